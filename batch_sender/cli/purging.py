"""`purge`: the people of old batches go out of the journal; counts and opt-outs stay."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final, Self

from batch_sender import allowances
from batch_sender.cli import gather, moves, outside, talk
from batch_sender.errors import BadSetting, CannotPurge, NothingToPurgeNamed, RemovalUnconfirmed
from batch_sender.journal import Journal, Purged
from batch_sender.language import _, ngettext, number
from batch_sender.models import BatchState

_ENDED: Final = (BatchState.FINISHED, BatchState.CANCELLED)
_FOREVER: Final = "forever"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is to be removed now, and what by itself from now on.

    `retain`: the age that `--retain` names, None for ever; `sets_rule`: whether it was given.
    """

    batches: Sequence[int]
    older_than: timedelta | None
    retain: timedelta | None
    sets_rule: bool
    yes: bool
    as_json: bool

    @classmethod
    def of(cls, given: Mapping[str, Any], *, batches: Sequence[int], as_json: bool) -> Self:
        """Read it from the command's parameters.

        Raises:
            FlagError: they say nothing, or nobody is there to confirm.
        """
        retain = given["retain"]
        wish = cls(
            batches=tuple(batches),
            older_than=_span(given["older_than"]),
            retain=_kept_for(retain),
            sets_rule=retain is not None,
            yes=bool(given["yes"]),
            as_json=as_json,
        )
        if not (wish.batches or wish.older_than or wish.sets_rule):
            raise NothingToPurgeNamed
        if wish.removes and not (wish.yes or talk.on_terminal()):
            raise RemovalUnconfirmed
        return wish

    @property
    def age(self) -> timedelta | None:
        """How old a batch must be to go, if age is what decides."""
        return self.older_than or self.retain

    @property
    def removes(self) -> bool:
        """Whether anything is to go now."""
        return bool(self.batches or self.age)


def _span(text: str | None) -> timedelta | None:
    return None if text is None else allowances.parse_span(text)


def _kept_for(text: str | None) -> timedelta | None:
    if text is None or text.strip().lower() == _FOREVER:
        return None
    age = allowances.parse_span(text)
    if age < timedelta(days=1):
        raise BadSetting(setting="--retain", value=text, allowed=_("1d or more, or forever"))
    return age


def purge(wish: Wish, *, journal: str | None) -> int:
    """Remove people from the journal, and remember the rule, if one is given."""
    gather.refuse_missing(journal)
    with gather.open_journal(journal) as book:
        book.settle_abandoned(who=gather.who())
        targets, not_ended = _targets(book, wish)
        if targets and not wish.yes and not talk.ask(_question(book, targets)):
            talk.tell(_("Nothing was changed."))
            return 1
        if wish.sets_rule:
            book.set_retention(wish.retain, who=gather.who())
        done = [book.purge(batch_id, who=gather.who()) for batch_id in targets]
        rewritten = book.rewrite()
        _tell(book, wish, done, not_ended, rewritten=rewritten)
    return 0


def _targets(book: Journal, wish: Wish) -> tuple[list[int], list[int]]:
    """Return the batches to purge, and those as old that have not ended and keep everything."""
    for batch_id in wish.batches:
        moves.refuse_unless(book, batch_id, _ENDED, refusal=CannotPurge)
    if wish.age is None:
        return sorted(set(wish.batches)), []
    old = book.older_than(wish.age)
    return sorted({*wish.batches, *old.ended}), list(old.not_ended)


def _question(book: Journal, targets: Collection[int]) -> str:
    rows = sum(book.counts(batch_id).read for batch_id in targets)
    asked = ngettext(
        "Remove names, numbers, texts and media names of {rows} rows of {n} batch for good?",
        "Remove names, numbers, texts and media names of {rows} rows of {n} batches for good?",
        len(targets),
    )
    return asked.format(rows=number(rows), n=number(len(targets)))


def _tell(
    book: Journal, wish: Wish, done: list[Purged], not_ended: list[int], *, rewritten: bool
) -> None:
    files = outside.files(book, [each.batch for each in done])
    if wish.as_json:
        kept = book.retention()
        talk.say_json(
            {
                "purged": [{"batch": each.batch, "rows": each.rows} for each in done],
                "not_ended": not_ended,
                "files": [str(path) for path in files],
                "rewritten": rewritten,
                "retention_days": None if kept is None else kept.days,
            }
        )
        return
    if wish.sets_rule:
        talk.say(_rule(wish.retain))
    if wish.removes:
        tell_purged(done)
    if not_ended:
        listed = ", ".join(map(str, not_ended))
        told = _(
            "As old, but not ended, so that everything of them stays: {batches}. End one with: "
            "batch-sender cancel BATCH"
        )
        talk.say(told.format(batches=listed))
    if not rewritten:
        talk.say(remains())
    if done:
        talk.say()
        for line in outside.told(files):
            talk.say(line)


def tell_purged(done: Sequence[Purged]) -> None:
    """Say what was removed, batch by batch."""
    if not done:
        talk.say(_("Nothing to remove: no ended batch is as old and still holds people."))
        return
    rows = sum(each.rows for each in done)
    told = ngettext(
        "Removed: names, numbers, texts and media names of {rows} rows of {n} batch. Its counts and "
        "all opt-outs stay.",
        "Removed: names, numbers, texts and media names of {rows} rows of {n} batches. Their counts "
        "and all opt-outs stay.",
        len(done),
    )
    talk.say(told.format(rows=number(rows), n=number(len(done))))
    for each in done:
        line = _("  batch {batch}: {rows} rows")
        talk.say(line.format(batch=each.batch, rows=number(each.rows)))


def remains() -> str:
    """Say that the database's file could not be rewritten now."""
    return _(
        "The journal's file could not be rewritten now (a batch is being sent, somebody reads in it, or "
        "the disk is full): remains may stand in its free space until the next batch-sender purge."
    )


def _rule(age: timedelta | None) -> str:
    if age is None:
        return _("From now on nobody is removed by itself.")
    told = ngettext(
        "From now on, whenever a batch ends, people of batches older than {n} day are removed.",
        "From now on, whenever a batch ends, people of batches older than {n} days are removed.",
        age.days,
    )
    return told.format(n=age.days)
