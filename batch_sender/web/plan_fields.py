"""The fields of step 5, from the values of a draft and back: hours as days and times, a pace as a number."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from typing import Any, Final

from starlette.datastructures import FormData

from batch_sender.config import options
from batch_sender.config.options import Option
from batch_sender.language import _
from batch_sender.models.errors import OptionError
from batch_sender.operations import requests
from batch_sender.operations.options import as_names
from batch_sender.timing.errors import BadRate, BadWindow
from batch_sender.timing.moments import parse_moment
from batch_sender.timing.rates import parse_rate
from batch_sender.timing.windows import BRAZIL, DEFAULT_WINDOW, Window, calendar_of, parse_window
from batch_sender.web.connection_fields import connections_in
from batch_sender.web.forms import text

_DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_NUMBERS: Final = ("daily_cap", "canary", "look_after")
_MAY_BE_NOUGHT: Final = frozenset({"look_after"})
"""Of these a 0 means: never."""
_TEXTS: Final = ("warm_up", "new_cap", "repeat_after", "max_per_person")
_SWITCHES: Final = ("skip_holidays", "allow_repeat", "workers")
_DECIMAL: Final = re.compile(r"\d{1,6}([.,]\d{1,3})?")
_WHOLE: Final = re.compile(r"\d{1,9}")

OPTIONS: Final[Mapping[str, Option]] = {each.name: each for each in options.SEND}


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanFields:
    """What stands in the form, by field; and what is wrong there."""

    shown: Mapping[str, str]
    faults: Mapping[str, str] = field(default_factory=dict)

    def __getitem__(self, name: str) -> str:
        """Return what stands in a field."""
        return self.shown.get(name, "")


def fields_of(values: Mapping[str, Any]) -> PlanFields:
    """Show a draft's values as the form has them."""
    plain = (*_NUMBERS, *_TEXTS)
    return PlanFields(
        shown={
            **{name: str(values[name]) for name in plain if values.get(name) is not None},
            **{name: "yes" for name in _SWITCHES if values.get(name)},
            **_hours(values.get("window")),
            "rate": _a_minute(values.get("rate")),
            "expires": _expiry(values.get("expires"), values.get("window")),
        }
    )


def values_in(form: FormData, before: Mapping[str, Any]) -> tuple[dict[str, Any], PlanFields]:
    """Read the form: the values that it says, and the form again with what is wrong in it.

    `before`: the draft's own, of which the form shows some and says nothing of others.
    """
    names = (*_NUMBERS, *_TEXTS, *_SWITCHES, "connection", "rate", "expires")
    shown = {name: text(form, name) for name in (*names, *_HOURS_FIELDS)}
    values: dict[str, Any] = {name: shown[name] or None for name in _TEXTS}
    chosen = connections_in(form) or as_names(shown["connection"])
    values["connection"] = list(chosen) or None
    values |= {name: True if shown[name] else None for name in _SWITCHES}
    values |= {name: _number(shown[name], nought=name in _MAY_BE_NOUGHT) for name in _NUMBERS}
    values["rate"] = _rate(shown["rate"])
    values["expires"] = shown["expires"].replace("T", " ") or None
    faults: dict[str, str] = {}
    try:
        values["window"] = _window(shown, before.get("window"))
    except BadWindow as err:
        faults["window"] = err.message
        values["window"] = before.get("window")
    return values, PlanFields(shown=shown, faults=faults | _faults(values))


def _faults(values: Mapping[str, Any]) -> dict[str, str]:
    """Look at each value by itself: whoever mends one fault is told of the others, too."""
    faults: dict[str, str] = {}
    zone = {"window": values["window"]}
    for name in (*_NUMBERS, *_TEXTS, "rate", "expires"):
        if name in _NUMBERS and isinstance(values[name], str):
            faults[name] = (
                _("Write a whole number, or 0.")
                if name in _MAY_BE_NOUGHT
                else _("Write a whole number, 1 or more.")
            )
            continue
        try:
            requests.settings_of({**zone, name: values[name]})
        except OptionError as err:
            faults[name] = str(err)
    return faults


# ── numbers, paces, moments ───────────────────────────────────────────────────────────────────


def _number(written: str, *, nought: bool) -> int | str | None:
    """Return a whole number above 0, or 0 where that may be; a text where it is none, which is told then."""
    good = _WHOLE.fullmatch(written) and (nought or int(written))
    return int(written) if good else written or None


def _rate(written: str) -> str | None:
    """Take a bare number for calls a minute."""
    if _DECIMAL.fullmatch(written):
        return f"{written}/min"
    return written or None


def _a_minute(rate: str | None) -> str:
    """Show a pace as calls a minute, where that is a number people would write."""
    if rate is None:
        return ""
    try:
        gap = parse_rate(rate)
    except BadRate:
        return rate
    return f"{60 / gap:g}" if gap else rate


def _expiry(written: str | None, window: str | None) -> str:
    """Show a moment as the browser's own field takes it."""
    if not written:
        return ""
    try:
        zone = calendar_of(window).zone
        return f"{parse_moment(written, zone).astimezone(zone):%Y-%m-%dT%H:%M}"
    except ValueError:
        return ""


# ── hours ─────────────────────────────────────────────────────────────────────────────────────

_HOURS_FIELDS: Final = ("always", "first", "last", "opens", "closes")


def _hours(written: str | None) -> dict[str, str]:
    window = parse_window(written or DEFAULT_WINDOW)
    usual = parse_window(DEFAULT_WINDOW)
    shown = window or usual
    if shown is None:
        return {}
    first, last = _ends(shown)
    closes = time.min if shown.closes == time.max else shown.closes
    return {
        "always": "" if window else "yes",
        "first": _DAYS[first],
        "last": _DAYS[last],
        "opens": f"{shown.opens:%H:%M}",
        "closes": f"{closes:%H:%M}",
    }


def _ends(window: Window) -> tuple[int, int]:
    """Return the first and the last day; they may go over a week's end."""
    days = window.days
    if len(days) == len(_DAYS):
        return 0, len(_DAYS) - 1
    first = next(day for day in days if (day - 1) % 7 not in days)
    return first, next(day for day in days if (day + 1) % 7 not in days)


def _window(shown: Mapping[str, str], before: str | None) -> str | None:
    """Write the hours as `windows.parse_window` reads them; None where nothing was ever said of them.

    Raises:
        BadWindow: there are no such hours.
    """
    if {name: shown[name] for name in _HOURS_FIELDS} == _hours(before):
        return before  # as it was written, whatever its spelling
    if shown["always"]:
        return "always"
    closes = "24:00" if shown["closes"] == "00:00" else shown["closes"]
    known = None if before is None else parse_window(before)
    zone = "" if known is None or known.zone == BRAZIL else f" {known.zone.key}"
    written = f"{shown['first']}-{shown['last']} {shown['opens']}-{closes}{zone}"
    parse_window(written)
    return written
