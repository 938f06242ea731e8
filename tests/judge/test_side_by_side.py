"""Work that overlaps in one process leaves nothing changed in it for the others."""

import gc
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

from batch_sender.config.settings import Settings
from batch_sender.journal import Journal
from batch_sender.judge.prepare import Request, prepare
from batch_sender.judge.progress import JudgedSoFar
from tests.benchmarks.lists import write_csv
from tests.support import MONDAY_NOON


def _switches() -> tuple[object, ...]:
    return sys.getswitchinterval(), gc.get_threshold(), gc.isenabled(), gc.get_freeze_count()


def test_judgings_that_overlap_leave_the_interpreters_switches_alone(tmp_path: Path) -> None:
    """One begins, the other begins, the first ends: what each had found is not what was there."""
    both, seen = Barrier(2), [_switches()]

    def judge(name: str) -> int:
        path = write_csv(tmp_path / f"{name}.csv", 50)
        request = Request(list_path=path, text="Oi", origin="t", settings=Settings(), who="ana")
        begun = iter([both.wait])

        def progress(_so_far: JudgedSoFar) -> None:
            for wait in begun:
                wait(60)
            seen.append(_switches())

        with Journal(tmp_path / f"{name}.sqlite3") as journal:
            return prepare(journal, request, now=MONDAY_NOON, progress=progress)

    with ThreadPoolExecutor(2) as threads:
        assert list(threads.map(judge, ("one", "other"))) == [1, 1]
    seen.append(_switches())
    assert len(seen) >= 4
    assert set(seen) == {seen[0]}
