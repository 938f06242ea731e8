"""Lanes that move between workers: who holds them, what they leave behind, and whom the server lets go of."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import Any

import pytest
from sqlalchemy import Connection, text, update

from batch_sender.journal import Journal
from batch_sender.journal.database.session_locks import SessionLocks
from batch_sender.journal.errors import BatchBusy, JournalError
from batch_sender.journal.lanes.errors import WorkersNeedServer
from batch_sender.journal.schema.worker_tables import workers
from batch_sender.models import BatchState, MessageState, Reason
from tests.journal.desk import ACCEPTED, WHO, Desk
from tests.journal.desk import text as row
from tests.journal.lanes import begin, by_workers, worker_terms

pytestmark = pytest.mark.postgres

_IDLING = "SHOW idle_in_transaction_session_timeout"


@pytest.fixture
def location(emptied_schema: str) -> str:
    return emptied_schema


@pytest.fixture
def here(journal: Journal) -> Iterator[SessionLocks]:
    locks = journal.lanes.locks()
    locks.open()
    yield locks
    locks.close()


@pytest.fixture
def there(journal: Journal) -> Iterator[SessionLocks]:
    locks = journal.lanes.locks()
    locks.open()
    yield locks
    locks.close()


def silence(journal: Journal, name: str, *, seconds: float) -> None:
    """Let a worker's last beat be so long ago."""
    ago = text(f"clock_timestamp() - interval '{seconds} seconds'")
    journal._handle.write(
        lambda tx: tx.execute(update(workers).where(workers.c.id == name).values(beat_at=ago))
    )


# ── the locks ─────────────────────────────────────────────────────────────────────────────────


def can_have(locks: SessionLocks, connection_id: int) -> bool:
    with locks.lane(connection_id) as held:
        return held


def soon(done: Callable[[], bool]) -> bool:
    """Ask until it is so: a server ends a session a moment later than it is told to."""
    until = time.monotonic() + 30
    while not (so := done()) and time.monotonic() < until:
        threading.Event().wait(0.01)
    return so


def test_a_lane_is_held_by_one_and_free_with_its_session(
    here: SessionLocks, there: SessionLocks
) -> None:
    with here.lane(4) as held:
        assert held
        assert not can_have(there, 4)
        here.close()
        assert not here.are_held()
        assert soon(lambda: can_have(there, 4))


def test_a_lane_is_not_held_twice_by_one_worker(here: SessionLocks, there: SessionLocks) -> None:
    with here.lane(4) as held:
        assert held
        assert not can_have(here, 4), "a second thread would drain it besides"
        assert not can_have(there, 4), "and let it go for both"
    assert can_have(there, 4)


def test_a_session_that_went_has_lost_its_lanes(journal: Journal, here: SessionLocks) -> None:
    with here.lane(4) as held:
        assert held
        end_locking_sessions(journal)
        assert soon(lambda: not here.are_held())
        here.open()
        with here.lane(5) as other:
            assert other
    assert can_have(here, 4)


def test_what_was_asked_of_a_lost_session_is_not_let_go_for_another(
    desk: Desk, here: SessionLocks, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch_id, ask = by_workers(desk, row(2)), here._ask

    def lost_right_after(*asked: Any, **how: Any) -> Any:
        found = ask(*asked, **how)
        monkeypatch.undo()
        here.close()
        here.open()
        return found

    first = ExitStack()
    with first:
        monkeypatch.setattr(here, "_ask", lost_right_after)
        assert first.enter_context(here.batch(batch_id))
        with here.batch(batch_id) as second:
            assert second
            first.close()
            with pytest.raises(BatchBusy), desk.journal.batches.holding(batch_id):
                pass


def end_locking_sessions(journal: Journal) -> None:
    ended = (
        "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' "
        "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    )
    with journal._handle.engine.connect() as connection:
        connection.execute(text(ended))


def test_a_batch_is_shared_by_workers_and_by_nobody_else(
    desk: Desk, here: SessionLocks, there: SessionLocks
) -> None:
    batch_id = by_workers(desk, row(2))
    with there.batch(batch_id) as second:
        with here.batch(batch_id) as first:
            assert first
            assert second
        with pytest.raises(BatchBusy), desk.journal.batches.holding(batch_id):
            pass
    with desk.journal.batches.holding(batch_id), here.batch(batch_id) as held:
        assert not held


def test_a_file_has_no_workers(tmp_path: Any) -> None:
    with Journal(tmp_path / "journal.sqlite3") as file, pytest.raises(WorkersNeedServer):
        file.lanes.refuse_file()


# ── workers that are dead, and do not know it ─────────────────────────────────────────────────


def test_whoever_freezes_in_a_transaction_is_cut_off(desk: Desk, location: str) -> None:
    """Otherwise the row of its lane, and the pace of its address, would be held for ever."""
    limit = desk.journal._handle.write(lambda tx: tx.execute(text(_IDLING)).scalar_one())
    assert limit == "10s"
    in_it, go_on = threading.Event(), threading.Event()

    def freeze(tx: Connection) -> None:
        tx.execute(text("SET LOCAL idle_in_transaction_session_timeout = '200ms'"))
        tx.execute(text("SELECT * FROM connections FOR UPDATE"))
        in_it.set()
        assert go_on.wait(60)
        tx.execute(text("SELECT 1"))

    with Journal(location) as second, ThreadPoolExecutor(1) as pool:
        frozen = pool.submit(second._handle.write, freeze)
        assert in_it.wait(60)
        # Waits for the frozen one's lock until the server has let go of that.
        desk.connection_named("loja")
        go_on.set()
        assert isinstance(frozen.exception(60), JournalError), "nothing of it was written"


def test_who_reads_may_take_its_time(desk: Desk) -> None:
    desk.connection_named("loja")  # somebody wrote before, by the same pool
    handle = desk.journal._handle
    handle.writer._let_go()
    with handle.engine.connect() as connection:
        assert connection.execute(text(_IDLING)).scalar_one() == "0"


def test_a_dead_way_to_the_server_is_noticed_at_both_ends(desk: Desk) -> None:
    with desk.journal._handle.engine.connect() as connection:
        driver: Any = connection.connection.driver_connection
        told = driver.info.get_parameters()
        reset = connection.execute(
            text("SELECT reset_val FROM pg_settings WHERE name = 'tcp_keepalives_idle'")
        )
        assert reset.scalar_one() is not None
    assert told["keepalives_idle"] == "10"
    assert told["tcp_user_timeout"] == "25000"


# ── what is wanted, and what a dead one leaves ────────────────────────────────────────────────


def test_what_a_dead_worker_left_is_settled_by_the_next_start(desk: Desk) -> None:
    lanes, connection = desk.journal.lanes, desk.connection
    batch_id = by_workers(desk, row(2), row(3), row(4))
    first = lanes.start(connection, "one")
    desk.take(batch_id, **worker_terms(desk, first))
    assert lanes.left_behind() == {connection: 1}
    lanes.start(connection, "two")
    assert lanes.left_behind() == {}
    left = desk.journal.messages.rows(batch_id)
    assert [(each.state, each.reason) for each in left][:1] == [
        (MessageState.UNKNOWN, Reason.CRASHED)
    ]
    assert [event.detail for event in desk.journal.batches.events(batch_id)][-1] == {"unknown": 1}


def test_a_start_settles_its_own_connections_messages_alone(desk: Desk) -> None:
    lanes, one = desk.journal.lanes, desk.connection
    other = desk.connection_named("filial")
    first, second = by_workers(desk, row(2)), by_workers(desk, row(3), connection=other)
    epochs = {one: lanes.start(one, "w"), other: lanes.start(other, "w")}
    desk.take(first, **worker_terms(desk, epochs[one]))
    claimed = desk.take(second, **worker_terms(desk, epochs[other], connection_id=other))
    lanes.start(one, "v")
    assert lanes.left_behind() == {other: 1}
    desk.record(claimed, ACCEPTED, lane=(other, epochs[other]))
    assert desk.journal.batches.counts(second).accepted == 1


def test_a_batch_whose_worker_died_before_it_ended_it_is_seen(desk: Desk) -> None:
    lanes, connection = desk.journal.lanes, desk.connection
    batch_id = by_workers(desk, row(2))
    epoch = lanes.start(connection, "one")
    claimed = desk.take(batch_id, **worker_terms(desk, epoch))
    assert lanes.overview().ended == (), "it is under way"
    desk.record(claimed, ACCEPTED, lane=(connection, epoch))
    assert lanes.overview().ended == (batch_id,)
    desk.journal.batches.finish(batch_id, who=WHO)
    assert lanes.overview().ended == ()


def test_nobody_settles_what_a_living_worker_has_in_flight(desk: Desk) -> None:
    """Its locks went with its session; its answer is on its way all the same."""
    batches, lanes, connection = desk.journal.batches, desk.journal.lanes, desk.connection
    begin(desk.journal, "one")
    batch_id = by_workers(desk, row(2), row(3))
    epoch = lanes.start(connection, "one")
    claimed = desk.take(batch_id, **worker_terms(desk, epoch))
    batches.settle_abandoned(who=WHO)
    assert batches.counts(batch_id).sending == 1
    desk.record(claimed, ACCEPTED, lane=(connection, epoch))
    desk.take(batch_id, **worker_terms(desk, epoch))
    silence(desk.journal, "one", seconds=60)
    batches.settle_abandoned(who=WHO)
    assert (batches.counts(batch_id).accepted, batches.counts(batch_id).unknown) == (1, 1)
    assert batches.state(batch_id) is BatchState.RUNNING


def test_a_beat_tells_a_forgotten_worker_to_begin_anew(desk: Desk) -> None:
    lanes = desk.journal.lanes
    begin(desk.journal, "one")
    assert lanes.beat("one", calls=1, calls_a_minute=2.0, known=[desk.connection])
    silence(desk.journal, "one", seconds=3 * 86_400)
    begin(desk.journal, "two")
    assert not lanes.beat("one", calls=1, calls_a_minute=2.0, known=[])
    assert [each.id for each in lanes.all_workers()] == ["two"]
