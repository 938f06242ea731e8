"""What the journal tells of batches and rows is what was written."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from batch_sender.journal import Journal, NewBatch
from batch_sender.journal.batches.counting import CallsLeft
from batch_sender.journal.errors import UnknownBatch
from batch_sender.models import (
    BatchState,
    Call,
    JudgedMessage,
    JudgedRows,
    MessageState,
    Notice,
    NoticeCode,
    Part,
    PhoneNumber,
    Problem,
    ProblemCode,
    Repair,
    RepairRule,
)
from tests.journal.desk import (
    ACCEPTED,
    LINE,
    PDF,
    REFUSED,
    TIMED_OUT,
    WHO,
    Desk,
    new_batch,
    number,
    skipped,
    text,
    with_file,
    with_file_and_payment,
    with_payment,
)

M = MessageState
ODD = "Zé “D'Ávila” 🙂\t{{ nome }} '; DROP TABLE messages; --\u2028%s"


def test_a_batch_is_read_as_it_was_written(desk: Desk) -> None:
    made_at = desk.clock.now()
    new = NewBatch(
        list_path="/listas/clientes çã.xlsx",
        sheet=None,
        header=("nome", "telefone", "nome"),
        hidden=3,
        template=ODD,
        settings={"gap": 3.5, "window": None},
        gap_seconds=3.5,
        who="joão",
        version="0.1.0",
    )
    batch_id = desk.journal.batches.add(new)
    desk.journal.batches.add_messages(batch_id, JudgedRows.of([text(2), skipped(3), skipped(9)]))
    desk.journal.batches.mark_checked(batch_id, who="joão", repairs={"ninth_digit_added": 2})
    desk.clock.forward(10)
    desk.start(batch_id)

    batch = desk.journal.batches.one(batch_id)
    assert (str(batch.list_path.name), batch.sheet, batch.hidden) == ("clientes çã.xlsx", None, 3)
    assert (batch.header, batch.template) == (("nome", "telefone", "nome"), ODD)
    assert (batch.who, batch.version, batch.state) == ("joão", "0.1.0", BatchState.RUNNING)
    assert (batch.connection, batch.address) == ("loja", "api.example")
    assert (batch.created_at, batch.ended_at) == (made_at, None)
    assert batch.started_at == made_at + timedelta(seconds=10)
    assert batch.repairs == {"ninth_digit_added": 2}
    assert batch.problems == {"phone_missing": 2}
    assert (batch.counts.pending, batch.counts.skipped, batch.counts.read) == (1, 2, 3)
    assert desk.journal.batches.settings(batch_id) == {"gap": 3.5, "window": None}


def test_it_began_when_it_was_first_started(desk: Desk) -> None:
    batch_id = desk.running(text(2))
    began = desk.clock.now()
    desk.clock.forward(60)
    desk.start(batch_id)
    assert desk.journal.batches.one(batch_id).started_at == began


def test_a_row_is_read_as_it_was_judged(desk: Desk) -> None:
    repair = Repair(rule=RepairRule.NINTH_DIGIT_ADDED, before="11 3333-4444", after="5511933334444")
    problem = Problem(code=ProblemCode.MEDIA_MISSING, column="arquivo", detail=ODD)
    row = JudgedMessage(
        row=1_048_576,
        cells=("", ODD),
        problem=problem,
        further=(Problem(code=ProblemCode.VALUE_MISSING), replace(problem, detail="")),
        notices=(Notice(code=NoticeCode.MEDIA_MISMATCH, detail=ODD),),
        repairs=(repair,),
        number=number(1),
        text=ODD,
    )
    (told,) = desk.journal.messages.rows(desk.checked(row))
    assert (told.row, told.cells, told.state) == (1_048_576, ("", ODD), M.SKIPPED)
    assert (told.reason, told.column, told.detail) == ("media_missing", "arquivo", ODD)
    assert (told.further, told.notices) == (row.further, row.notices)
    assert (told.repairs, told.number, told.text) == ((repair,), number(1), ODD)
    assert (told.time, told.attempts, told.answer, told.media_name) == (None, 0, None, None)


def test_a_row_tells_its_last_attempt(desk: Desk) -> None:
    batch_id = desk.running(with_file(2))
    desk.record(desk.take(batch_id), ACCEPTED)
    desk.clock.forward(5)
    desk.record(desk.take(batch_id), REFUSED)
    (told,) = desk.journal.messages.rows(batch_id)
    assert (told.attempts, told.time, told.answer) == (2, desk.clock.now(), REFUSED.answer)
    assert told.media_name == "7.pdf"


def test_rows_come_in_the_order_of_the_list(desk: Desk) -> None:
    batch_id = desk.checked(*(text(row) for row in range(1500, 1, -1)))
    assert [told.row for told in desk.journal.messages.rows(batch_id)] == list(range(2, 1501))


def test_the_newest_batches_come_first(desk: Desk) -> None:
    made = [desk.checked(text(2)) for _ in range(4)]
    desk.journal.batches.add(new_batch())  # still being judged: nobody's business
    assert [batch.id for batch in desk.journal.batches.recent()] == made[::-1]
    assert [batch.id for batch in desk.journal.batches.recent(most=2)] == made[:1:-1]


def test_only_what_was_begun_can_be_resumed_without_its_number(desk: Desk) -> None:
    desk.checked(text(2))
    running, paused = desk.running(text(3)), desk.running(text(4))
    desk.journal.batches.pause(paused, because="asked", who=WHO)
    desk.journal.batches.cancel(desk.running(text(5)), who=WHO)
    assert desk.journal.batches.resumable() == [running, paused]


# ── before the sending ────────────────────────────────────────────────────────────────────────


def long(row: int, length: int) -> JudgedMessage:
    return text(row)._replace(text="x" * length)


@pytest.mark.parametrize(
    ("chance", "row"),
    [
        pytest.param(0.0, 3, id="the first"),
        pytest.param(0.5, 6, id="one in the middle"),
        pytest.param(0.999999, 7, id="the last"),
    ],
)
def test_previews_are_chosen_by_what_may_be_wrong(desk: Desk, chance: float, row: int) -> None:
    batch_id = desk.checked(skipped(2), long(3, 19), long(5, 99), long(6, 9), long(7, 98))
    previews = desk.journal.messages.previews(batch_id, chance=chance)
    shown = (previews.first, previews.longest, previews.shortest, previews.random)
    assert [told.row for told in shown if told] == [3, 5, 6, row]


@pytest.mark.parametrize(
    "text_of_4",
    [
        pytest.param("Ol\u00e1, Jo\u00c3\u00a3o", id="UTF-8 read as Latin-1"),
        pytest.param("Ol\u00e1, Jo\ufffdo", id="a letter lost"),
        pytest.param("Ol\u00e1, P&amp;B", id="HTML"),
        pytest.param("Ol\u00e1, \u202enaoJ", id="a sign that turns the line"),
        pytest.param("Ol\u00e1, 😀", id="a picture, in few letters"),
    ],
)
def test_what_may_hold_odd_characters_is_found(desk: Desk, text_of_4: str) -> None:
    usual = [text(row)._replace(text="Olá, João da Conceição Brandão") for row in range(10, 60)]
    odd = text(4)._replace(text=text_of_4)
    pad = text(5)._replace(text="😀" * 9)  # far more bytes than letters
    previews = desk.journal.messages.previews(desk.checked(odd, pad, *usual), chance=0.5)
    assert {4, 5} <= {told.row for told in previews.unusual} or text_of_4.endswith("😀")
    assert len(previews.unusual) <= 40


def test_the_first_rows_that_a_rule_repaired_are_named(desk: Desk) -> None:
    ninth = Repair(rule=RepairRule.NINTH_DIGIT_ADDED, before="11 8765-4321", after="5511987654321")
    country = Repair(rule=RepairRule.COUNTRY_CODE_ADDED, before="11 8765", after="5511")
    rows = [text(row)._replace(repairs=(country,)) for row in (2, 3)]
    batch_id = desk.checked(*rows, text(4)._replace(repairs=(country, ninth)), text(5))
    told = desk.journal.messages.rows_repaired_by(batch_id, "ninth_digit_added", most=2)
    assert [(each.row, each.repairs) for each in told] == [(4, (country, ninth))]
    assert [
        r.row for r in desk.journal.messages.rows_repaired_by(batch_id, country.rule, most=2)
    ] == [2, 3]


def test_the_first_rows_of_a_notice_are_named(desk: Desk) -> None:
    scan = Notice(code=NoticeCode.MEDIA_NOT_COMPARED, detail="no_text")
    wrong = Notice(code=NoticeCode.MEDIA_MISMATCH, detail="7.pdf")
    noticed = [text(row)._replace(notices=(scan,)) for row in (3, 4, 5)]
    batch_id = desk.checked(text(2), *noticed, text(6)._replace(notices=(wrong,)))
    told = desk.journal.messages.rows_noticed_for(batch_id, "media_not_compared", most=2)
    assert [(row.row, row.notices) for row in told] == [(3, (scan,)), (4, (scan,))]
    assert [
        r.row for r in desk.journal.messages.rows_noticed_for(batch_id, wrong.code, most=2)
    ] == [6]


def test_a_file_that_several_people_would_get_is_found(desk: Desk) -> None:
    def bill(row: int, content: str, **to: int) -> JudgedMessage:
        media = replace(PDF, path=Path(f"{row}.pdf"), sha256=content * 64)
        return with_file(row, **to)._replace(media=media)

    batch_id = desk.checked(
        text(2),
        bill(3, "a"),
        bill(4, "b", to=4),
        bill(5, "b", to=4),  # the same person
        bill(6, "c"),
        bill(7, "a"),
        bill(8, "c"),
        bill(9, "a"),
        bill(10, "d")._replace(problem=Problem(code=ProblemCode.OPTED_OUT)),
        bill(11, "d"),
    )
    shared = desk.journal.messages.shared_files(batch_id, most=1)
    assert shared.rows == 5
    assert [(each.name, each.people, each.rows) for each in shared.first] == [
        ("3.pdf", 3, (3, 7, 9)),
    ]
    assert list(desk.journal.messages.rows_sharing_files(batch_id)) == [3, 6, 7, 8, 9]


def test_where_nothing_can_leave_nothing_is_shown(desk: Desk) -> None:
    batch_id = desk.checked(skipped(2))
    previews = desk.journal.messages.previews(batch_id, chance=0.5)
    assert (previews.first, previews.random, previews.unusual) == (None, None, ())
    assert desk.journal.messages.proof_calls(batch_id, number(99)) == []
    assert desk.journal.batches.calls_left(batch_id).calls == 0


def test_a_proof_is_the_first_message_to_another_number(desk: Desk) -> None:
    batch_id = desk.checked(skipped(2), with_file(3), text(4))
    mine = PhoneNumber("5511911112222")
    assert desk.journal.messages.proof_calls(batch_id, mine) == [
        Call(number=mine, part=part, text="Olá, Ana! (3)", media=PDF)
        for part in (Part.TEXT, Part.FILE)
    ]
    assert desk.journal.batches.counts(batch_id).pending == 2  # it is no row of the list


@pytest.mark.parametrize("make", [with_payment, with_file_and_payment])
def test_a_proof_holds_every_part(desk: Desk, make: Callable[..., JudgedMessage]) -> None:
    judged = make(3)
    batch_id = desk.checked(judged)
    calls = desk.journal.messages.proof_calls(batch_id, number(99))
    assert tuple(call.part for call in calls) == judged.form.parts
    last = calls[-1]
    assert (last.part, last.text, last.media) == (Part.PAYMENT, LINE, None)
    assert {call.text for call in calls[:-1]} == {judged.text}


def test_calls_left_counts_parts(desk: Desk) -> None:
    batch_id = desk.running(text(2), with_file(3), with_file(4), skipped(5))
    assert desk.journal.batches.calls_left(batch_id).calls == 5
    desk.record(desk.take(batch_id), ACCEPTED)
    desk.record(desk.take(batch_id), ACCEPTED)
    assert desk.journal.batches.calls_left(batch_id).calls == 3
    assert desk.journal.batches.calls_left(batch_id).each == 2
    whole = desk.running(with_file_and_payment(2, to=12), text(3, to=13))
    assert desk.journal.batches.calls_left(whole) == CallsLeft(calls=4, each=3)
    desk.record(desk.take(whole), ACCEPTED)
    assert desk.journal.batches.calls_left(whole) == CallsLeft(calls=3, each=3)


def test_the_first_rows_of_a_problem_are_named(desk: Desk) -> None:
    missing = [skipped(row) for row in range(20, 1, -1)]
    batch_id = desk.checked(*missing, skipped(21, ProblemCode.DUPLICATE), text(22))
    told = desk.journal.messages.rows_skipped_for(batch_id, "phone_missing", most=3)
    assert [row.row for row in told] == [2, 3, 4]
    assert desk.journal.messages.rows_skipped_for(batch_id, "duplicate", most=3)[0].row == 21


def test_what_was_said_is_told_by_whom_and_when(desk: Desk) -> None:
    since = desk.clock.now() - timedelta(hours=24)
    batch_id = desk.running(text(2), text(3), text(4), with_file(5), text(6), text(7))
    for ending in (ACCEPTED, TIMED_OUT, REFUSED, ACCEPTED):
        desk.record(desk.take(batch_id), ending)
    desk.take(batch_id)  # the file of row 5 is on its way; 6 and 7 wait
    keys = [f"{number(row)}/Olá" for row in range(2, 9)]
    said = desk.already_sent(keys, since=since)
    assert sorted(said) == [keys[0], keys[1], keys[3]]
    assert said[keys[0]] == f"{batch_id} 2 {desk.clock.now():%Y-%m-%dT%H:%MZ}"
    assert desk.already_sent(keys, since=desk.clock.now() + timedelta(seconds=1)) == {}
    assert desk.already_sent([], since=since) == {}


def test_of_several_the_last_is_named(desk: Desk) -> None:
    first, last = desk.running(text(2)), desk.running(text(2))
    for batch_id in (first, last):
        desk.record(desk.take(batch_id, sent_since=None), ACCEPTED)
        desk.clock.forward(60)
    key = f"{number(2)}/Olá"
    (told,) = desk.already_sent([key], since=desk.clock.now() - timedelta(hours=1)).values()
    assert told.split()[0] == str(last)


def test_as_many_keys_as_rows_a_transaction_can_be_asked(desk: Desk) -> None:
    assert desk.already_sent([str(n) for n in range(5000)], since=desk.clock.now()) == {}


# ── connections and events ────────────────────────────────────────────────────────────────────


def test_a_connection_is_known_by_its_fingerprint(desk: Desk) -> None:
    known = desk.journal.sending.known_connection(fingerprint="#1", name="loja", address="a")
    again = desk.journal.sending.known_connection(fingerprint="#1", name="loja nova", address="a")
    other = desk.journal.sending.known_connection(fingerprint="#2", name="loja", address="a")
    assert known == again != other
    batch_id = desk.running(text(2), connection=known)
    assert desk.journal.batches.one(batch_id).connection == "loja nova"
    assert desk.journal.batches.fingerprint(batch_id) == "#1"
    assert desk.journal.batches.fingerprint(desk.checked(text(3))) is None


def test_an_event_keeps_what_was_told(desk: Desk) -> None:
    batch_id = desk.checked(text(2))
    desk.journal.batches.note(
        batch_id, "proof_sending", who="bia", detail={"number": "…4444", "n": 1}
    )
    desk.journal.batches.note(None, "of no batch", who="bia", detail={})
    event = desk.journal.batches.events(batch_id)[-1]
    assert (event.at, event.kind, event.who) == (desk.clock.now(), "proof_sending", "bia")
    assert event.detail == {"number": "…4444", "n": 1}


def test_the_key_stays_the_same_and_is_the_journals_own(
    journal: Journal, location: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with (
        Journal(location) as again,
        Journal(tmp_path_factory.mktemp("x") / "journal.sqlite3") as other,
    ):
        assert journal.key() == again.key() != other.key()


@pytest.mark.parametrize(
    "ask",
    [
        pytest.param(lambda book: book.batches.one(99), id="batch"),
        pytest.param(lambda book: book.batches.state(99), id="state"),
        pytest.param(lambda book: book.batches.settings(99), id="settings"),
    ],
)
def test_a_batch_that_is_not_there_is_said(
    journal: Journal, ask: Callable[[Journal], object]
) -> None:
    with pytest.raises(UnknownBatch, match="99"):
        ask(journal)
