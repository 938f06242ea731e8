"""Until when a message makes sense: the dates that sheets show, by the clocks of a zone."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from batch_sender.timing.moments import parse_moment

BRAZIL = ZoneInfo("America/Sao_Paulo")


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        pytest.param("2026-12-01 18:00", "2026-12-01 21:00", id="as --expires is written"),
        pytest.param("01/12/2026 18:00", "2026-12-01 21:00", id="day first, as Brazil writes it"),
        pytest.param("1/12/2026 8:05", "2026-12-01 11:05", id="without leading zeros"),
        pytest.param("01/12/26 18:00", "2026-12-01 21:00", id="a year of two digits"),
        pytest.param("01/12/2026 18:00:59", "2026-12-01 21:00", id="seconds do not count"),
        pytest.param("2026-12-01T18:00", "2026-12-01 21:00", id="ISO"),
        pytest.param("01/12/2026 18h", "2026-12-01 21:00", id="18h"),
        pytest.param("01/12/2026 às 18h30", "2026-12-01 21:30", id="às 18h30"),
        pytest.param("01.12.2026, 18:00", "2026-12-01 21:00", id="dots and a comma"),
        pytest.param(" 01/12/2026 ", "2026-12-02 03:00", id="a date holds to its end"),
        pytest.param("2026-12-01", "2026-12-02 03:00", id="the same, year first"),
        pytest.param("29/02/2028", "2028-03-01 03:00", id="a leap day"),
        pytest.param("03/11/2018", "2018-11-04 03:00", id="its midnight did not exist"),
        pytest.param("17/02/2018 23:30", "2018-02-18 01:30", id="of an hour twice, the first"),
    ],
)
def test_a_moment_is_read_by_the_clocks_of_the_zone(text: str, moment: str) -> None:
    assert parse_moment(text, BRAZIL) == datetime.fromisoformat(moment).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "amanhã",
        "31/02/2026",
        "12/31/2026",  # no month 31: never guessed to be month first
        "01/12",
        "45992",  # a date whose cell has lost its format
        "01/12/2026 25:00",
        "01/12/2026 18:",
        "01/12/2026 18",
        "01/12-2026",
        "٠١/١٢/٢٠٢٦",
        "0000-01-01",
        "31/12/9999",  # its end lies beyond the calendar
        "2026-12-01 18:00 UTC",
    ],
)
def test_what_cannot_be_read_is_not_guessed(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - all that can be said of it
        parse_moment(text, BRAZIL)


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)))
def test_a_date_ends_when_the_next_begins(day: date) -> None:
    end = parse_moment(f"{day:%d/%m/%Y}", BRAZIL)
    assert end == parse_moment(day.isoformat(), BRAZIL)
    assert end.astimezone(BRAZIL).date() == day + timedelta(days=1)
    assert (end - timedelta(seconds=1)).astimezone(BRAZIL).date() == day


@given(st.text(max_size=30))
def test_any_text_is_a_moment_in_utc_or_refused(text: str) -> None:
    try:
        moment = parse_moment(text, BRAZIL)
    except ValueError:
        return
    assert moment.tzinfo is UTC
