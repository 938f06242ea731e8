"""Go on with what stands half done: send each batch in a thread of its own, wrap up what has ended."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import copy_context
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final

from batch_sender import sentences
from batch_sender.automation import closing, repeats
from batch_sender.automation.errors import OrderBroke
from batch_sender.automation.isolation import isolated
from batch_sender.automation.orders import Order
from batch_sender.automation.service_context import ServiceContext, log_name
from batch_sender.config.batch_settings import settings_of
from batch_sender.deliver.health import PauseReason
from batch_sender.deliver.run import deliver, first_few_left
from batch_sender.deliver.session import Dispatch
from batch_sender.journal import Unattended
from batch_sender.journal.errors import BatchBusy
from batch_sender.language import _
from batch_sender.models import BatchState, Delay, LookRecord, MessageState, Reason
from batch_sender.models.errors import BatchSenderError
from batch_sender.models.held_up import HeldUp
from batch_sender.operations import retention
from batch_sender.operations.connections import probed_all, taken
from batch_sender.operations.exit_codes import ExitCode
from batch_sender.operations.file_changes import changed_files, note_as_judged
from batch_sender.operations.hand_over import goes_to_workers, hand_over
from batch_sender.operations.look import WAIT
from batch_sender.operations.options import Onlooker, SendOptions
from batch_sender.operations.parts import is_named, names_to_go_on
from batch_sender.sentences.handed_over import describe_held_up
from batch_sender.sentences.outages import describe_answering, describe_delay, describe_silence
from batch_sender.timing.silence import Silence

_BY_ITSELF: Final = frozenset(
    {"stopped", PauseReason.SERVICE_STOPPED.value, PauseReason.LOOK_DONE.value}
)
"""Pauses that nobody decided, a crash and the service's own end, and one of which a person has said what it
waited for: what is seen on the phone. Any other needs a person."""


_PAUSES_EVERY: Final = 30.0
"""Seconds between two looks at a batch of workers that stands still."""


def goes_on_by_itself(batch: Unattended) -> bool:
    """Say whether nobody's word is needed: it was never begun, or it was cut short by no one's will."""
    match batch.state:
        case BatchState.CHECKED:
            return not batch.started  # rows that a person put back wait for that person's yes
        case BatchState.PAUSED:
            return batch.paused_because in _BY_ITSELF
    return False


def is_sent_by_workers(batch: Unattended) -> bool:
    """Say whether workers send it now: somebody looks on, to write its results and tell people."""
    return batch.by_workers and batch.state is BatchState.RUNNING


def _is_to_be_sent(batch: Unattended) -> bool:
    return goes_on_by_itself(batch) or is_sent_by_workers(batch)


class HalfDone:
    """Sends and wraps up batches that were begun, by this service or by one that crashed.

    `put_off`: lets what has this name in the log rest, so that it is not tried again at once.
    """

    def __init__(self, context: ServiceContext, *, put_off: Callable[[str], None]) -> None:
        self._context, self._put_off = context, put_off
        self._senders: dict[int, threading.Thread] = {}
        self._told_of: set[tuple[int, str]] = set()
        self._pauses_seen: dict[int, float] = {}
        self._watches = context.journal.lanes.locks()

    @property
    def sending(self) -> list[int]:
        """The batches that are sent now."""
        return sorted(number for number, thread in self._senders.items() if thread.is_alive())

    def wait(self, seconds: float) -> bool:
        """Wait at most so long for every sender to end; say whether they have."""
        clock = self._context.clock
        deadline = clock.monotonic() + seconds
        for thread in list(self._senders.values()):
            thread.join(max(deadline - clock.monotonic(), 0))
        if self.sending:
            return False
        self._watches.close()  # opened again where it is needed
        return True

    def go_on(self, batch: Unattended) -> None:
        """Wrap up a batch that has ended; start to send one that needs nobody's word."""
        if batch.batch_id in self.sending:
            return
        if batch.state in {BatchState.FINISHED, BatchState.CANCELLED}:
            try:
                with isolated(log_name(batch)):
                    self.wrap_up(batch)
            except OrderBroke as err:
                self._could_not_go_on(batch, err)
        elif _is_to_be_sent(batch):
            self._start_sender(batch)
        elif batch.by_workers and self._is_to_be_looked_at(batch.batch_id):
            with isolated(log_name(batch)):
                self._tell_of_pause(batch)

    def _is_to_be_looked_at(self, batch_id: int) -> bool:
        """Say whether it is time to see that somebody was told of a pause: as a rule, whoever looked on did."""
        now = self._context.clock.monotonic()
        last = self._pauses_seen.get(batch_id)
        if last is not None and now - last < _PAUSES_EVERY:
            return False
        self._pauses_seen[batch_id] = now
        return True

    def wrap_up(self, batch: Unattended) -> None:
        """Close a batch that has ended, unless another process has."""
        order = self._context.read(Path(batch.source.batch_file))
        code = closing.wrap_up(self._context.closing(order), batch)
        if code is not None:
            self._context.codes.add(code)
        retention.apply(self._context.journal)

    def _could_not_go_on(self, batch: Unattended, err: BatchSenderError) -> None:
        journal, now = self._context.journal, self._context.clock.now()
        self._put_off(log_name(batch))
        what = (batch.batch_id, err.code)
        known = what in self._told_of or repeats.was_told(journal, batch.batch_id, err, now=now)
        self._told_of.add(what)
        self._context.tell_of_fault(Path(batch.source.batch_file), err, is_new=not known)
        if not known:
            repeats.keep_told(journal, batch.batch_id, err)

    # ── in a thread of its own ──

    def _start_sender(self, batch: Unattended) -> None:
        name = f"batch-{batch.batch_id}"
        sender = threading.Thread(
            target=copy_context().run, args=(self._send_guarded, batch), name=name
        )
        self._senders[batch.batch_id] = sender
        sender.start()

    def _send_guarded(self, batch: Unattended) -> None:
        try:
            with isolated(log_name(batch)):
                self._send_or_tell(batch)
        except BatchSenderError as err:  # not even that could be told
            self._context.log_fault(err)

    def _send_or_tell(self, batch: Unattended) -> None:
        try:
            with isolated(log_name(batch)):
                self._send(batch)
        except BatchBusy:
            return  # another process was quicker
        except BatchSenderError as err:
            self._could_not_go_on(batch, err)

    def _send(self, batch: Unattended) -> None:
        context = self._context
        order = context.read(Path(batch.source.batch_file))
        wish = SendOptions(workers=context.goes_to_workers(order))
        if goes_to_workers(context.journal, batch.batch_id, wish):
            self._have_it_sent(batch, order)
            return
        dispatch = self._dispatch(batch, order)
        context.report(_("Batch {batch} is being sent.").format(batch=batch.batch_id))
        self._tell_of_changes(batch.batch_id)
        deliver(
            context.journal,
            dispatch,
            clock=context.clock,
            watch=_Onlooker(dispatch, context),
            stop=context.stop,
        )
        self._after(batch, order)

    def _have_it_sent(self, batch: Unattended, order: Order) -> None:
        """Hand a batch over to the workers and look on, unless another service does: people are told once."""
        number = batch.batch_id
        with self._watched_over(number) as mine:
            if not mine:
                self._put_off(log_name(batch))
                return
            # Another service may have looked on to its end since this one looked.
            now = self._context.journal.sources.one(number)
            if now is not None and _is_to_be_sent(now):
                self._hand_over(now, order)
        self._after(batch, order)

    @contextmanager
    def _watched_over(self, batch_id: int) -> Iterator[bool]:
        """Be the only service that looks on at a batch of workers; yields False if another one does."""
        self._context.journal.lanes.refuse_file()
        if not self._watches.are_held():
            self._watches.open()
        with self._watches.watch(batch_id) as mine:
            yield mine

    def _hand_over(self, batch: Unattended, order: Order) -> None:
        context, number = self._context, batch.batch_id
        begun = is_sent_by_workers(batch)
        dispatch = self._dispatch(batch, order, is_tested=not begun)
        if begun:
            context.report(_("Batch {batch} is being sent by workers.").format(batch=number))
        else:
            told = _("Batch {batch} is handed over to the workers.")
            context.report(told.format(batch=number))
            self._tell_of_changes(number)
        watch = _Onlooker(dispatch, context)
        onlooker = Onlooker(watch=watch, stop=context.stop, held_up=watch.held_up)
        hand_over(context.journal, dispatch, clock=context.clock, onlooker=onlooker)

    def _tell_of_changes(self, batch_id: int) -> None:
        """Say that a list or a text has changed meanwhile: the batch was approved as it was judged."""
        journal = self._context.journal
        if not (changes := changed_files(journal, batch_id)):
            return
        note_as_judged(journal, batch_id, changes, who=self._context.who)
        told = _("Batch {batch} goes on as it was judged. {changes}").format(
            batch=batch_id, changes=" ".join(map(sentences.describe_change, changes))
        )
        self._context.report(told, trouble=True)

    def _dispatch(self, batch: Unattended, order: Order, *, is_tested: bool = True) -> Dispatch:
        journal = self._context.journal
        record = journal.batches.one(batch.batch_id)
        settings = settings_of(journal.batches, batch.batch_id)
        options = SendOptions(connection=() if record.started_at else order.connection)
        names = names_to_go_on(journal, record, options)
        through = self._context.connections(names or order.connection)
        named = is_named(options)
        tested = (
            probed_all(through, settings, named=named) if is_tested else taken(through, named=named)
        )
        connection = tested.connection
        waits = settings.look_unanswered == WAIT
        return Dispatch(
            batch_id=batch.batch_id,
            connection=connection,
            through=tested.several,
            named=tested.named,
            settings=settings,
            who=self._context.who,
            wait_for_window=order.wait_for_window,
            most=first_few_left(journal, batch.batch_id),
            stopped_because=PauseReason.SERVICE_STOPPED,
            look_after=settings.look_after_for(local=connection.is_local),
            look_drawn=None if waits else partial(self._tell_of_look, order),
        )

    def _tell_of_look(self, order: Order, look: LookRecord) -> None:
        closing.tell_of_look(self._context.closing(order), look.batch)

    def _after(self, batch: Unattended, order: Order) -> None:
        now = self._context.journal.sources.one(batch.batch_id)
        if now is None or goes_on_by_itself(now) or is_sent_by_workers(now):
            return
        if now.state is BatchState.PAUSED:
            self._context.codes.add(ExitCode.STOPPED)
            if now.by_workers:
                self._tell_of_pause(now)
                return
            closing.tell_of_pause(self._context.closing(order), batch.batch_id)
        else:
            self.wrap_up(now)

    def _tell_of_pause(self, batch: Unattended) -> None:
        """Tell once of a batch of workers that stands still, also where nobody looked on at its pause."""
        number = batch.batch_id
        with self._watched_over(number) as mine:
            if mine and repeats.is_pause_untold(self._context.journal, number):
                order = self._context.read(Path(batch.source.batch_file))
                closing.tell_of_pause(self._context.closing(order), number)
                repeats.keep_pause_told(self._context.journal, number)


class _Onlooker:
    """Looks on and tells the log of a server that takes or answers nothing: the journal has all the rest."""

    def __init__(self, dispatch: Dispatch, context: ServiceContext) -> None:
        self._batch_id, self._report = dispatch.batch_id, context.report
        self._clock, self._zone = context.clock, dispatch.settings.calendar.zone

    def settled(self, state: MessageState) -> None:
        """Hear that one message came to rest."""

    def waiting(self, until: datetime, *, because: PauseReason | Reason) -> None:
        """Hear that nothing may leave before `until`."""
        if isinstance(because, Reason):
            delay = Delay(until=until, because=because)
            told = describe_delay(delay, now=self._clock.now(), zone=self._zone)
            self._report(self._of_batch(told), trouble=True)

    def held_up(self, because: HeldUp | None) -> None:
        """Hear what keeps workers from it, or that nothing does any more."""
        self._report(self._of_batch(describe_held_up(because)), trouble=because is not None)

    def answering(self) -> None:
        """Hear that the server answers again."""
        self._report(self._of_batch(describe_answering()))

    def unanswered(self, silence: Silence) -> None:
        """Hear that a call has no answer yet."""
        self._report(self._of_batch(describe_silence(silence)), trouble=True)

    def _of_batch(self, told: str) -> str:
        return _("Batch {batch}: {told}").format(batch=self._batch_id, told=told)
