"""Read a message text from a file, as any editor saved it."""

import hashlib
from pathlib import Path
from typing import Final

from batch_sender.compose.errors import TemplateFileTooLarge, TemplateFileUnreadable
from batch_sender.models import FileContent, FileRole, JudgedFile, MessageText

_MOST_BYTES: Final = 1_000_000
"""Far more than a text may have; a device or a pipe may never end."""


def read(path: Path) -> MessageText:
    """Read a text in UTF-8, or else as Windows saves it.

    Raises:
        TemplateFileUnreadable: there is no such file, or it is no text.
        TemplateFileTooLarge: no message text is so long.
    """
    try:
        with path.open("rb") as file:
            content = file.read(_MOST_BYTES + 1)
    except OSError as err:
        raise TemplateFileUnreadable(path=path) from err
    if len(content) > _MOST_BYTES:
        raise TemplateFileTooLarge(path=path)
    return MessageText(
        text=_decoded(content, path), origin=str(path), file=_judged_file(content, path)
    )


def _judged_file(content: bytes, path: Path) -> JudgedFile:
    """Keep what was read, not what a second look at the file would find."""
    found = FileContent(size=len(content), sha256=hashlib.sha256(content).hexdigest())
    return JudgedFile(role=FileRole.TEXT, path=path.absolute(), content=found)


def _decoded(content: bytes, path: Path) -> str:
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return text.replace("\r\n", "\n").replace("\r", "\n")  # as open files give it
    raise TemplateFileUnreadable(path=path)
