"""Rates, windows, limits, cron expressions and moments that cannot be meant."""

from batch_sender.language import N_
from batch_sender.models.errors import BatchSenderError, OptionError


class BadRate(OptionError):
    """`--rate` is no rate."""

    code = "bad_rate"
    sentence = N_("“{rate}” is not a rate.")


class BadWindow(OptionError):
    """`--window` is no window, or never opens."""

    code = "bad_window"
    sentence = N_("“{window}” is not a sending window, or it never opens.")


class WindowEndsBeforeItBegins(BadWindow):
    """`--window` crosses midnight."""

    code = "bad_window"
    sentence = N_("The sending window “{window}” ends before it begins.")
    remedy = N_("A window lies within one day: let it end at 24:00 at the latest.")


class BadSpan(OptionError):
    """An option that takes a length of time was given something else."""

    code = "bad_span"
    sentence = N_("“{span}” is not a length of time.")
    remedy = N_("Write hours or days, such as 24h or 7d.")


class BadPersonLimit(OptionError):
    """`--max-per-person` is no number of messages in a length of time."""

    code = "bad_person_limit"
    sentence = N_("“{limit}” does not say how often one person may be written to.")


class BadWarmUp(OptionError):
    """`--warm-up` is no plan."""

    code = "bad_warm_up"
    sentence = N_("“{plan}” is not a plan of messages a day.")


class BadNewCap(OptionError):
    """`--new-cap` is no plan of new people a day."""

    code = "bad_new_cap"
    sentence = N_("“{plan}” does not say how many new people may be written to a day.")


class ScheduleError(BatchSenderError):
    """A schedule cannot be kept."""


class BadCron(ScheduleError):
    """`--cron` is no cron expression."""

    code = "bad_cron"
    exit_code = 2
    sentence = N_("“{cron}” is not a cron expression.")
    remedy = N_(
        "Write minute, hour, day, month and weekday (1 is Monday), such as "
        '"0 9 * * 1-5": at 9:00 from Monday to Friday.'
    )


class BadDueMoment(ScheduleError):
    """`--at` is no date and time."""

    code = "bad_due_moment"
    exit_code = 2
    sentence = N_("“{moment}” is not a date and time.")


class BadZone(ScheduleError):
    """`--zone` is no time zone."""

    code = "bad_zone"
    exit_code = 2
    sentence = N_("“{zone}” is not a time zone.")
    remedy = N_("Write its name, such as America/Sao_Paulo, America/Manaus or Europe/Lisbon.")


class BadLatePolicy(ScheduleError):
    """`--late` says nothing that can be done."""

    code = "bad_late_policy"
    exit_code = 2
    sentence = N_("“{late}” does not say what to do when a time is missed.")
