"""Get the text of PDFs from a child process, within bounds of time and memory."""

from base64 import b64encode
from collections import OrderedDict
from enum import StrEnum
from types import TracebackType
from typing import Final, Self

from batch_sender.compose.media.contents import MediaContents, NotRead
from batch_sender.models import MediaFile
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
        self._contents = MediaContents()
        self._child: Child | None = None
        self._late = 0
        self._texts: OrderedDict[str, str | Unread] = OrderedDict()

    def of(self, media: MediaFile) -> str | Unread:
        """Return the text of the first pages; one file that several rows share is read once."""
        sha256 = media.sha256
        text = self._texts.get(sha256)
        if text is None:
            text = self._texts[sha256] = self._read(media)
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

    def _read(self, media: MediaFile) -> str | Unread:
        content = self._contents.of(media)
        if self._late >= _MOST_LATE or isinstance(content, NotRead):
            return Unread.UNREADABLE
        try:
            if self._child is None:
                self._child = Child(_PROCESS, silence=self._silence)
            self._child.tell({"pdf": b64encode(content).decode("ascii")})
            answer = self._child.answer()
        except ChildGone as gone:
            self._late += gone.silent
            self.close()
            return Unread.UNREADABLE
        except OSError:
            return Unread.UNREADABLE
        return answer["text"] if "text" in answer else Unread(answer["unread"])
