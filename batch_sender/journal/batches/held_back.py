"""Hold rows back that were judged before another row of their list told what is wrong with them."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import Connection, bindparam, func, or_, select, update

from batch_sender.journal.batches import changes
from batch_sender.journal.errors import StateConflict
from batch_sender.journal.schema.conditions import stands_at
from batch_sender.journal.schema.statements import is_among
from batch_sender.journal.schema.tables import messages
from batch_sender.language import _
from batch_sender.models import BatchState, MessageState, Problem, ProblemCode


def hold_back(
    tx: Connection, batch_id: int, problems: Mapping[int, Problem], *, now: datetime
) -> int:
    """`pending` → `skipped` for these rows of a batch at `judging`; the others have their problem already.

    A second message, which a person may yet let in, is no longer one of those. Return how many new people
    get no message any more.

    Raises:
        StateConflict: the batch is not being judged any more.
    """
    if changes.state_held(tx, batch_id) is not BatchState.JUDGING:
        raise StateConflict(
            what=_("batch {batch}").format(batch=batch_id), expected=BatchState.JUDGING
        )
    of_batch = messages.c.batch_id == batch_id
    new = of_batch & stands_at(MessageState.PENDING) & (messages.c.new_person == 1)
    held = select(messages.c.person).where(new, messages.c.row.in_(problems))
    new_people = list(tx.execute(held).scalars())
    waits_for_a_word = stands_at(MessageState.SKIPPED) & (
        messages.c.reason == ProblemCode.DUPLICATE_OTHER_MESSAGE
    )
    may_leave = or_(stands_at(MessageState.PENDING), waits_for_a_word)
    statement = (
        update(messages)
        .where(of_batch, messages.c.row == bindparam("at"), may_leave)
        .values(
            state=MessageState.SKIPPED,
            reason=bindparam("why"),
            column=bindparam("where"),
            detail=bindparam("what"),
            new_person=0,
            changed_at=now,
        )
    )
    rows = [
        {"at": row, "why": each.code, "where": each.column, "what": each.detail}
        for row, each in problems.items()
    ]
    tx.execute(statement, rows)
    return len(new_people) - (_pass_on(tx, batch_id, new_people) if new_people else 0)


def _pass_on(tx: Connection, batch_id: int, new_people: Collection[str]) -> int:
    """Let the next message to each of these be their first one; return how many of them have a next one."""
    waiting = (messages.c.batch_id == batch_id) & stands_at(MessageState.PENDING)
    following = (
        select(func.min(messages.c.row))
        .where(waiting, is_among(tx, messages.c.person, new_people))
        .group_by(messages.c.person)
    )
    which = waiting & messages.c.row.in_(following)
    return tx.execute(update(messages).where(which).values(new_person=1)).rowcount
