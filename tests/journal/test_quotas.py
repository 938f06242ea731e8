"""How many messages a day: counted with the mark, counted back if nothing left, held to the plan."""

from concurrent.futures import ThreadPoolExecutor, wait
from datetime import timedelta

import pytest

from batch_sender.journal import CapReached, Claim, Claimed, Drained, Wait
from batch_sender.journal.sending import quotas
from batch_sender.journal.states import Ending
from batch_sender.models import MessageState, Reason, Rejected
from batch_sender.timing.limits import DailyPlan, Usage
from tests.journal.desk import (
    ACCEPTED,
    CHANGED,
    FILE_AWAY,
    GIVEN_BACK,
    ILL,
    NOT_LEFT,
    REFUSED,
    TIMED_OUT,
    WHO,
    Desk,
    text,
    with_file,
    with_file_and_payment,
)

TODAY, TOMORROW = "2026-11-23", "2026-11-24"
NOT_TAKEN = Rejected(reason=Reason.MEDIA_CHANGED, status=None, answer="")


def today(desk: Desk, day: str = TODAY, *, connection: str = "loja") -> int:
    return desk.journal.sending.usage(f"#{connection}", day).today


def claim(desk: Desk, batch_id: int, plan: DailyPlan | None = None, *, day: str = TODAY) -> Claim:
    return desk.claim(batch_id, day=day, daily_plan=plan)


def send_all(desk: Desk, batch_id: int, plan: DailyPlan | None = None, *, day: str = TODAY) -> int:
    """Claim and accept until no more may leave; how many that were."""
    sent = 0
    while isinstance(found := claim(desk, batch_id, plan, day=day), Claimed):
        desk.record(found, ACCEPTED)
        sent += 1
    return sent


# ── counting ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("ending", "counted"),
    [
        pytest.param(ACCEPTED, 1, id="accepted"),
        pytest.param(REFUSED, 1, id="refused: the call was made"),
        pytest.param(TIMED_OUT, 1, id="in doubt"),
        pytest.param(NOT_LEFT, 0, id="it did not leave"),
        pytest.param(ILL, 0, id="the connection was refused"),
        pytest.param(GIVEN_BACK, 0, id="the mark grew too old"),
        pytest.param(FILE_AWAY, 0, id="its file is out of reach"),
        pytest.param(CHANGED, 0, id="its file changed"),
        pytest.param(NOT_TAKEN, 0, id="refused here, before any call"),
    ],
)
def test_what_surely_did_not_leave_is_counted_back(
    desk: Desk, ending: Ending, counted: int
) -> None:
    batch_id = desk.running(text(2))
    found = claim(desk, batch_id)
    assert isinstance(found, Claimed)
    assert today(desk) == 1, "counted with the mark"
    desk.record(found, ending)
    assert today(desk) == counted


def test_it_is_counted_back_on_the_day_it_was_counted_on(desk: Desk) -> None:
    batch_id = desk.running(text(2), text(3))
    found = claim(desk, batch_id)
    assert isinstance(found, Claimed)
    claim(desk, batch_id, day=TOMORROW)
    desk.record(found, NOT_LEFT)
    assert (today(desk), today(desk, TOMORROW)) == (0, 1)


def test_text_and_file_are_one_message(desk: Desk) -> None:
    batch_id = desk.running(with_file(2))
    assert send_all(desk, batch_id) == 2
    assert today(desk) == 1


def test_a_file_that_did_not_leave_does_not_uncount_its_text(desk: Desk) -> None:
    batch_id = desk.running(with_file(2))
    for ending in (ACCEPTED, NOT_LEFT):
        found = claim(desk, batch_id)
        assert isinstance(found, Claimed)
        desk.record(found, ending)
    assert today(desk) == 1


def test_a_refused_row_is_not_counted(desk: Desk) -> None:
    send_all(desk, desk.running(text(2)))
    assert claim(desk, desk.running(text(2))) == Drained()  # said already
    assert today(desk) == 1


def test_each_connection_is_counted_by_itself(desk: Desk) -> None:
    send_all(desk, desk.running(text(2)))
    other = desk.connection_named("filial")
    batch_id = desk.running(text(3), connection=other)
    desk.take(batch_id, connection_id=other, day=TODAY)
    assert (today(desk), today(desk, connection="filial")) == (1, 1)


def test_what_a_crash_leaves_in_doubt_stays_counted(desk: Desk) -> None:
    batch_id = desk.running(text(2))
    claim(desk, batch_id)
    desk.journal.batches.take_over(batch_id, who=WHO)
    assert today(desk) == 1


# ── the cap ───────────────────────────────────────────────────────────────────────────────────


def test_the_cap_holds_over_all_batches_of_a_connection(desk: Desk) -> None:
    plan = DailyPlan(cap=3)
    send_all(desk, desk.running(text(2), text(3)))  # without a plan, and counted all the same
    batch_id = desk.running(text(4), text(5), text(6))
    assert send_all(desk, batch_id, plan) == 1
    assert claim(desk, batch_id, plan) == CapReached()
    assert desk.journal.batches.counts(batch_id).pending == 2
    assert send_all(desk, batch_id, plan, day=TOMORROW) == 2


def test_a_row_that_came_back_makes_room(desk: Desk) -> None:
    plan = DailyPlan(cap=1)
    batch_id = desk.running(text(2))
    found = claim(desk, batch_id, plan)
    assert isinstance(found, Claimed)
    assert claim(desk, desk.running(text(3)), plan) == CapReached()
    desk.record(found, NOT_LEFT)
    assert isinstance(claim(desk, batch_id, plan), Claimed)


def test_a_file_whose_text_is_out_still_leaves(desk: Desk) -> None:
    plan = DailyPlan(cap=1)
    batch_id = desk.running(with_file(2), with_file(3))
    assert send_all(desk, batch_id, plan) == 2
    assert claim(desk, batch_id, plan) == CapReached()
    assert desk.standing(batch_id) == {2: MessageState.ACCEPTED, 3: MessageState.PENDING}


def test_the_cap_is_not_said_while_a_part_that_may_leave_waits_for_its_moment(desk: Desk) -> None:
    plan = DailyPlan(cap=1)
    batch_id = desk.running(with_file_and_payment(2), text(3))
    later = desk.clock.now() + timedelta(seconds=30)
    for ending, not_before in ((ACCEPTED, None), (NOT_LEFT, later)):
        found = claim(desk, batch_id, plan)
        assert isinstance(found, Claimed)
        desk.record(found, ending, not_before=not_before)
    assert claim(desk, batch_id, plan) == Wait(until=later)
    desk.clock.forward(30)
    assert send_all(desk, batch_id, plan) == 2
    assert claim(desk, batch_id, plan) == CapReached()
    assert (today(desk), desk.standing(batch_id)[2]) == (1, MessageState.ACCEPTED)


def test_the_cap_is_not_said_while_a_message_of_the_batch_is_on_its_way(desk: Desk) -> None:
    plan = DailyPlan(cap=1)
    batch_id = desk.running(with_file(2), text(3))
    found = claim(desk, batch_id, plan)
    assert isinstance(found, Claimed)
    assert isinstance(claim(desk, batch_id, plan), Wait), "its file may follow today"
    desk.record(found, ACCEPTED)
    assert send_all(desk, batch_id, plan) == 1
    assert claim(desk, batch_id, plan) == CapReached()


def test_with_nothing_left_the_cap_does_not_matter(desk: Desk) -> None:
    batch_id = desk.running(text(2))
    send_all(desk, batch_id, DailyPlan(cap=1))
    assert claim(desk, batch_id, DailyPlan(cap=1)) == Drained()


def test_the_pace_is_said_before_the_cap(desk: Desk) -> None:
    batch_id = desk.running(text(2), text(3), gap=60)
    send_all(desk, batch_id, DailyPlan(cap=1))
    assert isinstance(claim(desk, batch_id, DailyPlan(cap=1)), Wait)


# ── the warm-up ───────────────────────────────────────────────────────────────────────────────


def test_each_day_with_messages_is_a_step_and_the_last_one_holds(desk: Desk) -> None:
    plan = DailyPlan(warm_up=(1, 2, 4))
    batch_id = desk.running(*(text(row) for row in range(2, 40)))
    days = ("2026-11-23", "2026-11-24", "2026-11-30", "2026-12-01")  # a pause is no step
    assert [send_all(desk, batch_id, plan, day=day) for day in days] == [1, 2, 4, 4]


def test_a_day_on_which_nothing_left_is_no_step(desk: Desk) -> None:
    plan = DailyPlan(warm_up=(1, 2))
    batch_id = desk.running(text(2), text(3))
    found = claim(desk, batch_id, plan)
    assert isinstance(found, Claimed)
    desk.record(found, NOT_LEFT)
    assert send_all(desk, batch_id, plan, day=TOMORROW) == 1


def test_the_smaller_of_cap_and_warm_up_holds(desk: Desk) -> None:
    plan = DailyPlan(cap=2, warm_up=(1, 5))
    batch_id = desk.running(*(text(row) for row in range(2, 9)))
    assert [send_all(desk, batch_id, plan, day=day) for day in (TODAY, TOMORROW)] == [1, 2]


def test_a_connection_knows_where_it_stands_in_its_plan(desk: Desk) -> None:
    send_all(desk, desk.running(text(2), text(3)))
    assert desk.journal.sending.usage("#loja", TODAY) == Usage(earlier_days=0, today=2)
    assert desk.journal.sending.usage("#loja", TOMORROW) == Usage(earlier_days=1, today=0)
    assert desk.journal.sending.usage("#never seen", TODAY) == Usage()


# ── two at once ───────────────────────────────────────────────────────────────────────────────


def test_two_machines_do_not_both_take_the_last_one(desk: Desk) -> None:
    plan = DailyPlan(cap=2)
    send_all(desk, desk.running(text(9)))
    here, there = desk.running(text(2)), desk.running(text(3))
    terms = desk.terms(here, day=TODAY, daily_plan=plan)
    with ThreadPoolExecutor(1) as pool:
        with desk.journal._handle.engine.begin() as other_machine:
            assert (
                quotas.used_up(other_machine, terms) == quotas.UsedUp()
            )  # looked at, and held from there on
            waiting = pool.submit(claim, desk, there, plan)
            assert not wait([waiting], timeout=0.3).done
            taken = desk.journal.sending._claim(other_machine, terms)
            assert isinstance(taken, Claimed)
        assert waiting.result(timeout=60) == CapReached()
    assert today(desk) == 2
