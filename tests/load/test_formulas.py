"""Formulas whose results were never saved: which cells they are, and that no row vanishes with them."""

from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from batch_sender.load import ContactList, open_list
from batch_sender.load.errors import HeaderUnsaved
from batch_sender.models import Contacts
from tests.load.ods_files import cell, ods, row, table
from tests.load.xlsx_files import HEADER, sheet_xml, styles_xml, text_cell, workbook_xml, write_xlsx

CALCULATE = workbook_xml().replace("</workbook>", '<calcPr fullCalcOnLoad="1"/></workbook>')
F = "<f>UPPER(A1)</f>"


def _all(opened: ContactList) -> Contacts:
    [chunk] = opened.chunks()
    return chunk


def _read(path: Path, **options: Any) -> Contacts:
    with open_list(path, **options) as opened:
        return _all(opened)


CELLS = [
    # attributes and inside of cell B, whether its result is missing, and who writes it so
    ("", F, True),  # Apache POI, ClosedXML
    ("", f"{F}<v/>", True),  # openpyxl with lxml
    ("", f"{F}<v />", True),  # openpyxl
    ("", f"{F}<v></v>", True),
    (' s="1"', f"{F}<v></v>", True),  # a style changes nothing
    ("", '<f t="shared" ref="B2:B9" si="0">A1</f>', True),
    ("", '<f t="shared" si="0"/>', True),
    (' t="str"', F, True),
    (' t="b"', F, True),
    (' t="str"', f"{F}<v></v>", False),  # Excel: the result is an empty text
    (' t="str"', f"{F}<v/>", False),
    (' t="str"', f"{F}<v>ANA</v>", False),
    (' t="b"', f"{F}<v>1</v>", False),
    ("", f"{F}<v>0</v>", False),  # Excel: 0 is what it gives
    ("", '<f t="shared" si="0"/><v>5</v>', False),
    (' t="e"', f"{F}<v>#REF!</v>", False),
    (' t="e"', F, False),
    (' t="inlineStr"', "<is><t>&lt;f></t></is>", False),
    ("", "", False),
]


def test_cells_whose_result_is_missing(tmp_path: Path) -> None:
    rows = "".join(
        f'<row r="{number}">{text_cell(f"A{number}", "Ana")}<c r="B{number}"{notes}>{inside}</c></row>'
        for number, (notes, inside, _unsaved) in enumerate(CELLS, start=2)
    )
    read = _read(write_xlsx(tmp_path / "a.xlsx", sheet_xml(HEADER + rows), styles=styles_xml("0")))
    assert list(read.rows) == list(range(2, len(CELLS) + 2))
    assert [(row, row in read.unsaved) for row in read.rows] == [
        (number, unsaved) for number, (_notes, _inside, unsaved) in enumerate(CELLS, start=2)
    ]
    assert set(read.unsaved.values()) == {(1,)}
    assert not any("\x00" in "".join(cells) for cells in read.cells)


@pytest.mark.parametrize("value", ["0", "0.0"])
def test_a_zero_that_excel_was_to_replace_is_no_result(tmp_path: Path, value: str) -> None:
    rows = f'<row r="2"><c r="A2">{F}<v>{value}</v></c><c r="B2">{F}<v>5</v></c></row>'
    rows += '<row r="3"><c r="A3"><v>0</v></c></row>'
    read = _read(write_xlsx(tmp_path / "a.xlsx", sheet_xml(HEADER + rows), workbook=CALCULATE))
    assert dict(read.unsaved) == {2: (0,)}
    assert list(read.cells) == [("", "5"), ("0", "")]


def test_what_xlsxwriter_writes_for_a_formula_is_no_zero(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, ["nome", "telefone"])
        sheet.write_formula(1, 0, '=UPPER("ana")')
        sheet.write_formula(1, 1, '="11"&"987654321"', None, "11987654321")
    assert dict(_read(tmp_path / "a.xlsx").unsaved) == {2: (0,)}


def test_rows_of_formulas_alone_do_not_vanish_wherever_they_stand(tmp_path: Path) -> None:
    """Readers end with the last cell that has a value; a person sees the rows below it."""
    rows = "".join(
        f'<row r="{number}"><c r="A{number}">{F}</c><c r="B{number}">{F}</c></row>'
        for number in (2, 4, 5)
    )
    ana = f'<row r="3">{text_cell("A3", "Ana")}{text_cell("B3", "11 98765-4321")}</row>'
    rows = rows.replace('<row r="4">', ana + '<row r="4">')
    read = _read(write_xlsx(tmp_path / "a.xlsx", sheet_xml(HEADER + rows)))
    assert list(read.rows) == [2, 3, 4, 5]
    assert dict(read.unsaved) == {2: (0, 1), 4: (0, 1), 5: (0, 1)}


def test_a_formula_that_fills_several_cells(tmp_path: Path) -> None:
    """Only the first has the formula; where it has no result, the others are not even there."""
    rows = '<row r="2"><c r="A2"><f t="array" ref="A2:A4">UPPER(D2:D4)</f></c></row>'
    rows += "".join(
        f'<row r="{number}">{text_cell(f"B{number}", "11 98765-4321")}</row>' for number in (3, 5)
    )
    rows = rows.replace('<row r="5">', f'<row r="4">{text_cell("A4", "Bia")}</row><row r="5">')
    read = _read(write_xlsx(tmp_path / "a.xlsx", sheet_xml(HEADER + rows)))
    assert list(read.rows) == [2, 3, 4, 5]
    assert dict(read.unsaved) == {2: (0,), 3: (0,)}


def test_the_format_of_a_column_holds_on_behind_such_a_cell(tmp_path: Path) -> None:
    rows = "".join(
        f'<row r="{number}"><c r="A{number}" s="1">{inside}</c><c r="B{number}"><v>1</v></c></row>'
        for number, inside in enumerate(["<v>7</v>", F, "<v>7</v>", "<v>8</v>", F, F], start=2)
    )
    path = write_xlsx(tmp_path / "a.xlsx", sheet_xml(HEADER + rows), styles=styles_xml("000"))
    read = _read(path)
    assert [cells[0] for cells in read.cells] == ["007", "", "007", "008", "", ""]
    assert list(read.unsaved) == [3, 6, 7]


def test_a_header_of_formulas_is_not_guessed(tmp_path: Path) -> None:
    header = f'<row r="1">{text_cell("A1", "nome")}<c r="B1">{F}</c></row>'
    rows = f'<row r="2">{text_cell("A2", "Ana")}{text_cell("B2", "11 98765-4321")}</row>'
    path = write_xlsx(tmp_path / "a.xlsx", sheet_xml(header + rows))
    for header_row in (None, 1):
        with pytest.raises(HeaderUnsaved, match="row 1"):
            open_list(path, header_row=header_row)
    every = header.replace(text_cell("A1", "nome"), f'<c r="A1">{F}</c>')
    with pytest.raises(HeaderUnsaved, match="row 1"):
        open_list(write_xlsx(tmp_path / "b.xlsx", sheet_xml(every + rows)))


def test_a_title_of_formulas_is_no_obstacle(tmp_path: Path) -> None:
    title = f'<row r="1">{text_cell("A1", "Clientes em")}<c r="B1">{F}</c></row>'
    rows = f'<row r="3">{text_cell("A3", "Ana")}{text_cell("B3", "11 98765-4321")}</row>'
    header = HEADER.replace('r="1"', 'r="2"').replace("A1", "A2").replace("B1", "B2")
    path = write_xlsx(tmp_path / "a.xlsx", sheet_xml(title + header + rows))
    with open_list(path) as opened:
        assert (opened.header_row, opened.header) == (2, ("nome", "telefone"))
        assert opened.titles == ("Clientes em",)


EMPTY_TEXT = bytes.fromhex("030000000000ffff")
FORMULA = 'table:formula="of:=UPPER([.C2])"'


@pytest.mark.parametrize(
    ("inside", "unsaved"),
    [
        (cell("", FORMULA), True),
        (cell("", f'{FORMULA} office:value-type="float"'), True),
        (cell("", f'{FORMULA} office:value-type="string"'), True),
        (cell("BETO", FORMULA), False),
        (cell("", f'{FORMULA} office:value-type="string" office:string-value=""'), False),
        (cell("", f'{FORMULA} office:value-type="float" office:value="0"'), False),
        (
            f'<table:table-cell {FORMULA} office:value-type="string"><text:p/></table:table-cell>',
            False,
        ),
        (cell("", 'office:value-type="float"'), False),
    ],
)
def test_formulas_of_an_ods(tmp_path: Path, inside: str, unsaved: bool) -> None:
    path = ods(tmp_path, table(row(inside, cell("11 98765-4321")), row(cell("Ana"), inside)))
    with open_list(path) as opened:
        assert dict(_all(opened).unsaved) == ({2: (0,), 3: (1,)} if unsaved else {})
        assert opened.unsaved == ({0, 1} if unsaved else set())


def test_formulas_of_an_xls_that_xlwt_wrote() -> None:
    """It writes an empty text for what it does not calculate, and flags that tell it from Excel's own."""
    path = Path(__file__).parent.parent / "corpus" / "files" / "formulas_of_xlwt.xls"
    read = _read(path)
    assert list(zip(read.rows, read.cells, strict=True)) == [
        (2, ("Ana", "11987654321", "")),
        (3, ("", "", "")),
    ]
    assert dict(read.unsaved) == {2: (2,), 3: (0, 1)}


@pytest.mark.parametrize(
    ("place", "byte"),
    [
        (0, 0x0E),  # another build: Excel's
        (-1, 2),  # calculated when it is opened: LibreOffice's empty text
    ],
)
def test_an_empty_text_that_another_program_saved_is_a_result(
    tmp_path: Path, place: int, byte: int
) -> None:
    path = Path(__file__).parent.parent / "corpus" / "files" / "formulas_of_xlwt.xls"
    content = bytearray(path.read_bytes())
    if place == 0:
        content[content.index(bytes.fromhex("0006 0500 bb0d cc07")) + 4] = byte
    else:
        for start in (i for i in range(len(content) - 9) if content[i : i + 8] == EMPTY_TEXT):
            content[start + 8] = byte
    (tmp_path / "a.xls").write_bytes(content)
    assert dict(_read(tmp_path / "a.xls").unsaved) == {}
