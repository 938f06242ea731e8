"""Write days as people do, in the language in force."""

from datetime import date
from typing import Final

from batch_sender import language
from batch_sender.language import _
from batch_sender.sentences.hours import WEEKDAYS

_MONTHS: Final = (
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
)  # fmt: skip


def written(day: date) -> str:
    """Return a day in figures."""
    return f"{day:%d/%m/%Y}" if language.current() == "pt-BR" else day.isoformat()


def in_words(day: date, *, with_year: bool) -> str:
    """Return a day with its weekday: "Monday, 30 Nov" or, in Portuguese, "segunda, 30/11"."""
    if language.current() == "pt-BR":
        told = f"{day:%d/%m/%Y}" if with_year else f"{day:%d/%m}"
    else:
        told = f"{day.day} {_MONTHS[day.month - 1]}" + (f" {day.year}" if with_year else "")
    return f"{_(WEEKDAYS[day.weekday()])}, {told}"
