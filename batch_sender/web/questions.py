"""What an operation has to ask before it goes on, as a page asks it; answers travel on in hidden fields.

Nothing of it is kept by the server: each post brings the answers that were given so far, and an answer
to something that has changed meanwhile counts for nothing (`operations.questions`).
"""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, assert_never

from starlette.datastructures import FormData

from batch_sender import phones, sentences
from batch_sender.language import _, ngettext, number
from batch_sender.operations.questions import (
    AfterRestore,
    Answer,
    ConfirmSend,
    FirstAnswer,
    GoOnAfterFirstFew,
    LookAtPhone,
    OpenQuestion,
    ProofArrived,
    ReplaceConnection,
    SecondMessages,
    SendAsJudged,
    TokenWanted,
)
from batch_sender.sentences.moments import moment_there
from batch_sender.sentences.plans import days_by_plan, new_people_among
from batch_sender.timing.windows import BRAZIL
from batch_sender.web.forms import text, texts
from batch_sender.web.plan_words import named, near

_MOST_SHOWN: Final = 50
_LONGEST: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question as a page shows it. `typed`: what has to be typed for a yes, where a yes is not enough."""

    key: str
    title: str
    lines: tuple[str, ...]
    yes: str
    no: str
    rows: tuple[tuple[str, ...], ...] = ()
    typed: str = ""


def asked(question: OpenQuestion, *, now: datetime) -> Asked:
    """Put a question into words.

    Raises:
        TypeError: it is one that a page of its own asks, about connections or a look at the phone.
    """
    match question:
        case AfterRestore():
            return _after_restore(question)
        case SendAsJudged():
            return _as_judged(question)
        case SecondMessages():
            return _second_messages(question)
        case ProofArrived():
            return _proof_arrived(question)
        case ConfirmSend():
            return _confirm(question, now=now)
        case GoOnAfterFirstFew():
            return _after_first_few(question)
        case ReplaceConnection() | TokenWanted() | LookAtPhone():
            raise TypeError(type(question).__name__)
        case _:
            assert_never(question)


# ── answers, on their way from one page to the next ───────────────────────────────────────────


def carried(answers: Iterable[Answer]) -> list[str]:
    """Write answers as hidden fields hold them."""
    return [json.dumps([each.to, each.yes, each.typed]) for each in answers]


def answers_of(form: FormData) -> tuple[Answer, ...]:
    """Read the answers that a form brings along, and the one that is given in it."""
    given = [found for each in texts(form, "answer") if (found := _answer(each)) is not None]
    key = text(form, "asked")
    if key:
        typed = re.sub(r"\D", "", text(form, "typed"))  # 1.204 and 1,204 are meant alike
        given.append(Answer(to=key, yes=text(form, "reply") == "yes", typed=typed))
    return tuple(given)


def _answer(written: str) -> Answer | None:
    try:
        to, yes, typed = json.loads(written)
    except (ValueError, TypeError):
        return None
    return Answer(to=str(to), yes=yes is True, typed=str(typed))


def is_mistyped(view: Asked, answers: Sequence[Answer]) -> bool:
    """Say whether a yes was meant, and something else typed than it takes."""
    given = next((each for each in answers if each.to == view.key), None)
    return bool(view.typed and given is not None and given.yes and given.typed != view.typed)


# ── in words ──────────────────────────────────────────────────────────────────────────────────


def _after_restore(question: AfterRestore) -> Asked:
    if question.moved_to is None:
        told = _("The record of batches is a copy of {moment} that was brought back.")
    else:
        told = _("The record of batches was copied to {place} at {moment}, which counts since.")
    return Asked(
        key=question.key,
        title=_("Does this copy count from here on?"),
        lines=(
            told.format(moment=moment_there(question.since), place=question.moved_to),
            _("What was sent since then is not in it: rows that waited in it are in doubt then."),
            _("If you have the newer record, bring that one back instead."),
        ),
        yes=_("Yes, it counts from here on"),
        no=_("No, send nothing"),
    )


def _as_judged(question: SendAsJudged) -> Asked:
    changes = tuple(map(sentences.describe_change, question.changes))
    return Asked(
        key=question.key,
        title=_("Send what was checked all the same?"),
        lines=(*changes, _("What was checked is what leaves, not what stands there now.")),
        yes=_("Yes, send what was checked"),
        no=_("No, send nothing"),
    )


def _second_messages(question: SecondMessages) -> Asked:
    rows = ", ".join(map(str, question.rows))
    told = ngettext(
        "Row {rows} has the number of another row and another message, as for a mother of two.",
        "Rows {rows} have the number of another row and another message, as for a mother of two.",
        question.waiting,
    )
    more = ", …" if question.waiting > len(question.rows) else ""
    return Asked(
        key=question.key,
        title=ngettext(
            "Send the second message, too?", "Send the second messages, too?", question.waiting
        ),
        lines=(told.format(rows=rows + more),),
        yes=_("Yes, send both"),
        no=_("No, only the first one"),
    )


def _proof_arrived(question: ProofArrived) -> Asked:
    told = _("A test message is on its way to {number}. Nothing of the list has left yet.")
    return Asked(
        key=question.key,
        title=_("Is it right on your phone?"),
        lines=(told.format(number=question.number),),
        yes=_("Yes, it is right"),
        no=_("No"),
    )


def _confirm(question: ConfirmSend, *, now: datetime) -> Asked:
    n = question.messages
    return Asked(
        key=question.key,
        title=ngettext(
            "Send {n} message through {connection}?", "Send {n} messages through {connection}?", n
        ).format(n=number(n), connection=named(question.sender)),
        lines=tuple(_before_sending(question, now=now)),
        yes=send_button(n),
        no=_("Not now"),
        typed=str(n) if question.must_type else "",
    )


def send_button(n: int) -> str:
    """Name the button that sends so many messages."""
    return ngettext("Send {n} message", "Send {n} messages", n).format(n=number(n))


def _before_sending(question: ConfirmSend, *, now: datetime) -> Iterator[str]:
    if question.first is not None:
        yield first_few(question.first)
    elif question.ends_at is not None:
        told = _("The last message leaves {moment}; this computer has to stay on until then.")
        ends = question.ends_at
        yield told.format(moment=near(ends, now=now, zone=ends.tzinfo or BRAZIL))
    if question.calls_each > 1:
        told = _("A message takes up to {n} calls, one for each part of it.")
        yield told.format(n=question.calls_each)
    if (plan := question.by_plan) is not None:
        yield days_by_plan(plan.days, plan.every, plan.new)
    if question.staying:
        yield staying(question.staying)
    if question.new_people:
        yield new_people_among(question.new_people)


def first_few(n: int) -> str:
    """Say that not all leave at once."""
    return ngettext(
        "First {n} message leaves; then it stops and shows what came of it.",
        "First {n} messages leave; then it stops and shows what came of them.",
        n,
    ).format(n=number(n))


def staying(n: int) -> str:
    """Say why rows that wait will not leave after all."""
    return ngettext(
        "{n} more row waits and will be skipped: since it was checked its person opted out, has got the "
        "same message, or it is too late.",
        "{n} more rows wait and will be skipped: since they were checked their people opted out, have "
        "got the same message, or it is too late.",
        n,
    ).format(n=number(n))


def _after_first_few(question: GoOnAfterFirstFew) -> Asked:
    n = question.waiting
    return Asked(
        key=question.key,
        title=ngettext("Go on with the other {n}?", "Go on with the other {n}?", n).format(
            n=number(n)
        ),
        lines=(_("The first messages, and what CleverChat answered:"),),
        rows=tuple(map(_of_first, question.answers[:_MOST_SHOWN])),
        yes=_("Yes, go on"),
        no=_("No, it stays paused"),
    )


def _of_first(answer: FirstAnswer) -> tuple[str, ...]:
    why = sentences.describe_reason(answer.reason) if answer.reason else answer.answer or ""
    return (
        str(answer.row),
        answer.name[:_LONGEST],
        phones.spelled(answer.number) if answer.number else "",
        sentences.state_name(answer.state),
        why[:_LONGEST],
    )


def context_of(view: Asked, answers: Sequence[Answer], *, mistyped: bool = False) -> dict[str, Any]:
    """Return what `question.html` needs besides `action` and `hidden`: the question and what goes along."""
    kept = [each for each in answers if each.to != view.key]
    return {"asked": view, "answers": carried(kept), "mistyped": mistyped}
