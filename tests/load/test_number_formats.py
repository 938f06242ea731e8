"""A number, a date and its format: the text that Excel shows in Brazil."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from batch_sender.compose.templates.values import read_moment
from batch_sender.load.cell_formats.codes import BUILT_IN
from batch_sender.load.cell_formats.numbers import shown
from batch_sender.load.cell_formats.plain_values import Value

ACCOUNTING = (
    '_-"R$"\\ * #,##0.00_-;\\-"R$"\\ * #,##0.00_-;_-"R$"\\ * "-"??_-;_-@_-'  # Excel's own, pt-BR
)
DAY = date(2024, 2, 10)


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        # whole numbers: every digit, whatever the format
        (5511987654321.0, "General", "5511987654321"),
        (5511987654321.0, "0.00E+00", "5511987654321"),
        (5511987654321.0, "dd/mm/yyyy", "5511987654321"),
        (5511987654321.0, "0", "5511987654321"),
        (1e20, "General", "100000000000000000000"),
        (1.7e308, "General", "17" + "0" * 307),
        # fractions: a decimal comma, and no binary dust
        (1234.5, "General", "1234,5"),
        (0.1 + 0.2, "General", "0,3"),
        (1 / 3, "General", "0,333333333"),
        (1.5e-12, "General", "0,0000000000015"),
        (5511987654321.5, "General", "5511987654321,5"),
        (-0.5, "# ?/?", "-0,5"),
        # leading zeros and masks
        (11.0, "000", "011"),
        (1310100.0, "00000\\-000", "01310-100"),
        (12345678909.0, '000"."000"."000\\-00', "123.456.789-09"),
        (11987654321.0, "(00) 00000-0000", "(11) 98765-4321"),
        (5511987654321.0, "+00 (00) 00000-0000", "+55 (11) 98765-4321"),
        (33334444.0, "[<=99999999]0000-0000;(00) 00000-0000", "3333-4444"),
        (11987654321.0, "[<=99999999]0000-0000;(00) 00000-0000", "(11) 98765-4321"),
        # percentages
        (0.1, BUILT_IN[9], "10%"),
        (0.125, "0.0%", "12,5%"),
        # money
        (1234.56, '"R$ "#,##0.00', "R$ 1.234,56"),
        (1234.56, BUILT_IN[44], "R$ 1.234,56"),
        (1234.56, ACCOUNTING, "R$ 1.234,56"),
        (-1234.56, ACCOUNTING, "-R$ 1.234,56"),
        (0.0, ACCOUNTING, "R$ -"),
        (1234567.5, "[$R$-416] #,##0.00;[Red]-[$R$-416] #,##0.00", "R$ 1.234.567,50"),
        (-2.0, "[$R$-416] #,##0.00;[Red]-[$R$-416] #,##0.00", "-R$ 2,00"),
        # rounding: halves away from zero, on the decimal number that people see
        (1.005, "0.00", "1,01"),
        (2.5, "0", "3"),
        (-0.004, "0.00", "0,00"),
        # thousands, optional places, words
        (1234.0, "#,##0", "1.234"),
        (1234567.0, "#,##0,", "1.235"),
        (0.5, "0.##", "0,5"),
        (0.0, "#", ""),
        (12.0, '0" un"', "12 un"),
        (3.0, 'General" un"', "3 un"),
        (12.0, "@", "12"),
        (12.0, ";;;", ""),
        # dates
        (DAY, BUILT_IN[14], "10/02/2024"),
        (45332.0, BUILT_IN[14], "10/02/2024"),
        (DAY, "yyyy-mm-dd", "2024-02-10"),
        (DAY, "dd/mm/yyyy;@", "10/02/2024"),
        (DAY, '[$-416]d" de "mmmm" de "yyyy;@', "10 de fevereiro de 2024"),
        (DAY, "[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", "sábado, 10 de fevereiro de 2024"),
        (DAY, "ddd, d/m/yy", "sáb, 10/2/24"),
        (DAY, "mmm-yy", "fev-24"),
        (DAY, "General", "10/02/2024"),
        (datetime(2024, 2, 10, 13, 5), BUILT_IN[22], "10/02/2024 13:05"),  # noqa: DTZ001 - a sheet's
        (datetime(2024, 2, 10, 13, 5), "General", "10/02/2024 13:05"),  # noqa: DTZ001 - as above
        (45332.75, "dd/mm/yyyy h:mm AM/PM", "10/02/2024 18:00"),  # no filter reads PM
        (45332.5, "mm/yyyy hh:mm:ss", "02/2024 12:00:00"),
        (45332.9999999, "dd/mm/yyyy hh:mm:ss", "11/02/2024 00:00:00"),
        (time(13, 5), "h:mm", "13:05"),
        (timedelta(hours=30, minutes=7), "[h]:mm", "30:07"),
        (1.25, "[h]:mm:ss", "30:00:00"),
        (time(9, 0), "General", "09:00"),
        (timedelta(hours=30), "General", "30:00"),
        # a date is that date, also where its format shows the month first
        (DAY, "m/d/yyyy", "10/02/2024"),
        (DAY, "mm-dd-yy", "10/02/2024"),
        (DAY, "m/d", "10/02"),
        (DAY, "yy-mm-dd", "10/02/2024"),
        (DAY, "yyyy/dd/mm", "10/02/2024"),
        (DAY, "[$-409]mmmm d, yyyy;@", "10/02/2024"),
        (DAY, "[$-x-sysdate]dddd, mmmm dd, yyyy", "10/02/2024"),
        (45332.604167, "m/d/yy h:mm", "10/02/2024 14:30"),
        (45332.604167, "[$-409]m/d/yy h:mm AM/PM;@", "10/02/2024 14:30"),
        (45332.604167, "m/d/yyyy h:mm:ss", "10/02/2024 14:30:00"),
        (45332.0, "[<40000]dd/mm/yyyy;m/d/yy", "10/02/2024"),
        # what shows no whole day stays as it is
        (DAY, "mm/yy", "02/24"),
        (DAY, "d/m", "10/2"),
        (DAY, "dddd", "sábado"),
        (DAY, "d-mmm-yy", "10-fev-24"),
        # two digits tell a year of this century, as filters read them; of another one, all four
        (DAY, "dd/mm/yy", "10/02/24"),
        (date(1985, 2, 10), "dd/mm/yy", "10/02/1985"),
        (date(2035, 2, 10), "dd/mm/yy", "10/02/2035"),
        # texts and truth values have no number format
        ("11", "000", "11"),
        (True, "0", "VERDADEIRO"),
        (False, "General", "FALSO"),
    ],
)
def test_a_cell_reads_as_excel_shows_it(value: Value, code: str, text: str) -> None:
    assert shown(value, code) == text


@pytest.mark.parametrize("code", ["dd/mm/yyyy", "m/d/yyyy"])
def test_days_may_be_counted_from_1904(code: str) -> None:
    assert shown(45332.0 - 1462, code, from_1904=True) == "10/02/2024"


@given(
    st.dates(date(1900, 3, 1)),
    st.permutations(["d", "m", "y"]),
    st.sampled_from(["/", "-", ".", " "]),
    st.sampled_from([1, 2, 3, 4]),
    st.integers(2, 3),
)
def test_whatever_the_order_of_a_date_filters_read_that_date_or_none(
    day: date, order: list[str], sign: str, letters: int, parts: int
) -> None:
    text = shown(
        day, sign.join(letter * min(letters, 4 if letter == "y" else 3) for letter in order[:parts])
    )
    try:
        read = read_moment(text).day
    except ValueError:
        return
    assert read in {day, None}


@given(st.integers(0, 10**15 - 1), st.sampled_from(["General", "0", "0.00E+00", "@", "# ?/?"]))
def test_no_digit_of_a_whole_number_is_lost(number: int, code: str) -> None:
    assert shown(float(number), code) == str(number)


@given(st.decimals(-(10**9), 10**9, places=2))
def test_money_reads_back_as_the_same_amount(amount: Decimal) -> None:
    text = shown(float(amount), '"R$ "#,##0.00')
    digits = text.replace("R$ ", "").replace(".", "").replace(",", ".")
    assert Decimal(digits) == amount


@given(
    st.one_of(st.floats(), st.integers(-(10**18), 10**18), st.datetimes(), st.times()),
    st.text(st.sampled_from('0#?.,%E+-/;[]<=$_*\\"@ ydmhsAMP:R$41Generalé'), max_size=30),
)
def test_no_format_however_odd_breaks_the_reading(value: Value, code: str) -> None:
    assert isinstance(shown(value, code), str)
