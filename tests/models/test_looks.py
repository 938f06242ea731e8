"""What a look at the phone says of those nobody looked at, and when it says that nothing arrives."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from batch_sender.models import SeenOnPhone, Sighted
from batch_sender.models.looks import is_none_delivered

BOTH, ONE, CLOCK, NOT_THERE, NO_LOOK = SeenOnPhone


@pytest.mark.parametrize(
    ("delivered", "of", "low", "high"),
    [
        (5, 5, 0.566, 1.0),  # all of five says less than one thinks
        (4, 5, 0.376, 0.964),
        (0, 5, 0.0, 0.434),
        (1, 1, 0.207, 1.0),
        (81, 263, 0.255, 0.366),  # the example in Wikipedia's article on the interval
    ],
)
def test_the_range_is_wilsons(delivered: int, of: int, low: float, high: float) -> None:
    found = Sighted(two_ticks=delivered, clock=of - delivered)
    assert list(found.likely) == pytest.approx([low, high], abs=6e-4)


@given(st.integers(0, 200), st.integers(0, 200), st.integers(0, 200), st.integers(0, 200))
def test_the_range_holds_the_share_and_stays_a_share(
    two_ticks: int, one_tick: int, clock: int, absent: int
) -> None:
    found = Sighted(two_ticks=two_ticks, one_tick=one_tick, clock=clock, absent=absent)
    if found.looked_at:
        low, high = found.likely
        assert 0 <= low <= found.share + 1e-12
        assert found.share - 1e-12 <= high <= 1
        assert high - low < 1


@pytest.mark.parametrize(
    ("seen", "none", "because"),
    [
        ([CLOCK] * 5, True, "nothing left the phone"),
        ([NOT_THERE, NOT_THERE, CLOCK, ONE, ONE], True, "none of five arrived"),
        ([BOTH, CLOCK, CLOCK, CLOCK, CLOCK], False, "one arrived: the number is not barred"),
        ([CLOCK, CLOCK, CLOCK, NO_LOOK, NO_LOOK], True, "three are enough"),
        ([CLOCK, CLOCK, NO_LOOK, NO_LOOK, NO_LOOK], False, "two phones may be off"),
        ([CLOCK, CLOCK], True, "there were only two"),
        ([ONE, NO_LOOK], False, "one of two says little"),
        ([CLOCK], False, "one alone says little"),
        ([NO_LOOK] * 5, False, "nobody looked"),
    ],
)
def test_when_nothing_arrives(seen: list[SeenOnPhone], none: bool, because: str) -> None:
    assert is_none_delivered(seen) is none, because
