"""Show the program's own log on standard error, where `--debug` or BATCH_SENDER_DEBUG asks for it."""

import logging
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

VARIABLE: Final = "BATCH_SENDER_DEBUG"
LOGGER: Final = "batch_sender"
"""Of the whole program; each module's own logger lies below it."""

_NO: Final = frozenset({"", "0", "no", "off", "false"})


def is_asked(variables: Mapping[str, str]) -> bool:
    """Say whether the environment asks for it."""
    return variables.get(VARIABLE, "").strip().lower() not in _NO


def begin(*, on: bool) -> None:
    """Show the log from here on or, as is usual, say nothing; a second call puts the first one right."""
    logger = logging.getLogger(LOGGER)
    for handler in list(logger.handlers):
        if isinstance(handler, _Shown | logging.NullHandler):
            logger.removeHandler(handler)
    # Without any handler Python would print what is bad enough by itself.
    logger.addHandler(_Shown() if on else logging.NullHandler())
    logger.setLevel(logging.DEBUG if on else logging.INFO)


class LocalTimes(logging.Formatter):
    """Begins lines with the time of this computer's clock, and its zone."""

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: N802, ARG002 - as logging calls it
        """Return such as 2026-11-03 09:00:00-03:00."""
        local = datetime.fromtimestamp(record.created, UTC).astimezone()
        return local.isoformat(sep=" ", timespec="seconds")


class _Shown(logging.Handler):
    def __init__(self) -> None:
        from batch_sender.config.masking import Masking  # noqa: PLC0415 - as a rule nothing is shown

        super().__init__()
        self.addFilter(Masking())
        self.setFormatter(LocalTimes("%(asctime)s %(levelname)s %(name)s: %(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        """Write it to standard error, as it is now."""
        try:
            print(self.format(record), file=sys.stderr, flush=True)  # noqa: T201 - where it belongs
        except (OSError, ValueError):  # nobody reads it any more
            return
