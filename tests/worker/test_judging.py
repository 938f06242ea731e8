"""Worker processes help with long lists: the result is that of one machine, whatever becomes of them."""

import json
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from batch_sender import __version__
from batch_sender.config.settings import Settings
from batch_sender.journal import Journal
from batch_sender.journal.schema.worker_tables import judging_chunks, judging_contexts
from batch_sender.judge.prepare import Request, prepare
from batch_sender.judge.progress import JudgedSoFar, Progress, unheard
from tests.judge.long_lists import everything, long_list
from tests.support import MONDAY_NOON
from tests.worker.processes import Plant, WorkerProcess, wait_until

pytestmark = pytest.mark.postgres

TEXT = "Olá, {{ nome }}! {{ cidade }}: {{ valor }}."
_ALONE = 5_000
"""So many rows, and somewhat fewer, are judged before any is offered to workers."""


def judge(journal: Journal, path: Path, progress: Progress = unheard) -> int:
    request = Request(
        list_path=path, text=TEXT, origin="--text", settings=Settings(gap=0), who="ana"
    )
    return prepare(journal, request, now=MONDAY_NOON, progress=progress)


def takers(journal: Journal) -> set[str]:
    """Return who has, or had, a piece that nobody has collected yet."""
    with journal._handle.engine.connect() as connection:
        found = connection.execute(select(judging_chunks.c.taken_by)).scalars()
        return {each for each in found if each is not None}


def left(journal: Journal) -> int:
    with journal._handle.engine.connect() as connection:
        return sum(
            connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in (judging_chunks, judging_contexts)
        )


def a_worker(plant: Plant) -> WorkerProcess:
    """Start a worker that has no connection, and wait until it has said that it lives."""
    before = plant.journal.chunks.helpers(__version__)
    worker = plant.work(plant.file_of())
    wait_until(lambda: plant.journal.chunks.helpers(__version__) > before, worker.told)
    return worker


class UntilTaken:
    """Holds the judging of a list up until a worker has a piece of it, as a longer list would last."""

    def __init__(self, plant: Plant, workers: int = 1) -> None:
        self.plant, self.workers = plant, workers
        self.seen: set[str] = set()

    def __call__(self, so_far: JudgedSoFar) -> None:
        if so_far.rows > _ALONE and len(self.seen) < self.workers:
            wait_until(self._taken, self.plant.told)

    def _taken(self) -> bool:
        self.seen |= takers(self.plant.journal)
        return bool(self.seen)


def test_a_worker_helps_and_nobody_can_tell(plant: Plant, tmp_path: Path) -> None:
    path = long_list(tmp_path / "lista.csv", 16_000)
    alone = judge(plant.journal, path)
    worker = a_worker(plant)
    hold = UntilTaken(plant)
    helped = judge(plant.journal, path, hold)
    assert hold.seen
    assert everything(plant.journal, helped) == everything(plant.journal, alone)
    assert left(plant.journal) == 0
    assert worker.terminate() == 0


def test_a_worker_that_is_killed_in_the_middle_loses_nothing(plant: Plant, tmp_path: Path) -> None:
    path = long_list(tmp_path / "lista.csv", 16_000)
    alone = judge(plant.journal, path)
    worker = a_worker(plant)
    hold = UntilTaken(plant)

    def kill(so_far: JudgedSoFar) -> None:
        hold(so_far)
        if hold.seen and worker.lives:
            worker.kill()

    helped = judge(plant.journal, path, kill)
    assert not worker.lives
    assert everything(plant.journal, helped) == everything(plant.journal, alone)
    assert left(plant.journal) == 0


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="the system tells no children")
def test_its_process_ends_with_it(plant: Plant, tmp_path: Path) -> None:
    worker = a_worker(plant)
    hold = UntilTaken(plant)
    children = list[int]()

    def look(so_far: JudgedSoFar) -> None:
        hold(so_far)
        if hold.seen and not children:
            children.extend(children_of(worker.pid))
            worker.kill()

    judge(plant.journal, long_list(tmp_path / "lista.csv", 12_000), look)
    assert children
    wait_until(lambda: not any(map(is_there, children)), "its children are gone")


def test_two_lists_are_judged_at_once(plant: Plant, tmp_path: Path, schema: str) -> None:
    paths = [long_list(tmp_path / f"{n}.csv", 12_000 + 2_000 * n) for n in range(2)]
    alone = [judge(plant.journal, path) for path in paths]
    a_worker(plant)
    a_worker(plant)
    helped: dict[int, int] = {}
    holds = [UntilTaken(plant) for _path in paths]

    def run(n: int) -> None:
        with Journal(schema) as journal:
            helped[n] = judge(journal, paths[n], holds[n])

    threads = [threading.Thread(target=run, args=(n,)) for n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for n in range(2):
        assert everything(plant.journal, helped[n]) == everything(plant.journal, alone[n])
    assert all(hold.seen for hold in holds)
    assert left(plant.journal) == 0


def test_check_says_the_same_as_json(plant: Plant, tmp_path: Path) -> None:
    path = long_list(tmp_path / "lista.csv", 24_000)
    alone = check(plant, path)
    a_worker(plant)
    helped = check(plant, path)
    assert {**helped, "batch": 0} == {**alone, "batch": 0}
    before, after = (everything(plant.journal, each["batch"]) for each in (alone, helped))
    assert before["messages"] == after["messages"]


def check(plant: Plant, path: Path) -> dict[str, Any]:
    own = {**os.environ, "BATCH_SENDER_JOURNAL": plant.location, "BATCH_SENDER_LANG": "en"}
    command = [sys.executable, "-m", "batch_sender", "check", str(path), "--text", TEXT, "--json"]
    done = subprocess.run(command, env=own, capture_output=True, check=False, timeout=120)
    assert done.returncode == 3, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def children_of(pid: int) -> list[int]:
    """Return the processes that a process has started, and that live."""
    lists = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(each) for children in lists for each in children.read_text().split()]


def is_there(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    status = Path(f"/proc/{pid}/stat")
    return not status.exists() or status.read_text().rpartition(")")[2].split()[0] != "Z"
