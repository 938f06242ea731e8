"""The quick start in Portuguese works as it stands, pasted line by line by somebody new to it."""

import os
import re
import shutil
import socket
import sys
from pathlib import Path
from typing import Final

import pytest

from batch_sender.cli.commands import main
from batch_sender.config import batch_file, options
from batch_sender.standin import StandIn
from tests.docs.shells import Shell
from tests.reference import flags_of

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs" / "pt-BR"
QUICK_START = (FOLDER / "README.md").read_text("utf-8")
TWINS: Final = {
    "page": "pagina",
    "api": "api",
    "lists": "listas",
    "texts": "textos",
    "sending": "envio",
    "connections": "conexoes",
    "results": "resultados",
    "unattended": "sozinho",
    "troubleshooting": "problemas",
    "journal": "registro",
    "many-machines": "varias-maquinas",
}
LINES = [
    line
    for block in re.findall(r"```sh\n(.*?)```", QUICK_START, re.DOTALL)
    for line in block.splitlines()
]
EXITS: Final = {"enviar samples/demo.xlsx": 3, "reenviar": 3}
"""Of the sample list some are skipped, refused or in doubt: that is what its rehearsal shows."""


@pytest.fixture
def new_here(tmp_path: Path) -> dict[str, str]:
    """Return the environment of somebody who has the program's folder, and has installed nothing.

    `pipx install .` puts the program that is tested on the PATH; it makes no environment.
    """
    for each in ("samples", "templates"):
        shutil.copytree(ROOT / each, tmp_path / "programa" / each)
    programs = tmp_path / "bin"
    programs.mkdir()
    python = f'#!/bin/sh\nexec "{sys.executable}" -m batch_sender "$@"\n'
    wanted = programs / "batch-sender"
    pipx = programs / "pipx"
    pipx.write_text(
        f"#!/bin/sh\n[ \"$1 $2\" = 'install .' ] || exit 0\n"
        f"printf '%s' '{python}' > '{wanted}' && chmod +x '{wanted}'\n"
    )
    pipx.chmod(0o755)
    home = tmp_path / "casa"
    home.mkdir()
    path = f"{programs}{os.pathsep}/usr/bin{os.pathsep}/bin"
    return {"HOME": str(home), "PATH": path, "LC_ALL": "C.UTF-8", "PYTHONPATH": str(ROOT)}


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def test_the_quick_start_works_pasted_line_by_line(
    tmp_path: Path, new_here: dict[str, str]
) -> None:
    folder = tmp_path / "programa"
    seen = ""
    with (
        StandIn() as cleverchat,
        Shell(folder, new_here) as shell,
        Shell(folder, new_here) as other,
    ):
        # Where the page leads to CleverChat, and to a port that somebody may hold here.
        more = {
            "conexao adicionar": f" --url {cleverchat.url}",
            "enviar samples/clientes.csv": " --rate off",
            "simulador": f" --port {free_port()}",
        }
        answers = {r"\[s/N\]": "s", "(?i)token": cleverchat.token}
        assert shell.paste("batch-sender --version", {})[0] == 127, "nothing is installed yet"
        for line in LINES:
            command = line.removeprefix("batch-sender ")
            added = "".join(say for begin, say in more.items() if command.startswith(begin))
            if command.startswith("simulador"):
                shown = other.begin(line + added, until="Ctrl-C")
                for told in re.findall(r"^ +(export .+?)\r?$", shown, re.MULTILINE):
                    assert shell.paste(told, {})[0] == 0
                continue
            code, shown = shell.paste(line + added, answers)
            expected = next((n for begin, n in EXITS.items() if command.startswith(begin)), 0)
            assert code == expected, f"{line}: {shown}"
            seen += shown
        assert len(set(cleverchat.arrived())) == 13, "the twelve of the list, and one's own phone"
    assert "Envio 1" in seen
    assert not re.search(r"Batch \d|Results:|\[y/N\]", seen), "it goes on in Portuguese"
    assert (folder / "resultado.html").is_file()
    data = Path(new_here["HOME"], ".local", "share", "batch-sender")
    assert (data / "rehearsal.sqlite3").is_file(), "the rehearsal has a journal of its own"


@pytest.mark.parametrize(("page", "twin"), TWINS.items(), ids=TWINS)
def test_a_page_that_users_need_is_there_in_both_languages(page: str, twin: str) -> None:
    """Each leads to the other at once, and the quick start and the README lead to both."""
    assert f"(pt-BR/{twin}.md)" in (ROOT / "docs" / f"{page}.md").read_text("utf-8").splitlines()[0]
    assert f"(../{page}.md)" in "".join((FOLDER / f"{twin}.md").read_text("utf-8").splitlines()[:5])
    assert f"({twin}.md)" in QUICK_START
    assert f"(docs/{page}.md)" in (ROOT / "README.md").read_text("utf-8")


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.md")), ids=lambda path: path.name)
def test_each_flag_that_is_named_is_one_that_there_is(path: Path) -> None:
    told = re.sub(r"```.*?```", "", path.read_text("utf-8"), flags=re.DOTALL)
    assert set(re.findall(r"(?<![\w-])--[a-z][\w-]*", told)) <= flags_of(main) | {"--help"}


def test_the_batch_file_has_keys_that_there_are(tmp_path: Path) -> None:
    page = (FOLDER / "sozinho.md").read_text("utf-8")
    (shown,) = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    path = tmp_path / "lembrete.toml"
    path.write_text(shown, "utf-8")
    assert "window" in batch_file.read(path, options.batch_file_kinds()).values
