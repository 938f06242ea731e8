"""The standard streams, whatever whoever started the program left of them: closed, full, gone."""

import os
import shutil
import sys
from contextvars import ContextVar
from pathlib import Path
from typing import Any, Final, Literal, TextIO, cast

from batch_sender.language import N_, _
from batch_sender.models.printable import printable
from batch_sender.models.system_words import said_of

Stream = Literal["stdout", "stderr"]

_USUAL_WIDTH: Final = 80
_LOSS: Final = ContextVar[str | None]("why standard output takes nothing", default=None)


def begin() -> None:
    """Put something that takes all and says nothing in the place of each stream that is closed.

    Their numbers are taken with it. Else the next file to be opened gets one of them, and what a
    library or a child process prints goes into that file.
    """
    _LOSS.set(N_("it is closed") if sys.stdout is None else None)
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):  # by their numbers
        if getattr(sys, name) is None:
            setattr(sys, name, _nowhere(mode))


def write(stream: Stream, text: str) -> None:
    """Print to a stream; what one cannot take is swallowed from there on, and the work goes on."""
    to: TextIO = getattr(sys, stream)
    try:
        to.write(printable(text))
        to.flush()
    except (OSError, ValueError) as err:  # ValueError: somebody closed it
        setattr(sys, stream, _nowhere("w"))
        # Whoever reads no further, as `head` does, has what they wanted.
        if stream == "stdout" and not isinstance(err, BrokenPipeError):
            _LOSS.set(said_of(err) if isinstance(err, OSError) else _("it is closed"))


def columns() -> int:
    """Return how wide the terminal is that standard error goes to: COLUMNS, or what the system says."""
    try:
        found = os.get_terminal_size(sys.stderr.fileno()).columns
    except (OSError, ValueError):  # there is none, or nobody knows
        found = 0
    return shutil.get_terminal_size((found or _USUAL_WIDTH, 24)).columns


def loss() -> str | None:
    """Say once why standard output did not take what was printed, where that is worth a word."""
    why = _LOSS.get()
    _LOSS.set(None)
    return None if why is None else _(why)


class Talk:
    """Standard error as a file for whoever wants one: what it cannot take stops nobody."""

    def write(self, text: str) -> int:
        """Print to it."""
        write("stderr", text)
        return len(text)

    def flush(self) -> None:
        """Do nothing: `write` has done it."""

    def isatty(self) -> bool:
        """Say whether a terminal is there; one that was closed is none."""
        try:
            return sys.stderr.isatty()
        except ValueError:
            return False

    def __getattr__(self, name: str) -> Any:
        return getattr(sys.stderr, name)


def _nowhere(mode: str) -> TextIO:
    return cast("TextIO", Path(os.devnull).open(mode, encoding="utf-8"))
