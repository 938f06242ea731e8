"""ODS: the texts that its sheets show, their hidden rows, and what no program writes."""

from pathlib import Path
from typing import Any

import pytest

from batch_sender.load import open_list
from batch_sender.load.errors import ListDamaged, ListEmpty, ListError, SheetNotFound
from tests.load.ods_files import cell, ods, row, table


def rows_of(path: Path, **options: Any) -> list[tuple[int, tuple[str, ...]]]:
    with open_list(path, **options) as opened:
        return [(each.row, each.cells) for each in opened.rows()]


@pytest.mark.parametrize(
    ("written", "shown", "_why"),
    [
        (cell("10%", 'office:value="0.1"'), "10%", "a percentage"),
        (cell("R$ 1.234,50", 'office:value="1234.5"'), "R$ 1.234,50", "money"),
        (cell("5,51E+12", 'office:value="5511987654321"'), "5511987654321", "hidden digits"),
        (cell("###", 'office:value="5511987654321"'), "5511987654321", "a narrow column"),
        (cell("", 'office:value="5511987654321"'), "5511987654321", "a program wrote no text"),
        (cell("TRUE", 'office:boolean-value="true"'), "VERDADEIRO", "a truth value"),
        (cell("#N/D"), "#N/D", "an error"),
        (cell("a\nb"), "a\nb", "two lines"),
        (cell('a<text:s text:c="3"/>b'), "a   b", "blanks"),
        (cell('a<text:s text:c="999999999"/>'), "a" + " " * 1000, "blanks without end"),
        (cell("<text:span>A</text:span>na"), "Ana", "rich text"),
        (
            "<table:table-cell><office:annotation><text:p>lembrar</text:p></office:annotation>"
            "<text:p>Ana</text:p></table:table-cell>",
            "Ana",
            "a comment is not what the cell shows",
        ),
    ],
)
def test_a_cell_reads_as_the_sheet_shows_it(
    tmp_path: Path, written: str, shown: str, _why: str
) -> None:
    path = ods(tmp_path, table(row(cell("x"), written)))
    assert rows_of(path) == [(2, ("x", shown))]


@pytest.mark.parametrize("visibility", ["collapse", "filter"])
def test_hidden_and_filtered_rows_are_left_out_unless_asked(
    tmp_path: Path, visibility: str
) -> None:
    hidden = row(cell("Bia"), cell("2"), attributes=f'table:visibility="{visibility}"')
    path = ods(tmp_path, table(row(cell("Ana"), cell("1")), hidden))
    assert [number for number, _cells in rows_of(path)] == [2]
    assert [number for number, _cells in rows_of(path, hidden_rows=True)] == [2, 3]
    with open_list(path) as opened:
        assert opened.hidden == 1


def test_repeated_rows_and_columns_stand_where_they_are_seen(tmp_path: Path) -> None:
    path = ods(
        tmp_path,
        table(
            row(cell(), attributes='table:number-rows-repeated="2"'),
            row(cell("Ana", 'table:number-columns-repeated="2"')),
            row(cell("Bia"), cell("1"), attributes='table:number-rows-repeated="2"'),
            row(cell("", 'table:number-columns-repeated="16384"')),
            row(cell(), attributes='table:number-rows-repeated="1048000"'),
        ),
    )
    assert rows_of(path) == [(4, ("Ana", "Ana")), (5, ("Bia", "1")), (6, ("Bia", "1"))]


def test_a_hidden_sheet_is_taken_only_by_name(tmp_path: Path) -> None:
    gone = table(row(cell("Ana"), cell("1")), attributes='table:name="A" table:style-name="gone"')
    path = ods(tmp_path, gone, table(row(cell("Bia"), cell("2"))))
    assert rows_of(path) == [(2, ("Bia", "2"))]
    with open_list(path, sheet="a") as opened:
        assert (opened.sheet, opened.other_sheets) == ("A", ("Lista",))
    with pytest.raises(SheetNotFound, match="A, Lista"):
        open_list(path, sheet="B")


ENTITIES = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("rows", "doctype", "error"),
    [
        pytest.param((row(cell("&b;")),), ENTITIES, ListDamaged, id="entities"),
        pytest.param(
            (row(cell(attributes='table:number-columns-repeated="99999"'), cell("x")),),
            "",
            ListDamaged,
            id="a far column",
        ),
        pytest.param(
            (row(cell("x"), attributes='table:number-rows-repeated="999999999"'),),
            "",
            ListDamaged,
            id="a row without end",
        ),
        pytest.param(
            (row(cell(), attributes='table:number-rows-repeated="1048570"'), row(cell("x") * 99)),
            "",
            ListDamaged,
            id="a far cell",
        ),
        pytest.param(("<table:table-row>",), "", ListDamaged, id="unclosed"),
    ],
)
def test_what_no_program_writes_is_refused(
    tmp_path: Path, rows: tuple[str, ...], doctype: str, error: type[ListError]
) -> None:
    with pytest.raises(error):
        open_list(ods(tmp_path, table(*rows), doctype=doctype))


def test_an_empty_workbook(tmp_path: Path) -> None:
    with pytest.raises(ListEmpty):
        open_list(ods(tmp_path, '<table:table table:name="A"/>'))
