"""Any bytes, any XML: a list is read or refused with a sentence, never a traceback; no row is lost."""

import zipfile
from pathlib import Path
from xml.parsers.expat import ExpatError

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from batch_sender.load import open_list
from batch_sender.load.errors import ListError
from batch_sender.load.files import limits
from batch_sender.load.workbooks.ods import read_ods
from batch_sender.load.workbooks.prescan import prescan
from batch_sender.load.workbooks.unreadable import SheetsDamaged, SheetsProtected
from batch_sender.load.workbooks.xls import read_xls
from tests.load.ods_files import CLOSE, OPEN
from tests.load.xlsx_files import HEADER, sheet_xml, write_xlsx

FILES = Path(__file__).parent.parent / "corpus" / "files"
QUICK = settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def is_told(err: ListError) -> bool:
    """Say whether an error says what happened and what to do."""
    return bool(err.message and err.next)


def read(path: Path) -> None:
    """Read a list to its end, or have it refused."""
    try:
        with open_list(path) as opened:
            for row in opened.rows():
                assert len(row.cells) == len(opened.header)
                assert "\x00" not in "".join(row.cells)
                "".join(row.cells).encode("utf-8")
    except ListError as err:
        told = is_told(err)
    else:
        told = True
    assert told


_PIECES = (
    b"nome;fone\n", b"Ana;11987654321\n", b'"', b";", b",", b"\t", b"\n", b"\r", b"\x00", b"sep=;\n",
    "ção".encode(), "ção".encode("cp1252"), b"\xff\xfe", b"\xed\xa0\x80", b"\x81",
)  # fmt: skip


@QUICK
@given(
    content=st.one_of(
        st.binary(max_size=300), st.lists(st.sampled_from(_PIECES), max_size=24).map(b"".join)
    )
)
def test_any_bytes_are_a_list_or_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "lista"
    path.write_bytes(content)
    read(path)


_SHEET_PIECES = (
    '<row r="2">', "<row>", "</row>", '<c r="A2">', '<c r="B2" s="1" t="s">', "<c>", "</c>",
    "<v>1</v>", "<v>-1</v>", "<v>1e400</v>", "<v></v>", '<c r="XFD1048576"/>', "</sheetData>",
    '<c r="A3" t="inlineStr"><is><t>x</t></is></c>', '<row r="9" hidden="1">', "&#0;", "<!--",
    "<f>A1</f>", '<f t="array" ref="A2:XFD9">1</f>', '<f t="array" ref="B9:A1"/>', "<v/>",
    '<row r="1" r="2">', '<c r="\x01">', "]]>", '<c r="A2" t="e"><v>#N/A</v></c>',
)  # fmt: skip
_SHEETS = st.lists(st.sampled_from(_SHEET_PIECES), max_size=12).map("".join)


@QUICK
@given(rows=_SHEETS)
def test_any_sheet_passes_the_look_before_reading_or_is_refused(tmp_path: Path, rows: str) -> None:
    path = write_xlsx(tmp_path / "lista.xlsx", sheet_xml(HEADER + rows))
    told = True
    try:
        prescan(path, None, limits.LIMITS)
    except ListError as err:
        told = is_told(err)
    assert told


@pytest.mark.slow
@settings(QUICK, max_examples=60)
@given(rows=_SHEETS)
def test_any_sheet_is_read_or_refused(tmp_path: Path, rows: str) -> None:
    read(write_xlsx(tmp_path / "lista.xlsx", sheet_xml(HEADER + rows)))


_ODS_PIECES = (
    "<table:table>", "</table:table>", "<table:table-row>", "</table:table-row>", "Ana", "<text:s/>",
    "<table:table-cell>", "</table:table-cell>", "<text:p>", "</text:p>", '<text:s text:c="x"/>',
    '<table:table-cell table:number-columns-repeated="9999">', "<office:annotation>", "&lt;",
    '<table:table-row table:number-rows-repeated="99999">', "</office:annotation>",
    '<table:table-cell office:value="1e999"/>', '<table:table-cell office:value="nan"/>',
    '<table:covered-table-cell office:value="x"/>', '<table:table-cell table:formula="=1"/>',
    '<table:table-cell office:date-value="2024-10-02"/>', '<table:table-cell office:date-value="x"/>',
)  # fmt: skip


@QUICK
@given(tables=st.lists(st.sampled_from(_ODS_PIECES), max_size=16).map("".join))
def test_any_ods_is_read_or_refused(tmp_path: Path, tables: str) -> None:
    path = tmp_path / "lista.ods"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("content.xml", OPEN.format(doctype="") + tables + CLOSE)
    try:
        sheets = read_ods(path, area=1_000_000)
    except (SheetsDamaged, ExpatError):
        return
    for sheet in sheets:
        assert all(len(row) <= sheet.width for row in sheet.iter_rows())


_OLD_WORKBOOK = (FILES / "same.xls").read_bytes()
_OLDER = (FILES.parent.parent / "trials" / "files" / "ponto_biff2.xls").read_bytes()


@settings(QUICK, max_examples=150)
@given(
    at=st.lists(st.integers(4, len(_OLDER) - 1), max_size=6),
    byte=st.sampled_from([0, 1, 0x7F, 0xFF]),
    length=st.integers(4, len(_OLDER)),
)
def test_any_sheet_without_container_is_read_or_refused(
    tmp_path: Path, at: list[int], byte: int, length: int
) -> None:
    content = bytearray(_OLDER)
    for place in at:
        content[place] = byte
    _read_old(tmp_path, bytes(content[:length]))


@settings(QUICK, max_examples=150)
@given(
    at=st.lists(st.integers(0, len(_OLD_WORKBOOK) - 1), max_size=6),
    byte=st.sampled_from([0, 1, 0x7F, 0xFF]),
    length=st.integers(600, len(_OLD_WORKBOOK)),
)
def test_any_old_workbook_is_read_or_refused(
    tmp_path: Path, at: list[int], byte: int, length: int
) -> None:
    content = bytearray(_OLD_WORKBOOK)
    for place in at:
        content[place] = byte
    _read_old(tmp_path, bytes(content[:length]))


def _read_old(folder: Path, content: bytes) -> None:
    path = folder / "lista.xls"
    path.write_bytes(content)
    try:
        for sheet in read_xls(path):
            assert all(isinstance(cell, str) for row in sheet.iter_rows() for cell in row)
    except (SheetsDamaged, SheetsProtected, LookupError, ValueError):
        return


_TEXT = st.text(
    st.characters(exclude_categories=["Cc"], include_characters="\n\r\x00"), max_size=30
)


@QUICK
@given(cells=st.lists(_TEXT, min_size=2, max_size=2), ending=st.sampled_from("\n\r"))
def test_no_row_is_lost_whatever_stands_in_it(
    tmp_path: Path, cells: list[str], ending: str
) -> None:
    quoted = ";".join('"' + cell.replace('"', '""') + '"' for cell in cells)
    path = tmp_path / "lista.csv"
    lines = ["nome;fone", "Ana;11987654321", quoted, "Bia;11987654322", ""]
    path.write_bytes(ending.join(lines).encode("utf-8", "surrogatepass"))
    with open_list(path, encoding="utf-8", delimiter=";", header_row=1) as opened:
        names = [row.cells[0] for row in opened.rows()]
    assert (names[0], names[-1]) == ("Ana", "Bia")
    assert len(names) == 2 + bool("".join(cells).replace("\x00", "").strip())
