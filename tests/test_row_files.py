"""Rows that we write as XML: every reader finds in them what it finds in openpyxl's own."""

import zipfile
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from xml.etree import ElementTree

import openpyxl
import python_calamine
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.cell import WriteOnlyCell

from batch_sender.results.book import new_book
from batch_sender.results.cells import Cell, for_workbook

TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=()), max_size=12),
    st.sampled_from(("=1+1", "<a & b>", " both ends ", "two\nlines", "_x0041_", "]]>", '"', "001")),
)
# No moments: a cell of theirs gets a date's format by itself, one of ours by its column.
CELLS = st.one_of(
    TEXTS.map(for_workbook),
    st.integers(-(10**14), 10**14),
    st.none(),
)
ROWS = st.lists(st.lists(CELLS, min_size=1, max_size=30), min_size=1, max_size=4)


def ours(path: Path, rows: list[list[Cell]]) -> Path:
    with new_book(path, "t") as book:
        sheet = book.create_sheet("S")
        file = book.row_file(sheet)
        for number, row in enumerate(rows, 1):
            file.add(number, "", [(cell, "") for cell in row])
    return path


def openpyxls(path: Path, rows: list[list[Cell]]) -> Path:
    with new_book(path, "t") as book:
        sheet = book.create_sheet("S")
        for row in rows:
            sheet.append([plain(sheet, cell) for cell in row])
    return path


def plain(sheet: Any, value: Cell) -> Any:
    """A cell as openpyxl writes it; text stays text, whatever it begins with."""
    cell = WriteOnlyCell(sheet, value=value)
    if isinstance(value, str):
        cell.data_type = "s"
    return cell


Found = dict[tuple[int | None, int | None], Any]


def by_openpyxl(path: Path) -> Found:
    rows = openpyxl.load_workbook(path)["S"].iter_rows()
    return shown({(cell.row, cell.column): cell.value for row in rows for cell in row})


def by_calamine(path: Path) -> Found:
    with path.open("rb") as file:
        sheet = python_calamine.load_workbook(file).get_sheet_by_index(0)
    top, left = sheet.start or (0, 0)
    rows = enumerate(sheet.to_python(skip_empty_area=True), top + 1)
    return shown({(r, c): value for r, row in rows for c, value in enumerate(row, left + 1)})


def shown(cells: Found) -> Found:
    """What shows anything: of blanks alone openpyxl keeps none, and we do."""
    return {where: value for where, value in cells.items() if str(value or "").strip()}


def raw(path: Path) -> list[tuple[str, str | None, str | None]]:
    """Each cell that holds anything: where, of what kind, and its text as the XML has it."""
    with zipfile.ZipFile(path) as archive:
        tree = ElementTree.fromstring(archive.read("xl/worksheets/sheet1.xml"))  # noqa: S314 - our own
    cells = (each for each in tree.iter() if each.tag.endswith("}c"))
    found = [(c.get("r", ""), c.get("t"), "".join(c.itertext())) for c in cells]
    return [each for each in found if each[2]]


@given(ROWS)
@settings(max_examples=60, deadline=None)
def test_it_reads_as_what_openpyxl_writes(rows: list[list[Cell]]) -> None:
    with TemporaryDirectory() as folder:
        own = ours(Path(folder, "own.xlsx"), rows)
        theirs = openpyxls(Path(folder, "theirs.xlsx"), rows)
        assert by_openpyxl(own) == by_openpyxl(theirs)
        assert by_calamine(own) == by_calamine(theirs)


def test_each_cell_is_where_it_belongs_and_what_it_was(tmp_path: Path) -> None:
    moment = datetime(2026, 11, 25, 12, 0)  # noqa: DTZ001 - as worksheets have them
    row: list[Cell] = ["=1+1", None, " <a & b> ", 7, moment, *[""] * 22, "AB"]
    assert raw(ours(tmp_path / "own.xlsx", [row])) == [
        ("A1", "inlineStr", "=1+1"),
        ("C1", "inlineStr", " <a & b> "),
        ("D1", "n", "7"),
        ("E1", "n", "46351.5"),
        ("AB1", "inlineStr", "AB"),
    ]
