"""Sending windows: what people write, when they are open, and the days on which clocks change."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from batch_sender.timing.errors import BadWindow, WindowEndsBeforeItBegins
from batch_sender.timing.windows import (
    DEFAULT_WINDOW,
    Window,
    around_the_clock,
    calendar_of,
    parse_window,
)

BRAZIL = ZoneInfo("America/Sao_Paulo")
HOUR = timedelta(hours=1)
ALL, WEEKDAYS = frozenset(range(7)), frozenset(range(5))


def window(text: str) -> Window:
    found = parse_window(text)
    assert found is not None
    return found


def at(text: str, *, fold: int = 0, zone: ZoneInfo = BRAZIL) -> datetime:
    """A moment as the zone's clocks show it; `fold` 1 is the second time they do."""
    local = datetime.fromisoformat(text).replace(tzinfo=zone, fold=fold)
    return local.astimezone(UTC)


# ── reading ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "days", "opens", "closes", "zone"),
    [
        ("mon-sat 8:00-20:00", frozenset(range(6)), time(8), time(20), "America/Sao_Paulo"),
        ("seg-sex 9-18", WEEKDAYS, time(9), time(18), "America/Sao_Paulo"),
        ("SEG-SÁB 08:30-12:15", frozenset(range(6)), time(8, 30), time(12, 15), BRAZIL.key),
        ("seg-sa\u0301b 9-18", frozenset(range(6)), time(9), time(18), BRAZIL.key),  # á in two
        ("ter-qui 9-18", frozenset({1, 2, 3}), time(9), time(18), BRAZIL.key),
        ("dom 9-12", frozenset({6}), time(9), time(12), BRAZIL.key),
        ("sat-mon 9-12", frozenset({5, 6, 0}), time(9), time(12), BRAZIL.key),  # over the weekend
        ("sab-dom 9-12", frozenset({5, 6}), time(9), time(12), BRAZIL.key),
        ("9-18", ALL, time(9), time(18), BRAZIL.key),  # no days: every day
        ("8:00–20:00", ALL, time(8), time(20), BRAZIL.key),  # the dash that word processors make
        (" 9 - 18 ", ALL, time(9), time(18), BRAZIL.key),
        ("18:00-24:00", ALL, time(18), time.max, BRAZIL.key),
        ("0-24", ALL, time(0), time.max, BRAZIL.key),
        ("mon-fri 9-18 america/manaus", WEEKDAYS, time(9), time(18), "America/Manaus"),
        ("9-18 America/Port-au-Prince", ALL, time(9), time(18), "America/Port-au-Prince"),
        (
            "9-18 America/Argentina/Buenos_Aires",
            ALL,
            time(9),
            time(18),
            "America/Argentina/Buenos_Aires",
        ),
        ("9-18 Etc/GMT+3", ALL, time(9), time(18), "Etc/GMT+3"),
        ("9-18 UTC", ALL, time(9), time(18), "UTC"),
    ],
)
def test_a_window_is_read(
    text: str, days: frozenset[int], opens: time, closes: time, zone: str
) -> None:
    found = window(text)
    assert (found.days, found.opens, found.closes) == (days, opens, closes)
    assert found.zone.key == zone


@pytest.mark.parametrize("text", ["always", " Always "])
def test_always_is_no_window(text: str) -> None:
    assert parse_window(text) is None


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param("mon-fri", id="no hours"),
        pytest.param("9", id="no end"),
        pytest.param("9-9", id="never open"),
        pytest.param("24:00-24:00", id="never open, at midnight"),
        pytest.param("8:60-9:00", id="no such minute"),
        pytest.param("9-25", id="no such hour"),
        pytest.param("9-24:30", id="no such hour either"),
        pytest.param("xyz 9-18", id="no such day"),
        pytest.param("mon-xyz 9-18", id="no such last day"),
        pytest.param("9-18 Marte/Olimpo", id="no such zone"),
        pytest.param("9-18 ../etc/passwd", id="no zone at all"),
        pytest.param("mon-fri 9-18 and sat 9-12", id="two in one"),
    ],
)
def test_what_is_no_window_is_said_with_an_example(text: str) -> None:
    with pytest.raises(BadWindow) as caught:
        parse_window(text)
    assert f"“{text}”" in caught.value.message
    assert "mon-sat 8:00-20:00" in caught.value.next
    assert caught.value.exit_code == 2


@pytest.mark.parametrize("text", ["22:00-6:00", "mon-fri 18-2", "12:01-12:00", "24:00-6:00"])
def test_a_window_over_midnight_is_refused_with_what_to_do(text: str) -> None:
    with pytest.raises(WindowEndsBeforeItBegins) as caught:
        parse_window(text)
    assert "ends before it begins" in caught.value.message
    assert "24:00" in caught.value.next
    assert caught.value.code == "bad_window"


# ── ordinary days: 23 November 2026 is a Monday ───────────────────────────────────────────────


@pytest.mark.parametrize(
    ("now", "opening", "closing"),
    [
        # Within it: now, until the evening.
        ("2026-11-23 08:00", "2026-11-23 08:00", "2026-11-23 20:00"),
        ("2026-11-23 12:34", "2026-11-23 12:34", "2026-11-23 20:00"),
        ("2026-11-23 19:59:59.999999", "2026-11-23 19:59:59.999999", "2026-11-23 20:00"),
        # Outside: the next morning that counts.
        ("2026-11-23 07:59:59", "2026-11-23 08:00", None),
        ("2026-11-23 20:00", "2026-11-24 08:00", None),  # the end itself is outside
        ("2026-11-28 20:30", "2026-11-30 08:00", None),  # Saturday evening: not on Sunday
        ("2026-11-29 12:00", "2026-11-30 08:00", None),
        ("2026-12-31 23:00", "2027-01-01 08:00", None),
    ],
)
def test_when_the_usual_window_is_open(now: str, opening: str, closing: str | None) -> None:
    usual = window(DEFAULT_WINDOW)
    assert usual.opening(at(now)) == at(opening)
    assert usual.closing(at(now)) == (at(closing) if closing else None)


def test_a_window_until_midnight_ends_with_the_day() -> None:
    evening = window("18-24")
    assert evening.closing(at("2026-11-23 23:59:59.999999")) == at("2026-11-24 00:00")
    assert evening.opening(at("2026-11-24 00:00")) == at("2026-11-24 18:00")


def test_the_hours_are_those_of_its_zone() -> None:
    manaus = window("9-18 America/Manaus")  # an hour behind São Paulo
    assert manaus.opening(at("2026-11-23 09:30")) == at("2026-11-23 10:00")


@pytest.mark.parametrize(
    ("now", "hours", "finishing"),
    [
        pytest.param("2026-11-23 10:00", 2, "2026-11-23 12:00", id="the same day"),
        pytest.param("2026-11-23 10:00", 10, "2026-11-23 20:00", id="to the last minute"),
        pytest.param("2026-11-23 19:00", 2, "2026-11-24 09:00", id="over night"),
        pytest.param("2026-11-28 19:00", 2, "2026-11-30 09:00", id="over a Sunday"),
        pytest.param("2026-11-23 06:00", 1, "2026-11-23 09:00", id="before it opens"),
        pytest.param("2026-11-23 08:00", 6 * 12 + 1, "2026-11-30 09:00", id="over a week"),
        pytest.param("2026-11-29 12:00", 0, "2026-11-30 08:00", id="nothing to do, on a Sunday"),
    ],
)
def test_when_work_ends(now: str, hours: int, finishing: str) -> None:
    assert window(DEFAULT_WINDOW).finishing(at(now), hours * HOUR) == at(finishing)


# ── clock changes (docs/measured.md): 2018 in São Paulo ───────────────────────────────────────────────
# On 4 November, a Sunday, midnight did not exist: 23:59:59 was followed by 1:00.
# On 17 February, a Saturday, 23:00 to 23:59 came twice.


@pytest.mark.parametrize(
    ("text", "now", "opening"),
    [
        pytest.param("0-6", "2018-11-03 22:00", "2018-11-04 01:00", id="opens at the gap's end"),
        pytest.param("0:30-6", "2018-11-03 22:00", "2018-11-04 01:00", id="opens within the gap"),
        pytest.param("1-6", "2018-11-03 22:00", "2018-11-04 01:00", id="opens behind it"),
        pytest.param("0-0:30", "2018-11-03 22:00", "2018-11-05 00:00", id="lies within the gap"),
        pytest.param("dom 0-1", "2018-11-03 22:00", "2018-11-11 00:00", id="a week is lost"),
        pytest.param("dom 0-1", "2018-10-29 00:00", "2018-11-11 00:00", id="almost two are"),
    ],
)
def test_in_the_night_without_midnight(text: str, now: str, opening: str) -> None:
    assert window(text).opening(at(now)) == at(opening)


@pytest.mark.parametrize(
    ("text", "now", "closing"),
    [
        pytest.param("22-24", "2018-11-03 23:30", "2018-11-04 01:00", id="ends at the change"),
        pytest.param("0-1:30", "2018-11-04 01:10", "2018-11-04 01:30", id="half is left"),
        pytest.param("0-0:30", "2018-11-04 01:00", None, id="nothing is left"),
    ],
)
def test_closing_in_that_night(text: str, now: str, closing: str | None) -> None:
    assert window(text).closing(at(now)) == (at(closing) if closing else None)


def test_an_hour_that_comes_twice_opens_a_window_once() -> None:
    first, second = at("2018-02-17 23:00"), at("2018-02-17 23:00", fold=1)
    assert second - first == HOUR
    late = window("23:00-23:30")
    assert late.opening(at("2018-02-17 22:00")) == first
    assert late.closing(first) == first + HOUR / 2
    assert late.closing(second) is None
    assert late.opening(first + HOUR / 2) == at("2018-02-18 23:00")


def test_a_window_until_midnight_has_both_of_the_hours() -> None:
    evening = window("22-24")
    start = at("2018-02-17 22:00")
    assert evening.closing(start) == at("2018-02-18 00:00") == start + 3 * HOUR


def test_a_day_with_a_clock_change_is_as_long_as_it_is() -> None:
    all_day = window("0-24 America/Sao_Paulo")
    assert all_day.finishing(at("2018-02-17 00:00"), 25 * HOUR) == at("2018-02-18 00:00")
    assert all_day.finishing(at("2018-11-04 01:00"), 23 * HOUR) == at("2018-11-05 00:00")


# ── any window, any moment ────────────────────────────────────────────────────────────────────

ZONES = ["America/Sao_Paulo", "America/Manaus", "Europe/Berlin", "Australia/Lord_Howe", "UTC"]


@st.composite
def windows(draw: st.DrawFn) -> Window:
    opens, closes = sorted(draw(st.sets(st.integers(0, 24 * 4), min_size=2, max_size=2)))
    return Window(
        days=frozenset(draw(st.sets(st.integers(0, 6), min_size=1))),
        opens=time(opens // 4, opens % 4 * 15),
        closes=time(closes // 4, closes % 4 * 15) if closes < 96 else time.max,
        zone=ZoneInfo(draw(st.sampled_from(ZONES))),
    )


# The years around the two changes above; other zones have theirs.
moments = st.datetimes(datetime(2017, 1, 1), datetime(2019, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis wants them naive
works = st.timedeltas(timedelta(), timedelta(days=3))


@given(each=windows(), now=moments)
def test_it_opens_at_a_moment_that_lies_in_it(each: Window, now: datetime) -> None:
    opening = each.opening(now)
    closing = each.closing(opening)
    assert now <= opening
    assert closing is not None
    assert opening < closing
    assert opening.astimezone(each.zone).weekday() in each.days


@given(each=windows(), now=moments)
def test_open_now_means_that_it_opens_now(each: Window, now: datetime) -> None:
    assert (each.opening(now) == now) == (each.closing(now) is not None)


@given(each=windows(), now=moments, share=st.floats(0, 1, exclude_max=True))
def test_between_now_and_its_opening_it_is_shut(each: Window, now: datetime, share: float) -> None:
    opening = each.opening(now)
    between = now + (opening - now) * share
    assume(between < opening)
    assert each.opening(between) == opening
    assert each.closing(between) is None


@given(each=windows(), now=moments)
def test_what_it_calls_open_its_own_clock_calls_open(each: Window, now: datetime) -> None:
    if each.closing(now) is None:
        return
    local = now.astimezone(each.zone)
    assert local.weekday() in each.days
    assert each.opens <= local.time() <= each.closes


@given(each=windows(), now=moments, work=works, more=works)
def test_more_work_ends_later(
    each: Window, now: datetime, work: timedelta, more: timedelta
) -> None:
    assert each.finishing(now, work) <= each.finishing(now, work + more)


@given(each=windows(), now=moments, work=works, later=works)
def test_who_begins_later_ends_later(
    each: Window, now: datetime, work: timedelta, later: timedelta
) -> None:
    assert each.finishing(now, work) <= each.finishing(now + later, work)


@given(each=windows(), now=moments, first=works, second=works)
def test_work_can_be_done_in_two_goes(
    each: Window, now: datetime, first: timedelta, second: timedelta
) -> None:
    halfway = each.finishing(now, first)
    assert each.finishing(now, first + second) == each.finishing(halfway, second) or not second


@pytest.mark.parametrize(
    ("window", "zone"),
    [
        (None, BRAZIL.key),
        ("always", BRAZIL.key),
        (DEFAULT_WINDOW, BRAZIL.key),
        ("seg-sex 9-18 America/Manaus", "America/Manaus"),
    ],
)
def test_a_calendar_is_always_open_and_has_the_windows_zone(window: str | None, zone: str) -> None:
    calendar = calendar_of(window)
    assert calendar == replace(around_the_clock(), zone=ZoneInfo(zone))
