"""Write what happens to a whole batch, inside a transaction; every move is an event."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Final, Protocol

from sqlalchemy import ColumnElement, Connection, delete, exists, insert, or_, select, update

from batch_sender.journal import states
from batch_sender.journal.batches import judged_files, judged_rows, sources
from batch_sender.journal.errors import StateConflict, UnknownBatch
from batch_sender.journal.schema.conditions import is_sending_in, stands_at
from batch_sender.journal.schema.tables import attempts, batches, events, messages, other_texts
from batch_sender.journal.schema.worker_tables import (
    batch_connections,
    judging_chunks,
    judging_contexts,
)
from batch_sender.language import _
from batch_sender.models import (
    BatchState,
    JudgedFile,
    JudgedRows,
    MessageState,
    ProblemCode,
    Reason,
    Source,
)

PROOF_SENDING: Final = "proof_sending"
"""The event of a test message that was sent to a person's own phone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewBatch:
    """A list and a text about to be judged. `settings` is plain JSON.

    `variants`: of several texts each one's name, itself, and where it comes from; `files`: what was
    read of list and texts.
    """

    list_path: str
    sheet: str | None
    header: tuple[str, ...]
    hidden: int | None
    template: str
    settings: Mapping[str, Any]
    gap_seconds: float
    who: str
    version: str
    expires_at: datetime | None = None
    source: Source | None = None
    variants: Sequence[tuple[str, str, str]] = ()
    files: Sequence[JudgedFile] = ()


class Settle(Protocol):
    """Says what becomes of a pending message, from whether a part of it is out and another is not."""

    def __call__(self, *, partially_sent: bool) -> states.Settled:
        """Say it."""


def add_batch(tx: Connection, new: NewBatch, *, now: datetime) -> int:
    """Write a batch at `judging`; return its number."""
    statement = insert(batches).values(
        state=BatchState.JUDGING,
        list_path=new.list_path,
        sheet=new.sheet,
        header=list(new.header),
        hidden=new.hidden,
        repairs={},
        template=new.template,
        variants=[list(variant) for variant in new.variants] or None,
        settings=dict(new.settings),
        gap_seconds=new.gap_seconds,
        who=new.who,
        version=new.version,
        created_at=now,
        expires_at=new.expires_at,
    )
    batch_id: int = tx.execute(statement).inserted_primary_key[0]  # type: ignore[index]  # one row was inserted
    judged_files.add(tx, batch_id, new.files)
    if new.source is not None:
        # In one piece with the batch: neither is ever there without the other.
        sources.add(tx, batch_id, new.source)
    return batch_id


def add_messages(tx: Connection, batch_id: int, rows: JudgedRows, *, now: datetime) -> None:
    """Write judged rows; the caller keeps to 5,000 a transaction.

    Raises:
        StateConflict: the batch is not being judged any more.
    """
    refuse_unless(tx, batch_id, BatchState.JUDGING)
    judged_rows.insert(tx, batch_id, rows, now=now)


def discard(tx: Connection, batch_id: int, *, most: int) -> int:
    """Forget up to `most` rows of a batch that was never judged to its end, then itself.

    Nothing of it can have left: what is deleted here is never a record of something sent. Returns how many rows that were; with 0 it is gone.
    """
    guard = select(batches.c.id).where(
        batches.c.id == batch_id, batches.c.state == BatchState.JUDGING
    )
    here = messages.c.batch_id.in_(guard)
    some = select(messages.c.row).where(here).order_by(messages.c.row).limit(most)
    theirs = (other_texts.c.batch_id.in_(guard), other_texts.c.row.in_(some))
    # Before the rows themselves: `some` is asked anew in each statement.
    tx.execute(delete(other_texts).where(*theirs))
    rows = tx.execute(delete(messages).where(here, messages.c.row.in_(some))).rowcount
    if not rows:
        tx.execute(delete(events).where(events.c.batch_id.in_(guard)))
        for table in (judging_chunks, judging_contexts):
            tx.execute(delete(table).where(table.c.batch_id.in_(guard)))
        sources.forget(tx, guard)
        judged_files.forget(tx, guard)
        tx.execute(delete(batch_connections).where(batch_connections.c.batch_id.in_(guard)))
        tx.execute(delete(batches).where(batches.c.id.in_(guard)))
    return rows


def take_back(tx: Connection, batch_id: int, *, who: str, now: datetime) -> bool:
    """Move a batch that was never begun back to `judging`, from where it is discarded.

    False, and nothing changed, where a test message of it was sent: that stays on record.

    Raises:
        StateConflict: it was begun, or has ended.
    """
    state_held(tx, batch_id, alone=True)  # nobody begins it meanwhile
    if started_at(tx, batch_id) is not None:
        raise StateConflict(
            what=_("batch {batch}").format(batch=batch_id), expected=BatchState.CHECKED
        )
    tested = select(events.c.id).where(
        events.c.batch_id == batch_id, events.c.kind == PROOF_SENDING
    )
    if tx.execute(tested.limit(1)).first() is not None:
        return False
    change = Change(
        to=BatchState.JUDGING,
        came_from=(BatchState.CHECKED,),
        kind="taken_back",
        who=who,
        detail={},
        values={},
    )
    move(tx, batch_id, change, now=now)
    return True


def state_held(tx: Connection, batch_id: int, *, alone: bool = False) -> BatchState:
    """Say where a batch stands; on PostgreSQL it stays there until this transaction ends.

    `alone`: nobody else may hold it there meanwhile.

    Raises:
        UnknownBatch: there is none of this number.
    """
    statement = select(batches.c.state).where(batches.c.id == batch_id)
    found = tx.execute(statement.with_for_update(read=not alone)).scalar()
    if found is None:
        raise UnknownBatch(batch=batch_id)
    return BatchState(found)


def refuse_unless(
    tx: Connection, batch_id: int, expected: BatchState, *, alone: bool = False
) -> None:
    """See that a batch stands at `expected`, and stays there: see `state_held`.

    Raises:
        StateConflict: it does not. UnknownBatch: there is none of this number.
    """
    if state_held(tx, batch_id, alone=alone) is not expected:
        raise StateConflict(what=_("batch {batch}").format(batch=batch_id), expected=expected)


def refuse_unless_of_workers(tx: Connection, batch_id: int) -> None:
    """See that a batch is the workers' to send, and stays it until this transaction ends.

    Raises:
        StateConflict: it is not.
    """
    theirs = (batches.c.id == batch_id) & (batches.c.by_workers == 1)
    if tx.execute(select(batches.c.id).where(theirs).with_for_update()).first() is None:
        raise StateConflict(what=_("batch {batch}").format(batch=batch_id), expected=_("workers"))


def is_sent_by(tx: Connection, batch_id: int, sender: str | None) -> bool:
    """Say whether `sender` still sends a batch: who lost its lock may have been taken over from."""
    found = tx.execute(select(batches.c.sender).where(batches.c.id == batch_id)).scalar()
    return is_same_sender(found, sender)


def is_same_sender(last: Mapping[str, Any] | None, sender: str | None) -> bool:
    """Say whether `sender` is who began `last` to send a batch; None stands for whoever that is."""
    return sender is None or (last or {}).get("id") == sender


def started_at(tx: Connection, batch_id: int) -> datetime | None:
    """Say when a batch was first started, if it was."""
    return tx.execute(select(batches.c.started_at).where(batches.c.id == batch_id)).scalar()


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One move of a batch: from where to where, who asks, and what else is set with it."""

    to: BatchState
    came_from: tuple[BatchState, ...]
    kind: str
    who: str
    detail: Mapping[str, Any]
    values: Mapping[str, Any]


def move(tx: Connection, batch_id: int, change: Change, *, now: datetime) -> None:
    """Move a batch and note it as an event.

    Raises:
        StateConflict: the batch stands somewhere else; nothing was changed.
    """
    allowed = states.BATCH_MOVES | states.BATCH_DECISIONS
    if any((state, change.to) not in allowed for state in change.came_from):
        raise ValueError(f"no such move: {change.came_from} to {change.to}")
    statement = (
        update(batches)
        .where(batches.c.id == batch_id, batches.c.state.in_(change.came_from))
        .values(state=change.to, **change.values)
    )
    if tx.execute(statement).rowcount != 1:
        expected = ", ".join(change.came_from)
        raise StateConflict(what=_("batch {batch}").format(batch=batch_id), expected=expected)
    note(tx, batch_id, change.kind, who=change.who, detail=change.detail, now=now)


def note(
    tx: Connection,
    batch_id: int | None,
    kind: str,
    *,
    who: str,
    detail: Mapping[str, Any],
    now: datetime,
) -> None:
    """Write one event down."""
    statement = insert(events).values(
        batch_id=batch_id, at=now, kind=kind, who=who, detail=dict(detail)
    )
    tx.execute(statement)


def take_over(
    tx: Connection, batch_id: int, *, now: datetime, connection_id: int | None = None
) -> int:
    """Settle what a dead sender left at `sending`; return how many messages that were.

    Only for who holds the batch's lock, or the lane of the one connection that is named: nobody else may
    be sending it.
    """
    columns = ("row", "attempts", "form", "parts_done", "requeued")
    under_way = select(*(messages.c[name] for name in columns)).where(is_sending_in(batch_id))
    if connection_id is not None:
        through = messages.c.connection_id
        under_way = under_way.where(or_(through == connection_id, through.is_(None)))
    left = tx.execute(under_way).all()
    for row in left:
        settled = states.crashed(states.standing_of(row.form, row.parts_done, row.requeued))
        here = (messages.c.batch_id == batch_id) & (messages.c.row == row.row)
        _settle(tx, here & stands_at(MessageState.SENDING), settled, now=now)
        tx.execute(
            update(attempts)
            .where(
                attempts.c.batch_id == batch_id,
                attempts.c.row == row.row,
                attempts.c.attempt == row.attempts,
            )
            .values(ended_at=now, outcome=MessageState.UNKNOWN, reason=Reason.CRASHED)
        )
    return len(left)


def cancel_pending(tx: Connection, batch_id: int, *, now: datetime, most: int) -> int:
    """Settle up to `most` pending messages of a cancelled batch; return how many.

    None, where a person has brought the batch back in the meantime.
    """
    if state_held(tx, batch_id) is not BatchState.CANCELLED:
        return 0
    return len(settle_left_over(tx, batch_id, ProblemCode.CANCELLED, now=now, most=most))


def settle_left_over(
    tx: Connection, batch_id: int, code: ProblemCode, *, now: datetime, most: int
) -> list[MessageState]:
    """Settle up to `most` pending messages that are not to leave any more; return as what."""
    return settle_pending(tx, batch_id, partial(states.left_over, code), now=now, most=most)


def settle_pending(
    tx: Connection, batch_id: int, settle: Settle, *, now: datetime, most: int
) -> list[MessageState]:
    """Settle up to `most` pending messages of a batch without an attempt; return as what."""
    pending = (messages.c.batch_id == batch_id) & stands_at(MessageState.PENDING)
    done: list[MessageState] = []
    for partially_sent in (False, True):
        which = pending & _is_sent_in_part(partially_sent=partially_sent)
        rows = select(messages.c.row).where(which).limit(most - len(done))
        chosen = which & messages.c.row.in_(rows)
        done += _settle(tx, chosen, settle(partially_sent=partially_sent), now=now)
    return done


def leave_out(
    tx: Connection, which: ColumnElement[bool], code: ProblemCode, *, now: datetime
) -> None:
    """Settle those of these messages that are pending: they are not to leave any more."""
    for partially_sent in (False, True):
        settled = states.left_over(code, partially_sent=partially_sent)
        pending = stands_at(MessageState.PENDING)
        part = _is_sent_in_part(partially_sent=partially_sent)
        _settle(tx, which & pending & part, settled, now=now)


def _is_sent_in_part(*, partially_sent: bool) -> ColumnElement[bool]:
    return messages.c.parts_done > 0 if partially_sent else messages.c.parts_done == 0


def _settle(
    tx: Connection, which: ColumnElement[bool], settled: states.Settled, *, now: datetime
) -> list[MessageState]:
    values = {"state": settled.state, "reason": settled.reason, "detail": settled.detail or None}
    changed = tx.execute(update(messages).where(which).values(**values, changed_at=now))
    return [settled.state] * changed.rowcount


def unfinished(tx: Connection, batch_id: int) -> bool:
    """Say whether a message of the batch is still pending or sending."""
    pending = (messages.c.batch_id == batch_id) & stands_at(MessageState.PENDING)
    still = or_(exists().where(pending), exists().where(is_sending_in(batch_id)))
    return bool(tx.execute(select(still)).scalar())
