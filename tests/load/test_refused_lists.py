"""What is no usable list is refused with its own sentence, at once, and nothing is guessed."""

import csv
import logging
import os
import socket
import struct
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from batch_sender.load import open_list
from batch_sender.load.csv.lists import CsvSource
from batch_sender.load.csv.survey import CsvOptions
from batch_sender.load.errors import (
    DelimiterUnusable,
    EncodingUnknown,
    EncodingWrong,
    HeaderMissing,
    HeaderRowEmpty,
    LineTooLong,
    ListDamaged,
    ListEmpty,
    ListError,
    ListIsFolder,
    ListLockFile,
    ListNotAFile,
    ListNotAList,
    ListNotFound,
    ListNotFoundNearby,
    ListProtected,
    ListReaderFailed,
    ListTooLarge,
    ListUnreadable,
    ListWithoutRows,
    QuotesStray,
    QuoteStray,
    SheetNotPossible,
    TooManyColumns,
)
from batch_sender.load.files.kinds import FileKind, file_kind, readable
from batch_sender.load.files.limits import LIMITS, Limits
from batch_sender.load.workbooks.lists import WorkbookOptions, WorkbookSource
from tests.load.xlsx_files import HEADER, sheet_xml, text_cell, workbook_xml, write_xlsx

ROW = f'<row r="2">{text_cell("A2", "Ana")}<c r="B2"><v>5511987654321</v></c></row>'
SOUND = sheet_xml(HEADER + ROW)
CSV = CsvOptions(encoding=None, delimiter=None, header_row=None)
WORKBOOK = WorkbookOptions(sheet=None, header_row=None)


def _refusal(path: Path, kind: type[ListError]) -> str:
    """Return the sentence and the remedy with which `path` is refused."""
    with pytest.raises(ListError) as refused:
        open_list(path)
    assert type(refused.value) is kind
    return str(refused.value)


def _file(tmp_path: Path, content: bytes | str, name: str = "lista.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


# ── the path ──────────────────────────────────────────────────────────────────────────────────


def test_no_such_file(tmp_path: Path) -> None:
    assert "clientes.csv" in _refusal(tmp_path / "clientes.csv", ListNotFound)
    assert "clientes.csv" in _refusal(tmp_path / "no" / "clientes.csv", ListNotFound)


def test_a_file_of_nearly_the_same_name_is_suggested(tmp_path: Path) -> None:
    _file(tmp_path, "x", "Clientes março.csv")
    assert "Clientes março.csv?" in _refusal(tmp_path / "clientes marco.csv", ListNotFoundNearby)


def test_a_folder(tmp_path: Path) -> None:
    _refusal(tmp_path, ListIsFolder)


def test_the_mark_that_excel_leaves(tmp_path: Path) -> None:
    _refusal(_file(tmp_path, b"\x05Maria", "~$lista.xlsx"), ListLockFile)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no such pipes here")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "lista.csv")
    _refusal(tmp_path / "lista.csv", ListNotAFile)


@pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="there are no such sockets here")
def test_a_socket(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # the name of a socket must be short
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("lista.csv")
        _refusal(tmp_path / "lista.csv", ListNotAFile)


def test_a_file_that_another_program_holds(tmp_path: Path) -> None:
    path = tmp_path / "lista.xlsx"
    with (
        pytest.raises(ListUnreadable, match=r"Permission denied.*Close it in Excel"),
        readable(path),
    ):
        raise PermissionError(13, "Permission denied", str(path))


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read all")
def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    path = _file(tmp_path, "nome;fone\nAna;1\n")
    path.chmod(0)
    _refusal(path, ListUnreadable)


# ── the content is something else ─────────────────────────────────────────────────────────────


def _zip(tmp_path: Path, *names: str) -> bytes:
    with zipfile.ZipFile(tmp_path / "packed", "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return (tmp_path / "packed").read_bytes()


def _ole2(*streams: str) -> bytes:
    entries = b"".join(
        name.encode("utf-16-le").ljust(64, b"\x00") + b"\x00" * 64 for name in streams
    )
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(512, b"\x00") + entries


@pytest.mark.parametrize("name", ["lista.xlsx", "lista.csv"])
@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 99, "a picture"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF" + b"\x00" * 99, "a picture"),
        (b"%PDF-1.7\n", "a PDF document"),
        (_ole2("Root Entry", "WordDocument"), "a Word document"),
        (_ole2("Root Entry", "PowerPoint Document"), "a presentation"),
        (_ole2("Root Entry", "VisioDocument"), "a document of an old Office program"),
        (b"{\\rtf1 nome;fone}", "an RTF document"),
        (b"\r\n<!DOCTYPE html><table><tr><td>nome</td></tr></table>", "a web page (HTML)"),
        (b'<?xml version="1.0"?><nfeProc><NFe/></nfeProc>', "an XML document"),
        (b"\x1f\x8b\x08" + b"\x00" * 99, "a packed archive"),
        (bytes(range(256)) * 4, "no text"),
    ],
)
def test_a_file_of_another_kind(tmp_path: Path, name: str, content: bytes, what: str) -> None:
    assert f"its content is {what}." in _refusal(_file(tmp_path, content, name), ListNotAList)


@pytest.mark.parametrize(
    ("part", "what"),
    [
        ("word/document.xml", "a Word document"),
        ("ppt/presentation.xml", "a presentation"),
        ("xl/workbook.bin", "a binary workbook (XLSB)"),
        ("fotos/1.txt", "a packed archive"),
    ],
)
def test_an_archive_of_another_kind(tmp_path: Path, part: str, what: str) -> None:
    path = _file(tmp_path, _zip(tmp_path, part), "lista.xlsx")
    assert f"its content is {what}." in _refusal(path, ListNotAList)


def test_a_name_that_begins_like_the_mark_of_an_archive_or_a_picture(tmp_path: Path) -> None:
    for start in ("PK", "BM", "MZ"):
        with open_list(_file(tmp_path, f"{start};fone\nAna;1\n")) as opened:
            assert opened.header == (start, "fone")


# ── no header, no rows ────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "content", [b"", b"\x00\x00", b"\xef\xbb\xbf", b"\n \n;;\n", b"\xff\xfe", b"sep=;\n"]
)
def test_an_empty_file(tmp_path: Path, content: bytes) -> None:
    _refusal(_file(tmp_path, content), ListEmpty)


@pytest.mark.parametrize(
    "text",
    [
        "Ana;5511987654321\nBia;5511987654322\n",
        "5511987654321\n5511987654322\n",
        "Ana,Rua das Flores,(11) 98765-4321\nBia,Rua A,(11) 98765-4322\n",
        "Ana;5,51199E+12\n",
    ],
)
def test_a_list_without_a_header(tmp_path: Path, text: str) -> None:
    assert "row 1 is already one of the list" in _refusal(_file(tmp_path, text), HeaderMissing)


def test_a_header_without_rows(tmp_path: Path) -> None:
    text = "Clientes\nnome;telefone\n ; \n\n"
    _refusal(_file(tmp_path, text), ListWithoutRows)


def test_a_header_row_that_is_not_there(tmp_path: Path) -> None:
    text = _file(tmp_path, "nome;telefone\n\nAna;1\n")
    book = write_xlsx(tmp_path / "lista.xlsx", SOUND)
    for path, row in [(text, 0), (text, 2), (text, 9), (book, -1), (book, 9)]:
        with pytest.raises(HeaderRowEmpty, match=f"row {row}"):
            open_list(path, header_row=row)


@pytest.mark.parametrize(
    ("rows", "kind"),
    [
        ("", ListEmpty),
        ('<row r="1"><c r="A1" s="0"/></row>', ListEmpty),
        (f'<row r="1">{text_cell("A1", " ")}</row>', ListEmpty),
        (HEADER, ListWithoutRows),
        (HEADER + ROW.replace("<row", '<row hidden="1"'), ListWithoutRows),
        (ROW, HeaderMissing),
    ],
)
def test_a_sheet_without_header_or_rows(tmp_path: Path, rows: str, kind: type[ListError]) -> None:
    _refusal(write_xlsx(tmp_path / "lista.xlsx", sheet_xml(rows)), kind)


# ── text files ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "line"),
    [
        pytest.param('nome;"fone\nAna;1\n', 1, id="in the header"),
        pytest.param('sep=;\nno"me";"fo"ne"\nAna;1\n', 2, id="sep= is a line of the file"),
        pytest.param(
            '"Lista "A"";\nnome;fone\nAna;1\n', 1, id="above: which row names the columns?"
        ),
    ],
)
def test_a_stray_quote_in_the_header_is_refused_with_its_line(
    tmp_path: Path, text: str, line: int
) -> None:
    assert f"at line {line}:" in _refusal(_file(tmp_path, text), QuoteStray)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        pytest.param(
            'fone,nome\n11987654321,"Ana\r\n11987654322,Bia"\r\n',
            "all of its 2 rows: lines 2, 3.",
            id="one swallows the other",
        ),
        pytest.param(
            'sep=;\nnome;fone;obs\nAna;"11987654321;x\nBia";11987654322;y\n',
            "all of its 2 rows: lines 3, 4.",
            id="in another column, and sep= is a line of the file",
        ),
        pytest.param(
            "nome;fone\n" + '"Ana "A" B";1\n' * 1_200,
            "all of its 1,200 rows: lines 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, ….",
            id="many",
        ),
    ],
)
def test_where_no_row_is_left_all_stray_quotes_are_named(
    tmp_path: Path, text: str, told: str
) -> None:
    refusal = _refusal(_file(tmp_path, text), QuotesStray)
    assert told in refusal
    assert "--quotes letters" in refusal


@pytest.mark.parametrize(
    "text",
    [
        'nome,endereço,fone\nAna,"Rua A, 10\nSão Paulo, SP",11987654321\n',
        'nome;obs;fone\nAna;"ligar:\n11987654322\n11987654323";11987654321\n',
        'nome;fone\n"Ana\n\n";11987654321\n',
    ],
)
def test_a_line_break_inside_a_cell_is_no_stray_quote(tmp_path: Path, text: str) -> None:
    with open_list(_file(tmp_path, text)) as opened:
        assert len(list(opened.rows())) == 1


def test_a_file_without_line_breaks_is_not_read_to_its_end(tmp_path: Path) -> None:
    path = tmp_path / "lista.csv"
    with path.open("wb") as file:
        file.write(b"nome;telefone\n")
        for _ in range(18):
            file.write(b"x" * 1_000_000)
    assert "at line 2" in _refusal(path, LineTooLong)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        pytest.param("nome;fone\n" + "x" * 60 + ";1\n", LineTooLong, id="a long cell"),
        pytest.param("nome;fone\n" + "x;" * 160 + "\n", LineTooLong, id="a long line"),
        pytest.param('nome;fone\n"' + "x\n" * 60 + '";1\n', QuoteStray, id="a cell of many lines"),
    ],
)
def test_lines_and_cells_are_bounded(tmp_path: Path, text: str, kind: type[ListError]) -> None:
    before = csv.field_size_limit(50)
    try:
        with pytest.raises(kind):
            CsvSource(_file(tmp_path, text), CSV, replace(LIMITS, line_text=200, cell_text=50))
    finally:
        csv.field_size_limit(before)


def test_more_columns_than_a_sheet_has(tmp_path: Path) -> None:
    path = _file(tmp_path, "nome;fone\nAna;1\n" + ";" * 16_384 + "\n")
    assert "at line 3" in _refusal(path, TooManyColumns)


def test_one_wide_row_does_not_make_a_long_list_enormous(tmp_path: Path) -> None:
    path = _file(tmp_path, "nome;fone\n" + ";" * 99 + "x\n" + "Ana;1\n" * 20)
    with pytest.raises(ListTooLarge, match="100 columns"):
        CsvSource(path, CSV, replace(LIMITS, text_area=2_000))


def test_an_encoding_that_does_not_exist(tmp_path: Path) -> None:
    path = _file(tmp_path, "nome;fone\nAna;1\n")
    for name in ("klingon", "base64", "utf-8\x00"):
        with pytest.raises(EncodingUnknown):
            open_list(path, encoding=name)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_an_encoding_that_the_file_is_not_in(tmp_path: Path, encoding: str) -> None:
    path = _file(tmp_path, "nome;fone\nJosé;1\n".encode("cp1252"))
    with pytest.raises(EncodingWrong, match=encoding):
        open_list(path, encoding=encoding)


@pytest.mark.parametrize("delimiter", ["", ";;", '"', "\n", "a", "7", " "])
def test_a_separator_that_cannot_be_one(tmp_path: Path, delimiter: str) -> None:
    path = _file(tmp_path, "nome;fone\nAna;1\n")
    with pytest.raises(DelimiterUnusable):
        open_list(path, delimiter=delimiter)


def test_a_sheet_of_a_text_file(tmp_path: Path) -> None:
    with pytest.raises(SheetNotPossible, match="Abril"):
        open_list(_file(tmp_path, "nome;fone\nAna;1\n"), sheet="Abril")


# ── workbooks that are damaged, closed or built to burst ──────────────────────────────────────


def test_a_workbook_with_a_password(tmp_path: Path) -> None:
    content = _ole2("Root Entry", "EncryptedPackage", "EncryptionInfo")
    _refusal(_file(tmp_path, content, "lista.xlsx"), ListProtected)


def test_an_old_workbook_that_is_cut_short(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "batch_sender")
    _refusal(_file(tmp_path, _ole2("Root Entry", "Workbook"), "lista.xls"), ListDamaged)
    assert "Traceback" in caplog.text, "what its reader met is not lost with its process"


def test_a_workbook_that_is_cut_short(tmp_path: Path) -> None:
    content = write_xlsx(tmp_path / "a.xlsx", SOUND).read_bytes()
    for size in (30, len(content) // 2, len(content) - 1):
        _refusal(_file(tmp_path, content[:size], "lista.xlsx"), ListDamaged)


def test_a_workbook_with_altered_bytes(tmp_path: Path) -> None:
    content = bytearray(write_xlsx(tmp_path / "a.xlsx", SOUND).read_bytes())
    at = content.index(b"xl/worksheets/sheet1.xml") + 40
    content[at : at + 20] = b"\xff" * 20
    _refusal(_file(tmp_path, bytes(content), "lista.xlsx"), ListDamaged)


ENTITIES = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'


@pytest.mark.parametrize(
    ("sheet", "workbook"),
    [
        pytest.param(ENTITIES + SOUND, None, id="entities in the sheet"),
        pytest.param(SOUND, ENTITIES + workbook_xml(), id="entities in the workbook"),
        pytest.param("<worksheet", None, id="no sheet"),
        pytest.param(SOUND, "<workbook>", id="unclosed XML"),
        pytest.param(sheet_xml(ROW + HEADER), None, id="rows out of order"),
        pytest.param(
            sheet_xml('<row r="x"><c r="A1"><v>1</v></c></row>'), None, id="no row number"
        ),
        pytest.param(sheet_xml('<row r="1048577"><c r="A1"><v>1</v></c></row>'), None, id="row"),
    ],
)
def test_a_workbook_that_no_program_writes(
    tmp_path: Path, sheet: str, workbook: str | None
) -> None:
    path = write_xlsx(tmp_path / "lista.xlsx", sheet, workbook=workbook)
    with pytest.raises((ListDamaged, ListEmpty)):
        open_list(path)


def test_a_cell_at_the_far_end_of_the_sheet(tmp_path: Path) -> None:
    far = HEADER + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    path = write_xlsx(tmp_path / "lista.xlsx", sheet_xml(far))
    assert path.stat().st_size < 2_500
    assert "1,048,576 rows × 16,384 columns" in _refusal(path, ListTooLarge)


def test_a_far_cell_in_an_odd_notation_is_seen(tmp_path: Path) -> None:
    far = HEADER + "<row\tr='1048576'><c\n r = 'XFD1048576'><v>1</v></c></row>"
    _refusal(write_xlsx(tmp_path / "lista.xlsx", sheet_xml(far)), ListTooLarge)


def test_a_far_cell_that_is_only_coloured_does_no_harm(tmp_path: Path) -> None:
    far = '<row r="1048576"><c r="XFD1048576" s="0"/></row>'
    path = write_xlsx(tmp_path / "lista.xlsx", sheet_xml(HEADER + ROW + far))
    with open_list(path) as opened:
        assert [contact.row for contact in opened.rows()] == [2]


@pytest.mark.parametrize(
    ("limits", "reason"),
    [
        pytest.param(replace(LIMITS, unpacked=100_000), "unpacks to", id="declared size"),
        pytest.param(replace(LIMITS, ratio_from=10_000), "unpacks to", id="steep ratio"),
        pytest.param(replace(LIMITS, part_count=3), "too many parts", id="number of parts"),
        pytest.param(replace(LIMITS, directory=100), "too many parts", id="table of contents"),
    ],
)
def test_an_archive_that_is_built_to_burst(tmp_path: Path, limits: Limits, reason: str) -> None:
    path = write_xlsx(tmp_path / "lista.xlsx", SOUND, more={"xl/media/x": "0" * 200_000})
    with pytest.raises(ListTooLarge, match=reason):
        file_kind(path, limits)


def test_parts_that_lie_over_each_other(tmp_path: Path) -> None:
    content = bytearray(write_xlsx(tmp_path / "a.xlsx", SOUND).read_bytes())
    for at in (n for n in range(len(content)) if content[n : n + 4] == b"PK\x01\x02"):
        struct.pack_into("<I", content, at + 20, 100_000)
    with pytest.raises(ListTooLarge, match="over each other"):
        file_kind(_file(tmp_path, bytes(content), "lista.xlsx"), LIMITS)


def test_an_endless_row_is_not_kept(tmp_path: Path) -> None:
    cells = text_cell("A2", "x" * 400_000)
    path = write_xlsx(tmp_path / "lista.xlsx", sheet_xml(f'{HEADER}<row r="2">{cells}</row>'))
    with pytest.raises(ListDamaged):
        WorkbookSource(path, FileKind.XLSX, WORKBOOK, replace(LIMITS, row_text=100_000))


def test_a_reader_that_dies_is_told_from_a_list_that_ends(tmp_path: Path) -> None:
    pytest.importorskip("resource", reason="memory cannot be bounded here")
    far = HEADER + '<row r="40000"><c r="ALL40000"><v>1</v></c></row>'  # 40 million cells
    path = write_xlsx(tmp_path / "lista.xlsx", sheet_xml(far))
    blind = replace(LIMITS, area=10**12, memory=512 * 1024**2)
    with pytest.raises(ListReaderFailed, match="too much memory"):
        WorkbookSource(path, FileKind.XLSX, WORKBOOK, blind)


def test_a_reader_that_falls_silent_is_not_waited_for(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "lista.xlsx", SOUND)
    with pytest.raises(ListReaderFailed, match="too long"):
        WorkbookSource(path, FileKind.XLSX, WORKBOOK, replace(LIMITS, silence=0.0))
