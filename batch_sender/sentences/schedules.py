"""When a schedule is due, and what came of it, as people say it."""

import re
from collections.abc import Mapping
from datetime import datetime, time
from typing import Any, Final

from batch_sender.language import N_, _, ngettext
from batch_sender.sentences.hours import WEEKDAYS, at_time
from batch_sender.sentences.moments import day

SHORT_WEEKDAYS: Final = (
    N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"),
)  # fmt: skip
LAST_DAY: Final = "L"
"""How a cron expression names the last day of each month."""

_DUES: Final = {
    "open": N_("beginning"),
    "begun": N_("begun: batch {batches}"),
    "failed": N_("could not start: {message}"),
    "missed": N_("missed: nothing was running, and a later time was due by then"),
    "late": N_("missed: nothing was running, and it was too late afterwards"),
}
_WEEK: Final = range(7)


def clock_shows(local: datetime) -> str:
    """Write what a schedule's own clocks show: "Mon 2026-11-30 09:00"."""
    return f"{_(SHORT_WEEKDAYS[local.weekday()])} {day(local)} {local:%H:%M}"


def what_became(state: str, detail: Mapping[str, Any]) -> str:
    """Say what became of a due time, by the code of its state."""
    batches = detail.get("batches", ())
    if state == "begun" and not batches:
        return _("there was no new list")
    listed = ", ".join(str(number) for number in batches)
    return _(_DUES[state]).format(batches=listed, message=detail.get("message", "?"))


def cron_of(minute: str, *, hour: str, days: str = "*", of_month: str = "*") -> str:
    """Write the cron expression of a time of day on days of the week (0 is Sunday) or of the month."""
    return f"{int(minute)} {int(hour)} {of_month} * {days}"


_PLAIN: Final = re.compile(
    r"(?P<minute>\d{1,2}) (?P<hour>\d{1,2}) (?P<of_month>\*|\d{1,2}|L) \* (?P<days>\*|[0-7](?:[-,][0-7])*)"
)


def cron_in_words(cron: str) -> str:
    """Say when a cron expression is due: "Monday to Friday at 9:00"; a rarer one is shown as it is."""
    found = _PLAIN.fullmatch(cron)
    days = _days(found["days"]) if found else None
    if found is None or days is None or (found["of_month"] != "*" and len(days) != len(_WEEK)):
        return _("by the expression {cron}").format(cron=cron)
    at = at_time(time(int(found["hour"]), int(found["minute"])))
    if found["of_month"] == LAST_DAY:
        return _("on the last day of each month {at}").format(at=at)
    if found["of_month"] != "*":
        told = _("on day {day} of each month {at}")
        return told.format(day=int(found["of_month"]), at=at)
    return _("{days} {at}").format(days=_days_in_words(days), at=at)


def _days(written: str) -> list[int] | None:
    """Return the days of a cron expression, Monday first as 0; None where they go backwards."""
    if written == "*":
        return list(_WEEK)
    found: set[int] = set()
    for part in written.split(","):
        first, _hyphen, last = part.partition("-")
        if not (first and (last or not _hyphen) and int(last or first) >= int(first)):
            return None
        found.update((n - 1) % 7 for n in range(int(first), int(last or first) + 1))
    return sorted(found)


def _days_in_words(days: list[int]) -> str:
    if days == list(_WEEK):
        return _("every day")
    names = [_(WEEKDAYS[n]) for n in days]
    if len(days) > 2 and days == list(range(days[0], days[-1] + 1)):
        return _("{first} to {last}").format(first=names[0], last=names[-1])
    *others, last = names
    return _("{others} and {last}").format(others=", ".join(others), last=last) if others else last


def late_in_words(late: str) -> str:
    """Say what becomes of a due time when nothing was running: by "skip", "run", "run-if-within 2h"."""
    if late == "skip":
        return _("if nothing runs then, it is left out")
    if late == "run":
        return _("if nothing runs then, it begins however late that is")
    n, unit = int("".join(filter(str.isdecimal, late))), late.rstrip()[-1]
    return _("if nothing runs then, it begins up to {span} later").format(span=_span(n, unit))


def _span(n: int, unit: str) -> str:
    match unit:
        case "h":
            told = ngettext("{n} hour", "{n} hours", n)
        case "d":
            told = ngettext("{n} day", "{n} days", n)
        case _:
            told = ngettext("{n} minute", "{n} minutes", n)
    return told.format(n=n)
