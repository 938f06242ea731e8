"""Find the row in which a sheet's own filter or table has its column names: whoever made it knew which that is."""

import posixpath
import re
import zipfile
from typing import Final
from xml.parsers import expat

from batch_sender.load.files.limits import Limits
from batch_sender.load.workbooks.parts import SheetPart, UnsafePart, parse_part

_AREA: Final = re.compile(r"(?:.*!)?\$?[A-Z]{1,3}\$?(\d{1,7})(?::\$?[A-Z]{1,3}\$?(\d{1,7}))?")
_NO_HEADER: Final = "0"


def table_row(archive: zipfile.ZipFile, sheet: SheetPart, limits: Limits) -> int | None:
    """Return the first row of the sheet's filter, or of its longest table; None if it has none.

    It is a hint: where a part is missing or broken, there is none.
    """
    if sheet.filtered is not None:
        return _rows(sheet.filtered)[0]
    try:
        areas = [_rows(area) for area in _tables(archive, sheet.part, limits)]
    except (KeyError, UnsafePart, expat.ExpatError, zipfile.BadZipFile):
        return None
    first, _last = max(
        areas, key=lambda rows: (rows[1] or 0) - (rows[0] or 0), default=(None, None)
    )
    return first


def _rows(area: str) -> tuple[int | None, int | None]:
    found = _AREA.fullmatch(area)
    return (None, None) if found is None else (int(found[1]), int(found[2] or found[1]))


def _tables(archive: zipfile.ZipFile, part: str, limits: Limits) -> list[str]:
    """Return the areas of the tables that have a row of names."""
    folder, name = posixpath.split(part)
    links = posixpath.join(folder, "_rels", f"{name}.rels")
    parts, areas = list[str](), list[str]()

    def link(tag: str, attributes: dict[str, str]) -> None:
        if tag == "Relationship" and attributes.get("Type", "").endswith("/table"):
            target = attributes.get("Target", "")
            parts.append(posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/"))

    def table(tag: str, attributes: dict[str, str]) -> None:
        if tag == "table" and attributes.get("headerRowCount") != _NO_HEADER:
            areas.append(attributes.get("ref", ""))

    if links in archive.namelist():
        parse_part(archive, links, link, limits)
    for each in parts:
        parse_part(archive, each, table, limits)
    return areas
