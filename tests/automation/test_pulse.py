"""A round that does not come round shows: one that hangs, one that fails again and again, and no clock hides it."""

import pytest

from batch_sender.automation.pulse import Pulse, PulseState
from tests.support import FakeClock


def test_rounds_that_come_round_are_well(clock: FakeClock) -> None:
    pulse = Pulse(clock)
    for _ in range(100):
        clock.forward(10)
        with pulse.round():
            clock.forward(10)
    assert pulse.now().state is PulseState.OK


def test_a_round_that_hangs_shows_what_it_is_at(clock: FakeClock) -> None:
    pulse = Pulse(clock)
    with pulse.round():
        pulse.beat("due 3")
        clock.forward(61)
        beat = pulse.now()
        assert (beat.state, beat.step, beat.since_round) == (PulseState.BUSY, "due 3", 61)
        clock.forward(240)
        assert pulse.now().state is PulseState.NOT_LOOKING


def test_a_long_round_that_goes_on_is_busy(clock: FakeClock) -> None:
    pulse = Pulse(clock)
    with pulse.round():
        for _ in range(10):
            clock.forward(200)
            pulse.beat("due 3")
        assert pulse.now().state is PulseState.BUSY


def test_rounds_that_fail_have_not_come_round(clock: FakeClock) -> None:
    pulse = Pulse(clock)
    for _ in range(7):
        with pytest.raises(OSError, match="no disk"), pulse.round():
            raise OSError("no disk")
        clock.forward(10)
    assert pulse.now().state is PulseState.NOT_LOOKING


def test_no_round_at_all_shows(clock: FakeClock) -> None:
    pulse = Pulse(clock)
    clock.forward(61)
    assert pulse.now().state is PulseState.NOT_LOOKING
