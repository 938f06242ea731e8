"""Look a workbook over before its reader may open it: what is unsafe, hidden, formatted how."""

import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final
from xml.parsers import expat

from batch_sender.language import N_, _, number
from batch_sender.load.errors import ListDamaged, ListEmpty, ListTooLarge, SheetNotFound
from batch_sender.load.files.archives import damage_told
from batch_sender.load.files.limits import Limits
from batch_sender.load.workbooks.parts import SheetPart, UnsafePart, WorkbookParts, read_parts
from batch_sender.load.workbooks.scan import FarCell, holds_data, scan_sheet
from batch_sender.load.workbooks.sheet_texts import AS_STORED
from batch_sender.sentences.sheet_names import is_send_again

UNSOUND: Final = N_("its content is not that of a workbook")


def look_only(sheet: str | None) -> dict[str, Any]:
    """Return the request for a workbook whose reader tells formats and hidden rows itself (XLS, ODS)."""
    return {"sheet": sheet, "other_sheets": [], **AS_STORED}


def prescan(path: Path, sheet: str | None, limits: Limits) -> dict[str, Any]:
    """Go over the archive of an XLSX workbook and return the request for its reader.

    Raises:
        ListError: it is not safe, is damaged, or has no such sheet.
        OSError: it cannot be read.
    """
    with _judged(path), zipfile.ZipFile(path) as archive:
        parts = read_parts(archive, limits)
        chosen, others = _choose(path, archive, parts, sheet, limits)
        found = scan_sheet(archive, chosen.part, parts.formats, limits)
    return {
        "sheet": chosen.name,
        "other_sheets": [other.name for other in others],
        "kinds": found.kinds,
        "runs": {
            column: (runs.starts.tolist(), runs.kinds.tolist())
            for column, runs in found.runs.items()
        },
        "hidden": found.hidden.tolist(),
        "from_1904": parts.from_1904,
    }


@contextmanager
def _judged(path: Path) -> Iterator[None]:
    try:
        with damage_told(path):
            yield
    except FarCell as err:
        reason = _("its cells lie too far apart ({rows} rows × {columns} columns)").format(
            rows=number(err.rows), columns=number(err.columns)
        )
        raise ListTooLarge(path=path, reason=reason) from err
    except (UnsafePart, expat.ExpatError, LookupError, ValueError, ArithmeticError) as err:
        raise ListDamaged(path=path, reason=_(UNSOUND)) from err


def _choose(
    path: Path, archive: zipfile.ZipFile, parts: WorkbookParts, wanted: str | None, limits: Limits
) -> tuple[SheetPart, Sequence[SheetPart]]:
    """Take the sheet asked for, or the first visible one that holds anything.

    Of a results workbook that is given back, what may be sent again and nothing else.
    """
    filled = [
        sheet for sheet in parts.sheets if sheet.visible and holds_data(archive, sheet.part, limits)
    ]
    if wanted is None:
        if not filled:
            raise ListEmpty(path=path)
        again = next((sheet for sheet in filled if is_send_again(sheet.name)), filled[0])
        return again, [sheet for sheet in filled if sheet is not again]
    key = sheet_key(wanted)
    for sheet in parts.sheets:
        if sheet_key(sheet.name) == key:
            return sheet, [other for other in filled if other is not sheet]
    names = ", ".join(sheet.name for sheet in parts.sheets)
    raise SheetNotFound(path=path, sheet=wanted, sheets=names)


def sheet_key(name: str) -> str:
    """Return what two names of one sheet have in common: Excel ignores case."""
    return name.strip().casefold()
