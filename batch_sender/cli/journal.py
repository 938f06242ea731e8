"""`journal backup|check`: a copy of the journal while it is in use, and a look at its health."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from batch_sender.cli import context, output
from batch_sender.journal import Checkup, Finding, JournalFault
from batch_sender.language import N_, _, ngettext, number
from batch_sender.operations.maintenance import backup as copy_journal
from batch_sender.operations.maintenance import check_journal

_FOUND: Final[Mapping[JournalFault, str]] = {
    JournalFault.DAMAGED: N_("The file is damaged: {detail}"),
    JournalFault.REFERENCE_BROKEN: N_("The table {detail} holds a row that belongs to nothing."),
    JournalFault.STATE_NOT_KNOWN: N_("Batch {batch}: there is no state “{detail}”."),
    JournalFault.COUNTS_DIFFER: N_("Batch {batch}: the counts do not add up ({detail})."),
    JournalFault.FINISHED_WITH_ROWS_LEFT: N_(
        "Batch {batch} is finished, and rows still wait: {detail}."
    ),
    JournalFault.MARK_WITHOUT_ATTEMPT: N_(
        "Batch {batch}: rows on their way without an attempt: {detail}."
    ),
    JournalFault.ATTEMPT_WITHOUT_MESSAGE: N_(
        "Batch {batch}: attempts that no row knows of: {detail}."
    ),
    JournalFault.STRANDED: N_(
        "Batch {batch}: its sender stopped with rows on their way: {detail}. They become unknown "
        "with: batch-sender status"
    ),
}


def backup(target: Path, *, force: bool, as_json: bool) -> int:
    """Write a copy of the journal."""
    context.refuse_missing()
    with context.open_journal() as book:
        written = copy_journal(book, target, over=force)
    if as_json:
        output.say_json({"backup": str(written.path), "bytes": written.size})
    else:
        output.say(_("Backup: {path}").format(path=written.path))
        output.say(
            _("It holds people's numbers and texts. Brought back, it will not send by itself.")
        )
    return 0


def check(*, as_json: bool) -> int:
    """Look through the journal; end with 1 if it is not sound, 3 if rows are only stranded."""
    context.refuse_missing()
    with context.open_to_look() as book:
        found, location = check_journal(book), book.location
    if as_json:
        output.say_json({"journal": location, **_as_json(found)})
    else:
        _tell(found, location)
    faults = {each.fault for each in found.findings}
    return 1 if faults - {JournalFault.STRANDED} else 3 if faults else 0


def _tell(found: Checkup, location: str) -> None:
    output.say(location)
    if not any(each.fault is JournalFault.DAMAGED for each in found.findings):
        output.say(_holds(found))
    for each in found.findings:
        output.say(_sentence(each))
    if not found.findings:
        output.say(_("Nothing wrong was found."))
    elif any(each.fault is not JournalFault.STRANDED for each in found.findings):
        output.say(_("Send nothing from it: bring back a backup, and keep this file."))


def _holds(found: Checkup) -> str:
    parts = (
        ngettext("{n} batch", "{n} batches", found.batches).format(n=number(found.batches)),
        ngettext("{n} message", "{n} messages", found.messages).format(n=number(found.messages)),
        ngettext("{n} opt-out", "{n} opt-outs", found.opt_outs).format(n=number(found.opt_outs)),
    )
    return ", ".join(parts)


def _sentence(each: Finding) -> str:
    return _(_FOUND[each.fault]).format(batch=each.batch, detail=each.detail)


def _as_json(found: Checkup) -> dict[str, Any]:
    return {
        "batches": found.batches,
        "messages": found.messages,
        "opt_outs": found.opt_outs,
        "findings": [
            {
                "code": each.fault,
                "batch": each.batch,
                "detail": each.detail,
                "message": _sentence(each),
            }
            for each in found.findings
        ],
    }
