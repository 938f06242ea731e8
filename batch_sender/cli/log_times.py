"""Times as people read them in a log: by the clocks on their wall."""

import logging
from datetime import UTC, datetime

from batch_sender.timing.windows import BRAZIL


class LocalTimes(logging.Formatter):
    """Writes a record's time by this machine's clocks, with their offset from UTC.

    A machine that keeps UTC, as servers do, has no clock that anybody reads: there it is Brazil's.
    """

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: ARG002, N802 - logging's own name
        """Return the time of a record."""
        local = datetime.fromtimestamp(record.created, UTC).astimezone()
        by_people = local if local.utcoffset() else local.astimezone(BRAZIL)
        return by_people.isoformat(sep=" ", timespec="seconds")
