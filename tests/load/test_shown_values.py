"""Values read back from what cells show: a workbook that holds them shows the same to the last sign."""

from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from batch_sender.load.cell_formats.numbers import shown
from batch_sender.load.cell_formats.shown_values import value_of
from batch_sender.models import Notation

BRAZILIAN, ENGLISH = Notation.BRAZILIAN, Notation.ENGLISH


@pytest.mark.parametrize(
    ("text", "number", "code"),
    [
        pytest.param("150", 150, "General", id="a quantity"),
        pytest.param("0", 0, "General", id="nought"),
        pytest.param("-12,5", -12.5, "General", id="as many places as the next may need"),
        pytest.param("12,50", 12.5, "#,##0.00", id="cents"),
        pytest.param("1234,50", 1234.5, "0.00", id="thousands in one piece stay so"),
        pytest.param("1.234,56", 1234.56, "#,##0.00", id="an amount"),
        pytest.param("1.234", 1234, "#,##0", id="a thousand, as everywhere here"),
        pytest.param("R$ 89,90", 89.9, '"R$" #,##0.00', id="money"),
        pytest.param("R$1.234,56", 1234.56, '"R$"#,##0.00', id="money without its blank"),
        pytest.param("-R$ 5,00", -5, '"R$" #,##0.00', id="minus before the currency"),
        pytest.param("R$ -5,00", -5, '"R$" #,##0.00;"R$" -#,##0.00', id="minus behind it"),
        pytest.param("(5,00)", -5, "#,##0.00;(#,##0.00)", id="as accountants write a minus"),
        pytest.param("US$ 10,00", 10, '"US$" #,##0.00', id="dollars"),
        pytest.param("10%", 0.1, "0%", id="a share"),
        pytest.param("12,5%", 0.125, "0.0%", id="a finer one"),
        pytest.param("12 un", 12, '0 "un"', id="a unit of the format"),
        pytest.param("0,00001", 0.00001, "0.00000", id="General would write 1E-05"),
        pytest.param("12/03/2027", 46458, "dd/mm/yyyy", id="a day"),
        pytest.param("5/4/2027", 46482, "d/m/yyyy", id="a day without noughts"),
        pytest.param("2027-03-12", 46458, "yyyy-mm-dd", id="as programs write it"),
        pytest.param("12/03/2027 12:00", 46458.5, "dd/mm/yyyy hh:mm", id="a moment"),
        pytest.param("14:24", 0.6, "hh:mm", id="a time of the day"),
        pytest.param("6:00:00", 0.25, "h:mm:ss", id="with seconds"),
        pytest.param("36:00", 1.5, "[h]:mm", id="hours worked"),
    ],
)
def test_a_value_is_read_with_the_format_that_shows_it(text: str, number: float, code: str) -> None:
    found = value_of(text, BRAZILIAN)
    assert found is not None
    assert (found.number, found.code, found.alike) == (number, code, True)
    assert shown(found.number, found.code) == text


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("00123", id="a code"),
        pytest.param("0150,00", id="a nought in front"),
        pytest.param("12345678901", id="a CPF or a phone"),
        pytest.param("123.456.789-01", id="a CPF"),
        pytest.param("11 98765-4321", id="a phone"),
        pytest.param("98765-4321", id="one without DDD"),
        pytest.param("01310-100", id="a CEP"),
        pytest.param("1234567890123,456", id="more digits than a sheet keeps"),
        pytest.param("-0,00", id="no format shows a minus before nought"),
        pytest.param("1.234.56", id="groups of three alone"),
        pytest.param("1234.5", id="English"),
        pytest.param("5,51E+12", id="digits are lost"),
        pytest.param("31/02/2027", id="no such day"),
        pytest.param("12/31/2027", id="month first"),
        pytest.param("12/03/27", id="of which century?"),
        pytest.param("12/03/1899", id="before a sheet counts days"),
        pytest.param("03/2027", id="a month"),
        pytest.param("12/03/2027 26:00", id="no such hour"),
        pytest.param("12/03/2027  14:30", id="two blanks"),
        pytest.param("14:60", id="no such minute"),
        pytest.param("=1+1", id="a formula"),
        pytest.param("+5", id="a plus is shown by no format"),
        pytest.param("(5,00", id="half a bracket"),
        pytest.param("-(5,00)", id="two signs"),
        pytest.param("١٢", id="digits of another script"),
        pytest.param("VERDADEIRO", id="a word"),
        pytest.param(" ", id="a blank"),
    ],
)
def test_what_would_not_be_the_same_stays_a_text(text: str) -> None:
    assert value_of(text, BRAZILIAN) is None


@pytest.mark.parametrize("text", [" R$ 89,90 ", "R$\xa089,90"])
def test_blanks_that_no_format_shows_are_told(text: str) -> None:
    """As Excel's accounting formats and browsers write it: a value, but not for a list to be read again."""
    found = value_of(text, BRAZILIAN)
    assert found is not None
    assert (found.number, found.alike) == (89.9, False)


@pytest.mark.parametrize(
    ("text", "number"),
    [("1,234.56", 1234.56), ("$1,234.56", 1234.56), ("0.5", 0.5), ("1,234", 1234)],
)
def test_english_notation_is_read_where_the_column_is_english(text: str, number: float) -> None:
    found = value_of(text, ENGLISH)
    assert found is not None
    assert (found.number, found.alike) == (number, False)


def _amount(number: Decimal, sign: str, unit: str, *, grouped: bool) -> str:
    text = f"{abs(number):,f}" if grouped else f"{abs(number):f}"
    minus = "-" if number < 0 else ""
    return f"{minus}{sign}{text.translate(str.maketrans(',.', '.,'))}{unit}"


amounts = st.builds(
    _amount,
    st.decimals(-(10**9), 10**9, places=None, allow_nan=False).map(lambda n: round(n, 4))
    | st.decimals(-(10**9), 10**9, places=2)
    | st.integers(-(10**11), 10**11).map(Decimal),
    st.sampled_from(["", "R$ ", "R$", "€ "]),
    st.sampled_from(["", "%", " %", " kg"]),
    grouped=st.booleans(),
)
moments = st.builds(
    lambda moment, form: moment.strftime(form),
    st.datetimes(),
    st.sampled_from(
        ["%d/%m/%Y", "%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y %H:%M:%S", "%H:%M", "%d-%m-%Y %H:%M"]
    ),
)


@given(text=amounts | moments | st.text("0123456789.,-/:()% R$", max_size=12))
@example(text="1.000.000,00")
@settings(max_examples=300)
def test_what_is_read_is_shown_the_same(text: str) -> None:
    found = value_of(text, BRAZILIAN)
    if found is not None and found.alike:
        assert shown(found.number, found.code) == text
