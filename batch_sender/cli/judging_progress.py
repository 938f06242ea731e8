"""Show on the terminal how far the judging of a long list is, with the first filled messages."""

import contextlib
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Final, TextIO

from batch_sender.cli import layout, streams
from batch_sender.judge.progress import JudgedSoFar
from batch_sender.language import _, number
from batch_sender.models import JudgedMessage
from batch_sender.phones import spelled

if TYPE_CHECKING:
    from tqdm import tqdm

_MANY: Final = 2_000
"""Rows from which on a list is shown while it is judged; a shorter one is there at once."""

_SOON: Final = 0.5
_EVERY: Final = 1.0
"""Seconds until something is shown, and from then on between two looks."""


class JudgingProgress:
    """Shows the first messages once, and the counts each second; to a log it shows nothing."""

    def __init__(self, file: TextIO | streams.Talk, clock: Callable[[], float]) -> None:
        self._file, self._clock = file, clock
        self._next = clock() + _SOON
        self._bar: tqdm[Any] | None = None

    def __call__(self, so_far: JudgedSoFar) -> None:
        """Hear how far it is."""
        if so_far.rows < _MANY or self._clock() < self._next or not self._file.isatty():
            return
        self._next = self._clock() + _EVERY
        if self._bar is None:
            self._bar = self._begun(so_far)
        room = layout.width(self._file)
        told = _counts(so_far)
        self._bar.set_description_str(told if room is None else layout.clipped(told, room - 1))

    def close(self) -> None:
        """Take the counts off the screen: what follows tells them whole."""
        if self._bar is not None:
            self._bar.close()

    def _begun(self, so_far: JudgedSoFar) -> "tqdm[Any]":
        from tqdm import tqdm  # noqa: PLC0415 - short lists need none

        for message in so_far.first:
            self._file.write(layout.laid_out(_shown(message), self._file) + "\n")
        return tqdm(file=self._file, bar_format="{desc}", leave=False)


@contextlib.contextmanager
def judging_progress() -> Iterator[JudgingProgress]:
    """Show on this terminal how far a judging is, while the block runs.

    A terminal that takes no more does not end the judging.
    """
    shown = JudgingProgress(streams.Talk(), time.monotonic)
    try:
        yield shown
    finally:
        shown.close()


def _shown(message: JudgedMessage) -> str:
    to = spelled(message.number) if message.number else ""
    return _("Row {row}, to {number}: {text}").format(
        row=message.row, number=to, text=" ".join((message.text or "").split())
    )


def _counts(so_far: JudgedSoFar) -> str:
    return _("{n} rows judged: {sendable} can be sent, {skipped} cannot").format(
        n=number(so_far.rows),
        sendable=number(so_far.sendable),
        skipped=number(so_far.rows - so_far.sendable),
    )
