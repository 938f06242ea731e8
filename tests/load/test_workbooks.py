"""Workbooks: every row comes out as the sheet shows it, and no reader is left behind."""

import gc
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from batch_sender.load import ContactList, open_list
from batch_sender.load.errors import ListChanged, SheetNotFound
from batch_sender.load.workbooks import reader
from tests.load.xlsx_files import (
    HEADER,
    sheet_xml,
    styles_xml,
    text_cell,
    workbook_xml,
    write_xlsx,
)

ACCOUNTING = '_-"R$"\\ * #,##0.00_-;\\-"R$"\\ * #,##0.00_-;_-"R$"\\ * "-"??_-;_-@_-'


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[reader.Reader]]:
    """Every reader that was started, in order; in the end none may still run."""
    readers: list[reader.Reader] = []
    start = reader.Reader.__init__

    def noting(self: reader.Reader, silence: float) -> None:
        start(self, silence)
        readers.append(self)

    monkeypatch.setattr(reader.Reader, "__init__", noting)
    yield readers
    assert not any(each.alive for each in readers)


def _save(path: Path, rows: list[list[Any]]) -> Path:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    workbook.save(path)
    return path


def _cells(opened: ContactList) -> list[tuple[int, tuple[str, ...]]]:
    return [(contact.row, contact.cells) for contact in opened.rows()]


def _one_column(path: Path, values: list[tuple[Any, str]]) -> list[str]:
    """Return what is read of cells with these values and number formats."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.append(["nome", "valor"])
    for row, (value, code) in enumerate(values, start=2):
        sheet.cell(row, 1, "Ana")
        sheet.cell(row, 2, value).number_format = code
    workbook.save(path)
    with open_list(path) as opened:
        return [contact.cells[1] for contact in opened.rows()]


def test_every_cell_reads_as_the_sheet_shows_it(tmp_path: Path) -> None:
    rich = CellRichText("Olá ", TextBlock(InlineFont(b=True), "Ana"))
    moment = datetime(2024, 2, 10, 13, 5, tzinfo=UTC).replace(tzinfo=None)
    cases = [
        (5511987654321, "General", "5511987654321"),
        (5511987654321.0, "0.00E+00", "5511987654321"),
        ("011987654321", "@", "011987654321"),
        (11, "000", "011"),
        (1234.5, "General", "1234,5"),
        (1234.56, ACCOUNTING, "R$ 1.234,56"),
        (0.1, "0%", "10%"),
        (date(2024, 2, 10), "mm-dd-yy", "10/02/2024"),  # openpyxl's name for format 14
        (date(2024, 2, 10), "dd/mm/yyyy", "10/02/2024"),
        (moment, "m/d/yy h:mm", "10/02/2024 13:05"),  # openpyxl's name for format 22
        (time(9, 30), "h:mm", "9:30"),
        (timedelta(hours=30), "[h]:mm", "30:00"),
        (True, "General", "VERDADEIRO"),
        ("#N/A", "General", "#N/A"),
        ("", "General", ""),
        (rich, "General", "Olá Ana"),
        ("  dois\nlinhas ", "General", "  dois\nlinhas "),
        (5511987654321, "dd/mm/yyyy", "5511987654321"),
    ]
    read = _one_column(tmp_path / "lista.xlsx", [(value, code) for value, code, _ in cases])
    assert read == [text for _value, _code, text in cases]


def test_row_numbers_titles_blank_rows_and_nameless_columns(tmp_path: Path) -> None:
    path = _save(
        tmp_path / "lista.xlsx",
        [
            ["Clientes de janeiro"],
            [],
            ["nome", None, "telefone", "telefone", None, None],
            ["Ana", None, 5511987654321, None, None, " "],
            [None, " "],
            ["Bia", None, 5511987654322, 1, "x"],
            [],
        ],
    )
    with open_list(path) as opened:
        assert (opened.kind, opened.sheet, opened.hidden) == ("xlsx", "Sheet", 0)
        assert (opened.encoding, opened.delimiter) == (None, None)
        assert opened.header_row == 3
        assert opened.header == ("nome", "telefone", "telefone (2)", "Column E")
        assert _cells(opened) == [
            (4, ("Ana", "5511987654321", "", "")),
            (6, ("Bia", "5511987654322", "1", "x")),
        ]


def test_a_list_that_begins_away_from_the_corner(tmp_path: Path) -> None:
    rows = (
        f'<row r="4">{text_cell("C4", "nome")}{text_cell("D4", "fone")}</row>'
        f'<row r="7">{text_cell("C7", "Ana")}<c r="D7" s="1"><v>11</v></c>'
        f"{text_cell('F7', 'x')}</row>"
    )
    path = write_xlsx(tmp_path / "lista.xlsx", sheet_xml(rows), styles=styles_xml("000"))
    with open_list(path) as opened:
        assert (opened.header_row, opened.header) == (4, ("nome", "fone", "Column F"))
        assert _cells(opened) == [(7, ("Ana", "011", "x"))]


def test_hidden_rows_are_left_out_and_counted(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    for row in (["nome", "fone"], ["Ana", 1], ["Bia", 2], [], ["Caio", 3]):
        sheet.append(row)
    sheet.row_dimensions[3].hidden = True
    sheet.row_dimensions[4].hidden = True  # blank: no contact is hidden there
    workbook.save(tmp_path / "lista.xlsx")
    with open_list(tmp_path / "lista.xlsx") as opened:
        assert opened.hidden == 1
        assert _cells(opened) == [(2, ("Ana", "1")), (5, ("Caio", "3"))]


@pytest.fixture
def three_sheets(tmp_path: Path) -> Path:
    workbook = openpyxl.Workbook()
    empty = workbook.active
    assert empty is not None
    empty.title = "Vazia"
    for title in ("Rascunho", "Março", "Abril"):
        sheet = workbook.create_sheet(title)
        sheet.append(["nome", "fone"])
        sheet.append([title, 1])
    workbook["Rascunho"].sheet_state = "hidden"
    workbook.save(tmp_path / "lista.xlsx")
    return tmp_path / "lista.xlsx"


def test_the_first_visible_sheet_with_data_is_taken(three_sheets: Path) -> None:
    with open_list(three_sheets) as opened:
        assert (opened.sheet, opened.other_sheets) == ("Março", ("Abril",))
        assert _cells(opened) == [(2, ("Março", "1"))]


def test_any_sheet_may_be_asked_for_hidden_ones_too(three_sheets: Path) -> None:
    with open_list(three_sheets, sheet="abril") as opened:
        assert (opened.sheet, opened.other_sheets) == ("Abril", ("Março",))
    with open_list(three_sheets, sheet="Rascunho") as opened:
        assert _cells(opened) == [(2, ("Rascunho", "1"))]
    with pytest.raises(SheetNotFound, match="Vazia, Rascunho, Março, Abril"):
        open_list(three_sheets, sheet="Maio")


def test_the_header_row_may_be_said(tmp_path: Path) -> None:
    path = _save(tmp_path / "lista.xlsx", [["a", "b"], ["nome", "fone"], ["Ana", 5511987654321]])
    with open_list(path, header_row=2) as opened:
        assert opened.header == ("nome", "fone")
        assert _cells(opened) == [(3, ("Ana", "5511987654321"))]


def test_formulas_show_their_cached_values_and_errors_their_text(tmp_path: Path) -> None:
    row = (
        '<row r="{n}">{name}<c r="B{n}"><f>1+1</f><v>2</v></c>'
        '<c r="C{n}" t="str"><f>A{n}</f><v>texto</v></c>{last}</row>'
    )
    error = '<c r="D{n}" t="e"><f>VLOOKUP(1,A:A,1,0)</f><v>#N/A</v></c>'
    plain = '<c r="D{n}" s="1"><v>10</v></c>'
    lasts = [plain, error, error, "", plain, error.replace("#N/A", "#REF!"), plain]
    rows = "".join(
        row.replace("{last}", last).format(n=n, name=text_cell(f"A{n}", "Ana"))
        for n, last in enumerate(lasts, start=2)
    )
    path = write_xlsx(tmp_path / "lista.xlsx", sheet_xml(HEADER + rows), styles=styles_xml("0.00%"))
    with open_list(path) as opened:
        assert opened.header == ("nome", "telefone", "Column C", "Column D")
        assert [contact.cells[1:] for contact in opened.rows()] == [
            ("2", "texto", shown)
            for shown in ("1000,00%", "#N/A", "#N/A", "", "1000,00%", "#REF!", "1000,00%")
        ]


@pytest.mark.parametrize(
    "sheet",
    [
        pytest.param(
            sheet_xml(
                f"{HEADER}<row r='2'><c s='1' r='B2'><v>11</v></c></row>"
                "<row hidden='1' r='3'><c r='B3'><v>4</v></c></row>"
            ),
            id="other quotes, other order",
        ),
        pytest.param(
            sheet_xml(
                f'{HEADER}<row\n r = "2" ><c\n r = "B2"\ts = "1" ><v>11</v></c></row>'
                '<row r="3" hidden="true"><c r="B3"><v>4</v></c></row>'
            ),
            id="odd blanks",
        ),
        pytest.param(
            sheet_xml(
                "<row><c t='inlineStr'><is><t>nome</t></is></c>"
                "<c t='inlineStr'><is><t>telefone</t></is></c></row>"
                "<row><c/><c s='1'><v>11</v></c></row><row hidden='1'><c/><c><v>4</v></c></row>"
            ),
            id="no references",
        ),
        pytest.param(
            sheet_xml(
                f'{HEADER}<row r="2"><c r="B2" s="1"><v>11</v></c></row>'
                '<row r="3" hidden="1"><c r="B3"><v>4</v></c></row>'
            )
            .replace("<", "<x:")
            .replace("<x:/", "</x:")
            .replace("xmlns=", "xmlns:x="),
            id="tags with a prefix",
        ),
    ],
)
def test_any_notation_of_the_xml_is_understood(tmp_path: Path, sheet: str) -> None:
    path = write_xlsx(tmp_path / "lista.xlsx", sheet, styles=styles_xml("000"))
    with open_list(path) as opened:
        assert opened.hidden == 1
        assert [contact.cells[-1] for contact in opened.rows()] == ["011"]


def test_formats_change_within_a_column(tmp_path: Path) -> None:
    cases = [(n, ("0", "000", "0%")[n % 3]) for n in range(1, 40)]
    cases[20:30] = [(n, "0000") for n in range(20, 30)]
    expected = [
        {"0": f"{n}", "000": f"{n:03}", "0%": f"{n}00%", "0000": f"{n:04}"}[code]
        for n, code in cases
    ]
    assert _one_column(tmp_path / "lista.xlsx", list(cases)) == expected


def test_days_counted_from_1904(tmp_path: Path) -> None:
    rows = f'{HEADER}<row r="2"><c r="B2" s="1"><v>43870</v></c></row>'
    path = write_xlsx(
        tmp_path / "lista.xlsx",
        sheet_xml(rows),
        styles=styles_xml("dd/mm/yyyy"),
        workbook=workbook_xml('date1904="1"'),
    )
    with open_list(path) as opened:
        assert [contact.cells[1] for contact in opened.rows()] == ["10/02/2024"]


@pytest.mark.parametrize("name", ["lista.csv", "lista.xls", "lista"])
def test_the_content_not_the_name_says_what_it_is(tmp_path: Path, name: str) -> None:
    _save(tmp_path / "a.xlsx", [["nome", "fone"], ["Ana", 5511987654321]]).rename(tmp_path / name)
    with open_list(tmp_path / name) as opened:
        assert opened.kind == "xlsx"
        assert _cells(opened) == [(2, ("Ana", "5511987654321"))]


def test_a_text_file_named_like_a_workbook(tmp_path: Path) -> None:
    (tmp_path / "lista.xlsx").write_text("nome;fone\nAna;1\n", encoding="utf-8")
    with open_list(tmp_path / "lista.xlsx") as opened:
        assert opened.kind == "csv"


# ── the reader's process ──────────────────────────────────────────────────────────────────────


@pytest.fixture
def long_list(tmp_path: Path) -> Path:
    rows = "".join(f'<row r="{n}">{text_cell(f"A{n}", "x" * 50)}</row>' for n in range(2, 20_000))
    return write_xlsx(tmp_path / "lista.xlsx", sheet_xml(HEADER + rows))


def test_each_pass_reads_all_and_leaves_no_process(
    long_list: Path, started: list[reader.Reader]
) -> None:
    with open_list(long_list) as opened:
        first, second = list(opened.rows()), list(opened.rows())
        assert len(first) == 19_998
        assert first == second
        assert not any(each.alive for each in started)
    assert len(started) == 2


def test_a_list_that_is_only_opened_leaves_no_process(
    long_list: Path, started: list[reader.Reader]
) -> None:
    with open_list(long_list) as opened:
        assert opened.header == ("nome", "telefone")
        assert started[0].alive


def test_a_reading_given_up_leaves_no_process(
    long_list: Path, started: list[reader.Reader]
) -> None:
    opened = open_list(long_list)
    rows = opened.rows()
    next(rows)
    assert started[0].alive
    rows.close()  # type: ignore[attr-defined] # a generator, though the type does not promise it
    assert not started[0].alive


def test_a_list_that_is_refused_leaves_no_process(
    tmp_path: Path, started: list[reader.Reader]
) -> None:
    """Its reader was started while the archive was looked at."""
    path = _save(tmp_path / "lista.xlsx", [["nome", "fone"], ["Ana", 1]])
    with pytest.raises(SheetNotFound):
        open_list(path, sheet="Clientes")
    assert [each.alive for each in started] == [False]


def test_a_list_that_is_forgotten_leaves_no_process(
    long_list: Path, started: list[reader.Reader]
) -> None:
    open_list(long_list)
    gc.collect()
    assert not started[0].alive


def test_a_workbook_that_changes_between_two_passes_is_refused(tmp_path: Path) -> None:
    path = _save(tmp_path / "lista.xlsx", [["nome", "fone"], ["Ana", 1]])
    with open_list(path) as opened:
        assert len(list(opened.rows())) == 1
        _save(path, [["nome", "fone"], ["Ana", 1], ["Bia", 2]])
        with pytest.raises(ListChanged):
            list(opened.rows())


def test_the_person_s_own_files_are_never_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "python_calamine.py").write_text("raise SystemExit(9)", encoding="utf-8")
    path = _save(tmp_path / "lista.xlsx", [["nome", "fone"], ["Ana", 1]])
    monkeypatch.chdir(tmp_path)
    with open_list(path) as opened:
        assert len(list(opened.rows())) == 1
