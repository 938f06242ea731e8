"""What several tests need: a clock whose hands they turn, and batches made in a line."""

import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from batch_sender.compose.templates import Template
from batch_sender.config.connections import Connection
from batch_sender.config.settings import Settings
from batch_sender.config.tokens import Token
from batch_sender.deliver.health import PauseReason
from batch_sender.deliver.session import Dispatch
from batch_sender.gateway import Timeouts
from batch_sender.journal import Journal, NewBatch
from batch_sender.models import (
    JudgedMessage,
    JudgedRows,
    MessageState,
    PhoneNumber,
    Problem,
    Reason,
)
from batch_sender.standin import Received, StandIn
from batch_sender.timing.silence import Silence

MONDAY_NOON = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
"""A Monday, 12:00 in São Paulo."""

TOKEN = "tok-3f9c1d7e-nobody-may-read-this"
"""What the stand-in takes, and nothing may show."""

Run = Callable[..., tuple[int, str, str]]
"""Runs a command; returns its exit code and what it printed (the fixture `run`)."""

PATIENT = Timeouts(connect=30, read=30, total=60)
"""A loaded machine must not turn a good answer into a time-out."""

QUICK = Timeouts(connect=30, read=0.5, total=60)
"""Where no answer is to come."""


class FakeClock:
    """A clock that only moves when somebody waits on it, or when it is told to."""

    def __init__(self, now: datetime = MONDAY_NOON) -> None:
        self._now = now
        self._elapsed = 0.0
        self._lock = threading.Lock()

    def now(self) -> datetime:
        return self._now

    def monotonic(self) -> float:
        return self._elapsed

    def wait(self, event: threading.Event, seconds: float) -> None:
        if not event.is_set():
            self.forward(seconds)

    def forward(self, seconds: float) -> None:
        with self._lock:
            self._now += timedelta(seconds=seconds)
            self._elapsed += seconds


class Watcher:
    """Remembers what it was told while a batch was sent."""

    def __init__(self) -> None:
        self.states: list[MessageState] = []
        self.waited_until: list[datetime] = []
        self.waited_because: list[PauseReason | Reason] = []
        self.answers_again = 0
        self.silences: list[Silence] = []

    def settled(self, state: MessageState) -> None:
        self.states.append(state)

    def waiting(self, until: datetime, *, because: PauseReason | Reason) -> None:
        self.waited_until.append(until)
        self.waited_because.append(because)

    def answering(self) -> None:
        self.answers_again += 1

    def unanswered(self, silence: Silence) -> None:
        self.silences.append(silence)


class AtArrival:
    """Does something when so many messages have arrived, before the last of them is answered.

    What comes of it is on disk before the next one is claimed: that is claimed with the record.
    """

    def __init__(self, many: int, then: Callable[[], object]) -> None:
        self._many, self._then = many, then
        self._arrived = 0

    def __call__(self, request: Received) -> None:
        self._arrived += bool(request.number)
        if request.number and self._arrived == self._many:
            self._then()


def number(tail: int) -> PhoneNumber:
    """An invented mobile number; its last three digits choose the stand-in's fault, if any."""
    return PhoneNumber(f"551190000{tail:04d}")


def message(row: int, tail: int, *, text: str = "Olá!") -> JudgedMessage:
    to = number(tail)
    return JudgedMessage(
        row=row, cells=(to,), number=to, person=to, idempotency_key=f"{to}/{text}", text=text
    )


def checked_batch(
    journal: Journal,
    messages: Sequence[JudgedMessage],
    settings: Settings | None = None,
    *,
    header: tuple[str, ...] = ("telefone",),
) -> int:
    """Write a batch that stands at `checked`; return its number."""
    settings = settings or Settings(gap=0)
    batch_id = journal.batches.add(
        NewBatch(
            list_path="/lists/clientes.csv",
            sheet=None,
            header=header,
            hidden=0,
            template="Olá!",
            settings=settings.model_dump(mode="json"),
            gap_seconds=settings.gap,
            who="ana",
            version="0",
        )
    )
    journal.batches.add_messages(batch_id, JudgedRows.of(messages))
    journal.batches.mark_checked(batch_id, who="ana", repairs={})
    return batch_id


def connection_to(stand_in: StandIn) -> Connection:
    return Connection(name="loja", url=stand_in.url, token=Token(stand_in.token))


def dispatch(
    batch_id: int, connection: Connection, settings: Settings | None = None, **changes: Any
) -> Dispatch:
    return Dispatch(
        batch_id=batch_id,
        connection=connection,
        settings=settings or Settings(gap=0),
        who="ana",
        timeouts=PATIENT,
        **changes,
    )


def fill_row(template: Template, cells: Sequence[str]) -> str | Problem:
    """Fill a template for a single row."""
    [message] = template.fill([cells])
    return message
