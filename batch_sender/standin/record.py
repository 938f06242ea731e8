"""Record what the stand-in received and what customers got, in memory and as JSON Lines on disk."""

import json
import os
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, TextIO

from batch_sender.models.looks import SeenOnPhone
from batch_sender.models.system_words import said_of
from batch_sender.standin import replies
from batch_sender.standin.errors import StandInRecordUnusable

_SUCCESS: Final = {replies.ACCEPTED.text, replies.ACCEPTED_BY_A_SIBLING.text}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedFile:
    """One file of a request; `size` in bytes, `name` as the server reads it."""

    name: str
    content_type: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenTicket:
    """What a request with `openTicket` 1 did to the number's ticket."""

    queue: int | None
    was_open: bool
    taken_from_agent: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """One thing on the customer's screen; `what` is text, file, broken image or transfer notice.

    `text` is the text, or a file's caption. `time` is UTC.
    """

    what: str
    text: str
    file: str | None = None
    time: datetime | None = None

    def __str__(self) -> str:
        return f"[{self.what} {self.file}] {self.text}".rstrip() if self.file else self.text


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """One request, how it was answered, and what came of it. Times are UTC.

    `kind`: text, file, nothing (multipart without a file) or other (not a message).
    `whole`: all of it was read. `status` is None where no
    whole answer was given at once. `in_flight`: other requests for the number at work at the same moment.
    `to_deliver` is what the server means to hand over, `got` what the customer has got so far.
    `locked`: it stays on the connection's phone, since WhatsApp bars the number from new chats.
    """

    id: int
    time: datetime
    method: str
    path: str
    token_known: bool
    kind: str = "other"
    number: str | None = None
    body: str | None = None
    files: tuple[ReceivedFile, ...] = ()
    open_ticket: str | None = None
    queue_id: str | int | None = None
    fault: str | None = None
    whole: bool = True
    status: int | None = None
    answer: str = ""
    in_flight: int = 0
    ticket: OpenTicket | None = None
    to_deliver: tuple[Delivered, ...] = ()
    got: tuple[Delivered, ...] = ()
    locked: bool = False

    @property
    def mark(self) -> SeenOnPhone:
        """How it stands on the connection's own phone; what the queue still holds is not there yet."""
        if self.locked:
            return SeenOnPhone.CLOCK
        return SeenOnPhone.TWO_TICKS if self.got else SeenOnPhone.ABSENT

    @property
    def customer_got(self) -> str | None:
        """What the customer sees of it, a line for each thing; None for nothing."""
        return "\n".join(str(one) for one in self.got) if self.got else None

    @property
    def accepted(self) -> bool:
        """Whether a client that reads the whole answer is told yes."""
        return self.status == 200 and self.answer in _SUCCESS


class RequestLog:
    """Every request in order of arrival; one line of JSON for each, and for each thing delivered."""

    def __init__(self, path: Path | None = None) -> None:
        self._lock = threading.Lock()
        self._entries: list[Received] = []
        self._path = path
        self._file: TextIO | None = None
        self.told: Callable[[Received], object] | None = None

    def open(self) -> None:
        """Open the file, to write behind what it holds. Raises StandInRecordUnusable."""
        if self._path is None:
            return
        try:
            # In a rehearsal it holds people's numbers and messages.
            descriptor = os.open(self._path, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)
            self._file = os.fdopen(
                descriptor, "a", encoding="utf-8", errors="backslashreplace", newline="\n"
            )
        except OSError as err:
            raise StandInRecordUnusable(path=self._path, why=said_of(err)) from err

    def add(self, entry: Received) -> Received:
        """Keep a request; return it with its `id` (1, 2, …)."""
        with self._lock:
            numbered = replace(entry, id=len(self._entries) + 1)
            self._entries.append(numbered)
            self._write(_request_line(numbered))
        if self.told:
            self.told(numbered)
        return numbered

    def deliver(self, entry: Received, things: Sequence[Delivered]) -> None:
        """Note what of a request has just reached the customer."""
        now = datetime.now(UTC)
        with self._lock:
            place = entry.id - 1
            before = self._entries[place]
            stamped = tuple(replace(thing, time=now) for thing in things)
            self._entries[place] = replace(before, got=before.got + stamped)
            for thing in stamped:
                self._write(_customer_line(before, thing))

    @property
    def entries(self) -> tuple[Received, ...]:
        """Every request so far."""
        with self._lock:
            return tuple(self._entries)

    def whole_by_number(self) -> Counter[str]:
        """Return how many whole requests arrived, by number."""
        return Counter(one.number for one in self.entries if one.number and one.whole)

    def accepted_by_number(self) -> Counter[str]:
        """Return how many requests were answered with a whole yes, by number."""
        return Counter(one.number for one in self.entries if one.number and one.accepted)

    def got_by(self, number: str) -> tuple[Delivered, ...]:
        """Return what a number's customer has got, in order."""
        things = [thing for one in self.entries if one.number == number for thing in one.got]
        return tuple(sorted(things, key=lambda thing: thing.time or datetime.now(UTC)))

    def close(self) -> None:
        """Close the file; what is in memory stays readable."""
        with self._lock:
            if self._file:
                self._file.close()
                self._file = None

    def _write(self, line: dict[str, object]) -> None:
        if self._file:
            self._file.write(json.dumps(line, ensure_ascii=False, default=str) + "\n")
            self._file.flush()


def _request_line(entry: Received) -> dict[str, object]:
    line = asdict(entry)
    del line["to_deliver"], line["got"]
    return {"event": "request", **line, "time": entry.time.isoformat()}


def _customer_line(entry: Received, thing: Delivered) -> dict[str, object]:
    return {"event": "customer", "request": entry.id, "number": entry.number, **asdict(thing)}
