"""Run the service: begin what is due, go on with what stands half done, close what has ended.

A look never waits for a batch: each is sent by a thread of its own. Whatever a look finds half done,
this service's own crash included, it takes up where the journal says it stands.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Final

from batch_sender.automation import closing, gone_back, telling
from batch_sender.automation.beginning import DueTimes
from batch_sender.automation.going_on import HalfDone
from batch_sender.automation.isolation import Stopped, isolated
from batch_sender.automation.notices import NotificationSettings
from batch_sender.automation.orders import Order
from batch_sender.automation.pulse import Pulse
from batch_sender.automation.service_context import ServiceContext, log_name
from batch_sender.config.workspace import Workspace
from batch_sender.journal import Journal
from batch_sender.journal.errors import BatchFileBusy
from batch_sender.models.errors import BatchSenderError
from batch_sender.operations import exit_codes
from batch_sender.operations.exit_codes import ExitCode
from batch_sender.timing.clock import Clock

_TRY_AGAIN: Final = timedelta(minutes=1)
_SETTLE_EVERY: Final = timedelta(minutes=1)


@dataclass(kw_only=True)
class Service:
    """Looks at the schedules and at what is half done; `look` is called again and again.

    `read`: a batch file into an order; `notify_of`: who wants to be told, of a batch file that may
    be broken; `workspace`: whose connections it sends through; `by_workers`: these send whatever it begins.
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
    by_workers: bool = False
    looked_at: datetime | None = None
    _not_before: dict[str, datetime] = field(default_factory=dict)
    _settled_at: datetime | None = None

    def __post_init__(self) -> None:
        self.pulse = Pulse(self.clock)
        self._context = self._shared()
        self._due_times = DueTimes(self._context)
        self._half_done = HalfDone(self._context, put_off=self._put_off)

    def look(self) -> None:
        """Begin what is due, go on with what stands still by no person's word, end what is over.

        Raises:
            JournalError: the journal cannot be used now.
        """
        self._settle_abandoned()
        self.journal.schedules.look()
        dues = self.journal.schedules.open_dues()
        self._due_times.keep_open(dues)
        for due in dues:
            self._try(log_name(due), partial(self._due_times.begin, due))
        for batch in self.journal.sources.open_ones():
            self._try(log_name(batch), partial(self._half_done.go_on, batch))
        self.looked_at = self.clock.now()

    @property
    def exit_code(self) -> ExitCode:
        """How all went that this service began or closed."""
        return exit_codes.of_several(tuple(self._context.codes))

    @property
    def sending(self) -> list[int]:
        """The batches that this service sends now."""
        return self._half_done.sending

    @property
    def awaits_lists(self) -> bool:
        """Whether a due time waits for a list that somebody may still be writing."""
        return self._due_times.awaits_lists

    def wait(self, seconds: float) -> bool:
        """Wait at most so long for every sender to end; say whether they have."""
        return self._half_done.wait(seconds)

    def _shared(self) -> ServiceContext:
        return ServiceContext(
            journal=self.journal,
            read=self._order_of,
            notify_of=self.notify_of,
            workspace=self.workspace,
            clock=self.clock,
            stop=self.stop,
            report=self.report,
            who=self.who,
            tell=self.tell,
            pulse=self.pulse,
            by_workers=self.by_workers,
        )

    def _order_of(self, batch_file: Path) -> Order:
        return self.read(batch_file)  # looked up at each call: `read` may be exchanged

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
            self._put_off(what)
            if not isinstance(err, BatchFileBusy):  # whoever has it, begins it
                self._context.codes.add(exit_codes.of_fault(err))
            self._context.log_fault(err)

    def _put_off(self, what: str) -> None:
        self._not_before[what] = self.clock.now() + _TRY_AGAIN

    def _rests(self, what: str) -> bool:
        # Nothing rests for longer: who seems to was put off by a clock that has gone back since.
        rest = self._not_before.get(what, self.clock.now()) - self.clock.now()
        return timedelta() < rest <= _TRY_AGAIN
