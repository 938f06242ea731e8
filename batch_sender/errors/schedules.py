"""A schedule that cannot be meant, or is not there."""

from batch_sender.errors.base import BatchSenderError
from batch_sender.language import N_


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


class CronNeverDue(BadCron):
    """`--cron` names a day that does not exist."""

    code = "cron_never_due"
    sentence = N_("“{cron}” is never due: there is no such day.")


class BadDueMoment(ScheduleError):
    """`--at` is no date and time."""

    code = "bad_due_moment"
    exit_code = 2
    sentence = N_("“{moment}” is not a date and time.")
    remedy = N_('Write them like this: --at "2026-12-01 09:00" or --at "01/12/2026 09:00".')


class DueMomentPassed(ScheduleError):
    """`--at` lies in the past."""

    code = "due_moment_passed"
    exit_code = 2
    sentence = N_("{moment} is past; the schedule would never be due.")
    remedy = N_("Give a later moment, or send it now with: batch-sender run FILE.toml")


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
    remedy = N_('Write --late skip, --late run, or --late "run-if-within 2h".')


class CronOrMoment(ScheduleError):
    """Neither or both of `--cron` and `--at` were given."""

    code = "cron_or_moment"
    exit_code = 2
    sentence = N_("A schedule needs either --cron or --at, one of the two.")
    remedy = N_('For example: --cron "0 9 * * 1-5"')


class UnknownSchedule(ScheduleError):
    """There is no schedule of that number."""

    code = "unknown_schedule"
    sentence = N_("There is no schedule {schedule} in this journal.")
    remedy = N_("See the schedules there are with: batch-sender schedule list")


class ScheduleNotPossible(ScheduleError):
    """A batch file that asks, or reads standard input, cannot run by itself."""

    code = "schedule_not_possible"
    sentence = N_("{path} cannot run by itself: {why}.")
    remedy = N_("Change it in the file, then add the schedule again.")


class HealthPortTaken(ScheduleError):
    """The port of `/healthz` is in use."""

    code = "health_port_taken"
    sentence = N_("Port {port} of this machine is in use, so /healthz cannot be answered there.")
    remedy = N_("Choose another one with --port, or stop the other program.")


class LogNotWritable(ScheduleError):
    """The log file cannot be written."""

    code = "log_not_writable"
    sentence = N_("The log {path} cannot be written: {why}.")
    remedy = N_("Choose a place you may write to with --log, or leave it out.")


class PageNotBuilt(ScheduleError):
    """`serve` without `--no-page`."""

    code = "page_not_built"
    exit_code = 2
    sentence = N_("The web page is not part of this version.")
    remedy = N_("Run schedules and sending without it: batch-sender serve --no-page")
