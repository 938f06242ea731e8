"""`/healthz`: a round that does not come round, or rounds that fail, are told to whoever asks."""

import socket
import threading
from pathlib import Path

import pytest
import requests

from batch_sender.automation import Order, Service
from batch_sender.automation.notices import NotificationSettings
from batch_sender.automation.telling import nobody
from batch_sender.cli import health_page
from batch_sender.config.workspace import Workspace
from batch_sender.journal import Journal, NewSchedule
from batch_sender.journal.errors import JournalError
from tests.support import FakeClock


def no_order(path: Path) -> Order:
    raise AssertionError(path)


@pytest.fixture
def service(journal: Journal, clock: FakeClock, tmp_path: Path) -> Service:
    return Service(
        journal=journal,
        read=no_order,
        notify_of=lambda _path: NotificationSettings(),
        workspace=Workspace.of({"BATCH_SENDER_STATE": str(tmp_path / "state")}),
        clock=clock,
        stop=threading.Event(),
        report=lambda *_told, **_more: None,
        who="servico",
        tell=nobody,
    )


def asked(service: Service) -> tuple[int, str, str | None]:
    with health_page.answered(service, port=_free_port()) as url:
        answer = requests.get(str(url), timeout=5)
    told = answer.json()
    return answer.status_code, told["state"], told["step"]


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def test_a_round_that_hangs_is_told_while_it_hangs(
    service: Service, journal: Journal, clock: FakeClock
) -> None:
    hung: list[tuple[int, str, str | None]] = []

    def hangs(_path: Path) -> Order:
        for seconds in (61, 240):
            clock.forward(seconds)
            hung.append(asked(service))
        raise AssertionError("at last")

    service.read = hangs
    journal.schedules.add(
        NewSchedule(
            batch_file="/envios/a.toml", cron="* * * * *", at=None, zone="UTC", late="run", who="a"
        )
    )
    clock.forward(120)  # the first of two is missed
    with service.pulse.round():
        service.look()
    assert hung == [(200, "busy", "due 2"), (503, "not looking", "due 2")]
    assert asked(service) == (200, "ok", None)


def test_rounds_that_fail_are_told(service: Service, journal: Journal, clock: FakeClock) -> None:
    journal._handle.write(lambda tx: tx.exec_driver_sql("DROP TABLE dues"))
    for _ in range(7):
        with pytest.raises(JournalError), service.pulse.round():
            service.look()
        clock.forward(10)
    assert asked(service)[:2] == (503, "not looking")
