"""Whatever a person gets wrong: one clear sentence, a next step, exit code 1, nothing sent."""

import io
import json
import os
import sys
import threading
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from batch_sender.cli import main
from batch_sender.standin import LineState, StandIn

TEXT = ("--text", "Oi {nome}")

pytestmark = pytest.mark.usefixtures("place")


def good_list(folder: Path) -> Path:
    path = folder / "clientes.csv"
    path.write_text("nome,telefone\nAna,11 90000-0601\n", "utf-8")
    return path


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """Run a command that must be refused; return what was said."""
    capsys.readouterr()
    code = main(list(arguments))
    out, err = capsys.readouterr()
    assert code == 1, err
    assert out == ""
    problem, _, remedy = err.strip().partition("\n")
    assert problem.startswith("Error: "), "what happened, first"
    assert remedy, "what to do, next"
    assert "Traceback" not in err
    code = main([*arguments, "--json"])
    error = json.loads(capsys.readouterr().out)["error"]
    assert code == 1
    assert set(error) == {"code", "message", "next"}
    return err


# ── the list ──────────────────────────────────────────────────────────────────────────────────


def nothing(path: Path) -> None:
    """There is no such file."""


def a_folder(path: Path) -> None:
    path.mkdir()


def empty(path: Path) -> None:
    path.write_bytes(b"")


def protected(path: Path) -> None:
    """What Office writes for a password: an OLE2 file with an EncryptedPackage stream."""
    header = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 504
    path.write_bytes(header + "EncryptedPackage".encode("utf-16-le") + b"\0" * 2048)


def damaged(path: Path) -> None:
    book = io.BytesIO()
    openpyxl.Workbook().save(book)
    path.write_bytes(book.getvalue()[:-400])


def a_picture(path: Path) -> None:
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 200)


def a_zip_bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts(sheet="<row/>").items():
            archive.writestr(name, content)
        archive.writestr("xl/sharedStrings.xml", b"<sst>" + b" " * 600_000_000)


def a_far_cell(path: Path) -> None:
    cells = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts(sheet=cells).items():
            archive.writestr(name, content)


def parts(*, sheet: str) -> dict[str, str]:
    main_ns = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    rel_ns = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    pack_ns = "http://schemas.openxmlformats.org/package/2006"
    return {
        "[Content_Types].xml": f'<Types xmlns="{pack_ns}/content-types"/>',
        "_rels/.rels": (
            f'<Relationships xmlns="{pack_ns}/relationships"><Relationship Id="r1" '
            f'Type="{rel_ns}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
        ),
        "xl/workbook.xml": (
            f'<workbook xmlns="{main_ns}" xmlns:r="{rel_ns}"><sheets>'
            '<sheet name="A" sheetId="1" r:id="r1"/></sheets></workbook>'
        ),
        "xl/_rels/workbook.xml.rels": (
            f'<Relationships xmlns="{pack_ns}/relationships"><Relationship Id="r1" '
            f'Type="{rel_ns}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
        ),
        "xl/worksheets/sheet1.xml": (
            f'<worksheet xmlns="{main_ns}"><sheetData>{sheet}</sheetData></worksheet>'
        ),
    }


def text(content: str) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        path.write_text(content, "utf-8")

    return write


@pytest.mark.parametrize(
    ("make", "name"),
    [
        pytest.param(nothing, "lista.csv", id="missing file"),
        pytest.param(a_folder, "lista", id="a folder"),
        pytest.param(empty, "lista.csv", id="empty file"),
        pytest.param(protected, "lista.xlsx", id="password-protected"),
        pytest.param(damaged, "lista.xlsx", id="damaged workbook"),
        pytest.param(a_picture, "lista.xlsx", id="a picture named .xlsx"),
        pytest.param(a_zip_bomb, "lista.xlsx", id="zip bomb"),
        pytest.param(a_far_cell, "lista.xlsx", id="a far cell that aborts readers"),
        pytest.param(text("nome,cidade\nAna,Recife\n"), "lista.csv", id="no phone column"),
        pytest.param(text("\n\n\n"), "lista.csv", id="no header"),
        pytest.param(text("nome,telefone\n"), "lista.csv", id="a header and nothing below"),
        pytest.param(text("tel mãe,tel pai\n11900000601,11900000602\n"), "lista.csv",
                     id="two phone columns of one rank"),
        pytest.param(text('nome,telefone\n"Ana "A"",11900000601\n"Bia "B"",11900000602\n'), "l.csv",
                     id="quotes out of place in every row"),
    ],
)  # fmt: skip
def test_a_list_that_cannot_be_used(
    place: Path,
    api: StandIn,
    capsys: pytest.CaptureFixture[str],
    make: Callable[[Path], None],
    name: str,
) -> None:
    make(place / name)
    for command in ("check", "send"):
        flags = ("--yes",) if command == "send" else ()
        refused(capsys, command, name, "--text", "Oi", *flags)
    assert not [each for each in api.received if each.number]


def test_ambiguous_columns_are_named_with_the_flag(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (place / "l.csv").write_text("celular mãe,celular pai\n11900000601,11900000602\n", "utf-8")
    said = refused(capsys, "check", "l.csv", "--text", "Oi")
    assert "celular mãe" in said
    assert "celular pai" in said
    assert "--phone-column" in said


@pytest.mark.parametrize(
    ("header", "message", "flags"),
    [
        pytest.param("nome,telefone,telefone", "Oi", (), id="two phone columns of one name"),
        pytest.param("nome,Nome,telefone", "Oi {nome}", (), id="a placeholder that means two"),
        pytest.param(
            "nome,NOME,telefone", "Oi", ("--media", "{nome}.pdf"), id="a file name that means two"
        ),
    ],
)
def test_two_columns_of_one_name_are_never_chosen_from_in_silence(
    place: Path,
    capsys: pytest.CaptureFixture[str],
    header: str,
    message: str,
    flags: tuple[str, ...],
) -> None:
    (place / "l.csv").write_text(f"{header}\nAna,11900000602,11900000601\n", "utf-8")
    assert "(2)" in refused(capsys, "check", "l.csv", "--text", message, *flags)


# ── the text ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("message", "names"),
    [
        pytest.param("Oi {{ nomee }}", "nome", id="unknown placeholder: the nearest is named"),
        pytest.param("Oi {apelido}", "apelido", id="unknown, in single braces"),
        pytest.param("Oi {{ nome", "never closed", id="braces left open"),
        pytest.param("{% if nome %}Oi", "if", id="an if without its end"),
        pytest.param("{{ ''.__class__ }}", "__class__", id="reaching for Python"),
        pytest.param("", "", id="nothing to say"),
    ],
)
def test_a_text_that_cannot_be_used(
    place: Path, capsys: pytest.CaptureFixture[str], message: str, names: str
) -> None:
    (place / "texto.txt").write_text(message, "utf-8")
    good_list(place)
    said = refused(capsys, "check", "clientes.csv", "--template", "texto.txt")
    assert names in said


def test_a_template_file_that_is_not_there(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good_list(place)
    assert "texto.txt" in refused(capsys, "check", "clientes.csv", "--template", "texto.txt")


@pytest.mark.skipif(sys.platform == "win32", reason="no devices in a folder there")
def test_a_template_that_never_ends(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good_list(place)
    said = refused(capsys, "check", "clientes.csv", "--template", "/dev/zero")
    assert "/dev/zero is too large for a message text" in said


@pytest.mark.skipif(sys.platform == "win32", reason="no pipes in a folder there")
def test_a_template_may_come_from_a_pipe(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good_list(place)
    os.mkfifo(place / "texto")
    writing = threading.Thread(target=(place / "texto").write_text, args=("Oi {nome}",))
    writing.start()
    assert main(["check", "clientes.csv", "--template", "texto"]) == 0
    writing.join()
    assert "Oi Ana" in capsys.readouterr().out


# ── the connection ────────────────────────────────────────────────────────────────────────────


def test_a_wrong_token(
    place: Path, api: StandIn, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BATCH_SENDER_TOKEN", "wrong-one")
    good_list(place)
    said = refused(capsys, "send", "clientes.csv", *TEXT, "--yes")
    assert "token" in said
    assert "wrong-one" not in said
    assert not [each for each in api.received if each.number]


@pytest.mark.parametrize("path", ["/", "/login", "/painel/conexoes"])
def test_a_wrong_address(
    place: Path, api: StandIn, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch,
    path: str,
) -> None:  # fmt: skip
    monkeypatch.setenv("BATCH_SENDER_URL", f"http://127.0.0.1:{api.port}{path}")
    good_list(place)
    refused(capsys, "send", "clientes.csv", *TEXT, "--yes")


def test_a_port_where_nobody_listens(
    place: Path, api: StandIn, capsys: pytest.CaptureFixture[str]
) -> None:
    api.close()
    good_list(place)
    assert "127.0.0.1" in refused(capsys, "send", "clientes.csv", *TEXT, "--yes")


def test_no_connection_at_all(
    place: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("BATCH_SENDER_URL")
    monkeypatch.delenv("BATCH_SENDER_TOKEN")
    good_list(place)
    assert "connection add" in refused(capsys, "send", "clientes.csv", *TEXT, "--yes")


def test_plain_http_to_another_machine(
    place: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BATCH_SENDER_URL", "http://api.example.com/api/messages/send")
    good_list(place)
    assert "https" in refused(capsys, "send", "clientes.csv", *TEXT, "--yes")


def test_a_plan_without_api(place: Path, api: StandIn, capsys: pytest.CaptureFixture[str]) -> None:
    api.set_line(LineState.NO_API)
    good_list(place)
    assert "plan" in refused(capsys, "send", "clientes.csv", *TEXT, "--yes")


# ── the journal, the results ──────────────────────────────────────────────────────────────────


def test_a_journal_where_nothing_can_be_written(
    place: Path, api: StandIn, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    # Below a plain file nobody can write, root included.
    (place / "plain").write_text("x", "utf-8")
    monkeypatch.setenv("BATCH_SENDER_JOURNAL", str(place / "plain" / "journal.sqlite3"))
    good_list(place)
    assert "journal" in refused(capsys, "send", "clientes.csv", *TEXT, "--yes")
    assert not [each for each in api.received if each.number]


def test_a_journal_that_is_no_database(
    place: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    other = place / "fotos.zip"
    other.write_bytes(b"PK\x03\x04" + b"\0" * 4000)
    monkeypatch.setenv("BATCH_SENDER_JOURNAL", str(other))
    good_list(place)
    refused(capsys, "check", "clientes.csv", *TEXT)
    assert other.read_bytes() == b"PK\x03\x04" + b"\0" * 4000


def test_results_that_have_nowhere_to_go_are_refused_before_anything_leaves(
    place: Path, api: StandIn, capsys: pytest.CaptureFixture[str]
) -> None:
    good_list(place)
    for out in ("nowhere/r.xlsx", "r.pdf", str(place)):
        refused(capsys, "send", "clientes.csv", *TEXT, "--yes", "--out", out)
    assert not api.received


@pytest.mark.parametrize(
    "arguments", [("report", "9"), ("status", "9"), ("resume", "9", "--yes"), ("resume", "--yes")]
)
def test_a_batch_that_is_not_there(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]
) -> None:
    refused(capsys, *arguments)
