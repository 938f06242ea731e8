"""Put rows back into the queue, and their batch with them, when a person decides so.

The batch is moved first, its rows follow in small transactions: cut short in the middle, the same
decision taken once more does the rest.
"""

from typing import Any, Final

from batch_sender.journal.batches.changes import Change
from batch_sender.models import BatchState, MessageState

REQUEUED: Final[dict[str, Any]] = {
    # Parts that are out stay out: `parts_done` is not touched, and only the rest will leave.
    "state": MessageState.PENDING,
    "reason": None,
    "column": None,
    "detail": None,
    "answer": None,
    "requeued": 0,
    "not_before": None,
}
"""What a row that goes back has forgotten; its attempts keep what came of them."""


def to_checked(state: BatchState, *, kind: str, who: str, detail: dict[str, Any]) -> Change:
    """Return the move of a batch back to `checked`, where it waits for a yes."""
    return Change(
        to=BatchState.CHECKED,
        came_from=(state,),
        kind=kind,
        who=who,
        detail=detail,
        values={"ended_at": None, "paused_because": None},
    )
