"""The results as a person opens them: read back with other programs' eyes."""

import csv
import errno
import gc
import os
import sys
import tempfile
import tracemalloc
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NoReturn
from zipfile import ZipFile
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from batch_sender import language
from batch_sender.models import (
    BatchState,
    Counts,
    MessageRecord,
    MessageState,
    Notice,
    NoticeCode,
    Problem,
    ProblemCode,
    Repair,
    RepairRule,
)
from batch_sender.models.errors import BatchSenderError
from batch_sender.results import check_results_path, write_results
from batch_sender.results.book import new_book
from batch_sender.results.cells import MOST_UNITS, clean, for_csv
from batch_sender.results.place import put_in_place
from batch_sender.results.table import ResultTable
from batch_sender.results.workbook import SAMPLE, write_workbook
from batch_sender.sentences import describe_notice
from tests.results.batches import (
    FORMULAS,
    NOON,
    a_batch,
    a_row,
    a_skipped_row,
    sheet_rows,
    summary_text,
    written,
)

OURS = ["status", "reason", "number", "message", "media", "time", "attempts", "answer"]
REPAIRS = "repairs and notes"
OURS_IN_PORTUGUESE = [
    "situação", "motivo", "número", "mensagem", "arquivo", "horário", "tentativas",
    "retorno_cleverchat", "ajustes e observações",
]  # fmt: skip


def csv_rows(path: Path, delimiter: str = ",") -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file, delimiter=delimiter, strict=True))


# ── the rows ──────────────────────────────────────────────────────────────────────────────────


def test_the_list_comes_back_in_its_order_with_ours_behind(tmp_path: Path) -> None:
    path = written(tmp_path / "r.xlsx", a_row(), a_skipped_row("phone_missing", column="Telefone"))
    header, first, second = sheet_rows(path)
    assert list(header) == ["Nome", "Telefone", *OURS, REPAIRS]
    assert first == (
        "Ana", "11 98765-4321", "accepted", None, "5511987654321", "Olá, Ana!", None,
        datetime(2026, 5, 4, 9, 0, 3), 1, '{"mensagem":"Mensagem enviada"}', None,  # noqa: DTZ001 - a worksheet knows no zones
    )  # fmt: skip
    assert second[2:] == (
        "skipped", "No phone number (Telefone).", None, None, None, None, 0, None, None,
    )  # fmt: skip


def test_a_brazilian_reads_portuguese(tmp_path: Path) -> None:
    language.use("pt-BR")
    row = a_row(state=MessageState.UNKNOWN, reason="timed_out")
    path = written(tmp_path / "r.xlsx", row)
    book = load_workbook(path)
    assert book.sheetnames == ["Resumo", "Resultados", "Faltou enviar", "A conferir"]
    header, first = book.worksheets[1].iter_rows()
    assert [cell.value for cell in header[2:]] == OURS_IN_PORTUGUESE
    assert first[2].value == "em dúvida (pode ter saído)"
    assert first[3].value == "Sem resposta a tempo: pode ter saído."
    assert first[7].number_format == "dd/mm/yyyy hh:mm:ss"


def test_times_are_shown_in_the_zone_asked_for(tmp_path: Path) -> None:
    path = write_results(
        tmp_path / "r.xlsx",
        batch=a_batch(a_row()),
        rows=[a_row()],
        show_time_in=ZoneInfo("America/Manaus"),
    )
    assert sheet_rows(path)[1][7].hour == 8
    assert "times shown in | America/Manaus" in summary_text(path)


def test_a_repair_is_no_reason_and_stands_by_itself(tmp_path: Path) -> None:
    repair = Repair(rule=RepairRule.NINTH_DIGIT_ADDED, before="11 8765-4321", after="5511987654321")
    rows = [
        a_row(repairs=(repair,)),
        a_row(repairs=(repair,), state=MessageState.FAILED, reason="connection_refused"),
    ]
    shown = sheet_rows(written(tmp_path / "r.xlsx", *rows))[1:]
    assert [row[3] for row in shown] == [None, "Nothing answers at the API's address."]
    told = "11 8765-4321 → 5511987654321: the 9 that mobile numbers begin with was put in"
    assert {row[10] for row in shown} == {told}


def test_what_is_worth_a_look_stands_with_the_repairs(tmp_path: Path) -> None:
    notice = Notice(code=NoticeCode.MEDIA_SHARED, detail="boleto.pdf")
    repair = Repair(rule=RepairRule.FIXED_LINE, before="1133334444", after="551133334444")
    _header, row = sheet_rows(
        written(tmp_path / "r.xlsx", a_row(notices=(notice,), repairs=(repair,)))
    )
    assert row[3] is None
    line, file = row[10].split("\n")
    assert line == "a fixed line: it can be reached only if it is on WhatsApp"
    assert file == describe_notice(NoticeCode.MEDIA_SHARED, "boleto.pdf")


@pytest.mark.parametrize(
    ("header", "added"),
    [
        pytest.param(("Nome", "Status"), "status (batch-sender)", id="case-does-not-count"),
        pytest.param(
            ("status", "status (batch-sender)"), "status (batch-sender 2)", id="results-sent-again"
        ),
        pytest.param(("Nome", "statuses"), "status", id="another-name"),
    ],
)
def test_a_column_of_the_list_keeps_its_name(
    tmp_path: Path, header: tuple[str, ...], added: str
) -> None:
    path = written(tmp_path / "r.xlsx", a_row(), header=header)
    assert sheet_rows(path)[0][:3] == (*header, added)


def test_a_short_row_does_not_shift_ours(tmp_path: Path) -> None:
    path = written(tmp_path / "r.xlsx", a_row(cells=("Ana",)), a_row(cells=()))
    assert [row[2] for row in sheet_rows(path)[1:]] == ["accepted", "accepted"]


def test_columns_and_cells_may_be_empty(tmp_path: Path) -> None:
    path = written(tmp_path / "r.xlsx", a_row(cells=("", "")), header=("", ""), who="")
    for sheet in load_workbook(path):
        # An inline text without its text is what makes Excel offer to repair a workbook.
        assert "inlineStr" not in {cell.data_type for row in sheet.iter_rows() for cell in row}


def test_more_rows_than_a_sheet_holds_go_on_in_the_next(tmp_path: Path) -> None:
    rows = [a_row(cells=(f"P{n}", "")) for n in range(7)]
    table = ResultTable(batch=a_batch(*rows), zone=ZoneInfo("America/Sao_Paulo"))
    write_workbook(tmp_path / "r.xlsx", table, iter(rows), rows_per_sheet=3)
    book = load_workbook(tmp_path / "r.xlsx")
    assert book.sheetnames == ["Summary", "Results", "Results 2", "Results 3", "Send again"]
    found = [
        [row[0] for row in sheet.iter_rows(values_only=True)] for sheet in book.worksheets[1:4]
    ]
    assert found == [
        ["Nome", "P0", "P1", "P2"], ["Nome", "P3", "P4", "P5"], ["Nome", "P6"],
    ]  # fmt: skip
    write_workbook(tmp_path / "full.xlsx", table, iter(rows[:6]), rows_per_sheet=3)
    sheets = load_workbook(tmp_path / "full.xlsx").sheetnames
    assert sheets == ["Summary", "Results", "Results 2", "Send again"]


def test_a_batch_without_rows_is_still_a_workbook(tmp_path: Path) -> None:
    assert len(sheet_rows(written(tmp_path / "r.xlsx"))) == 1


# ── how it looks ──────────────────────────────────────────────────────────────────────────────


def test_a_column_finds_room_for_what_first_comes_late(tmp_path: Path) -> None:
    fine = [a_row(row=n) for n in range(2, 2 + SAMPLE)]
    bad = a_skipped_row(ProblemCode.DUPLICATE_OTHER_MESSAGE, row=2 + SAMPLE)
    book = load_workbook(written(tmp_path / "r.xlsx", *fine, bad))
    sheet, last = book.worksheets[1], 2 + SAMPLE
    assert len(str(sheet[f"D{last}"].value)) > 36
    assert sheet.column_dimensions["D"].width >= 36
    assert sheet.row_dimensions[last].height == 2 * 15
    book.close()


def test_the_sheet_is_ready_to_read_and_filter(tmp_path: Path) -> None:
    long = "Bom dia! " * 40
    path = written(tmp_path / "r.xlsx", *[a_row(text=long), a_row(cells=("Zé", "1"))] * 5)
    book = load_workbook(path)
    sheet = book.worksheets[1]
    assert book.active is book["Summary"]
    assert [each.title for each in book if each.sheet_view.tabSelected] == ["Summary"]
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:K11"
    assert sheet["H2"].is_date
    assert {sheet.column_dimensions[letter].width for letter in "AF"} == {9, 56}
    # A row is as high as its message, which is wrapped and begins at the top.
    assert [sheet.row_dimensions[n].height for n in (2, 3)] == [7 * 15, 15]
    assert {sheet[f"F{n}"].alignment.wrap_text for n in range(2, 12)} == {True}
    assert {sheet[f"A{n}"].alignment.vertical for n in range(2, 12)} == {"top"}
    (coloured,) = sheet.conditional_formatting
    assert str(coloured.sqref) == "C2:C11"
    assert {rule.formula[0] for rule in coloured.rules} == {f'"{state}"' for state in MessageState}


def test_short_rows_stay_one_line_high(tmp_path: Path) -> None:
    short = [a_row(answer="ok")] * 3
    sheet = load_workbook(written(tmp_path / "r.xlsx", *short)).worksheets[1]
    assert sheet.row_dimensions[2].height == 15


def heights(path: Path, sheet: int = 1) -> list[int]:
    lines = load_workbook(path).worksheets[sheet].row_dimensions
    return [lines[n].height for n in range(2, max(lines) + 1)]


def test_a_row_with_several_problems_is_high_enough_for_all_of_them(tmp_path: Path) -> None:
    missing = Problem(code=ProblemCode.VALUE_MISSING, column="valor")
    plain = [a_row(answer="ok", row=n) for n in range(2, 9)]
    sorry = [
        a_skipped_row("phone_missing", column="Telefone", row=9 + n, further=(missing,) * n)
        for n in (0, 3, 40)
    ]
    found = heights(written(tmp_path / "r.xlsx", *plain, *sorry))
    assert found[:7] == [15] * 7
    one, four, all_that_is_too_much = found[7:]
    assert 15 <= one < 60 <= four < all_that_is_too_much == 12 * 15


# ── nothing of the list runs ──────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_of_a_workbook_is_a_formula(tmp_path: Path, text: str) -> None:
    hostile = a_row(cells=(text, text), text=text, media_name=text, answer=text)
    path = written(
        tmp_path / "r.xlsx", hostile, header=(text, "Nome"), template=text, who=text, sheet=text
    )
    for sheet in load_workbook(path):
        assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= set("snd")
    shown = CalamineWorkbook.from_path(path).get_sheet_by_index(1).to_python()[1]
    assert shown[0] == text.replace("\r", "\n")


def test_a_marked_cell_stays_text_when_a_person_edits_it(tmp_path: Path) -> None:
    path = written(tmp_path / "r.xlsx", a_row(cells=("=1+1", "Ana")))
    sheet = load_workbook(path).worksheets[1]
    assert (sheet["A2"].quotePrefix, sheet["B2"].quotePrefix) == (True, False)
    assert sheet["A2"].alignment.vertical == "top"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        *(pytest.param(text, f"'{clean(text)}", id=repr(text)) for text in FORMULAS[:-2]),
        pytest.param("-5", "-5", id="a negative number"),
        pytest.param("-1.234,56", "-1.234,56", id="a negative amount"),
        pytest.param("-10%", "-10%", id="a negative share"),
        pytest.param("-", "-", id="a lone dash, which people write for nothing"),
        pytest.param("-5+2", "'-5+2", id="a sum is no number"),
        pytest.param("a=1", "a=1", id="a sign inside the text"),
        pytest.param("", "", id="empty"),
    ],
)
def test_no_cell_of_a_csv_begins_a_formula(tmp_path: Path, text: str, shown: str) -> None:
    path = written(tmp_path / "r.csv", a_row(cells=("Ana", text), text=text), header=("Nome", "x"))
    (_header, row) = csv_rows(path)
    assert (row[1], row[5]) == (shown, shown)


@given(st.text(st.characters(codec=None), max_size=60))
def test_whatever_the_text_a_cell_can_hold_it(text: str) -> None:
    cleaned = clean(text)
    cleaned.encode("utf-8")
    assert not {c for c in cleaned if ord(c) < 32} - {"\t", "\n"}
    assert clean(cleaned) == cleaned
    assert not for_csv(text).startswith(("=", "+", "@", "\t", "\n"))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("a\x00b\x1fc", "a\ufffdb\ufffdc", id="control-characters"),
        pytest.param("a\ud800b", "a\ufffdb", id="lone-surrogate"),
        pytest.param("a\ufffeb\uffff", "a\ufffdb\ufffd", id="not-characters"),
        pytest.param("a\r\nb\rc\x0bd", "a\nb\nc\nd", id="line-breaks"),
        pytest.param("a\tb\u00a0c\u2028d", "a\tb\u00a0c\u2028d", id="what-cells-can-hold"),
        pytest.param("_x0041_ _x41_", "_x0041_ _x41_", id="looks-like-an-escape"),
        pytest.param("  a  ", "  a  ", id="outer-spaces"),
        pytest.param("  ", "  ", id="nothing-but-spaces"),
        pytest.param("<b> & \"c\" 'd' ]]>", "<b> & \"c\" 'd' ]]>", id="what-XML-is-made-of"),
        pytest.param("<r>&</r>", "<r>&</r>", id="what rich text is made of"),
        pytest.param("😀 ação", "😀 ação", id="emoji-and-accents"),
    ],
)
def test_odd_characters_do_not_stop_the_workbook(tmp_path: Path, text: str, shown: str) -> None:
    path = written(tmp_path / "r.xlsx", a_row(cells=(text, "x"), answer=text))
    book = CalamineWorkbook.from_path(path)
    row = book.get_sheet_by_index(1).to_python()[1]
    assert (row[0], row[9]) == (shown, shown)


@pytest.mark.parametrize(
    "character", [pytest.param("a", id="one unit"), pytest.param("😀", id="two units")]
)
def test_a_cell_too_long_for_excel_ends_in_an_ellipsis(tmp_path: Path, character: str) -> None:
    path = written(tmp_path / "r.xlsx", a_row(text=character * 40_000), a_row(text="a" * 32_767))
    first, second = (row[5] for row in sheet_rows(path)[1:])
    assert first.endswith(f"{character}…")
    assert MOST_UNITS - 1 <= len(first.encode("utf-16-le")) // 2 <= MOST_UNITS
    assert second == "a" * 32_767


# ── the CSV ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("spoken", "delimiter"), [pytest.param("en", ",", id="en"), pytest.param("pt-BR", ";", id="pt")]
)
def test_a_csv_opens_in_the_excel_of_its_country_and_its_codes_stay(
    tmp_path: Path, spoken: str, delimiter: str
) -> None:
    language.use(spoken)
    path = written(tmp_path / "r.CSV", a_row(text="Olá; tudo bem, Ana?"), a_row(attempts=0))
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    header, first, second = csv_rows(path, delimiter)
    assert header == ["Nome", "Telefone", *OURS, "repairs", "code"]
    assert (first[2], first[7]) == ("accepted", "2026-05-04 09:00:03")
    assert (first[5], second[8]) == ("Olá; tudo bem, Ana?", "0")


def test_both_formats_tell_the_same(tmp_path: Path) -> None:
    rows = [a_row(), a_skipped_row("phone_invalid", column="Telefone", detail="12")]
    sheet = sheet_rows(written(tmp_path / "r.xlsx", *rows))
    plain = csv_rows(written(tmp_path / "r.csv", *rows))
    told = [["" if v is None else str(v) for v in row] for row in sheet]
    assert told[1:] == [row[:-1] for row in plain[1:]]
    assert [row[-1] for row in plain] == ["code", "", "phone_invalid"]


# ── the summary ───────────────────────────────────────────────────────────────────────────────

ONE_OF_EACH = [
    a_row(),
    a_row(),
    a_row(state=MessageState.REJECTED, reason="refused"),
    a_row(state=MessageState.UNKNOWN, reason="timed_out"),
    a_row(state=MessageState.FAILED, reason="connection_refused"),
    a_row(state=MessageState.PENDING),
    a_row(state=MessageState.SENDING),
    a_skipped_row("phone_invalid"),
    a_skipped_row("duplicate"),
    a_skipped_row("duplicate"),
]


@pytest.mark.parametrize(
    ("spoken", "sheet", "total"),
    [("en", "Summary", "rows read, all together"), ("pt-BR", "Resumo", "total de linhas lidas")],
)
def test_the_counts_add_up_to_what_was_read(
    tmp_path: Path, spoken: str, sheet: str, total: str
) -> None:
    language.use(spoken)
    rows = sheet_rows(written(tmp_path / "r.xlsx", *ONE_OF_EACH), sheet)
    end = next(n for n, row in enumerate(rows) if row[0] == total)
    figures = [row[1] for row in rows[end - len(MessageState) : end]]
    assert figures == [2, 1, 1, 1, 3, 1, 1]
    assert rows[end][1] == sum(figures) == len(ONE_OF_EACH)


def test_every_code_comes_with_its_meaning_and_remedy(tmp_path: Path) -> None:
    told = summary_text(written(tmp_path / "r.xlsx", *ONE_OF_EACH))
    assert (
        "The same message to the same number stands in another row. | 2 | "
        "Nothing to do: the person gets the message once." in told
    )
    assert "duplicate |" not in told
    reasons = told[told.index("What to look at") :]
    order = [reasons.index(f"\n{state}\n") for state in ("rejected", "unknown", "skipped")]
    assert order == sorted(order)  # what needs a person first stands first
    assert reasons.count("\nskipped\n") == 1, "a state is named once, above its kinds"


def test_it_says_whose_batch_it_was_and_how_long_it_took(tmp_path: Path) -> None:
    repaired = a_row(repairs=(Repair(rule=RepairRule.COUNTRY_CODE_ADDED, before="1", after="551"),))
    told = summary_text(written(tmp_path / "r.xlsx", repaired, hidden=3))
    for line in (
        "contact list | pacientes.xlsx",
        "sheet | Plan1",
        "hidden rows, left out | 3",
        "message | Olá, {{ nome }}!",
        "connection | recepção",
        "API | api.example.com.br",
        "who | ana@balcao",
        "first message | 2026-05-04 09:00:03",
        "duration | 1 h 2 min",
        "program | batch-sender 0.1.0",
        "1 | Brazil's country code 55 was put in front.",
        "The batch is finished.",
    ):
        assert f"\n{line}" in told
    assert "key=hidden" not in told
    assert "CleverChat has taken the message into its queue" in told


@pytest.mark.parametrize(
    ("span", "told"),
    [
        (timedelta(seconds=5.4), "5 s"),
        (timedelta(minutes=59, seconds=59.6), "1 h 0 min"),
        (timedelta(days=1, minutes=1), "1 day 0 h 1 min"),
        (timedelta(days=2, hours=3), "2 days 3 h 0 min"),
    ],
)
def test_a_duration_is_told_in_the_units_people_use(
    tmp_path: Path, span: timedelta, told: str
) -> None:
    path = written(tmp_path / "r.xlsx", a_row(), ended_at=NOON + span)
    assert f"duration | {told}\n" in summary_text(path)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        pytest.param(
            {"state": BatchState.PAUSED, "paused_because": "token_refused"},
            "The batch is not finished: it is paused. CleverChat refused the token.",
            id="paused",
        ),
        pytest.param({"state": BatchState.PAUSED}, "batch-sender resume 12", id="paused-no-reason"),
        pytest.param({"state": BatchState.RUNNING}, "batch-sender resume 12", id="running"),
        pytest.param(
            {"state": BatchState.CHECKED, "started_at": None}, "nothing has been sent", id="checked"
        ),
        pytest.param({"state": BatchState.CHECKED}, "wait to be sent again", id="retried"),
        pytest.param({"state": BatchState.CANCELLED}, "was cancelled", id="cancelled"),
        pytest.param({"counts": Counts(accepted=9)}, "went on while this", id="behind-journal"),
    ],
)
def test_what_is_not_the_end_says_so(tmp_path: Path, changes: dict[str, Any], told: str) -> None:
    assert told in summary_text(written(tmp_path / "r.xlsx", a_row(), **changes))


# ── where it goes ─────────────────────────────────────────────────────────────────────────────


def code_of(action: Callable[[], object]) -> str:
    with pytest.raises(BatchSenderError) as caught:
        action()
    assert caught.value.message
    assert caught.value.next
    return caught.value.code


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("folder.xlsx", "results_not_a_file"),
        ("folder", "results_not_a_file"),
        ("r.xls", "results_ending"),
        ("r", "results_ending"),
        ("missing/r.xlsx", "results_folder_missing"),
        ("list.csv/r.xlsx", "results_folder_missing"),
        ("list.csv", "results_would_replace_list"),
        pytest.param("a" * 300 + ".xlsx", "results_not_written", id="too-long-a-name"),
    ],
)
def test_a_path_that_cannot_take_results_is_refused(tmp_path: Path, name: str, code: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder.xlsx").mkdir()
    (tmp_path / "list.csv").write_text("Nome\nAna\n", encoding="utf-8")
    before = sorted(tmp_path.rglob("*"))
    list_path = tmp_path / "list.csv"
    assert code_of(lambda: written(tmp_path / name, a_row(), list_path=list_path)) == code
    assert sorted(tmp_path.rglob("*")) == before
    assert list_path.read_text(encoding="utf-8") == "Nome\nAna\n"


def test_a_list_may_lie_beside_its_results(tmp_path: Path) -> None:
    check_results_path(tmp_path / "new.xlsx", list_path=tmp_path / "gone.xlsx")


def test_a_worksheet_has_its_last_column(tmp_path: Path) -> None:
    wide = tuple(f"c{n}" for n in range(16_380))
    assert code_of(lambda: written(tmp_path / "r.xlsx", header=wide)) == "results_too_wide"
    assert len(csv_rows(written(tmp_path / "r.csv", header=wide))[0]) == 16_390


def test_older_results_are_replaced(tmp_path: Path) -> None:
    target = tmp_path / "r.xlsx"
    target.write_bytes(b"older")
    assert written(target, a_row()) == target
    assert len(sheet_rows(target)) == 2
    assert [path.name for path in tmp_path.iterdir()] == ["r.xlsx"]


def test_a_target_held_open_gets_a_name_beside_it(tmp_path: Path) -> None:
    target = tmp_path / "r.xlsx"
    target.write_bytes(b"open in Excel")
    (tmp_path / "r-2.xlsx").write_bytes(b"older")

    def refuse_the_open_one(source: Path, wanted: Path) -> Path:
        if wanted == target:
            raise PermissionError(errno.EACCES, "in use")
        return source.replace(wanted)

    went_to = put_in_place(
        target, _fill, batch=1, replace=refuse_the_open_one
    )  # fmt: skip
    assert went_to == tmp_path / "r-3.xlsx"
    contents = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert contents == {"r.xlsx": b"open in Excel", "r-2.xlsx": b"older", "r-3.xlsx": b"new"}


def _fill(file: Path) -> None:
    file.write_bytes(b"new")


@pytest.mark.skipif(sys.platform != "win32", reason="only Windows locks a file that is open")
def test_windows_really_holds_an_open_workbook(tmp_path: Path) -> None:
    target = tmp_path / "r.xlsx"
    target.write_bytes(b"open in Excel")
    with target.open("rb"):
        assert written(target, a_row()) == tmp_path / "r-2.xlsx"


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOSPC, "results_disk_full"),
        (errno.EDQUOT, "results_disk_full"),
        (errno.EROFS, "results_read_only"),
        (errno.EIO, "results_not_written"),
    ],
)
def test_what_the_system_refuses_is_told(tmp_path: Path, number: int, code: str) -> None:
    def fail(file: Path) -> NoReturn:
        file.write_bytes(b"half")
        raise OSError(number, os.strerror(number))

    assert code_of(lambda: put_in_place(tmp_path / "r.csv", fail, batch=12)) == code
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def little_room() -> Iterator[None]:
    resource = pytest.importorskip("resource", reason="Windows has no limit on a file's size")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (16_384, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no disk that is always full")
def test_a_disk_that_is_full_at_the_end_is_told_and_nothing_else(
    capsys: pytest.CaptureFixture[str],
) -> None:
    gc.collect()
    with (
        pytest.raises(OSError, match="No space") as caught,
        new_book(Path("/dev/full"), "t") as book,
    ):
        book.add_worksheet("S").write_string(0, 0, "x")
    assert caught.value.errno == errno.ENOSPC
    # Collected in a circle, an archive may find the file it completes itself in closed, and complain.
    assert not [each for each in gc.get_objects() if isinstance(each, ZipFile)]
    assert capsys.readouterr().err == ""


@pytest.mark.usefixtures("little_room")
@pytest.mark.parametrize("name", ["r.xlsx", "r.csv"])
def test_a_write_cut_short_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    rows = [a_row(text=f"{n}" * 200) for n in range(500)]
    (tmp_path / name).write_bytes(b"older")
    assert code_of(lambda: written(tmp_path / name, *rows)) == "results_disk_full"
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [(name, b"older")]


@pytest.mark.parametrize("name", ["r.xlsx", "r.csv"])
def test_a_journal_that_breaks_off_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    def rows() -> Iterator[MessageRecord]:
        yield from [a_row()] * 300
        raise LookupError

    with pytest.raises(LookupError):
        write_results(tmp_path / name, batch=a_batch(), rows=rows())
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def protected(tmp_path: Path) -> Iterator[Path]:
    """A folder that this process may not write to, as an ordinary user even when root."""
    if not hasattr(os, "geteuid"):
        pytest.skip("a folder's mode does not protect it on Windows")
    folder = tmp_path / "protected"
    folder.mkdir(mode=0o555)
    user = os.geteuid()
    if user == 0:
        os.seteuid(65_534)
    yield folder
    os.seteuid(user)
    folder.chmod(0o755)


def test_a_write_protected_folder_is_told(protected: Path) -> None:
    assert code_of(lambda: written(protected / "r.xlsx", a_row())) == "results_read_only"


# ── memory ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", ["r.xlsx", "r.csv"])
def test_memory_does_not_grow_with_the_rows(tmp_path: Path, name: str) -> None:
    def peak(n: int) -> int:
        rows = (a_row(row=row, text=f"Olá {row} " * 20) for row in range(n))
        tracemalloc.start()
        write_results(tmp_path / name, batch=a_batch(), rows=rows)
        reached = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return reached

    peak(10)  # what is loaded once is no growth
    few = peak(1_000)
    assert peak(3_000) < few + 60_000
