"""Whatever slips into a row or out of it: no cell is read under another column's name, no row is lost."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from batch_sender.load import open_list
from batch_sender.load.csv import survey
from batch_sender.load.errors import ListError
from batch_sender.models import Contacts, ProblemCode

NAMES: Final = ("nome", "telefone", "cidade", "email", "nao enviar")
ROWS: Final = 8

Read = list[tuple[int, tuple[str, ...], ProblemCode | None]]


LETTERS: Final = ("bcdf", "0123456789 -", "ghjk", "lmnp@.", "sim")
"""What the cells of each column are made of: no piece of one could be one of another."""


def _cells(row: int, *, optout: bool) -> list[str]:
    refused = "sim" if optout else ""
    return ["bcdf"[: 2 + row % 3], f"11 98765-432{row}", "ghjk", "lm@lm.mp", refused]


def _is_own(cell: str, column: int) -> bool:
    return set(cell.replace('"', "")) <= set(LETTERS[column])


def _read(path: Path) -> Read:
    with open_list(path) as opened:
        return list(_rows(opened.chunks()))


def _rows(chunks: Iterator[Contacts]) -> Iterator[tuple[int, tuple[str, ...], ProblemCode | None]]:
    for chunk in chunks:
        for row, cells in zip(chunk.rows, chunk.cells, strict=True):
            fault = chunk.faults.get(row)
            yield row, cells, fault.code if fault else None


@st.composite
def _slips(draw: st.DrawFn) -> tuple[str, list[str]]:
    """A list of which one row, or two, got a sign too many or a cell too few; its separator."""
    delimiter = draw(st.sampled_from(";,\t|"))
    lines = [delimiter.join(_cells(row, optout=draw(st.booleans()))) for row in range(ROWS)]
    row = draw(st.integers(0, ROWS - 1))
    kind = draw(st.sampled_from(["separator", "quote", "two quotes", "cell less", "two rows"]))
    if kind == "cell less":
        cells = lines[row].split(delimiter)
        del cells[draw(st.integers(0, len(cells) - 1))]
        lines[row] = delimiter.join(cells)
        return delimiter, lines
    sign = delimiter if kind == "separator" else '"'
    for _ in range(2 if kind == "two quotes" else 1):
        lines[row] = _with(lines[row], sign, draw(st.integers(0, len(lines[row]))))
    if kind == "two rows":
        other = draw(st.integers(0, ROWS - 1))
        lines[other] = _with(lines[other], sign, draw(st.integers(0, len(lines[other]))))
    return delimiter, lines


def _with(line: str, sign: str, at: int) -> str:
    return line[:at] + sign + line[at:]


@settings(max_examples=250)
@given(slipped=_slips(), again=st.booleans())
def test_no_cell_is_read_under_another_name_and_no_row_is_lost(
    tmp_path_factory: pytest.TempPathFactory, slipped: tuple[str, list[str]], again: bool
) -> None:
    delimiter, lines = slipped
    path = tmp_path_factory.getbasetemp() / "slip.csv"
    path.write_text("\n".join([delimiter.join(NAMES), *lines, ""]), "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        if again:
            patch.setattr(survey, "_KEPT_ROWS", 0)
        rows = _read(path)
    assert [row for row, _cells, _fault in rows] == list(range(2, ROWS + 2))
    for _row, cells, fault in rows:
        if fault is None:
            assert all(_is_own(cell, at) for at, cell in enumerate(cells)), cells


@settings(max_examples=150)
@given(text=st.text(st.sampled_from('a1";\n \\'), max_size=50), again=st.integers(0, 9))
def test_faults_are_the_same_however_long_the_list_is(
    tmp_path_factory: pytest.TempPathFactory, text: str, again: int
) -> None:
    path = tmp_path_factory.getbasetemp() / "again.csv"
    filled = "".join(f"Ana {n};11 98765-4{n:03};x\n" for n in range(again))
    path.write_text(f"nome;fone;obs\n{filled}{text}\n{filled}", "utf-8")
    try:
        kept = _read(path)
    except ListError:
        return
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(survey, "_KEPT_ROWS", 0)
        assert _read(path) == kept


NOTE: Final = st.text(st.sampled_from("ab1;,\n"), min_size=1, max_size=40)


@settings(max_examples=150)
@given(notes=st.lists(NOTE, min_size=1, max_size=4))
@example(notes=["Ligar; hoje\n11 98765-4321; recado\n"])
def test_a_note_of_lines_is_one_row_whatever_its_words(
    tmp_path_factory: pytest.TempPathFactory, notes: list[str]
) -> None:
    path = tmp_path_factory.getbasetemp() / "note.csv"
    lines = [f'Ana;11 98765-432{n};"{note}"' for n, note in enumerate(notes)]
    path.write_text("\n".join(["nome;telefone;obs", "Zé;11 98765-4329;x", *lines, ""]), "utf-8")
    rows = _read(path)
    assert [(cells[2], fault) for _row, cells, fault in rows[1:]] == [
        (note, None) for note in notes
    ]
