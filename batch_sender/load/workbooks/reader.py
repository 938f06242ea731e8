"""Start the process that reads a workbook, and pass on what it says."""

from collections.abc import Iterator
from typing import Any, Final

from batch_sender.sandbox.process import Child, ChildGone

__all__ = ["Reader", "ReaderGone"]

_PROCESS: Final = "batch_sender.load.workbooks.reader_process"

ReaderGone = ChildGone


class Reader:
    """One running process and what it says."""

    def __init__(self, silence: float) -> None:
        """Start it; `silence`: seconds that one message may take.

        Raises:
            OSError: the system starts no process.
        """
        self._child = Child(_PROCESS, silence=silence)

    @property
    def alive(self) -> bool:
        """Whether the process still runs."""
        return self._child.alive

    def messages(self, request: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """Yield what the process says to a request, until its end or its error.

        Raises:
            ReaderGone: it ended, or fell silent, before that.
        """
        self._child.tell(request, last=True)
        while "end" not in (message := self._child.answer()):
            yield message

    def close(self) -> None:
        """End the process."""
        self._child.close()
