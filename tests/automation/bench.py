"""A service at work in these tests: its journal, the stand-in, a clock, and orders of no file."""

import threading
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from batch_sender.automation import Order, Service
from batch_sender.automation.notices import (
    NoticeRecords,
    Notification,
    NotificationQueue,
    NotificationSettings,
    Told,
)
from batch_sender.config import connections
from batch_sender.config.settings import Settings
from batch_sender.config.workspace import Workspace
from batch_sender.journal import Journal, NewSchedule
from batch_sender.judge.request import Request
from batch_sender.models.errors import BatchSenderError
from batch_sender.standin import StandIn
from tests.support import FakeClock, connection_to

PATIENCE: Final = 30.0
MORNING: Final = "2026-11-24T12:00"


@dataclass
class Bench:
    """A journal, a server, a clock, and batch files that exist as orders only."""

    folder: Path
    api: StandIn
    clock: FakeClock
    journal: Journal
    orders: dict[str, Order] = field(default_factory=dict)
    faults: dict[str, BatchSenderError] = field(default_factory=dict)
    notifications: list[Notification] = field(default_factory=list)
    log: list[str] = field(default_factory=list)
    workspace: Workspace = field(init=False)

    def __post_init__(self) -> None:
        places = {
            "BATCH_SENDER_CONNECTIONS": str(self.folder / "connections.toml"),
            "BATCH_SENDER_STATE": str(self.folder / "state"),
        }
        self.workspace = Workspace.of(places)
        self.connect(self.api)

    def connect(self, api: StandIn) -> None:
        connections.add(self.workspace.connections, connection_to(api), replace=True)

    def service(self, journal: Journal | None = None) -> Service:
        return Service(
            journal=journal or self.journal,
            read=self._read,
            notify_of=lambda _path: NotificationSettings(),
            workspace=self.workspace,
            clock=self.clock,
            stop=threading.Event(),
            report=self._report,
            who="servico",
            tell=self._tell,
        )

    def queue(self, service: Service) -> NotificationQueue:
        records = NoticeRecords(journal=self.journal, clock=self.clock)
        return NotificationQueue(
            records=records, notify_of=service.notify_of, report=self.log.append
        )

    def order(
        self, name: str, wanted: str, *, canary: int | None = None, **changes: object
    ) -> Path:
        settings = Settings(gap=0, window="always", allow_repeat=True, canary=canary)
        path = self.folder / name
        request = Request(
            list_path=self.folder, text="Oi {nome}", origin="t", settings=settings, who="ana"
        )
        # By the clock whose hands are turned here, no file has an age.
        order = Order(
            batch_file=path, wanted=wanted, lists_in=self.folder, request=request, at_rest=0
        )
        self.orders[str(path)] = replace(order, **changes)  # type: ignore[arg-type]
        return path

    def schedule(
        self, path: Path, *, cron: str = "0 9 * * *", late: str = "run-if-within 2h"
    ) -> int:
        return self.journal.schedules.add(
            NewSchedule(
                batch_file=str(path),
                cron=cron,
                at=None,
                zone="America/Sao_Paulo",
                late=late,
                who="ana",
            )
        )

    def at(self, text: str) -> None:
        then = datetime.fromisoformat(text).replace(tzinfo=UTC)
        self.clock.forward((then - self.clock.now()).total_seconds())

    def a_list(self, name: str, *people: str) -> Path:
        rows = "".join(f"{who},11 90000-{n:04d}\n" for n, who in enumerate(people, start=2000))
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("nome,telefone\n" + rows, "utf-8")
        return path

    def told(self) -> list[str]:
        return sorted(str(each.body) for each in self.api.received if each.number)

    def _read(self, path: Path) -> Order:
        if str(path) in self.faults:
            raise self.faults[str(path)]
        return self.orders[str(path)]

    def _report(self, sentence: str, *, trouble: bool = False) -> None:
        self.log.append(f"{'!' if trouble else ' '} {sentence}")

    def _tell(self, notification: Notification, _wishes: NotificationSettings) -> list[Told]:
        self.notifications.append(notification)
        return []


def until_done(service: Service) -> None:
    """Look until nothing is being sent, and once more: what has ended is wrapped up."""
    service.look()
    for thread in list(service._half_done._senders.values()):
        thread.join(PATIENCE)
    service.look()
