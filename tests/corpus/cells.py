"""Workbooks whose cells are not what they show, as programs write them."""

import io
from datetime import datetime
from typing import Any

import xlsxwriter

from batch_sender.load.errors import HeaderUnsaved
from tests.corpus.lists import Awkward, filled, sheet
from tests.load.biff_files import bare, biff2
from tests.load.ods_files import HEADER, cell, ods_content, row

DATED = "nome|fone|quando"
OCTOBER = datetime(2024, 10, 2, 14, 30)  # noqa: DTZ001 - a sheet's dates have no zone


def _dated(code: str) -> Any:
    def fill(of: Any) -> None:
        filled(("nome", "fone", "quando"), ("Ana", "11987654321", OCTOBER))(of)
        of["C2"].number_format = code

    return fill


def _of_a_mac() -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"date_1904": True}) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, ["nome", "fone", "quando"])
        page.write_row(1, 0, ["Ana", "11987654321"])
        page.write_datetime(1, 2, OCTOBER, book.add_format({"num_format": "m/d/yy"}))
    return file.getvalue()


def _read(name: str, content: bytes, header: str, rows: str, why: str) -> Awkward:
    return Awkward(name=name, content=content, header=header, rows=tuple(rows.split("  ")), why=why)


def _ods(*cells: str) -> bytes:
    names = row(*map(cell, DATED.split("|")))
    whole = row(cell("Ana"), cell("11987654321"), *cells)
    return ods_content(f'<table:table table:name="Lista">{names}{whole}</table:table>')


_VALUE = 'office:value-type="date" office:date-value="2024-10-02T14:30:00"'
ANA = "2 Ana|11987654321|"

DATES = [
    sheet("date of Google", _dated("m/d/yyyy"), DATED, ANA + "02/10/2024",
          "a Google sheet made in English shows the month first; the cell is a date"),
    sheet("date of Excel", _dated("[$-409]m/d/yy h:mm AM/PM;@"), DATED, ANA + "02/10/2024 14:30",
          "chosen from Excel's list of times in English"),
    sheet("date of a CRM", _dated("mmm d, yyyy"), DATED, ANA + "02/10/2024",
          "Salesforce and HubSpot write the month's name first, which no filter reads"),
    sheet("date of an ERP", _dated("yy-mm-dd"), DATED, ANA + "02/10/2024",
          "two digits of the year first look like a day"),
    sheet("date of a form", _dated("dd/mm/yyyy hh:mm"), DATED, ANA + "02/10/2024 14:30",
          "day first stays as it is"),
    _read("date of a Mac", _of_a_mac(), DATED, ANA + "02/10/2024", "days counted from 1904"),
    _read("date of LibreOffice", _ods(cell("10/02/24", _VALUE)), DATED, ANA + "02/10/2024",
          "an ODS keeps the American text beside the date"),
    _read("date of a script", _ods(cell("", _VALUE)), DATED, ANA + "02/10/2024 14:30",
          "a program that writes ODS leaves the text out"),
]  # fmt: skip

FORMULAS = [
    sheet("formula of openpyxl", filled(("nome", "fone"), ("=UPPER(1)", "=A1"), ("Bia", "1")),
          "nome|fone", "2 |  3 Bia|1", "a row of formulas without results is a row"),
    Awkward(name="formula of odfpy", content=ods_content(
                '<table:table table:name="Lista">'
                + HEADER + row(cell("", 'table:formula="=A1"'), cell("", 'table:formula="=B1"'))
                + "</table:table>"),
            header="nome|fone", rows=("2 |",), why="the same in an ODS"),
    Awkward(name="header of formulas", content=sheet("", filled(("nome", "=A2"), ("Ana", "1")),
                "", "", "").content, error=HeaderUnsaved,
            why="a column that may say who opted out has no name"),
]  # fmt: skip

OLD = [
    _read("time clock", biff2([["nome", "fone"], ["João", 11987654321.0]]), "nome|fone",
          "2 João|11987654321", "a time clock writes sheets of Excel 2"),
    _read("shop", bare([["nome", "fone"], ["João", "11 98765-4321"]],
                       beginning=(0x409, b"\x04\x00\x10\x00\x00\x00")), "nome|fone",
          "2 João|11 98765-4321", "a shop's program writes sheets of Excel 4"),
    _read("script", bare([["nome", "fone"], ["João", 11987654321.0]],
                         beginning=(0x809, b"\x00\x00\x10\x00\x00\x00\x00\x00")), "nome|fone",
          "2 João|11987654321", "a script in PHP writes records of Excel 5 and no container"),
]  # fmt: skip

LISTS = [*DATES, *FORMULAS, *OLD]
