"""What a day's plans let out, in words; and how many new people are among those who are written to."""

from batch_sender.language import _, ngettext, number
from batch_sender.timing.limits import DailyPlan


def plans_in_words(every: DailyPlan | None, new: DailyPlan | None) -> str:
    """Say what may leave a day: messages in all, those to new people, or both."""
    told = [] if every is None else [_all_messages(every)]
    told += [] if new is None else [_to_new_people(new)]
    return _(" and ").join(told)


def days_by_plan(days: int, every: DailyPlan | None, new: DailyPlan | None) -> str:
    """Say how many days the plans make of a batch."""
    told = _("That takes about {days} days, at {plan}.")
    return told.format(days=number(days), plan=plans_in_words(every, new))


def new_people_among(n: int) -> str:
    """Say how many of those who are written to are new, and what that means."""
    told = _("New people among them: {n}. CleverChat had accepted no message to them before.")
    return told.format(n=number(n))


def _all_messages(plan: DailyPlan) -> str:
    if not plan.warm_up:
        return ngettext("{n} message a day", "{n} messages a day", plan.cap or 0).format(n=plan.cap)
    return _("{steps} messages a day, the last from then on").format(steps=_steps(plan))


def _to_new_people(plan: DailyPlan) -> str:
    if not plan.warm_up:
        told = ngettext("{n} new person a day", "{n} new people a day", plan.cap or 0)
        return told.format(n=plan.cap)
    return _("{steps} new people a day, the last from then on").format(steps=_steps(plan))


def _steps(plan: DailyPlan) -> str:
    return ", ".join(str(plan.allows(day)) for day in range(len(plan.warm_up)))
