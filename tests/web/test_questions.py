"""Every question as a page asks it, and answers on their way through hidden fields."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from starlette.datastructures import FormData

from batch_sender import language
from batch_sender.models import (
    FileChange,
    FileContent,
    FileRole,
    JudgedFile,
    MessageState,
    PhoneNumber,
)
from batch_sender.operations.questions import (
    AfterRestore,
    Answer,
    ConfirmSend,
    FirstAnswer,
    GoOnAfterFirstFew,
    OpenQuestion,
    ProofArrived,
    SecondMessages,
    SendAsJudged,
    Sender,
)
from batch_sender.web.questions import answers_of, asked, carried, is_mistyped

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
LOJA = Sender(
    name="loja", host="api", address="api", number=PhoneNumber("5511988887777"), is_local=False
)
LIST = JudgedFile(
    role=FileRole.LIST, path=Path("lista.csv"), content=FileContent(size=1, sha256="a")
)
MANY = ConfirmSend(
    batch=1, messages=1204, sender=LOJA, first=20, must_type=True, start=0, tested=True, staying=2,
    ends_at=NOW + timedelta(days=1),
)  # fmt: skip
QUESTIONS: tuple[OpenQuestion, ...] = (
    AfterRestore(since=NOW, location="journal.sqlite3", is_backup=True),
    SendAsJudged(batch=1, changes=(FileChange(file=LIST),)),
    SecondMessages(batch=1, rows=(2, 3), waiting=9),
    ProofArrived(batch=1, number="…5678", attempt=1),
    MANY,
    GoOnAfterFirstFew(
        batch=1,
        answers=(
            FirstAnswer(
                row=2, name="Ana", number=PhoneNumber("5511900000601"),
                state=MessageState.ACCEPTED, reason=None, answer="ok",
            ),
        ),
        waiting=80,
        start=1,
    ),
)  # fmt: skip


@pytest.mark.parametrize("spoken", language.LANGUAGES)
@pytest.mark.parametrize("question", QUESTIONS, ids=lambda each: type(each).__name__)
def test_each_question_is_asked_in_words_of_the_page(question: OpenQuestion, spoken: str) -> None:
    language.use(spoken)
    view = asked(question, now=NOW)
    said = " ".join([view.title, *view.lines, view.yes, view.no])
    assert view.key == question.key
    assert "--" not in said
    assert "batch-sender" not in said
    assert "{" not in said


def test_many_are_confirmed_by_their_number_alone() -> None:
    view = asked(MANY, now=NOW)
    assert (view.yes, view.typed) == ("Send 1,204 messages", "1204")
    for typed, good in (("1,204", True), ("1.204", True), (" 1204 ", True), ("1203", False)):
        form = FormData([("asked", view.key), ("typed", typed), ("reply", "yes")])
        given = answers_of(form)
        assert MANY.is_confirmed_by(given[0]) is good
        assert is_mistyped(view, given) is not good
    no = answers_of(FormData([("asked", view.key), ("typed", ""), ("reply", "no")]))
    assert not is_mistyped(view, no)
    assert not MANY.is_confirmed_by(no[0])


def test_answers_travel_on_unchanged_and_nonsense_counts_for_nothing() -> None:
    given = (Answer(to="a:“x”", yes=True), Answer(to="b", typed="12"))
    form = FormData(
        [*(("answer", each) for each in carried(given)), ("answer", "[1"), ("answer", "3")]
    )
    assert answers_of(form) == given
    assert answers_of(FormData([])) == ()
