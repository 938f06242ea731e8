"""Workbooks whose cells are not what they show: formulas without results, dates in American order, old files."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from openpyxl.worksheet.worksheet import Worksheet

from batch_sender.config.settings import Settings
from batch_sender.journal import Journal
from batch_sender.judge.prepare import Request, prepare
from batch_sender.models import MessageRecord
from tests.load.biff_files import Rows, bare, biff2
from tests.support import MONDAY_NOON

FILES = Path(__file__).parent / "files"
FORMULA = '=UPPER("x")'

Judge = Callable[..., list[MessageRecord]]


@pytest.fixture
def judge(journal: Journal) -> Judge:
    def judged(path: Path, text: str = "Oi!", **settings: Any) -> list[MessageRecord]:
        request = Request(
            list_path=path, text=text, origin="--text", settings=Settings(**settings), who="ana"
        )
        return list(journal.messages.rows(prepare(journal, request, now=MONDAY_NOON)))

    return judged


def _save(path: Path, *rows: list[Any]) -> Path:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert isinstance(sheet, Worksheet)
    for row in rows:
        sheet.append(row)
    workbook.save(path)
    return path


def _reasons(rows: list[MessageRecord]) -> list[str | None]:
    return [row.reason for row in rows]


# ── formulas without results ──────────────────────────────────────────────────────────────────


def test_a_row_of_formulas_is_read_and_does_not_go(judge: Judge) -> None:
    rows = judge(FILES / "uma_linha_de_formulas.xlsx", "Olá {{ nome }}")
    assert [(row.row, row.reason) for row in rows] == [
        (2, None),
        (3, "formula_without_value"),
        (4, None),
    ]
    assert (rows[1].column, rows[1].detail, rows[1].text) == ("nome", "nome, telefone", None)


HEADER = ["nome", "telefone", "ddd", "aceita contato", "descadastro", "vence", "total", "arquivo"]
ANA = ["Ana", "98765-4321", 11, "sim", "", "31/12/2026", 10, "a.pdf"]


@pytest.mark.parametrize(
    ("column", "text", "settings", "set_aside"),
    [
        ("telefone", "Oi!", {}, True),
        ("ddd", "Oi!", {"ddd": "21"}, True),  # else 21 would be put where 11 was calculated
        ("aceita contato", "Oi!", {}, True),  # may say no
        ("descadastro", "Oi!", {}, True),  # looks as if nobody had opted out
        ("nome", "Oi {{ nome }}", {}, True),
        ("nome", "Oi{% if nome %} {{ nome }}{% endif %}", {}, True),
        ("nome", "Oi {{ nome|default('você') }}", {}, True),
        ("nome", "Oi {{ amigo }}", {"map": (("amigo", "nome"),)}, True),
        ("nome", "Oi!", {}, False),  # nobody asks for it
        ("total", "Oi {{ nome }}", {}, False),
        ("total", "Oi!", {"key": "total"}, True),
        ("vence", "Oi!", {"expires_column": "vence"}, True),  # else it would never expire
        ("vence", "Oi!", {}, False),
        ("total", "Oi!", {"payment_column": "total"}, True),  # else nobody could pay
        ("arquivo", "Oi!", {"media": "arquivo"}, True),  # else the text would go without it
        ("arquivo", "Oi!", {"no_media": True}, False),
    ],
)
def test_a_row_is_set_aside_where_the_formula_takes_part(
    tmp_path: Path, judge: Judge, column: str, text: str, settings: dict[str, Any], set_aside: bool
) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.4\n%%EOF\n")
    settings = {"no_media": "media" not in settings, **settings}
    place = HEADER.index(column)
    formula = [*ANA[:place], FORMULA, *ANA[place + 1 :]]
    formula[1] = formula[1] if column == "telefone" else "98765-4322"
    formula[HEADER.index("total")] = FORMULA if column == "total" else 11
    rows = judge(_save(tmp_path / "a.xlsx", HEADER, ANA, formula), text, **settings)
    first = "payment_damaged" if "payment_column" in settings else None  # its total is no line
    assert _reasons(rows) == [first, "formula_without_value" if set_aside else None]
    if set_aside:
        assert (rows[1].column, rows[1].detail) == (column, "= ?")


@pytest.mark.parametrize("column", ["telefone", "ddd", "aceita contato", "descadastro"])
def test_a_column_of_nothing_else_is_not_overlooked(
    tmp_path: Path, judge: Judge, column: str
) -> None:
    """What shows nothing cannot be told by what it shows: then its name tells."""
    place = HEADER.index(column)
    rows = [[*ANA[:place], FORMULA, *ANA[place + 1 :]] for _ in range(3)]
    path = _save(tmp_path / "a.xlsx", HEADER, *rows)
    judged = judge(path, "Oi {{ nome }}", ddd="21", no_media=True)
    assert _reasons(judged) == ["formula_without_value"] * 3


# ── dates ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("text", ["{{ quando|data }}", "{{ quando|data_longa }}", "{{ quando }}"])
def test_a_true_date_is_that_date_whatever_its_format(judge: Judge, text: str) -> None:
    rows = judge(FILES / "datas_em_ordem_americana.xlsx", text)
    assert len(rows) == 12
    said = {(row.text or "").split(" 14:30")[0].replace("02/10/", "2/10/") for row in rows}
    told = {
        "{{ quando|data }}": {"2/10/2024"},
        "{{ quando|data_longa }}": {"2 de outubro de 2024"},
        "{{ quando }}": {"2/10/2024"},
    }
    assert said == told[text]


def test_an_expiry_is_that_day(judge: Judge, tmp_path: Path) -> None:
    """1 December 2026 is yet to come, where 12 January would be over; and 2 October 2024 is."""
    assert set(
        _reasons(judge(FILES / "datas_em_ordem_americana.xlsx", expires_column="quando"))
    ) == {"expired"}
    codes = [
        "m/d/yyyy",
        "mm-dd-yy",
        "[$-409]m/d/yy h:mm AM/PM;@",
        "yy-mm-dd",
        "[$-409]mmmm d, yyyy",
    ]
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, ["telefone", "quando"])
        for row, code in enumerate(codes, start=1):
            sheet.write_string(row, 0, f"119876543{row:02}")
            sheet.write_number(row, 1, 46357.5, workbook.add_format({"num_format": code}))
    assert _reasons(judge(tmp_path / "a.xlsx", expires_column="quando")) == [None] * len(codes)


# ── files of old programs ─────────────────────────────────────────────────────────────────────


def test_a_sheet_of_excel_2_is_read(judge: Judge) -> None:
    rows = judge(FILES / "ponto_biff2.xls", "Oi {{ nome }}")
    assert [(row.number, row.text) for row in rows] == [
        ("5511912345678", "Oi Ana"),
        ("5521923456789", "Oi Beto"),
    ]


def test_its_dates_and_letters_are_read_too(tmp_path: Path, judge: Judge) -> None:
    rows: Rows = [["nome", "fone", "quando"], ["João", 11987654321.0, 45567.604166667]]
    path = tmp_path / "ponto.xls"
    path.write_bytes(biff2(rows, formats=("General", "0", "m/d/yy h:mm")))
    [joao] = judge(path, "Oi {{ nome }}, {{ quando }}")
    assert (joao.number, joao.text) == ("5511987654321", "Oi João, 02/10/2024 14:30")


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        (0x209, b"\x03\x00\x10\x00\x00\x00"),  # Excel 3
        (0x409, b"\x04\x00\x10\x00\x00\x00"),  # Excel 4
        (0x809, b"\x00\x00\x10\x00\x00\x00\x00\x00"),  # what many a PHP script writes
    ],
)
def test_sheets_without_container_are_read(
    tmp_path: Path, judge: Judge, kind: int, content: bytes
) -> None:
    rows: Rows = [["nome", "fone"], ["João", 11987654321.0]]
    path = tmp_path / "loja.xls"
    path.write_bytes(bare(rows, beginning=(kind, content)))
    [joao] = judge(path, "Oi {{ nome }}")
    assert (joao.number, joao.text) == ("5511987654321", "Oi João")
