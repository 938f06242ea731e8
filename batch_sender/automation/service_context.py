"""What the parts of the service share: what it works with, whom it tells, and the codes it ends with."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from batch_sender.automation import closing, telling
from batch_sender.automation.notices import NotificationSettings
from batch_sender.automation.orders import Order
from batch_sender.automation.pulse import Pulse
from batch_sender.config.through import Through, choose_all
from batch_sender.config.workspace import Workspace
from batch_sender.journal import DueRecord, Journal, Unattended
from batch_sender.models.errors import BatchSenderError
from batch_sender.operations import exit_codes
from batch_sender.operations.exit_codes import ExitCode
from batch_sender.timing.clock import Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceContext:
    """What beginning and going on need alike.

    `read`: a batch file into an order; `notify_of`: who wants to be told, of a batch file that may
    be broken; `workspace`: whose connections it sends through; `by_workers`: these send whatever it begins;
    `codes`: how all went so far.
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
    pulse: Pulse
    by_workers: bool = False
    codes: set[ExitCode] = field(default_factory=set)

    def goes_to_workers(self, order: Order) -> bool:
        """Say whether a batch of this order is begun by workers."""
        return self.by_workers or order.by_workers

    def connections(self, names: Sequence[str]) -> tuple[Through, ...]:
        """Return the connections of these names, or the one there is."""
        workspace = self.workspace
        return choose_all(names, path=workspace.connections, environment=workspace.variables)

    def closing(self, order: Order) -> closing.Closing:
        """Return what closing a batch of this order needs."""
        return closing.Closing(
            journal=self.journal,
            order=order,
            clock=self.clock,
            report=self.report,
            profile=self.workspace.profile,
            tell=self.tell,
        )

    def log_fault(self, err: BatchSenderError) -> None:
        """Write into the log what is wrong and what to do."""
        self.report(f"{err.message} {err.next}", trouble=True)

    def tell_of_fault(
        self,
        batch_file: Path,
        err: BatchSenderError,
        path: Path | None = None,
        *,
        is_new: bool = True,
    ) -> None:
        """Keep, log and tell that something of a batch file failed; people hear only what is new."""
        self.codes.add(exit_codes.of_fault(err))
        self.log_fault(err)
        if not is_new:
            return
        notification = telling.of_fault(
            err, batch_file=batch_file, path=path, profile=self.workspace.profile
        )
        self.tell(notification, self.notify_of(batch_file))


def log_name(what: DueRecord | Unattended) -> str:
    """Name a due time or a batch, as the log does."""
    return f"due {what.id}" if isinstance(what, DueRecord) else f"batch {what.batch_id}"
