"""Batches through the real journal to a real server: what leaves, and what is written of it."""

import itertools
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from batch_sender import language
from batch_sender.compose.media import check_whole_list_file
from batch_sender.config.connections import Connection, fingerprint
from batch_sender.config.settings import Settings
from batch_sender.config.tokens import Token
from batch_sender.deliver.errors import BatchEnded, DeliveryBroke, OtherConnection
from batch_sender.deliver.run import deliver, refuse_ill_connection
from batch_sender.gateway.errors import AddressUnreachable, TokenRefused
from batch_sender.journal import Journal
from batch_sender.journal.errors import JournalFull
from batch_sender.models import (
    BatchState,
    Form,
    JudgedMessage,
    MessageRecord,
    MessageState,
    Part,
    Reason,
)
from batch_sender.standin import StandIn
from tests.support import (
    PATIENT,
    QUICK,
    AtArrival,
    FakeClock,
    Watcher,
    checked_batch,
    connection_to,
    dispatch,
    message,
    number,
)

PDF = b"%PDF-1.4\n%%EOF\n"


class Office:
    """One journal, one server, one clock: sends batches and tells what became of them."""

    def __init__(self, journal: Journal, api: StandIn, clock: FakeClock) -> None:
        self.journal, self.api, self.clock = journal, api, clock
        self.watcher = Watcher()
        self.stop = threading.Event()
        self.timeouts = PATIENT

    def send(
        self, messages: list[JudgedMessage], settings: Settings | None = None, **changes: bool
    ) -> int:
        batch_id = checked_batch(self.journal, messages, settings)
        self.go_on(batch_id, settings, **changes)
        return batch_id

    def go_on(self, batch_id: int, settings: Settings | None = None, **changes: bool) -> None:
        deliver(
            self.journal,
            replace(
                dispatch(batch_id, connection_to(self.api), settings, **changes),
                timeouts=self.timeouts,
            ),
            clock=self.clock,
            watch=self.watcher,
            stop=self.stop,
            chance=lambda: 0.5,
        )

    def row(self, batch_id: int, row: int) -> MessageRecord:
        return next(each for each in self.journal.messages.rows(batch_id) if each.row == row)

    def asked(self) -> Counter[str | None]:
        """How many messages each number was sent."""
        return Counter(each.number for each in self.api.received if each.number)


@pytest.fixture
def office(journal: Journal, api: StandIn, clock: FakeClock) -> Office:
    return Office(journal, api, clock)


def test_everybody_gets_the_message_once(office: Office) -> None:
    batch_id = office.send([message(row, row) for row in range(2, 32)])

    assert office.asked() == {number(row): 1 for row in range(2, 32)}
    record = office.journal.batches.one(batch_id)
    assert record.state is BatchState.FINISHED
    assert record.counts.accepted == record.counts.read == 30
    assert office.watcher.states == [MessageState.ACCEPTED] * 30


def test_two_batches_at_once_each_speak_the_language_they_were_started_in(
    office: Office, clock: FakeClock
) -> None:
    spoken: dict[int, set[str]] = {}

    def send(code: str, tail: int) -> None:
        language.use(code)
        batch_id = checked_batch(office.journal, [message(2, tail), message(3, tail + 1)])
        heard = spoken.setdefault(batch_id, set())
        there = dispatch(
            batch_id,
            connection_to(office.api),
            Settings(gap=0, concurrency=2),
            log=lambda _report, _settled: heard.add(language.current()),
        )
        deliver(office.journal, there, clock=clock, watch=office.watcher, stop=office.stop)

    with ThreadPoolExecutor(2) as threads:
        list(threads.map(send, language.LANGUAGES, (1, 3)))
    assert sorted(spoken.values(), key=min) == [{"en"}, {"pt-BR"}]


@pytest.mark.parametrize(
    ("tail", "state", "reason"),
    [
        pytest.param(200, MessageState.ACCEPTED, None, id="a sibling's success body"),
        pytest.param(400, MessageState.REJECTED, Reason.REFUSED, id="the API said no to this row"),
        pytest.param(410, MessageState.REJECTED, Reason.SENDING_FAILED, id="WhatsApp refused"),
        pytest.param(
            500, MessageState.REJECTED, Reason.PAYLOAD_REFUSED, id="a known text in a 500"
        ),
        pytest.param(502, MessageState.UNKNOWN, Reason.SERVER_ERROR, id="a gateway may pass it on"),
        pytest.param(504, MessageState.UNKNOWN, Reason.TIMED_OUT, id="it left, no answer came"),
        pytest.param(505, MessageState.UNKNOWN, Reason.CONNECTION_LOST, id="read, then closed"),
        pytest.param(507, MessageState.UNKNOWN, Reason.ANSWER_NOT_UNDERSTOOD, id="empty 200"),
        pytest.param(508, MessageState.UNKNOWN, Reason.ANSWER_NOT_UNDERSTOOD, id="200 with HTML"),
    ],
)
def test_one_answer_ends_a_row_and_the_next_row_goes_on(
    office: Office, tail: int, state: MessageState, reason: Reason | None
) -> None:
    if reason is Reason.TIMED_OUT:
        office.timeouts = QUICK
    batch_id = office.send([message(2, tail), message(3, 3)])

    ended = office.row(batch_id, 2)
    assert (ended.state, ended.reason, ended.attempts) == (state, reason, 1)
    assert office.row(batch_id, 3).state is MessageState.ACCEPTED
    assert office.asked()[number(tail)] == 1
    assert office.journal.batches.one(batch_id).state is BatchState.FINISHED


@pytest.mark.parametrize("tail", [429, 503])
def test_what_surely_did_not_leave_is_tried_again(office: Office, tail: int) -> None:
    batch_id = office.send([message(2, tail), message(3, 3)])

    row = office.row(batch_id, 2)
    assert (row.state, row.attempts) == (MessageState.ACCEPTED, 2)
    assert office.journal.batches.one(batch_id).counts.accepted == 2


def test_calls_keep_the_pace_of_the_connection(office: Office) -> None:
    started = office.clock.now()
    settings = Settings(gap=10, window="always")
    batch_id = office.send([message(row, row) for row in range(2, 8)], settings)

    times = [record.time for record in office.journal.messages.rows(batch_id)]
    gaps = [(b - a).total_seconds() for a, b in itertools.pairwise(times) if a and b]
    assert all(9.9 <= gap <= 11 for gap in gaps), gaps
    assert office.clock.now() - started < timedelta(seconds=60)


def test_the_address_has_a_ceiling_that_a_slow_batch_does_not_lift(office: Office) -> None:
    settings = Settings(gap=3.5, window="always")
    office.send([message(2, 2)], settings)
    first = office.clock.now()
    other = Connection(name="filial", url=office.api.url, token=Token(office.api.token))
    batch_id = checked_batch(office.journal, [message(2, 3)], settings)
    deliver(
        office.journal,
        dispatch(batch_id, other, settings),
        clock=office.clock,
        watch=office.watcher,
        stop=office.stop,
        chance=lambda: 0.5,
    )
    assert office.clock.now() - first >= timedelta(seconds=3)


def test_an_outage_pauses_and_burns_no_row(journal: Journal, clock: FakeClock) -> None:
    with StandIn() as gone:
        connection = connection_to(gone)
    messages = [message(row, row) for row in range(2, 22)]
    batch_id = checked_batch(journal, messages)
    started = clock.now()
    deliver(
        journal,
        dispatch(batch_id, connection),
        clock=clock,
        watch=Watcher(),
        stop=threading.Event(),
        chance=lambda: 0.5,
    )
    record = journal.batches.one(batch_id)
    assert (record.state, record.paused_because) == (BatchState.PAUSED, "ten_not_left")
    assert record.counts.pending == record.counts.read == 20
    assert sum(row.attempts for row in journal.messages.rows(batch_id)) == 10
    assert clock.now() - started > timedelta(minutes=1)


@pytest.mark.parametrize(
    ("tail", "because"),
    [
        (401, "token_refused"),
        (402, "api_not_in_plan"),
        (403, "not_connected"),
        (404, "wrong_address"),
        (405, "no_default_connection"),
        (302, "wrong_address"),
    ],
)
def test_an_ill_connection_pauses_and_the_row_waits(
    office: Office, tail: int, because: str
) -> None:
    batch_id = office.send([message(2, 2), message(3, tail), message(4, 4)])

    record = office.journal.batches.one(batch_id)
    assert (record.state, record.paused_because) == (BatchState.PAUSED, because)
    assert office.row(batch_id, 3).state is MessageState.PENDING
    assert office.row(batch_id, 4).attempts == 0


def test_ten_refusals_in_a_row_pause(office: Office) -> None:
    refused = [message(row, 1000 * (row % 10) + 400, text=f"{row}") for row in range(2, 17)]
    batch_id = office.send(refused)
    record = office.journal.batches.one(batch_id)
    assert (record.paused_because, record.counts.rejected) == ("ten_refused", 10)


def test_three_answers_not_understood_pause(office: Office) -> None:
    batch_id = office.send([message(row, 1000 * row + 508) for row in range(2, 9)])
    record = office.journal.batches.one(batch_id)
    assert (record.paused_because, record.counts.unknown) == ("three_not_understood", 3)


def test_a_machine_that_slept_between_mark_and_request_sends_nothing(
    tmp_path: Path, api: StandIn
) -> None:
    class Laptop(FakeClock):
        """Sleeps for an hour right after the first mark is written."""

        asked = 0

        def monotonic(self) -> float:
            self.asked += 1
            if self.asked == 2:
                self.forward(3600)
            return super().monotonic()

    laptop = Laptop()
    with Journal(tmp_path / "laptop.sqlite3", now=laptop.now) as journal:
        office = Office(journal, api, laptop)
        row = office.row(office.send([message(2, 2)]), 2)
    assert (row.state, row.attempts) == (MessageState.ACCEPTED, 2)
    assert office.asked() == {number(2): 1}


def test_nothing_leaves_outside_the_window(office: Office) -> None:
    early = datetime(2026, 11, 23, 10, 50, tzinfo=UTC)  # 7:50 in São Paulo
    office.clock.forward((early - office.clock.now()).total_seconds())
    settings = Settings(gap=0, window="mon-sat 8:00-20:00")
    batch_id = office.send([message(2, 2)], settings)

    monday_at_eight = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)
    assert office.watcher.waited_until[-1] == monday_at_eight
    time = office.row(batch_id, 2).time
    assert time is not None
    assert time >= monday_at_eight


def test_outside_the_window_a_batch_that_must_not_wait_is_paused(office: Office) -> None:
    office.clock.forward(12 * 3600)
    settings = Settings(gap=0, window="mon-sat 8:00-20:00")
    batch_id = office.send([message(2, 2)], settings, wait_for_window=False)
    assert office.journal.batches.one(batch_id).paused_because == "outside_window"
    assert not office.asked()


def test_the_window_closes_early_for_what_the_server_still_has_to_send(office: Office) -> None:
    # 19:59:30 in São Paulo: at 3 s a call the server itself reaches 20:00 after ten of them.
    office.clock.forward(8 * 3600 - 30)
    settings = Settings(gap=0, window="mon-sat 8:00-20:00")
    messages = [message(row, row) for row in range(2, 32)]
    batch_id = office.send(messages, settings, wait_for_window=False)
    record = office.journal.batches.one(batch_id)
    assert (record.counts.accepted, record.paused_because) == (10, "outside_window")


# ── text and file ─────────────────────────────────────────────────────────────────────────────


def with_file(row: int, tail: int, folder: Path) -> JudgedMessage:
    path = folder / "boleto.pdf"
    path.write_bytes(PDF)
    to = number(tail)
    return JudgedMessage(
        row=row,
        cells=(to,),
        number=to,
        person=to,
        idempotency_key=to,
        text="Segue o boleto",
        form=Form.TEXT_THEN_FILE,
        media=check_whole_list_file(path),
    )


def test_text_and_file_are_two_calls_and_one_message(office: Office, tmp_path: Path) -> None:
    batch_id = office.send([with_file(2, 2, tmp_path), message(3, 3)])

    kinds = [(each.number, each.kind) for each in office.api.received if each.number]
    assert kinds == [(number(2), "text"), (number(2), "file"), (number(3), "text")]
    assert office.journal.batches.one(batch_id).counts.accepted == 2


def test_a_file_that_changed_since_it_was_judged_does_not_leave(
    office: Office, tmp_path: Path
) -> None:
    changed = with_file(2, 2, tmp_path)
    assert changed.media is not None
    assert isinstance(changed.media.path, Path)
    changed.media.path.write_bytes(b"%PDF-1.4 another person's bill")
    batch_id = office.send([changed])
    row = office.row(batch_id, 2)
    assert (row.state, row.reason) == (MessageState.SKIPPED, "media_changed")
    assert not office.asked()


def test_a_resumed_half_sent_message_sends_the_missing_part_alone(
    office: Office, tmp_path: Path
) -> None:
    office.api.tell(AtArrival(1, office.stop.set))
    batch_id = office.send([with_file(2, 2, tmp_path)])
    assert office.watcher.states == [MessageState.PENDING]
    assert [each.kind for each in office.api.received if each.number] == ["text"]

    office.stop.clear()
    office.go_on(batch_id)
    assert [each.kind for each in office.api.received if each.number] == ["text", "file"]
    assert office.journal.batches.one(batch_id).state is BatchState.FINISHED


# ── text, file and payment line ───────────────────────────────────────────────────────────────

LINE = "23793.38128 60082.677133 95000.063305 9 97130000015000"


def with_line(row: int, tail: int, folder: Path, *, caption: bool = False) -> JudgedMessage:
    parts = [Part.FILE_WITH_CAPTION] if caption else [Part.TEXT, Part.FILE]
    whole = Form.of(*parts, Part.PAYMENT)
    return with_file(row, tail, folder)._replace(form=whole, payment_line=LINE)


def arrived(office: Office) -> list[tuple[str, str | None]]:
    return [(each.kind, each.body) for each in office.api.received if each.number]


def test_the_payment_line_follows_text_and_file_alone(office: Office, tmp_path: Path) -> None:
    batch_id = office.send([with_line(2, 2, tmp_path), message(3, 3)])
    assert arrived(office) == [
        ("text", "Segue o boleto"), ("file", ""), ("text", LINE), ("text", "Olá!"),
    ]  # fmt: skip
    assert office.journal.batches.one(batch_id).counts.accepted == 2


def test_with_a_ticket_too_and_without_a_second_message_of_the_servers_own(
    office: Office, tmp_path: Path
) -> None:
    settings = Settings(gap=0, open_ticket=True, queue_id=7)
    office.send([with_line(2, 2, tmp_path, caption=True)], settings)
    assert arrived(office) == [("file", "Segue o boleto"), ("text", LINE)]
    got = [thing.what for each in office.api.received for thing in each.to_deliver]
    assert got == ["file", "text"], "the ticket is open, and nobody is told of a transfer"


@pytest.mark.parametrize("out", [1, 2])
def test_of_three_parts_a_resumed_message_sends_the_missing_ones_alone(
    office: Office, tmp_path: Path, out: int
) -> None:
    office.api.tell(AtArrival(out, office.stop.set))
    batch_id = office.send([with_line(2, 2, tmp_path)])
    assert office.row(batch_id, 2).state is MessageState.PENDING
    assert len(arrived(office)) == out

    office.stop.clear()
    office.go_on(batch_id)
    assert [kind for kind, _body in arrived(office)] == ["text", "file", "text"]
    assert office.row(batch_id, 2).state is MessageState.ACCEPTED


def test_a_file_that_changed_after_it_left_does_not_hold_the_payment_line_back(
    office: Office, tmp_path: Path
) -> None:
    whole = with_line(2, 2, tmp_path)
    assert whole.media is not None
    assert isinstance(whole.media.path, Path)
    office.api.tell(AtArrival(2, partial(whole.media.path.write_bytes, b"%PDF-1.4 next month's")))
    batch_id = office.send([whole])
    assert office.row(batch_id, 2).state is MessageState.ACCEPTED
    assert arrived(office)[-1] == ("text", LINE)


def test_the_first_few_get_every_part(office: Office, tmp_path: Path) -> None:
    rows = [with_line(2, 2, tmp_path), with_line(3, 3, tmp_path)]
    batch_id = checked_batch(office.journal, rows)
    there = dispatch(batch_id, connection_to(office.api), most=1)
    deliver(office.journal, there, clock=office.clock, watch=office.watcher, stop=office.stop)
    assert office.asked() == {number(2): 3}


# ── stopping, pausing, going on ───────────────────────────────────────────────────────────────


def test_stop_finishes_what_is_in_flight_and_pauses(office: Office) -> None:
    office.api.tell(AtArrival(3, office.stop.set))
    batch_id = office.send([message(row, row) for row in range(2, 12)])
    record = office.journal.batches.one(batch_id)
    assert (record.state, record.paused_because) == (BatchState.PAUSED, "interrupted")
    assert (record.counts.accepted, record.counts.pending) == (3, 7)

    office.stop.clear()
    office.go_on(batch_id)
    assert office.asked() == {number(row): 1 for row in range(2, 12)}


def test_a_pause_from_another_terminal_is_heard_before_the_next_message(office: Office) -> None:
    pause = partial(office.journal.batches.pause, 1, because="asked", who="bia")
    office.api.tell(AtArrival(2, pause))
    batch_id = office.send([message(row, row) for row in range(2, 12)])
    record = office.journal.batches.one(batch_id)
    assert (record.state, record.counts.accepted) == (BatchState.PAUSED, 2)


def test_an_ended_batch_is_not_sent_again(office: Office) -> None:
    batch_id = office.send([message(2, 2)])
    with pytest.raises(BatchEnded):
        office.go_on(batch_id)
    assert office.asked() == {number(2): 1}


def test_a_batch_stays_with_its_connection_unless_told(office: Office) -> None:
    office.stop.set()
    batch_id = office.send([message(2, 2)])
    office.stop.clear()
    with StandIn() as elsewhere:
        other = dispatch(batch_id, connection_to(elsewhere))
        parts = {"clock": office.clock, "watch": office.watcher, "stop": office.stop}
        with pytest.raises(OtherConnection):
            deliver(office.journal, other, **parts)  # type: ignore[arg-type]  # three kinds of values
        allowed = dispatch(batch_id, connection_to(elsewhere), other_connection=True)
        deliver(office.journal, allowed, **parts)  # type: ignore[arg-type]  # three kinds of values
        assert [each.number for each in elsewhere.received if each.number] == [number(2)]


def test_many_lanes_never_write_to_one_number_at_once(office: Office) -> None:
    messages = [message(row, row % 3, text=f"aviso {row}") for row in range(2, 62)]
    settings = Settings(gap=0, concurrency=8)
    batch_id = office.send(messages, settings)
    assert office.journal.batches.one(batch_id).counts.accepted == 60
    assert office.asked() == {number(tail): 20 for tail in range(3)}
    assert {each.in_flight for each in office.api.received if each.number} == {0}


def test_where_not_all_lanes_can_start_none_goes_on(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = threading.Thread.start

    def full(thread: threading.Thread) -> None:
        if thread.name == "lane-1":
            raise RuntimeError("can't start new thread")
        start(thread)

    monkeypatch.setattr(threading.Thread, "start", full)
    with pytest.raises(RuntimeError):
        office.send([message(row, row) for row in range(2, 12)], Settings(gap=0, concurrency=2))
    assert not [each for each in threading.enumerate() if each.name.startswith("lane-")]
    assert office.journal.batches.one(1).state is BatchState.PAUSED


def test_a_journal_that_fails_on_the_way_stops_the_sending(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = office.journal.sending.record_and_claim

    def full(*args: object, **named: object) -> object:
        if len(office.watcher.states) == 2:
            raise JournalFull(location="journal")
        return record(*args, **named)  # type: ignore[arg-type]  # handed on as it came

    monkeypatch.setattr(office.journal.sending, "record_and_claim", full)
    with pytest.raises(DeliveryBroke) as caught:
        office.send([message(row, row) for row in range(2, 12)])
    assert caught.value.exit_code == 4
    assert sum(office.asked().values()) == 3


def test_a_journal_that_fails_at_the_very_end_does_not_say_that_nothing_left(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_args: object, **_named: object) -> bool:
        raise JournalFull(location="journal")

    monkeypatch.setattr(office.journal.batches, "finish", full)
    with pytest.raises(DeliveryBroke) as caught:
        office.send([message(2, 2)])
    assert caught.value.exit_code == 4
    assert sum(office.asked().values()) == 1


def test_the_token_is_tested_before_anything_leaves(api: StandIn) -> None:
    refuse_ill_connection(connection_to(api), Settings())
    wrong = Connection(name="loja", url=api.url, token=Token("not-this-one"))
    with pytest.raises(TokenRefused) as caught:
        refuse_ill_connection(wrong, Settings())
    assert caught.value.next.endswith("batch-sender connection add loja --replace")
    api.close()
    with pytest.raises(AddressUnreachable):
        refuse_ill_connection(connection_to(api), Settings())


def test_a_stop_with_the_last_message_on_its_way_leaves_nothing_to_go_on_with(
    office: Office,
) -> None:
    class StopsAtTheLast(Watcher):
        def settled(self, state: MessageState) -> None:
            super().settled(state)
            office.stop.set()

    office.watcher = StopsAtTheLast()
    batch_id = office.send([message(2, 2)])
    record = office.journal.batches.one(batch_id)
    assert (record.state, record.paused_because) == (BatchState.FINISHED, None)
    assert office.journal.batches.resumable() == []


def test_a_sender_that_was_taken_over_from_stops_and_leaves_the_batch_alone(
    office: Office,
) -> None:
    # As when a database session dies: another sender begins, and this one lives on.
    begin = partial(
        office.journal.batches.start, 1, connection_id=1, who="bia", sender={"id": "another"}
    )
    office.api.tell(AtArrival(2, begin))
    batch_id = office.send([message(row, row) for row in range(2, 12)])
    record = office.journal.batches.one(batch_id)
    assert sum(office.asked().values()) == 2
    assert (record.state, record.counts.pending) == (BatchState.RUNNING, 8)


def test_a_batch_whose_sender_died_holds_nobody_up(office: Office) -> None:
    slow = checked_batch(office.journal, [message(2, 2)], Settings(gap=60))
    mark = fingerprint(connection_to(office.api), office.journal.key())
    connection_id = office.journal.sending.known_connection(
        fingerprint=mark, name="loja", address=connection_to(office.api).address
    )
    office.journal.batches.start(
        slow, connection_id=connection_id, who="ana", sender={"id": "dead"}
    )
    office.journal.batches.settle_abandoned(who="bia")
    started = office.clock.now()
    office.send([message(row, row) for row in range(3, 9)])
    assert office.clock.now() == started
    assert office.journal.batches.one(slow).paused_because == "stopped"
    assert office.journal.batches.resumable() == [slow]
