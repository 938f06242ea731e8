"""Say how long a checked batch takes, and what becomes of messages that would be too late."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from batch_sender.cli import wording
from batch_sender.language import _, ngettext, number
from batch_sender.operations.forecast import Forecast
from batch_sender.sentences.plans import plans_in_words

_LONG: Final = timedelta(minutes=2)
"""Nobody puts a computer to sleep in front of which they sit."""


def lines(forecast: Forecast, *, by_workers: bool = False) -> Iterator[str]:
    """Tell when the last message would leave, started now, and what becomes of those too late.

    `by_workers`: these send it, wherever they run.
    """
    yield ""
    yield _by_plan(forecast) or _by_pace(forecast)
    if forecast.calls_each > 1:
        told = _("A message takes up to {n} calls, one for each part of it.")
        yield told.format(n=forecast.calls_each)
    yield from _hours(forecast)
    if by_workers:
        yield _("Workers send it; this computer may be switched off meanwhile.")
    elif forecast.end - forecast.now >= _LONG:
        yield _("This computer has to stay on, and awake, until then.")
    yield from _tickets(forecast)
    yield from _expiry(forecast)


def _by_pace(forecast: Forecast) -> str:
    """Tell how long the pace alone makes it."""
    gap = forecast.settings.gap
    if not gap:
        return ngettext(
            "{calls} call to the API, as fast as it takes it.",
            "{calls} calls to the API, as fast as it takes them.",
            forecast.calls,
        ).format(calls=forecast.calls)
    return ngettext(
        "{calls} call to the API. Started now, it leaves on {end}.",
        "{calls} calls to the API, one each {gap} s: about {duration}. Started now, the last "
        "one leaves on {end}.",
        forecast.calls,
    ).format(
        calls=forecast.calls,
        gap=number(gap),
        duration=wording.duration(forecast.needed),
        end=_end(forecast),
    )


def _hours(forecast: Forecast) -> Iterator[str]:
    """Tell where the sending hours make it wait; a plan of days tells its own pauses."""
    if forecast.begin > forecast.now:
        told = _("Outside the sending hours: it begins {begin}.")
        yield told.format(begin=_near(forecast.begin, forecast))
    if forecast.pause is not None and not forecast.is_planned:
        told = _("For the sending hours it pauses {pause} and starts again {go_on}.")
        pause, go_on = (_near(each, forecast) for each in forecast.pause)
        yield told.format(pause=pause, go_on=go_on)


def _near(when: datetime, forecast: Forecast) -> str:
    return wording.near(when, now=forecast.now, zone=forecast.settings.calendar.zone)


def _by_plan(forecast: Forecast) -> str | None:
    """Tell how many days the plan makes of it; None where one is enough, or there is no plan."""
    if not forecast.takes_days:
        return None
    told = _(
        "{calls} calls to the API, at most {plan}: about {days} days. Started now, the last "
        "one leaves on {end}."
    )
    return told.format(
        calls=forecast.calls,
        plan=plans_in_words(forecast.settings.daily_plan, forecast.new_plan),
        days=forecast.days,
        end=_end(forecast),
    )


def _end(forecast: Forecast) -> str:
    return wording.moment_there(forecast.end, forecast.settings.calendar.zone)


def _tickets(forecast: Forecast) -> Iterator[str]:
    if forecast.settings.open_ticket:
        pending = forecast.batch.counts.pending
        told = ngettext(
            "{n} ticket would open, in queue {queue}.",
            "{n} tickets would open, in queue {queue}.",
            pending,
        )
        yield told.format(n=number(pending), queue=forecast.settings.queue_id)


def _expiry(forecast: Forecast) -> Iterator[str]:
    expires_at = forecast.batch.expires_at
    if expires_at is None:
        return
    if expires_at <= forecast.now:
        told = _("The batch expired on {moment}: nothing of it leaves any more.")
    elif expires_at <= forecast.end:
        told = _("The batch expires on {moment}. Not all of it leaves before; the rest is skipped.")
    else:
        told = _("The batch expires on {moment}; what has not left by then is skipped.")
    yield told.format(moment=wording.moment_there(expires_at, forecast.settings.calendar.zone))
