"""A cell of an ODS that is a date, and the text that its program wrote beside it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from batch_sender.load.cell_formats.dated_texts import dated_text


@pytest.mark.parametrize(
    ("text", "told"),
    [
        # month first: another day to whoever reads it in Brazil
        ("10/2/2024", "02/10/2024"),
        ("10/02/24", "02/10/2024"),
        ("10-02-2024 14:30:00", "02/10/2024 14:30"),
        ("10/02/24 02:30 PM", "02/10/2024 14:30"),
        ("Wed, 10/2/2024", "02/10/2024"),
        ("10/2", "02/10"),
        ("October 2, 2024", "02/10/2024"),
        ("Wednesday, October 2, 2024", "02/10/2024"),
        ("2024/02/10", "02/10/2024"),
        ("24-10-02", "02/10/2024"),  # two digits of a year in the place of the day
        ("02/10/2024 2:30 PM", "02/10/2024 14:30"),  # no filter reads PM
        ("", "02/10/2024 14:30"),  # written by a program that shows nothing
        # clear as they are
        ("02/10/2024", "02/10/2024"),
        ("2/10/24", "2/10/24"),
        ("2/10", "2/10"),
        ("2024-10-02", "2024-10-02"),
        ("quarta-feira, 2 de outubro de 2024", "quarta-feira, 2 de outubro de 2024"),
        ("out/24", "out/24"),
        ("10/2024", "10/2024"),
        ("14:30", "14:30"),
    ],
)
def test_a_date_is_that_date_whatever_its_text(text: str, told: str) -> None:
    assert dated_text(text, "2024-10-02T14:30:00") == told


def test_two_digits_of_another_century_are_written_out() -> None:
    assert dated_text("02/10/85", "1985-10-02") == "02/10/1985"


@given(st.text("0123456789/-. AMPJan,:", max_size=12), st.text("0123456789-T:+", max_size=22))
def test_no_text_and_no_value_breaks_the_reading(text: str, value: str) -> None:
    assert isinstance(dated_text(text, value), str)
