"""Which row names the columns, and how they are named."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from batch_sender.load.headers import find_header
from batch_sender.load.layout import (
    column_letter,
    distinct_names,
    header_names,
    holds_phone,
    looks_like_phone,
)


@pytest.mark.parametrize(
    ("rows", "at"),
    [
        pytest.param(["nome;fone", "Ana;1"], 0, id="the first row"),
        pytest.param(["", "Clientes", "", "nome;fone", "Ana;1"], 3, id="below a title"),
        pytest.param(
            ["Clínica X;;;Gerado hoje;", "nome;fone;valor;data;obs", "A;1;2;3;", "B;1;2;3;"],
            1,
            id="a title of two cells fills less than half of what the rows do",
        ),
        pytest.param(
            ["nome;fone;;;;", "Ana;5511987654321;x;y;z;w", "Bia;sem;x;y;z;w"],
            0,
            id="names for less than half of the columns: still above the first number",
        ),
        pytest.param(
            ["nome;fone;2024", "Ana;5511987654321;2", "Bia;não tem;sim", "Caio;não tem;sim"],
            0,
            id="a year among the names: the rows of texts below are still contacts",
        ),
        pytest.param(["telefone", "5511987654321"], 0, id="one column: the first that holds text"),
        pytest.param(["Ana;5511987654321", "Bia;5511987654322"], 0, id="no header: the first row"),
        pytest.param(["nome;fone;;;", "Ana;1;;;"], 0, id="blank columns do not count"),
        pytest.param(["nome;fone"], 0, id="a header without rows"),
        pytest.param(["", " ; "], None, id="nothing at all"),
    ],
)
def test_the_header_is_found(rows: list[str], at: int | None) -> None:
    found = find_header([(n, row.split(";")) for n, row in enumerate(rows, 1)])
    assert (None if found is None else found.at) == at


@pytest.mark.parametrize(
    ("names", "columns", "header"),
    [
        (("Telefone", "Telefone"), (0, 1), ("Telefone", "Telefone (2)")),
        (("nome", "", "fone"), (0, 1, 2), ("nome", "Column B", "fone")),
        (("nome",), (0, 2), ("nome", "Column C")),
        (("Nome", "NOME", "nome"), (0, 1, 2), ("Nome", "NOME (2)", "nome (3)")),
        (("a", "a", "a (2)"), (0, 1, 2), ("a", "a (2)", "a (2) (2)")),
        (("%", "$"), (0, 1), ("%", "$")),
    ],
)
def test_columns_of_one_name_stay_apart(
    names: tuple[str, ...], columns: tuple[int, ...], header: tuple[str, ...]
) -> None:
    assert distinct_names(names, columns) == header


def test_a_header_cell_is_read_as_one_line() -> None:
    assert header_names([" nome\ncompleto ", "fone", " ", ""]) == ("nome completo", "fone")


@given(st.lists(st.text(max_size=3), max_size=30))
def test_no_two_names_are_the_same(names: list[str]) -> None:
    header = distinct_names(header_names(names), range(len(names)))
    assert len(set(header)) == len(names)


@pytest.mark.parametrize(("index", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (16_383, "XFD")])
def test_columns_have_the_letters_of_excel(index: int, letters: str) -> None:
    assert column_letter(index) == letters


@pytest.mark.parametrize(
    ("cell", "phone"),
    [
        ("5511987654321", True),
        ("+55 (11) 98765-4321", True),
        ("3333-4444", True),
        ("5,51199E+12", True),
        ("01/02/2024", False),
        ("R$ 10.000.000", False),
        ("Rua 12345678", False),
        ("", False),
    ],
)
def test_what_is_written_like_a_phone(cell: str, phone: bool) -> None:
    assert looks_like_phone(cell) is phone


def test_a_row_of_names_holds_no_phone() -> None:
    assert holds_phone(["Ana", "5511987654321"])
    assert holds_phone(["Ana", "5,51199E+12"])
    assert not holds_phone(["nome", "telefone", "01.02.2024", "20240102"])
