"""Hold rows back that were judged before another row of their list told what is wrong with them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    Update,
    and_,
    bindparam,
    func,
    or_,
    select,
    update,
)

from batch_sender.journal.batches import changes
from batch_sender.journal.schema.conditions import stands_at
from batch_sender.journal.schema.statements import is_among
from batch_sender.journal.schema.tables import messages
from batch_sender.models import BatchState, MessageState, Problem, ProblemCode

_MAY_LEAVE: Final = or_(
    stands_at(MessageState.PENDING),
    # A second message, which a person may yet let in.
    and_(
        stands_at(MessageState.SKIPPED),
        messages.c.reason == ProblemCode.DUPLICATE_OTHER_MESSAGE,
    ),
)


def hold_back(
    tx: Connection, batch_id: int, problems: Mapping[int, Problem], *, now: datetime
) -> None:
    """`pending` → `skipped` for these rows of a batch at `judging`; the others have their problem already.

    A second message, which a person may yet let in, is no longer one of those. Whose first message is held
    back counts as new with their next one.

    Raises:
        StateConflict: the batch is not being judged any more.
    """
    changes.refuse_unless(tx, batch_id, BatchState.JUDGING)
    open_here = (messages.c.batch_id == batch_id) & _MAY_LEAVE
    firsts = open_here & (messages.c.new_person == 1) & messages.c.row.in_(problems)
    new_people = list(tx.execute(select(messages.c.person).where(firsts)).scalars())
    tx.execute(_holding_back(open_here, now), [_values(*each) for each in problems.items()])
    if new_people:
        following = (
            select(func.min(messages.c.row))
            .where(open_here, is_among(tx, messages.c.person, new_people))
            .group_by(messages.c.person)
        )
        next_ones = open_here & messages.c.row.in_(following)
        tx.execute(update(messages).where(next_ones).values(new_person=1))


def _holding_back(which: ColumnElement[bool], now: datetime) -> Update:
    return (
        update(messages)
        .where(which, messages.c.row == bindparam("at"))
        .values(
            state=MessageState.SKIPPED,
            reason=bindparam("why"),
            column=bindparam("where"),
            detail=bindparam("what"),
            new_person=0,
            changed_at=now,
        )
    )


def _values(row: int, problem: Problem) -> dict[str, Any]:
    return {"at": row, "why": problem.code, "where": problem.column, "what": problem.detail}
