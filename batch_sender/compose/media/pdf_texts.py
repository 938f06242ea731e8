"""Get the text of PDFs from a child process, within bounds of time and memory."""

from collections import OrderedDict
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from batch_sender.sandbox.process import Child, ChildGone

_PROCESS: Final = "batch_sender.compose.media.pdf_process"
_SILENCE: Final = 15.0
"""Seconds for one file, the start of the process included; a bill takes some hundredths."""
_MOST_LATE: Final = 4
"""After so many files that took too long, no other is tried: a folder of them would take days."""
_REMEMBERED: Final = 64


class Unread(StrEnum):
    """Why a PDF has no text to compare."""

    NO_TEXT = "no_text"  # a scan: pictures alone
    LOCKED = "locked"  # it wants a password
    UNREADABLE = "unreadable"  # damaged, or too heavy to read


class PdfTexts:
    """Reads one PDF after another. Close it, or use it in a `with`."""

    def __init__(self, *, silence: float = _SILENCE) -> None:
        self._silence = silence
        self._child: Child | None = None
        self._late = 0
        self._texts: OrderedDict[str, str | Unread] = OrderedDict()

    def of(self, path: Path, *, sha256: str) -> str | Unread:
        """Return the text of the first pages; one file that several rows share is read once."""
        text = self._texts.get(sha256)
        if text is None:
            text = self._texts[sha256] = self._read(path)
            if len(self._texts) > _REMEMBERED:
                self._texts.popitem(last=False)
        return text

    def close(self) -> None:
        """Stop the process that reads."""
        if self._child is not None:
            self._child.close()
            self._child = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def _read(self, path: Path) -> str | Unread:
        if self._late >= _MOST_LATE:
            return Unread.UNREADABLE
        try:
            if self._child is None:
                self._child = Child(_PROCESS, silence=self._silence)
            self._child.tell({"path": str(path)})
            answer = self._child.answer()
        except ChildGone as gone:
            self._late += gone.silent
            self.close()
            return Unread.UNREADABLE
        except OSError:
            return Unread.UNREADABLE
        return answer["text"] if "text" in answer else Unread(answer["unread"])
