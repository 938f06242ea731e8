"""`report`: the results of a batch as they are at this moment, or sums across batches."""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final, Self

from batch_sender.cli import context, ending, next_steps, output, summary, sums_page
from batch_sender.cli.errors import NotReachedByWhat, ReportWhat
from batch_sender.config.errors import BadSetting
from batch_sender.journal import Journal
from batch_sender.language import _
from batch_sender.operations.report_across import report_across
from batch_sender.results import Across
from batch_sender.results.across_files import as_objects, by_code, write_across
from batch_sender.timing.clock import SystemClock

_DAY_FORMATS: Final = ("%Y-%m-%d", "%d/%m/%Y")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportFlags:
    """What is to be reported, where it goes, and what it may hold."""

    batch: int | None
    since: date | None
    until: date | None
    out: Path | None
    with_people: bool
    not_reached: bool
    as_json: bool

    @classmethod
    def of(
        cls, given: Mapping[str, Any], *, batch: int | None, out: Path | None, as_json: bool
    ) -> Self:
        """Read it from the command's parameters.

        Raises:
            OptionError: it names neither a batch nor a day, or both; or no batch for --not-reached.
        """
        if (batch is None) == (given["since"] is None):
            raise ReportWhat
        if batch is None and given["not_reached"]:
            raise NotReachedByWhat
        since, until = (_day(f"--{name}", given[name]) for name in ("since", "until"))
        if since and until and until < since:
            allowed = _("a day that is not before --since")
            raise BadSetting(setting="--until", value=given["until"], allowed=allowed)
        return cls(
            batch=batch,
            since=since,
            until=until,
            out=out,
            with_people=bool(given["with_people"]),
            not_reached=bool(given["not_reached"]),
            as_json=as_json,
        )


def _day(flag: str, text: str | None) -> date | None:
    if text is None:
        return None
    for known in _DAY_FORMATS:
        try:
            return datetime.strptime(text.strip(), known).date()  # noqa: DTZ007 - a day, not a moment
        except ValueError:
            continue
    raise BadSetting(setting=flag, value=text, allowed=_("a day such as 2026-11-01"))


def report(flags: ReportFlags) -> int:
    """Write the results of a batch, or the sums of all."""
    context.refuse_missing()
    with context.open_to_look() as book:
        book.batches.settle_if_writable(who=context.who())
        if flags.batch is not None:
            return _of_batch(book, flags.batch, flags)
        return _across(book, flags)


def _of_batch(book: Journal, batch: int, flags: ReportFlags) -> int:
    if flags.not_reached:
        written = ending.write_not_reached(book, batch, flags.out)
    else:
        written = ending.write(book, batch, flags.out, with_people=flags.with_people)
    found = book.batches.one(batch)
    if flags.as_json:
        output.say_json(summary.as_json(found, results=[written]))
    else:
        summary.show(found, written, next_of=next_steps.after_report)
    return 0


# ── across batches ────────────────────────────────────────────────────────────────────────────


def _across(book: Journal, flags: ReportFlags) -> int:
    now = SystemClock().now()
    across = report_across(book, since=flags.since, until=flags.until, now=now)
    written = None if flags.out is None else write_across(flags.out, across)
    if flags.as_json:
        output.say_json(_as_json(across, written))
        return 0
    for line in sums_page.lines(across, width=shutil.get_terminal_size().columns):
        output.say(line)
    if written is not None:
        output.say()
        output.say(_("Results: {path}").format(path=written.absolute()))
    return 0


def _as_json(across: Across, written: Path | None) -> dict[str, Any]:
    return {
        "since": across.since.isoformat(),
        "until": across.until.isoformat(),
        "batches": across.batches,
        **by_code(across.total),
        **{
            f"by_{breakdown.code}": [
                {breakdown.code: label, **by_code(counter)} for label, counter in breakdown.lines
            ]
            for breakdown in across.breakdowns()
        },
        "details": list(as_objects(across)),
        "results": [] if written is None else [str(written.absolute())],
    }
