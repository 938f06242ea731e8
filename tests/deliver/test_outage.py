"""A server that is gone: it is said at once, at each try, and once more when it answers again."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from batch_sender.config.connections import Connection
from batch_sender.config.settings import Settings
from batch_sender.config.tokens import Token
from batch_sender.deliver.health import PauseReason
from batch_sender.deliver.outage import Answering, Outage, Span
from batch_sender.deliver.run import deliver
from batch_sender.journal import Journal
from batch_sender.models import Delay, NotLeft, Outcome, Reason, Unknown
from batch_sender.standin import FAULTS, Fault, LineState, StandIn
from batch_sender.timing.silence import Silence, Silences, silence_of
from tests.deliver.outcomes import NO, YES
from tests.support import (
    MONDAY_NOON,
    QUICK,
    TOKEN,
    FakeClock,
    Watcher,
    checked_batch,
    connection_to,
    dispatch,
    message,
)

GONE = NotLeft(reason=Reason.CONNECTION_REFUSED)
SLOWED = NotLeft(reason=Reason.TOO_MANY_REQUESTS)
SILENT = Unknown(reason=Reason.TIMED_OUT)


def told(*calls: tuple[Outcome, float, float, float]) -> list[str]:
    """Say what is told of calls: what came of each, when it began and ended, how long nothing leaves."""
    outage, news = Outage(), []
    for outcome, began, ended, wait in calls:
        now = MONDAY_NOON + timedelta(seconds=ended)
        until = now + timedelta(seconds=wait)
        outage.heard(outcome, Span(began=began, ended=ended), now=now, until=until)
        match outage.news():
            case Delay(because=because):
                news.append(because.value)
            case Answering():
                news.append("answers")
            case None:
                news.append("")
    return news


@pytest.mark.parametrize(
    ("calls", "news"),
    [
        pytest.param([(YES, 0, 1, 0), (NO, 1, 2, 0)], ["", ""], id="nothing is wrong"),
        pytest.param(
            [(GONE, 0, 1, 1), (GONE, 2, 3, 2), (YES, 5, 6, 0), (YES, 6, 7, 0)],
            ["connection_refused", "connection_refused", "answers", ""],
            id="each try, then the first answer alone",
        ),
        pytest.param(
            [(GONE, 0, 1, 1), (GONE, 0.5, 1.5, 1), (GONE, 0.9, 2, 2)],
            ["connection_refused", "", ""],
            id="eight lanes meet it at once: that is one try",
        ),
        pytest.param(
            [(GONE, 0, 1, 1), (replace(SLOWED, retry_after=900), 0.5, 1.5, 900)],
            ["connection_refused", "too_many_requests"],
            id="a lane beside it is asked to wait far longer",
        ),
        pytest.param(
            [(GONE, 1, 2, 1), (YES, 0, 2.5, 0), (YES, 3, 4, 0)],
            ["connection_refused", "", "answers"],
            id="an answer to an earlier call is no sign of life",
        ),
        pytest.param(
            [(SLOWED, 0, 1, 2), (YES, 3, 4, 0), (SLOWED, 4, 5, 16), (NO, 21, 22, 0)],
            ["", "", "too_many_requests", "answers"],
            id="slowed down for seconds is not worth a word",
        ),
        pytest.param([(SILENT, 0, 60, 0), (SILENT, 60.1, 120, 0)], ["timed_out"] * 2, id="no answer"),
    ],
)  # fmt: skip
def test_what_is_told(calls: list[tuple[Outcome, float, float, float]], news: list[str]) -> None:
    assert told(*calls) == news


# ── a real batch ──────────────────────────────────────────────────────────────────────────────


class Outages:
    """From row 4 on, the first call of so many rows meets a fault; each call takes a second."""

    def __init__(self, clock: FakeClock) -> None:
        self._clock = clock
        self.name, self.many = "503", 0

    def __call__(self, number: str, before: int) -> Fault | None:
        self._clock.forward(1)
        return FAULTS[self.name] if not before and 4 <= int(number[-4:]) < 4 + self.many else None


@pytest.fixture
def outages(clock: FakeClock) -> Outages:
    return Outages(clock)


@pytest.fixture
def api(outages: Outages) -> Iterator[StandIn]:
    with StandIn(tokens={TOKEN: LineState.CONNECTED}, faults=outages) as running:
        yield running


def sent(
    journal: Journal, clock: FakeClock, connection: Connection, **changes: object
) -> tuple[int, Watcher]:
    batch_id = checked_batch(journal, [message(row, row) for row in range(2, 14)])
    watcher = Watcher()
    deliver(
        journal,
        replace(dispatch(batch_id, connection, Settings(gap=0)), **changes),  # type: ignore[arg-type]
        clock=clock,
        watch=watcher,
        stop=threading.Event(),
        chance=lambda: 0.5,
    )
    return batch_id, watcher


def told_in_journal(journal: Journal, batch_id: int) -> list[str]:
    kinds = ("waiting", "answering")
    events = [each for each in journal.batches.events(batch_id) if each.kind in kinds]
    return [each.detail.get("because", each.kind) for each in events]


@pytest.mark.parametrize(
    ("fault", "because"),
    [
        ("503", Reason.SERVICE_UNAVAILABLE),
        ("505", Reason.CONNECTION_LOST),
    ],
)
def test_each_try_is_told_and_that_it_answers_again(
    fault: str, because: Reason, outages: Outages, journal: Journal, api: StandIn, clock: FakeClock
) -> None:
    outages.name, outages.many = fault, 2
    batch_id, watcher = sent(journal, clock, connection_to(api))
    assert (watcher.waited_because, watcher.answers_again) == ([because] * 2, 1)
    assert told_in_journal(journal, batch_id) == [because, because, "answering"]
    assert watcher.waited_until == sorted(watcher.waited_until)


@pytest.mark.parametrize(
    ("fault", "because"), [("504", Reason.TIMED_OUT), ("502", Reason.SERVER_ERROR)]
)
def test_one_that_takes_calls_and_leaves_them_in_doubt_is_told_too(
    fault: str, because: Reason, outages: Outages, journal: Journal, api: StandIn, clock: FakeClock
) -> None:
    outages.name, outages.many = fault, 1
    _batch_id, watcher = sent(journal, clock, connection_to(api), timeouts=QUICK)
    assert (watcher.waited_because, watcher.answers_again) == ([because], 1)


def test_while_it_lasts_the_batch_waits_and_after_an_answer_it_does_not(
    outages: Outages, journal: Journal, api: StandIn, clock: FakeClock
) -> None:
    outages.many = 1
    seen = []

    class Looking(Watcher):
        def waiting(self, until: datetime, *, because: PauseReason | Reason) -> None:
            super().waiting(until, because=because)
            seen.append(journal.batches.one(1).waits)

        def answering(self) -> None:
            seen.append(journal.batches.one(1).waits)

    batch_id = checked_batch(journal, [message(row, row) for row in range(2, 8)])
    deliver(
        journal,
        dispatch(batch_id, connection_to(api)),
        clock=clock,
        watch=Looking(),
        stop=threading.Event(),
    )
    [delay, after] = seen
    assert delay is not None
    assert delay.because is Reason.SERVICE_UNAVAILABLE
    assert after is None


def test_nobody_answers_until_it_pauses_and_each_wait_but_the_last_is_told(
    journal: Journal, clock: FakeClock
) -> None:
    with StandIn() as closed:
        url = closed.url
    batch_id, watcher = sent(journal, clock, Connection(name="loja", url=url, token=Token("t")))
    assert watcher.waited_because == [Reason.CONNECTION_REFUSED] * 9
    assert watcher.waited_until[0] - MONDAY_NOON < timedelta(seconds=2), "at once"
    assert journal.batches.one(batch_id).paused_because == "ten_not_left"


def test_where_nothing_is_left_nothing_waits(
    outages: Outages, journal: Journal, api: StandIn, clock: FakeClock
) -> None:
    outages.name, outages.many = "505", 1
    batch_id = checked_batch(journal, [message(row, row) for row in (2, 3, 4)])
    watcher = Watcher()
    deliver(
        journal,
        dispatch(batch_id, connection_to(api)),
        clock=clock,
        watch=watcher,
        stop=threading.Event(),
    )
    assert journal.batches.one(batch_id).counts.unknown == 1
    assert watcher.waited_because == []


# ── a call that hangs ─────────────────────────────────────────────────────────────────────────


class Hanging:
    """Takes the calls of two rows and answers them only when somebody was told, or has failed to be."""

    def __init__(self, clock: FakeClock) -> None:
        self._clock = clock
        self.heard = threading.Semaphore(0)
        self.in_time = True
        self._rows = {4, 6}

    def __call__(self, number: str, _before: int) -> None:
        self._clock.forward(1)
        if (row := int(number[-4:])) in self._rows:
            self._rows.remove(row)
            self._clock.forward(18)
            self.in_time &= not self.heard.acquire(timeout=0.25)  # nobody has heard of it so early
            self._clock.forward(6)
            self.in_time &= self.heard.acquire(timeout=30)


class Hears(Watcher):
    def __init__(self, hanging: Hanging) -> None:
        super().__init__()
        self._hanging = hanging

    def unanswered(self, silence: Silence) -> None:
        super().unanswered(silence)
        self._hanging.heard.release()
        raise OSError("it breaks who looks on, not the sending")


def test_a_call_without_an_answer_is_told_once_while_it_lasts(
    journal: Journal, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    hanging = Hanging(clock)
    watcher = Hears(hanging)
    with StandIn(tokens={TOKEN: LineState.CONNECTED}, faults=hanging) as api:
        batch_id = checked_batch(journal, [message(row, row) for row in range(2, 9)])
        order = dispatch(batch_id, connection_to(api))
        deliver(journal, order, clock=clock, watch=watcher, stop=threading.Event())
    assert hanging.in_time
    silence = Silence(seconds=25, at_most=order.timeouts.read)
    assert watcher.silences == [silence, silence]
    assert journal.batches.one(batch_id).counts.accepted == 7
    assert "nobody could be told" in caplog.text


@pytest.mark.parametrize(
    ("seconds", "file_size", "at_most"),
    [(19, 0, None), (20, 0, 60), (20, 64 * 1024, None), (21, 64 * 1024, 61)],
)
def test_a_file_takes_its_time_before_an_answer_is_missed(
    seconds: float, file_size: int, at_most: float | None
) -> None:
    found = silence_of(seconds, file_size=file_size)
    assert (found and found.at_most) == at_most


def test_calls_side_by_side_are_silent_for_one_cause() -> None:
    silences = Silences()
    told = [silences.is_news(began=began, now=now) for began, now in ((0, 20), (0.5, 21), (22, 42))]
    assert told == [True, False, True]
