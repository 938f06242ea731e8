"""The ready-to-use texts: each compiles with the columns its table documents, and reads well."""

import re
from pathlib import Path

import pytest

from batch_sender.compose.lint import source_warnings
from batch_sender.compose.lint.messages import message_warnings
from batch_sender.compose.templates import Template, Voice, compile_template
from batch_sender.models import Problem, ProblemCode
from tests.support import fill_row

FOLDER = Path(__file__).parents[2] / "templates"
FILES = sorted(FOLDER.glob("*.txt"))
ROW = re.compile(
    r"^\| `(?P<file>[\w-]+\.txt)` \| (?P<needed>[^|]*)\| (?P<optional>[^|]*)\|", re.MULTILINE
)
MARKETING = ("promocao.txt", "aniversario.txt", "pesquisa-satisfacao.txt")


CELLS = {
    "nome": "Ana",
    "data": "2026-12-01 00:00:00",
    "hora": "14:30:00",
    "validade": "31/12/2026",
    "valor": "1234.5",
    "vencimento": "2026-12-10",
}
"""What a list may hold, as a program wrote it; any other cell holds its column's name."""


def cell(column: str) -> str:
    return CELLS.get(column, f"[{column}]")


def compiled(path: Path, columns: list[str]) -> Template:
    voice = Voice(greeting="Boa tarde")
    return compile_template(path.read_text(encoding="utf-8"), columns, voice=voice)


def names(listed: str) -> list[str]:
    return [name.strip() for name in listed.split(",") if name.strip()]


DOCUMENTED = {
    row["file"]: (names(row["needed"]), names(row["optional"]))
    for row in ROW.finditer((FOLDER / "README.md").read_text(encoding="utf-8"))
}


def test_the_table_lists_every_text() -> None:
    assert sorted(DOCUMENTED) == [path.name for path in FILES]
    assert len(FILES) >= 8


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_text_uses_the_documented_columns_and_no_other(path: Path) -> None:
    needed, optional = DOCUMENTED[path.name]
    template = compiled(path, needed + optional)
    assert sorted(template.columns) == list(range(len(needed + optional)))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_text_reads_well_with_and_without_the_optional_cells(path: Path) -> None:
    needed, optional = DOCUMENTED[path.name]
    template = compiled(path, needed + optional)
    for rest in ([cell(name) for name in optional], ["" for _ in optional]):
        message = fill_row(template, [cell(name) for name in needed] + rest)
        assert isinstance(message, str)
        assert "[empresa]" in message  # people must see who writes
        assert "\n\n\n" not in message
        assert " \n" not in message
        assert len(message) < 700
        assert not list(message_warnings(message))
        assert not re.search(r"\d{4}-\d\d|\d:\d\d:\d|1234", message), "as people write it"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_an_empty_needed_cell_keeps_the_row_out(path: Path) -> None:
    needed, optional = DOCUMENTED[path.name]
    template = compiled(path, needed + optional)
    for missing in needed:
        cells = ["" if name == missing else cell(name) for name in needed + optional]
        assert fill_row(template, cells) == Problem(code=ProblemCode.VALUE_MISSING, column=missing)


@pytest.mark.parametrize("name", MARKETING)
def test_marketing_says_how_to_opt_out(name: str) -> None:
    text = (FOLDER / name).read_text(encoding="utf-8")
    assert "Responda SAIR para não receber mais mensagens" in text


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_text_has_no_slips(path: Path) -> None:
    needed, optional = DOCUMENTED[path.name]
    assert source_warnings(path.read_text(encoding="utf-8"), needed + optional) == []
