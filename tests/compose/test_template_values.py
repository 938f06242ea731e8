"""Amounts, days and numbers in a message: what a person means by a cell, and how people write it."""

import re
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from batch_sender.compose.errors import FilterUnknown
from batch_sender.compose.templates import Voice, compile_template
from batch_sender.compose.templates.blanks import trimmed
from batch_sender.compose.templates.locale_format import LocaleFormat
from batch_sender.compose.templates.values import read_moment, read_number
from batch_sender.models import Problem, ProblemCode
from tests.support import fill_row

BRAZIL, ENGLISH = LocaleFormat("pt-BR"), LocaleFormat("en")


def filled(source: str, cell: str, column: str = "x", *, language: str = "pt-BR") -> str | Problem:
    return fill_row(compile_template(source, (column,), voice=Voice(language=language)), (cell,))


# ── amounts ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("1234.5", "R$ 1.234,50"),  # a float, as a program writes it
        ("1234.56", "R$ 1.234,56"),
        ("1.234,56", "R$ 1.234,56"),
        ("R$ 1.234,56", "R$ 1.234,56"),
        ("R$1.234,56", "R$ 1.234,56"),
        ("R$\xa01.234,56", "R$ 1.234,56"),  # as Babel and Excel write it
        ("1234,5", "R$ 1.234,50"),  # a cell of the format "General"
        ("150", "R$ 150,00"),
        ("1.234", "R$ 1.234,00"),  # a Brazilian thousand, never 1 real and 23 cents
        ("1.234.567", "R$ 1.234.567,00"),
        ("1,234.56", "R$ 1.234,56"),  # English, and nothing else
        ("1,234,567", "R$ 1.234.567,00"),
        ("0.5", "R$ 0,50"),
        ("-5", "-R$ 5,00"),
        ("R$ -5,00", "-R$ 5,00"),
        ("−5,00", "-R$ 5,00"),  # a real minus sign
        ("1234.5000000001", "R$ 1.234,50"),  # what calculating in binary leaves behind
    ],
)
def test_an_amount_is_read_as_it_is_meant(cell: str, shown: str) -> None:
    assert filled("{{ x|dinheiro }}", cell) == filled("{{ x|money }}", cell) == shown


@pytest.mark.parametrize(
    "cell",
    [
        pytest.param("1,234", id="a thousand in English, 1.234 in Brazil"),
        pytest.param("0.125", id="no cents"),
        pytest.param("10,555", id="half a cent"),
        "12.34.5",
        "1.5e3",
        "10%",
        "abc",
        "R$",
        "1 real",
        "US$ 5",
        "(5,00)",
        "9" * 100,
    ],
)
def test_an_amount_that_could_be_wrong_is_a_problem(cell: str) -> None:
    assert filled("{{ x|dinheiro }}", cell) == Problem(
        code=ProblemCode.VALUE_UNUSABLE, column="x", detail=cell[:60]
    )


def test_an_empty_amount_is_missing() -> None:
    assert filled("{{ x|dinheiro }}", "") == Problem(code=ProblemCode.VALUE_MISSING, column="x")
    assert filled("{{ x|default('150')|dinheiro }}", "") == "R$ 150,00"


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("{{ x|float|dinheiro }}", "R$ 1.234,56"),
        ("{{ 411.523|dinheiro }}", "R$ 411,52"),  # no cell, so it may be rounded
        ("{{ x|numero }}", "1.234,56"),
        ("{{ x|numero(0) }}", "1.235"),
        ("{{ x|number(3) }}", "1.234,560"),
        ("{{ x|float }}", "1234,56"),  # numbers read naturally without a filter, too
        ("{{ 3.0 }} {{ 0.30000000000000004 }}", "3 0,3"),
        ("{{ (x or 5)|money }}", "R$ 1.234,56"),
        ("{{ x|Dinheiro }} {{ ''|padrão('-') }} {{ 'A'|minúsculas }}", "R$ 1.234,56 - a"),
    ],
)
def test_what_filters_and_calculations_make_of_an_amount(source: str, shown: str) -> None:
    assert filled(source, "1.234,56") == shown


def test_the_language_of_the_message_decides_how_it_is_written() -> None:
    def english(source: str, cell: str) -> str | Problem:
        return filled(source, cell, language="en")

    assert english("{{ x|money }}", "1.234,56") == "R$1,234.56"
    assert english("{{ x|date }}", "01/12/2026") == "Dec 1, 2026"
    assert (
        english("{{ x|long_date }}, {{ x|weekday }}", "01/12/2026") == "December 1, 2026, Tuesday"
    )
    assert english("{{ x }}", "2026-12-01") == "Dec 1, 2026"
    assert english("{{ x|plural('visit', 'visits') }}", "0") == "visits"


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=2))
def test_every_amount_comes_back_from_every_notation(amount: Decimal) -> None:
    amount += 0  # no negative zero
    for written in (BRAZIL.money(str(amount)), ENGLISH.money(str(amount)), f"{amount:.2f}"):
        assert read_number(written) == amount


@given(st.floats(min_value=-1e9, max_value=1e9).map(lambda x: round(x, 2)))
def test_a_float_of_cents_keeps_its_cents(amount: float) -> None:
    assert BRAZIL.money(amount) == BRAZIL.money(repr(amount) if abs(amount) >= 1e-4 else "0")


# ── days and times ────────────────────────────────────────────────────────────────────────────

FIRST_OF_DECEMBER = [
    "01/12/2026",
    "1/12/26",
    "01-12-2026",
    "01.12.2026",
    "2026-12-01",
    "2026-12-01 00:00:00",
    "2026-12-01T14:30:00",
    "2026-12-01 14:30:00.000",
    "01/12/2026 14:30",
    "01/12/2026 às 14h30",
    "1 de dezembro de 2026",
    "1º de dezembro de 2026",
    "terça-feira, 1 de dezembro de 2026",
    "TERÇA-FEIRA, 01/12/2026",
    "ter, 01/12/2026",
    "1-dez-26",
    "01/dez/2026",
    "1-Dec-26",
]


@pytest.mark.parametrize("cell", FIRST_OF_DECEMBER)
def test_a_day_is_read_in_every_notation(cell: str) -> None:
    source = "{{ x|data }} · {{ x|data_curta }} · {{ x|data_longa }} · {{ x|dia_da_semana }} · {{ x|mes }}"
    assert filled(source, cell) == (
        "01/12/2026 · 01/12 · 1º de dezembro de 2026 · terça-feira · dezembro"
    )


@pytest.mark.parametrize(
    "cell",
    [
        pytest.param("12/31/2026", id="month before day"),
        "31/02/2026",
        "01/12",
        "46357",
        "amanhã",
        "14:30",
        "00/00/0000",
        "1 de dezembrou de 2026",
        pytest.param("2026-12-01T01:00:00Z", id="another day here, perhaps"),
        "2026-12-01T01:00:00+00:00",
        "01/12/2026" + " " * 100 + ".",
    ],
)
def test_a_day_that_could_be_wrong_is_a_problem(cell: str) -> None:
    found = filled("{{ x|data }}", cell)
    assert isinstance(found, Problem)
    assert found.code is ProblemCode.VALUE_UNUSABLE


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("14:30", "14:30"),
        ("14:30:00", "14:30"),
        ("14h30", "14:30"),
        ("14h", "14:00"),
        ("9:05", "09:05"),
        ("2026-12-01 14:30:00", "14:30"),
        ("01/12/2026 09:00", "09:00"),
        ("01/12/2026", None),
        ("25:00", None),
        ("14", None),
    ],
)
def test_a_time_of_day(cell: str, shown: str | None) -> None:
    found = filled("{{ x|hora }}", cell)
    assert found == shown or (shown is None and isinstance(found, Problem))
    assert filled("{{ x|time }}", cell) == found


@pytest.mark.parametrize(
    ("year", "meant"), [("29", 2029), ("30", 1930), ("85", 1985), ("00", 2000)]
)
def test_a_year_of_two_digits_is_that_of_excel(year: str, meant: int) -> None:
    assert read_moment(f"01/12/{year}").day == date(meant, 12, 1)


@given(st.dates(min_value=date(1930, 1, 1), max_value=date(2029, 12, 31)))
def test_every_day_comes_back_from_every_form(day: date) -> None:
    for written in (
        f"{day:%d/%m/%Y}",
        f"{day:%d/%m/%y}",
        f"{day:%Y-%m-%d}",
        BRAZIL.day(day, "date"),
        BRAZIL.day(day, "long"),
        f"{BRAZIL.day(day, 'weekday')}, {BRAZIL.day(day, 'long')}",
    ):
        assert read_moment(written).day == day


# ── plural ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("cell", "word"),
    [("1", "consulta"), ("2", "consultas"), ("1.000", "consultas"), ("0", "nenhuma"), ("1,5", "consulta")],
)  # fmt: skip
def test_a_word_fits_its_number(cell: str, word: str) -> None:
    assert filled("{{ x|plural('consulta', 'consultas', 'nenhuma') }}", cell) == word


# ── without a filter ──────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("2026-12-01", "01/12/2026"),
        ("2026-12-01 00:00:00", "01/12/2026"),  # as pandas writes a day
        ("2026-12-01T00:00:00.000", "01/12/2026"),
        ("2026-12-01 0:00:00", "01/12/2026"),  # a workbook of openpyxl's own format
        ("2026-12-01 9:30:00", "01/12/2026 9:30"),
        ("2026-12-01 14:30:00", "01/12/2026 14:30"),
        ("01/12/2026 00:00:00", "01/12/2026"),  # as many Brazilian systems write one
        ("01/12/2026 14:30:00", "01/12/2026 14:30"),
        ("01/12/2026 14:30:00.000", "01/12/2026 14:30"),  # as SQL Server writes one
        ("14:30:00", "14:30"),
        # and what stays as the sheet shows it
        ("01/12/2026", "01/12/2026"),
        ("1 de dezembro", "1 de dezembro"),
        ("14:30:15", "14:30:15"),
        ("2026-13-01", "2026-13-01"),
        ("2026-12-01 14:30:15", "2026-12-01 14:30:15"),
        ("2026-12-01T03:00:00Z", "2026-12-01T03:00:00Z"),
        ("1234-56-78", "1234-56-78"),
        ("1234.5", "1234.5"),  # a version, a section, a code: nobody knows
        ("0012", "0012"),
        ("5511987654321", "5511987654321"),
        ("2-12-01", "2-12-01"),
    ],
)
def test_a_cell_is_shown_as_people_write_it(cell: str, shown: str) -> None:
    for source in ("{{ x }}", "{x}", "{{ x|default('-') }}"):
        assert filled(source, cell) == shown
    assert filled("{{ x|upper }}", cell) == cell.upper(), "behind a filter the cell stays as it is"


@pytest.mark.parametrize(
    ("column", "cell", "shown"),
    [
        ("Valor", "1234.5", "1.234,50"),
        ("Valor (R$)", "1234.56", "1.234,56"),
        ("preço", "0.9", "0,90"),
        ("MENSALIDADE", "1234,5", "1.234,50"),  # a float in a cell of the format "General"
        ("Saldo devedor", "-1234,56", "-1.234,56"),
        ("Valor", "1234.567", "1234.567"),
        ("Valor", "1.234", "1.234"),
        ("Valor", "1500", "1500"),
        ("Valor", "R$ 1.234,56", "R$ 1.234,56"),
        ("Valor", "2026-12-01", "01/12/2026"),
        ("Valor", "01/12/2026 14:30:00.000", "01/12/2026 14:30"),
        ("Valorização", "1234.5", "1234.5"),
        ("Versão", "2.0", "2.0"),
    ],
)
def test_an_amount_is_shown_as_people_write_it(column: str, cell: str, shown: str) -> None:
    assert filled(f"{{{{ {column} }}}}", cell, column) == shown


@given(st.text())
def test_a_cell_that_is_no_date_time_or_amount_is_never_changed(cell: str) -> None:
    shown = filled("[{{ valor }}]", cell, "valor")
    changes = re.fullmatch(
        r"\d{4}-\d\d-\d\d.*|\d\d/\d\d/\d{4} .*|\d\d:\d\d:00|-?\d+[.,]\d\d?", cell
    )
    if isinstance(shown, str) and changes is None:
        assert shown == f"[{trimmed(cell)}]".replace("\r\n", "\n")


def test_an_unknown_filter_names_those_there_are() -> None:
    with pytest.raises(FilterUnknown) as caught:
        compile_template("{{ x|dinheiros }}", ("x",))
    assert caught.value.next.startswith("Did you mean “dinheiro”?")
    assert "data_longa" in caught.value.next


def test_reading_is_quick_whatever_stands_in_a_cell() -> None:
    template = compile_template("{{ x|default('')|length }}{{ x|data }}{{ x|dinheiro }}", ("x",))
    for cell in ("1" * 60_000, "1." * 30_000, " " * 60_000 + "1", "a-" * 30_000):
        assert isinstance(fill_row(template, (cell,)), Problem)
