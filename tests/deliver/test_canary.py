"""First few, then all: exactly so many leave, whichever lanes carry them, and then it waits."""

import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from batch_sender.compose.media import check_whole_list_file
from batch_sender.config.connections import fingerprint
from batch_sender.config.settings import Settings
from batch_sender.deliver.canary import Canary
from batch_sender.deliver.run import deliver
from batch_sender.journal import Claimed, Journal, SendReport, Terms
from batch_sender.models import Accepted, BatchState, Form, JudgedMessage, MessageState
from batch_sender.operations.first_few import first_few_limit
from batch_sender.operations.options import SendOptions
from batch_sender.standin import LineState, StandIn
from tests.support import (
    FakeClock,
    Watcher,
    checked_batch,
    connection_to,
    dispatch,
    message,
    number,
)

# ── the count, in any order of events ─────────────────────────────────────────────────────────


class Lanes:
    """Lanes that take turns in any order, each between two steps of its own: ask, claim, settle."""

    def __init__(self, most: int, rows: int, lanes: int) -> None:
        self.canary = Canary(most)
        self.pending = {row: 1 + row % 2 for row in range(rows)}  # calls that each still needs
        self.left: set[int] = set()
        self.standing: list[tuple[str, Any]] = [("idle", None)] * lanes

    def step(self, lane: int, *, leaves: bool) -> None:
        at, held = self.standing[lane]
        match at:
            case "idle":
                admitted = self.canary.admit()
                ended = admitted is not None and not admitted
                self.standing[lane] = ("done", None) if ended else ("admitted", admitted)
            case "admitted":
                self.standing[lane] = self._claim(held)
            case "claimed":
                row, calls = held
                more = calls - leaves
                if leaves:
                    self.left.add(row)
                if more:
                    self.pending[row] = more  # another lane may claim it from here on
                state = MessageState.PENDING if more else MessageState.ACCEPTED
                self.standing[lane] = ("recorded", (row, state, leaves))
            case "recorded":
                row, state, did_leave = held
                self.canary.settled(row, state, left=did_leave)
                self.standing[lane] = ("idle", None)

    def _claim(self, admitted: frozenset[int] | None) -> tuple[str, Any]:
        half_first = sorted(self.pending, key=lambda row: (row not in self.left, row))
        for row in half_first:
            if admitted is None or row in admitted:
                self.canary.claimed(row, of=admitted)
                return "claimed", (row, self.pending.pop(row))
        self.canary.claimed(None, of=admitted)
        return "done", None


@given(st.data(), st.integers(1, 6), st.integers(0, 9), st.integers(1, 5))
def test_never_one_too_many_and_in_the_end_as_many_as_may(
    data: st.DataObject, most: int, rows: int, lanes: int
) -> None:
    office = Lanes(most, rows, lanes)
    turns = data.draw(st.lists(st.tuples(st.integers(0, lanes - 1), st.booleans()), max_size=120))
    for lane, leaves in turns:
        office.step(lane, leaves=leaves)
        assert len(office.left) <= most
    while any(at != "done" for at, _held in office.standing):
        for lane in range(lanes):
            office.step(lane, leaves=True)
            assert len(office.left) <= most
    assert len(office.left) == min(most, rows)
    assert office.canary.used_up == (rows >= most)
    partially_sent = [row for row in office.pending if row in office.left]
    assert not partially_sent, "whose text is out gets the file, too"


def test_what_comes_back_and_is_claimed_again_at_once_still_counts() -> None:
    canary = Canary(2)
    admitted = [canary.admit(), canary.admit()]
    canary.claimed(5, of=admitted[0])
    # Row 5 is back in the journal, and the other lane claims it before the first one says so.
    canary.claimed(5, of=admitted[1])
    canary.settled(5, MessageState.PENDING, left=False)
    assert canary.admit() is None
    assert canary.admit() == frozenset(), "row 5 is on its way"


def test_rows_that_are_half_out_take_their_place_before_others() -> None:
    canary = Canary(2, partially_sent=frozenset({7}))
    assert canary.admit() is None
    assert canary.admit() == frozenset({7})
    assert Canary(1, partially_sent=frozenset({7})).admit() == frozenset({7})


# ── real batches ──────────────────────────────────────────────────────────────────────────────


class Office:
    """One journal, one server, one clock."""

    def __init__(self, journal: Journal, api: StandIn, clock: FakeClock) -> None:
        self.journal, self.api, self.clock = journal, api, clock
        self.watcher = Watcher()
        self.stop = threading.Event()

    def send(self, batch_id: int, *, most: int | None, lanes: int = 1) -> None:
        settings = Settings(gap=0, concurrency=lanes)
        plain = dispatch(batch_id, connection_to(self.api), settings)
        deliver(
            self.journal,
            replace(plain, most=most),
            clock=self.clock,
            watch=self.watcher,
            stop=self.stop,
            chance=lambda: 0.5,
        )

    def stands(self, batch_id: int) -> tuple[BatchState, str | None]:
        record = self.journal.batches.one(batch_id)
        return record.state, record.paused_because

    def arrived(self) -> list[str]:
        return [each.number for each in self.api.received if each.number]


STOPPED = (BatchState.PAUSED, "canary")
FINISHED = (BatchState.FINISHED, None)


@pytest.fixture
def office(journal: Journal, api: StandIn, clock: FakeClock) -> Office:
    return Office(journal, api, clock)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "boleto.pdf"
    path.write_bytes(b"%PDF-1.4\n%%EOF\n")
    return path


def with_file(row: int, file: Path) -> JudgedMessage:
    media = check_whole_list_file(file)
    return message(row, row)._replace(form=Form.TEXT_THEN_FILE, media=media)


def test_so_many_leave_then_it_waits_and_then_all_get_it_once(office: Office) -> None:
    batch_id = checked_batch(office.journal, [message(row, row) for row in range(2, 12)])
    office.send(batch_id, most=3)
    assert office.arrived() == [number(2), number(3), number(4)]
    assert office.stands(batch_id) == STOPPED
    assert office.journal.batches.counts(batch_id).pending == 7

    office.send(batch_id, most=None)
    assert office.arrived() == [number(row) for row in range(2, 12)]
    assert office.stands(batch_id) == FINISHED


@pytest.mark.parametrize("most", [10, 11, 500])
def test_where_there_are_no_more_it_just_sends_all(office: Office, most: int) -> None:
    batch_id = checked_batch(office.journal, [message(row, row) for row in range(2, 12)])
    office.send(batch_id, most=most)
    assert (office.stands(batch_id), len(office.arrived())) == (FINISHED, 10)


def test_lanes_side_by_side_keep_to_the_number_exactly(office: Office) -> None:
    # Every fifth is put off the first time (429): it leaves later, or another in its place.
    rows = [message(row, 1000 * (row % 9) + (429 if row % 5 == 0 else row)) for row in range(2, 62)]
    rows = [each._replace(person=f"{each.row}", idempotency_key=f"{each.row}") for each in rows]
    batch_id = checked_batch(office.journal, rows)
    office.send(batch_id, most=13, lanes=8)
    assert office.journal.batches.counts(batch_id).accepted == 13
    assert sum(office.api.accepted().values()) == 13
    assert office.stands(batch_id) == STOPPED


def test_text_and_file_are_one_message_and_both_leave(office: Office, file: Path) -> None:
    batch_id = checked_batch(office.journal, [with_file(row, file) for row in range(2, 12)])
    office.send(batch_id, most=3, lanes=4)
    kinds = sorted(each.kind for each in office.api.received if each.number)
    assert kinds == ["file"] * 3 + ["text"] * 3
    assert office.journal.batches.counts(batch_id).accepted == 3
    assert office.stands(batch_id) == STOPPED


def test_a_text_that_left_before_an_interruption_counts(office: Office, file: Path) -> None:
    class StopsAfterTheText(Watcher):
        def settled(self, state: MessageState) -> None:
            super().settled(state)
            office.stop.set()

    office.watcher = StopsAfterTheText()
    batch_id = checked_batch(office.journal, [with_file(row, file) for row in range(2, 6)])
    office.send(batch_id, most=1)
    assert office.stands(batch_id) == (BatchState.PAUSED, "interrupted")

    office.stop.clear()
    office.watcher = Watcher()
    office.send(batch_id, most=1)
    assert office.arrived() == [number(2), number(2)]
    assert office.stands(batch_id) == STOPPED


def claims(office: Office, batch_id: int, *, many: int) -> list[Claimed]:
    """Another sender's lanes, each with a message on its way."""
    api = connection_to(office.api)
    mark = fingerprint(api, office.journal.key())
    through = office.journal.sending.known_connection(
        fingerprint=mark, name="loja", address=api.address
    )
    office.journal.batches.start(batch_id, connection_id=through, who="ana", sender={})
    terms = Terms(batch_id=batch_id, connection_id=through, address=api.address, address_gap=0)
    found = [office.journal.sending.claim(terms) for _ in range(many)]
    return [each for each in found if isinstance(each, Claimed)]


def is_accepted(office: Office, claimed: Claimed) -> None:
    ending = Accepted(status=200, answer="Mensagem enviada")
    office.journal.sending.record(SendReport(claimed=claimed, ending=ending), address="api")


def test_each_text_that_left_before_gets_its_file(office: Office, file: Path) -> None:
    batch_id = checked_batch(office.journal, [with_file(row, file) for row in range(2, 6)])
    for claimed in claims(office, batch_id, many=2):
        is_accepted(office, claimed)
    office.send(batch_id, most=1)
    assert [each.kind for each in office.api.received if each.number] == ["file", "file"]
    assert office.stands(batch_id) == STOPPED


def test_nobody_else_takes_the_place_of_a_file_that_has_to_wait(office: Office, file: Path) -> None:
    batch_id = checked_batch(office.journal, [with_file(row, file) for row in range(2, 6)])
    for claimed in claims(office, batch_id, many=1):
        is_accepted(office, claimed)
    # Its person is being sent another message, until somebody has waited for that.
    other = checked_batch(office.journal, [message(2, 2, text="Outro aviso")])
    (under_way,) = claims(office, other, many=1)

    class Meanwhile(FakeClock):
        ended = False

        def wait(self, event: threading.Event, seconds: float) -> None:
            if not self.ended:
                self.ended = True
                is_accepted(office, under_way)
            super().wait(event, seconds)

    office.clock = Meanwhile()
    with office.journal.batches.holding(other):
        office.send(batch_id, most=1)
    assert office.arrived() == [number(2)]
    assert office.stands(batch_id) == STOPPED


@pytest.mark.parametrize(
    ("tail", "accepted"),
    [
        pytest.param(400, [3], id="refused: it was asked, and the answer is worth a look"),
        pytest.param(502, [3], id="in doubt: it may have left"),
        pytest.param(429, [3, 4], id="put off, behind the others: it did not leave"),
        pytest.param(503, [3, 4], id="not available: it did not leave"),
    ],
)
def test_what_counts(office: Office, tail: int, accepted: list[int]) -> None:
    rows = [message(2, tail), *(message(row, row) for row in range(3, 7))]
    batch_id = checked_batch(office.journal, rows)
    office.send(batch_id, most=2)
    rows_out = [
        each.row
        for each in office.journal.messages.rows(batch_id)
        if each.state is MessageState.ACCEPTED
    ]
    assert rows_out == accepted
    assert office.stands(batch_id) == STOPPED


def test_a_row_that_is_skipped_on_the_way_does_not_count(office: Office, file: Path) -> None:
    rows = [with_file(2, file), *(message(row, row) for row in range(3, 7))]
    batch_id = checked_batch(office.journal, rows)
    file.write_bytes(b"%PDF-1.4 another person's bill")
    office.send(batch_id, most=2)
    counts = office.journal.batches.counts(batch_id)
    assert (counts.accepted, counts.skipped, counts.pending) == (2, 1, 2)


def test_an_ill_connection_has_the_word_first(office: Office) -> None:
    office.api.set_line(LineState.NOT_STARTED)
    batch_id = checked_batch(office.journal, [message(row, row) for row in range(2, 6)])
    office.send(batch_id, most=2)
    assert office.stands(batch_id) == (BatchState.PAUSED, "not_connected")


# ── what is left of it when a batch goes on ───────────────────────────────────────────────────


def left_of(office: Office, batch_id: int, *, asked: int | None = None) -> int | None:
    return first_few_limit(office.journal, batch_id, SendOptions(canary=asked))


def test_an_interrupted_canary_goes_on_where_it_was(office: Office) -> None:
    class StopsAtTwo(Watcher):
        def settled(self, state: MessageState) -> None:
            super().settled(state)
            if len(self.states) == 2:
                office.stop.set()

    settings = Settings(gap=0, canary=5)
    rows = [message(2, 400), *(message(row, row) for row in range(3, 12))]
    batch_id = checked_batch(office.journal, rows, settings)
    assert left_of(office, batch_id) == 5

    office.watcher = StopsAtTwo()
    office.send(batch_id, most=5)
    assert left_of(office, batch_id) == 3
    assert left_of(office, batch_id, asked=8) == 8, "said anew"

    office.stop.clear()
    office.watcher = Watcher()
    office.send(batch_id, most=3)
    assert office.stands(batch_id) == STOPPED
    assert left_of(office, batch_id) is None


def test_once_it_has_stopped_it_stops_no_more(office: Office) -> None:
    rows = [message(row, 1000 * row + 400) for row in range(2, 5)]
    batch_id = checked_batch(office.journal, rows, Settings(gap=0, canary=2))
    office.send(batch_id, most=2)
    assert office.stands(batch_id) == STOPPED
    assert office.journal.decisions.retry(batch_id, rejected=True, who="ana") == 2
    assert left_of(office, batch_id) is None


def test_a_batch_without_one_sends_all(office: Office) -> None:
    batch_id = checked_batch(office.journal, [message(2, 2)])
    assert left_of(office, batch_id) is None
