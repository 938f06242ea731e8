"""Convert a zone's wall time to UTC, across the gaps and repeats of daylight saving."""

from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

_LESS_THAN_A_SECOND: Final = timedelta(milliseconds=100)  # clocks change on whole seconds


def first_moment(wall: datetime, zone: ZoneInfo) -> datetime:
    """Return when the zone's clocks first show the naive time `wall`, or pass over it (UTC).

    In a gap that is the first moment after it, in a repeat the first of the two.
    """
    local = wall.replace(tzinfo=zone)
    first, second = (local.replace(fold=fold).astimezone(UTC) for fold in (0, 1))
    skipped = first > second  # PEP 495
    return _clock_change(second, first, zone) if skipped else first


def _clock_change(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    offset = before.astimezone(zone).utcoffset()
    while after - before > _LESS_THAN_A_SECOND:
        middle = before + (after - before) / 2
        if middle.astimezone(zone).utcoffset() == offset:
            before = middle
        else:
            after = middle
    return after.replace(microsecond=0)
