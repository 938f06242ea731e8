"""Show on the terminal how far the copying of a journal is."""

import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from batch_sender.cli import streams
from batch_sender.language import _

if TYPE_CHECKING:
    from tqdm import tqdm

_MANY: Final = 20_000
"""Rows from which on a copying is shown; a shorter one is done at once."""


class CopyingProgress:
    """Shows a bar with the time that is left; to a log it shows nothing."""

    def __init__(self) -> None:
        self._bar: tqdm[Any] | None = None

    def __call__(self, done: int, of: int) -> None:
        """Hear how far it is."""
        if self._bar is None:
            if of < _MANY or not (talk := streams.Talk()).isatty():
                return
            from tqdm import tqdm  # noqa: PLC0415 - short journals need none

            self._bar = tqdm(total=of, file=talk, desc=_("Copying"), leave=False, unit="")
        self._bar.update(done - self._bar.n)

    def close(self) -> None:
        """Take the bar off the screen."""
        if self._bar is not None:
            self._bar.close()


@contextlib.contextmanager
def copying_progress() -> Iterator[CopyingProgress]:
    """Show on this terminal how far a copying is, while the block runs."""
    shown = CopyingProgress()
    try:
        yield shown
    finally:
        shown.close()
