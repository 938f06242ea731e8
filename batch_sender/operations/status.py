"""How batches stand: the newest, one with all that happened to it, or one that is being sent."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from batch_sender.journal import CallsLeft, Event, Journal
from batch_sender.models import BatchRecord, BatchState
from batch_sender.operations.errors import NothingToWatch
from batch_sender.timing.windows import calendar_of


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchStanding:
    """A batch, whether somebody sends it just now, and by whose clocks its times are shown."""

    batch: BatchRecord
    being_sent: bool
    zone: ZoneInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """A batch at one moment of its sending, and how many calls it has yet to make."""

    batch: BatchRecord
    being_sent: bool
    calls_left: CallsLeft


@dataclass(frozen=True, slots=True, kw_only=True)
class Newest:
    """The newest batches and older ones that wait for somebody, newest first; how many others there are."""

    batches: list[BatchStanding]
    not_shown: int


def newest(journal: Journal, *, who: str, most: int | None) -> Newest:
    """Return how the newest batches stand; what a dead process left behind is settled first.

    None: all. One that needs a person's word never falls out of sight because of newer ones.
    """
    journal.batches.settle_if_writable(who=who)
    every = journal.batches.numbers()
    shown = every if most is None else every[:most]
    older = set(every[len(shown) :]).intersection(journal.batches.needing_a_word())
    wanted = [*shown, *sorted(older, reverse=True)]
    batches = [_standing(journal, journal.batches.one(number)) for number in wanted]
    return Newest(batches=batches, not_shown=len(every) - len(wanted))


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchPage:
    """Some of all batches, newest first: which page of how many."""

    batches: list[BatchStanding]
    page: int
    pages: int


def page_of(journal: Journal, page: int, *, who: str, size: int) -> BatchPage:
    """Return one page of all batches; beyond the last one, that."""
    journal.batches.settle_if_writable(who=who)
    every = journal.batches.numbers()
    pages = max(-(-len(every) // size), 1)
    page = min(max(page, 1), pages)
    shown = every[(page - 1) * size : page * size]
    batches = [_standing(journal, journal.batches.one(number)) for number in shown]
    return BatchPage(batches=batches, page=page, pages=pages)


def needing_a_word(journal: Journal) -> list[BatchStanding]:
    """Return the batches that wait for a person, as they stand, newest first."""
    return [
        _standing(journal, journal.batches.one(number))
        for number in reversed(journal.batches.needing_a_word())
    ]


def status(journal: Journal, batch_id: int, *, who: str) -> tuple[BatchStanding, list[Event]]:
    """Return how a batch stands, and what has happened to it, oldest first.

    Raises:
        UnknownBatch: there is none of this number.
    """
    journal.batches.settle_if_writable(who=who)
    return _standing(journal, journal.batches.one(batch_id)), journal.batches.events(batch_id)


def now_being_sent(journal: Journal) -> int:
    """Return the number of the newest batch that is being sent.

    Raises:
        NothingToWatch: none is.
    """
    for number in reversed(journal.batches.resumable()):
        if is_being_sent(journal, journal.batches.one(number)):
            return number
    raise NothingToWatch


def progress(journal: Journal, batch_id: int) -> Progress:
    """Return how far a batch has come.

    Raises:
        UnknownBatch: there is none of this number.
    """
    batch = journal.batches.one(batch_id)
    return Progress(
        batch=batch,
        being_sent=is_being_sent(journal, batch),
        calls_left=journal.batches.calls_left(batch_id),
    )


def is_being_sent(journal: Journal, batch: BatchRecord) -> bool:
    """Say whether a process sends this batch: one that died leaves it at `running`, and not held.

    One of workers is: the next of them goes on with it.
    """
    if batch.is_sent_by_workers:
        return True
    return batch.state is BatchState.RUNNING and journal.batches.is_held(batch.id)


def _standing(journal: Journal, batch: BatchRecord) -> BatchStanding:
    return BatchStanding(
        batch=batch,
        being_sent=is_being_sent(journal, batch),
        zone=calendar_of(batch.settings.get("window")).zone,
    )
