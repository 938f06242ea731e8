"""Keep what somebody saw on the phone, and pause the batch where nothing was delivered."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select, update

from batch_sender.journal.batches import changes
from batch_sender.journal.batches.changes import Change
from batch_sender.journal.batches.looks import at_phone, of_batch
from batch_sender.journal.errors import StateConflict
from batch_sender.journal.parts import stopping
from batch_sender.journal.parts.stopping import PartStop
from batch_sender.journal.schema.tables import batches, looks
from batch_sender.language import _
from batch_sender.models import BatchState, LookRecord, SeenOnPhone, Sighted
from batch_sender.models.looks import LOOK_DONE, NOT_DELIVERED, PAUSED_FOR_LOOK, is_none_delivered


@dataclass(frozen=True, slots=True, kw_only=True)
class LookAnswer:
    """What was seen of each row of a look."""

    batch_id: int
    look_id: int
    seen: Mapping[int, SeenOnPhone]
    who: str
    now: datetime


def answer(tx: Connection, given: LookAnswer) -> LookRecord:
    """Write down what was seen, once; where none was delivered the batch stands still from here on.

    Raises:
        StateConflict: somebody has answered it before.
    """
    state = changes.state_held(tx, given.batch_id, alone=True)
    which = (
        looks.c.id == given.look_id,
        looks.c.batch_id == given.batch_id,
        looks.c.answered_at.is_(None),
    )
    answers = [[row, seen] for row, seen in sorted(given.seen.items())]
    values = {"answers": answers, "answered_at": given.now, "who": given.who}
    if tx.execute(update(looks).where(*which).values(**values)).rowcount != 1:
        what = _("the look at the phone of batch {batch}").format(batch=given.batch_id)
        raise StateConflict(what=what, expected=_("not answered"))
    every = of_batch(tx, given.batch_id)
    look = next(each for each in every if each.id == given.look_id)
    *_earlier, newest = at_phone(tx, given.batch_id, look.connection_id)
    _note(tx, look, given)
    if look.connection_id is not None and is_none_delivered(list(given.seen.values())):
        _stop_part(tx, look.connection_id, given, state)
    else:
        _follow(tx, given, state, is_newest=look == newest)
    return look


def _stop_part(tx: Connection, connection_id: int, given: LookAnswer, state: BatchState) -> None:
    """Let nothing more leave through the connection that delivers nothing; the batch's others go on.

    One that stood still for this answer stands still for it, until somebody has it go on.
    """
    if state is BatchState.RUNNING:
        order = PartStop(
            batch_id=given.batch_id,
            connection_id=connection_id,
            because=NOT_DELIVERED,
            who=given.who,
            now=given.now,
        )
        stopping.stop(tx, order)
        stopping.pause_if_stopped(tx, given.batch_id, who=given.who, now=given.now)
        return
    stopping.mark(tx, given.batch_id, connection_id, because=NOT_DELIVERED)
    _follow(tx, given, state, is_newest=True)


def _note(tx: Connection, look: LookRecord, given: LookAnswer) -> None:
    sighted = Sighted.of([look])
    detail = {
        "look": look.id,
        "drawn": len(look.rows),
        "looked_at": sighted.looked_at if sighted else 0,
        "delivered": sighted.two_ticks if sighted else 0,
    }
    changes.note(tx, given.batch_id, "look_answered", who=given.who, detail=detail, now=given.now)


def _follow(tx: Connection, given: LookAnswer, state: BatchState, *, is_newest: bool) -> None:
    """Pause a batch of which nothing was delivered; one that waited for this answer waits no more, or for that.

    What it waits for is its newest look.
    """
    none_delivered = is_none_delivered(list(given.seen.values()))
    if state is BatchState.RUNNING and none_delivered:
        changes.move(tx, given.batch_id, _pause(given), now=given.now)
        return
    answers_it = is_newest or none_delivered
    if answers_it and state is BatchState.PAUSED and _waits_for_a_look(tx, given.batch_id):
        because = NOT_DELIVERED if none_delivered else LOOK_DONE
        here = batches.c.id == given.batch_id
        tx.execute(update(batches).where(here).values(paused_because=because))
        if none_delivered:
            detail = {"because": because}
            changes.note(tx, given.batch_id, "paused", who=given.who, detail=detail, now=given.now)


def _pause(given: LookAnswer) -> Change:
    return Change(
        to=BatchState.PAUSED,
        came_from=(BatchState.RUNNING,),
        kind="paused",
        who=given.who,
        detail={"because": NOT_DELIVERED},
        values={"paused_because": NOT_DELIVERED},
    )


def _waits_for_a_look(tx: Connection, batch_id: int) -> bool:
    because = select(batches.c.paused_because).where(batches.c.id == batch_id)
    return tx.execute(because).scalar() == PAUSED_FOR_LOOK
