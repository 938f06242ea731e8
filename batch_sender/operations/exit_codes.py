"""The exit codes of the command line: what a command ends with, by what became of a batch."""

from collections.abc import Iterable
from enum import IntEnum
from typing import Final

from batch_sender.models import Counts


class ExitCode(IntEnum):
    """What a program may go by. Members are in no order: see `worst`."""

    DONE = 0
    NOT_STARTED = 1
    WRONG_USAGE = 2
    NOT_ALL = 3
    STOPPED = 4


_FROM_BEST_TO_WORST: Final = (
    ExitCode.DONE,
    ExitCode.NOT_ALL,
    ExitCode.STOPPED,
    ExitCode.WRONG_USAGE,
    ExitCode.NOT_STARTED,
)


def of_batch(counts: Counts) -> ExitCode:
    """Return how a batch stands: done only where every row was accepted, stopped if it can go on."""
    if counts.pending or counts.sending:
        return ExitCode.STOPPED
    return ExitCode.DONE if counts.accepted == counts.read else ExitCode.NOT_ALL


def of_check(counts: Counts) -> ExitCode:
    """Return how a judged list stands: done only where every row can be sent."""
    return ExitCode.NOT_ALL if counts.skipped else ExitCode.DONE


def worst(codes: Iterable[int]) -> ExitCode:
    """Return the worst of several batches' codes; of none, done."""
    return max(map(ExitCode, codes), key=_FROM_BEST_TO_WORST.index, default=ExitCode.DONE)
