"""A look at the phone, whoever asks: it is asked for, answered, and the batch goes on or stands still."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from batch_sender.config.settings import Settings
from batch_sender.journal import Journal
from batch_sender.models import BatchState, LookRecord, Seen, Sighted
from batch_sender.operations.connections import probed
from batch_sender.operations.errors import BadLookAnswer, NoOpenLook, NothingSeen
from batch_sender.operations.look import (
    answer_look,
    as_object,
    open_look,
    refuse_nothing_seen,
    seen_of,
)
from batch_sender.operations.options import Caller, SendOptions, unseen
from batch_sender.operations.questions import Answer, AnswerNeeded, ConfirmSend, LookAtPhone
from batch_sender.operations.send import SendOutcome, Sent, go_on, send
from batch_sender.standin import Faults, StandIn, no_faults
from tests.support import checked_batch, connection_to, message

AFTER_TEN = Settings(gap=0, look_after=10)


@pytest.fixture
def faults() -> Faults:
    """None: whole rows of numbers are accepted."""
    return no_faults


class Desk:
    """Somebody who sends a batch of new people, and answers what is asked."""

    def __init__(self, folder: Path, api: StandIn) -> None:
        self.journal = Journal(folder / "journal.sqlite3")
        self.api = api

    def batch(self, settings: Settings = AFTER_TEN, *, people: int = 30) -> int:
        rows = [message(row, row)._replace(new_person=True) for row in range(2, 2 + people)]
        named = [row._replace(cells=(f"Ana {row.row}", row.cells[0])) for row in rows]
        return checked_batch(self.journal, named, settings, header=("nome", "telefone"))

    def send(
        self, batch_id: int, *answers: Answer, there: bool = True, yes: bool = True, **how: Any
    ) -> SendOutcome:
        return self._ask(send, batch_id, answers, there=there, yes=yes, **how)

    def go_on(self, batch_id: int, *answers: Answer, there: bool = True, **how: Any) -> SendOutcome:
        return self._ask(go_on, batch_id, answers, there=there, **how)

    def _ask(
        self,
        verb: Callable[..., SendOutcome],
        batch_id: int,
        answers: Sequence[Answer],
        *,
        there: bool,
        told: Callable[[LookRecord], None] = unseen,
        **how: Any,
    ) -> SendOutcome:
        tested = probed(connection_to(self.api), Settings())
        caller = Caller(who="ana", is_there=there, look_drawn=told)
        return verb(self.journal, batch_id, tested, SendOptions.of(how), caller, answers)

    def stands(self, batch_id: int) -> tuple[BatchState, str | None, int]:
        batch = self.journal.batches.one(batch_id)
        return batch.state, batch.paused_because, batch.counts.accepted


@pytest.fixture
def desk(tmp_path: Path, api: StandIn) -> Desk:
    return Desk(tmp_path, api)


def look_of(outcome: SendOutcome) -> LookAtPhone:
    assert isinstance(outcome, AnswerNeeded)
    assert isinstance(outcome.question, LookAtPhone)
    return outcome.question


def seen(question: LookAtPhone, *codes: Seen) -> Answer:
    every = [*codes, *[codes[-1]] * 5][: len(question.chats)]
    told = (f"{chat.row}={code}" for chat, code in zip(question.chats, every, strict=True))
    return Answer(to=question.key, yes=True, typed=",".join(told))


def test_it_asks_after_ten_and_goes_on_where_some_arrive(desk: Desk) -> None:
    batch_id = desk.batch()
    first = look_of(desk.send(batch_id))
    assert (first.accepted, first.waiting, len(first.chats)) == (10, 20, 5)
    assert all(chat.name == f"Ana {chat.row}" and chat.number for chat in first.chats)
    assert desk.stands(batch_id) == (BatchState.PAUSED, "look_due", 10)

    answer = seen(first, Seen.TWO_TICKS, Seen.ONE_TICK)
    second = look_of(desk.send(batch_id, answer))
    assert (second.accepted, second.look) == (20, first.look + 1)
    third = look_of(desk.send(batch_id, answer, seen(second, Seen.TWO_TICKS)))
    assert desk.stands(batch_id) == (BatchState.FINISHED, None, 30)
    done = desk.send(
        batch_id, answer, seen(second, Seen.TWO_TICKS), seen(third, Seen.TWO_TICKS, Seen.CLOCK)
    )
    assert isinstance(done, Sent)
    assert done.batch.sighted == Sighted(two_ticks=7, one_tick=4, clock=4)


def test_where_none_arrives_it_stands_still_and_says_why(desk: Desk) -> None:
    batch_id = desk.batch()
    question = look_of(desk.send(batch_id))
    outcome = desk.send(batch_id, seen(question, Seen.CLOCK, Seen.ABSENT))
    assert isinstance(outcome, Sent)
    assert desk.stands(batch_id) == (BatchState.PAUSED, "not_delivered", 10)
    # Whoever resumes it, a week later, has decided that: nothing is asked anew before more have left.
    again = look_of(desk.go_on(batch_id))
    assert desk.stands(batch_id) == (BatchState.PAUSED, "look_due", 15)
    assert again.look != question.look


def test_whoever_does_not_look_now_is_asked_again_on_resume(desk: Desk) -> None:
    batch_id = desk.batch()
    question = look_of(desk.send(batch_id))
    no = Answer(to=question.key, yes=False)
    assert isinstance(desk.send(batch_id, no), Sent)
    assert desk.stands(batch_id) == (BatchState.PAUSED, "look_due", 10)
    assert look_of(desk.go_on(batch_id)) == question
    assert look_of(desk.go_on(batch_id, seen(question, Seen.TWO_TICKS))).accepted == 20


def test_whoever_wants_may_go_on_without_a_look(desk: Desk) -> None:
    batch_id = desk.batch(people=14)
    question = look_of(desk.send(batch_id))
    last = look_of(desk.send(batch_id, Answer(to=question.key, yes=True)))
    assert (desk.stands(batch_id)[0], len(last.chats)) == (BatchState.FINISHED, 4)
    assert desk.journal.batches.one(batch_id).sighted is None


@pytest.mark.parametrize(
    ("settings", "how", "ends"),
    [
        (AFTER_TEN, {}, (BatchState.FINISHED, None, 30)),
        (AFTER_TEN, {"look_unanswered": "wait"}, (BatchState.PAUSED, "look_due", 10)),
        (
            AFTER_TEN,
            {"look_after": 12, "look_unanswered": "wait"},
            (BatchState.PAUSED, "look_due", 12),
        ),
        (AFTER_TEN, {"look_after": 0, "look_unanswered": "wait"}, (BatchState.FINISHED, None, 30)),
        (
            Settings(gap=0, look_after=10, look_unanswered="wait"),
            {},
            (BatchState.PAUSED, "look_due", 10),
        ),
        (
            Settings(gap=0, look_after=10, look_unanswered="wait"),
            {"look_unanswered": "go-on"},
            (BatchState.FINISHED, None, 30),
        ),
        (Settings(gap=0), {}, (BatchState.FINISHED, None, 30)),  # to this machine itself: none
    ],
)
def test_where_nobody_is_there_it_goes_on_or_waits_as_asked(
    desk: Desk, settings: Settings, how: dict[str, Any], ends: tuple[object, ...]
) -> None:
    batch_id = desk.batch(settings)
    told: list[LookRecord] = []
    assert isinstance(desk.send(batch_id, there=False, told=told.append, **how), Sent)
    assert desk.stands(batch_id) == ends
    goes_on = ends[0] is BatchState.FINISHED and settings.look_after and how.get("look_after") != 0
    assert len(told) == bool(goes_on)


def test_whoever_resumes_where_nobody_is_there_has_said_that_it_goes_on(desk: Desk) -> None:
    batch_id = desk.batch()
    desk.send(batch_id, there=False, look_unanswered="wait")
    desk.go_on(batch_id, there=False, look_unanswered="wait")
    assert desk.stands(batch_id) == (BatchState.PAUSED, "look_due", 20)


def test_the_first_few_and_a_look_each_have_their_turn(desk: Desk) -> None:
    batch_id = desk.batch(Settings(gap=0, look_after=10, canary=15))
    look = look_of(desk.send(batch_id, canary=15))
    few = desk.send(batch_id, seen(look, Seen.TWO_TICKS), canary=15)
    assert isinstance(few, AnswerNeeded)
    assert desk.stands(batch_id) == (BatchState.PAUSED, "canary", 15)
    go = Answer(to=few.question.key, yes=True)
    second = look_of(desk.send(batch_id, seen(look, Seen.TWO_TICKS), go, canary=15))
    assert (desk.stands(batch_id)[2], second.accepted) == (20, 20)


def test_the_question_before_sending_comes_first_and_once(desk: Desk) -> None:
    batch_id = desk.batch()
    asked = desk.send(batch_id, yes=False)
    assert isinstance(asked, AnswerNeeded)
    assert isinstance(asked.question, ConfirmSend)
    yes = Answer(to=asked.question.key, yes=True)
    look = look_of(desk.send(batch_id, yes, yes=False))
    assert look_of(desk.send(batch_id, yes, seen(look, Seen.TWO_TICKS), yes=False)).accepted == 20


# ── answered later, by another door ───────────────────────────────────────────────────────────


def test_an_answer_may_come_while_the_batch_goes_on_or_after_it(desk: Desk) -> None:
    batch_id = desk.batch()
    desk.send(batch_id, there=False)
    first, last = desk.journal.batches.one(batch_id).looks
    clocks = dict.fromkeys(first.rows, Seen.CLOCK)
    done = answer_look(desk.journal, batch_id, clocks, who="bia", look_id=first.id)
    assert (done.none_delivered, done.batch.state) == (True, BatchState.FINISHED)
    some = {last.rows[0]: Seen.TWO_TICKS}
    done = answer_look(desk.journal, batch_id, some, who="bia")
    assert done.batch.sighted == Sighted(two_ticks=1, clock=5)
    with pytest.raises(NoOpenLook):
        answer_look(desk.journal, batch_id, some, who="caio")


def test_a_row_that_was_not_drawn_is_refused_and_nothing_is_kept(desk: Desk) -> None:
    batch_id = desk.batch()
    question = look_of(desk.send(batch_id))
    with pytest.raises(BadLookAnswer):
        answer_look(desk.journal, batch_id, {999: Seen.CLOCK}, who="ana")
    batch = desk.journal.batches.one(batch_id)
    assert open_look(desk.journal, batch) == question


def test_programs_are_told_whose_chats_they_are(desk: Desk) -> None:
    batch_id = desk.batch()
    question = look_of(desk.send(batch_id))
    told = as_object(question)
    assert (told["look"], told["accepted"], len(told["rows"])) == (question.look, 10, 5)
    assert set(told["rows"][0]) == {"row", "name", "number", "time"}


# ── what is written ───────────────────────────────────────────────────────────────────────────

ROWS = (7, 12, 31)


@given(st.dictionaries(st.sampled_from(ROWS), st.sampled_from(Seen)), st.sampled_from(["", " "]))
def test_what_was_seen_is_read_as_it_is_written(told: dict[int, Seen], blank: str) -> None:
    written = [f"{blank}{row}{blank}={blank}{code}" for row, code in told.items()]
    assert seen_of(written, ROWS) == told


@given(st.text(max_size=20))
def test_anything_else_is_refused_in_a_sentence(written: str) -> None:
    row, _sign, code = written.partition("=")
    if row.strip() in set(map(str, ROWS)) and code.strip() in set(Seen):
        return
    with pytest.raises(BadLookAnswer, match="7, 12, 31"):
        seen_of([written], ROWS)


@pytest.mark.parametrize(
    ("written", "because"),
    [
        (["8=clock"], "a row that was not drawn"),
        (["7=delivered"], "a word of one's own"),
        (["7=clock", "7=absent"], "two things of one row"),
        (["٧=clock"], "digits of another script"),
        ([""], "nothing"),
        (["7"], "a row alone"),
    ],
)
def test_what_cannot_be_meant(written: list[str], because: str) -> None:
    with pytest.raises(BadLookAnswer):
        seen_of(written, ROWS)
    assert because


def test_no_row_at_all_is_no_answer() -> None:
    refuse_nothing_seen({7: Seen.NOT_LOOKED, 12: Seen.CLOCK})
    for told in ({}, {7: Seen.NOT_LOOKED}):
        with pytest.raises(NothingSeen):
            refuse_nothing_seen(told)
