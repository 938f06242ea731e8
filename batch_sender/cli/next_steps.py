"""What a person may type next, written as they would type it, with the journal and profile of this command."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from batch_sender import language, sentences
from batch_sender.cli import in_force, shell
from batch_sender.language import _, ngettext
from batch_sender.models import BatchRecord, BatchState, ProblemCode

if TYPE_CHECKING:  # whoever only looks asks nothing
    from batch_sender.operations.questions import ConfirmSend

_EXAMPLE: Final = "11 91234-5678"
_FEW: Final = 20


def after_judging(batch: BatchRecord, *, typed_again: bool) -> Iterator[str]:
    """Offer to go on with what was judged or, where the list or the text is changed first, to judge it again.

    `typed_again`: the command that runs judges the list, and would do so again.
    """
    yield _("Nothing was sent. Go on with what was judged:")
    yield f"  {command('resume', str(batch.id))}"
    if typed_again:
        yield _("or, after a change to the list or the text, judge it again:")
        yield f"  {shell.quoted([language.PROGRAM, *in_force.typed()])}"
    else:
        yield _("or judge it again, with the options it was judged with:")
        yield f"  {command('check', str(batch.list_path))} …"


def before_many(question: "ConfirmSend") -> Iterator[str]:
    """Propose how so many messages are tried on a few first, as far as that was not asked for."""
    sender = ("--connection", question.sender.name) if question.sender.name else ()
    steps = []
    if not question.tested:
        told = _("To read one on your own phone first, press Enter, then:")
        steps.append((told, ("--proof", _EXAMPLE)))
    if question.first is None:
        told = _("To send 20, see what comes of them, and only then the others, press Enter, then:")
        steps.append((told, ("--canary", str(_FEW))))
    for told, words in steps:
        yield told
        yield f"  {command('resume', str(question.batch), *words, *sender)}"


def nothing_to_send(batch: BatchRecord) -> str:
    """Say that nothing can leave and, where it is the list's fault, what to mend first."""
    told = _("Nothing was sent, and there is nothing to send.")
    mended = {code: n for code, n in batch.problems.items() if sentences.is_mended_in_list(code)}
    if not mended:
        return told
    worst = max(mended, key=lambda code: mended[code])
    first = ngettext(
        "Mend first ({n} row): {problem}.", "Mend first ({n} rows): {problem}.", mended[worst]
    ).format(n=mended[worst], problem=sentences.describe(worst))
    return f"{told} {first}"


_Steps = Iterable[tuple[str, tuple[str, ...]]]
"""What a person may do, each with the words of its command."""


def after_sending(batch: BatchRecord) -> Iterator[str]:
    """Name what a person may do with a batch of which something was sent, or that was ended."""
    if batch.state is BatchState.RUNNING:
        return
    if batch.state is BatchState.CHECKED:
        yield from _named(_of_checked(batch))
        return
    again = (_("Write the results again:"), ("report", str(batch.id)))
    yield from _named([*_steps(batch), *_not_reached(batch), again])


def workers_go_on(batch_id: int) -> str:
    """Say to who stops looking on that the batch goes on, and how it is paused."""
    told = _("The workers go on with batch {batch}. Pause it with: {command}")
    return told.format(batch=batch_id, command=command("pause", str(batch_id)))


def while_workers_send(batch: BatchRecord) -> Iterator[str]:
    """Name what a person may do with a batch that workers go on with, while nobody looks on."""
    number = str(batch.id)
    yield from _named(
        (
            (_("Pause it:"), ("pause", number)),
            (_("Look on again; its results are written at the end:"), ("resume", number)),
            (_("Write the results as they are by now:"), ("report", number)),
        )
    )


def after_report(batch: BatchRecord) -> Iterator[str]:
    """Name what a person may do with a batch whose results were written a moment ago."""
    if batch.state is not BatchState.RUNNING:
        checked = batch.state is BatchState.CHECKED
        yield from _named(_of_checked(batch) if checked else _steps(batch))


def after_demo(_batch: BatchRecord) -> Iterator[str]:
    """Name what comes after the demonstration, whose batch is gone with its journal."""
    list_and_text = (_("LIST"), "--template", _("FILE"))
    yield ""
    yield _("With a list of your own:")
    for told, words in (
        (_("Be asked step by step:"), ("guide",)),
        (_("Or check the list; nothing is sent:"), ("check", *list_and_text)),
        (_("Save the WhatsApp number to send through:"), ("connection", "add", _("NAME"))),
    ):
        yield f"  {told}"
        yield f"    {language.command(*words)}"


def _named(steps: _Steps) -> Iterator[str]:
    steps = list(steps)
    if steps:
        yield ""
        yield _("What you can do now:")
    for told, words in steps:
        yield f"  {told}"
        yield f"    {command(*words)}"


def _of_checked(batch: BatchRecord) -> Iterator[tuple[str, tuple[str, ...]]]:
    if batch.counts.pending:
        yield _("Send it; you are asked before:"), ("resume", str(batch.id))


def _steps(batch: BatchRecord) -> Iterator[tuple[str, tuple[str, ...]]]:
    number, counts = str(batch.id), batch.counts
    if batch.open_look:
        yield _("Look at the phone, and say what you see:"), ("look", number)
    if n := counts.unknown:
        told = ngettext("Decide over the one in doubt:", "Decide over the {n} in doubt:", n)
        yield told.format(n=n), ("resolve", number)
    if batch.state is not BatchState.PAUSED and batch.purged_at is None:
        if n := counts.failed + batch.problems.get(ProblemCode.CANCELLED, 0):
            told = ngettext(
                "Send the one that did not leave:", "Send the {n} that did not leave:", n
            )
            yield told.format(n=n), ("retry", number)
        if n := counts.rejected:
            told = ngettext(
                "Send the rejected one again, once the cause is mended:",
                "Send the {n} rejected again, once the cause is mended:",
                n,
            )
            yield told.format(n=n), ("retry", number, "--rejected")


def _not_reached(batch: BatchRecord) -> _Steps:
    n = batch.counts.failed + batch.counts.rejected
    if n and batch.state is not BatchState.PAUSED and batch.purged_at is None:
        told = ngettext(
            "Get the one not reached as a list, for another way of writing:",
            "Get the {n} not reached as a list, for another way of writing:",
            n,
        )
        yield told.format(n=n), ("report", str(batch.id), "--not-reached")


def command(*words: str) -> str:
    """Write a command that finds the same batches: in this profile, in this journal."""
    return language.command(*words)
