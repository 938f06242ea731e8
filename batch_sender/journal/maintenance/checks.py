"""Look through a journal for damage, contradictions, and rows at `sending`."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Connection, and_, case, exists, func, select

from batch_sender.journal.database.damage import damage
from batch_sender.journal.schema.conditions import stands_at
from batch_sender.journal.schema.tables import attempts, batches, messages, opt_outs
from batch_sender.models import BatchState, MessageState

_MOST_COMPLAINTS: Final = 20


class JournalFault(StrEnum):
    """What may be wrong with a journal."""

    DAMAGED = "damaged"
    REFERENCE_BROKEN = "reference_broken"
    STATE_NOT_KNOWN = "state_not_known"
    COUNTS_DIFFER = "counts_differ"
    FINISHED_WITH_ROWS_LEFT = "finished_with_rows_left"
    MARK_WITHOUT_ATTEMPT = "mark_without_attempt"
    ATTEMPT_WITHOUT_MESSAGE = "attempt_without_message"
    STRANDED = "stranded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is wrong: in which batch, if in one, and what was found or how many rows."""

    fault: JournalFault
    batch: int | None = None
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkup:
    """What a journal holds, and what is wrong with it."""

    batches: int
    messages: int
    opt_outs: int
    findings: tuple[Finding, ...]


def check(connection: Connection) -> Checkup:
    """Look through a journal as it is at one moment.

    A damaged file is not looked into any further. Rows at `sending` are listed as stranded:
    whether somebody sends them, the caller knows.
    """
    damaged = _damage(connection)
    if damaged:
        return Checkup(batches=0, messages=0, opt_outs=0, findings=tuple(damaged))
    checks = (_broken_references, _states, _counts, _left_over, _marks, _attempts, _sending)
    return Checkup(
        batches=_how_many(connection, batches.c.id),
        messages=_how_many(connection, messages.c.row),
        opt_outs=_how_many(connection, opt_outs.c.person),
        findings=tuple(finding for each in checks for finding in each(connection)),
    )


def without_living_senders(found: Checkup, *, is_stranded: Callable[[int], bool]) -> Checkup:
    """Leave out the rows at `sending` that a living process sends."""
    kept = (
        each
        for each in found.findings
        if each.fault is not JournalFault.STRANDED or (each.batch and is_stranded(each.batch))
    )
    return replace(found, findings=tuple(kept))


def _how_many(connection: Connection, column: Any) -> int:
    return int(connection.execute(select(func.count(column))).scalar_one())


def _damage(connection: Connection) -> list[Finding]:
    complaints = damage(connection, most=_MOST_COMPLAINTS)
    return [Finding(fault=JournalFault.DAMAGED, detail=each) for each in complaints]


def _broken_references(connection: Connection) -> Iterator[Finding]:
    if connection.dialect.name == "sqlite":
        for table, *_rest in connection.exec_driver_sql("PRAGMA foreign_key_check"):
            yield Finding(fault=JournalFault.REFERENCE_BROKEN, detail=str(table))


def _states(connection: Connection) -> Iterator[Finding]:
    known = messages.c.state.in_(list(MessageState))
    odd = select(messages.c.batch_id, messages.c.state).where(~known).distinct()
    for batch, state in connection.execute(odd.order_by(messages.c.batch_id)):
        yield Finding(fault=JournalFault.STATE_NOT_KNOWN, batch=batch, detail=state)
    statement = select(batches.c.id, batches.c.state).order_by(batches.c.id)
    for batch, state in connection.execute(
        statement.where(batches.c.state.not_in(list(BatchState)))
    ):
        yield Finding(fault=JournalFault.STATE_NOT_KNOWN, batch=batch, detail=state)


def _counts(connection: Connection) -> Iterator[Finding]:
    """Rows read must be the sum of the states, batch by batch."""
    settled = func.sum(case((messages.c.state.in_(list(MessageState)), 1), else_=0))
    counted = select(messages.c.batch_id, func.count(), settled).group_by(messages.c.batch_id)
    for batch, read, by_state in connection.execute(counted.order_by(messages.c.batch_id)):
        if read != by_state:
            yield Finding(
                fault=JournalFault.COUNTS_DIFFER, batch=batch, detail=f"{read} ≠ {by_state}"
            )


def _left_over(connection: Connection) -> Iterator[Finding]:
    still_open = stands_at(MessageState.PENDING) | stands_at(MessageState.SENDING)
    finished = batches.c.state == BatchState.FINISHED
    yield from _by_batch(
        connection,
        JournalFault.FINISHED_WITH_ROWS_LEFT,
        select(messages.c.batch_id).join(batches).where(finished, still_open),
    )


def _marks(connection: Connection) -> Iterator[Finding]:
    """A message at `sending` has an attempt that has not ended: it was written in one piece."""
    under_way = exists().where(
        _of_one_message(), attempts.c.attempt == messages.c.attempts, attempts.c.ended_at.is_(None)
    )
    yield from _by_batch(
        connection,
        JournalFault.MARK_WITHOUT_ATTEMPT,
        select(messages.c.batch_id).where(stands_at(MessageState.SENDING), ~under_way),
    )


def _attempts(connection: Connection) -> Iterator[Finding]:
    known = exists().where(_of_one_message(), attempts.c.attempt <= messages.c.attempts)
    yield from _by_batch(
        connection,
        JournalFault.ATTEMPT_WITHOUT_MESSAGE,
        select(attempts.c.batch_id).where(~known),
    )


def _sending(connection: Connection) -> Iterator[Finding]:
    sending = select(messages.c.batch_id).where(stands_at(MessageState.SENDING))
    yield from _by_batch(connection, JournalFault.STRANDED, sending)


def _of_one_message() -> Any:
    return and_(attempts.c.batch_id == messages.c.batch_id, attempts.c.row == messages.c.row)


def _by_batch(connection: Connection, fault: JournalFault, batch_ids: Any) -> Iterator[Finding]:
    # Counted here: to group by batch, SQLite leaves the small indexes aside and goes through all.
    counted = Counter(connection.execute(batch_ids).scalars())
    for batch, many in sorted(counted.items()):
        yield Finding(fault=fault, batch=batch, detail=str(many))
