"""Which files hold a message text, in whatever encoding; documents and lists of contacts are refused."""

import zipfile
from pathlib import Path

import pytest

from batch_sender.compose.errors import (
    TemplateFileNotText,
    TemplateFileTooLarge,
    TemplateFileUnreadable,
    TemplateIsList,
)
from batch_sender.journal import Journal
from batch_sender.operations import text_files
from batch_sender.operations.requests import request_of
from batch_sender.operations.scripting import check
from tests.support import Run

TRIALS = Path(__file__).parents[1] / "trials" / "files"
TEXT = "Olá, {{ nome }}!\nTudo bem? 💜"


def read(tmp_path: Path, content: bytes) -> str:
    path = tmp_path / "texto.txt"
    path.write_bytes(content)
    return text_files.read(path).text


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (TEXT.encode(), "as most editors save it"),
        (TEXT.replace("\n", "\r\n").encode("utf-8-sig"), "Notepad, UTF-8 with its mark"),
        (b"\xef\xbb\xbf\xef\xbb\xbf" + TEXT.encode(), "two files put together"),
        (TEXT.encode("utf-16"), "Notepad, Unicode"),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), "Notepad, big endian"),
        (TEXT.encode("utf-16-le"), "PowerShell and exports, without the mark"),
        (TEXT.encode("utf-16-be"), "and the other way round"),
        (TEXT.replace("\n", "\r").encode(), "an old Mac"),
    ],
)
def test_a_text_is_read_in_every_encoding(tmp_path: Path, content: bytes, why: str) -> None:
    assert read(tmp_path, content) == TEXT, why


def test_a_text_of_windows_is_read(tmp_path: Path) -> None:
    assert read(tmp_path, "Olá, {{ nome }} – “R$ 5”".encode("cp1252")) == "Olá, {{ nome }} – “R$ 5”"


def archive(tmp_path: Path, name: str) -> bytes:
    path = tmp_path / "arquivo.zip"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr(name, "<x/>")
    return path.read_bytes()


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (rb"{\rtf1\ansi Oi {{ nome }}}", "an RTF document"),  # TextEdit and WordPad, unasked
        (b"%PDF-1.7\n%\xe2\xe3", "a PDF document"),
        (b"<!DOCTYPE html>\n<p>Oi</p>", "a web page (HTML)"),
        (b"\xef\xbb\xbf<html><body>Oi</body></html>", "a web page (HTML)"),
        (b"\x89PNG\r\n\x1a\n" + bytes(90), "a picture"),
        (b"\xff\xd8\xff\xe0" + bytes(90), "a picture"),
        (b"MZ\x90\x00" + bytes(90), "a program"),
        (bytes(range(1, 32)) * 10, "no text"),
    ],
)
def test_a_document_is_no_text(tmp_path: Path, content: bytes, what: str) -> None:
    with pytest.raises(TemplateFileNotText, match=r"is .*, not a plain text") as caught:
        read(tmp_path, content)
    assert caught.value.details["what"] == what
    assert "Notepad" in caught.value.next


@pytest.mark.parametrize("name", ["word/document.xml", "xl/workbook.xml", "foto.jpg"])
def test_nor_is_an_archive(tmp_path: Path, name: str) -> None:
    with pytest.raises(TemplateFileNotText):
        read(tmp_path, archive(tmp_path, name))


@pytest.mark.parametrize("name", ["tres_turmas.xlsx", "uma_linha_de_formulas.xlsx"])
def test_a_workbook_is_no_text(name: str) -> None:
    with pytest.raises(TemplateFileNotText, match="is a spreadsheet"):
        text_files.read(TRIALS / name)


@pytest.mark.parametrize(
    "text",
    [
        "nome;telefone\nAna;11 91234-5678\n",
        "Nome,Celular\nAna,11912345678\nBia,11912345679\n",
        "First Name\tPhone 1 - Value\nAna\t+55 11 91234-5678\n",
        "nome;ddd;telefone\nAna;11;91234-5678\nBia;11;91234-5679\n",
        "nome;telefone\nAna;5,51E+12\nBia;5,51E+12\n",
        "Relatório de clientes\n\nnome;telefone\nAna;11 91234-5678\nBia;11 91234-5679\n",
        "Ana;11 91234-5678\nBia;11 91234-5679\nCaio;11 91234-5670\n",
        "nome|fone\nAna|(11) 91234-5678\n",
        "11 91234-5678\n11 91234-5679\n11 91234-5670\n",
        "telefone\n11912345678\n11912345679\n11912345670\n11912345671\n",
    ],
)
def test_a_list_of_contacts_is_no_text(tmp_path: Path, text: str) -> None:
    with pytest.raises(TemplateIsList, match="everybody's numbers"):
        read(tmp_path, text.encode())
    with pytest.raises(TemplateIsList, match="--text"):
        request_of({"text": (text,)}, tmp_path / "lista.csv", who="ana")


@pytest.mark.parametrize(
    "text",
    [
        "Oi! Ligue: 11 3333-4444",
        "Nossas unidades:\nCentro, (11) 3333-4444\nSul, (11) 3333-5555\n",
        "Entre em contato, por favor\nClínica Vida, (11) 3333-4444",
        "Telefone: 11 3333-4444\nWhatsApp: 11 91234-5678",
        "Olá, {{ nome }};\nTelefone;11 3333-4444\nCelular;11 91234-5678\nFixo;11 3333-4445",
        "[Clínica Vida]\nOi, tudo bem?",
        '{"a": 1} é um texto',
        "",
    ],
)
def test_a_text_with_numbers_in_it_is_one(tmp_path: Path, text: str) -> None:
    assert read(tmp_path, text.encode()) == text


def test_the_list_itself_is_no_text_nor_is_a_copy(tmp_path: Path) -> None:
    contacts = tmp_path / "lista.csv"
    contacts.write_text("codigo;nome\n1;Ana\n", "utf-8")
    copied = tmp_path / "texto.txt"
    copied.write_bytes(contacts.read_bytes())
    assert text_files.read(contacts).text, "nothing in it tells that it is one"
    for path in (contacts, copied, tmp_path / "." / "lista.csv"):
        with pytest.raises(TemplateIsList):
            text_files.read(path, contact_list=contacts)
        with pytest.raises(TemplateIsList):
            request_of({"template": (path,)}, contacts, who="ana")


def test_what_is_not_there_or_never_ends_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TemplateFileUnreadable):
        text_files.read(tmp_path / "nada.txt")
    with pytest.raises(TemplateFileUnreadable):
        text_files.read(tmp_path)
    with pytest.raises(TemplateFileUnreadable):
        read(tmp_path, TEXT.encode("utf-16") + b"\x00")
    with pytest.raises(TemplateFileTooLarge):
        read(tmp_path, b"a" * 1_000_001)


def test_the_command_line_ends_with_1_and_nothing_is_judged(run: Run, place: Path) -> None:
    (place / "lista.csv").write_text("nome;telefone\nAna;11 91234-5678\n", "utf-8")
    (place / "texto.rtf").write_bytes(rb"{\rtf1 Oi}")
    for name, code in (
        ("lista.csv", "template_is_list"),
        ("texto.rtf", "template_file_not_text"),
    ):
        ended, out, _err = run("check", "lista.csv", "--template", name, "--json")
        assert (ended, f'"code": "{code}"' in out) == (1, True)
    assert run("status", "--json")[1].count('"batch"') == 0


def test_a_script_is_refused_alike(journal: Journal, tmp_path: Path) -> None:
    contacts = tmp_path / "lista.csv"
    contacts.write_text("nome;telefone\nAna;11 91234-5678\n", "utf-8")
    with pytest.raises(TemplateIsList):
        check(journal, contacts, contacts)
