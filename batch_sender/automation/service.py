"""Run the service: begin what is due, go on with what stands half done, close what has ended.

A look never waits for a batch: each is sent by a thread of its own. Whatever a look finds half done,
this service's own crash included, it takes up where the journal says it stands.
"""

import threading
from collections.abc import Callable
from contextvars import copy_context
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, Final

from batch_sender import sentences
from batch_sender.automation import closing, gone_back, repeats, telling
from batch_sender.automation.errors import OrderBroke, OrderDisturbed
from batch_sender.automation.isolation import Stopped, isolated
from batch_sender.automation.notices import NotificationSettings
from batch_sender.automation.orders import Order
from batch_sender.automation.pulse import Pulse
from batch_sender.automation.taking import Taken, judged, lists_of, take_all
from batch_sender.config import connections
from batch_sender.config.batch_settings import settings_of
from batch_sender.config.connections import Connection
from batch_sender.config.workspace import Workspace
from batch_sender.deliver.health import PauseReason
from batch_sender.deliver.run import deliver, first_few_left, refuse_ill_connection
from batch_sender.deliver.session import Dispatch
from batch_sender.gateway.errors import AddressUnreachable, ProbeUnanswered
from batch_sender.journal import DueRecord, DueState, Journal, Unattended
from batch_sender.journal.errors import BatchBusy, BatchFileBusy, JournalError
from batch_sender.judge.progress import JudgedSoFar
from batch_sender.language import _
from batch_sender.load.at_rest import FolderWatch
from batch_sender.load.errors import ListFolderUnreadable, ListNotYetWhole
from batch_sender.models import AskedWait, BatchState, MessageState, Reason, Source
from batch_sender.models.errors import BatchSenderError
from batch_sender.operations import exit_codes, retention
from batch_sender.operations.exit_codes import ExitCode
from batch_sender.timing.clock import Clock
from batch_sender.timing.due_times import still_in_time

_BY_ITSELF: Final = frozenset({"stopped", PauseReason.SERVICE_STOPPED.value})
"""Pauses that nobody decided: a crash, and the service's own end. Any other needs a person."""

_WILL_PASS: Final = (
    AddressUnreachable,
    ProbeUnanswered,
    JournalError,
    BatchFileBusy,
    ListFolderUnreadable,
    ListNotYetWhole,
    OrderDisturbed,
)
_TRY_AGAIN: Final = timedelta(minutes=1)
_SETTLE_EVERY: Final = timedelta(minutes=1)

_LONGEST_WRITTEN: Final = timedelta(hours=1)
"""A list that is still not whole so long after it was due is not waited for any more."""


@dataclass(kw_only=True)
class _Begun:
    """What has come so far of a due time that waits for some of its lists."""

    batches: list[int] = field(default_factory=list)
    refused: list[dict[str, Any]] = field(default_factory=list)

    def is_news(self, refusal: dict[str, Any]) -> bool:
        """Say whether this was not said of the list before."""
        if refusal in self.refused:
            return False
        self.refused.append(refusal)
        return True

    @property
    def detail(self) -> dict[str, Any]:
        """What is kept of the due time."""
        return {"batches": self.batches, **({"refused": self.refused} if self.refused else {})}


@dataclass(kw_only=True)
class Service:
    """Looks at the schedules and at what is half done; `look` is called again and again.

    `read`: a batch file into an order; `notify_of`: who wants to be told, of a batch file that may
    be broken; `workspace`: whose connections it sends through.
    """

    journal: Journal
    read: Callable[[Path], Order]
    notify_of: Callable[[Path], NotificationSettings]
    workspace: Workspace
    clock: Clock
    stop: threading.Event
    report: closing.LogWriter
    who: str
    tell: telling.Telling
    looked_at: datetime | None = None
    _told_of: set[tuple[int, str]] = field(default_factory=set)
    _senders: dict[int, threading.Thread] = field(default_factory=dict)
    _not_before: dict[str, datetime] = field(default_factory=dict)
    _settled_at: datetime | None = None
    _codes: set[ExitCode] = field(default_factory=set)
    _awaited: set[int] = field(default_factory=set)
    _begun: dict[int, "_Begun"] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.pulse = Pulse(self.clock)
        self._watch = FolderWatch(self.clock, self.stop)

    def look(self) -> None:
        """Begin what is due, go on with what stands still by no person's word, end what is over.

        Raises:
            JournalError: the journal cannot be used now.
        """
        self._settle_abandoned()
        self.journal.schedules.look()
        dues = self.journal.schedules.open_dues()
        self._awaited &= {due.id for due in dues}
        for due in dues:
            self._try(_named(due), partial(self._begin, due))
        for batch in self.journal.sources.open_ones():
            self._try(_named(batch), partial(self._go_on, batch))
        self.looked_at = self.clock.now()

    @property
    def exit_code(self) -> ExitCode:
        """How all went that this service began or closed."""
        return exit_codes.of_several(tuple(self._codes))

    @property
    def sending(self) -> list[int]:
        """The batches that this service sends now."""
        return sorted(number for number, thread in self._senders.items() if thread.is_alive())

    @property
    def awaits_lists(self) -> bool:
        """Whether a due time waits for a list that somebody may still be writing."""
        return bool(self._awaited)

    def wait(self, seconds: float) -> bool:
        """Wait at most so long for every sender to end; say whether they have."""
        deadline = self.clock.monotonic() + seconds
        for thread in list(self._senders.values()):
            thread.join(max(deadline - self.clock.monotonic(), 0))
        return not self.sending

    def _settle_abandoned(self) -> None:
        now = self.clock.now()
        if self._settled_at is None or abs(now - self._settled_at) >= _SETTLE_EVERY:
            self.journal.batches.settle_abandoned(who=self.who)
            self.journal.batches.discard_abandoned()
            for told in gone_back.taken_back(self.journal):
                self.report(told, trouble=True)
            self._settled_at = now

    def _try(self, what: str, work: Callable[[], None]) -> None:
        """Do something unless it failed a moment ago; what fails is tried again in a minute."""
        if self.stop.is_set() or self._rests(what):
            return
        self.pulse.beat(what)
        try:
            with isolated(what):
                work()
        except Stopped:
            return
        except BatchSenderError as err:
            self._not_before[what] = self.clock.now() + _TRY_AGAIN
            if not isinstance(err, BatchFileBusy):  # whoever has it, begins it
                self._codes.add(exit_codes.of_fault(err))
            self.report(f"{err.message} {err.next}", trouble=True)

    def _rests(self, what: str) -> bool:
        # Nothing rests for longer: who seems to was put off by a clock that has gone back since.
        rest = self._not_before.get(what, self.clock.now()) - self.clock.now()
        return timedelta() < rest <= _TRY_AGAIN

    # ── what is due ──

    def _begin(self, due: DueRecord) -> None:
        with self.journal.schedules.beginning(due.id) as mine:
            if not mine:
                return
            batch_file = Path(due.schedule.batch_file)
            self._awaited.discard(due.id)
            try:
                with isolated(_named(due)):
                    detail = self._judged(self.read(batch_file), due)
            except _WILL_PASS as err:
                if self._waits_for(due, err):
                    if isinstance(err, ListNotYetWhole):
                        self._awaited.add(due.id)
                    raise
                self._could_not_start(due, batch_file, err)
            except BatchSenderError as err:
                self._could_not_start(due, batch_file, err)
            else:
                self.journal.schedules.settle_due(due.id, DueState.BEGUN, detail=detail)

    def _judged(self, order: Order, due: DueRecord) -> dict[str, Any]:
        """Judge what the order names; return the batches, each of them approved, and what was refused."""
        refuse_ill_connection(self._chosen(order.connection), order.request.settings)
        if order.is_pattern:
            return self._judged_by_pattern(order, due)
        found = lists_of(order, self._watch, now=self.clock.now())
        if found.not_yet:
            raise found.not_yet[0]
        (path,) = found.whole
        source = Source(
            name=f"schedule {due.schedule.id}", key=due.local, batch_file=str(order.batch_file)
        )
        batch_id = judged(
            self.journal,
            order,
            path,
            source=source,
            clock=self.clock,
            progress=self._go_on_judging,
        )
        self._approve(batch_id)
        return {"batches": [batch_id]}

    def _judged_by_pattern(self, order: Order, due: DueRecord) -> dict[str, Any]:
        found = lists_of(order, self._watch, now=self.clock.now())
        begun = self._begun.setdefault(due.id, _Begun())
        known = repeats.refused_before(self.journal, due)
        for taken in take_all(
            self.journal, order, found.whole, clock=self.clock, progress=self._go_on_judging
        ):
            if taken.fault is not None:
                refusal = repeats.refusal(taken.path, taken.fault)
                if begun.is_news(refusal):
                    is_new = refusal not in known
                    self._told_of_fault(order.batch_file, taken.fault, taken.path, is_new=is_new)
            elif taken.batch_id is not None and self._is_new(taken, order):
                self._approve(taken.batch_id)
                begun.batches.append(taken.batch_id)
        for not_yet in found.not_yet:
            if self._waits_for(due, not_yet):
                raise not_yet  # and what is whole is sent meanwhile
            self.report(f"{not_yet.message} {not_yet.next}", trouble=True)
        return self._begun.pop(due.id).detail

    def _waits_for(self, due: DueRecord, err: BatchSenderError) -> bool:
        """Say whether a due time that cannot begin now is tried again."""
        now = self.clock.now()
        if isinstance(err, ListNotYetWhole) and now - due.due_at > _LONGEST_WRITTEN:
            return False
        return still_in_time(due.schedule.timing, due.due_at, now=now)

    def _is_new(self, taken: Taken, order: Order) -> bool:
        """Say whether a list has still to be sent; one that was sent before is put away."""
        known = self.journal.sources.one(taken.batch_id or 0)
        if known is None:
            return False  # of an earlier run, and purged since
        if known.wrapped_up:
            batch = self.journal.batches.one(known.batch_id)
            desk = self._closing(order)
            closing.put_away(desk, taken.path, batch, content=known.source.key)
        return not known.approved

    def _approve(self, batch_id: int) -> None:
        self.journal.sources.approve(batch_id)
        told = _("Batch {batch} is judged, and will be sent.")
        self.report(told.format(batch=batch_id))

    def _go_on_judging(self, _so_far: JudgedSoFar) -> None:
        if self.stop.is_set():
            raise Stopped
        self.pulse.beat(self.pulse.now().step)

    def _could_not_start(self, due: DueRecord, batch_file: Path, err: BatchSenderError) -> None:
        detail, is_new = repeats.failed_due(self.journal, due, err, now=self.clock.now())
        self._told_of_fault(batch_file, err, is_new=is_new)
        self.journal.schedules.settle_due(due.id, DueState.FAILED, detail=detail)

    def _told_of_fault(
        self,
        batch_file: Path,
        err: BatchSenderError,
        path: Path | None = None,
        *,
        is_new: bool = True,
    ) -> None:
        self._codes.add(exit_codes.of_fault(err))
        self.report(f"{err.message} {err.next}", trouble=True)
        if not is_new:
            return
        notification = telling.of_fault(
            err, batch_file=batch_file, path=path, profile=self.workspace.profile
        )
        self.tell(notification, self.notify_of(batch_file))

    # ── what stands half done ──

    def _go_on(self, batch: Unattended) -> None:
        if batch.batch_id in self.sending:
            return
        if batch.state in {BatchState.FINISHED, BatchState.CANCELLED}:
            try:
                with isolated(_named(batch)):
                    self._wrap_up(batch)
            except OrderBroke as err:
                self._could_not_go_on(batch, err)
        elif goes_on_by_itself(batch):
            name = f"batch-{batch.batch_id}"
            sender = threading.Thread(
                target=copy_context().run, args=(self._send_guarded, batch), name=name
            )
            self._senders[batch.batch_id] = sender
            sender.start()

    def _send_guarded(self, batch: Unattended) -> None:
        try:
            with isolated(_named(batch)):
                self._send_or_tell(batch)
        except BatchSenderError as err:  # not even that could be told
            self.report(f"{err.message} {err.next}", trouble=True)

    def _send_or_tell(self, batch: Unattended) -> None:
        try:
            with isolated(_named(batch)):
                self._send(batch)
        except BatchBusy:
            return  # another process was quicker
        except BatchSenderError as err:
            self._could_not_go_on(batch, err)

    def _could_not_go_on(self, batch: Unattended, err: BatchSenderError) -> None:
        now = self.clock.now()
        self._not_before[_named(batch)] = now + _TRY_AGAIN
        what = (batch.batch_id, err.code)
        known = what in self._told_of or repeats.was_told(
            self.journal, batch.batch_id, err, now=now
        )
        self._told_of.add(what)
        self._told_of_fault(Path(batch.source.batch_file), err, is_new=not known)
        if not known:
            repeats.keep_told(self.journal, batch.batch_id, err)

    def _send(self, batch: Unattended) -> None:
        order = self.read(Path(batch.source.batch_file))
        record = self.journal.batches.one(batch.batch_id)
        settings = settings_of(self.journal.batches, batch.batch_id)
        connection = self._chosen(record.connection or order.connection)
        refuse_ill_connection(connection, settings)
        dispatch = Dispatch(
            batch_id=batch.batch_id,
            connection=connection,
            settings=settings,
            who=self.who,
            wait_for_window=order.wait_for_window,
            most=first_few_left(self.journal, batch.batch_id),
            stopped_because=PauseReason.SERVICE_STOPPED,
        )
        self.report(_("Batch {batch} is being sent.").format(batch=batch.batch_id))
        deliver(
            self.journal,
            dispatch,
            clock=self.clock,
            watch=_Onlooker(batch.batch_id, self.report),
            stop=self.stop,
        )
        self._after(batch, order)

    def _after(self, batch: Unattended, order: Order) -> None:
        now = self.journal.sources.one(batch.batch_id)
        if now is None or goes_on_by_itself(now):
            return
        if now.state is BatchState.PAUSED:
            self._codes.add(ExitCode.STOPPED)
            closing.tell_of_pause(self._closing(order), batch.batch_id)
        else:
            self._wrap_up(now)

    def _wrap_up(self, batch: Unattended) -> None:
        order = self.read(Path(batch.source.batch_file))
        code = closing.wrap_up(self._closing(order), batch)
        if code is not None:
            self._codes.add(code)
        retention.apply(self.journal)

    def _chosen(self, name: str | None) -> Connection:
        workspace = self.workspace
        return connections.choose(name, path=workspace.connections, environment=workspace.variables)

    def _closing(self, order: Order) -> closing.Closing:
        return closing.Closing(
            journal=self.journal,
            order=order,
            clock=self.clock,
            report=self.report,
            profile=self.workspace.profile,
            tell=self.tell,
        )


def _named(what: DueRecord | Unattended) -> str:
    """Name a due time or a batch, as the log does."""
    return f"due {what.id}" if isinstance(what, DueRecord) else f"batch {what.batch_id}"


def goes_on_by_itself(batch: Unattended) -> bool:
    """Say whether nobody's word is needed: it was never begun, or it was cut short by no one's will."""
    match batch.state:
        case BatchState.CHECKED:
            return not batch.started  # rows that a person put back wait for that person's yes
        case BatchState.PAUSED:
            return batch.paused_because in _BY_ITSELF
    return False


class _Onlooker:
    """Looks on and tells the log of waits that the server asked for: the journal has all the rest."""

    def __init__(self, batch_id: int, report: closing.LogWriter) -> None:
        self._batch_id, self._report = batch_id, report

    def settled(self, state: MessageState) -> None:
        """Hear that one message came to rest."""

    def waiting(self, until: datetime, *, because: PauseReason | Reason) -> None:
        """Hear that nothing may leave before `until`."""
        if isinstance(because, Reason):
            why = sentences.describe_wait(AskedWait(until=until, because=because))
            told = _("Batch {batch} waits: {why}").format(batch=self._batch_id, why=why)
            self._report(told, trouble=True)
