"""The service killed at random during ten scheduled batches: nothing twice, lost, or forgotten."""

import random
import signal
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from batch_sender.journal import DueState, Journal, NewSchedule
from batch_sender.models import BatchState, MessageState
from tests.proofs.reckoning import PATIENCE, Desk, Seen, chance_for, desk, people, write_list

FEW_OR_MANY = [
    pytest.param(2, 2, 10, id="few"),
    pytest.param(10, 60, 40, id="many", marks=[pytest.mark.slow, pytest.mark.timeout(900)]),
]
_SERVE = [sys.executable, "-m", "batch_sender", "serve", "--no-page", "--port", "0"]


class Service:
    """The service in one of its lives."""

    def __init__(self, at: Desk) -> None:
        self._process = subprocess.Popen(
            _SERVE, env=at.environment(), cwd=at.folder,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()

    def end(self) -> int:
        self._process.terminate()
        return self._process.wait(PATIENCE)


@pytest.mark.parametrize(("batches", "kills", "rows"), FEW_OR_MANY)
def test_a_service_killed_during_scheduled_batches(
    tmp_path: Path, batches: int, kills: int, rows: int
) -> None:
    chance = chance_for("kill the service")
    numbers = people(batches * rows)
    with desk(tmp_path, latency=0.02) as here:
        for n in range(batches):
            _schedule(here, n, numbers[n * rows : (n + 1) * rows])
        for _kill in range(kills):
            service = Service(here)
            _let_it_run(here, chance)
            service.kill()
        service = Service(here)
        try:
            _until_all_are_wrapped_up(here, batches)
        finally:
            # It may be so young that it does not hear signals yet: all was done before.
            assert service.end() in {0, -signal.SIGTERM}
        seen = Seen.by(here.api)
    ended = _reckon(here.journal, seen, numbers)
    assert len(ended) == batches, "a due time started none, or two"
    assert len(list(tmp_path.glob("lista*-results-*.xlsx"))) == batches, "each has its results"
    told = (tmp_path / "told.txt").read_text("utf-8").split()
    assert {int(batch) for batch in told} == set(ended), "of each somebody was told"


def _schedule(here: Desk, n: int, numbers: Sequence[str]) -> None:
    """Write a list, a batch file and a schedule of a few minutes ago, each due at its own minute."""
    write_list(here.folder / f"lista{n}.csv", numbers)
    batch_file = here.folder / f"envio{n}.toml"
    tell = "import os; open('told.txt', 'a').write(os.environ['NOTICE_BATCH'] + chr(10))"
    batch_file.write_text(
        f'list = "lista{n}.csv"\ntext = "Oi {{nome}}"\nrate = "off"\nwindow = "always"\n'
        f"concurrency = 2\nat_rest = 0\n[notify]\ncommand = ['{sys.executable}', '-c', \"{tell}\"]\n",
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
    with Journal(here.journal, now=lambda: before) as book:
        book.schedules.add(new)


def _let_it_run(here: Desk, chance: random.Random) -> None:
    """Until some more have arrived, or for a moment: while it starts, judges, settles, wraps up."""
    if chance.random() < 0.4:
        here.arrivals.wait_for_more(10_000, seconds=chance.uniform(0.5, 2.5))
    else:
        here.arrivals.wait_for_more(chance.randint(1, 20), seconds=5)
        here.arrivals.wait_for_more(10_000, seconds=chance.uniform(0, 0.05))


def _until_all_are_wrapped_up(here: Desk, batches: int) -> None:
    with Journal(here.journal) as book:
        for _second in range(int(PATIENCE) * 3):
            ended = [batch for batch in book.batches.recent(most=100) if batch.ended_at is not None]
            if (
                len(ended) == batches
                and not book.schedules.open_dues()
                and not book.sources.open_ones()
            ):
                return
            here.arrivals.wait_for_more(10_000, seconds=0.5)
        stand = [(b.id, b.state, b.paused_because, b.counts) for b in book.batches.recent(most=100)]
        raise AssertionError(f"something was forgotten: {stand} {book.schedules.open_dues()}")


def _reckon(journal: str | Path, seen: Seen, numbers: Sequence[str]) -> list[int]:
    twice = {to: count for to, count in seen.arrived.items() if count > 1}
    assert not twice, "somebody was written to twice"
    by_state: dict[MessageState, set[str]] = {state: set() for state in MessageState}
    with Journal(journal) as book:
        found = book.batches.recent(most=100)
        for batch in found:
            for row in book.messages.rows(batch.id):
                by_state[row.state].add(str(row.number))
        dues = [
            due
            for schedule in book.schedules.every()
            for due in book.schedules.dues_of(schedule.id)
        ]
    assert {batch.state for batch in found} == {BatchState.FINISHED}
    assert {due.state for due in dues} == {DueState.BEGUN}
    assert len(dues) == len(found), "one batch for each due time"
    assert by_state[MessageState.ACCEPTED] | by_state[MessageState.UNKNOWN] == set(numbers)
    assert set(seen.arrived) <= by_state[MessageState.ACCEPTED] | by_state[MessageState.UNKNOWN]
    assert by_state[MessageState.ACCEPTED] <= set(seen.accepted)
    return [batch.id for batch in found]
