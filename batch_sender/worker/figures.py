"""What a worker counts of itself, for whoever watches many of them; nothing, where nobody does."""

from typing import Protocol

from batch_sender.journal import SendReport


class WorkerFigures(Protocol):
    """Hears what a worker does. Called from many threads."""

    def called(self, report: SendReport, *, seconds: float) -> None:
        """Hear of a message that was claimed and recorded, so long after its mark."""

    def holds(self, lanes: int) -> None:
        """Hear how many lanes the worker holds now."""

    def lane_lost(self) -> None:
        """Hear that a lane was started elsewhere while this worker believed that it had it."""

    def journal_failed(self) -> None:
        """Hear that the journal failed."""

    def beaten(self) -> None:
        """Hear that the journal has a beat of the worker."""


class Uncounted:
    """Counts nothing."""

    def called(self, report: SendReport, *, seconds: float) -> None:
        """Let it pass."""

    def holds(self, lanes: int) -> None:
        """Let it pass."""

    def lane_lost(self) -> None:
        """Let it pass."""

    def journal_failed(self) -> None:
        """Let it pass."""

    def beaten(self) -> None:
        """Let it pass."""
