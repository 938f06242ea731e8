"""Two senders, two batches, one connection: as processes of their own they share its pace."""

from datetime import datetime
from itertools import pairwise
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy import select

from batch_sender.journal import Journal
from batch_sender.journal.schema.tables import attempts
from batch_sender.models import BatchState
from batch_sender.standin import Received
from tests.proofs.reckoning import PATIENCE, desk, people, write_list

ROWS = 8
GAP = 0.25  # seconds: 240 calls a minute
SHORTEST = GAP * 0.8  # by the jitter


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def journal(request: pytest.FixtureRequest, tmp_path: Path) -> str | Path:
    if request.param == "postgres":
        return str(request.getfixturevalue("schema"))
    return tmp_path / "journal.sqlite3"


class BothAtIt:
    """Keeps the first answer back until a message of the other batch has come, too."""

    def __init__(self, first: set[str]) -> None:
        self._first = first
        self._came = {True: Event(), False: Event()}

    def __call__(self, request: Received) -> None:
        if request.number:
            mine = request.number in self._first
            self._came[mine].set()
            assert self._came[not mine].wait(PATIENCE), "only one of them sends"


def test_two_processes_share_the_pace_of_their_connection(
    tmp_path: Path, journal: str | Path
) -> None:
    numbers = people(2 * ROWS)
    halves = numbers[:ROWS], numbers[ROWS:]
    with desk(tmp_path, journal=journal) as here:
        with Journal(journal):  # made once, before both open it
            pass
        here.api.tell(BothAtIt(set(halves[0])))
        senders = [
            here.type("send", contacts, "--text", "Oi {nome}", "--yes", "--rate", "240/min").ready()
            for contacts in (
                write_list(tmp_path / f"clientes{which}.csv", half)
                for which, half in enumerate(halves)
            )
        ]
        for sender in senders:
            sender.go()
        for sender in senders:
            ended = sender.ended()
            assert ended.code == 0, ended
        assert here.api.arrived() == dict.fromkeys(numbers, 1)
    with Journal(journal) as book:
        assert [book.batches.state(batch) for batch in (1, 2)] == [BatchState.FINISHED] * 2
        marks = marked_at(book)
    assert len(marks) == 2 * ROWS
    assert min((b - a).total_seconds() for a, b in pairwise(marks)) >= SHORTEST


def marked_at(book: Journal) -> list[datetime]:
    """Return when each message was marked, which is right before its request leaves."""
    with book._handle.engine.connect() as connection:
        found = connection.execute(select(attempts.c.started_at).order_by(attempts.c.started_at))
        return list(found.scalars())
