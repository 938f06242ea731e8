"""What the journal tells of batches and their messages."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from batch_sender.models.codes import BatchState, MessageState, Notation, Reason
from batch_sender.models.looks import LookRecord, Sighted
from batch_sender.models.printable import printable
from batch_sender.models.rows import Notice, PhoneNumber, Problem, Repair
from batch_sender.models.spans import GreetingSpan


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many messages stand in each state; they always add up to `read`."""

    skipped: int = 0
    pending: int = 0
    sending: int = 0
    accepted: int = 0
    rejected: int = 0
    failed: int = 0
    unknown: int = 0

    @property
    def read(self) -> int:
        """All rows of the list."""
        return (
            self.skipped
            + self.pending
            + self.sending
            + self.accepted
            + self.rejected
            + self.failed
            + self.unknown
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """One of several texts of a batch: its name (A, B, …), and what became of those who got it."""

    name: str
    text: str
    origin: str
    counts: Counts


@dataclass(frozen=True, slots=True, kw_only=True)
class PartRecord:
    """What a batch has for one of several connections: its number in the journal, and what it is called.

    `weight`: its share of the rows beside the others'; 0: it gets none any more. `paused_because`: why
    nothing leaves through it, while the others go on. `counts`: the rows that were dealt to it.
    """

    id: int
    name: str
    address: str
    weight: int
    paused_because: str | None
    counts: Counts


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageRecord:
    """One row as the journal holds it. `reason` is a ProblemCode or a Reason, `time` is UTC.

    `further`: problems of the row besides the one that `reason` names. `variant`: which of the batch's
    texts it has; None where there is one only. `payment_line`: what follows as a message of its own.
    `connection_id`: which of the batch's connections it leaves through; None where it has but one.
    """

    row: int
    cells: tuple[str, ...]
    state: MessageState
    reason: str | None
    column: str | None
    detail: str
    repairs: tuple[Repair, ...]
    number: PhoneNumber | None
    text: str | None
    media_name: str | None
    time: datetime | None
    attempts: int
    answer: str | None
    further: tuple[Problem, ...] = ()
    variant: str | None = None
    greetings: tuple[GreetingSpan, ...] = ()
    notices: tuple[Notice, ...] = ()
    payment_line: str | None = None
    connection_id: int | None = None

    @property
    def whole_text(self) -> str | None:
        """All that is written to the person: the text and, below it, the payment line."""
        return "\n\n".join(filter(None, (self.text, self.payment_line))) or None


@dataclass(frozen=True, slots=True, kw_only=True)
class Delay:
    """Until when (UTC) nothing leaves: the server asked for that, or takes nothing; and why."""

    until: datetime
    because: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchRecord:
    """One batch as the journal holds it; times are UTC, `settings` those it was judged with.

    `template` is its text, the first of them where it has several: `variants` holds them all.
    `paused_about`: what it was found at, where that is known: a file, and the machine.
    `purged_at`: since when its people are removed. `waits`: what keeps it
    waiting for the server, until that answers again; None where nothing does. `notations`: of each column
    of numbers and moments how they are written, None for a column of texts; empty where nobody looked.
    `new_people`: to how many new people messages may leave, as judged; None where nobody counted.
    `looks`: at the phone, oldest first. `by_workers`: these send it, or would if it went on. `connections`: those
    it is spread over, none where it has but one.
    """

    id: int
    state: BatchState
    list_path: Path
    sheet: str | None
    header: tuple[str, ...]
    hidden: int | None
    template: str
    connection: str | None
    address: str | None
    who: str
    version: str
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    paused_because: str | None
    counts: Counts
    paused_about: str = ""
    expires_at: datetime | None = None
    problems: dict[str, int] = field(default_factory=dict)
    repairs: dict[str, int] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)
    purged_at: datetime | None = None
    variants: tuple[Variant, ...] = ()
    waits: Delay | None = None
    notations: tuple[Notation | None, ...] = ()
    new_people: int | None = None
    looks: tuple[LookRecord, ...] = ()
    connections: tuple[PartRecord, ...] = ()
    by_workers: bool = False

    @property
    def is_sent_by_workers(self) -> bool:
        """Whether workers send it now, or the next one that comes does."""
        return self.by_workers and self.state is BatchState.RUNNING

    @property
    def open_look(self) -> LookRecord | None:
        """The newest look at the phone, if nobody has answered it; of several phones at the first of them."""
        newest = {look.connection_id: look for look in self.looks}
        return next((look for look in newest.values() if look.answers is None), None)

    @property
    def stopped(self) -> tuple[PartRecord, ...]:
        """The connections that nothing of it leaves through, while rows wait for them."""
        return tuple(
            each for each in self.connections if each.paused_because and each.counts.pending
        )

    def name_of(self, connection_id: int | None) -> str | None:
        """Return what one of several connections is called; None where there is but one."""
        return next((each.name for each in self.connections if each.id == connection_id), None)

    @property
    def sighted(self) -> Sighted | None:
        """What was seen on the phone; None where nobody has looked."""
        return Sighted.of(self.looks)

    @property
    def list_name(self) -> str:
        """The list's name, as it can be printed whatever the system calls it."""
        return printable(self.list_path.name)
