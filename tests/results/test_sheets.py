"""What a person does with the results: the sheets behind them, charts, and lines for programs."""

import itertools
import json
import re
import threading
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from openpyxl import load_workbook

from batch_sender import language
from batch_sender.config.settings import Settings
from batch_sender.deliver.run import deliver
from batch_sender.journal import Journal
from batch_sender.judge.prepare import Request, prepare
from batch_sender.load import open_list
from batch_sender.load.errors import ListWithoutRows
from batch_sender.models import (
    Counts,
    JudgedRows,
    MessageRecord,
    MessageState,
    PhoneNumber,
    ProblemCode,
    Reason,
    Repair,
    RepairRule,
    Variant,
)
from batch_sender.results import write_results
from batch_sender.results.follow_up import (
    can_only_be_called,
    has_to_be_decided,
    is_safe_to_send_again,
    spelled,
)
from batch_sender.results.summary import bar_labels
from batch_sender.results.table import ResultTable
from batch_sender.results.tally import Tally
from batch_sender.results.workbook import write_workbook
from batch_sender.sentences import remedy_for, sheet_names
from batch_sender.standin import StandIn, no_faults
from tests.journal.desk import (
    ACCEPTED,
    NOT_LEFT,
    REFUSED,
    TIMED_OUT,
    Desk,
    new_batch,
    number,
    skipped,
    text,
)
from tests.results.batches import (
    NOON,
    a_batch,
    a_row,
    a_skipped_row,
    sheet_rows,
    summary_text,
    written,
)
from tests.support import FakeClock, Watcher, connection_to, dispatch

S = MessageState
SAO_PAULO = ZoneInfo("America/Sao_Paulo")


# ── which rows stand where ────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("state", "reason", "sheet"),
    [
        pytest.param(S.ACCEPTED, None, None, id="it went"),
        pytest.param(S.ACCEPTED, Reason.RESOLVED_AS_SENT, None, id="it went, a person says"),
        pytest.param(S.FAILED, Reason.CONNECTION_REFUSED, "again", id="surely did not leave"),
        pytest.param(S.SKIPPED, ProblemCode.CANCELLED, "again", id="cancelled"),
        pytest.param(S.SKIPPED, ProblemCode.EXPIRED, "again", id="expired"),
        pytest.param(S.UNKNOWN, Reason.TIMED_OUT, "decide", id="may have left"),
        pytest.param(S.UNKNOWN, Reason.HALF_SENT, "decide", id="half out"),
        pytest.param(S.REJECTED, Reason.REFUSED, "call", id="not on WhatsApp"),
        pytest.param(S.REJECTED, Reason.HALF_SENT, "call", id="its file was refused"),
        pytest.param(S.SKIPPED, ProblemCode.PHONE_MISSING, "call", id="no number"),
        pytest.param(S.SKIPPED, ProblemCode.PHONE_NO_DDD, "call", id="no DDD"),
        pytest.param(S.SKIPPED, ProblemCode.OPTED_OUT, None, id="asked not to be written to"),
        pytest.param(S.SKIPPED, ProblemCode.DUPLICATE, None, id="gets it in another row"),
        pytest.param(S.SKIPPED, ProblemCode.ALREADY_SENT, None, id="has it"),
        pytest.param(S.SKIPPED, ProblemCode.MEDIA_MISSING, None, id="a fault to mend first"),
        pytest.param(S.PENDING, None, None, id="its turn is still to come"),
        pytest.param(S.SENDING, None, None, id="on its way"),
    ],
)
def test_each_row_stands_on_one_sheet_more_at_most(
    state: MessageState, reason: str | None, sheet: str | None
) -> None:
    row = a_row(state=state, reason=reason)
    found = {
        "again": is_safe_to_send_again(row),
        "decide": has_to_be_decided(row),
        "call": can_only_be_called(row),
    }
    assert [name for name, stands_there in found.items() if stands_there] == [sheet] * bool(sheet)


def test_what_nobody_has_to_do_has_no_sheet(tmp_path: Path) -> None:
    book = load_workbook(written(tmp_path / "r.xlsx", a_row()))
    assert book.sheetnames == ["Summary", "Results", "Send again"]
    assert [list(row) for row in book["Send again"].iter_rows(values_only=True)] == [
        ["Nome", "Telefone"]
    ]


def test_send_again_holds_the_lists_own_columns_alone(tmp_path: Path) -> None:
    rows = [a_row(), a_row(row=3, cells=("=1+1", "11 9"), state=S.FAILED, reason="timed_out")]
    assert sheet_rows(written(tmp_path / "r.xlsx", *rows), "Send again") == [
        ("Nome", "Telefone"),
        ("=1+1", "11 9"),
    ]


def test_to_decide_says_what_to_look_for(tmp_path: Path) -> None:
    unknown = a_row(row=7, state=S.UNKNOWN, reason=Reason.TIMED_OUT)
    half = a_row(row=8, state=S.UNKNOWN, reason=Reason.HALF_SENT, detail="timed_out")
    header, first, second = sheet_rows(written(tmp_path / "r.xlsx", unknown, half), "To decide")
    assert header[2:] == ("row", "number", "time", "message", "reason", "what to look for")
    assert first[2:4] == (7, "+55 11 98765-4321")
    assert "batch-sender resolve 12 --row 7 --as-sent" in first[-1]
    assert "is all of it there, text, file and payment line" in second[-1]


def test_with_a_ticket_it_is_to_be_looked_for_in_cleverchat(tmp_path: Path) -> None:
    unknown = a_row(state=S.UNKNOWN, reason=Reason.TIMED_OUT)
    path = written(tmp_path / "r.xlsx", unknown, settings={"open_ticket": True})
    assert "open the ticket of this number" in sheet_rows(path, "To decide")[1][-1]


def test_to_call_gives_a_number_that_can_be_dialled_and_the_remedy(tmp_path: Path) -> None:
    rows = [
        a_row(state=S.REJECTED, reason=Reason.REFUSED),
        a_skipped_row("phone_no_ddd", column="Telefone", detail="98765-4321"),
    ]
    _header, refused, no_ddd = sheet_rows(written(tmp_path / "r.xlsx", *rows), "To call")
    assert refused[2] == "+55 11 98765-4321"
    assert no_ddd[2:] == (
        None,
        "The number has no DDD, its area code (Telefone: 98765-4321).",
        remedy_for("phone_no_ddd"),
    )


@pytest.mark.parametrize(
    ("digits", "shown"),
    [
        ("5511987654321", "+55 11 98765-4321"),
        ("551133334444", "+55 11 3333-4444"),
        ("351912345678", "+351912345678"),
        (None, None),
    ],
)
def test_numbers_are_spelled_for_people(digits: str | None, shown: str | None) -> None:
    assert spelled(None if digits is None else PhoneNumber(digits)) == shown


def test_a_sheet_that_is_full_goes_on_in_the_next(tmp_path: Path) -> None:
    rows = [a_row(row=n, state=S.FAILED, reason="timed_out") for n in range(5)]
    table = ResultTable(batch=a_batch(*rows), zone=SAO_PAULO)
    write_workbook(tmp_path / "r.xlsx", table, iter(rows), rows_per_sheet=3)
    assert load_workbook(tmp_path / "r.xlsx").sheetnames == [
        "Summary", "Results", "Results 2", "Send again", "Send again 2",
    ]  # fmt: skip


# ── given back ────────────────────────────────────────────────────────────────────────────────


def a_batch_with_every_status(desk: Desk) -> int:
    """Rows 2 accepted, 3 refused, 4 unknown, 5 failed, 6 no number; 7 and 8 cancelled."""
    judged = [text(row) for row in (2, 3, 4, 5)] + [skipped(6)] + [text(row) for row in (7, 8)]
    batch_id = desk.journal.batches.add(new_batch(header=("nome", "telefone"), sheet=None))
    desk.journal.batches.add_messages(batch_id, JudgedRows.of(judged))
    desk.journal.batches.mark_checked(batch_id, who="ana", repairs={})
    desk.start(batch_id)
    for ending in (ACCEPTED, REFUSED, TIMED_OUT):
        desk.record(desk.take(batch_id), ending)
    for _try in range(5):
        desk.record(desk.take(batch_id, rows=frozenset({5})), NOT_LEFT)
    desk.journal.batches.cancel(batch_id, who="ana")
    return batch_id


@pytest.mark.parametrize("spoken", language.LANGUAGES)
def test_what_is_given_back_sends_exactly_the_rows_that_are_safe(
    tmp_path: Path, journal: Journal, clock: FakeClock, spoken: str
) -> None:
    language.use(spoken)
    batch_id = a_batch_with_every_status(Desk(journal, clock))
    standing = {record.row: record.state for record in journal.messages.rows(batch_id)}
    assert standing == {
        2: S.ACCEPTED, 3: S.REJECTED, 4: S.UNKNOWN, 5: S.FAILED, 6: S.SKIPPED,
        7: S.SKIPPED, 8: S.SKIPPED,
    }  # fmt: skip
    path = tmp_path / "resultados.xlsx"
    write_results(path, batch=journal.batches.one(batch_id), rows=journal.messages.rows(batch_id))
    language.use("en")  # whoever gives it back may speak another language
    request = Request(
        list_path=path,
        text="Olá, {{ nome }}!",
        origin="--text",
        settings=Settings(gap=0, allow_repeat=True),
        who="ana",
    )
    again = prepare(journal, request, now=clock.now())
    with StandIn(faults=no_faults) as api:
        deliver(
            journal,
            dispatch(again, connection_to(api)),
            clock=clock,
            watch=Watcher(),
            stop=threading.Event(),
        )
        assert api.arrived() == {number(row): 1 for row in (5, 7, 8)}
    assert journal.batches.one(again).sheet in {"Send again", "Faltou enviar"}


def test_nothing_to_send_again_is_never_taken_for_the_whole_list(tmp_path: Path) -> None:
    path = written(tmp_path / "r.xlsx", a_row(), a_row(row=3))
    with pytest.raises(ListWithoutRows):
        open_list(path)


def test_the_sheet_is_known_in_every_language() -> None:
    for spoken in language.LANGUAGES:
        language.use(spoken)
        assert sheet_names.is_send_again(language._(sheet_names.SEND_AGAIN))
        assert sheet_names.is_given_back(language._(sheet_names.TO_MEND))


# ── the summary ───────────────────────────────────────────────────────────────────────────────


def charts_in(path: Path) -> int:
    summary: Any = load_workbook(path)["Summary"]
    return len(summary._charts)


def test_the_summary_shows_the_whole_story(tmp_path: Path) -> None:
    rows = [a_row(time=NOON + timedelta(minutes=n)) for n in range(3)]
    rows.append(a_skipped_row("opted_out"))
    settings = {"gap": 3.5, "window": None, "purpose": "lembrete", "media": "boleto.pdf"}
    path = written(tmp_path / "r.xlsx", *rows, settings=settings)
    told = summary_text(path)
    for line in (
        "purpose | lembrete",
        "media | boleto.pdf",
        "opt-outs honoured | 1",
        "sending hours | Monday to Saturday, 8:00 to 20:00",
        "pace asked for | one call each 3.5 s",
        "pace reached | 1 messages a minute",
        "09:02 | 1 | 0",
    ):
        assert line in told
    assert charts_in(path) == 2


@pytest.mark.parametrize(
    ("address", "host", "hours"),
    [
        ("127.0.0.1:8099", "127.0.0.1", "at any time"),
        ("api.example.com.br:8443", "api.example.com.br", "Monday to Saturday, 8:00 to 20:00"),
    ],
)
def test_hours_that_apply_are_told_and_where_it_was_sent(
    tmp_path: Path, address: str, host: str, hours: str
) -> None:
    path = written(tmp_path / "r.xlsx", a_row(), settings={"gap": 0}, address=address)
    told = summary_text(path)
    assert f"API | {host}\n" in told
    assert f"sending hours | {hours}\n" in told
    assert "times shown in | Brasília time\n" in told


def test_only_what_was_tried_stands_on_the_chart_over_time(tmp_path: Path) -> None:
    rows = [
        a_row(),
        a_row(row=3, state=S.PENDING, attempts=1, time=NOON + timedelta(minutes=1)),
        a_row(row=4, state=S.SKIPPED, reason="cancelled", time=NOON + timedelta(hours=9)),
    ]
    told = summary_text(written(tmp_path / "r.xlsx", *rows))
    assert told[told.index("Over time") :].splitlines()[1:] == ["09:00 | 1 | 0"]


def test_states_that_do_not_occur_are_left_out(tmp_path: Path) -> None:
    rows = [a_row(), a_row(row=3), a_skipped_row("duplicate", row=4)]
    counts = [row[:3] for row in sheet_rows(written(tmp_path / "r.xlsx", *rows), "Summary")][4:7]
    assert counts == [
        ("accepted", 2, pytest.approx(2 / 3)),
        ("skipped", 1, pytest.approx(1 / 3)),
        ("rows read, all together", 3, 1),
    ]


def test_each_text_has_its_shares(tmp_path: Path) -> None:
    rows = [a_row(row=n, variant="A") for n in range(3)]
    rows.append(a_row(row=9, variant="A", state=S.REJECTED, reason=Reason.REFUSED))
    variants = (Variant(name="A", text="Oi,\n\nAna!", origin="--text", counts=Counts()),)
    told = summary_text(written(tmp_path / "r.xlsx", *rows, variants=variants))
    assert "A | 4 | accepted: 3 (75%), rejected: 1 (25%) | Oi, Ana!\n" in told


def test_every_bar_begins_at_nought(tmp_path: Path) -> None:
    rows = [a_row(time=NOON + timedelta(seconds=n)) for n in range(11)]
    with zipfile.ZipFile(written(tmp_path / "r.xlsx", *rows)) as archive:
        charts = [archive.read(n).decode() for n in archive.namelist() if "charts/chart" in n]
    assert len(charts) == 2
    for chart in charts:
        (axis,) = re.findall(r"<c:valAx>.*?</c:valAx>", chart)
        assert '<c:min val="0"' in axis


def test_a_figure_at_the_end_of_the_longest_bar_finds_room(tmp_path: Path) -> None:
    path = written(tmp_path / "r.xlsx", *[a_row(row=n) for n in range(2, 102)])
    with zipfile.ZipFile(path) as archive:
        charts = [archive.read(n).decode() for n in archive.namelist() if "charts/chart" in n]
    ends = [float(n) for chart in charts for n in re.findall(r'<c:max val="([\d.]+)"', chart)]
    assert ends == [125]


def test_a_list_that_was_only_checked_has_no_charts(tmp_path: Path) -> None:
    row = a_row(state=S.PENDING, time=None, attempts=0, answer=None)
    assert charts_in(written(tmp_path / "r.xlsx", row)) == 0


@pytest.mark.parametrize(
    ("offsets", "span", "labels"),
    [
        pytest.param([0], 1, ["09:00"], id="one message"),
        pytest.param([0, 1, 3], 1, ["09:00", "09:01", "09:02", "09:03"], id="a gap is shown"),
        pytest.param([0, 60], 2, None, id="an hour"),
        pytest.param([0, 24 * 60], 60, None, id="a day"),
        pytest.param([0, 90 * 24 * 60], 7 * 1440, None, id="a quarter of a year"),
        pytest.param([0, 9 * 365 * 1440], 28 * 1440, None, id="longer than anybody sends"),
    ],
)
def test_bars_are_as_wide_as_the_time_needs(
    offsets: list[int], span: int, labels: list[str] | None
) -> None:
    tally = Tally()
    rows = [a_row(time=NOON + timedelta(minutes=offset)) for offset in offsets]
    assert list(tally.counted(rows)) == rows
    chart = tally.over_time(SAO_PAULO)
    assert chart is not None
    assert chart.span == timedelta(minutes=span)
    assert sum(bar.accepted for bar in chart.bars) == len(offsets)
    assert {later.begin - earlier.begin for earlier, later in itertools.pairwise(chart.bars)} <= {
        chart.span
    }
    if labels is not None:
        assert bar_labels(chart) == labels


# ── JSON Lines ────────────────────────────────────────────────────────────────────────────────


def json_lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").split("\n") if line]


@pytest.mark.parametrize("spoken", language.LANGUAGES)
def test_json_lines_are_the_same_in_every_language(tmp_path: Path, spoken: str) -> None:
    language.use(spoken)
    repair = Repair(rule=RepairRule.NINTH_DIGIT_ADDED, before="11 8765-4321", after="5511987654321")
    rows = [
        a_row(repairs=(repair,)),
        a_skipped_row("phone_invalid", row=3, cells=("Zé",), column="Telefone", detail="12"),
    ]
    first, second = json_lines(written(tmp_path / "r.jsonl", *rows))
    assert first == {
        "batch": 12,
        "row": 2,
        "status": "accepted",
        "code": None,
        "reason": None,
        "column": None,
        "detail": None,
        "further": [],
        "repairs": [
            {"rule": "ninth_digit_added", "before": "11 8765-4321", "after": "5511987654321"}
        ],
        "notices": [],
        "number": "5511987654321",
        "message": "Olá, Ana!",
        "payment_line": None,
        "variant": None,
        "media": None,
        "time": "2026-05-04T12:00:03+00:00",
        "attempts": 1,
        "answer": '{"mensagem":"Mensagem enviada"}',
        "list": {"Nome": "Ana", "Telefone": "11 98765-4321"},
    }
    assert (second["status"], second["code"], second["column"]) == (
        "skipped", "phone_invalid", "Telefone",
    )  # fmt: skip
    assert second["reason"].endswith(" (Telefone: 12).")
    assert second["list"] == {"Nome": "Zé", "Telefone": None}


def test_a_line_of_the_list_is_a_line_of_the_file(tmp_path: Path) -> None:
    odd = "a\nb\u2028c\u0085d\ud800"
    rows: list[MessageRecord] = [a_row(text=odd), a_row(row=3)]
    lines = json_lines(written(tmp_path / "r.jsonl", *rows))
    assert lines[0]["message"] == odd
    assert len(lines) == 2
