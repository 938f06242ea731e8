"""After a call was lost with its connection one lane at a time tries, until a call is answered."""

import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from batch_sender.config.settings import Settings
from batch_sender.deliver.circuit import Circuit
from batch_sender.deliver.run import deliver
from batch_sender.journal import Journal
from batch_sender.models import (
    BatchRecord,
    BatchState,
    MessageState,
    NotLeft,
    Outcome,
    Reason,
    Rejected,
    Unknown,
)
from batch_sender.standin import FAULTS, Received, StandIn
from tests.deliver.outcomes import NO, YES
from tests.journal.desk import ILL, TIMED_OUT
from tests.support import FakeClock, Watcher, checked_batch, connection_to, dispatch, message

T = TypeVar("T")
PATIENCE = 60.0
LANES = 8

NEVER_SENT = Rejected(reason=Reason.PAYLOAD_REFUSED, status=None, answer="")
LOST = Unknown(reason=Reason.CONNECTION_LOST)
BODY_CUT = Unknown(reason=Reason.CONNECTION_LOST, status=200, answer="Mens")
EMPTY = Unknown(reason=Reason.ANSWER_NOT_UNDERSTOOD, status=200)
PAGE = Unknown(reason=Reason.ANSWER_NOT_UNDERSTOOD, status=200, answer="<html>")
CRASHED = Unknown(reason=Reason.SERVER_ERROR, status=500)
REFUSED = NotLeft(reason=Reason.CONNECTION_REFUSED)
LIMITED = NotLeft(reason=Reason.TOO_MANY_REQUESTS, status=429)


def going() -> bool:
    return True


class Lanes:
    """Lanes that do one thing each when told: a lane is a thread."""

    def __init__(self, circuit: Circuit) -> None:
        self.circuit = circuit
        self._lanes = [ThreadPoolExecutor(1) for _ in range(2)]

    def __enter__(self) -> "Lanes":
        return self

    def __exit__(self, *_error: object) -> None:
        for lane in self._lanes:
            lane.shutdown()

    def let(self, lane: int, work: Callable[[], T]) -> T:
        return self._lanes[lane].submit(work).result(PATIENCE)

    def may(self, lane: int) -> bool:
        return self.let(lane, lambda: self.circuit.admit(going, seconds=0))

    def after(self, lane: int, outcome: Outcome) -> int:
        return self.let(lane, lambda: self.circuit.after(outcome))


@pytest.mark.parametrize(
    ("outcome", "closed"),
    [
        pytest.param(YES, True, id="yes"),
        pytest.param(NO, True, id="no"),
        pytest.param(NEVER_SENT, True, id="no call was made"),
        pytest.param(PAGE, True, id="a page"),
        pytest.param(CRASHED, True, id="a 500 is an answer"),
        pytest.param(TIMED_OUT, True, id="the connection stood until the time was up"),
        pytest.param(REFUSED, True, id="it surely did not leave"),
        pytest.param(LOST, False, id="lost before an answer"),
        pytest.param(BODY_CUT, False, id="lost in the middle of one"),
        pytest.param(EMPTY, False, id="headers that were cut short look like this"),
    ],
)
def test_what_opens_it(outcome: Outcome, *, closed: bool) -> None:
    circuit = Circuit()
    assert circuit.after(outcome) == (0 if closed else 1)
    assert circuit.is_closed is closed


@pytest.mark.parametrize(
    ("outcome", "closed"),
    [
        pytest.param(YES, True, id="yes"),
        pytest.param(NO, True, id="no is an answer"),
        pytest.param(LIMITED, True, id="so is 'not now'"),
        pytest.param(CRASHED, True, id="so is a 500"),
        pytest.param(ILL, True, id="so is a bad token"),
        pytest.param(NEVER_SENT, False, id="no call was made"),
        pytest.param(REFUSED, False, id="nobody there"),
        pytest.param(TIMED_OUT, False, id="nobody answers"),
        pytest.param(LOST, False, id="lost again"),
    ],
)
def test_only_an_answer_closes_it(outcome: Outcome, *, closed: bool) -> None:
    with Lanes(Circuit()) as lanes:
        lanes.after(0, LOST)
        assert lanes.may(0)
        lanes.after(0, outcome)
        assert lanes.circuit.is_closed is closed
        # Either way the next one may go on.
        assert lanes.may(1)


def test_one_lane_at_a_time_tries() -> None:
    with Lanes(Circuit()) as lanes:
        assert lanes.may(0)
        assert lanes.may(1)
        lanes.after(0, LOST)
        assert lanes.may(0)
        assert not lanes.may(1)
        lanes.let(0, lanes.circuit.leave)  # no message was there for it
        assert lanes.may(1)
        assert not lanes.may(0)


def test_an_answer_from_before_the_loss_proves_nothing() -> None:
    with Lanes(Circuit()) as lanes:
        assert lanes.may(0)
        assert lanes.may(1)
        lanes.after(0, LOST)
        lanes.after(1, YES)
        assert not lanes.circuit.is_closed


def test_calls_lost_side_by_side_are_one_loss_and_each_trial_is_another() -> None:
    with Lanes(Circuit()) as lanes:
        assert [lanes.after(lane, LOST) for lane in (0, 1, 0)] == [1, 1, 1]
        assert lanes.may(0)
        assert lanes.after(0, LOST) == 2
        assert lanes.may(1)
        assert lanes.after(1, YES) == 0
        assert lanes.after(0, LOST) == 1, "an answer ends the run"


def test_whoever_waits_goes_on_as_soon_as_the_trial_is_answered() -> None:
    circuit = Circuit()
    circuit.after(LOST)
    assert circuit.admit(going, seconds=0)
    asked = threading.Event()

    def still_going() -> bool:
        asked.set()
        return True

    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(circuit.admit, still_going, seconds=PATIENCE)
        assert asked.wait(PATIENCE)
        circuit.after(YES)
        assert waiting.result(PATIENCE / 2)


def test_whoever_waits_hears_that_the_batch_halts() -> None:
    circuit = Circuit()
    circuit.after(LOST)
    with Lanes(circuit) as lanes:
        assert lanes.may(0)
        assert not lanes.let(1, lambda: circuit.admit(lambda: False, seconds=PATIENCE))


@given(
    st.lists(
        st.tuples(st.integers(0, 1), st.sampled_from([YES, NO, LOST, TIMED_OUT, REFUSED, None])),
        max_size=12,
    )
)
def test_it_never_shuts_everybody_out(steps: list[tuple[int, Outcome | None]]) -> None:
    with Lanes(Circuit()) as lanes:
        for lane, outcome in steps:
            if not lanes.may(lane):
                raise AssertionError("nobody else was under way")
            if outcome is None:
                lanes.let(lane, lanes.circuit.leave)
            else:
                lanes.after(lane, outcome)


# ── a real batch ──────────────────────────────────────────────────────────────────────────────


def send(
    folder: Path,
    api: StandIn,
    tails: Iterable[int],
    *,
    lanes: int,
    clock: FakeClock | None = None,
    watch: Watcher | None = None,
) -> tuple[BatchRecord, float]:
    """Send to all of them; what became of the batch, and how many seconds were waited."""
    clock = clock or FakeClock()
    settings = Settings(gap=0, concurrency=lanes)
    with Journal(folder / "journal.sqlite3", now=clock.now) as journal:
        rows = [message(row, tail) for row, tail in enumerate(tails, start=2)]
        batch_id = checked_batch(journal, rows, settings)
        deliver(
            journal,
            dispatch(batch_id, connection_to(api), settings),
            clock=clock,
            watch=watch or Watcher(),
            stop=threading.Event(),
            chance=lambda: 0.5,
        )
        return journal.batches.one(batch_id), clock.monotonic()


@pytest.mark.parametrize(
    ("tail", "waited"),
    [
        pytest.param(1505, 0.75, id="closed after reading"),
        pytest.param(1506, 0.75, id="reset before reading"),
        pytest.param(1512, 0.75, id="body cut"),
        pytest.param(1511, 0.75, id="headers cut"),
        pytest.param(1502, 0, id="502"),
        pytest.param(1514, 0, id="503"),
        pytest.param(1517, 0, id="500"),
        pytest.param(1508, 0, id="a page"),
        pytest.param(1400, 0, id="refused"),
    ],
)
def test_one_lost_call_is_a_short_wait_and_one_bad_answer_is_none(
    api: StandIn, tmp_path: Path, tail: int, waited: float
) -> None:
    batch, seconds = send(tmp_path, api, [2, tail, 3, 4, 5], lanes=1)
    assert (batch.state, batch.counts.accepted) == (BatchState.FINISHED, 4)
    assert seconds == pytest.approx(waited)


def test_lanes_side_by_side_all_go_on_after_a_loss(api: StandIn, tmp_path: Path) -> None:
    batch, _ = send(tmp_path, api, [2, 1505, *range(3, 60)], lanes=LANES)
    assert (batch.state, batch.counts.accepted, batch.counts.unknown) == ("finished", 58, 1)


class AllThere:
    """Keeps back the answers of the first calls until each lane has made one; counts the calls."""

    def __init__(self) -> None:
        self._each_lane = threading.Barrier(LANES)
        self._lock = threading.Lock()
        self.calls = 0

    def __call__(self, request: Received) -> None:
        with self._lock:
            self.calls += bool(request.number)
            wait = self.calls <= LANES
        if request.number and wait:
            self._each_lane.wait(PATIENCE)


class FirstOnes(Watcher):
    """Knows when each lane's first call is settled."""

    def __init__(self) -> None:
        super().__init__()
        self.all_settled = threading.Event()

    def settled(self, state: MessageState) -> None:
        super().settled(state)
        if len(self.states) >= LANES:
            self.all_settled.set()


class Unhurried(FakeClock):
    """A clock that stands still while the first calls are under way: they take no back-off's time."""

    def __init__(self, first_ones: FirstOnes) -> None:
        super().__init__()
        self._first_ones = first_ones

    def wait(self, event: threading.Event, seconds: float) -> None:
        assert self._first_ones.all_settled.wait(PATIENCE)
        super().wait(event, seconds)


def test_a_server_that_takes_calls_and_never_answers_costs_those_in_flight_and_trials(
    tmp_path: Path,
) -> None:
    """Eight in flight, one trial, another; at the tenth lost call running the batch pauses."""
    arrived, watch = AllThere(), FirstOnes()
    clock = Unhurried(watch)
    with StandIn(faults=lambda _number, _before: FAULTS["505"]) as api:
        api.tell(arrived)
        batch, seconds = send(tmp_path, api, range(2, 60), lanes=LANES, clock=clock, watch=watch)
    assert (batch.state, batch.paused_because) == (BatchState.PAUSED, "ten_unknown")
    assert batch.counts.unknown == arrived.calls == 10
    assert seconds >= 0.75 + 1.5, "each trial waits longer"
