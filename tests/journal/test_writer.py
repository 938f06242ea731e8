"""Many callers, one commit: each gets its own answer, once it is on disk, and none waits for ever."""

import contextlib
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event, insert, select, text
from sqlalchemy.exc import OperationalError

from batch_sender.journal import Journal
from batch_sender.journal.database.engine import open_engine
from batch_sender.journal.database.faults import translated
from batch_sender.journal.database.writer import Writer
from batch_sender.journal.errors import JournalBusy, JournalFull, JournalServerUnreachable
from batch_sender.journal.schema.tables import meta
from batch_sender.models import JudgedRows
from tests.journal.desk import WHO, new_batch
from tests.journal.desk import text as row

Work = Callable[[Connection], Any]


@pytest.fixture
def engine(location: str) -> Iterator[Engine]:
    opened = open_engine(location)
    yield opened
    opened.dispose()


@pytest.fixture
def writer(engine: Engine) -> Iterator[Writer]:
    running = Writer(engine)
    yield running
    running.close()


def note(key: str, value: str = "") -> Work:
    return lambda tx: tx.execute(insert(meta).values(key=key, value=value))


def noted(engine: Engine) -> set[str]:
    """What another connection sees."""
    with engine.connect() as connection:
        return set(connection.execute(select(meta.c.key)).scalars())


class Convoy:
    """Holds the writer in one piece of work until others have queued up behind it."""

    def __init__(self, writer: Writer) -> None:
        self._writer, self._go = writer, threading.Event()
        self._inside = threading.Event()
        self._pool = ThreadPoolExecutor(80)

    def __enter__(self) -> "Convoy":
        self._pool.submit(self._writer.run, self._slow)
        assert self._inside.wait(60)
        return self

    def _slow(self, _tx: Connection) -> None:
        self._inside.set()
        assert self._go.wait(60)

    def queue(self, *work: Work) -> list["Future[Any]"]:
        waiting = [self._pool.submit(self._writer.run, each) for each in work]
        while len(self._writer._waiting) < len(work):
            threading.Event().wait(0.001)
        return waiting

    def __exit__(self, *_exc: object) -> None:
        self._go.set()
        self._pool.shutdown()


def commits(engine: Engine) -> list[str]:
    seen: list[str] = []
    event.listen(engine, "commit", lambda _connection: seen.append("commit"))
    return seen


def test_a_caller_returns_when_others_can_see_it(engine: Engine, writer: Writer) -> None:
    for number in range(5):
        writer.run(note(f"n{number}"))
        assert f"n{number}" in noted(engine)


def test_each_caller_gets_what_its_own_work_returned(writer: Writer) -> None:
    def double(number: int) -> Work:
        return lambda tx: tx.execute(text(f"SELECT {number} * 2")).scalar()

    with Convoy(writer) as convoy:
        waiting = convoy.queue(*(double(number) for number in range(20)))
    assert sorted(each.result() for each in waiting) == [number * 2 for number in range(20)]


def test_what_waits_shares_one_commit(engine: Engine, writer: Writer) -> None:
    counted = commits(engine)
    with Convoy(writer) as convoy:
        convoy.queue(*(note(f"n{number}") for number in range(30)))
    assert len(counted) == 2  # the first one's, and one for all thirty
    assert len(noted(engine) & {f"n{number}" for number in range(30)}) == 30


def test_a_very_long_queue_is_not_one_commit(engine: Engine, writer: Writer) -> None:
    counted = commits(engine)
    with Convoy(writer) as convoy:
        convoy.queue(*(note(f"n{number}") for number in range(70)))
    assert len(counted) == 3  # the first one's, 64, and 6


def test_one_tasks_error_undoes_that_task_alone(engine: Engine, writer: Writer) -> None:
    def half_then_fail(tx: Connection) -> None:
        tx.execute(insert(meta).values(key="half", value=""))
        raise LookupError("of this task")

    def twice(tx: Connection) -> None:
        note("before")(tx)  # refused by the database itself

    with Convoy(writer) as convoy:
        before, fails, refused, after = convoy.queue(
            note("before"), half_then_fail, twice, note("after")
        )
    before.result()
    after.result()
    with pytest.raises(LookupError, match="of this task"):
        fails.result()
    with pytest.raises(Exception, match=r"(?i)unique"):
        refused.result()
    assert {"before", "after"} <= noted(engine)
    assert "half" not in noted(engine)


def test_a_commit_that_fails_reaches_every_caller(engine: Engine, writer: Writer) -> None:
    counted = commits(engine)

    def fail(_connection: Connection) -> None:
        if len(counted) == 2:
            raise OSError("the disk is gone")

    event.listen(engine, "commit", fail)
    with Convoy(writer) as convoy:
        waiting = convoy.queue(*(note(f"n{number}") for number in range(5)))
    assert all(isinstance(each.exception(), OSError) for each in waiting)
    assert not noted(engine) & {f"n{number}" for number in range(5)}
    writer.run(note("and it goes on"))


def test_a_closed_writer_says_so_instead_of_waiting(engine: Engine) -> None:
    writer = Writer(engine)
    writer.close()
    with pytest.raises(RuntimeError, match="closed"):
        writer.run(note("late"))
    writer.close()  # closing twice does no harm
    assert "late" not in noted(engine)


def test_what_waits_is_finished_before_it_closes(engine: Engine) -> None:
    writer = Writer(engine)
    with Convoy(writer) as convoy:
        waiting = convoy.queue(note("one"), note("two"))
        closing = threading.Thread(target=writer.close)
        closing.start()
    closing.join(10)
    assert [each.exception() for each in waiting] == [None, None]
    assert {"one", "two"} <= noted(engine)


# ── whose thread writes ───────────────────────────────────────────────────────────────────────


def the_thread(_tx: Connection) -> threading.Thread:
    return threading.current_thread()


def test_who_finds_nobody_writing_writes_itself(writer: Writer) -> None:
    with ThreadPoolExecutor(1) as pool:
        lane = pool.submit(threading.current_thread).result()
        assert pool.submit(writer.run, the_thread).result() is lane


def test_what_comes_meanwhile_is_written_by_the_first_of_them(writer: Writer) -> None:
    with Convoy(writer) as convoy:
        waiting = convoy.queue(*[the_thread] * 20)
    assert len({each.result() for each in waiting}) == 1


def test_the_main_thread_does_not_write_as_ctrl_c_would_cut_it_short(writer: Writer) -> None:
    assert writer.run(the_thread) is not threading.main_thread()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows wakes no waiting thread by a signal")
def test_ctrl_c_ends_the_waiting_and_not_the_writing(engine: Engine, writer: Writer) -> None:
    heard = threading.Event()

    def interrupted(tx: Connection) -> None:
        note("before")(tx)
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)
        assert heard.wait(60)  # the main thread has left before this is written
        note("after")(tx)

    with restored_signal(), pytest.raises(KeyboardInterrupt):
        writer.run(interrupted)
    heard.set()
    writer.close()
    assert {"before", "after"} <= noted(engine)


@contextlib.contextmanager
def restored_signal() -> Iterator[None]:
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def test_many_threads_at_once_lose_nothing(engine: Engine, writer: Writer) -> None:
    def lane(lane: int) -> None:
        for number in range(40):
            writer.run(note(f"{lane}/{number}"))

    with ThreadPoolExecutor(8) as pool:
        for each in [pool.submit(lane, number) for number in range(8)]:
            each.result()
    assert noted(engine) == {f"{lane}/{number}" for lane in range(8) for number in range(40)}


# ── the database fails ────────────────────────────────────────────────────────────────────────


def test_a_full_disk_reaches_every_caller_and_leaves_nothing_half_written(tmp_path: Path) -> None:
    with Journal(tmp_path / "journal.sqlite3") as journal:
        batch_id = journal.batches.add(new_batch())
        _only_pages_more(journal, 3)
        with Convoy(journal._handle.writer) as convoy, translated(journal.location):
            waiting = convoy.queue(
                note("small"), note("large", "x" * 100_000), note("small too"), note("another")
            )
        errors = [each.exception() for each in waiting]
        for error in errors:
            with pytest.raises(JournalFull), translated(journal.location):
                raise error or AssertionError("it was written")
        assert not noted(journal._handle.engine) & {"small", "large", "small too", "another"}
        with pytest.raises(JournalFull):
            journal.batches.add_messages(
                batch_id, JudgedRows.of([row(number) for number in range(2, 2000)])
            )
        assert journal.batches.counts(batch_id).read == 0
        _only_pages_more(journal, 100_000)
        journal.batches.add_messages(
            batch_id, JudgedRows.of([row(2)])
        )  # there is room again: it goes on
        assert journal.batches.counts(batch_id).read == 1


def _only_pages_more(journal: Journal, number: int) -> None:
    """Let the file grow by so many pages and no more; the limit belongs to a connection."""

    def limit(tx: Connection) -> None:
        pages = tx.exec_driver_sql("PRAGMA page_count").scalar_one()
        tx.exec_driver_sql(f"PRAGMA max_page_count = {pages + number}")

    journal._handle.writer.run(limit)


@pytest.mark.postgres
def test_a_server_that_goes_away_is_said_and_found_again(schema: str) -> None:
    with Journal(schema) as journal:
        batch_id = journal.batches.add(new_batch())

        def shot_down(tx: Connection) -> None:
            pid = tx.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
            with journal._handle.engine.connect() as other:
                other.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": pid})
            tx.exec_driver_sql("SELECT 1")

        with Convoy(journal._handle.writer) as convoy:
            before, during, after = convoy.queue(note("before"), shot_down, note("after"))
        for lost in (before, during, after):
            with pytest.raises(JournalServerUnreachable), translated(journal.location):
                lost.result()
        assert not noted(journal._handle.engine) & {"before", "after"}
        journal.batches.note(batch_id, "back again", who=WHO, detail={})
        assert journal.batches.events(batch_id)[-1].kind == "back again"


@pytest.mark.postgres
def test_two_transactions_that_meet_badly_are_both_written(schema: str) -> None:
    """PostgreSQL ends one side of a deadlock; its work begins again by itself."""
    with Journal(schema) as one, Journal(schema) as two:
        one._handle.writer.run(note("a"))
        one._handle.writer.run(note("b"))
        meet = threading.Barrier(2, timeout=60)
        tries: list[str] = []

        def take(first: str, second: str) -> Work:
            def work(tx: Connection) -> None:
                tries.append(first)
                lock = text("SELECT value FROM meta WHERE key = :key FOR UPDATE")
                tx.execute(lock, {"key": first})
                if len(tries) <= 2:
                    meet.wait()
                tx.execute(lock, {"key": second})

            return work

        with ThreadPoolExecutor(2) as pool:
            both = [
                pool.submit(one._handle.writer.run, take("a", "b")),
                pool.submit(two._handle.writer.run, take("b", "a")),
            ]
            for each in both:
                each.result(timeout=60)
        assert len(tries) >= 3, "who was ended began again, at times into the same deadlock"


@pytest.mark.postgres
def test_work_that_always_meets_badly_is_given_up(schema: str) -> None:
    class Deadlock(Exception):
        sqlstate = "40P01"

    tries: list[None] = []

    def unlucky(_tx: Connection) -> None:
        tries.append(None)
        raise OperationalError("SELECT", {}, Deadlock())

    with Journal(schema) as journal:
        with pytest.raises(JournalBusy), translated(journal.location):
            journal._handle.writer.run(unlucky)
        assert len(tries) == 5
        journal._handle.writer.run(note("and it goes on"))
