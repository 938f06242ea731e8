"""One list in every format and encoding: the same rows, cell by cell.

`same.xlsx` was saved by a program, the ODS and the XLS from it by LibreOffice.
"""

from pathlib import Path

import pytest

from batch_sender.load import ContactList, open_list
from batch_sender.models import Contact

FILES = Path(__file__).parent.parent / "corpus" / "files"
HEADER = ("Nome", "Telefone", "Nascimento", "Hora", "Ativo", "Observação")
HIDDEN = Contact(row=6, cells=("Bia", "11987654323", "", "", "", "oculta"))
ROWS = [
    Contact(
        row=4,
        cells=("Ana Conceição", "5511987654321", "01/02/1990", "14:30", "VERDADEIRO", "rua A\ncasa 2"),
    ),
    Contact(
        row=5,
        cells=(
            "João D'Ávila", "(11) 3333-4444", "31/12/2000", "08:05", "FALSO",
            '10% de "desconto"; à vista',
        ),
    ),
    Contact(row=7, cells=("Zé", "+351 912 345 678", "15/07/1985", "00:00", "VERDADEIRO", "€ 5")),
]  # fmt: skip


def seen(opened: ContactList) -> tuple[object, ...]:
    return opened.header, list(opened.rows()), opened.header_row, opened.titles


def quoted(cell: str, delimiter: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if set(cell) & {'"', "\n", delimiter} else cell


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("line_break", ["\n", "\r\n"])
def test_in_any_text_file(tmp_path: Path, encoding: str, delimiter: str, line_break: str) -> None:
    by_row = {3: HEADER, **{each.row: each.cells for each in ROWS}}
    lines = ["Relação de clientes", ""]
    lines += [
        delimiter.join(quoted(cell, delimiter) for cell in by_row.get(row, ()))
        for row in range(3, 8)
    ]
    path = tmp_path / "lista.csv"
    path.write_bytes((line_break.join(lines) + line_break).encode(encoding))
    with open_list(path) as opened:
        assert seen(opened) == (HEADER, ROWS, 3, ("Relação de clientes",))
        assert opened.delimiter == delimiter


@pytest.mark.parametrize("kind", ["xlsx", "ods", "xls"])
def test_in_any_workbook(kind: str) -> None:
    path = FILES / f"same.{kind}"
    with open_list(path) as opened:
        assert seen(opened) == (HEADER, ROWS, 3, ("Relação de clientes",))
        assert (opened.hidden, opened.sheet, opened.other_sheets) == (1, "Clientes", ("Outros",))
    with open_list(path, hidden_rows=True) as opened:
        assert list(opened.rows()) == [*ROWS[:2], HIDDEN, ROWS[2]]
        assert opened.hidden == 0


@pytest.mark.parametrize("kind", ["xlsx", "ods", "xls"])
def test_typed_cells_become_what_the_sheet_shows_in_any_workbook(kind: str) -> None:
    with open_list(FILES / f"formats.{kind}") as opened:
        assert opened.sheet == "Lista"  # the first one is hidden
        assert opened.other_sheets == ()
        assert [contact.cells for contact in opened.rows()] == [
            ("5511987654321", "10,0%", "1.234,50", "0007", "12/03/2024", "#N/A", "011987654321",
             "03/2024"),
            ("11987654322", "25,5%", "-0,50", "0042", "31/12/1999", "", "#N/D", "12/2024"),
            ("11000000000", "100,0%", "1.000.000,00", "1234", "01/01/2000", "#DIV/0!", " espaço ",
             "01/2023"),
        ]  # fmt: skip
