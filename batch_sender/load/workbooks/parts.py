"""Read an XLSX archive's index: its sheets, its number formats and its date system."""

import posixpath
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from xml.parsers import expat

from batch_sender.load.cell_formats.codes import BUILT_IN, GENERAL
from batch_sender.load.files.limits import Limits

_WORKBOOK: Final = "xl/workbook.xml"
_RELATIONS: Final = "xl/_rels/workbook.xml.rels"
_STYLES: Final = "xl/styles.xml"
_TRUE: Final = frozenset({"1", "true", "on"})
_BLOCK: Final = 1 << 16


class UnsafePart(Exception):
    """A part holds what no real workbook holds: an entity, or more than its kind may."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetPart:
    """One worksheet and the part of the archive that holds it."""

    name: str
    part: str
    visible: bool


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
    sheets: list[SheetPart] = []
    dates: list[bool] = []
    to_calculate: list[bool] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag == "workbookPr":
            dates.append(attributes.get("date1904", "").lower() in _TRUE)
        elif tag == "calcPr":
            to_calculate.append(attributes.get("fullCalcOnLoad", "").lower() in _TRUE)
        elif tag == "sheet":
            kind, part = relations.get(attributes.get("id", ""), ("", ""))
            if kind == "worksheet" and part.lower() in names:
                sheets.append(
                    SheetPart(
                        name=attributes.get("name", ""),
                        part=names[part.lower()],
                        visible=attributes.get("state", "visible") == "visible",
                    )
                )

    _parse(archive, names[_WORKBOOK], start, limits)
    formats = _formats(archive, names[_STYLES], limits) if _STYLES in names else ()
    return WorkbookParts(
        sheets=tuple(sheets),
        formats=formats,
        from_1904=any(dates),
        never_calculated=any(to_calculate),
    )


def _relations(archive: zipfile.ZipFile, part: str, limits: Limits) -> dict[str, tuple[str, str]]:
    found: dict[str, tuple[str, str]] = {}

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag == "Relationship":
            target = attributes.get("Target", "")
            path = target[1:] if target.startswith("/") else posixpath.join("xl", target)
            kind = attributes.get("Type", "").rpartition("/")[2]
            found[attributes.get("Id", "")] = (kind, posixpath.normpath(path))

    _parse(archive, part, start, limits)
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

    _parse(archive, part, start, limits)
    return tuple(codes.get(number, BUILT_IN.get(number, GENERAL)) for number in styles)


def _parse(
    archive: zipfile.ZipFile,
    part: str,
    start: Callable[[str, dict[str, str]], None],
    limits: Limits,
) -> None:
    """Feed `part` to `start`, tags and attributes without their prefixes, entities refused."""
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
    parser.StartDoctypeDeclHandler = refuse
    with archive.open(part) as file:
        while block := file.read(_BLOCK):
            parser.Parse(block, False)  # noqa: FBT003 - expat takes no keyword here
    parser.Parse(b"", True)  # noqa: FBT003 - as above
