"""`journal backup|check|copy|migrate`: a copy while it is in use, a look at its health, a new place or version."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from batch_sender.cli import context, copying_progress, in_force, output
from batch_sender.journal import Checkup, Finding, JournalCopied, JournalFault
from batch_sender.language import N_, _, ngettext, number
from batch_sender.operations.maintenance import backup as write_backup
from batch_sender.operations.maintenance import check_journal, copy_journal, migrate_journal

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
        written = write_backup(book, target, over=force)
    if as_json:
        output.say_json({"backup": str(written.path), "bytes": written.size})
    else:
        output.say(_("Backup: {path}").format(path=written.path))
        output.say(
            _("It holds people's numbers and texts. Brought back, it will not send by itself.")
        )
    return 0


def copy(source: str, target: str, *, as_json: bool) -> int:
    """Copy the journal to another place, and say what was compared."""
    with context.open_journal_at(source) as book, copying_progress.copying_progress() as progress:
        copied = copy_journal(book, target, who=context.who(), heard=progress)
    if as_json:
        output.say_json(_copied_as_json(copied))
    else:
        _tell_copied(copied)
    return 0


def _tell_copied(copied: JournalCopied) -> None:
    longest = max(len(each.name) for each in copied.tables)
    for each in copied.tables:
        if each.rows:
            output.say(f"{each.name:<{longest}}  {number(each.rows):>14}  {each.digest}")
    told = _(
        "The same on both sides: {tables} tables, {rows} rows, the states of {batches} batches."
    )
    output.say(
        told.format(
            tables=number(len(copied.tables)),
            rows=number(sum(each.rows for each in copied.tables)),
            batches=number(len(copied.states)),
        )
    )
    output.say(_("The journal is {target} from here on.").format(target=copied.target))
    output.tell(
        _(
            "Name it with BATCH_SENDER_JOURNAL or --journal, in services and schedules, too. Nothing leaves "
            "from {source} any more; keep it until you need it no longer."
        ).format(source=copied.source)
    )


def _copied_as_json(copied: JournalCopied) -> dict[str, Any]:
    tables = [
        {"name": each.name, "rows": each.rows, "digest": each.digest} for each in copied.tables
    ]
    states = {str(batch): counts for batch, counts in copied.states.items()}
    return {"from": copied.source, "to": copied.target, "tables": tables, "batches": states}


def migrate(*, as_json: bool) -> int:
    """Bring the journal to the newest version, and say from which."""
    context.refuse_missing()
    done = migrate_journal(in_force.workspace().journal)
    if as_json:
        output.say_json({"journal": done.location, "from": done.before, "to": done.now})
    elif done.before == done.now:
        told = _("{location} is of the newest version: {now}.")
        output.say(told.format(location=done.location, now=done.now))
    else:
        told = _("{location} was brought from version {before} to {now}.")
        output.say(told.format(location=done.location, before=done.before or "–", now=done.now))
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
