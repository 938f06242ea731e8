"""Let no clock that was once ahead keep a schedule from its times, and say what was the matter."""

from typing import Final

from batch_sender.journal import Journal, TakenBack
from batch_sender.language import N_, _

_TOLD: Final = N_(
    "Schedule {schedule}: the clock has gone back. It was looked at until {moment}, which "
    "has not come yet; {n} due times of that time count as still to come again."
)


def taken_back(journal: Journal) -> list[str]:
    """Take back what was written down for a time that has not come yet; say it in sentences."""
    return [_in_words(each) for each in journal.schedules.take_back()]


def _in_words(found: TakenBack) -> str:
    moment = found.looked_until.astimezone(found.schedule.timing.zone)
    shown = f"{moment:%Y-%m-%d %H:%M}"
    return _(_TOLD).format(schedule=found.schedule.id, moment=shown, n=found.dues)
