"""Lists that hold a second table below the first: which rows may be told under the first one's names."""

from pathlib import Path

import openpyxl
import pytest

from batch_sender.load import open_list, open_rows
from batch_sender.models import ProblemCode

_NAMES = "nome;telefone;cidade\n"
_TWO = f"{_NAMES}Ana;11987654321;Santos\nBia;21987654322;Rio\n"


def set_aside(path: Path) -> list[int]:
    with open_list(path) as contacts:
        faults = {row: fault for chunk in contacts.chunks() for row, fault in chunk.faults.items()}
    assert {fault.code for fault in faults.values()} <= {ProblemCode.OTHER_TABLE}
    return sorted(faults)


@pytest.mark.parametrize(
    ("below", "rows", "why"),
    [
        ("cidade;telefone;nome\nRio;31987654323;Caio\n", [4, 5], "other order: a city for a name"),
        ("CIDADE;TELEFONE;NOME\nRio;31987654323;Caio\n", [4, 5], "another program's capitals"),
        ("Telefone;Nome;\n31987654323;Caio;\n", [4, 5], "fewer columns, in other places"),
        ("\nUF;Celular;Responsável\nMG;31987654323;Caio\n", [5, 6], "none of the first's names"),
        ("Aluno;Telefone;Turma\nCaio;31987654323;1A\n", [4, 5], "a class for a city"),
        (" cidade ;telefone ; nome\nRio;31987654323;Caio\n", [4, 5], "blanks around the names"),
        (
            f"nome;telefone;bairro\nCaio;31987654323;Lapa\n{_NAMES}Davi;41987654324;Cabo\n",
            [4, 5],
            "three tables, and the last is like the first",
        ),
        ("nome;telefone;cidade\nCaio;31987654323;BH\n", [], "each page repeats the names"),
        ("NOME;Telefone;\nCaio;31987654323;\n", [], "the same names, the last left out"),
        (
            "Caio;;telefone\nDavi;41987654324;Cabo\n",
            [],
            "a cell that says how to call is no header",
        ),
        ("Celular;;Celular\nDavi;41987654324;Cabo\n", [], "nor is one word twice"),
        ("Cliente;;\nDavi;41987654324;Cabo\n", [], "one word alone is no header"),
        ("\nTotal;2;\nDavi;41987654324;Cabo\n", [], "nor is a sum"),
    ],
)
def test_rows_below_other_names_are_set_aside(
    below: str, rows: list[int], why: str, tmp_path: Path
) -> None:
    path = tmp_path / "lista.csv"
    path.write_text(_TWO + below)
    assert set_aside(path) == rows, why


def test_what_stands_right_below_the_names_is_their_second_line(tmp_path: Path) -> None:
    path = tmp_path / "lista.csv"
    path.write_text("nome;telefone;cidade\ncliente;celular;estado\nAna;11987654321;Santos\n")
    with open_list(path, header_row=1) as contacts:
        assert [chunk.faults for chunk in contacts.chunks()] == [{}]


def test_the_names_found_are_told(tmp_path: Path) -> None:
    path = tmp_path / "lista.csv"
    path.write_text(f"{_TWO}cidade;telefone;nome\nRio;31987654323;Caio\n")
    with open_list(path) as contacts:
        (chunk,) = contacts.chunks()
    assert {fault.detail for fault in chunk.faults.values()} == {"cidade, telefone, nome"}
    assert chunk.cells[-1] == ("Rio", "31987654323", "Caio")


def test_a_long_list_is_looked_at_to_its_end(tmp_path: Path) -> None:
    path = tmp_path / "lista.csv"
    people = "".join(f"Ana;1198765{n:04};Santos\n" for n in range(5_000))
    path.write_text(f"{_NAMES}{people}cidade;telefone;nome\n{people}")
    assert set_aside(path) == list(range(5_002, 10_003))


def test_columns_are_found_by_the_first_table_alone(tmp_path: Path) -> None:
    path = tmp_path / "lista.csv"
    path.write_text(f"{_TWO}telefone;nome;cidade\n" + "31987654323;Caio;BH\n" * 9)
    with open_list(path) as contacts:
        assert [cells[0] for cells in contacts.sample(50)] == ["Ana", "Bia"]
        assert sum(len(chunk.faults) for chunk in contacts.chunks()) == 10


def test_a_sheet_may_hold_two_tables_too(tmp_path: Path) -> None:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in (
        ("Nome", "Telefone", "Cidade"),
        ("Ana", "11987654321", "Santos"),
        (),
        ("Cidade", "Telefone", "Nome"),
        ("Rio", "21987654322", "Bia"),
    ):
        sheet.append(row)
    book.save(tmp_path / "lista.xlsx")
    assert set_aside(tmp_path / "lista.xlsx") == [4, 5]


def test_rows_in_memory_are_looked_at_alike() -> None:
    rows = [
        {"nome": "Ana", "telefone": "11987654321"},
        {"nome": "telefone", "telefone": "nome"},
        {"nome": "21987654322", "telefone": "Bia"},
    ]
    with open_rows(rows) as contacts:
        (chunk,) = contacts.chunks()
    assert len(chunk.faults) == 2
