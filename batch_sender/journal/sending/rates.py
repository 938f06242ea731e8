"""Limit the rate of calls by connection and address, and estimate the server's own backlog.

Kept in the journal, so that lanes, processes and machines share it. Where they share a server, they
go by its clock: their own may differ by more than a gap.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sqlalchemy import (
    Connection,
    and_,
    bindparam,
    exists,
    func,
    literal_column,
    or_,
    select,
    update,
)

from batch_sender.journal.database.prepared import Prepared
from batch_sender.journal.database.server_clock import RateClock
from batch_sender.journal.schema.statements import insert_if_absent
from batch_sender.journal.schema.tables import batches, rate_limits
from batch_sender.journal.schema.worker_tables import batch_connections
from batch_sender.models import BatchState, MessageState
from batch_sender.timing import rates as pace
from batch_sender.timing.limits import DailyPlan, PersonLimit

_LONG_AGO: Final = datetime(1970, 1, 1, tzinfo=UTC)

_any_batch: Final = batches.alias("any_batch")


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """On what terms a lane claims."""

    batch_id: int
    connection_id: int
    address: str
    address_gap: float  # seconds between two calls to the address; 0 without a ceiling
    sender: str | None = None  # only while this one sends the batch; None: whoever does
    jitter: float = 1.0  # the factor by which this claim's gaps are stretched
    # The end of the sending window, which the server's estimated backlog must not cross.
    closes_at: datetime | None = None
    sent_since: datetime | None = None  # since when a message counts as sent already; None: never
    rows: frozenset[int] | None = None  # only one of these may be claimed; None: any
    expires_at: datetime | None = None  # when the batch does
    person_limit: PersonLimit | None = None
    # The date (ISO) on which messages are counted for the connection, by its plan if it has one.
    day: str | None = None
    daily_plan: DailyPlan | None = None
    new_plan: DailyPlan | None = None  # the same for new people alone
    # What a text that greets by the hour says now; None: what it says already.
    greeting: str | None = None
    # Of a lane that moves between machines: which of its starts this is. None: no worker's lane.
    epoch: int | None = None
    # The batch has several connections, and only this one's rows may be claimed.
    own_rows: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimResult:
    """What a claim found; `withdrawn`: how those messages ended that must not leave after all."""

    withdrawn: tuple[MessageState, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait(ClaimResult):
    """Nothing may leave before `until`.

    `held_up_by`: other batches with a message at `sending` to somebody who is next here.
    """

    until: datetime
    held_up_by: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class WindowClosing:
    """What the server has still to send reaches to the end of the window."""


SLOWEST_GAP: Final = (
    select(func.max(_any_batch.c.gap_seconds))
    .where(
        or_(
            _any_batch.c.id == bindparam("batch_id"),
            and_(
                or_(
                    _any_batch.c.connection_id == bindparam("connection_id"),
                    exists().where(
                        batch_connections.c.batch_id == _any_batch.c.id,
                        batch_connections.c.connection_id == bindparam("connection_id"),
                    ),
                ),
                _any_batch.c.state == literal_column(f"'{BatchState.RUNNING}'"),
            ),
        )
    )
    .scalar_subquery()
)
"""The greatest gap of a batch and those that run on its connection, for a statement to ask for."""


def gaps(terms: Terms, *, slowest: float) -> dict[str, float]:
    """Seconds until the next call, by whatever has a pace of its own: the slower batch holds."""
    by_key = {
        f"connection:{terms.connection_id}": slowest,
        f"address:{terms.address}": terms.address_gap,
    }
    return {key: gap * terms.jitter for key, gap in by_key.items() if gap > 0}


def blocked(
    tx: Connection, terms: Terms, gaps: Mapping[str, float], *, now: datetime, clock: RateClock
) -> Wait | WindowClosing | None:
    """Say what keeps the next call back, if anything does; until when, by the caller's own `now`."""
    address = f"address:{terms.address}"
    # Always in one order, and there before they are read: on PostgreSQL the row locks make lanes
    # on other machines queue up here.
    keys = sorted({*gaps, address} if terms.closes_at else gaps)
    found = {key: _locked(tx, key) for key in keys}
    if terms.closes_at:
        drained_at = _drained_at(found[address].drained_at, found[address].estimated_at, now)
        if drained_at >= terms.closes_at:
            return WindowClosing()
    if not gaps:
        return None
    # Only now that the locks are held: who waited for them has an old time in hand.
    at = clock(tx)
    # A moment further away than the gap comes from a clock that was set back since.
    waits = [
        found[key].next_at - at
        for key, gap in gaps.items()
        if at < found[key].next_at <= at + 2 * timedelta(seconds=gap)
    ]
    return Wait(until=now + max(waits)) if waits else None


_OF: Final = rate_limits.c.key == bindparam("of")
_LOCKED: Final = Prepared(select(rate_limits).where(_OF).with_for_update())
_CHANGED: Final = Prepared(update(rate_limits).where(_OF))


def _locked(tx: Connection, key: str) -> Any:
    """Read the row of a rate limit; on PostgreSQL it is held until the transaction ends."""
    found = _LOCKED.first(tx, {"of": key})
    if found is None:
        insert_if_absent(tx, rate_limits, key=key, next_at=_LONG_AGO)
        found = _LOCKED.first(tx, {"of": key})
    return found


def start_gaps(
    tx: Connection, gaps: Mapping[str, float], *, jitter: float, clock: RateClock
) -> None:
    """Let the gaps begin, which are stretched by `jitter`: a call leaves now."""
    if not gaps:
        return
    at = clock(tx)
    for key in sorted(gaps):
        due = _locked(tx, key).next_at
        made_up = pace.made_up(gaps[key], jitter=jitter, late=(at - due).total_seconds())
        _CHANGED.run(tx, {"of": key, "next_at": at + timedelta(seconds=made_up)})


def admit_call(tx: Connection, terms: Terms, *, now: datetime, clock: RateClock) -> Wait | None:
    """Let a call leave now that is no row of a batch, at the pace of those that are; or say when.

    The sending hours do not keep it: it goes to whoever starts it.
    """
    whose = {"batch_id": terms.batch_id, "connection_id": terms.connection_id}
    found = gaps(terms, slowest=tx.execute(select(SLOWEST_GAP), whose).scalar_one())
    wait = blocked(tx, replace(terms, closes_at=None), found, now=now, clock=clock)
    if isinstance(wait, Wait):
        return wait
    start_gaps(tx, found, jitter=terms.jitter, clock=clock)
    return None


def add_backlog(tx: Connection, address: str, seconds: float, *, now: datetime) -> None:
    """Reckon that the server's own queue has so much more to do."""
    key = f"address:{address}"
    known = _locked(tx, key)
    drained_at = _drained_at(known.drained_at, known.estimated_at, now)
    drained_at += timedelta(seconds=seconds)
    _CHANGED.run(tx, {"of": key, "drained_at": drained_at, "estimated_at": now})


def _drained_at(known: datetime | None, estimated_at: datetime | None, now: datetime) -> datetime:
    """Return when the server's queue is empty: `now`, or later."""
    if known is None or estimated_at is None:
        return now
    set_back = max(estimated_at - now, timedelta())
    return max(known - set_back, now)
