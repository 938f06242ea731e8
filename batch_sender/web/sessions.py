"""Let a browser in: a ticket that counts once, and a cookie that ends.

Both are signed with a key that lies in a file only its owner reads, so that a cookie outlives a restart
of the server, and a second `serve` makes a ticket for the page that runs already.
"""

import hashlib
import hmac
import secrets
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

from batch_sender.timing.clock import Clock

TICKET_LASTS: Final = timedelta(minutes=5)
SESSION_LASTS: Final = timedelta(hours=12)


@dataclass(kw_only=True)
class Sessions:
    """Makes and knows tickets and cookies. `name`: the cookie's; ports of one host share a browser's jar."""

    key: bytes = field(repr=False)
    clock: Clock
    name: str = "batch_sender"
    _used: set[str] = field(default_factory=set, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def ticket(self) -> str:
        """Make a ticket that lets one browser in, once, for a few minutes."""
        return self._signed("ticket", TICKET_LASTS)

    def take(self, ticket: str) -> bool:
        """Say whether a ticket counts; from now on it does not."""
        if not self._is_good("ticket", ticket):
            return False
        with self._lock:
            if ticket in self._used:
                return False
            self._used.add(ticket)
        return True

    def begin(self) -> str:
        """Make the value of a cookie."""
        return self._signed("session", SESSION_LASTS)

    def knows(self, cookie: str | None) -> bool:
        """Say whether a cookie still lets its browser in."""
        return cookie is not None and self._is_good("session", cookie)

    def is_half_over(self, cookie: str) -> bool:
        """Say whether a cookie had better be made anew."""
        ends = datetime.fromtimestamp(int(cookie.split(".")[1]), UTC)
        return ends - self.clock.now() < SESSION_LASTS / 2

    def _signed(self, kind: str, lasts: timedelta) -> str:
        ends = int((self.clock.now() + lasts).timestamp())
        body = f"{secrets.token_urlsafe(18)}.{ends}"
        return f"{body}.{self._signature(kind, body)}"

    def _is_good(self, kind: str, value: str) -> bool:
        body, _dot, signature = value.rpartition(".")
        if not hmac.compare_digest(self._signature(kind, body).encode(), signature.encode()):
            return False
        return int(body.split(".")[1]) > self.clock.now().timestamp()

    def _signature(self, kind: str, body: str) -> str:
        return hmac.new(self.key, f"{kind}:{body}".encode(), hashlib.sha256).hexdigest()
