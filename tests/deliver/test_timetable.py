"""Days, holidays and plans: when a batch may send, and when its last message leaves."""

from datetime import UTC, date, datetime, timedelta
from time import perf_counter
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from batch_sender.config.settings import Settings
from batch_sender.deliver.timetable import Timetable
from batch_sender.timing.errors import BadWindow
from batch_sender.timing.holidays import is_holiday
from batch_sender.timing.limits import DailyPlan, Planned, Usage
from batch_sender.timing.windows import Window, around_the_clock, finishing_by_plan, parse_window

BRAZIL = ZoneInfo("America/Sao_Paulo")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BRAZIL).astimezone(UTC)


def timetable(*, local: bool = False, **settings: object) -> Timetable:
    return Timetable.of(Settings.model_validate(settings), local=local)


# ── holidays ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "day",
    ["2026-01-01", "2026-04-03", "2026-04-21", "2026-05-01", "2026-09-07", "2026-10-12",
     "2026-11-02", "2026-11-15", "2026-11-20", "2026-12-25", "2027-03-26"],
)  # fmt: skip
def test_a_national_holiday(day: str) -> None:
    assert is_holiday(date.fromisoformat(day))


@pytest.mark.parametrize(
    ("day", "why"),
    [
        ("2026-02-17", "Carnival is no national holiday"),
        ("2026-07-09", "São Paulo's own"),
        ("2022-11-20", "national since 2024 only"),
        ("2026-11-23", "a Monday like others"),
    ],
)
def test_no_national_holiday(day: str, why: str) -> None:
    assert not is_holiday(date.fromisoformat(day)), why


@pytest.mark.parametrize(
    ("settings", "now", "opening"),
    [
        pytest.param({}, "2026-12-25 12:00", "2026-12-26 08:00", id="Christmas, a Friday"),
        pytest.param({}, "2026-12-24 20:00", "2026-12-26 08:00", id="the evening before"),
        pytest.param({}, "2026-12-24 19:00", "2026-12-24 19:00", id="the day before"),
        pytest.param(
            {"window": "fri 9-18"}, "2026-12-18 18:00", "2027-01-08 09:00",
            id="one weekday, shut twice running",
        ),
        pytest.param(
            {"window": "always"}, "2026-12-25 12:00", "2026-12-26 00:00", id="without hours"
        ),
        pytest.param({"local": True}, "2026-12-25 12:00", "2026-12-26 00:00", id="the stand-in"),
    ],
)  # fmt: skip
def test_when_it_opens_with_holidays(settings: dict[str, object], now: str, opening: str) -> None:
    given = {"skip_holidays": True, **settings}
    local = bool(given.pop("local", False))
    assert timetable(local=local, **given).opening(at(now)) == at(opening)


def test_without_hours_midnight_is_no_end_but_a_holiday_is() -> None:
    always = timetable(window="always", skip_holidays=True)
    assert always.closing(at("2026-11-23 23:59")) == at("2026-11-25 00:00")
    assert always.closing(at("2026-12-24 23:59")) == at("2026-12-25 00:00")
    assert always.closing(at("2026-12-25 12:00")) is None


def test_a_window_that_is_shut_on_all_its_days_is_said() -> None:
    usual = around_the_clock()
    shut = Window(
        days=usual.days, opens=usual.opens, closes=usual.closes, zone=BRAZIL, shut_on=lambda _: True
    )
    with pytest.raises(BadWindow):
        shut.opening(at("2026-11-23 12:00"))


@pytest.mark.parametrize("holidays", [False, True])
def test_a_window_that_never_opens_is_refused(holidays: bool) -> None:
    with pytest.raises(BadWindow):
        Settings(window="20:00-8:00", skip_holidays=holidays)


# ── days ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("now", "day", "next_day"),
    [
        ("2026-11-23 23:59", "2026-11-23", "2026-11-24 00:00"),
        ("2018-11-03 12:00", "2018-11-03", "2018-11-04 01:00"),  # its midnight did not exist
        ("2018-02-17 12:00", "2018-02-17", "2018-02-18 00:00"),  # 25 hours
    ],
)
def test_a_day_ends_at_the_zones_midnight(now: str, day: str, next_day: str) -> None:
    always = timetable(window="always")
    assert always.day(at(now)) == day
    assert always.next_days_opening(at(now)) == at(next_day)


def test_the_day_is_that_of_the_windows_zone() -> None:
    noronha = timetable(window="0-24 America/Noronha")  # an hour ahead of São Paulo
    assert noronha.day(at("2026-11-23 23:30")) == "2026-11-24"
    assert timetable(local=True).day(at("2026-11-23 23:30")) == "2026-11-23"


def test_the_next_days_hours() -> None:
    assert timetable().next_days_opening(at("2026-11-28 12:00")) == at("2026-11-30 08:00")


# ── how long it takes, so many a day ──────────────────────────────────────────────────────────

DAILY = parse_window("mon-sat 8:00-20:00")
MONDAY = "2026-11-23 10:00"


@pytest.mark.parametrize(
    ("messages", "plan", "usage", "end"),
    [
        pytest.param(100, DailyPlan(cap=100), Usage(), "2026-11-23 10:16:30", id="one day"),
        pytest.param(101, DailyPlan(cap=100), Usage(), "2026-11-24 08:00", id="the next day"),
        pytest.param(250, DailyPlan(cap=100), Usage(), "2026-11-25 08:08:10", id="three days"),
        pytest.param(
            100, DailyPlan(cap=100), Usage(today=40), "2026-11-24 08:06:30", id="some left today"
        ),
        pytest.param(1, DailyPlan(cap=5), Usage(today=9), "2026-11-24 08:00", id="none left today"),
        pytest.param(
            70, DailyPlan(warm_up=(20, 50)), Usage(), "2026-11-24 08:08:10", id="a warm-up"
        ),
        pytest.param(
            70, DailyPlan(warm_up=(20, 50)), Usage(earlier_days=1), "2026-11-24 08:03:10",
            id="on its second day",
        ),
        pytest.param(
            60, DailyPlan(warm_up=(20, 50)), Usage(today=5), "2026-11-24 08:07:20",
            id="on its first day, begun",
        ),
        pytest.param(
            6, DailyPlan(cap=1), Usage(), "2026-11-28 08:00", id="a whole week, Saturday too"
        ),
        pytest.param(7, DailyPlan(cap=1), Usage(), "2026-11-30 08:00", id="over a Sunday"),
        pytest.param(
            5000, DailyPlan(cap=10**6), Usage(), "2026-11-24 11:53:10", id="the hours hold it back"
        ),
    ],
)  # fmt: skip
def test_when_the_last_message_leaves(
    messages: int, plan: DailyPlan, usage: Usage, end: str
) -> None:
    assert DAILY is not None
    found = finishing_by_plan(
        DAILY,
        at(MONDAY),
        each=timedelta(seconds=10),
        every=Planned(messages=messages, plan=plan, usage=usage),
        new=Planned(messages=0),
    )
    assert found == at(end)


@pytest.mark.parametrize(
    ("messages", "new", "every", "to_new", "end"),
    [
        pytest.param(500, 500, {}, {"cap": 30}, "2026-12-11 08:03:10", id="17 days, all of them new"),
        pytest.param(530, 30, {}, {"cap": 30}, "2026-11-23 11:28:10", id="the known ones besides"),
        pytest.param(100, 60, {"cap": 50}, {"cap": 30}, "2026-11-25 08:03:10", id="known ones first"),
        pytest.param(70, 70, {}, {"warm_up": (20, 50)}, "2026-11-24 08:08:10", id="a warm-up"),
        pytest.param(90, 50, {"cap": 30}, {"cap": 40}, "2026-11-25 08:04:50", id="the cap of all holds"),
    ],
)  # fmt: skip
def test_when_a_batch_with_a_plan_for_new_people_is_through(
    messages: int, new: int, every: dict[str, Any], to_new: dict[str, Any], end: str
) -> None:
    assert DAILY is not None
    found = finishing_by_plan(
        DAILY,
        at(MONDAY),
        each=timedelta(seconds=10),
        every=Planned(messages=messages, plan=DailyPlan(**every)),
        new=Planned(messages=new, plan=DailyPlan(**to_new)),
    )
    assert found == at(end)


def test_new_people_of_today_are_counted_by_the_plan_for_them() -> None:
    assert DAILY is not None
    end = finishing_by_plan(
        DAILY,
        at(MONDAY),
        each=timedelta(seconds=10),
        every=Planned(messages=30, usage=Usage(today=500)),
        new=Planned(messages=30, plan=DailyPlan(cap=30), usage=Usage(today=20)),
    )
    assert end == at("2026-11-24 08:03:10")


def test_a_day_on_which_nothing_leaves_is_no_step_of_a_warm_up() -> None:
    assert DAILY is not None
    sunday = at("2026-11-22 12:00")
    plan, each = DailyPlan(warm_up=(20, 50)), timedelta(seconds=10)
    every = Planned(messages=21, plan=plan)
    end = finishing_by_plan(DAILY, sunday, each=each, every=every, new=Planned(messages=0))
    assert end == at("2026-11-24 08:00")


def test_an_endless_plan_is_estimated_in_a_moment() -> None:
    started = perf_counter()
    end = finishing_by_plan(
        around_the_clock(),
        at(MONDAY),
        each=timedelta(),
        every=Planned(messages=10**6, plan=DailyPlan(cap=1)),
        new=Planned(messages=0),
    )
    assert end > at(MONDAY) + timedelta(days=3600)
    assert perf_counter() - started < 5
