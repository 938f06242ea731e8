"""A door that keeps nothing between two requests: it is asked, comes back with the answer, asks again."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from batch_sender.config.settings import Settings
from batch_sender.deliver.errors import BatchEnded
from batch_sender.journal import Journal, Memory
from batch_sender.models import BatchState, MessageState
from batch_sender.operations.connections import probed
from batch_sender.operations.options import Caller, SendOptions
from batch_sender.operations.questions import (
    AfterRestore,
    Answer,
    AnswerNeeded,
    ConfirmSend,
    GoOnAfterFirstFew,
    OpenQuestion,
    ProofArrived,
)
from batch_sender.operations.send import Declined, SendOutcome, Sent, send
from batch_sender.standin import LineState, StandIn
from tests.support import checked_batch, connection_to, message, number

OWN = "11 91234-5678"


class Page:
    """Each request opens the journal anew, and brings what the form held."""

    def __init__(self, folder: Path, api: StandIn) -> None:
        self._folder, self.api = folder, api
        with self.journal() as book:
            self.batch = checked_batch(book, [message(row, row) for row in range(2, 8)])

    def journal(self, name: str = "journal.sqlite3") -> Journal:
        return Journal(self._folder / name, memory=Memory(self._folder / "state"))

    def post(
        self, options: SendOptions, *answers: Answer, journal: str | None = None
    ) -> SendOutcome:
        connection = connection_to(self.api)
        with self.journal(journal or "journal.sqlite3") as book:
            tested = probed(connection, Settings())
            return send(book, self.batch, tested, options, Caller(who="ana"), answers)

    def asks(self, options: SendOptions, *answers: Answer) -> OpenQuestion:
        outcome = self.post(options, *answers)
        assert isinstance(outcome, AnswerNeeded)
        return outcome.question

    def kinds(self) -> list[str]:
        with self.journal() as book:
            return [event.kind for event in book.batches.events(self.batch)]

    def left(self) -> list[str]:
        return [each.number for each in self.api.received if each.number]


@pytest.fixture
def page(tmp_path: Path, api: StandIn) -> Page:
    return Page(tmp_path, api)


def yes(question: OpenQuestion) -> Answer:
    return Answer(to=question.key, yes=True)


def everybody(rows: Sequence[int] = range(2, 8)) -> list[str]:
    return [number(row) for row in rows]


PLAIN = SendOptions()


def test_nothing_leaves_before_the_yes_and_nobody_gets_it_twice(page: Page) -> None:
    question = page.asks(PLAIN)
    assert isinstance(question, ConfirmSend)
    assert (question.messages, question.sender.name, question.must_type) == (6, "loja", False)
    assert page.asks(PLAIN) == question, "the page was loaded again"
    assert not page.left()

    assert isinstance(page.post(PLAIN, yes(question)), Sent)
    assert page.left() == everybody()
    with pytest.raises(BatchEnded):  # the form was sent twice
        page.post(PLAIN, yes(question))
    assert page.left() == everybody()


def test_after_a_no_it_waits(page: Page) -> None:
    question = page.asks(PLAIN)
    outcome = page.post(PLAIN, Answer(to=question.key))
    assert isinstance(outcome, Declined)
    assert (outcome.batch.state, outcome.exit_code) == (BatchState.CHECKED, 4)
    assert not page.left()


def test_a_yes_to_something_else_is_none(page: Page) -> None:
    question = page.asks(PLAIN)
    assert isinstance(question, ConfirmSend)
    others = (f"confirm_send:{page.batch}:5:0:", "", question.key + "x")
    for key in others:
        assert page.asks(PLAIN, Answer(to=key, yes=True)) == question
    assert not page.left()


def test_a_test_message_leaves_once_however_often_it_is_asked_for(page: Page) -> None:
    options = SendOptions(proof=OWN)
    question = page.asks(options)
    assert isinstance(question, ProofArrived)
    assert page.asks(options) == question, "the page was loaded again"
    assert page.left() == ["5511912345678"]

    confirm = page.asks(options, yes(question))
    assert isinstance(confirm, ConfirmSend)
    assert page.asks(options, yes(question)) == confirm
    assert isinstance(page.post(options, yes(question), yes(confirm)), Sent)
    assert page.left() == ["5511912345678", *everybody()]
    assert page.kinds()[1:] == ["proof_sending", "proof_approved", "started", "finished"]


def test_after_a_no_to_the_test_message_a_new_one_can_be_asked_for(page: Page) -> None:
    options = SendOptions(proof=OWN)
    question = page.asks(options)
    no = Answer(to=question.key)
    assert isinstance(page.post(options, no), Declined)
    assert isinstance(page.post(options, no), Declined), "the form was sent twice"
    assert len(page.left()) == 1
    again = page.asks(options)
    assert isinstance(again, ProofArrived)
    assert again.key != question.key
    assert len(page.left()) == 2
    assert page.kinds()[1:] == ["proof_sending", "proof_declined", "proof_sending"]


def test_a_test_message_to_another_phone_is_another_one(page: Page) -> None:
    page.asks(SendOptions(proof=OWN))
    page.asks(SendOptions(proof="11 98765-4321"))
    assert page.left() == ["5511912345678", "5511987654321"]


def test_a_test_message_that_does_not_arrive_ends_it(page: Page) -> None:
    page.api.set_line(LineState.NOT_STARTED)
    outcome = page.post(SendOptions(proof=OWN))
    assert isinstance(outcome, Declined)
    assert outcome.reason == "not_connected"


def test_the_others_follow_the_first_few_at_one_word(page: Page) -> None:
    options = SendOptions(canary=2)
    confirm = page.asks(options)
    assert isinstance(confirm, ConfirmSend)
    assert confirm.first == 2
    stopped = page.asks(options, yes(confirm))
    assert isinstance(stopped, GoOnAfterFirstFew)
    assert [each.state for each in stopped.answers] == [MessageState.ACCEPTED] * 2
    assert (stopped.waiting, stopped.answers[0].number) == (4, number(2))
    assert page.left() == everybody([2, 3])

    outcome = page.post(options, yes(confirm), yes(stopped))
    assert isinstance(outcome, Sent)
    assert outcome.batch.state is BatchState.FINISHED
    assert page.left() == everybody()
    assert page.kinds()[-3:] == ["canary_approved", "resumed", "finished"]


def test_where_the_others_do_not_follow_the_batch_stands_still(page: Page) -> None:
    options = SendOptions(canary=2, yes=True)
    stopped = page.asks(options)
    outcome = page.post(options, Answer(to=stopped.key))
    assert isinstance(outcome, Sent)
    assert outcome.batch.state is BatchState.PAUSED
    assert len(page.left()) == 2
    assert page.kinds()[-2:] == ["paused", "canary_declined"]


def test_more_than_500_are_confirmed_by_their_number(tmp_path: Path, api: StandIn) -> None:
    page = Page(tmp_path, api)
    with page.journal() as book:
        page.batch = checked_batch(book, [message(row, row) for row in range(2, 503)])
    question = page.asks(PLAIN)
    assert isinstance(question, ConfirmSend)
    assert question.must_type
    for answer in (yes(question), Answer(to=question.key, typed="500")):
        assert isinstance(page.post(PLAIN, answer), Declined)
    assert question.is_confirmed_by(Answer(to=question.key, typed="501"))
    assert not page.left()


def test_from_a_copy_nothing_leaves_before_somebody_says_that_it_is_the_journal(
    page: Page, tmp_path: Path
) -> None:
    with page.journal() as book:
        book.key()  # what tells journals apart is there from the first list on
        book.maintenance.backup(tmp_path / "copy.sqlite3")
    page.asks(SendOptions(canary=1, yes=True))  # and the journal went on
    outcome = page.post(SendOptions(yes=True), journal="copy.sqlite3")
    assert isinstance(outcome, AnswerNeeded)
    assert isinstance(outcome.question, AfterRestore)
    assert len(page.left()) == 1
    accepted = page.post(SendOptions(yes=True), yes(outcome.question), journal="copy.sqlite3")
    assert isinstance(accepted, Sent)
    assert accepted.batch.counts.unknown == 6, "what waited in it may have left since"
    assert len(page.left()) == 1
