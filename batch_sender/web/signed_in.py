"""The sessions of those who signed in: each ends after a rest, after a day's work, or by a word.

They lie in memory alone: after a restart of the server people sign in anew, and what they were putting
together is there still. Only a digest of a cookie is kept.
"""

import secrets
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from batch_sender.timing.clock import Clock

IDLE: Final = timedelta(minutes=30)
LONGEST: Final = timedelta(hours=12)
_MOST: Final = 20
"""Sessions of one person; the one that rested longest gives way."""


@dataclass(slots=True, kw_only=True)
class Seat:
    """One browser of somebody who signed in. `stamp`: of the password it began with."""

    name: str
    stamp: str
    began: datetime
    seen: datetime


class SignedIn:
    """Who is signed in now."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._seats: dict[str, Seat] = {}
        self._lock = threading.Lock()

    def begin(self, name: str, stamp: str) -> str:
        """Begin a session; return the value of its cookie, a new one each time."""
        cookie, now = secrets.token_urlsafe(32), self._clock.now()
        with self._lock:
            self._seats = {key: seat for key, seat in self._seats.items() if _lasts(seat, now)}
            own = sorted((seat.seen, key) for key, seat in self._seats.items() if seat.name == name)
            for _seen, key in own[: max(len(own) - _MOST + 1, 0)]:
                del self._seats[key]
            self._seats[_digest(cookie)] = Seat(name=name, stamp=stamp, began=now, seen=now)
        return cookie

    def find(self, cookie: str | None, *, is_work: bool) -> Seat | None:
        """Return the session of a cookie, if it lasts; `is_work`: a person did something, no page by itself."""
        now = self._clock.now()
        with self._lock:
            seat = self._seats.get(_digest(cookie or ""))
            if seat is None or not _lasts(seat, now):
                return None
            if is_work:
                seat.seen = now
            return seat

    def end(self, cookie: str | None) -> None:
        """End a session."""
        with self._lock:
            self._seats.pop(_digest(cookie or ""), None)


def _lasts(seat: Seat, now: datetime) -> bool:
    return now - seat.seen < IDLE and now - seat.began < LONGEST


def _digest(cookie: str) -> str:
    return sha256(cookie.encode("utf-8", "surrogateescape")).hexdigest()
