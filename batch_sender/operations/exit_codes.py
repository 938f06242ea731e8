"""The exit codes of the command line: what a command ends with, by what became of a batch."""

from collections.abc import Iterable
from enum import IntEnum
from typing import TYPE_CHECKING, Final

from batch_sender.models.errors import BatchSenderError

if TYPE_CHECKING:  # help has an exit code, too, and counts nothing
    from batch_sender.models import Counts


class ExitCode(IntEnum):
    """What a program may go by."""

    DONE = 0
    NOT_STARTED = 1
    WRONG_USAGE = 2
    NOT_ALL = 3
    STOPPED = 4


_NOTHING_LEFT: Final = frozenset({ExitCode.NOT_STARTED, ExitCode.WRONG_USAGE})


def of_batch(counts: "Counts") -> ExitCode:
    """Return how a batch stands: done only where every row was accepted, stopped if it can go on."""
    if counts.pending or counts.sending:
        return ExitCode.STOPPED
    return ExitCode.DONE if counts.accepted == counts.read else ExitCode.NOT_ALL


def of_check(counts: "Counts") -> ExitCode:
    """Return how a judged list stands: done only where every row can be sent."""
    return ExitCode.NOT_ALL if counts.skipped else ExitCode.DONE


def of_fault(fault: BatchSenderError) -> ExitCode:
    """Return what a fault says of its batch: it could not start, or stopped on its way."""
    is_begun = fault.exit_code == ExitCode.STOPPED
    return ExitCode.STOPPED if is_begun else ExitCode.NOT_STARTED


def of_several(codes: Iterable[int]) -> ExitCode:
    """Return what several batches' codes come to; of none, done.

    "Could not start" says that nothing left: only where that is so of each of them. Else it is
    "stopped": what has left has left, and the command that is given again goes on with the rest.
    """
    found = {ExitCode(code) for code in codes}
    for code in (ExitCode.NOT_STARTED, ExitCode.WRONG_USAGE):
        if code in found:
            return code if found <= _NOTHING_LEFT else ExitCode.STOPPED
    return max(found, default=ExitCode.DONE)
