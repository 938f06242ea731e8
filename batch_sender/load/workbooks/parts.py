"""Read an XLSX archive's index: its sheets, its number formats and its date system."""

import posixpath
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final
from xml.parsers import expat

from batch_sender.load.cell_formats.codes import BUILT_IN, GENERAL
from batch_sender.load.files.limits import Limits

_WORKBOOK: Final = "xl/workbook.xml"
_RELATIONS: Final = "xl/_rels/workbook.xml.rels"
_STYLES: Final = "xl/styles.xml"
_FILTER: Final = "_xlnm._FilterDatabase"
_TRUE: Final = frozenset({"1", "true", "on"})
_BLOCK: Final = 1 << 16


class UnsafePart(Exception):
    """A part holds what no real workbook holds: an entity, or more than its kind may."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetPart:
    """One worksheet and the part of the archive that holds it; `filtered`: the area of its filter, if any."""

    name: str
    part: str
    visible: bool
    filtered: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkbookParts:
    """The worksheets in their order, and the format code of each cell style (`formats[s]`).

    `never_calculated`: the program that wrote it has Excel calculate all formulas when it opens it.
    """

    sheets: tuple[SheetPart, ...]
    formats: tuple[str, ...]
    from_1904: bool
    never_calculated: bool


def read_parts(archive: zipfile.ZipFile, limits: Limits) -> WorkbookParts:
    """Read what says how the sheets are to be shown.

    Raises:
        UnsafePart, KeyError, expat.ExpatError, zipfile.BadZipFile: it is no sound workbook.
    """
    names = {name.lower(): name for name in archive.namelist()}
    relations = _relations(archive, names[_RELATIONS], limits)
    workbook = _Workbook(names, relations)
    parse_part(archive, names[_WORKBOOK], workbook.start, limits, text=workbook.text)
    formats = _formats(archive, names[_STYLES], limits) if _STYLES in names else ()
    return WorkbookParts(
        sheets=workbook.with_filters(),
        formats=formats,
        from_1904=workbook.from_1904,
        never_calculated=workbook.never_calculated,
    )


class _Workbook:
    """Hears the tags of the part that lists the sheets; `names` and `relations`: the archive's parts."""

    def __init__(self, names: dict[str, str], relations: dict[str, tuple[str, str]]) -> None:
        self.from_1904 = self.never_calculated = False
        self._names = names
        self._relations = relations
        self._sheets: list[SheetPart | None] = []
        self._filters: dict[str, str] = {}
        self._filtered: str | None = None

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Hear a tag open."""
        self._filtered = None
        if tag == "workbookPr":
            self.from_1904 |= attributes.get("date1904", "").lower() in _TRUE
        elif tag == "calcPr":
            self.never_calculated |= attributes.get("fullCalcOnLoad", "").lower() in _TRUE
        elif tag == "sheet":
            self._sheets.append(self._sheet(attributes))
        elif tag == "definedName" and attributes.get("name") == _FILTER:
            self._filtered = attributes.get("localSheetId", "")

    def text(self, text: str) -> None:
        """Hear what stands inside a tag: the area of a sheet's filter."""
        if self._filtered is not None:
            self._filters[self._filtered] = self._filters.get(self._filtered, "") + text

    def with_filters(self) -> tuple[SheetPart, ...]:
        """Return the worksheets, each with its filter; filters count other sheets, too."""
        return tuple(
            replace(sheet, filtered=self._filters.get(str(position)))
            for position, sheet in enumerate(self._sheets)
            if sheet is not None
        )

    def _sheet(self, attributes: dict[str, str]) -> SheetPart | None:
        kind, part = self._relations.get(attributes.get("id", ""), ("", ""))
        if kind != "worksheet" or part.lower() not in self._names:
            return None
        return SheetPart(
            name=attributes.get("name", ""),
            part=self._names[part.lower()],
            visible=attributes.get("state", "visible") == "visible",
        )


def _relations(archive: zipfile.ZipFile, part: str, limits: Limits) -> dict[str, tuple[str, str]]:
    found: dict[str, tuple[str, str]] = {}

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag == "Relationship":
            target = attributes.get("Target", "")
            path = target[1:] if target.startswith("/") else posixpath.join("xl", target)
            kind = attributes.get("Type", "").rpartition("/")[2]
            found[attributes.get("Id", "")] = (kind, posixpath.normpath(path))

    parse_part(archive, part, start, limits)
    return found


def _formats(archive: zipfile.ZipFile, part: str, limits: Limits) -> tuple[str, ...]:
    codes: dict[int, str] = {}
    styles: list[int] = []
    inside: list[str] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag in {"cellXfs", "cellStyleXfs"}:
            inside.append(tag)
        elif tag == "numFmt":
            codes[int(attributes["numFmtId"])] = attributes["formatCode"]
        elif tag == "xf" and inside and inside[-1] == "cellXfs":
            styles.append(int(attributes.get("numFmtId", "0")))

    parse_part(archive, part, start, limits)
    return tuple(codes.get(number, BUILT_IN.get(number, GENERAL)) for number in styles)


def parse_part(
    archive: zipfile.ZipFile,
    part: str,
    start: Callable[[str, dict[str, str]], None],
    limits: Limits,
    *,
    text: Callable[[str], None] | None = None,
) -> None:
    """Feed `part` to `start`, tags and attributes without their prefixes, entities refused; and to `text`."""
    if archive.getinfo(part).file_size > limits.index_part:
        raise UnsafePart(part)
    parser = expat.ParserCreate(namespace_separator=" ")

    def local(tag: str, attributes: dict[str, str]) -> None:
        start(
            tag.rpartition(" ")[2],
            {name.rpartition(" ")[2]: value for name, value in attributes.items()},
        )

    def refuse(*_declaration: object) -> None:
        raise UnsafePart(part)

    parser.StartElementHandler = local
    if text is not None:
        parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = refuse
    with archive.open(part) as file:
        while block := file.read(_BLOCK):
            parser.Parse(block, False)  # noqa: FBT003 - expat takes no keyword here
    parser.Parse(b"", True)  # noqa: FBT003 - as above
