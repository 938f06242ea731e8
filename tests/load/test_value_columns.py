"""Columns of values, told by every cell of them, and by the types that a workbook's file keeps."""

import itertools
from datetime import datetime, time, timedelta
from pathlib import Path

import pytest

from batch_sender.load import open_list
from batch_sender.load.columns.value_columns import ValueColumns, _MaybeValues
from batch_sender.load.workbooks.told_values import NumberText, as_told, holds_texts, tells_itself
from batch_sender.models import Notation

CORPUS = Path(__file__).parent.parent / "corpus" / "files"
BRAZILIAN, ENGLISH = Notation.BRAZILIAN, Notation.ENGLISH


# ── lists of texts ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("name", "cells", "notation"),
    [
        pytest.param("Valor", "1.234,56 89,90", BRAZILIAN, id="Excel in Brazil"),
        pytest.param("Valor", "R$_89,90 R$_1.234,56 R$_-", BRAZILIAN, id="its accounting format"),
        pytest.param("valor", "-12,5 150  - 3", BRAZILIAN, id="blanks and dashes are nothing"),
        pytest.param("amount", "1,234.56 89.90", ENGLISH, id="a shop's export"),
        pytest.param("total", "12.5 1,234", ENGLISH, id="12.5 says what 1,234 is"),
        pytest.param("total", "12,5 1,234", BRAZILIAN, id="12,5 says it, too"),
        pytest.param("total", "1,234 5,678", None, id="thousands, or little more than one"),
        pytest.param("total", "1.234 5.678", BRAZILIAN, id="the point parts thousands here"),
        pytest.param("total", "1,5 1.5", None, id="either one or the other is wrong"),
        pytest.param("desconto", "10% 12,5%", BRAZILIAN, id="shares"),
        pytest.param("desconto", "10% 12,5", None, id="a share is no number of hundreds"),
        pytest.param("vencimento", "12/03/2027 1/4/2027", BRAZILIAN, id="days"),
        pytest.param("quando", "12/03/2027_14:30 12/03/2027", BRAZILIAN, id="moments"),
        pytest.param("date", "2027-03-12 2027-12-01", BRAZILIAN, id="days of programs"),
        pytest.param("date", "03/12/2027 03/25/2027", None, id="month first"),
        pytest.param("hora", "08:00 9:30", BRAZILIAN, id="times"),
        pytest.param("hora", "08:00 150", None, id="a time and no time"),
        pytest.param("qtd", "1 2 300", BRAZILIAN, id="quantities"),
        pytest.param("qtd", "1 2 dois", None, id="a word among them"),
        pytest.param("x", "150 00123", None, id="a code among them"),
        pytest.param("x", "13101000 22041001", None, id="eight digits are CEPs or phones"),
        pytest.param("x", "12345678901", None, id="eleven digits"),
        pytest.param("Matrícula", "1001 1002", None, id="an id by its name"),
        pytest.param("A1_COD", "1001 1002", None, id="of Protheus"),
        pytest.param("idCliente", "1001 1002", None, id="of a program"),
        pytest.param("Nº do pedido", "1001 1002", None, id="an order's number"),
        pytest.param("Valor do pedido", "1001 1002", BRAZILIAN, id="an order's amount"),
        pytest.param("Número de filhos", "0 2", BRAZILIAN, id="a number of something"),
        pytest.param("Data do pedido", "12/03/2027", BRAZILIAN, id="an order's day is a day"),
        pytest.param("Idade", "35 71", BRAZILIAN, id="the letters i and d alone make no id"),
        pytest.param("vazia", "", None, id="nothing"),
    ],
)
def test_a_column_of_texts_is_of_values_where_every_cell_is_one(
    name: str, cells: str, notation: Notation | None
) -> None:
    columns = ValueColumns.of([name, "phone"], texts=["phone"])
    for cell in cells.split(" "):  # in several chunks, and together
        columns.look([(cell.replace("_", " "), "150")])
    together = ValueColumns.of([name])
    together.look([(cell.replace("_", " "),) for cell in cells.split(" ")])
    assert columns.notations() == (notation, None)
    assert together.notations() == (notation,)


@pytest.mark.parametrize(
    "cells", list(itertools.permutations(("05/12/2026", "20/11/2026", "2026-12-24")))
)
def test_days_written_in_two_ways_are_seen_in_whatever_order_they_come(
    cells: tuple[str, ...],
) -> None:
    """A group that captures inside a possessive repeat makes `re` of Python 3.11 raise SystemError."""
    column = _MaybeValues(named_as_id=False)
    assert column.takes(cells)


@pytest.mark.parametrize(
    ("name", "cells", "values"),
    [
        pytest.param("Contato", ["1133334444", "98765432"], False, id="phones that are numbers"),
        pytest.param("População", ["12325232", "9041"], True, id="one large number among others"),
        pytest.param("Doc", ["7"], False, id="an id by its name"),
        pytest.param("Lote", ["0007", "1200"], False, id="noughts of the format"),
        pytest.param("x", ["12345678901", "7"], False, id="eleven digits"),
        pytest.param("Pago", ["150", "isento", "R$ 5,00"], True, id="a word among numbers"),
    ],
)
def test_numbers_of_a_workbook_are_values_unless_they_are_ids(
    name: str, cells: list[str], *, values: bool
) -> None:
    columns = ValueColumns.of([name])
    columns.look([(cell,) for cell in cells], texts=())
    assert columns.notations() == ((BRAZILIAN,) if values else (None,))


def test_a_text_further_down_makes_a_column_of_texts() -> None:
    columns = ValueColumns.of(["Turma"])
    columns.look([("3",)], texts=())
    columns.look([("03",)], texts={0})
    assert columns.notations() == (None,)


def test_every_row_counts_not_the_first_alone() -> None:
    columns = ValueColumns.of(["valor"])
    columns.look([("1,50",)] * 5_000)
    columns.look([("1,50",)] * 4_999 + [("1.50",)])
    assert columns.notations() == (None,)


# ── workbooks ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("cells", "texts"),
    [
        pytest.param(["", ""], False, id="nothing"),
        pytest.param([150.0, "", 3.5], False, id="numbers"),
        pytest.param([150.0, "isento"], False, id="a word is never taken for a number"),
        pytest.param([150.0, "00123"], True, id="a text of digits might be"),
        pytest.param(["Ana", "", "Bia"], True, id="words"),
        pytest.param([NumberText("1,5"), "isento", ""], False, id="of a reader of texts"),
        pytest.param([NumberText("1,5"), "1,5"], True, id="a number and a text that looks like it"),
        pytest.param([True, 1.0], False, id="a truth"),
    ],
)
def test_a_sheet_tells_numbers_from_texts(cells: list[object], texts: bool) -> None:
    assert holds_texts(cells, ["General", '"R$ "#,##0.00']) is texts


@pytest.mark.parametrize(
    ("code", "kind", "told"),
    [
        ('_-"R$" * #,##0.00_-;-"R$" * #,##0.00_-;_-"R$" * "-"??_-;_-@_-', float, True),
        ("[$R$-416] #,##0.00", float, True),
        ("0%", float, True),
        ('0" un"', float, True),
        ("00000", float, True),
        ("#,##0,", float, False),  # thousands are hidden: 1.234 would be 1234567
        ("0\\,00", float, False),  # 1234 shown as 12,34
        ("000\\.000\\.000\\-00", float, False),
        ("#,##0.00;[Red]#,##0.00", float, False),  # -5 shown as 5
        ("dd/mm/yyyy", datetime, True),
        ("dd/mm/yyyy hh:mm", datetime, True),
        ("hh:mm", datetime, True),
        ("hh:mm", float, True),
        ("mm:ss", datetime, False),  # 45 minutes would be hours
        ("mmm-yy", datetime, False),
        ("d/m/yy", datetime, False),
        ("hh:mm", time, True),
        ("[h]:mm", timedelta, True),
    ],
)
def test_a_format_that_shows_another_value_makes_no_value(
    code: str, kind: type, *, told: bool
) -> None:
    assert tells_itself(code, kind) is told


@pytest.mark.parametrize(
    ("text", "number", "told"),
    [
        ("1.234,57", 1234.5678, True),
        ("1,2", 1234567.0, False),  # millions are hidden
        ("12,5%", 0.1253, True),
        ("02/10/2024", 45567.4, True),
        ("10/02/2024", 45567.4, False),  # month first
        ("14:30", 0.6044, True),
    ],
)
def test_a_text_is_told_where_it_shows_its_value(text: str, number: float, *, told: bool) -> None:
    assert isinstance(as_told(text, number), NumberText) is told


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
@pytest.mark.parametrize(
    ("name", "values"), [("formats", {"parte", "valor", "dia"}), ("same", {"Nascimento", "Hora"})]
)
def test_every_kind_of_workbook_tells_its_values(name: str, kind: str, values: set[str]) -> None:
    with open_list(CORPUS / f"{name}.{kind}") as contacts:
        columns = ValueColumns.of(contacts.header)
        for chunk in contacts.chunks():
            columns.look(chunk.cells, chunk.texts)
        found = dict(zip(contacts.header, columns.notations(), strict=True))
    assert {title for title, each in found.items() if each} - {"erro", "Ativo"} == values
