"""Hand a judged batch over to the workers, and look on until it rests; they go on without whoever looks on."""

import contextlib

from batch_sender.deliver.errors import LookingOnBroke
from batch_sender.deliver.handed_over import HandedOver
from batch_sender.deliver.parts import goes_on_as_it_is, make_ready
from batch_sender.deliver.run import refuse_if_ended
from batch_sender.deliver.session import Dispatch
from batch_sender.journal import Journal
from batch_sender.journal.errors import JournalError, SentByWorkers, StateConflict
from batch_sender.models import BatchState
from batch_sender.operations.looking_on import LookingOn
from batch_sender.operations.options import Onlooker, SendOptions
from batch_sender.timing.clock import Clock


def goes_to_workers(journal: Journal, batch_id: int, options: SendOptions) -> bool:
    """Say whether workers are to send a batch: as asked for, else as it was sent before.

    In a journal that is a file nobody else could: what was copied into one is sent from here.
    """
    if options.here:
        return False
    return options.workers or (
        journal.lanes.can_be_shared and journal.batches.glance(batch_id).by_workers
    )


def hand_over(journal: Journal, dispatch: Dispatch, *, clock: Clock, onlooker: Onlooker) -> None:
    """Have workers send a batch; return when it rests, or once `onlooker.stop` is set: then they go on.

    One that they send already is looked on at, on the terms that it has; rows move once it is paused.

    Raises:
        WorkersNeedServer: the journal is a file.
        BatchBusy, BatchEnded, OtherConnection: the batch cannot be handed over.
        SentByWorkers: its rows are to be moved while workers send it.
        LookingOnBroke: the journal failed while it was looked on at; the workers go on.
    """
    journal.lanes.refuse_file()
    looking_on = LookingOn(journal=journal, dispatch=dispatch, onlooker=onlooker, clock=clock)
    _begin(journal, dispatch)
    dispatch.began()
    try:
        looking_on.until_it_rests()
        # Who has stopped looking on learns, too, that the journal is away.
        journal.batches.glance(dispatch.batch_id)
    except JournalError as err:
        raise LookingOnBroke(batch=dispatch.batch_id, cause=err.message, remedy=err.next) from err


def _begin(journal: Journal, dispatch: Dispatch) -> None:
    if _is_sent(journal, dispatch.batch_id):
        _refuse_to_move(dispatch)
        return
    found = journal.batches.glance(dispatch.batch_id)
    if found.by_workers and goes_on_as_it_is(journal, dispatch, found.connection_id):
        # Lanes may still finish what they have of it, and hold it for that: it is theirs all the while.
        refuse_if_ended(journal, dispatch.batch_id)
        _renew_turns(journal, dispatch)
        with contextlib.suppress(StateConflict):
            _start_again(journal, dispatch)
            return
        if _is_sent(journal, dispatch.batch_id):
            _refuse_to_move(dispatch)
            return  # somebody else was quicker
    _start(journal, dispatch)


def _refuse_to_move(dispatch: Dispatch) -> None:
    """Lanes claim its rows right now: they stay where they are, and whoever wants them moved hears of it."""
    if dispatch.move_from:
        raise SentByWorkers(batch=dispatch.batch_id)


def _is_sent(journal: Journal, batch_id: int) -> bool:
    found = journal.batches.glance(batch_id)
    return found.by_workers and found.state is BatchState.RUNNING


def _start_again(journal: Journal, dispatch: Dispatch) -> None:
    sender = _terms(journal, dispatch).told()
    journal.batches.start_again(dispatch.batch_id, who=dispatch.who, sender=sender)


def _start(journal: Journal, dispatch: Dispatch) -> None:
    batch_id, who = dispatch.batch_id, dispatch.who
    with journal.batches.holding(batch_id):
        refuse_if_ended(journal, batch_id)
        parts = make_ready(journal, dispatch)
        _renew_turns(journal, dispatch)
        # The batch's lock is held: whoever left a message at `sending` is dead, and it may have left.
        journal.batches.take_over(batch_id, who=who)
        journal.batches.start(
            batch_id,
            connection_id=parts.each[0].id,
            who=who,
            sender=_terms(journal, dispatch).told(),
            by_workers=True,
            stays_stopped=parts.stopped,
        )


def _renew_turns(journal: Journal, dispatch: Dispatch) -> None:
    if dispatch.settings.new_plan is not None:
        journal.sending.renew_turns(dispatch.batch_id)


def _terms(journal: Journal, dispatch: Dispatch) -> HandedOver:
    return HandedOver(
        door=dispatch.door,
        wait_for_window=dispatch.wait_for_window,
        first_few=_first_few(journal, dispatch),
        look_after=dispatch.look_after,
        look_pauses=dispatch.look_drawn is None,
    )


def _first_few(journal: Journal, dispatch: Dispatch) -> int | None:
    """Count from the batch's beginning, which every worker finds in the journal, not from this start."""
    if dispatch.most is None:
        return None
    counts = journal.batches.counts(dispatch.batch_id)
    return dispatch.most + counts.accepted + counts.rejected + counts.unknown
