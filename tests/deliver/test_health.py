"""Is a connection well: runs of trouble pause it, and a good answer ends a run."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from batch_sender.deliver.health import (
    MOST_NOT_LEFT,
    MOST_NOT_UNDERSTOOD,
    MOST_REFUSED,
    MOST_UNKNOWN,
    Health,
    PauseReason,
)
from batch_sender.models import NotLeft, Outcome, Reason, Rejected, Unknown
from tests.deliver.outcomes import NO, YES
from tests.journal.desk import ILL, NOT_LEFT, TIMED_OUT

BAD_FILE = Rejected(reason=Reason.PAYLOAD_REFUSED, status=413, answer="")
NO_WAY = NotLeft(reason=Reason.PROXY_REFUSED)
PUZZLE = Unknown(reason=Reason.ANSWER_NOT_UNDERSTOOD, status=200)


def after(outcomes: Sequence[Outcome]) -> Reason | PauseReason | None:
    """The verdict after the last of these outcomes."""
    health, verdict = Health(), None
    for outcome in outcomes:
        health = health.after(outcome)
        verdict = health.must_pause(outcome)
    return verdict


@pytest.mark.parametrize(
    ("outcomes", "verdict"),
    [
        # docs/architecture.md, faults: ten in a row that did not leave, ten generic failures, three
        # answers that nobody understands.
        ([NOT_LEFT] * 9, None),
        ([NOT_LEFT] * 10, PauseReason.NOT_LEFT),
        # What somebody has to mend is named, and waiting for it is not advised.
        ([NO_WAY] * 9, None),
        ([NO_WAY] * 10, Reason.PROXY_REFUSED),
        ([NO_WAY] * 9 + [NOT_LEFT], PauseReason.NOT_LEFT),
        ([NO] * 9, None),
        ([NO] * 10, PauseReason.REFUSED),
        ([PUZZLE] * 2, None),
        ([PUZZLE] * 3, PauseReason.NOT_UNDERSTOOD),
        # "An outage must not burn through a list", as one behind a gateway would.
        ([TIMED_OUT] * 9, None),
        ([TIMED_OUT] * 10, PauseReason.UNKNOWN),
        # A yes ends every run.
        ([NOT_LEFT] * 9 + [YES] + [NOT_LEFT] * 9, None),
        ([NO] * 9 + [YES] + [NO] * 9, None),
        ([PUZZLE] * 2 + [YES] + [PUZZLE] * 2, None),
        ([TIMED_OUT] * 9 + [YES] + [TIMED_OUT] * 9, None),
        # Any answer shows that requests arrive.
        ([NOT_LEFT] * 9 + [NO] + [NOT_LEFT] * 9, None),
        ([NOT_LEFT] * 9 + [TIMED_OUT] + [NOT_LEFT] * 9, None),
        # An answer that is understood is one, even if it is no.
        ([PUZZLE] * 2 + [BAD_FILE] + [PUZZLE] * 2, None),
        ([TIMED_OUT] * 9 + [NO] + [TIMED_OUT], None),
        # No answer at all does not end a run of bad ones.
        ([NO] * 9 + [NOT_LEFT] + [NO], PauseReason.REFUSED),
        ([NO] * 9 + [TIMED_OUT] + [NO], PauseReason.REFUSED),
        ([PUZZLE] * 2 + [TIMED_OUT] + [PUZZLE], PauseReason.NOT_UNDERSTOOD),
        ([PUZZLE] * 2 + [NOT_LEFT] + [PUZZLE], PauseReason.NOT_UNDERSTOOD),
        # A row's own fault is none of the connection's.
        ([BAD_FILE] * 20, None),
        ([NO] * 9 + [BAD_FILE] * 5, None),
        # An ill connection pauses at once, for its own reason.
        ([ILL], Reason.NOT_CONNECTED),
        ([YES, ILL], Reason.NOT_CONNECTED),
        ([NOT_LEFT] * 10 + [ILL], Reason.NOT_CONNECTED),
    ],
)
def test_when_a_connection_pauses(
    outcomes: list[Outcome], verdict: Reason | PauseReason | None
) -> None:
    assert after(outcomes) == verdict


OUTCOMES = st.sampled_from([YES, NO, BAD_FILE, NOT_LEFT, TIMED_OUT, PUZZLE])


@given(outcomes=st.lists(OUTCOMES, max_size=60))
def test_right_after_a_yes_it_is_well(outcomes: list[Outcome]) -> None:
    # Unless half of the last fifty failed, which one yes does not mend.
    assert after([*outcomes[:40], YES]) is None


@given(outcome=st.sampled_from([NO, NOT_LEFT, TIMED_OUT, PUZZLE]), most=st.integers(0, 30))
def test_a_long_run_of_one_trouble_always_pauses(outcome: Outcome, most: int) -> None:
    limits = {NO: MOST_REFUSED, NOT_LEFT: MOST_NOT_LEFT, TIMED_OUT: MOST_UNKNOWN}
    limit = limits.get(outcome, MOST_NOT_UNDERSTOOD)
    assert (after([outcome] * most) is not None) == (most >= limit)


@given(outcomes=st.lists(OUTCOMES, max_size=30))
def test_looking_changes_nothing(outcomes: list[Outcome]) -> None:
    health = Health()
    for outcome in outcomes:
        kept = health
        assert health.after(outcome) == health.after(outcome)
        health = health.after(outcome)
        assert kept.must_pause(outcome) == kept.must_pause(outcome)
