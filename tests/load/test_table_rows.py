"""The sheet's own filter or table says which row names the columns, where titles above it would mislead."""

from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from openpyxl.worksheet.worksheet import Worksheet

from batch_sender.load import open_list
from tests.load.xlsx_files import sheet_xml, text_cell, workbook_xml, write_xlsx

ROWS = [
    ["Relatório", "de clientes", "da loja", "Centro"],
    ["emitido por", "Ana", "em", "São Paulo"],
    ["Quem", "Onde mora", "Como", "Zap"],
    ["Bia", "Santos", "boleto", "11987654321"],
    ["Caio", "Campinas", "pix", "11987654322"],
]


def _read(path: Path) -> tuple[int, tuple[str, ...], tuple[str, ...]]:
    with open_list(path) as opened:
        return opened.header_row, opened.header, opened.titles


@pytest.mark.parametrize("how", ["autofilter of openpyxl", "autofilter", "table", "both sheets"])
def test_the_sheet_s_own_table_is_believed(tmp_path: Path, how: str) -> None:
    path = tmp_path / "lista.xlsx"
    if how == "autofilter of openpyxl":
        book = openpyxl.Workbook()
        assert isinstance(book.active, Worksheet)
        for row in ROWS:
            book.active.append(row)
        book.active.auto_filter.ref = "A3:D5"
        book.save(path)
    else:
        with xlsxwriter.Workbook(path) as workbook:
            sheet = workbook.add_worksheet()
            for at, row in enumerate(ROWS):
                sheet.write_row(at, 0, row)
            if how == "table":
                columns = [{"header": name} for name in ROWS[2]]
                sheet.add_table("A3:D5", {"columns": columns})
            else:
                sheet.autofilter("A3:D5")
            if how == "both sheets":
                workbook.add_worksheet().autofilter("A1:D5")
    assert _read(path) == (
        3,
        tuple(ROWS[2]),
        ("Relatório de clientes da loja Centro", "emitido por Ana em São Paulo"),
    )


@pytest.mark.parametrize("row", [4, 9])
def test_a_table_that_names_no_columns_is_not_believed(tmp_path: Path, row: int) -> None:
    """A filter that was put on the first person, or on nothing."""
    with xlsxwriter.Workbook(tmp_path / "lista.xlsx") as workbook:
        sheet = workbook.add_worksheet()
        for at, cells in enumerate([["nome", "cidade", "como", "fone"], [], [], *ROWS[3:]]):
            sheet.write_row(at, 0, cells)
        sheet.autofilter(f"A{row}:D{row + 1}")
    assert _read(tmp_path / "lista.xlsx")[0] == 1


@pytest.mark.parametrize("area", ["", "#REF!", "Lista!$A$99999999", "Lista!A:D"])
def test_a_filter_that_makes_no_sense_is_left_aside(tmp_path: Path, area: str) -> None:
    name = f'<definedName name="_xlnm._FilterDatabase" localSheetId="0">{area}</definedName>'
    book = workbook_xml().replace("</workbook>", f"<definedNames>{name}</definedNames></workbook>")
    rows = f'<row r="1">{text_cell("A1", "nome")}{text_cell("B1", "fone")}</row>'
    rows += f'<row r="2">{text_cell("A2", "Ana")}{text_cell("B2", "11987654321")}</row>'
    assert _read(write_xlsx(tmp_path / "a.xlsx", sheet_xml(rows), workbook=book))[0] == 1
    links = '<Relationships><Relationship Id="r1" Type="x/table" Target="../tables/no.xml"/></Relationships>'
    more = {"xl/worksheets/_rels/sheet1.xml.rels": links}
    assert _read(write_xlsx(tmp_path / "b.xlsx", sheet_xml(rows), more=more))[0] == 1
