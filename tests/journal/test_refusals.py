"""Who is not written to after all: what a claim looks at in the transaction of the mark."""

from datetime import timedelta

import pytest
from sqlalchemy import event

from batch_sender.journal import Drained, Wait
from batch_sender.journal.people.opt_outs import OptOut
from batch_sender.journal.states import Ending
from batch_sender.models import (
    JudgedMessage,
    JudgedRows,
    MessageState,
    ProblemCode,
    Question,
    Reason,
)
from batch_sender.timing.limits import PersonLimit
from tests.journal.desk import (
    ACCEPTED,
    NOT_LEFT,
    REFUSED,
    TIMED_OUT,
    WHO,
    Desk,
    new_batch,
    number,
    skipped,
    text,
    with_file,
)

M = MessageState
WEEK = timedelta(days=7)
HOUR = timedelta(hours=1)


def opt_out(desk: Desk, tail: int, *, source: str = "person") -> None:
    told = OptOut(person=number(tail), number=number(tail), source=source)
    desk.journal.people.add_opt_outs([told], who=WHO)


def reason_of(desk: Desk, batch_id: int, row: int) -> tuple[str | None, str]:
    (record,) = [each for each in desk.journal.messages.rows(batch_id) if each.row == row]
    return record.reason, record.detail


# ── opt-outs ──────────────────────────────────────────────────────────────────────────────────


def test_who_opted_out_since_the_list_was_judged_is_skipped(desk: Desk) -> None:
    batch_id = desk.running(text(2), text(3))
    opt_out(desk, 2)
    assert desk.rows_taken(batch_id) == [3]
    assert reason_of(desk, batch_id, 2) == (ProblemCode.OPTED_OUT, "")
    assert desk.attempts(batch_id, 2) == []


def test_the_file_that_says_so_is_named(desk: Desk) -> None:
    batch_id = desk.running(text(2))
    opt_out(desk, 2, source="procon.csv")
    assert desk.claim(batch_id) == Drained()
    assert reason_of(desk, batch_id, 2) == (ProblemCode.OPTED_OUT, "procon.csv")


def test_who_opts_out_between_text_and_file_is_for_a_person_to_look_at(desk: Desk) -> None:
    batch_id = desk.running(with_file(2))
    desk.record(desk.take(batch_id), ACCEPTED)
    opt_out(desk, 2)
    assert desk.claim(batch_id) == Drained()
    assert desk.ends(batch_id) == {2: (M.UNKNOWN, Reason.HALF_SENT)}
    assert reason_of(desk, batch_id, 2)[1] == ProblemCode.OPTED_OUT


def test_who_is_taken_off_the_list_is_written_to_again(desk: Desk) -> None:
    batch_id = desk.running(text(2))
    opt_out(desk, 2)
    desk.journal.people.remove_opt_outs({number(2): number(2)}, who=WHO)
    assert desk.rows_taken(batch_id) == [2]


# ── too often ─────────────────────────────────────────────────────────────────────────────────


def twice_a_week() -> PersonLimit:
    return PersonLimit(messages=2, within=WEEK)


def to_ana(row: int) -> JudgedMessage:
    return text(row, to=7, idempotency_key=f"message {row}")


@pytest.mark.parametrize(
    ("ending", "counts"),
    [
        pytest.param(ACCEPTED, True, id="accepted"),
        pytest.param(TIMED_OUT, True, id="in doubt: it may be out"),
        pytest.param(REFUSED, False, id="refused: nothing reached the person"),
        pytest.param(NOT_LEFT, False, id="it did not leave"),
    ],
)
def test_what_may_have_reached_a_person_is_counted_over_all_batches(
    desk: Desk, ending: Ending, counts: bool
) -> None:
    earlier = [desk.running(to_ana(2)), desk.running(to_ana(3))]
    for batch_id in earlier:
        desk.record(desk.take(batch_id), ending)
    latest = desk.running(to_ana(4))
    desk.claim(latest, person_limit=twice_a_week())
    assert desk.standing(latest)[4] is (M.SKIPPED if counts else M.SENDING)


def test_two_are_not_yet_too_many_where_two_are_allowed(desk: Desk) -> None:
    desk.record(desk.take(desk.running(to_ana(2))), ACCEPTED)
    latest = desk.running(to_ana(3), to_ana(4))
    desk.record(desk.take(latest, person_limit=twice_a_week()), ACCEPTED)
    assert desk.claim(latest, person_limit=twice_a_week()) == Drained()
    assert desk.ends(latest)[4] == (M.SKIPPED, ProblemCode.TOO_OFTEN)


def test_what_is_longer_ago_is_not_counted(desk: Desk) -> None:
    desk.record(desk.take(desk.running(to_ana(2))), ACCEPTED)
    desk.clock.forward(WEEK.total_seconds())
    latest = desk.running(to_ana(3))
    limit = PersonLimit(messages=1, within=WEEK)
    assert desk.take(latest, person_limit=limit).row == 3


def test_another_persons_messages_are_not_counted(desk: Desk) -> None:
    desk.rows_taken(desk.running(text(2), text(3)))
    limit = PersonLimit(messages=1, within=WEEK)
    assert desk.take(desk.running(text(4)), person_limit=limit).row == 4


def test_a_file_follows_its_text_although_others_were_sent_meanwhile(desk: Desk) -> None:
    limit = PersonLimit(messages=1, within=WEEK)
    batch_id = desk.running(with_file(2, to=7))
    desk.record(desk.take(batch_id, person_limit=limit), ACCEPTED)
    desk.record(desk.take(desk.running(to_ana(3))), ACCEPTED)
    desk.record(desk.take(batch_id, person_limit=limit), ACCEPTED)
    assert desk.standing(batch_id) == {2: M.ACCEPTED}


# ── expiry ────────────────────────────────────────────────────────────────────────────────────


def holds_for(row: JudgedMessage, desk: Desk, length: timedelta) -> JudgedMessage:
    return row._replace(expires_at=desk.clock.now() + length)


def test_a_row_does_not_leave_once_its_own_time_is_over(desk: Desk) -> None:
    batch_id = desk.running(
        holds_for(text(2), desk, HOUR), holds_for(text(3), desk, 2 * HOUR), text(4)
    )
    desk.clock.forward(3600)  # the moment itself is too late
    assert desk.rows_taken(batch_id) == [3, 4]
    assert desk.ends(batch_id)[2] == (M.SKIPPED, ProblemCode.EXPIRED)


def test_a_file_that_is_too_late_is_for_a_person_to_look_at(desk: Desk) -> None:
    batch_id = desk.running(holds_for(with_file(2), desk, HOUR))
    desk.record(desk.take(batch_id), ACCEPTED)
    desk.clock.forward(3600)
    assert desk.claim(batch_id) == Drained()
    assert desk.ends(batch_id) == {2: (M.UNKNOWN, Reason.HALF_SENT)}


def test_an_expired_batch_settles_all_that_is_left(desk: Desk) -> None:
    batch_id = desk.running(with_file(2), text(3), with_file(4), skipped(5), text(6))
    desk.record(desk.take(batch_id), ACCEPTED)  # the text of row 2
    desk.record(desk.take(batch_id), ACCEPTED)  # its file
    desk.record(desk.take(batch_id), NOT_LEFT, not_before=desk.clock.now() + WEEK)  # row 3
    desk.record(desk.take(batch_id), ACCEPTED)  # the text of row 4
    now = desk.clock.now()
    assert desk.claim(batch_id, expires_at=now) == Wait(until=now)
    assert desk.claim(batch_id, expires_at=now) == Drained()
    assert desk.ends(batch_id) == {
        2: (M.ACCEPTED, None),
        3: (M.SKIPPED, ProblemCode.EXPIRED),
        4: (M.UNKNOWN, Reason.HALF_SENT),
        5: (M.SKIPPED, ProblemCode.PHONE_MISSING),
        6: (M.SKIPPED, ProblemCode.EXPIRED),
    }
    (event,) = [each for each in desk.journal.batches.events(batch_id) if each.kind == "expired"]
    assert event.detail == {"rows": 3}
    assert desk.journal.batches.finish(batch_id, who=WHO)


def test_expiry_goes_before_pace_and_window(desk: Desk) -> None:
    batch_id = desk.running(text(2), text(3), gap=3600)
    desk.record(desk.take(batch_id), ACCEPTED)
    now = desk.clock.now()
    desk.claim(batch_id, expires_at=now, closes_at=now)
    assert desk.standing(batch_id)[3] is M.SKIPPED


def test_a_batch_does_not_expire_before_its_time(desk: Desk) -> None:
    batch_id = desk.running(text(2))
    later = desk.clock.now() + timedelta(seconds=1)
    assert desk.take(batch_id, expires_at=later).row == 2


def test_a_long_list_of_refused_rows_is_settled_in_pieces(desk: Desk) -> None:
    batch_id = desk.running(*(text(row, to=7, idempotency_key=f"{row}") for row in range(2, 132)))
    opt_out(desk, 7)
    assert desk.claim(batch_id) == Wait(until=desk.clock.now())
    assert desk.journal.batches.counts(batch_id).skipped == 100
    assert desk.claim(batch_id) == Drained()


# ── many people at once, for judging ──────────────────────────────────────────────────────────


def test_the_people_of_a_list_are_known_at_once(desk: Desk) -> None:
    first = desk.running(*(text(row) for row in range(2, 8)), with_file(8))
    endings: list[Ending] = [ACCEPTED, REFUSED, TIMED_OUT]
    for ending in endings:  # rows 2, 3, 4; 5, 6, 7 stay pending
        desk.record(desk.take(first), ending)
    desk.journal.batches.pause(first, because="asked", who=WHO)
    other = desk.running(with_file(9))
    desk.record(desk.take(other), ACCEPTED)  # half out
    opt_out(desk, 6, source="procon.csv")
    people = [number(tail) for tail in range(2, 12)]
    since = desk.clock.now() - HOUR
    known = desk.journal.sending.known_of(
        people,
        [f"{number(2)}/Olá", f"{number(5)}/Olá"],
        Question(sent_since=since, written_since=since, not_in=[first, other], accepted_in=[first]),
    )
    assert known.opted_out == {number(6): "procon.csv"}
    assert known.written == {number(2): 1, number(4): 1, number(9): 1}
    assert known.reached == {number(2), number(4), number(9)}
    assert known.accepted == frozenset({number(2)})
    assert list(known.already_sent) == [f"{number(2)}/Olá"]


def test_what_is_not_asked_is_not_answered(desk: Desk) -> None:
    first = desk.running(text(2))
    desk.record(desk.take(first), ACCEPTED)
    known = desk.journal.sending.known_of([number(2)], [f"{number(2)}/Olá"], Question())
    assert (known.written, known.reached, known.accepted, known.already_sent) == (
        {},
        frozenset(),
        None,
        {},
    )


def test_whoever_has_an_accepted_message_is_no_new_person(desk: Desk) -> None:
    first = desk.running(text(2), text(3), text(4))
    desk.record(desk.take(first), ACCEPTED)
    desk.record(desk.take(first), REFUSED)
    people = [number(tail) for tail in (2, 3, 4, 5)]
    assert desk.journal.sending.known_of(people, [], Question()).met == {number(2)}


def test_of_nobody_nothing_is_known(desk: Desk) -> None:
    assert desk.journal.sending.known_of([], [], Question(accepted_in=[1])).accepted == frozenset()


def test_however_many_people_are_asked_about_the_statement_is_one(desk: Desk) -> None:
    """A driver keeps each statement it has seen: one a number of people would fill the memory."""
    since = desk.clock.now() - timedelta(days=1)
    question = Question(sent_since=since, written_since=since)
    # There is some of everything, so that everything is asked.
    desk.take(desk.running(text(2)._replace(other_keys=("x",))))
    opt_out(desk, 3)
    seen: set[str] = set()
    event.listen(
        desk.journal._handle.engine, "before_cursor_execute", lambda *told: seen.add(str(told[2]))
    )
    for many in (1, 7, 5000):
        people = [number(tail) for tail in range(many)]
        desk.journal.sending.known_of(people, [f"{whom}/Olá" for whom in people], question)
    # Opt-outs, messages counted, what was said, what else was said, who has any; and whether there is
    # any of each. How PostgreSQL is to look is no question.
    asked = [each for each in seen if each.startswith("SELECT") and "set_config" not in each]
    assert len(asked) == 5 + 5


def test_who_got_one_of_several_texts_has_been_told_the_others(desk: Desk) -> None:
    texts = (("A", "Oi", "a.txt"), ("B", "Olá", "b.txt"))
    batch_id = desk.journal.batches.add(new_batch(variants=texts))
    told = text(2, idempotency_key="B to her")._replace(other_keys=("A to her",), variant="B")
    desk.journal.batches.add_messages(batch_id, JudgedRows.of([told, text(3)]))
    desk.journal.batches.mark_checked(batch_id, who=WHO, repairs={})
    desk.start(batch_id)
    desk.record(desk.take(batch_id), ACCEPTED)
    question = Question(sent_since=desk.clock.now() - HOUR)
    for key, is_known in (("A to her", True), ("B to her", True), ("C to her", False)):
        known = desk.journal.sending.known_of([number(2)], [key], question)
        assert (key in known.already_sent) is is_known
