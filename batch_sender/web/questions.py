"""What an operation has to ask before it goes on, as a page asks it; answers travel on in hidden fields."""

import json
import re
from collections.abc import Sequence

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from batch_sender import sentences
from batch_sender.language import _, ngettext, number
from batch_sender.operations.questions import (
    AfterRestore,
    Answer,
    ConfirmSend,
    GoOnAfterFirstFew,
    OpenQuestion,
    SendAsJudged,
)
from batch_sender.sentences.moments import moment_there
from batch_sender.web.forms import text, texts
from batch_sender.web.rendering import page


def asked(
    request: Request, question: OpenQuestion, *, action: str, answers: Sequence[Answer]
) -> Response:
    """Ask on a page of its own; the answers so far go along."""
    typed = _to_be_typed(question)
    given = next((each for each in answers if each.to == question.key), None)
    title, lines = _in_words(question)
    context = {
        "asked": {"key": question.key, "title": title, "lines": lines, "typed": typed},
        "answers": [
            json.dumps([each.to, each.yes, each.typed]) for each in answers if each is not given
        ],
        "mistyped": given is not None and bool(typed),
        "action": action,
    }
    return page(request, "question.html", context)


def answers_of(form: FormData) -> tuple[Answer, ...]:
    """Read the answers that a form brings along, and the one that is given in it."""
    given = [
        Answer(to=to, yes=yes, typed=typed) for to, yes, typed in map(_read, texts(form, "answer"))
    ]
    if key := text(form, "asked"):
        typed = re.sub(r"\D", "", text(form, "typed"))
        given.append(Answer(to=key, yes=text(form, "reply") == "yes", typed=typed))
    return tuple(given)


def _read(written: str) -> tuple[str, bool, str]:
    try:
        to, yes, typed = json.loads(written)
    except (ValueError, TypeError):
        return "", False, ""
    return str(to), yes is True, str(typed)


def _to_be_typed(question: OpenQuestion) -> str:
    if isinstance(question, ConfirmSend) and question.must_type:
        return str(question.messages)
    return ""


def _in_words(question: OpenQuestion) -> tuple[str, list[str]]:
    match question:
        case ConfirmSend(messages=n):
            return ngettext("Send {n} message?", "Send {n} messages?", n).format(n=number(n)), []
        case AfterRestore(since=since):
            told = _("The record of batches is a copy of {moment} that was brought back.")
            title = _("Does this copy count from here on?")
            return title, [told.format(moment=moment_there(since))]
        case SendAsJudged(changes=changes):
            title = _("Send what was checked all the same?")
            return title, list(map(sentences.describe_change, changes))
        case GoOnAfterFirstFew(waiting=n):
            told = ngettext("Go on with the other {n}?", "Go on with the other {n}?", n)
            return told.format(n=number(n)), []
    return _("Go on?"), []
