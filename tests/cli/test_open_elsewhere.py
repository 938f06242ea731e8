"""A list that is open in a spreadsheet program: what is not saved there is not read, and that is said."""

import json
from pathlib import Path

import pytest

from tests.support import Run

CHECK = ("--text", "Oi {nome}")


@pytest.fixture
def lista(place: Path) -> Path:
    path = place / "lista de clientes.csv"
    path.write_text("nome,telefone\nAna,11 90000-0601\n", "utf-8")
    return path


@pytest.mark.parametrize(
    ("lock", "program"),
    [
        ("~$lista de clientes.csv", "Excel"),
        (".~lock.lista de clientes.csv#", "LibreOffice"),
        ("~$outra.csv", None),
        (".~lock.outra.csv#", None),
        ("lista de clientes.csv#", None),
    ],
)
def test_it_is_told_when_the_list_is_read(
    lock: str, program: str | None, lista: Path, run: Run
) -> None:
    (lista.parent / lock).write_bytes(b"\x03Ana")
    code, out, _err = run("check", lista, *CHECK)
    told = [line for line in out.splitlines() if "open in" in line]
    assert code == 0
    assert told == (
        [f"The list seems to be open in {program}: what is not saved there is not read."]
        if program
        else []
    )
    read_as = json.loads(run("check", lista, *CHECK, "--json")[1])["read_as"]
    assert read_as["open_in"] == program


def test_in_portuguese(lista: Path, run: Run) -> None:
    (lista.parent / f"~${lista.name}").touch()
    out = run("--lang", "pt-BR", "check", lista, *CHECK)[1]
    assert "A lista parece estar aberta no Excel: o que não foi salvo nele não é lido." in out


def test_it_is_told_before_it_is_sent(lista: Path, run: Run) -> None:
    (lista.parent / f"~${lista.name}").touch()
    err = run("send", lista, *CHECK, "--yes", "--rate", "off", "--window", "always")[2]
    assert "seems to be open in Excel" in err
