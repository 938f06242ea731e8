"""`purge`: the people of old batches go out of the journal; counts and opt-outs stay."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, Final, Self

from batch_sender.cli import context, output, state_checks
from batch_sender.config.errors import BadSetting
from batch_sender.journal import Purged
from batch_sender.language import _, ngettext, number
from batch_sender.operations.errors import NothingToPurgeNamed, RemovalUnconfirmed
from batch_sender.operations.purge import PurgeOptions, PurgeResult, PurgeTargets, purge_targets
from batch_sender.operations.purge import purge as remove_people
from batch_sender.timing import limits

_FOREVER: Final = "forever"


@dataclass(frozen=True, slots=True, kw_only=True)
class PurgeFlags:
    """What is to be removed, whether it was confirmed, and how it is told."""

    options: PurgeOptions
    yes: bool
    as_json: bool

    @classmethod
    def of(cls, given: Mapping[str, Any], *, batches: Sequence[int], as_json: bool) -> Self:
        """Read it from the command's parameters.

        Raises:
            OptionError: they say nothing, or nobody is there to confirm.
        """
        options = PurgeOptions(
            batches=tuple(batches),
            older_than=_span(given["older_than"]),
            retain=_kept_for(given["retain"]),
            sets_rule=given["retain"] is not None,
        )
        yes = bool(given["yes"])
        if not (options.removes or options.sets_rule):
            raise NothingToPurgeNamed
        if options.removes and not (yes or output.on_terminal()):
            raise RemovalUnconfirmed
        return cls(options=options, yes=yes, as_json=as_json)


def _span(text: str | None) -> timedelta | None:
    return None if text is None else limits.parse_span(text)


def _kept_for(text: str | None) -> timedelta | None:
    if text is None or text.strip().lower() == _FOREVER:
        return None
    age = limits.parse_span(text)
    if age < timedelta(days=1):
        raise BadSetting(setting="--retain", value=text, allowed=_("1d or more, or forever"))
    return age


def purge(flags: PurgeFlags) -> int:
    """Remove people from the journal, and remember the rule, if one is given."""
    context.refuse_missing()
    options, who = flags.options, context.who()
    with context.open_journal() as book, state_checks.explained():
        targets = purge_targets(book, options, who=who)
        if targets.batches and not flags.yes and not output.ask(_question(targets)):
            output.tell(_("Nothing was changed."))
            return 1
        result = remove_people(book, options, targets, who=who)
    if flags.as_json:
        output.say_json(_as_json(result))
    else:
        _tell(result, options)
    return 0


def _question(targets: PurgeTargets) -> str:
    asked = ngettext(
        "Remove names, numbers, texts and media names of {rows} rows of {n} batch for good?",
        "Remove names, numbers, texts and media names of {rows} rows of {n} batches for good?",
        len(targets.batches),
    )
    return asked.format(rows=number(targets.rows), n=number(len(targets.batches)))


def _as_json(result: PurgeResult) -> dict[str, Any]:
    kept = result.retention
    return {
        "purged": [{"batch": each.batch, "rows": each.rows} for each in result.removed],
        "not_ended": list(result.not_ended),
        "files": [str(path) for path in result.files],
        "rewritten": result.rewritten,
        "retention_days": None if kept is None else kept.days,
    }


def _tell(result: PurgeResult, options: PurgeOptions) -> None:
    if options.sets_rule:
        output.say(_rule(options.retain))
    if options.removes:
        _tell_removed(result.removed)
    if result.not_ended:
        _tell_not_ended(result.not_ended)
    if not result.rewritten:
        output.say(remains())
    if result.removed:
        output.say()
        for line in left_outside(result.files):
            output.say(line)


def _tell_not_ended(batches: Sequence[int]) -> None:
    told = _(
        "As old, but not ended, so that everything of them stays: {batches}. End one with: "
        "batch-sender cancel BATCH"
    )
    output.say(told.format(batches=", ".join(map(str, batches))))


def _tell_removed(done: Sequence[Purged]) -> None:
    if not done:
        output.say(_("Nothing to remove: no ended batch is as old and still holds people."))
        return
    rows = sum(each.rows for each in done)
    told = ngettext(
        "Removed: names, numbers, texts and media names of {rows} rows of {n} batch. Its counts and "
        "all opt-outs stay.",
        "Removed: names, numbers, texts and media names of {rows} rows of {n} batches. Their counts "
        "and all opt-outs stay.",
        len(done),
    )
    output.say(told.format(rows=number(rows), n=number(len(done))))
    for each in done:
        line = _("  batch {batch}: {rows} rows")
        output.say(line.format(batch=each.batch, rows=number(each.rows)))


def remains() -> str:
    """Say that the database's file could not be rewritten now."""
    return _(
        "The journal's file could not be rewritten now (a batch is being sent, somebody reads in it, or "
        "the disk is full): remains may stand in its free space until the next batch-sender purge."
    )


def left_outside(found: Collection[Path]) -> Iterator[str]:
    """Say, line by line, what has to be removed by hand."""
    yield _("Out of the journal's reach; delete by hand what is not needed any more:")
    for path in found:
        yield f"  {path}"
    yield _("  every copy of the lists and results, mails with them, backups, and WhatsApp itself")


def _rule(age: timedelta | None) -> str:
    if age is None:
        return _("From now on nobody is removed by itself.")
    told = ngettext(
        "From now on, whenever a batch ends, people of batches older than {n} day are removed.",
        "From now on, whenever a batch ends, people of batches older than {n} days are removed.",
        age.days,
    )
    return told.format(n=age.days)
