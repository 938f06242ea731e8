"""The ready-to-use texts: each compiles with the columns its table documents, and reads well."""

import re
from pathlib import Path

import pytest

from batch_sender.models import Problem, ProblemCode
from batch_sender.templates import compile_template

FOLDER = Path(__file__).parent.parent / "templates"
FILES = sorted(FOLDER.glob("*.txt"))
ROW = re.compile(
    r"^\| `(?P<file>[\w-]+\.txt)` \| (?P<needed>[^|]*)\| (?P<optional>[^|]*)\|", re.MULTILINE
)
MARKETING = ("promocao.txt", "aniversario.txt", "pesquisa-satisfacao.txt")


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
    template = compile_template(path.read_text(encoding="utf-8"), needed + optional)
    assert sorted(template.columns) == list(range(len(needed + optional)))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_text_reads_well_with_and_without_the_optional_cells(path: Path) -> None:
    needed, optional = DOCUMENTED[path.name]
    template = compile_template(path.read_text(encoding="utf-8"), needed + optional)
    for rest in (["valor" for _ in optional], ["" for _ in optional]):
        message = template.fill([f"[{name}]" for name in needed] + rest)
        assert isinstance(message, str)
        assert "[empresa]" in message  # people must see who writes
        assert "\n\n\n" not in message
        assert " \n" not in message
        assert len(message) < 700


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_an_empty_needed_cell_keeps_the_row_out(path: Path) -> None:
    needed, optional = DOCUMENTED[path.name]
    template = compile_template(path.read_text(encoding="utf-8"), needed + optional)
    for missing in needed:
        cells = ["" if name == missing else "x" for name in needed + optional]
        assert template.fill(cells) == Problem(code=ProblemCode.VALUE_MISSING, column=missing)


@pytest.mark.parametrize("name", MARKETING)
def test_marketing_says_how_to_opt_out(name: str) -> None:
    text = (FOLDER / name).read_text(encoding="utf-8")
    assert "Responda SAIR para não receber mais mensagens" in text
