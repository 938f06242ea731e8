"""Go on with a copy of the journal that was brought back, on a person's word.

What waits in it may have left since it was made, so it becomes unknown before the copy may send.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Final

from sqlalchemy import Connection, select

from batch_sender.journal import states
from batch_sender.journal.batches import changes, reading
from batch_sender.journal.database import moved, restore_detection
from batch_sender.journal.database.restore_detection import CopyKind, Restored
from batch_sender.journal.handle import Write
from batch_sender.journal.schema.tables import batches
from batch_sender.models import BatchState

PAUSED_BECAUSE: Final = "restored"
ANOTHER_ACCEPTED: Final = "another_accepted"
"""The event of a person's word that another journal counts in the place of a lost one."""

# Rows that wait in these may have left since the copy was made. One left at `judging` is discarded.
_MAY_HAVE_GONE_ON: Final = (BatchState.CHECKED, BatchState.RUNNING, BatchState.PAUSED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Acceptance:
    """A person's word that a copy is the journal from here on. `most`: rows a transaction."""

    copy: Restored
    who: str
    now: datetime
    most: int


def doubtful(connection: Connection, copy: Restored) -> list[int]:
    """Return the batches of a copy that may have gone on elsewhere, oldest first.

    What waits in another journal has not left: what was forgotten was never in it.
    """
    if copy.kind is CopyKind.ANOTHER:
        return []
    statement = select(batches.c.id).where(
        batches.c.state.in_(_MAY_HAVE_GONE_ON), batches.c.created_at <= copy.since
    )
    return sorted(connection.execute(statement).scalars())


def accept(
    write: Write,
    holding: Callable[[int], AbstractContextManager[None]],
    batch_ids: list[int],
    acceptance: Acceptance,
) -> int:
    """Turn what waits in these batches unknown, then let the copy be the journal; return how many.

    Cut short in the middle it is still a copy from which nothing leaves.

    Raises:
        BatchBusy: a process judges or sends one of them.
    """
    unknown = 0
    if acceptance.copy.kind is CopyKind.MOVED:
        write(moved.unguard)
    for batch_id in batch_ids:
        with holding(batch_id):
            write(partial(_halt, batch_id=batch_id, acceptance=acceptance))
            while done := write(partial(_doubt, batch_id=batch_id, acceptance=acceptance)):
                unknown += done
    write(partial(_take_as_own, acceptance=acceptance, unknown=unknown))
    return unknown


def _halt(tx: Connection, *, batch_id: int, acceptance: Acceptance) -> None:
    """Pause a batch that runs in the copy: whoever sent it did so in another time."""
    changes.take_over(tx, batch_id, now=acceptance.now)
    if changes.state_held(tx, batch_id) is BatchState.RUNNING:
        change = changes.Change(
            to=BatchState.PAUSED,
            came_from=(BatchState.RUNNING,),
            kind="paused",
            who=acceptance.who,
            detail={"because": PAUSED_BECAUSE},
            values={"paused_because": PAUSED_BECAUSE},
        )
        changes.move(tx, batch_id, change, now=acceptance.now)


def _doubt(tx: Connection, *, batch_id: int, acceptance: Acceptance) -> int:
    """Turn some pending messages unknown: they may have left since; return how many."""
    now, most = acceptance.now, acceptance.most
    return len(changes.settle_pending(tx, batch_id, states.forgotten, now=now, most=most))


def _take_as_own(tx: Connection, *, acceptance: Acceptance, unknown: int) -> None:
    copy = acceptance.copy
    restore_detection.take_as_own(tx, copy)
    # Rows of another journal are as they were: of them nothing is asked later.
    kind = ANOTHER_ACCEPTED if copy.kind is CopyKind.ANOTHER else reading.COPY_ACCEPTED
    detail = {"since": copy.since.astimezone(UTC).isoformat(), "unknown": unknown}
    changes.note(tx, None, kind, who=acceptance.who, detail=detail, now=acceptance.now)
