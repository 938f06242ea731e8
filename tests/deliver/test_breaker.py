"""The share of failures that pauses a connection: tables of outcomes, and a real batch."""

import threading
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from batch_sender import sentences
from batch_sender.compose.media import check_whole_list_file
from batch_sender.deliver.canary import Canary
from batch_sender.deliver.health import LOOKED_BACK_ON, MOST_FAILED, Health, PauseReason
from batch_sender.deliver.run import deliver
from batch_sender.deliver.session import DeliverySession
from batch_sender.journal import Journal
from batch_sender.models import (
    BatchState,
    ConnectionIll,
    Form,
    MessageState,
    NotLeft,
    Outcome,
    Reason,
    Rejected,
    Unknown,
)
from batch_sender.standin import LineState, StandIn
from tests.deliver.outcomes import NO, YES
from tests.support import (
    FakeClock,
    Watcher,
    checked_batch,
    connection_to,
    dispatch,
    message,
    number,
)

TOO_LONG = Rejected(reason=Reason.PAYLOAD_REFUSED, status=413, answer="too large")
NEVER_SENT = Rejected(reason=Reason.PAYLOAD_REFUSED, status=None, answer="not sent")
DOUBT = Unknown(reason=Reason.TIMED_OUT)
AWAY = NotLeft(reason=Reason.CONNECTION_REFUSED)


def first_pause(outcomes: list[Outcome]) -> tuple[int, str] | None:
    """After how many outcomes the connection is paused, and why."""
    health = Health()
    for count, outcome in enumerate(outcomes, start=1):
        health = health.after(outcome)
        if because := health.must_pause(outcome):
            return count, because
    return None


@pytest.mark.parametrize(
    ("outcomes", "paused"),
    [
        pytest.param([YES, NO] * 40, (50, "half_failed"), id="every other one: at the fiftieth"),
        pytest.param([YES, DOUBT] * 40, (50, "half_failed"), id="in doubt counts like refused"),
        pytest.param([YES, TOO_LONG] * 40, (50, "half_failed"), id="whatever the API refuses"),
        pytest.param([YES, NO] * 24, None, id="48 say nothing yet"),
        pytest.param([YES, YES, NO] * 100, None, id="one in three is a bad list, no illness"),
        pytest.param([YES] * 400 + [YES, NO] * 40, (450, "half_failed"), id="a good past fades"),
        pytest.param([YES, NO] * 24 + [YES, YES] * 50, None, id="it got better in time"),
        pytest.param([YES, NEVER_SENT] * 60, None, id="what no call was made for"),
        pytest.param([YES, AWAY] * 60, None, id="what comes back is not lost"),
        pytest.param([YES, NO, AWAY] * 60, (74, "half_failed"), id="nor does it hide the rest"),
        pytest.param([*[NO] * 9, YES] * 5, (50, "half_failed"), id="nothing before the fiftieth"),
        pytest.param([NO] * 60, (10, "ten_refused"), id="a run says it earlier"),
        pytest.param([AWAY] * 60, (10, "ten_not_left"), id="so does an outage"),
    ],
)
def test_half_of_the_last_fifty(outcomes: list[Outcome], paused: tuple[int, str] | None) -> None:
    assert first_pause(outcomes) == paused


# ── eight lanes, one outage ───────────────────────────────────────────────────────────────────


@pytest.fixture
def session(journal: Journal, clock: FakeClock) -> DeliverySession:
    with StandIn() as gone:
        connection = connection_to(gone)
    return DeliverySession(
        journal=journal,
        dispatch=dispatch(checked_batch(journal, [message(2, 2)]), connection),
        connection_id=1,
        sender="x",
        clock=clock,
        watch=Watcher(),
        stop=threading.Event(),
        chance=lambda: 1.0,
        canary=Canary(None),
    )


def test_what_eight_lanes_meet_at_once_is_one_failure(
    session: DeliverySession, clock: FakeClock
) -> None:
    waits = []
    for tries in range(1, 11):
        began = clock.monotonic()
        clock.forward(0.1)
        for _lane in range(8):
            assert tries == 10 or not session.halt.is_set(), f"paused after {tries} tries"
            session.count(AWAY, began=began)
        assert session.monitor.clear_at is not None
        waits.append(round((session.monitor.clear_at - clock.now()).total_seconds()))
        clock.forward(waits[-1] + 1)
    assert session.halt.is_set()
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60, 60, 60]


def test_a_lane_that_tries_anew_counts_anew(session: DeliverySession, clock: FakeClock) -> None:
    for _try in range(9):
        clock.forward(100)
        session.count(AWAY, began=clock.monotonic() - 0.1)
    assert not session.halt.is_set()
    clock.forward(100)
    session.count(AWAY, began=clock.monotonic() - 0.1)
    assert session.halt.is_set()


def test_the_longest_wait_that_any_of_them_was_told_holds(
    session: DeliverySession, clock: FakeClock
) -> None:
    began = clock.monotonic()
    for seconds in (None, 90, 5):
        session.count(replace(AWAY, retry_after=seconds), began=began)
    assert session.monitor.clear_at is not None
    assert (session.monitor.clear_at - clock.now()).total_seconds() == pytest.approx(90)


# ── the share ─────────────────────────────────────────────────────────────────────────────────


OUTCOMES = st.sampled_from(
    [YES, NO, TOO_LONG, NEVER_SENT, DOUBT, AWAY, ConnectionIll(reason=Reason.NOT_CONNECTED)]
)


@given(st.lists(OUTCOMES, max_size=160))
def test_the_share_is_that_of_the_last_fifty_calls(outcomes: list[Outcome]) -> None:
    health = Health()
    for outcome in outcomes:
        health = health.after(outcome)
    calls = [each for each in outcomes if each in {YES, NO, TOO_LONG, DOUBT}][-LOOKED_BACK_ON:]
    failed = sum(each != YES for each in calls)
    assert health.last == tuple(each != YES for each in calls)
    paused = replace(Health(), last=health.last).must_pause(YES)
    assert (paused is PauseReason.HALF_FAILED) == (len(calls) == 50 and failed >= MOST_FAILED)


@given(st.lists(OUTCOMES, max_size=60))
def test_the_share_leaves_the_runs_alone(outcomes: list[Outcome]) -> None:
    health, runs = Health(), Health()
    for outcome in outcomes:
        health = health.after(outcome)
        runs = replace(runs.after(outcome), last=())
    assert replace(health, last=()) == runs


def test_it_is_said_in_words() -> None:
    told = sentences.describe_pause("half_failed", batch=7)
    assert "half of the last fifty" in told.casefold()
    assert told.endswith("batch-sender resume 7")


# ── a real batch ──────────────────────────────────────────────────────────────────────────────


def send(journal: Journal, batch_id: int, api: StandIn, clock: FakeClock) -> Watcher:
    watcher = Watcher()
    deliver(
        journal,
        dispatch(batch_id, connection_to(api)),
        clock=clock,
        watch=watcher,
        stop=threading.Event(),
        chance=lambda: 0.5,
    )
    return watcher


def test_a_batch_pauses_and_goes_on_with_a_clean_record(
    api: StandIn, journal: Journal, clock: FakeClock
) -> None:
    """Every other message is refused for 60 rows, then all is well."""
    rows = [
        message(row, row)._replace(idempotency_key=f"{row}", person=f"{row}", number=number(tail))
        for row in range(2, 102)
        for tail in [1400 if row % 2 and row < 62 else row + 1600]
    ]
    batch_id = checked_batch(journal, rows)
    send(journal, batch_id, api, clock)
    record = journal.batches.one(batch_id)
    assert (record.state, record.paused_because) == (BatchState.PAUSED, "half_failed")
    assert (record.counts.accepted, record.counts.rejected) == (25, 25)

    # Five more of the next ten are refused: with the old record it would pause at once.
    send(journal, batch_id, api, clock)
    record = journal.batches.one(batch_id)
    assert (record.state, record.counts.accepted) == (BatchState.FINISHED, 70)


def test_after_the_cure_an_ill_connection_goes_on(
    api: StandIn, journal: Journal, clock: FakeClock
) -> None:
    api.set_line(LineState.NOT_STARTED)
    batch_id = checked_batch(journal, [message(row, row) for row in range(2, 5)])
    send(journal, batch_id, api, clock)
    assert journal.batches.one(batch_id).paused_because == "not_connected"
    api.set_line(LineState.CONNECTED)
    send(journal, batch_id, api, clock)
    assert journal.batches.one(batch_id).counts.accepted == 3


class Meddler(FakeClock):
    """Somebody who saves the next file anew once it has been read, right before the call.

    A lane asks for the seconds four times a message: before it claims, around its reading, and before it calls.
    """

    def __init__(self, files: list[Path]) -> None:
        super().__init__()
        self._files, self._asked, self.meddled = files, 0, 0

    def monotonic(self) -> float:
        self._asked += 1
        if self._asked == 3 and self._files:
            self._files.pop(0).write_bytes(b"%PDF-1.4 two\n%%EOF\n")
            self.meddled += 1
        return super().monotonic()


def test_a_file_that_changes_at_the_last_moment_leaves_as_it_was_judged(
    api: StandIn, tmp_path: Path
) -> None:
    path = tmp_path / "boleto.pdf"
    path.write_bytes(b"%PDF-1.4 one\n%%EOF\n")
    judged = check_whole_list_file(path)
    row = message(2, 2)._replace(form=Form.FILE_WITH_CAPTION, media=judged)
    clock = Meddler([path])
    with Journal(tmp_path / "j.sqlite3", now=clock.now) as journal:
        batch_id = checked_batch(journal, [row])
        watcher = send(journal, batch_id, api, clock)
    assert clock.meddled, "it was saved anew between the reading and the call"
    assert watcher.states == [MessageState.ACCEPTED]
    (received,) = [each for each in api.received if each.number]
    assert [each.sha256 for each in received.files] == [judged.sha256]


def test_files_that_changed_are_the_rows_own_trouble(api: StandIn, tmp_path: Path) -> None:
    files = [tmp_path / f"boleto{row}.pdf" for row in range(2, 14)]
    rows = [message(14, 14)]
    for row, path in enumerate(files, start=2):
        path.write_bytes(b"%PDF-1.4 one\n%%EOF\n")
        media = check_whole_list_file(path)
        rows.append(message(row, row)._replace(form=Form.FILE_WITH_CAPTION, media=media))
        path.write_bytes(b"%PDF-1.4 two\n%%EOF\n")
    clock = FakeClock()
    with Journal(tmp_path / "j.sqlite3", now=clock.now) as journal:
        batch_id = checked_batch(journal, rows)
        began = clock.now()
        watcher = send(journal, batch_id, api, clock)
        assert watcher.states == [MessageState.SKIPPED] * 12 + [MessageState.ACCEPTED]
        assert journal.batches.one(batch_id).problems == {"media_changed": 12}
        assert clock.now() == began, "the connection was not backed off"
        assert [each.number for each in api.received if each.number] == [number(14)]


def test_a_message_that_alone_finds_the_connection_ill_holds_up_nobody(
    api: StandIn, journal: Journal, clock: FakeClock
) -> None:
    """A firewall may not like its text: the token is good, as the test before each resume says."""
    numbers = {row: 1401 if row == 3 else row for row in range(2, 6)}
    batch_id = checked_batch(journal, [message(row, to) for row, to in numbers.items()])
    send(journal, batch_id, api, clock)
    counts = journal.batches.counts(batch_id)
    assert (counts.accepted, counts.pending) == (1, 3)
    send(journal, batch_id, api, clock)
    counts = journal.batches.counts(batch_id)
    assert (counts.accepted, counts.pending) == (3, 1), "the others left first"
    send(journal, batch_id, api, clock)
    record = journal.batches.one(batch_id)
    assert (record.state, record.counts.failed) == (BatchState.FINISHED, 1)
    (failed,) = [
        each for each in journal.messages.rows(batch_id) if each.state is MessageState.FAILED
    ]
    assert failed.reason == "token_refused"
    assert journal.decisions.retryable(batch_id).rows == 1
