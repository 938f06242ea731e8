"""Brazil's national holidays."""

import functools
from datetime import date


def is_holiday(day: date) -> bool:
    """Say whether a date is a national holiday in Brazil; Carnival and states' own days are not."""
    return day in _holidays_of(day.year)


@functools.cache
def _holidays_of(year: int) -> frozenset[date]:
    # A whole year at once: the package's own look-up by date is not safe among threads. It takes a
    # moment to load, and only who asks for holidays waits for it.
    import holidays  # noqa: PLC0415

    return frozenset(holidays.country_holidays("BR", years=year))
