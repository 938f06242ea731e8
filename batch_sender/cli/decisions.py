"""`retry` and `resolve`: what a person decides over a batch, asked for and carried out."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

from batch_sender.cli import (
    context,
    doubt,
    next_steps,
    output,
    restored,
    sending,
    state_checks,
    summary,
)
from batch_sender.cli.errors import BadRowNumbers, DecisionNeeded, OneDecisionOnly
from batch_sender.journal import Decision, Retryable
from batch_sender.language import N_, _, ngettext
from batch_sender.operations.errors import RetryAfterRestore
from batch_sender.operations.resolve import Decisions, Doubtful, Resolved
from batch_sender.operations.resolve import doubtful as find_doubtful
from batch_sender.operations.resolve import resolve as settle
from batch_sender.operations.retry import refuse_unless_at_rest, retryable
from batch_sender.operations.retry import retry as requeued
from batch_sender.sentences.events import row_ranges
from batch_sender.timing.clock import SystemClock

_LOOK_FIRST: Final = N_("Look on the phone of the connection first: are they in those chats?")


# ── retry ─────────────────────────────────────────────────────────────────────────────────────


def retry(batch: int, flags: sending.SendFlags, *, rejected: bool) -> int:
    """Send again what surely did not leave and, if asked, what was rejected."""
    who = context.who()
    with context.open_journal() as book, state_checks.explained():
        refuse_unless_at_rest(book, batch, who=who)
        known = flags.after_restore and book.maintenance.restored() is None
        restored.settle(book, after_restore=flags.after_restore)
        found = retryable(book, batch, rejected=rejected)
        output.tell(_to_go_again(found))
        if found.forgotten:
            _warn_of_a_copy(batch, found, unasked=flags.yes and not known)
        return sending.send_again(
            book, batch, flags, requeued=lambda: requeued(book, batch, rejected=rejected, who=who)
        )


def _to_go_again(found: Retryable) -> str:
    told = ngettext("{n} row is to be sent again.", "{n} rows are to be sent again.", found.rows)
    late = ngettext(
        " {n} row stays as it is: its time is over.",
        " {n} rows stay as they are: their time is over.",
        found.expired,
    )
    return told.format(n=found.rows) + (late.format(n=found.expired) if found.expired else "")


def _warn_of_a_copy(batch: int, found: Retryable, *, unasked: bool) -> None:
    """Say what a copy cannot know of these rows; where nobody is asked, leave it at that.

    Raises:
        RetryAfterRestore: nobody would be asked.
    """
    refusal = RetryAfterRestore(batch=batch, rows=found.forgotten)
    if unasked:
        raise refusal
    output.tell(f"{refusal.message}\n{_(_LOOK_FIRST)}")


# ── resolve ───────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolveFlags:
    """What the command line says of rows in doubt. None: nothing, or all rows."""

    decision: Decision | None
    rows: frozenset[int] | None
    yes: bool
    as_json: bool

    @classmethod
    def of(cls, given: Mapping[str, Any], *, as_json: bool) -> Self:
        """Read it from the command's parameters.

        Raises:
            OptionError: they do not fit together.
        """
        flags = cls(
            decision=_decision(as_sent=given["as_sent"], send_again=given["send_again"]),
            rows=_row_numbers(given["row"], given["some"]),
            yes=bool(given["yes"]),
            as_json=as_json,
        )
        if flags.decision is None and flags.yes:
            raise DecisionNeeded
        return flags


def _decision(*, as_sent: bool, send_again: bool) -> Decision | None:
    if as_sent and send_again:
        raise OneDecisionOnly
    if as_sent:
        return Decision.AS_SENT
    return Decision.SEND_AGAIN if send_again else None


def _row_numbers(each: Collection[int] | None, listed: str | None) -> frozenset[int] | None:
    if listed is not None and not re.fullmatch(r"\s*\d{1,9}\s*(,\s*\d{1,9}\s*)*", listed):
        raise BadRowNumbers(rows=listed)
    some = [int(number) for number in (listed or "").split(",") if number]
    return frozenset([*(each or ()), *some]) or None


def resolve(batch: int, flags: ResolveFlags) -> int:
    """Settle rows in doubt as a person says: they count as sent, or they are sent again."""
    who = context.who()
    with context.open_journal() as book:
        found = find_doubtful(book, batch, rows=flags.rows, now=SystemClock().now(), who=who)
        resolved = settle(book, batch, _decided(found, flags), who=who)
    if flags.as_json:
        _say_json(resolved)
    else:
        _say(resolved)
    return 0


def _decided(found: Doubtful, flags: ResolveFlags) -> Decisions:
    """Ask for each row in doubt what was not said before.

    Raises:
        DecisionNeeded: nobody is there to be asked, of rows that there are.
    """
    if flags.yes and flags.decision is not None:
        return {flags.decision: found.numbers}
    if not output.on_terminal():
        raise DecisionNeeded
    for line in doubt.told(found):
        output.tell(line)
    if flags.decision is not None:
        meant = output.ask(_question(flags.decision, len(found.rows)))
        return {flags.decision: found.numbers} if meant else {}
    return doubt.asked(found)


def _question(decision: Decision, n: int) -> str:
    if decision is Decision.AS_SENT:
        return ngettext("Count {n} row as sent?", "Count {n} rows as sent?", n).format(n=n)
    return ngettext("Send {n} row again?", "Send {n} rows again?", n).format(n=n)


# ── what was decided ──────────────────────────────────────────────────────────────────────────


def _say_json(resolved: Resolved) -> None:
    by_name = {each.value: sorted(resolved.decisions.get(each, ())) for each in Decision}
    output.say_json({**summary.as_json(resolved.batch, results=[]), "resolved": by_name})


def _say(resolved: Resolved) -> None:
    if not resolved.decisions:
        output.say(_("Nothing was decided; the rows stay in doubt."))
    for decision, rows in resolved.decisions.items():
        output.say(_done(decision, sorted(rows)))
    if Decision.SEND_AGAIN not in resolved.decisions:
        return
    if resolved.being_sent:
        output.say(_("The batch is being sent: they leave with the others."))
    else:
        command = next_steps.command("resume", str(resolved.batch.id))
        output.say(_("Go on with: {command}").format(command=command))


def _done(decision: Decision, rows: list[int]) -> str:
    if decision is Decision.AS_SENT:
        told = ngettext("Row {rows} counts as sent.", "Rows {rows} count as sent.", len(rows))
    else:
        told = ngettext(
            "Row {rows} waits to be sent again.", "Rows {rows} wait to be sent again.", len(rows)
        )
    return told.format(rows=row_ranges(rows))
