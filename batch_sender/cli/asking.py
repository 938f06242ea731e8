"""Put an operation's questions to the person at the terminal, and hand back what they say."""

import getpass
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Final, TypeVar, assert_never

from batch_sender import phones, sentences
from batch_sender.cli import first_few, look, next_steps, output, wording
from batch_sender.cli.errors import ConfirmationNeeded, ProofNeedsTerminal
from batch_sender.config.errors import ConnectionExists
from batch_sender.journal import Journal
from batch_sender.language import _, ngettext
from batch_sender.models import FileChange
from batch_sender.operations.file_changes import changed_files, refusal, refuse_changed
from batch_sender.operations.questions import (
    AfterRestore,
    Answer,
    AnswerNeeded,
    ConfirmSend,
    GoOnAfterFirstFew,
    LookAtPhone,
    OpenQuestion,
    ProofArrived,
    ReplaceConnection,
    SecondMessages,
    SendAsJudged,
    Sender,
    TokenWanted,
)
from batch_sender.sentences.parts import describe_share
from batch_sender.sentences.plans import days_by_plan, new_people_among
from batch_sender.timing.clock import SystemClock
from batch_sender.timing.windows import BRAZIL

T = TypeVar("T")

_MOST_NAMED: Final = 20
"""Connections that are named before a yes; there may be hundreds."""

Put = Callable[[OpenQuestion], Answer | None]
"""Puts a question to somebody; None: nobody answers it."""


def refuse_what_cannot_be_asked(*, yes: bool, proof: str | None) -> None:
    """See that somebody is there to answer, before anything is done.

    Raises:
        ConfirmationNeeded, ProofNeedsTerminal: nobody is.
    """
    if proof is not None and (yes or not output.on_terminal()):
        raise ProofNeedsTerminal
    if not yes and not output.on_terminal():
        raise ConfirmationNeeded


def refuse_unasked_changes(book: Journal, batch_id: int, *, as_judged: bool) -> None:
    """See that somebody is there to be asked, if files of a batch have changed; tell of what was said beforehand.

    `--yes` says that it may leave, not that it may leave as it was.

    Raises:
        FilesChanged: nobody is.
    """
    if as_judged:
        if changes := changed_files(book, batch_id):
            tell_of_changes(changes)
    elif not output.on_terminal():
        refuse_changed(book, batch_id)


def talked_through(
    operation: Callable[[Sequence[Answer]], T | AnswerNeeded], put: Put
) -> T | AnswerNeeded:
    """Call an operation with all answers so far, until it asks no more, or nobody answers."""
    answers: list[Answer] = []
    while isinstance(outcome := operation(tuple(answers)), AnswerNeeded):
        answer = put(outcome.question)
        if answer is None:
            break
        answers.append(answer)
    return outcome


def put(question: OpenQuestion) -> Answer | None:
    """Ask on the terminal."""
    match question:
        case AfterRestore():
            return None  # on the command line that is an option, given beforehand
        case TokenWanted(name=name):
            return Answer(to=question.key, typed=_read_token(name))
        case ConfirmSend():
            return _confirmed(question)
        case ReplaceConnection(saved=saved):
            return _replaced(question, saved)
        case SendAsJudged():
            return _as_judged(question)
        case SecondMessages() | ProofArrived() | GoOnAfterFirstFew() | LookAtPhone():
            return _while_sending(question)
        case _:
            assert_never(question)


def _while_sending(
    question: SecondMessages | ProofArrived | GoOnAfterFirstFew | LookAtPhone,
) -> Answer | None:
    if isinstance(question, LookAtPhone):
        return look.put(question)
    return _yes_or_no(question, _in_words(question))


def _in_words(question: SecondMessages | ProofArrived | GoOnAfterFirstFew) -> str:
    match question:
        case SecondMessages():
            return _second_messages(question)
        case ProofArrived(number=number):
            asked = _("A test message is on its way to {number}. Is it right on your phone?")
            return asked.format(number=number)
        case GoOnAfterFirstFew(waiting=n):
            return ngettext("Go on with the other {n}?", "Go on with the other {n}?", n).format(n=n)


def _yes_or_no(question: OpenQuestion, asked: str) -> Answer:
    return Answer(to=question.key, yes=output.ask(asked))


def _second_messages(question: SecondMessages) -> str:
    rows = ", ".join(map(str, question.rows))
    asked = ngettext(
        "Row {rows} has the number of another row and another message, as for a mother of two. "
        "Send it, too?",
        "Rows {rows} have the number of another row and another message, as for a mother of two. "
        "Send them, too?",
        question.waiting,
    )
    return asked.format(rows=rows + (", …" if question.waiting > len(question.rows) else ""))


def _confirmed(question: ConfirmSend) -> Answer:
    for line in _before_sending(question):
        output.tell(line)
    n, through = question.messages, _through(question)
    if question.must_type:
        for line in next_steps.before_many(question):
            output.tell(line)
        asked = _("Type {n} to send {n} messages through {connection}:")
        typed = output.ask_to_type(asked.format(n=n, connection=through))
        if typed and typed != str(n):
            output.tell(_("{typed} is not {n}.").format(typed=typed, n=n))
        return Answer(to=question.key, typed=typed)
    asked = ngettext(
        "Send {n} message through {connection}?", "Send {n} messages through {connection}?", n
    )
    return _yes_or_no(question, asked.format(n=n, connection=through))


def _through(question: ConfirmSend) -> str:
    through = named(question.sender)
    if question.shares:
        through = _("{n} connections").format(n=len(question.shares))
    if question.calls_each == 1:
        return through
    each = _("up to {n} calls a message").format(n=question.calls_each)
    return f"{through} ({each})"


def _before_sending(question: ConfirmSend) -> Iterator[str]:
    """Tell what a yes means besides: how many at first, until when, who stays out, how many are new."""
    yield from _shares(question)
    if question.first is not None:
        yield first_few.announced(question.first)
    elif question.ends_at is not None:
        yield _end_told(question.ends_at)
    if (plan := question.by_plan) is not None:
        yield days_by_plan(plan.days, plan.every, plan.new)
    if question.staying:
        yield _staying(question.staying)
    if question.new_people:
        yield new_people_among(question.new_people)


def _shares(question: ConfirmSend) -> Iterator[str]:
    """Name each of several connections and how many messages it gets."""
    for each in question.shares[:_MOST_NAMED]:
        yield describe_share(named(each.sender), each.messages, exact=each.exact)
    if (more := len(question.shares) - _MOST_NAMED) > 0:
        yield _("… and {n} more connections").format(n=more)


def _staying(n: int) -> str:
    told = ngettext(
        "{n} more row waits and will be skipped: since it was checked its person opted out, has got the "
        "same message, or it is too late.",
        "{n} more rows wait and will be skipped: since they were checked their people opted out, have "
        "got the same message, or it is too late.",
        n,
    )
    return told.format(n=n)


def _end_told(ends_at: datetime) -> str:
    told = _("The last one leaves {end}; this computer has to stay on, and awake, until then.")
    zone = ends_at.tzinfo or BRAZIL
    return told.format(end=wording.near(ends_at, now=SystemClock().now(), zone=zone))


def named(sender: Sender) -> str:
    """Name a connection as people know it, with the number that receivers will see."""
    known = sender.name or sender.address
    if sender.name and sender.is_local:
        known = f"{known} ({sender.address})"
    if sender.number is not None:
        return f"{known}, {phones.spelled(sender.number)}"
    if sender.is_local:
        return known  # a stand-in has none
    return _("{connection} (its number is not saved)").format(connection=known)


def _as_judged(question: SendAsJudged) -> Answer:
    if not output.on_terminal():
        raise refusal(question.batch, question.changes)
    tell_of_changes(question.changes)
    return _yes_or_no(question, _("Send what was judged all the same?"))


def tell_of_changes(changes: Sequence[FileChange]) -> None:
    """Say what became of the files of a batch, and what leaves."""
    for change in changes:
        output.tell(sentences.describe_change(change))
    output.tell(_("What was judged is what leaves, not what stands there now."))


def _replaced(question: ReplaceConnection, saved: Sender) -> Answer:
    if not output.on_terminal():
        raise ConnectionExists(name=saved.name, host=saved.address)
    asked = _("There is a connection named {name} already, on {host}. Replace it?")
    return _yes_or_no(question, asked.format(name=saved.name, host=saved.address))


def _read_token(name: str) -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().strip()
    asked = _("Token of {name} (it stays hidden): ").format(name=name)
    while not (token := _hidden(asked)):
        output.tell(
            _("Nothing was typed. Copy the token from Conexões → editar → token; Ctrl-C stops.")
        )
    return token


def _hidden(question: str) -> str:
    try:
        return getpass.getpass(question).strip()
    except EOFError:  # Ctrl-D: nobody wants to go on
        raise KeyboardInterrupt from None
