"""Which columns hold payment lines, and which the amount and the due day to compare with."""

import pytest

from batch_sender.load.columns import (
    Table,
    find_amount_columns,
    find_due_columns,
    find_payment_columns,
)


def table(name: str, *values: str, unsaved: bool = False) -> Table:
    sample = [[value] for value in values]
    places = frozenset({0} if unsaved else ())
    return Table(header=[name], written=[name], sample=sample, unsaved=places)


def is_x(cell: str) -> bool:
    return cell == "x"


@pytest.mark.parametrize(
    ("values", "found"),
    [
        (("x", "x", "y"), True),
        (("x", "", ""), True),  # most people have none
        (("x", "y"), False),  # half are none
        (("", ""), False),
        ((), False),
    ],
)
def test_lines_are_known_by_most_of_the_filled_cells(values: tuple[str, ...], found: bool) -> None:
    assert find_payment_columns(table("qualquer", *values), is_payment=is_x) == ((0,) * found)


def test_formulas_without_results_are_no_lines() -> None:
    assert find_payment_columns(table("linha", "", unsaved=True), is_payment=is_x) == ()


@pytest.mark.parametrize(
    "name",
    [
        *("valor", "Valor (R$)", "VALOR TOTAL", "vlr", "Valor do boleto", "Valor da mensalidade"),
        *("Valor a pagar", "Total", "total a pagar", "Valor em reais", "amount", "Amount due"),
    ],
)
def test_what_the_amount_to_pay_is_called(name: str) -> None:
    assert find_amount_columns(table(name, "x"), is_amount=is_x) == (0,)
    assert find_amount_columns(table(name, "y"), is_amount=is_x) == ()


@pytest.mark.parametrize(
    "name", ["valor do curso", "desconto", "multa", "parcela", "saldo", "nome", "valor da multa"]
)
def test_what_other_amounts_are_called(name: str) -> None:
    assert find_amount_columns(table(name, "x"), is_amount=is_x) == ()


@pytest.mark.parametrize(
    "name",
    [
        *(
            "vencimento",
            "Data de vencimento",
            "DT VENC",
            "vcto",
            "Vence em",
            "Vencimento do boleto",
        ),
        *("Vencimento original", "Pagar até", "due", "Due date"),
    ],
)
def test_what_the_due_day_is_called(name: str) -> None:
    assert find_due_columns(table(name, "x"), is_day=is_x) == (0,)
    assert find_due_columns(table(name, "y"), is_day=is_x) == ()


@pytest.mark.parametrize("name", ["data", "emissão", "nascimento", "vencedor", "data da consulta"])
def test_what_other_days_are_called(name: str) -> None:
    assert find_due_columns(table(name, "x"), is_day=is_x) == ()
