"""Rows as they are written: every reader finds in them what was put in."""

import zipfile
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.etree import ElementTree

import openpyxl
import python_calamine
from hypothesis import given, settings
from hypothesis import strategies as st

from batch_sender.results import looks
from batch_sender.results.book import new_book
from batch_sender.results.cells import Cell, clean
from batch_sender.results.row_sheets import ColumnKind, RowSheets

TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=()), max_size=12),
    st.sampled_from(
        ("=1+1", "<a & b>", " both ends ", "two\nlines", "_x0041_", "]]>", '"', "001", "<r>&</r>")
    ),
)
CELLS = st.one_of(TEXTS, st.integers(-(10**14), 10**14), st.none())
ROWS = st.lists(st.lists(CELLS, min_size=1, max_size=30), min_size=1, max_size=4)


def written(path: Path, rows: list[list[Cell]]) -> Path:
    widest = max(map(len, rows))
    kind = ColumnKind(
        title="S",
        colour=looks.GREEN,
        header=["h"] * widest,
        own=widest,
        layout=looks.SheetLayout(widths=(9,) * widest, row_height=looks.LINE),
    )
    with new_book(path, "t") as book:
        sheets = RowSheets(book, kind)
        for row in rows:
            sheets.add(row)
        sheets.finish()
    return path


Found = dict[tuple[int, int], object]


def by_openpyxl(path: Path) -> Found:
    rows = openpyxl.load_workbook(path)["S"].iter_rows(min_row=2, values_only=True)
    cells = {(r, c): value for r, row in enumerate(rows) for c, value in enumerate(row)}
    # It leaves Excel's escapes in texts that stand in their cells; Excel and calamine do not.
    return shown(
        {w: v.replace("_x005F_", "_") if isinstance(v, str) else v for w, v in cells.items()}
    )


def by_calamine(path: Path) -> Found:
    with path.open("rb") as file:
        _header, *rows = python_calamine.load_workbook(file).get_sheet_by_index(0).to_python()
    return shown({(r, c): value for r, row in enumerate(rows) for c, value in enumerate(row)})


def put_in(rows: list[list[Cell]]) -> Found:
    return shown(
        {
            (r, c): clean(value) if isinstance(value, str) else value
            for r, row in enumerate(rows)
            for c, value in enumerate(row)
        }
    )


def shown(cells: Found) -> Found:
    """What shows anything: of blanks alone openpyxl keeps none."""
    found = {where: "" if value is None else value for where, value in cells.items()}
    return {where: value for where, value in found.items() if str(value).strip()}


@given(ROWS)
@settings(max_examples=60, deadline=None)
def test_it_reads_as_what_was_put_in(rows: list[list[Cell]]) -> None:
    with TemporaryDirectory() as folder:
        path = written(Path(folder, "own.xlsx"), rows)
        assert by_openpyxl(path) == put_in(rows)
        assert by_calamine(path) == put_in(rows)


def test_each_cell_is_where_it_belongs_and_what_it_was(tmp_path: Path) -> None:
    moment = datetime(2026, 11, 25, 12, 0)  # noqa: DTZ001 - as worksheets have them
    row: list[Cell] = ["=1+1", None, " <a & b> ", 7, moment, *[""] * 22, "AB"]
    with zipfile.ZipFile(written(tmp_path / "own.xlsx", [row])) as archive:
        tree = ElementTree.fromstring(archive.read("xl/worksheets/sheet1.xml"))  # noqa: S314 - our own
    cells = (each for each in tree.iter() if each.tag.endswith("}c"))
    found = [(c.get("r", ""), c.get("t"), "".join(c.itertext())) for c in cells]
    assert [each for each in found if not each[0].endswith("1")] == [
        ("A2", "inlineStr", "=1+1"),
        ("C2", "inlineStr", " <a & b> "),
        ("D2", None, "7"),
        ("E2", None, "46351.5"),
        ("AB2", "inlineStr", "AB"),
    ]


def test_a_row_of_nothing_keeps_its_place_and_height(tmp_path: Path) -> None:
    sheet = openpyxl.load_workbook(written(tmp_path / "own.xlsx", [[None], [""], ["x"]]))["S"]
    assert [sheet.row_dimensions[row].height for row in (2, 3, 4)] == [15, 15, 15]
    assert sheet["A4"].value == "x"
