"""The engine: one job waits at most, one alone runs it, nothing is retried, and its tables do not grow."""

import threading
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from batch_sender.journal import connection_info
from batch_sender.worker.engine import Engine, make_tables
from tests.worker.processes import wait_until

pytestmark = pytest.mark.postgres


class Errand:
    """A duty that notes what it was given, and is held as long as somebody wants it to be."""

    prefix = "errand"

    def __init__(self, *queues: str) -> None:
        self.wanted = queues
        self._goes = threading.Event()
        self._goes.set()
        self.taken: list[str] = []
        self.done: Counter[str] = Counter()

    def queues(self) -> Sequence[str]:
        return self.wanted

    def take(self, queue: str) -> None:
        self.taken.append(queue)

    def run(self, queue: str) -> None:
        assert self._goes.wait(60)
        self.done[queue] += 1
        if queue == "errand-broken":
            raise ValueError(queue)

    def hold(self) -> None:
        self._goes.clear()

    def let_go(self) -> None:
        self._goes.set()


@pytest.fixture
def conninfo(schema: str) -> str:
    return connection_info(schema)


def engine(conninfo: str, duty: Errand) -> Engine:
    return Engine(conninfo, name="test", most=4, duties=[duty])


def jobs(conninfo: str) -> Counter[str]:
    with psycopg.connect(conninfo) as connection:
        found = connection.execute("SELECT status::text FROM procrastinate_jobs").fetchall()
    return Counter(state for (state,) in found)


def test_workers_that_start_at_once_make_the_tables_once(conninfo: str, schema: str) -> None:
    with ThreadPoolExecutor(6) as many:
        assert list(many.map(make_tables, [conninfo] * 6)) == [None] * 6
    make_tables(conninfo)
    with psycopg.connect(conninfo) as connection:
        found = connection.execute(
            "SELECT schemaname FROM pg_tables WHERE tablename = 'procrastinate_jobs'"
        ).fetchall()
    assert all(f"search_path%3D{name}" in schema for (name,) in found[-1:])


def test_a_job_waits_once_and_leaves_nothing_behind(conninfo: str) -> None:
    duty = Errand()
    mine = engine(conninfo, duty)
    mine.start()
    try:
        wait_until(lambda: mine.defer(["errand-1", "errand-1", "errand-2"]), "it runs")
        assert jobs(conninfo) == {"todo": 2}
        duty.hold()
        duty.wanted = ("errand-1",)
        wait_until(lambda: duty.taken, "it was taken")
        duty.wanted = ()
        assert mine.defer(["errand-1", "errand-1"])
        assert jobs(conninfo) == {"doing": 1, "todo": 2}
        duty.wanted = ("errand-1",)
        duty.let_go()
        wait_until(lambda: duty.done["errand-1"] == 2, "both were done")
        wait_until(
            lambda: jobs(conninfo) == {"todo": 1}, "what nobody takes waits, the rest is gone"
        )
    finally:
        duty.let_go()
        mine.stop()
    assert duty.done == {"errand-1": 2}


def test_what_broke_or_was_left_by_a_dead_worker_is_failed_and_never_run_again(
    conninfo: str,
) -> None:
    duty = Errand("errand-1", "errand-broken")
    mine = engine(conninfo, duty)
    mine.start()
    try:
        wait_until(lambda: mine.defer(["errand-broken"]), "it runs")
        wait_until(lambda: jobs(conninfo) == {"failed": 1}, "it is failed")
        duty.hold()
        assert mine.defer(["errand-1"])
        wait_until(lambda: jobs(conninfo)["doing"], "it runs")
        with psycopg.connect(conninfo) as connection:
            # As if the worker had not beaten for a while: frozen, or cut off.
            connection.execute("UPDATE procrastinate_workers SET last_heartbeat = '2000-01-01'")
        assert mine.tidy()
        assert jobs(conninfo) == {"failed": 2}
        duty.let_go()
        wait_until(lambda: duty.done["errand-1"], "whoever had it ends it")
        # It begins again under a number of its own, and takes what comes.
        assert mine.defer(["errand-1"])
        wait_until(lambda: duty.done["errand-1"] == 2, "the next one is done", seconds=30)
        assert jobs(conninfo)["failed"] == 2
    finally:
        duty.let_go()
        mine.stop()


def test_it_lives_through_the_loss_of_its_sessions(conninfo: str) -> None:
    duty = Errand("errand-1")
    mine = engine(conninfo, duty)
    mine.start()
    try:
        wait_until(lambda: mine.defer([]), "it runs")
        with psycopg.connect(conninfo, autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE pid <> pg_backend_pid() AND datname = current_database()"
            )
        wait_until(lambda: mine.defer(["errand-1"]), "it answers again")
        wait_until(lambda: duty.done["errand-1"] >= 1, "what is deferred afterwards is done")
    finally:
        mine.stop()
