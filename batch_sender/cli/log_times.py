"""Times as people read them in a log: by the clocks on their wall."""

import logging
from datetime import UTC, datetime

from batch_sender.sentences.moments import with_offset


class LocalTimes(logging.Formatter):
    """Writes a record's local time with its offset from UTC."""

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: ARG002, N802 - logging's own name
        """Return the time of a record."""
        return with_offset(datetime.fromtimestamp(record.created, UTC))
