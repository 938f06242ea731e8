"""A lane that moved: whoever had it before claims nothing more, and what comes of its calls changes nothing.

With two programs on one server, one of which is stopped where it hurts: in the midst of its transaction.
"""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, TypeVar

import pytest
from sqlalchemy import Connection, event, func, select
from sqlalchemy.exc import OperationalError

from batch_sender.journal import (
    Claimed,
    Drained,
    Halted,
    Journal,
    LaneLost,
    SendReport,
    Wait,
)
from batch_sender.journal.decisions.resolutions import Decision
from batch_sender.journal.errors import JournalError, StateConflict
from batch_sender.journal.lanes import moving
from batch_sender.journal.schema.tables import attempts, quotas
from batch_sender.journal.sending import claims, records
from batch_sender.journal.sending.errors import LaneMoved
from batch_sender.models import MessageState
from batch_sender.timing.limits import DailyPlan
from tests.journal.desk import ACCEPTED, GIVEN_BACK, NOT_LEFT, WHO, Desk, waiting_for_a_lock
from tests.journal.desk import text as row
from tests.journal.lanes import begin, by_workers, hand_over, worker_terms
from tests.support import FakeClock

psycopg = pytest.importorskip("psycopg", reason="psycopg is not installed")
pytestmark = pytest.mark.postgres

T = TypeVar("T")
TODAY = "2026-11-23"


@pytest.fixture
def location(emptied_schema: str) -> str:
    return emptied_schema


@pytest.fixture
def there(location: str, clock: FakeClock, desk: Desk) -> Iterator[Desk]:
    """The machine that the lane moves to."""
    assert desk.connection
    with Journal(location, now=clock.now) as second:
        yield Desk(second, clock)


class Stopped:
    """Runs work in a transaction of a journal's and stops there, when all is written but not on disk."""

    def __init__(self, journal: Journal, work: Callable[[Connection], T]) -> None:
        self._journal, self._work = journal, work
        self._is_there, self._go_on = threading.Event(), threading.Event()
        self._pool = ThreadPoolExecutor(1)

    def __enter__(self) -> "Future[Any]":
        done = self._pool.submit(self._journal._handle.write, self._stop)
        assert self._is_there.wait(60)
        self.done = done
        return done

    def _stop(self, tx: Connection) -> Any:
        found = self._work(tx)
        self._is_there.set()
        assert self._go_on.wait(60)
        return found

    def go_on(self) -> None:
        self._go_on.set()

    def __exit__(self, *_exc: object) -> None:
        self._go_on.set()
        self._pool.shutdown()


@contextmanager
def cut_at_commit(journal: Journal) -> Iterator[None]:
    """The server commits what this journal writes, and the answer to that is lost."""

    def commit_and_cut(connection: Connection) -> None:
        driver: Any = connection.connection.driver_connection
        driver.execute("COMMIT")
        driver.close()
        lost = psycopg.OperationalError("server closed the connection unexpectedly")
        raise OperationalError("COMMIT", None, lost, connection_invalidated=True)

    event.listen(journal._handle.engine, "commit", commit_and_cut)
    yield
    event.remove(journal._handle.engine, "commit", commit_and_cut)


def claiming(desk: Desk, batch_id: int, **terms: Any) -> Callable[[Connection], Any]:
    wanted = desk.terms(batch_id, **terms)
    handle = desk.journal._handle
    return lambda tx: claims.claim(tx, wanted, now=handle.now(), clock=handle.rate_clock)


def recording(desk: Desk, claimed: Claimed, epoch: int) -> Callable[[Connection], Any]:
    report = SendReport(claimed=claimed, ending=ACCEPTED, lane=(desk.connection, epoch))
    return lambda tx: records.record(tx, report, address="api.example", now=desk.clock.now())


def states(desk: Desk, batch_id: int) -> list[MessageState]:
    return [each.state for each in desk.journal.messages.rows(batch_id)]


# ── one after the other ───────────────────────────────────────────────────────────────────────


def test_each_start_raises_the_epoch(desk: Desk, there: Desk) -> None:
    first = desk.journal.lanes.start(desk.connection, "one")
    second = there.journal.lanes.start(there.connection, "two")
    again = desk.journal.lanes.start(desk.connection, "one")
    assert first < second < again


def test_a_former_epoch_claims_nothing(desk: Desk, there: Desk) -> None:
    batch_id = by_workers(desk, row(2))
    former = desk.journal.lanes.start(desk.connection, "one")
    current = there.journal.lanes.start(there.connection, "two")
    assert desk.claim(batch_id, **worker_terms(desk, former)) == LaneLost()
    assert states(desk, batch_id) == [MessageState.PENDING]
    there.take(batch_id, **worker_terms(there, current))


@pytest.mark.parametrize("ending", [ACCEPTED, NOT_LEFT, GIVEN_BACK])
def test_a_former_epochs_answer_changes_nothing(desk: Desk, there: Desk, ending: Any) -> None:
    batch_id = by_workers(desk, row(2))
    former = desk.journal.lanes.start(desk.connection, "one")
    claimed = desk.take(batch_id, **worker_terms(desk, former))
    there.journal.lanes.start(there.connection, "two")
    before = (desk.everything(batch_id), desk.attempts(batch_id, 2))
    with pytest.raises(LaneMoved):
        desk.record(claimed, ending, lane=(desk.connection, former))
    assert (desk.everything(batch_id), desk.attempts(batch_id, 2)) == before
    assert states(desk, batch_id) == [MessageState.UNKNOWN]


def test_nor_where_a_person_had_it_sent_again_meanwhile(desk: Desk, there: Desk) -> None:
    """The row stands at `sending` once more, for the successor's call."""
    batch_id = by_workers(desk, row(2), row(3))
    former = desk.journal.lanes.start(desk.connection, "one")
    old = desk.take(batch_id, **worker_terms(desk, former))
    current = there.journal.lanes.start(there.connection, "two")
    there.journal.decisions.resolve(batch_id, Decision.SEND_AGAIN, rows=[2], who=WHO)
    new = there.take(batch_id, **worker_terms(there, current))
    assert (new.row, new.attempt) == (old.row, old.attempt + 1)
    with pytest.raises(LaneMoved):
        desk.record(old, ACCEPTED, lane=(desk.connection, former))
    assert states(desk, batch_id)[0] is MessageState.SENDING
    settled = there.record(new, ACCEPTED, lane=(there.connection, current))
    assert settled.state is MessageState.ACCEPTED


def test_record_and_claim_of_a_former_epoch_do_neither(desk: Desk, there: Desk) -> None:
    batch_id = by_workers(desk, row(2), row(3))
    former = desk.journal.lanes.start(desk.connection, "one")
    claimed = desk.take(batch_id, **worker_terms(desk, former))
    there.journal.lanes.start(there.connection, "two")
    report = SendReport(claimed=claimed, ending=ACCEPTED, lane=(desk.connection, former))
    terms = desk.terms(batch_id, **worker_terms(desk, former))
    with pytest.raises(LaneMoved):
        desk.journal.sending.record_and_claim(report, terms)
    assert states(desk, batch_id) == [MessageState.UNKNOWN, MessageState.PENDING]


def test_a_direct_sender_takes_a_batch_from_workers_whose_locks_are_gone(
    desk: Desk, there: Desk
) -> None:
    """No lane is started: the epoch is current, and the worker believes in it."""
    batch_id = by_workers(desk, row(2), row(3))
    epoch = desk.journal.lanes.start(desk.connection, "one")
    claimed = desk.take(batch_id, **worker_terms(desk, epoch))
    there.journal.batches.take_over(batch_id, who=WHO)
    there.start(batch_id)
    assert isinstance(desk.claim(batch_id, **worker_terms(desk, epoch)), Halted)
    with pytest.raises(StateConflict):
        desk.record(claimed, ACCEPTED, lane=(desk.connection, epoch))
    assert there.rows_taken(batch_id) == [3]
    assert states(there, batch_id) == [MessageState.UNKNOWN, MessageState.ACCEPTED]


def test_a_batch_back_at_workers_is_not_the_one_a_dead_worker_had(desk: Desk, there: Desk) -> None:
    """Away to a direct sender and back, under one and the same epoch."""
    batch_id = by_workers(desk, row(2), row(3))
    epoch = desk.journal.lanes.start(desk.connection, "one")
    old = desk.take(batch_id, **worker_terms(desk, epoch))
    there.journal.batches.take_over(batch_id, who=WHO)
    there.start(batch_id)
    there.journal.batches.pause(batch_id, because="wanted", who=WHO)
    there.journal.decisions.resolve(batch_id, Decision.SEND_AGAIN, rows=None, who=WHO)
    hand_over(there, batch_id)
    new = there.take(batch_id, **worker_terms(there, epoch))
    assert new.row == old.row
    with pytest.raises(StateConflict):
        desk.record(old, NOT_LEFT, lane=(desk.connection, epoch))
    assert states(there, batch_id)[0] is MessageState.SENDING, "the call under way is another one"


# ── at the same moment ────────────────────────────────────────────────────────────────────────


def test_a_start_waits_for_a_claim_and_finds_its_mark(desk: Desk, there: Desk) -> None:
    batch_id = by_workers(desk, row(2))
    former = desk.journal.lanes.start(desk.connection, "one")
    stopped = Stopped(desk.journal, claiming(desk, batch_id, **worker_terms(desk, former)))
    with waiting_for_a_lock(there.journal) as waits, stopped as claim:
        with ThreadPoolExecutor(1) as pool:
            start = pool.submit(there.journal.lanes.start, there.connection, "two")
            assert waits.wait(60), "the start did not wait for the claim"
            stopped.go_on()
            start.result(60)
        assert isinstance(claim.result(60), Claimed)
    assert states(there, batch_id) == [MessageState.UNKNOWN]


def test_a_claim_waits_for_a_start_and_is_told(desk: Desk, there: Desk) -> None:
    batch_id = by_workers(desk, row(2))
    former = desk.journal.lanes.start(desk.connection, "one")
    here = desk.connection

    def start(tx: Connection) -> int:
        return moving.start(tx, here, "two", now=desk.clock.now())

    stopped = Stopped(there.journal, start)
    with waiting_for_a_lock(desk.journal) as waits, stopped as started:
        with ThreadPoolExecutor(1) as pool:
            claim = pool.submit(desk.claim, batch_id, **worker_terms(desk, former))
            assert waits.wait(60), "the claim did not wait for the start"
            stopped.go_on()
            assert claim.result(60) == LaneLost()
        assert started.result(60) == former + 1
    assert states(there, batch_id) == [MessageState.PENDING]


def test_a_start_waits_for_an_answer_that_is_being_written(desk: Desk, there: Desk) -> None:
    batch_id = by_workers(desk, row(2))
    former = desk.journal.lanes.start(desk.connection, "one")
    claimed = desk.take(batch_id, **worker_terms(desk, former))
    stopped = Stopped(desk.journal, recording(desk, claimed, former))
    with waiting_for_a_lock(there.journal) as waits, stopped as record:
        with ThreadPoolExecutor(1) as pool:
            start = pool.submit(there.journal.lanes.start, there.connection, "two")
            assert waits.wait(60), "the start did not wait for the answer"
            stopped.go_on()
            start.result(60)
        record.result(60)
    assert states(there, batch_id) == [MessageState.ACCEPTED]


def test_an_answer_waits_for_a_start_and_changes_nothing(desk: Desk, there: Desk) -> None:
    batch_id = by_workers(desk, row(2))
    former = desk.journal.lanes.start(desk.connection, "one")
    claimed = desk.take(batch_id, **worker_terms(desk, former))

    def start(tx: Connection) -> None:
        moving.start(tx, there.connection, "two", now=desk.clock.now())
        moving.take_over(tx, there.connection, now=desk.clock.now())

    stopped = Stopped(there.journal, start)
    with waiting_for_a_lock(desk.journal) as waits, stopped, ThreadPoolExecutor(1) as pool:
        record = pool.submit(desk.record, claimed, ACCEPTED, lane=(desk.connection, former))
        assert waits.wait(60), "the answer did not wait for the start"
        stopped.go_on()
        assert isinstance(record.exception(60), LaneMoved)
    assert states(there, batch_id) == [MessageState.UNKNOWN]


def test_two_lanes_never_have_one_person_at_once(desk: Desk, there: Desk) -> None:
    """Two batches, two connections, two machines, and one person on both lists."""
    other = there.connection_named("filial")
    for name in ("one", "two"):
        begin(desk.journal, name)
    first = by_workers(desk, row(2, to=7))
    second = by_workers(there, row(2, to=7, idempotency_key="other"), connection=other)
    one = desk.journal.lanes.start(desk.connection, "one")
    two = there.journal.lanes.start(other, "two")
    stopped = Stopped(desk.journal, claiming(desk, first, **worker_terms(desk, one)))
    terms = worker_terms(there, two, connection_id=other)
    with waiting_for_a_lock(there.journal) as waits, stopped as claim:
        with ThreadPoolExecutor(1) as pool:
            found = pool.submit(there.claim, second, **terms)
            assert waits.wait(60), "both marks stood at once"
            stopped.go_on()
            assert isinstance(found.result(60), Wait)
        claimed = claim.result(60)
    assert isinstance(there.claim(second, **terms), Wait)
    desk.record(claimed, ACCEPTED, lane=(desk.connection, one))
    assert there.take(second, **terms).row == 2


def test_a_claim_whose_commit_was_not_answered_does_not_leave(desk: Desk, there: Desk) -> None:
    """It stands in the journal, and nobody was told: no second message takes its place."""
    batch_id = by_workers(desk, row(2), row(3))
    former = desk.journal.lanes.start(desk.connection, "one")
    with cut_at_commit(desk.journal), pytest.raises(JournalError):
        desk.claim(batch_id, **worker_terms(desk, former))
    assert states(there, batch_id) == [MessageState.SENDING, MessageState.PENDING]
    current = there.journal.lanes.start(there.connection, "two")
    assert states(there, batch_id) == [MessageState.UNKNOWN, MessageState.PENDING]
    assert there.take(batch_id, **worker_terms(there, current)).row == 3


def test_an_answer_whose_commit_was_not_answered_is_kept(desk: Desk, there: Desk) -> None:
    batch_id = by_workers(desk, row(2))
    former = desk.journal.lanes.start(desk.connection, "one")
    claimed = desk.take(batch_id, **worker_terms(desk, former))
    with cut_at_commit(desk.journal), pytest.raises(JournalError):
        desk.record(claimed, ACCEPTED, lane=(desk.connection, former))
    there.journal.lanes.start(there.connection, "two")
    assert states(there, batch_id) == [MessageState.ACCEPTED]


# ── the day's cap, counted over moves ─────────────────────────────────────────────────────────


def test_a_days_cap_holds_over_a_move(desk: Desk, there: Desk) -> None:
    """What a dead worker may have sent is counted; what its former epoch gives back is not uncounted."""
    plan = DailyPlan(cap=2)
    batch_id = by_workers(desk, *(row(each) for each in range(2, 8)))
    former = desk.journal.lanes.start(desk.connection, "one")
    limits = {"day": TODAY, "daily_plan": plan}
    claimed = desk.take(batch_id, **worker_terms(desk, former, **limits))
    current = there.journal.lanes.start(there.connection, "two")
    with pytest.raises(LaneMoved):
        desk.record(claimed, NOT_LEFT, lane=(desk.connection, former))
    new = worker_terms(there, current, **limits)
    there.record(there.take(batch_id, **new), ACCEPTED, lane=(there.connection, current))
    assert not isinstance(there.claim(batch_id, **new), Claimed | Drained)
    with there.journal._handle.engine.connect() as connection:
        assert connection.execute(select(quotas.c.messages)).scalar_one() == 2
        assert connection.execute(select(func.count()).select_from(attempts)).scalar_one() == 2
