"""Rates, gaps and back-off: what people write, and how long that makes a call wait."""

import random
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from batch_sender.timing import rates
from batch_sender.timing.errors import BadRate

chances = st.floats(0, 1)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("20/min", 3.0),
        ("900/h", 4.0),
        ("1/s", 1.0),
        ("2/sec", 0.5),
        ("60/hour", 60.0),
        ("0.5/min", 120.0),
        ("0,5/min", 120.0),  # a decimal comma, as Brazilians write it
        (" 20 / MIN ", 3.0),
        ("off", 0.0),
        ("OFF", 0.0),
        ("1/h", 3600.0),
        ("0.05/h", 72_000.0),
    ],
)
def test_a_rate_is_the_seconds_between_two_calls(text: str, seconds: float) -> None:
    assert rates.parse_rate(text) == pytest.approx(seconds)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param("20", id="no unit"),
        pytest.param("/min", id="no number"),
        pytest.param("20/min/s", id="two units"),
        pytest.param("20/week", id="a unit nobody knows"),
        pytest.param("-20/min", id="backwards"),
        pytest.param("0/min", id="never"),
        pytest.param("0,0/h", id="never, with a comma"),
        pytest.param("fast", id="a word"),
        pytest.param("1e9/s", id="no plain number"),
        pytest.param("0.01/h", id="slower than one a day"),
        # Read as infinitely many, it would have lifted the pace altogether.
        pytest.param("9" * 400 + "/min", id="too large for a float"),
        pytest.param("0." + "0" * 400 + "1/min", id="too small for a float"),
    ],
)
def test_what_is_no_rate_is_said_with_an_example(text: str) -> None:
    with pytest.raises(BadRate) as caught:
        rates.parse_rate(text)
    assert text in caught.value.message
    assert "--rate 20/min" in caught.value.next
    assert caught.value.exit_code == 2


@given(calls=st.integers(1, 10_000), unit=st.sampled_from(["s", "min", "h"]))
def test_a_rate_that_is_read_is_a_pace_that_is_kept(calls: int, unit: str) -> None:
    gap = rates.parse_rate(f"{calls}/{unit}")
    assert gap * calls == pytest.approx({"s": 1, "min": 60, "h": 3600}[unit])


@given(text=st.text(max_size=12))
def test_no_text_is_read_as_no_pace_by_accident(text: str) -> None:
    try:
        gap = rates.parse_rate(text)
    except BadRate:
        return
    assert gap > 0 or text.strip().lower() == "off"


@pytest.mark.parametrize(
    ("gap", "address"),
    [
        pytest.param(3.5, 3.5, id="the default is the ceiling"),
        pytest.param(60.0, 3.5, id="a slow batch slows nobody else down"),
        pytest.param(1.0, 1.0, id="a faster one raises it for itself"),
        pytest.param(0.0, 0.0, id="off lifts both"),
    ],
)
def test_an_address_has_a_ceiling_over_all_connections(gap: float, address: float) -> None:
    assert rates.address_gap(gap) == address


@given(chance=chances)
def test_a_gap_is_stretched_by_a_fifth_at_most(chance: float) -> None:
    assert rates.jitter(chance) == pytest.approx(1, abs=0.2 + 1e-9)


def test_on_the_average_the_pace_is_kept() -> None:
    assert rates.jitter(0.5) == 1
    assert (rates.jitter(0), rates.jitter(1)) == pytest.approx((0.8, 1.2))


@given(failures=st.integers(1, 100_000), chance=chances)
def test_it_never_waits_too_short_or_too_long(failures: int, chance: float) -> None:
    seconds = rates.back_off(failures, chance)
    assert 0.5 <= seconds <= 60


@given(failures=st.integers(1, 60), chance=chances)
def test_each_failure_waits_as_long_as_the_one_before_or_longer(
    failures: int, chance: float
) -> None:
    assert rates.back_off(failures + 1, chance) >= rates.back_off(failures, chance)


def test_ten_failures_in_a_row_cover_minutes() -> None:
    shortest = sum(rates.back_off(failures, 0) for failures in range(1, 11))
    assert shortest > 120


@pytest.mark.parametrize(
    ("calls", "gap", "seconds"),
    [
        (0, 3.5, 0),
        (1, 3.5, 0),  # the first one leaves at once
        (1000, 3.5, 3496.5),
        (1000, 0, 0),
    ],
)
def test_how_long_a_list_takes(calls: int, gap: float, seconds: float) -> None:
    assert rates.estimate(calls, gap) == timedelta(seconds=seconds)


def test_every_second_gap_makes_up_for_the_one_before_it() -> None:
    stretching = rates.Stretching(random.Random(7).random)
    factors = []
    for _call in range(100):
        factors.append(stretching.factor)
        assert stretching.factor == factors[-1], "the same until a call has left"
        stretching.used()
    assert sum(factors) == pytest.approx(100)
    assert len(set(factors)) == 100
    assert all(0.8 <= each <= 1.2 for each in factors)


@pytest.mark.parametrize(
    ("jitter", "late", "gap"),
    [
        pytest.param(1.0, 0.0, 3.0, id="in time"),
        pytest.param(1.0, -0.1, 3.0, id="a clock that was set back"),
        pytest.param(1.0, 0.2, 2.8, id="late"),
        pytest.param(1.0, 0.31, 3.0, id="so late that it begins anew"),
        pytest.param(0.85, 0.2, 2.4, id="never nearer than jitter alone brings it"),
        pytest.param(0.8, 0.2, 2.4, id="as near as jitter brings it"),
    ],
)
def test_a_call_that_left_late_is_made_up_for(jitter: float, late: float, gap: float) -> None:
    assert rates.made_up(3.0 * jitter, jitter=jitter, late=late) == pytest.approx(gap)
