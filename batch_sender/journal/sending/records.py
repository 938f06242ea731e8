"""Record what came of a claimed message."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Final

from sqlalchemy import Connection, bindparam, func, select, update

from batch_sender.journal import states
from batch_sender.journal.batches import changes
from batch_sender.journal.database.prepared import Prepared
from batch_sender.journal.errors import StateConflict
from batch_sender.journal.schema.conditions import stands_at
from batch_sender.journal.schema.tables import attempts, messages
from batch_sender.journal.sending import epochs, first_new_people, quotas, rates
from batch_sender.journal.sending.claims import Claimed
from batch_sender.journal.sending.errors import LaneMoved
from batch_sender.language import _
from batch_sender.models import Accepted, BatchState, ConnectionIll, MessageState

M = MessageState

_ENDS_WHATEVER_BECAME_OF_THE_BATCH: Final = frozenset({M.ACCEPTED, M.REJECTED, M.UNKNOWN})

# By the attempt, too: a message that was given up meanwhile may stand at `sending` once more, for a call
# of somebody else.
_SETTLE: Final = Prepared(
    update(messages).where(
        messages.c.batch_id == bindparam("of_batch"),
        messages.c.row == bindparam("of_row"),
        stands_at(M.SENDING),
        messages.c.attempts == bindparam("of_attempt"),
    )
)
_END_ATTEMPT: Final = Prepared(
    update(attempts).where(
        attempts.c.batch_id == bindparam("of_batch"),
        attempts.c.row == bindparam("of_row"),
        attempts.c.attempt == bindparam("of_attempt"),
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SendReport:
    """What came of a claimed message, and what follows from it for its connection.

    `not_before`: when it may be tried again, if it comes back; `connection_answers`: see
    `states.settle`; `backlog`: seconds of work this call added to the server's own queue;
    `new_person_at`: the connection whose first messages to new people it is counted among;
    `lane`: of a worker's lane its connection and epoch.
    """

    claimed: Claimed
    ending: states.Ending
    not_before: datetime | None = None
    connection_answers: bool = True
    backlog: float = 0.0
    new_person_at: int | None = None
    lane: tuple[int, int] | None = None


def record(tx: Connection, report: SendReport, *, address: str, now: datetime) -> states.Settled:
    """Write what came of a claimed message.

    Raises:
        StateConflict: the message is no longer at `sending` under this attempt: it was given up
            meanwhile, and what was decided then stands.
        LaneMoved: the lane was started elsewhere since; what its successor decides stands.
    """
    claimed, ending = report.claimed, report.ending
    if report.lane is not None and not epochs.is_current(tx, *report.lane):
        raise LaneMoved(row=claimed.row)
    settled = _settled(tx, report)
    _write_message(tx, report, settled, now)
    _write_attempt(tx, claimed, ending, now)
    quotas.count_back(tx, claimed.counted, ending)
    if report.new_person_at is not None:
        first_new_people.count(tx, report.new_person_at, ending)
    if isinstance(ending, Accepted) and report.backlog:
        rates.add_backlog(tx, address, report.backlog, now=now)
    return settled


def _settled(tx: Connection, report: SendReport) -> states.Settled:
    settle = partial(
        states.settle,
        report.claimed.standing,
        report.ending,
        connection_answers=report.connection_answers,
    )
    if isinstance(report.ending, ConnectionIll):
        settle = partial(settle, ill_before=_times_ill(tx, report.claimed))
    settled = settle(cancelled=False)
    if settled.state in _ENDS_WHATEVER_BECAME_OF_THE_BATCH:
        return settled
    # Held until this is on disk, so that a cancellation finds the message wherever it comes back.
    batch_state = changes.state_held(tx, report.claimed.batch_id)
    return settle(cancelled=batch_state is BatchState.CANCELLED)


def _times_ill(tx: Connection, claimed: Claimed) -> int:
    ill = select(func.count()).where(
        attempts.c.batch_id == claimed.batch_id,
        attempts.c.row == claimed.row,
        attempts.c.outcome == states.ILL,
    )
    return tx.execute(ill).scalar_one()


def _write_message(
    tx: Connection, report: SendReport, settled: states.Settled, now: datetime
) -> None:
    claimed = report.claimed
    comes_back = settled.state is MessageState.PENDING
    values = {
        "state": settled.state,
        "reason": settled.reason,
        "detail": settled.detail or None,
        "parts_done": settled.parts_done,
        "requeued": settled.requeued,
        "not_before": report.not_before if comes_back else None,
        "changed_at": now,
        "answer": getattr(report.ending, "answer", None) or None,
    }
    if _SETTLE.run(tx, _of(claimed) | values) != 1:
        raise StateConflict(
            what=_("row {row}").format(row=claimed.row), expected=MessageState.SENDING
        )


def _write_attempt(tx: Connection, claimed: Claimed, ending: states.Ending, now: datetime) -> None:
    values: dict[str, Any] = {
        "ended_at": now,
        "outcome": states.outcome_code(ending),
        "reason": getattr(ending, "reason", None) or getattr(ending, "code", None),
        "status": getattr(ending, "status", None),
        "answer": getattr(ending, "answer", None) or None,
    }
    _END_ATTEMPT.run(tx, _of(claimed) | values)


def _of(claimed: Claimed) -> dict[str, Any]:
    return {
        "of_batch": claimed.batch_id,
        "of_row": claimed.row,
        "of_attempt": claimed.attempt,
    }
