"""Read what people read of a file: each cell, sheet, heading and chart of a workbook, each word of a page."""

import csv
import json
import re
import zipfile
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, Final

_SHOWN_IN_WORKBOOKS: Final = re.compile(
    r"<(?:\w+:)?(?:t|v|title|subject|description|keywords|category|creator|oddFooter|oddHeader|formula1)"
    r"(?: [^>]*)?>([^<]+)<"
    r"|<sheet [^>]*?name=\"([^\"]+)\"|<tableColumn [^>]*?name=\"([^\"]+)\""
    r"|\b(?:prompt|promptTitle|error|errorTitle|descr|title)=\"([^\"]+)\""
)
_READ_ALOUD: Final = frozenset({"title", "aria-label", "alt", "placeholder", "content", "label"})


def text_of(path: Path) -> str:
    """Return all that a file of results shows, a line a piece."""
    match path.suffix:
        case ".xlsx":
            return "\n".join(_of_workbook(path))
        case ".html":
            return text_of_page(path.read_text("utf-8"))
        case ".jsonl":
            return "\n".join(said_in(path.read_text("utf-8")))
        case ".csv":  # its headings and states are for programs; what holds blanks is read
            rows = csv.reader(path.read_text("utf-8-sig").splitlines(), delimiter=";")
            return "\n".join(cell for row in rows for cell in row if " " in cell)
    return path.read_text("utf-8-sig")


def text_of_page(html: str) -> str:
    """Return what a page shows or has read aloud, and what its scripts are handed to show, a line a piece."""
    page = _Page()
    page.feed(html)
    return "\n".join(page.read)


def said_in(lines: str) -> Iterator[str]:
    """Yield the texts among the values of JSON lines: keys and codes are for programs."""
    for line in filter(None, map(str.strip, lines.splitlines())):
        yield from _texts(json.loads(line))


def _texts(value: Any) -> Iterator[str]:
    match value:
        case str() if " " in value:
            yield value
        case dict():
            for each in value.values():
                yield from _texts(each)
        case list():
            for each in value:
                yield from _texts(each)


def _of_workbook(path: Path) -> Iterator[str]:
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if name.endswith(".xml") and "theme" not in name and "styles" not in name:
                for found in _SHOWN_IN_WORKBOOKS.finditer(archive.read(name).decode("utf-8")):
                    yield unescape(next(filter(None, found.groups())))


def _is_read(name: str, value: str) -> bool:
    """Say whether people come to read an attribute: by itself, or by a script that shows it."""
    return name in _READ_ALOUD or (name.startswith("data-") and " " in value)


class _Page(HTMLParser):
    """Collects what is seen of a page or read aloud, and the texts that its script shows."""

    def __init__(self) -> None:
        super().__init__()
        self.read: list[str] = []
        self._kind: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        self._kind = {"style": "none", "script": named.get("type") or "none"}.get(tag)
        if tag != "meta" or named.get("name") == "description":
            self.read += [value for name, value in attrs if value and _is_read(name, value)]

    def handle_endtag(self, _tag: str) -> None:
        self._kind = None

    def handle_data(self, data: str) -> None:
        if self._kind == "application/json":
            self.read += said_in(" ".join(data.split("\n")))
        elif self._kind is None:
            self.read.append(data)
