"""The rules of docs/architecture.md, states, without a database."""

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from batch_sender.journal import states
from batch_sender.journal.states import Ending, Settled, Standing, crashed, settle
from batch_sender.models import Form, MessageState, Outcome, ProblemCode, Reason
from tests.journal.desk import (
    ACCEPTED,
    CHANGED,
    FILE_AWAY,
    GIVEN_BACK,
    ILL,
    MOVED,
    NOT_LEFT,
    REFUSED,
    TIMED_OUT,
)

M = MessageState
ALONE = Standing(form=Form.TEXT, parts_done=0, requeued=0)
CAPTIONED = Standing(form=Form.FILE_WITH_CAPTION, parts_done=0, requeued=0)
FIRST_OF_TWO = Standing(form=Form.TEXT_THEN_FILE, parts_done=0, requeued=0)
SECOND_OF_TWO = Standing(form=Form.TEXT_THEN_FILE, parts_done=1, requeued=0)
OFTEN = Standing(form=Form.TEXT, parts_done=0, requeued=states.MOST_REQUEUED - 1)
FIRST_OF_THREE = Standing(form=Form.TEXT_THEN_FILE_THEN_PAYMENT, parts_done=0, requeued=0)
SECOND_OF_THREE = Standing(form=Form.TEXT_THEN_FILE_THEN_PAYMENT, parts_done=1, requeued=0)
LAST_OF_THREE = Standing(form=Form.TEXT_THEN_FILE_THEN_PAYMENT, parts_done=2, requeued=0)
SECOND_OFTEN = Standing(form=Form.TEXT_THEN_FILE, parts_done=1, requeued=states.MOST_REQUEUED - 1)


@pytest.mark.parametrize(
    ("standing", "ending", "state", "reason"),
    [
        # The API said yes.
        (ALONE, ACCEPTED, M.ACCEPTED, None),
        (CAPTIONED, ACCEPTED, M.ACCEPTED, None),
        (FIRST_OF_TWO, ACCEPTED, M.PENDING, None),  # its file is due
        (SECOND_OF_TWO, ACCEPTED, M.ACCEPTED, None),
        (SECOND_OF_THREE, ACCEPTED, M.PENDING, None),  # its payment line is due
        (LAST_OF_THREE, ACCEPTED, M.ACCEPTED, None),
        # The API said no to this row.
        (ALONE, REFUSED, M.REJECTED, Reason.REFUSED),
        (FIRST_OF_TWO, REFUSED, M.REJECTED, Reason.REFUSED),  # nothing of it is out
        (SECOND_OF_TWO, REFUSED, M.REJECTED, Reason.HALF_SENT),
        (FIRST_OF_THREE, REFUSED, M.REJECTED, Reason.REFUSED),
        (LAST_OF_THREE, REFUSED, M.REJECTED, Reason.HALF_SENT),
        # It may have left.
        (ALONE, TIMED_OUT, M.UNKNOWN, Reason.TIMED_OUT),
        (FIRST_OF_TWO, TIMED_OUT, M.UNKNOWN, Reason.HALF_SENT),  # its file must not follow
        (SECOND_OF_TWO, TIMED_OUT, M.UNKNOWN, Reason.HALF_SENT),
        (SECOND_OF_THREE, TIMED_OUT, M.UNKNOWN, Reason.HALF_SENT),  # its payment line must not follow
        (LAST_OF_THREE, TIMED_OUT, M.UNKNOWN, Reason.HALF_SENT),
        # It surely did not leave.
        (ALONE, NOT_LEFT, M.PENDING, None),
        (FIRST_OF_TWO, NOT_LEFT, M.PENDING, None),
        (SECOND_OF_TWO, NOT_LEFT, M.PENDING, None),  # the missing part alone goes again
        (OFTEN, NOT_LEFT, M.FAILED, Reason.CONNECTION_REFUSED),
        (SECOND_OFTEN, NOT_LEFT, M.UNKNOWN, Reason.HALF_SENT),  # "failed" may be sent again: no
        # The connection is ill, or the mark had grown too old: never the row's fault.
        (OFTEN, ILL, M.PENDING, None),
        (SECOND_OF_TWO, ILL, M.PENDING, None),
        (OFTEN, GIVEN_BACK, M.PENDING, None),
        (OFTEN, FILE_AWAY, M.PENDING, None),
        (SECOND_OF_TWO, FILE_AWAY, M.PENDING, None),
        # What was judged is no longer what would be sent.
        (ALONE, CHANGED, M.SKIPPED, ProblemCode.MEDIA_CHANGED),
        (SECOND_OF_TWO, CHANGED, M.UNKNOWN, Reason.HALF_SENT),  # its text is out
    ],
)  # fmt: skip
def test_what_becomes_of_a_message(
    standing: Standing, ending: Ending, state: MessageState, reason: str | None
) -> None:
    settled = settle(standing, ending, connection_answers=True, cancelled=False)
    assert (settled.state, settled.reason) == (state, reason)


@pytest.mark.parametrize(
    ("standing", "ending", "state", "reason"),
    [
        # What would come back does not: docs/architecture.md, states, "becomes skipped".
        (ALONE, NOT_LEFT, M.SKIPPED, ProblemCode.CANCELLED),
        (OFTEN, NOT_LEFT, M.SKIPPED, ProblemCode.CANCELLED),  # not even as "failed"
        (ALONE, ILL, M.SKIPPED, ProblemCode.CANCELLED),
        (ALONE, GIVEN_BACK, M.SKIPPED, ProblemCode.CANCELLED),
        (ALONE, FILE_AWAY, M.SKIPPED, ProblemCode.CANCELLED),
        (FIRST_OF_TWO, NOT_LEFT, M.SKIPPED, ProblemCode.CANCELLED),
        # With the text out a person decides.
        (FIRST_OF_TWO, ACCEPTED, M.UNKNOWN, Reason.HALF_SENT),
        (SECOND_OF_TWO, NOT_LEFT, M.UNKNOWN, Reason.HALF_SENT),
        (SECOND_OF_THREE, ACCEPTED, M.UNKNOWN, Reason.HALF_SENT),
        # What is known stays known.
        (ALONE, ACCEPTED, M.ACCEPTED, None),
        (SECOND_OF_TWO, ACCEPTED, M.ACCEPTED, None),
        (ALONE, REFUSED, M.REJECTED, Reason.REFUSED),
        (ALONE, TIMED_OUT, M.UNKNOWN, Reason.TIMED_OUT),
    ],
)  # fmt: skip
def test_what_becomes_of_it_in_a_cancelled_batch(
    standing: Standing, ending: Ending, state: MessageState, reason: str | None
) -> None:
    settled = settle(standing, ending, connection_answers=True, cancelled=True)
    assert (settled.state, settled.reason) == (state, reason)


def test_an_outage_never_fails_a_row() -> None:
    settled = settle(OFTEN, NOT_LEFT, connection_answers=False, cancelled=False)
    assert settled.state is M.PENDING
    assert settled.requeued == OFTEN.requeued + 1


@pytest.mark.parametrize(
    ("standing", "ill_before", "state", "reason"),
    [
        pytest.param(ALONE, 0, M.PENDING, None, id="the first time"),
        pytest.param(OFTEN, 0, M.PENDING, None, id="the first time, after an outage"),
        pytest.param(ALONE, 1, M.PENDING, None, id="the second time"),
        pytest.param(ALONE, 2, M.FAILED, Reason.WRONG_ADDRESS, id="the third time"),
        pytest.param(SECOND_OF_TWO, 2, M.UNKNOWN, Reason.HALF_SENT, id="with its text out"),
    ],
)
def test_what_the_test_before_each_resume_denies_is_at_last_the_messages_own_trouble(
    standing: Standing, ill_before: int, state: MessageState, reason: str | None
) -> None:
    settled = settle(
        standing, MOVED, connection_answers=True, cancelled=False, ill_before=ill_before
    )
    assert (settled.state, settled.reason) == (state, reason)
    assert settled.requeued == standing.requeued + 1, "the others leave first"


def test_what_no_test_tells_never_fails_a_message() -> None:
    settled = settle(ALONE, ILL, connection_answers=True, cancelled=False, ill_before=99)
    assert (settled.state, settled.requeued) == (M.PENDING, 0)


@pytest.mark.parametrize("ending", [ILL, GIVEN_BACK, FILE_AWAY])
def test_only_what_did_not_leave_counts_as_put_back(ending: Ending) -> None:
    settled = settle(ALONE, ending, connection_answers=True, cancelled=False)
    assert settled.requeued == 0


def test_each_part_is_named_once_in_its_forms_name() -> None:
    for form in Form:
        assert Form.of(*form.parts) is form
        assert len(set(form.parts)) == len(form.parts)


@pytest.mark.parametrize(
    ("standing", "ending", "last"),
    [
        pytest.param(SECOND_OF_TWO, REFUSED, Reason.REFUSED, id="refused"),
        pytest.param(FIRST_OF_TWO, TIMED_OUT, Reason.TIMED_OUT, id="timed out"),
        pytest.param(SECOND_OF_TWO, CHANGED, ProblemCode.MEDIA_CHANGED, id="file changed"),
    ],
)
def test_half_sent_keeps_what_came_last(standing: Standing, ending: Ending, last: str) -> None:
    settled = settle(standing, ending, connection_answers=True, cancelled=False)
    assert settled.detail == last


@pytest.mark.parametrize(
    ("standing", "reason"),
    [
        (ALONE, Reason.CRASHED),
        (FIRST_OF_TWO, Reason.HALF_SENT),
        (SECOND_OF_TWO, Reason.HALF_SENT),
    ],
)
def test_a_crash_leaves_it_in_doubt(standing: Standing, reason: Reason) -> None:
    settled = crashed(standing)
    assert (settled.state, settled.reason) == (M.UNKNOWN, reason)


def test_every_outcome_is_settled_and_named() -> None:
    known = {type(each) for each in (ACCEPTED, REFUSED, TIMED_OUT, NOT_LEFT, ILL)}
    assert known == set(get_args(Outcome))
    endings = (ACCEPTED, REFUSED, TIMED_OUT, NOT_LEFT, ILL, GIVEN_BACK, FILE_AWAY, CHANGED)
    assert len({states.outcome_code(ending) for ending in endings}) == len(endings)


# ── over any sequence of endings ──────────────────────────────────────────────────────────────

endings = st.sampled_from(
    [ACCEPTED, REFUSED, TIMED_OUT, NOT_LEFT, ILL, GIVEN_BACK, FILE_AWAY, CHANGED]
)
steps = st.lists(st.tuples(endings, st.booleans(), st.booleans()), max_size=30)


def life(
    form: Form, told: list[tuple[Ending, bool, bool]]
) -> list[tuple[Standing, Ending, Settled]]:
    """Settle ending after ending until the message rests."""
    standing, lived = Standing(form=form, parts_done=0, requeued=0), []
    for ending, answers, cancelled in told:
        settled = settle(standing, ending, connection_answers=answers, cancelled=cancelled)
        lived.append((standing, ending, settled))
        if settled.state is not M.PENDING:
            break
        standing = Standing(form=form, parts_done=settled.parts_done, requeued=settled.requeued)
    return lived


@given(form=st.sampled_from(Form), told=steps)
def test_every_move_is_on_the_list(form: Form, told: list[tuple[Ending, bool, bool]]) -> None:
    for _standing, _ending, settled in life(form, told):
        assert (M.SENDING, settled.state) in states.MESSAGE_MOVES


@given(form=st.sampled_from(Form), told=steps)
def test_what_may_be_out_is_never_called_safe_to_send_again(
    form: Form, told: list[tuple[Ending, bool, bool]]
) -> None:
    maybe_out = False
    for _standing, ending, settled in life(form, told):
        maybe_out = maybe_out or ending in (ACCEPTED, TIMED_OUT)
        if maybe_out and settled.state is not M.PENDING:
            assert settled.state in {M.ACCEPTED, M.REJECTED, M.UNKNOWN}


@given(form=st.sampled_from(Form), told=steps)
def test_nothing_in_doubt_goes_again_by_itself(
    form: Form, told: list[tuple[Ending, bool, bool]]
) -> None:
    for _standing, ending, settled in life(form, told):
        assert (settled.state is M.UNKNOWN) >= (ending == TIMED_OUT)


@given(form=st.sampled_from(Form), told=steps)
def test_parts_are_sent_once_each_and_in_order(
    form: Form, told: list[tuple[Ending, bool, bool]]
) -> None:
    said_yes = 0
    for standing, ending, settled in life(form, told):
        assert standing.parts_done == said_yes < len(form.parts)
        said_yes += ending == ACCEPTED
        assert settled.parts_done == said_yes
    assert said_yes <= len(form.parts)


@given(form=st.sampled_from(Form), told=steps)
def test_failed_only_after_five_tries_on_a_connection_that_answers(
    form: Form, told: list[tuple[Ending, bool, bool]]
) -> None:
    lived = life(form, told)
    for (standing, ending, settled), (_, answers, cancelled) in zip(lived, told, strict=False):
        if settled.state is M.FAILED:
            assert settled.requeued == states.MOST_REQUEUED == 5
            assert ending == NOT_LEFT
            assert answers
            assert not cancelled
            assert standing.parts_done == 0
