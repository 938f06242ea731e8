"""The log of what runs on and on, a line for each thing that happens: the service's, a worker's."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Final

from batch_sender.cli import debug, output
from batch_sender.cli.errors import LogNotWritable
from batch_sender.cli.log_times import LocalTimes
from batch_sender.config.masking import Masking
from batch_sender.models.system_words import said_of

_SERVICE: Final = "batch_sender.service"
_LOG_BYTES: Final = 5_000_000
_OLD_LOGS: Final = 5


class Report:
    """Writes a line for each thing that happens, to a file that is renewed, or to stderr."""

    def __init__(self, logger: logging.Logger) -> None:
        self._logger = logger
        self.is_empty = True

    def __call__(self, sentence: str, *, trouble: bool = False) -> None:
        """Write it down."""
        self.is_empty = False
        self._logger.log(logging.WARNING if trouble else logging.INFO, "%s", sentence)


@contextmanager
def written_to(path: Path | None) -> Iterator[Report]:
    """Write the log of a service to a file, or where talk goes, while the block runs.

    Raises:
        LogNotWritable: the file cannot be written.
    """
    handler = _handler(path)
    handler.setFormatter(LocalTimes("%(asctime)s %(levelname)s %(message)s"))
    handler.addFilter(Masking(besides=_SERVICE))
    # Its own, not one of the process: two services never write into each other's log.
    logger = logging.Logger(_SERVICE, logging.INFO)  # noqa: LOG001 - as the line above says
    # A file takes the traces of what nobody expected, too; a terminal only where `--debug` asks.
    heard = [logger] if path is None else [logger, logging.getLogger(debug.LOGGER)]
    for each in heard:
        each.addHandler(handler)
    try:
        yield Report(logger)
    finally:
        for each in heard:
            each.removeHandler(handler)
        handler.close()


def _handler(path: Path | None) -> logging.Handler:
    if path is None:
        return _ToTerminal()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return RotatingFileHandler(
            path,
            maxBytes=_LOG_BYTES,
            backupCount=_OLD_LOGS,
            encoding="utf-8",
            errors="backslashreplace",
        )
    except OSError as err:
        raise LogNotWritable(path=path, why=said_of(err)) from err


class _ToTerminal(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        """Print the line where talk goes."""
        output.tell(self.format(record))
