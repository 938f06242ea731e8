"""The workers of a journal as people and programs see them, and what is to be seen to."""

from collections.abc import Iterator

import pytest

from batch_sender.journal import Journal
from batch_sender.journal.lanes.errors import WorkersNeedServer
from batch_sender.operations.workers import as_object, look_at_workers, remarks_on
from tests.journal.desk import Desk
from tests.operations import worker_scenes
from tests.support import FakeClock


@pytest.fixture
def shared(schema: str) -> Iterator[Journal]:
    with Journal(schema) as opened:
        yield opened


@pytest.mark.postgres
def test_who_sends_what_waits_and_what_was_left(shared: Journal) -> None:
    worker_scenes.everything(shared)
    told = as_object(look_at_workers(shared))
    living, dead = told["workers"]
    assert (living["host"], living["alive"], living["lanes"]) == ("srv-a.example", True, ["loja"])
    assert (living["most_lanes"], living["calls"], living["calls_a_minute"]) == (20, 103, 51.5)
    assert (dead["host"], dead["alive"], dead["lanes"]) == ("srv-b.example", False, ["matriz"])
    assert told["waiting"] == [
        {"connection": "matriz", "known": True},
        {"connection": "filial", "known": True},
        {"connection": "norte", "known": False},
    ]
    assert told["left_behind"] == [{"connection": "matriz", "messages": 1}]


@pytest.mark.postgres
def test_each_of_them_says_what_to_do(shared: Journal) -> None:
    worker_scenes.everything(shared)
    dead, room, token, left = remarks_on(look_at_workers(shared))
    assert "1 worker has not beaten" in dead
    assert "2 connections wait for a worker: matriz, filial." in room
    assert "no running worker has its token: norte." in token
    assert "1 message was on its way" in left
    assert "(matriz)" in left


@pytest.mark.postgres
def test_what_a_living_worker_does_needs_no_word(shared: Journal) -> None:
    desk = Desk(shared, FakeClock())
    batch = worker_scenes.handed_over(desk, desk.connection)
    name = worker_scenes.worker(shared, "srv-a", known=(desk.connection,))
    assert ["waits for a worker" in each for each in remarks_on(look_at_workers(shared))] == [True]
    epoch = shared.lanes.start(desk.connection, name)
    desk.take(batch, sender="workers", epoch=epoch)
    assert list(remarks_on(look_at_workers(shared))) == []
    worker_scenes.fall_silent(shared, name, 300)
    first, *others = remarks_on(look_at_workers(shared))
    assert first == "No worker runs. Start one on each machine that is to send: batch-sender worker"
    assert len(others) == 3, "it is dead, its connection waits, its message was left"


def test_a_file_has_no_workers(journal: Journal) -> None:
    with pytest.raises(WorkersNeedServer, match=r"journal\.sqlite3"):
        look_at_workers(journal)
