"""`guide`: ask step by step what to send, check each answer at once, and make the command of it."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from textwrap import indent
from typing import Any, Final, TypeVar

from batch_sender import phones
from batch_sender.cli import asking, context, in_force, next_steps, output
from batch_sender.cli.errors import ChoiceUnknown, GuideNeedsTerminal
from batch_sender.cli.typed_paths import lists_here, path_of, texts_here
from batch_sender.compose.errors import TemplateError
from batch_sender.config import options
from batch_sender.judge.request import Request
from batch_sender.language import PROGRAM, _
from batch_sender.models import Problem
from batch_sender.models.errors import BatchSenderError
from batch_sender.operations import option_values, requests
from batch_sender.operations.connections import list_connections, probe_connection
from batch_sender.operations.errors import BadProofNumber
from batch_sender.operations.ready_texts import ReadyText, copy_ready_text, ready_texts
from batch_sender.operations.trial import refuse_unusable

T = TypeVar("T")

_TOKEN: Final = "BATCH_SENDER_TOKEN"  # noqa: S105 - the name of a variable
_PAGE: Final = ("serve",)

_ANY_TEXT: Final = "Oi"
"""Stands for the text while only the list is known."""


def asked() -> tuple[str, ...] | None:
    """Ask for everything; return the words of the command, None if it is not to run.

    Raises:
        GuideNeedsTerminal: nobody is there.
    """
    if not output.on_terminal():
        raise GuideNeedsTerminal
    try:
        words = _words()
    except KeyboardInterrupt:
        output.tell("\n" + _("Stopped. Nothing was sent."))
        return None
    if words == _PAGE:
        return words
    output.tell("\n" + _("The command, to be pasted next time:"))
    output.tell(f"  {next_steps.command(*words)}")
    if output.ask(_("Run it now?")):
        return words
    output.tell(_("Nothing was sent."))
    return None


def _words() -> tuple[str, ...]:
    output.tell(_("Step by step. Enter takes what stands in [ ]; Ctrl-C leaves, nothing is sent."))
    output.tell(_("All commands: {command}").format(command=f"{PROGRAM} --help"))
    if _wants_page():
        return _PAGE
    contact_list = _list()
    judged = (str(contact_list), "--template", str(_text(contact_list)))
    through = _connection()
    if through is None:
        return "check", *judged
    return "send", *judged, *through, *_proof()


def _wants_page() -> bool:
    """Ask where it is to go on: in a browser, or here."""
    output.tell("\n" + _("Where do you want to go on?"))
    _tell_choices([_("Here, step by step"), _("On the page, in your browser")])

    def usable(answer: str) -> bool:
        if answer not in {"1", "2"}:
            raise ChoiceUnknown(answer=answer)
        return answer == "2"

    return _until(_("Its number"), usable, has_first=True)


# ── the list ──────────────────────────────────────────────────────────────────────────────────


def _list() -> Path:
    known = lists_here()
    output.tell("\n" + _("1. The list"))
    _tell_choices([str(path) for path in known])

    def usable(answer: str) -> Path:
        path = _chosen(answer, known) or path_of(answer)
        columns = _tried(path, text=(_ANY_TEXT,))
        output.tell("  " + _("Columns: {columns}").format(columns=", ".join(columns)))
        return path

    return _until(_("Its number, or another file"), usable, has_first=bool(known))


def _tried(contact_list: Path, *, origin: str | None = None, **texts: Any) -> tuple[str, ...]:
    """See that a list and a text can be used together; return the list's columns."""
    request = _request(contact_list, **texts)
    if origin is not None:
        request = replace(request, origin=origin)
    return refuse_unusable(request, now=datetime.now(UTC))


def _request(contact_list: Path, **texts: Any) -> Request:
    given = {each.name: () if each.kind.is_many else None for each in options.SEND}
    values = option_values.under_profile({**given, **texts}, in_force.workspace())
    return requests.request_of(values, contact_list, who=context.who())


# ── the text ──────────────────────────────────────────────────────────────────────────────────


def _text(contact_list: Path) -> Path:
    here = texts_here(in_force.workspace().templates, but=contact_list)
    ready = [each for each in ready_texts() if not Path(each.path.name).exists()]
    known: list[Path | ReadyText] = [*here, *ready]
    output.tell("\n" + _("2. The text"))
    _tell_choices([_shown(each) for each in known])
    output.tell("  " + _("What the ready texts are for: batch-sender templates"))

    def usable(answer: str) -> Path:
        chosen = _chosen(answer, known) or path_of(answer)
        if isinstance(chosen, ReadyText):
            return _ready(chosen, contact_list)
        _tried(contact_list, template=(chosen,))
        return chosen

    return _until(_("Its number, or another file"), usable, has_first=bool(here))


def _shown(each: Path | ReadyText) -> str:
    if isinstance(each, Path):
        return str(each)
    return _("{name} (ready text)").format(name=each.name)


def _ready(chosen: ReadyText, contact_list: Path) -> Path:
    """Copy a ready text to this folder; one that does not fit the list is to be changed there."""
    try:
        _tried(contact_list, origin=chosen.name, text=(chosen.text,))
    except TemplateError:
        if output.ask(_("It does not fit this list. Copy it here, to be changed?")):
            _tell_copied(copy_ready_text(chosen, Path()))
        raise
    path = copy_ready_text(chosen, Path())
    _tell_copied(path)
    return path


def _tell_copied(path: Path) -> None:
    output.tell("  " + _("Copied to this folder: {path}").format(path=path))


# ── the connection, and the test message ──────────────────────────────────────────────────────


def _connection() -> tuple[str, ...] | None:
    """Return the flags that name a connection; None where there is none to send through."""
    place = in_force.workspace()
    saved = list_connections(place)
    output.tell("\n" + _("3. The connection"))
    if not saved and not place.variables.get(_TOKEN):
        output.tell("  " + _("None is saved yet: batch-sender connection add NAME"))
        output.tell("  " + _("So the list is only checked; nothing is sent."))
        return None
    names = [*([None] if place.variables.get(_TOKEN) else []), *(each.name for each in saved)]
    _tell_choices([_TOKEN] * (len(names) - len(saved)) + list(map(asking.named, saved)))

    def usable(answer: str) -> tuple[str, ...]:
        if answer.isdecimal() and 0 < int(answer) <= len(names):
            name = names[int(answer) - 1]
        elif answer in names:
            name = answer
        else:
            raise ChoiceUnknown(answer=answer)
        probe_connection(place, name)
        return () if name is None else ("--connection", name)

    return _until(_("Its number"), usable, has_first=True)


def _proof() -> tuple[str, ...]:
    output.tell("\n" + _("4. A test message first, to your own phone"))

    def usable(answer: str) -> tuple[str, ...]:
        if not answer:
            return ()
        if isinstance(phones.parse_phone(answer), Problem):
            raise BadProofNumber(number=answer)
        return "--proof", answer

    question = _("Your number with its DDD (Enter: no test message)")
    return _until(question, usable, may_be_empty=True)


# ── asking ────────────────────────────────────────────────────────────────────────────────────


def _tell_choices(shown: Sequence[str]) -> None:
    for number, each in enumerate(shown, start=1):
        output.tell(f"  {number:>2}  {each}")


def _chosen(answer: str, known: Sequence[T]) -> T | None:
    """Return what stands beside a number, if one was typed."""
    if answer.isdecimal() and 0 < int(answer) <= len(known):
        return known[int(answer) - 1]
    return None


def _until(
    question: str,
    usable: Callable[[str], T],
    *,
    has_first: bool = False,
    may_be_empty: bool = False,
) -> T:
    """Ask until an answer is right; say of each other one what is wrong with it."""
    shown = f"{question} [1]: " if has_first else f"{question}: "
    while True:
        answer = output.answer(shown) or ("1" if has_first else "")
        if not answer and not may_be_empty:
            continue
        try:
            return usable(answer)
        except BatchSenderError as err:
            output.tell(indent(f"{err.message}\n{err.next}", "  "))
