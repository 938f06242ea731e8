"""A look at the phone on the terminal: whose chats, what was seen there, and what follows; the command `look`."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Self

from batch_sender import sentences
from batch_sender.cli import context, layout, next_steps, output, summary, wording
from batch_sender.cli.errors import SeenOrSkip
from batch_sender.cli.first_few import LONGEST_NAME
from batch_sender.journal import Journal
from batch_sender.language import _, ngettext
from batch_sender.models import BatchRecord, BatchState, SeenOnPhone
from batch_sender.operations.errors import NobodyToLookAt, NoOpenLook
from batch_sender.operations.exit_codes import ExitCode
from batch_sender.operations.look import (
    Looked,
    answer_look,
    as_object,
    open_look,
    refuse_nothing_seen,
    seen_of,
)
from batch_sender.operations.questions import Answer, ChatToLookAt, LookAtPhone
from batch_sender.phones import spelled
from batch_sender.sentences.looks import SEEN, estimate_of, why_look

# Figures, as with rows in doubt: letters mean other things in another language.
_CHOICES: Final[Mapping[str, SeenOnPhone]] = {
    "1": SeenOnPhone.TWO_TICKS,
    "2": SeenOnPhone.ONE_TICK,
    "3": SeenOnPhone.CLOCK,
    "4": SeenOnPhone.ABSENT,
    "": SeenOnPhone.NOT_LOOKED,
}

# ── shown, and asked ──────────────────────────────────────────────────────────────────────────


def told(question: LookAtPhone) -> Iterator[str]:
    """Tell whose chats are to be looked at, and why."""
    n = question.accepted
    heading = ngettext(
        "Batch {batch}: the message to {n} new person was accepted. Does it arrive?",
        "Batch {batch}: the messages to {n} new people were accepted. Do they arrive?",
        n,
    )
    yield heading.format(batch=question.batch, n=n)
    yield why_look(question.connection)
    yield from (f"  {_chat(each)}" for each in question.chats)


def _chat(each: ChatToLookAt) -> str:
    name = layout.clipped(wording.printable(each.name), LONGEST_NAME)
    number = spelled(each.number) if each.number else ""
    parts = (_("row {row}").format(row=each.row), name, number)
    return " · ".join(part for part in parts if part)


def put(question: LookAtPhone) -> Answer | None:
    """Ask what is seen in each chat; None where somebody breaks off, and the look stays open."""
    output.tell()
    for line in told(question):
        output.tell(line)
    try:
        seen = _asked(question.chats)
    except KeyboardInterrupt:
        output.tell()
        return None
    looked = [f"{row}={code}" for row, code in seen.items() if code is not SeenOnPhone.NOT_LOOKED]
    return Answer(to=question.key, yes=bool(looked) or _goes_on(question), typed=",".join(looked))


def _asked(chats: Sequence[ChatToLookAt]) -> dict[int, SeenOnPhone]:
    choices = ", ".join(f"{figure or 'Enter'} {_(SEEN[code])}" for figure, code in _CHOICES.items())
    output.tell(choices)
    return {each.row: _choice(each) for each in chats}


def _choice(each: ChatToLookAt) -> SeenOnPhone:
    while (typed := output.answer(f"{_chat(each)} > ")) not in _CHOICES:
        figures = ", ".join(filter(None, _CHOICES))
        output.tell(
            _("“{typed}” is none of them. Type {figures} or Enter.").format(
                typed=wording.one_line(typed), figures=figures
            )
        )
    return _CHOICES[typed]


def _goes_on(question: LookAtPhone) -> bool:
    """Ask whether a batch goes on that nobody has looked at; one at its end waits for a look."""
    n = question.waiting
    if not n:
        return False
    asked = ngettext(
        "Nobody has looked. Send the other {n} all the same?",
        "Nobody has looked. Send the other {n} all the same?",
        n,
    )
    return output.ask(asked.format(n=n))


# ── the command ───────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class LookFlags:
    """What the command line says of a look. `seen`: each as "7=two_ticks"; `skip`: nobody has looked."""

    batch: int | None
    seen: tuple[str, ...]
    skip: bool
    as_json: bool

    @classmethod
    def of(cls, given: Mapping[str, Any], *, batch: int | None, as_json: bool) -> Self:
        """Read it from the command's parameters.

        Raises:
            SeenOrSkip: both were given.
        """
        flags = cls(
            batch=batch, seen=tuple(given["seen"]), skip=bool(given["skip"]), as_json=as_json
        )
        if flags.seen and flags.skip:
            raise SeenOrSkip
        return flags


def look(flags: LookFlags) -> int:
    """Show the open look of a batch, and take what was seen, if somebody says so."""
    context.refuse_missing()
    with context.open_journal() as book:
        batch = _batch(book, flags.batch)
        question = open_look(book, batch)
        if question is None:
            raise NoOpenLook(batch=batch.id)
        seen = _seen(question, flags)
        if seen is None:
            return _left_open(question, batch, as_json=flags.as_json)
        done = answer_look(book, batch.id, seen, who=context.who(), look_id=question.look)
    return _say(done, as_json=flags.as_json)


def _batch(book: Journal, number: int | None) -> BatchRecord:
    """Return the batch that is named or, of those that ask for a look, the newest.

    Raises:
        UnknownBatch: there is none of this number. NobodyToLookAt: none is named, and none asks.
    """
    if number is not None:
        return book.batches.one(number)
    asking = (book.batches.one(each) for each in book.looks.unanswered())
    found = next((batch for batch in asking if batch.open_look), None)
    if found is None:
        raise NobodyToLookAt
    return found


def _seen(question: LookAtPhone, flags: LookFlags) -> Mapping[int, SeenOnPhone] | None:
    """Return what was seen of each row; None where nobody has said."""
    rows = [each.row for each in question.chats]
    if flags.skip:
        return {}
    if flags.seen:
        seen = seen_of(flags.seen, rows)
        refuse_nothing_seen(seen)
        return seen
    if flags.as_json or not output.on_terminal():
        return None
    answer = put(question)
    return seen_of(filter(None, answer.typed.split(",")), rows) if answer and answer.yes else None


def _left_open(question: LookAtPhone, batch: BatchRecord, *, as_json: bool) -> int:
    """Show the look that stays open; whoever was asked has seen it already."""
    if as_json:
        output.say_json({**summary.as_json(batch, results=[]), "look": as_object(question)})
        return ExitCode.DONE
    if not output.on_terminal():
        for line in told(question):
            output.say(line)
    seen = (f"--seen {each.row}=…" for each in question.chats)
    command = " ".join((next_steps.command("look", str(batch.id)), *seen))
    output.say(_("Say what you saw: {command}").format(command=command))
    output.say(_("Put one of these for each …: {codes}").format(codes=", ".join(SeenOnPhone)))
    return ExitCode.DONE


def _say(done: Looked, *, as_json: bool) -> int:
    batch = done.batch
    stopped = done.none_delivered and batch.state is BatchState.PAUSED
    if as_json:
        output.say_json(summary.as_json(batch, results=[]))
    else:
        for line in _outcome(done):
            output.say(line)
    return ExitCode.STOPPED if stopped else ExitCode.DONE


def _outcome(done: Looked) -> Iterator[str]:
    batch, go_on = done.batch, next_steps.command("resume", str(done.batch.id))
    yield _("New people, by a look at the phone: {estimate}").format(estimate=estimate_of(batch))
    if done.none_delivered:
        yield sentences.as_sentence(sentences.why_paused("not_delivered"))
        yield sentences.remedy_for("not_delivered")
    if batch.state is BatchState.PAUSED:
        yield _("Go on with: {command}").format(command=go_on)
