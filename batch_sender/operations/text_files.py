"""Read a message text from a file, as any editor saved it; what is no message text is refused."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from batch_sender.compose.errors import (
    TemplateFileNotText,
    TemplateFileTooLarge,
    TemplateFileUnreadable,
    TemplateIsList,
)
from batch_sender.language import _
from batch_sender.load.clean_text import utf16_name
from batch_sender.load.errors import ListEmpty, ListError, ListNotAList
from batch_sender.load.files.kinds import FileKind, file_kind
from batch_sender.load.files.limits import LIMITS
from batch_sender.models import FileContent, FileRole, JudgedFile, MessageText, column_key

_MOST_BYTES: Final = 1_000_000
"""Far more than a text may have; a device or a pipe may never end."""

_LOOKED_AT: Final = 4096

# Placeholders and lists of programs begin alike; only the one is meant here.
_PERHAPS_BRACES: Final = re.compile(rb"(?:\xef\xbb\xbf)?\s*[{\[](?!\\rtf)")


def read(path: Path, *, contact_list: Path | None = None) -> MessageText:
    """Read a text in UTF-8 or UTF-16, or else as Windows saves it; `contact_list`: whom it is for.

    Raises:
        TemplateFileUnreadable: there is no such file, or it is no text.
        TemplateFileNotText: it is a document, a web page, a workbook, a picture.
        TemplateFileTooLarge: no message text is so long.
        TemplateIsList: it is a list of contacts.
    """
    try:
        with path.open("rb") as file:
            content = file.read(_MOST_BYTES + 1)
        if contact_list is not None and _are_alike(path, contact_list, content):
            raise TemplateIsList(origin=path)
    except OSError as err:
        raise TemplateFileUnreadable(path=path) from err
    if path.is_file() and not _PERHAPS_BRACES.match(content):
        _refuse_documents(path)
    if len(content) > _MOST_BYTES:
        raise TemplateFileTooLarge(path=path)
    text = _decoded(content, path)
    refuse_list(text, path)
    return MessageText(text=text, origin=str(path), file=_judged_file(content, path))


def typed(texts: Sequence[str], *, origin: str) -> list[MessageText]:
    """Take texts that come in no file; `origin`: what errors call them.

    Raises:
        TemplateIsList: one is a list of contacts.
    """
    for text in texts:
        refuse_list(text, origin)
    return [MessageText(text=text, origin=origin) for text in texts]


def _judged_file(content: bytes, path: Path) -> JudgedFile:
    """Keep what was read, not what a second look at the file would find."""
    found = FileContent(size=len(content), sha256=hashlib.sha256(content).hexdigest())
    return JudgedFile(role=FileRole.TEXT, path=path.absolute(), content=found)


def _are_alike(path: Path, contact_list: Path, content: bytes) -> bool:
    """Tell whether a text's file is the list, or a copy of it."""
    if not contact_list.is_file():
        return False
    alike = contact_list.stat().st_size == len(content) and contact_list.read_bytes() == content
    return alike or path.samefile(contact_list)


def _refuse_documents(path: Path) -> None:
    """Refuse what a list could not be either, and what only a list can be."""
    try:
        kind = file_kind(path, LIMITS)
    except ListEmpty:
        return  # there is nothing in it, which is said of the text
    except ListNotAList as err:
        raise TemplateFileNotText(path=path, what=err.details["what"]) from err
    except ListError as err:
        raise TemplateFileUnreadable(path=path) from err
    if kind is not FileKind.CSV:
        raise TemplateFileNotText(path=path, what=_("a spreadsheet"))


def _decoded(content: bytes, path: Path) -> str:
    utf16 = utf16_name(content[:_LOOKED_AT])
    for encoding in ("utf-8", "cp1252") if utf16 is None else (utf16,):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    raise TemplateFileUnreadable(path=path)


# ── lists ─────────────────────────────────────────────────────────────────────────────────────

_NUMBER: Final = re.compile(r"(?<![\w/])\+?\(?\d[\d ().-]{6,18}\d(?!\w)|\d[.,]\d+E\+\d\d", re.ASCII)
_WITH_DDD: Final = 10
_WITHOUT_DDD: Final = 8
_PHONE_NAME: Final = re.compile(
    r"(?:n|no|nr|num|numero)?(?:d[eoa])?(?:telefone|fone|celular|cel|whatsapp|whats|phone|mobile|tel)\w*"
)
_LETTER: Final = re.compile(r"[^\W\d_]")
_SEPARATORS: Final = ";\t|,"
_SURELY_ROWS: Final = 3
_NEARLY_ALL: Final = 0.8


def refuse_list(text: str, origin: object) -> None:
    """Refuse a text that is a table of contacts: everybody would get everybody's numbers.

    Raises:
        TemplateIsList: it is one.
    """
    if "{" in text:  # a placeholder is in no list
        return
    lines = [line for line in text.split("\n") if line.strip()]
    if any(_is_table(lines, separator) for separator in _SEPARATORS) or _is_column(lines):
        raise TemplateIsList(origin=origin)


def _is_table(lines: Sequence[str], separator: str) -> bool:
    """Tell whether lines of equally many cells hold numbers, below a name for them or by themselves."""
    widths = Counter(line.count(separator) for line in lines)
    del widths[0]
    if not widths:
        return False
    (width, _many), *_rest = widths.most_common(1)
    alike = [line for line in lines if line.count(separator) == width]
    if any(_PHONE_NAME.fullmatch(column_key(name)) for name in alike[0].split(separator)):
        return 2 * _numbered(alike, _WITHOUT_DDD) >= len(alike) - 1 > 0
    return _are_rows(_numbered(alike, _WITH_DDD), lines)


def _is_column(lines: Sequence[str]) -> bool:
    """Tell whether nearly all lines are a number and nothing else."""
    bare = (line for line in lines if _LETTER.search(line) is None)
    return _are_rows(_numbered(bare, _WITH_DDD), lines)


def _are_rows(numbered: int, lines: Sequence[str]) -> bool:
    return numbered >= max(_SURELY_ROWS, _NEARLY_ALL * len(lines))


def _numbered(lines: Iterable[str], fewest: int) -> int:
    """Count the lines that hold a phone number, or what a spreadsheet makes of one."""
    found = [number[0] for line in lines if (number := _NUMBER.search(line)) is not None]
    return sum("E+" in number or sum(map(str.isdigit, number)) >= fewest for number in found)
