"""`status` without a number: the newest batches, and older ones that wait for somebody."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from batch_sender.journal import Journal
from batch_sender.operations.resume import waiting_batches
from tests.journal.desk import ACCEPTED, TIMED_OUT, WHO, Desk, text
from tests.support import FakeClock, Run, checked_batch

WAITING = [4, 2, 1]
MANY = 25


@pytest.fixture
def many(place: Path) -> Iterator[Journal]:
    """Batches 1, 2 and 4 wait for somebody: checked, paused, in doubt. Of all others nothing can be sent."""
    with Journal(place / "journal.sqlite3") as journal:
        desk = Desk(journal, FakeClock())
        desk.checked(text(2))
        journal.batches.pause(desk.running(text(3)), because="asked", who=WHO)
        checked_batch(journal, [])  # nothing of it can be sent
        for ending in (TIMED_OUT, ACCEPTED):
            batch_id = desk.running(text(5 if ending is TIMED_OUT else 6))
            desk.record(desk.take(batch_id), ending)
            journal.batches.finish(batch_id, who=WHO)
        for _batch in range(MANY - 5):
            checked_batch(journal, [])
        yield journal


def numbers(out: str) -> list[int]:
    found = re.findall(r"^(?= {0,4}\d)([ \d]{5})  \S", out, re.MULTILINE)
    return sorted(map(int, found), reverse=True)


def test_who_waits_for_somebody_never_falls_out_of_sight(many: Journal, run: Run) -> None:
    assert many.batches.needing_a_word() == WAITING[::-1]
    out = run("status")[1]
    assert numbers(out) == [*range(MANY, MANY - 20, -1), *WAITING]
    assert out.endswith("2 older batches are not shown. All of them: batch-sender status --all\n")
    every = run("status", "--all")[1]
    assert numbers(every) == list(range(MANY, 0, -1))
    assert "not shown" not in every
    some = run("status", "--last", 2)[1]
    assert numbers(some) == [MANY, MANY - 1, *WAITING]
    assert f"{MANY - 5} older batches are not shown" in some
    assert "1 or more" in run("status", "--last", 0)[2]


def test_programs_get_all_and_resume_knows_the_old_ones(many: Journal, run: Run) -> None:
    told = json.loads(run("status", "--json")[1])
    assert [each["batch"] for each in told["batches"]] == list(range(MANY, 0, -1))
    assert told["not_shown"] == 0
    told = json.loads(run("status", "--json", "--last", 1)[1])
    assert [each["batch"] for each in told["batches"]] == [MANY, *WAITING]
    assert told["not_shown"] == MANY - 4
    assert [each.batch.id for each in waiting_batches(many)] == [2, 1]
    many.batches.cancel(2, who=WHO)
    assert "Checked, and not sent yet: 1." in run("resume", "--yes")[2]
