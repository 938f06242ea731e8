"""The ready texts: listed, shown, copied and never written over."""

import json
import re
from pathlib import Path

import pytest

from batch_sender.config import bundled
from batch_sender.operations.ready_texts import ready_texts
from tests.support import Run

_FOLDER = bundled.folder("templates")
_ROW = re.compile(r"^\| `([\w-]+)\.txt` \|([^|]*)\|([^|]*)\|", re.MULTILINE)


def test_what_is_listed_is_what_ships_with_the_columns_that_its_page_names() -> None:
    page = _ROW.findall((_FOLDER / "README.md").read_text("utf-8"))
    told = {name: (set(filled.strip().split(", ")), set(empty.strip().split(", ")) - {""})
            for name, filled, empty in page}  # fmt: skip
    known = {each.name: (set(each.columns), set(each.may_be_empty)) for each in ready_texts()}
    assert known == told
    assert set(known) == {path.stem for path in _FOLDER.glob("*.txt")}


@pytest.mark.parametrize("words", [["templates"], ["templates", "list"], ["modelos", "listar"]])
def test_the_bare_name_lists_them(run: Run, words: list[str]) -> None:
    code, out, _err = run(*words)
    assert code == 0
    assert " 1  lembrete-consulta\n" in out
    assert "batch-sender templates copy 1" in out


@pytest.mark.parametrize(
    "name", ["1", "lembrete-consulta", "lembrete-consulta.txt", "Lembrete Consulta"]
)
def test_one_is_shown_as_it_stands(run: Run, name: str) -> None:
    code, out, _err = run("templates", "show", name)
    assert (code, out) == (0, (_FOLDER / "lembrete-consulta.txt").read_text("utf-8"))


@pytest.mark.usefixtures("place")
def test_a_copy_is_written_once(run: Run) -> None:
    code, out, _err = run("--lang", "pt-BR", "modelos", "copiar", "promocao")
    assert code == 0
    assert "batch-sender conferir LISTA --template promocao.txt" in out
    copied = Path("promocao.txt")
    assert copied.read_bytes() == (_FOLDER / "promocao.txt").read_bytes()
    copied.write_text("mine", "utf-8")
    code, out, _err = run("templates", "copy", "promocao", "--json")
    assert (code, json.loads(out)["error"]["code"]) == (1, "ready_text_exists")
    assert copied.read_text("utf-8") == "mine"


def test_an_unknown_one_is_answered_with_where_to_look(run: Run) -> None:
    code, _out, err = run("templates", "show", "11")
    assert code == 2
    assert "batch-sender templates" in err
