"""Services beside workers, all as processes: each due time once, each batch once, each notice once."""

import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from batch_sender.config.connections import Connection
from batch_sender.config.tokens import Token
from batch_sender.journal import Journal, NewSchedule
from batch_sender.models import BatchState
from batch_sender.operations.pause import pause
from batch_sender.standin import StandIn
from tests.support import TOKEN
from tests.worker.processes import PATIENCE, Plant, plant_in, wait_until

pytestmark = pytest.mark.postgres

SERVE = [sys.executable, "-m", "batch_sender", "serve", "--no-page", "--port", "0"]


class Office:
    """A folder of batch files that several services begin, and workers that send."""

    def __init__(self, plant: Plant, api: StandIn, environment: dict[str, str]) -> None:
        self.plant, self.api, self.folder = plant, api, plant.folder
        self._connection = Connection(name="loja", url=api.url, token=Token(TOKEN))
        self._environment = environment
        self._services: list[subprocess.Popen[bytes]] = []

    def serve(self, *arguments: str) -> subprocess.Popen[bytes]:
        """Start a service."""
        number = len(self._services) + 1
        state = self.folder / f"service-{number}"
        own = {
            "BATCH_SENDER_CONNECTIONS": str(self.plant.file_of(self._connection)),
            "BATCH_SENDER_STATE": str(state),
        }
        with (self.folder / f"service-{number}.out").open("wb") as out:
            service = subprocess.Popen(
                [*SERVE, *arguments],
                env={**self._environment, **own},
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
            )
        self._services.append(service)
        return service

    @property
    def running(self) -> list[subprocess.Popen[bytes]]:
        return [each for each in self._services if each.poll() is None]

    def work(self) -> None:
        self.plant.work(self.plant.file_of(self._connection))

    def schedule(self, n: int, people: int, *, workers: bool = True, rate: str = "off") -> None:
        """Write a list and a batch file, due some minutes ago."""
        rows = [f"P{i},11 9{n}000-{1000 + i:04d}\n" for i in range(people)]
        (self.folder / f"lista{n}.csv").write_text("nome,telefone\n" + "".join(rows), "utf-8")
        batch_file = self.folder / f"envio{n}.toml"
        tell = "import os; open('told.txt', 'a').write(os.environ['NOTICE_BATCH'] + chr(10))"
        batch_file.write_text(
            f'list = "lista{n}.csv"\ntext = "Oi {{nome}}"\nrate = "{rate}"\nwindow = "always"\n'
            f"at_rest = 0\nworkers = {str(workers).lower()}\n"
            f"[notify]\ncommand = ['{sys.executable}', '-c', \"{tell}\"]\n",
            encoding="utf-8",
        )
        due = datetime.now(UTC) - timedelta(hours=3, minutes=n + 1)  # São Paulo's own clock
        before = datetime.now(UTC) - timedelta(hours=1)
        new = NewSchedule(
            batch_file=str(batch_file),
            cron=None,
            at=due.replace(tzinfo=None),
            zone="America/Sao_Paulo",
            late="run",
            who="ana",
        )
        with Journal(self.plant.location, now=lambda: before) as book:
            book.schedules.add(new)

    def batches(self) -> list[int]:
        return sorted(self.plant.journal.batches.numbers())

    def wait_for(self, what: Callable[[], object]) -> None:
        wait_until(what, self.said)

    def wrapped_up(self, many: int) -> bool:
        book = self.plant.journal
        open_ones = book.schedules.open_dues() or book.sources.open_ones()
        return not open_ones and len(self.batches()) == many and len(self.told()) >= many

    def told(self) -> Counter[int]:
        """Return how often somebody was told of each batch."""
        path = self.folder / "told.txt"
        return Counter(map(int, path.read_text("utf-8").split())) if path.exists() else Counter()

    def said(self) -> str:
        outs = sorted(self.folder.glob("service-*.out"))
        texts = [each.read_text("utf-8", errors="replace") for each in outs]
        return "\n".join([*texts, self.plant.told(*self.batches())])

    def close(self) -> None:
        for each in self._services:
            each.kill()
            each.wait(PATIENCE)


@pytest.fixture
def office(
    place: Path,
    schema: str,
    api: StandIn,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Office]:
    folder = place / "office"
    folder.mkdir()
    monkeypatch.setenv("BATCH_SENDER_JOURNAL", schema)
    for name in ("BATCH_SENDER_URL", "BATCH_SENDER_TOKEN"):
        monkeypatch.delenv(name)
    with plant_in(schema, folder) as plant:
        made = Office(plant, api, dict(os.environ))
        yield made
        made.close()


def arrived(api: StandIn) -> set[int]:
    """Return how often messages arrived: once, where all is well."""
    return set(api.arrived().values())


def test_two_services_begin_each_due_time_once_and_tell_of_each_batch_once(
    office: Office, api: StandIn
) -> None:
    for n in range(3):
        office.schedule(n, 30, rate="1200/min")
    services = [office.serve(), office.serve()]
    office.work()
    office.wait_for(lambda: office.wrapped_up(3))
    assert len(api.arrived()) == 90
    assert arrived(api) == {1}
    for service in services:
        service.terminate()
        assert service.wait(PATIENCE) == 0
    assert office.told() == {1: 1, 2: 1, 3: 1}, office.said()
    assert len(list(office.folder.glob("lista*-results-*.xlsx"))) == 3
    assert all(office.plant.journal.batches.one(each).by_workers for each in (1, 2, 3))


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM])
def test_a_service_that_ends_stops_no_worker_and_the_next_one_looks_on(
    office: Office, api: StandIn, end: signal.Signals
) -> None:
    office.schedule(0, 60, workers=False, rate="600/min")
    service = office.serve("--workers")
    office.work()
    office.wait_for(lambda: len(api.arrived()) > 3)
    service.send_signal(end)
    assert service.wait(PATIENCE) in {0, -signal.SIGKILL}
    assert office.plant.state(1) is BatchState.RUNNING
    stood = len(api.arrived())
    office.wait_for(lambda: len(api.arrived()) > stood + 3)
    office.serve()
    office.wait_for(lambda: office.wrapped_up(1))
    assert len(api.arrived()) == 60
    assert arrived(api) == {1}
    assert office.told() == {1: 1}, office.said()
    assert office.plant.journal.batches.one(1).counts.accepted == 60
    assert (office.folder / "lista0-results-1.xlsx").is_file()


@pytest.mark.parametrize("services", [0, 2])
def test_a_pause_is_told_once_whoever_looks_on_and_also_where_nobody_did(
    office: Office, api: StandIn, services: int
) -> None:
    office.schedule(0, 200, rate="600/min")
    first = office.serve()
    office.work()
    office.wait_for(lambda: len(api.arrived()) > 3)
    for _service in range(services):
        office.serve()
    office.wait_for(lambda: office.said().count("The service runs.") == 1 + services)
    if not services:
        first.kill()
        first.wait(PATIENCE)
    pause(office.plant.journal, 1, who="ana")
    if not services:
        office.serve()
    office.wait_for(lambda: office.told() == {1: 1})
    events = [each.kind for each in office.plant.journal.batches.events(1)]
    assert events.count("pause_told") == 1, events
    for service in office.running:
        service.terminate()
        assert service.wait(PATIENCE) == 0
    assert office.told() == {1: 1}, office.said()
    assert office.plant.state(1) is BatchState.PAUSED
