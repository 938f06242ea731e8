"""Who hears what a worker does, a sentence each."""

from typing import Protocol


class Reporter(Protocol):
    """Writes a line down. Called from many threads."""

    def __call__(self, sentence: str, /, *, trouble: bool = False) -> None:
        """Write it; `trouble`: somebody should look at it."""
