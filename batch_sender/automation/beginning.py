"""Begin what is due: judge the lists of a due time and approve their batches, or tell why not."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from batch_sender.automation import closing, repeats
from batch_sender.automation.errors import OrderDisturbed
from batch_sender.automation.isolation import Stopped, isolated
from batch_sender.automation.orders import Order
from batch_sender.automation.service_context import ServiceContext, log_name
from batch_sender.automation.taking import Taken, judged, lists_of, take_all
from batch_sender.gateway.errors import AddressUnreachable, ProbeUnanswered
from batch_sender.journal import DueRecord, DueState
from batch_sender.journal.errors import BatchFileBusy, JournalError
from batch_sender.journal.lanes.errors import WorkersNeedServer
from batch_sender.judge.progress import JudgedSoFar
from batch_sender.language import _
from batch_sender.load.at_rest import FolderWatch, Sorted
from batch_sender.load.errors import ListChanged, ListFolderUnreadable, ListNotYetWhole
from batch_sender.models import Source
from batch_sender.models.errors import BatchSenderError
from batch_sender.operations.connections import probed_all
from batch_sender.timing.due_times import still_in_time

_WILL_PASS: Final = (
    AddressUnreachable,
    ProbeUnanswered,
    JournalError,
    BatchFileBusy,
    ListChanged,
    ListFolderUnreadable,
    ListNotYetWhole,
    OrderDisturbed,
)

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


class DueTimes:
    """Begins due times, each once; remembers those that wait for a list."""

    def __init__(self, context: ServiceContext) -> None:
        self._context = context
        self._watch = FolderWatch(context.clock, context.stop)
        self._awaited: set[int] = set()
        self._begun: dict[int, _Begun] = {}

    @property
    def awaits_lists(self) -> bool:
        """Whether a due time waits for a list that somebody may still be writing."""
        return bool(self._awaited)

    def keep_open(self, dues: Sequence[DueRecord]) -> None:
        """Wait for no list of a due time that is open no more."""
        self._awaited &= {due.id for due in dues}

    def begin(self, due: DueRecord) -> None:
        """Judge and approve what a due time asks for, unless another process does.

        Raises:
            BatchSenderError: it cannot begin now, and is tried again.
            Stopped: the service is to end.
        """
        with self._context.journal.schedules.beginning(due.id) as mine:
            if mine:
                self._awaited.discard(due.id)
                self._begin(due)

    def _begin(self, due: DueRecord) -> None:
        try:
            with isolated(log_name(due)):
                detail = self._judged(self._context.read(Path(due.schedule.batch_file)), due)
        except WorkersNeedServer as err:  # a journal's fault, and yet none that passes
            self._could_not_start(due, err)
        except _WILL_PASS as err:
            if self._waits_for(due, err):
                if isinstance(err, ListNotYetWhole):
                    self._awaited.add(due.id)
                raise
            self._could_not_start(due, err)
        except BatchSenderError as err:
            self._could_not_start(due, err)
        else:
            self._context.journal.schedules.settle_due(due.id, DueState.BEGUN, detail=detail)

    def _waits_for(self, due: DueRecord, err: BatchSenderError) -> bool:
        """Say whether a due time that cannot begin now is tried again."""
        now = self._context.clock.now()
        if isinstance(err, ListNotYetWhole) and now - due.due_at > _LONGEST_WRITTEN:
            return False
        return still_in_time(due.schedule.timing, due.due_at, now=now)

    def _could_not_start(self, due: DueRecord, err: BatchSenderError) -> None:
        journal, now = self._context.journal, self._context.clock.now()
        detail, is_new = repeats.failed_due(journal, due, err, now=now)
        self._context.tell_of_fault(Path(due.schedule.batch_file), err, is_new=is_new)
        journal.schedules.settle_due(due.id, DueState.FAILED, detail=detail)

    # ── its lists ──

    def _judged(self, order: Order, due: DueRecord) -> dict[str, Any]:
        """Judge what the order names; return the batches, each of them approved, and what was refused."""
        if self._context.goes_to_workers(order):
            self._context.journal.lanes.refuse_file()
        probed_all(self._context.connections(order.connection), order.request.settings)
        found = lists_of(order, self._watch, now=self._context.clock.now())
        if order.is_pattern:
            return self._judged_by_pattern(order, due, found)
        return {"batches": [self._judged_alone(order, due, found)]}

    def _judged_alone(self, order: Order, due: DueRecord, found: Sorted) -> int:
        if found.not_yet:
            raise found.not_yet[0]
        (path,) = found.whole
        source = Source(
            name=f"schedule {due.schedule.id}", key=due.local, batch_file=str(order.batch_file)
        )
        batch_id = judged(
            self._context.journal,
            order,
            path,
            source=source,
            clock=self._context.clock,
            progress=self._go_on_judging,
        )
        self._approve(batch_id)
        return batch_id

    def _judged_by_pattern(self, order: Order, due: DueRecord, found: Sorted) -> dict[str, Any]:
        self._take_whole(order, due, found)
        for not_yet in found.not_yet:
            if self._waits_for(due, not_yet):
                raise not_yet  # and what is whole is sent meanwhile
            self._context.log_fault(not_yet)
        return self._begun.pop(due.id).detail

    def _take_whole(self, order: Order, due: DueRecord, found: Sorted) -> None:
        context = self._context
        begun = self._begun.setdefault(due.id, _Begun())
        known = repeats.refused_before(context.journal, due)
        for taken in take_all(
            context.journal, order, found.whole, clock=context.clock, progress=self._go_on_judging
        ):
            if taken.fault is not None:
                refusal = repeats.refusal(taken.path, taken.fault)
                if begun.is_news(refusal):
                    is_new = refusal not in known
                    context.tell_of_fault(order.batch_file, taken.fault, taken.path, is_new=is_new)
            elif taken.batch_id is not None and self._is_new(taken, order):
                self._approve(taken.batch_id)
                begun.batches.append(taken.batch_id)

    def _is_new(self, taken: Taken, order: Order) -> bool:
        """Say whether a list has still to be sent; one that was sent before is put away."""
        journal = self._context.journal
        known = journal.sources.one(taken.batch_id or 0)
        if known is None:
            return False  # of an earlier run, and purged since
        if known.wrapped_up:
            batch = journal.batches.one(known.batch_id)
            desk = self._context.closing(order)
            closing.put_away(desk, taken.path, batch, content=known.source.key)
        return not known.approved

    def _approve(self, batch_id: int) -> None:
        self._context.journal.sources.approve(batch_id)
        told = _("Batch {batch} is judged, and will be sent.")
        self._context.report(told.format(batch=batch_id))

    def _go_on_judging(self, _so_far: JudgedSoFar) -> None:
        if self._context.stop.is_set():
            raise Stopped
        pulse = self._context.pulse
        pulse.beat(pulse.now().step)
