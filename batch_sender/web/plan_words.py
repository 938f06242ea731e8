"""When a batch leaves, how fast and until when, in sentences."""

from collections.abc import Iterator
from datetime import datetime, timedelta, tzinfo
from typing import Final

from batch_sender import phones
from batch_sender.config.settings import Settings
from batch_sender.language import _, current, ngettext, number
from batch_sender.operations.forecast import Forecast
from batch_sender.operations.questions import ConfirmSend, Sender
from batch_sender.sentences import as_sentence
from batch_sender.sentences.hours import WEEKDAYS, hours_in_words
from batch_sender.sentences.parts import describe_share
from batch_sender.sentences.plans import days_by_plan
from batch_sender.timing.windows import DEFAULT_WINDOW

_LONG: Final = timedelta(minutes=2)
"""Nobody puts a computer to sleep in front of which they sit."""

_A_WEEK: Final = 7


def named(sender: Sender) -> str:
    """Name a connection as people know it, with the number that receivers will see."""
    known = sender.name or sender.host
    return known if sender.number is None else f"{known} ({phones.spelled(sender.number)})"


def sentence(question: ConfirmSend, found: Forecast, *, left_out: int) -> str:
    """Say in one sentence what will happen. `left_out`: rows that stay out."""
    n = question.messages
    through = named(question.sender)
    if question.shares:
        through = _("{n} connections").format(n=len(question.shares))
    leaves = ngettext(
        "{n} message leaves through {connection}", "{n} messages leave through {connection}", n
    ).format(n=number(n), connection=through)
    settings = found.settings
    parts = [leaves, *_pace(found), _hours(settings, local=question.sender.is_local)]
    if question.first is None:
        parts.append(_("finished {moment}").format(moment=about(found.end, found)))
    told = ", ".join(parts)
    if left_out:
        out = ngettext("{n} row stays out", "{n} rows stay out", left_out)
        told = f"{told}; {out.format(n=number(left_out))}"
    return f"{told}."


def shares_told(question: ConfirmSend) -> Iterator[str]:
    """Name each of several connections and how many messages it gets."""
    for each in question.shares:
        told = describe_share(named(each.sender), each.messages, exact=each.exact)
        yield as_sentence(told)


def finishing(found: Forecast, *, by_workers: bool = False) -> Iterator[str]:
    """Say when the last message leaves, started now, and what else follows from hours and plans.

    `by_workers`: these send it, wherever they run.
    """
    if found.begin > found.now:
        told = _("Outside the sending hours: it begins {moment}.")
        yield told.format(moment=about(found.begin, found))
    told = _("Started now, the last message leaves {moment}.")
    yield told.format(moment=about(found.end, found))
    yield from beside_the_end(found, by_workers=by_workers)


def beside_the_end(found: Forecast, *, by_workers: bool = False) -> Iterator[str]:
    """Say what else follows from the hours and the plans."""
    if found.takes_days:
        yield days_by_plan(found.days, found.settings.daily_plan, found.new_plan)
    if by_workers:
        yield _("Workers send it; this computer may be switched off meanwhile.")
    elif found.end - found.now >= _LONG:
        yield _("This computer has to stay on, and awake, until then.")
    expires = found.settings.expires_at
    if expires is not None and expires <= found.end:
        told = _("Not all of it leaves before it is too late ({moment}); the rest is skipped.")
        yield told.format(moment=about(expires, found))


def about(when: datetime, found: Forecast) -> str:
    """Say about when something is, as people do who know what day it is."""
    return near(when, now=found.now, zone=found.settings.calendar.zone)


def near(when: datetime, *, now: datetime, zone: tzinfo) -> str:
    """Say it by the clocks of a zone: "today at about 10:40", "on Tuesday at about 10:40"."""
    local, today = when.astimezone(zone), now.astimezone(zone).date()
    days = (local.date() - today).days
    if days == 0:
        told = _("today at about {time}")
    elif days == 1:
        told = _("tomorrow at about {time}")
    else:
        told = _("on {day} at about {time}")
    day = _(WEEKDAYS[local.weekday()]) if days < _A_WEEK else _date(local)
    return told.format(day=day, time=f"{local:%H:%M}")


def _date(local: datetime) -> str:
    return f"{local:%d/%m/%Y}" if current() == "pt-BR" else f"{local:%Y-%m-%d}"


def _pace(found: Forecast) -> Iterator[str]:
    gap, several = found.settings.gap, found.calls_each > 1
    if several:
        yield _("up to {n} calls a message").format(n=found.calls_each)
    if not gap:
        yield _("as fast as CleverChat takes them")
        return
    told = _("about one call each {gap} s") if several else _("about one each {gap} s")
    yield told.format(gap=number(gap))


def _hours(settings: Settings, *, local: bool) -> str:
    told = settings.window or ("always" if local else DEFAULT_WINDOW)
    hours = hours_in_words(told)
    if settings.skip_holidays:
        hours = _("{hours}, not on holidays").format(hours=hours)
    return hours
