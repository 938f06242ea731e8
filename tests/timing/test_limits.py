"""How often, how many, since when: what people write, and what it allows."""

from datetime import timedelta

import pytest

from batch_sender.models.errors import OptionError
from batch_sender.timing.errors import BadNewCap, BadPersonLimit, BadSpan, BadWarmUp
from batch_sender.timing.limits import (
    DailyPlan,
    PersonLimit,
    parse_new_cap,
    parse_person_limit,
    parse_span,
    parse_warm_up,
)


@pytest.mark.parametrize(
    ("text", "hours"), [("24h", 24), ("7d", 168), (" 7 D ", 168), ("1h", 1), ("3660d", 87_840)]
)
def test_a_length_of_time_is_read(text: str, hours: int) -> None:
    assert parse_span(text) == timedelta(hours=hours)


NO_SPANS = ["", "24", "h", "0h", "-1d", "1.5h", "1w", "٣d", "3661d", "9" * 30 + "d", "24h7d"]


@pytest.mark.parametrize("text", NO_SPANS)
def test_what_is_no_length_of_time_is_said_with_an_example(text: str) -> None:
    with pytest.raises(BadSpan) as err:
        parse_span(text)
    assert f"“{text}”" in err.value.message
    assert "24h or 7d" in err.value.next


@pytest.mark.parametrize(
    ("text", "messages", "within"),
    [
        ("3/7d", 3, timedelta(days=7)),
        ("1/24h", 1, timedelta(days=1)),
        (" 2 / 30 d ", 2, timedelta(days=30)),
    ],
)
def test_how_often_a_person_may_be_written_to(text: str, messages: int, within: timedelta) -> None:
    assert parse_person_limit(text) == PersonLimit(messages=messages, within=within)


@pytest.mark.parametrize("text", ["", "3", "3/", "/7d", "0/7d", "-1/7d", "3/0d", "3/7", "3/7d/1h"])
def test_what_does_not_say_how_often_is_said_with_an_example(text: str) -> None:
    with pytest.raises(BadPersonLimit) as err:
        parse_person_limit(text)
    assert "--max-per-person 3/7d" in err.value.next


def test_a_warm_up_is_a_number_a_day() -> None:
    assert parse_warm_up("20,50, 100,200") == (20, 50, 100, 200)
    assert parse_warm_up("5") == (5,)


@pytest.mark.parametrize("text", ["", ",", "20,", "20,0", "20;50", "-5", "20,x", "1.5", "9" * 9])
def test_what_is_no_plan_is_said_with_an_example(text: str) -> None:
    with pytest.raises(BadWarmUp) as err:
        parse_warm_up(text)
    assert isinstance(err.value, OptionError)
    assert "--warm-up 20,50,100,200" in err.value.next


@pytest.mark.parametrize(
    ("plan", "by_day"),
    [
        pytest.param(DailyPlan(cap=100), [100, 100, 100], id="the cap holds every day"),
        pytest.param(DailyPlan(warm_up=(20, 50)), [20, 50, 50], id="the last step holds on"),
        pytest.param(DailyPlan(cap=30, warm_up=(20, 50)), [20, 30, 30], id="the smaller one"),
    ],
)
def test_what_a_plan_allows_day_by_day(plan: DailyPlan, by_day: list[int]) -> None:
    assert [plan.allows(day) for day in range(3)] == by_day


@pytest.mark.parametrize(
    ("text", "by_day"),
    [
        pytest.param("30/day", [30, 30, 30], id="as the help writes it"),
        pytest.param(" 30 / DIA ", [30, 30, 30], id="as Brazilians say it"),
        pytest.param("30", [30, 30, 30], id="a number alone"),
        pytest.param("20, 30,50", [20, 30, 50, 50], id="a new number: the last step holds on"),
        pytest.param("20,30/day", [20, 30, 30], id="both"),
    ],
)
def test_a_cap_on_new_people_is_a_plan(text: str, by_day: list[int]) -> None:
    plan = parse_new_cap(text)
    assert [plan.allows(day) for day in range(len(by_day))] == by_day


@pytest.mark.parametrize(
    "text",
    [
        "",
        "0",
        "0/day",
        "30/week",
        "30/day/day",
        "30 a day",
        "20,,30",
        "20,0",
        "-5",
        "3.5",
        "/day",
        "٣",
    ],
)
def test_what_is_no_cap_on_new_people_is_refused(text: str) -> None:
    with pytest.raises(BadNewCap, match="new people"):
        parse_new_cap(text)
