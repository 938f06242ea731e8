"""The process that reads a workbook: a request on standard input, rows of text on standard output.

It runs as a process of its own, bounded in memory and time, because no reader of workbooks guards
itself against a hostile one. Each message is one line of JSON: first the list's layout, then rows,
then the end; or an error by its code.
"""

import json
import sys
import traceback
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Final
from xml.parsers import expat

import python_calamine

from batch_sender.load.headers import Header, Rows, are_names, find_header, holds_numbers
from batch_sender.load.layout import SAMPLE, HeaderRow, columns_in_use, header_names, title_lines
from batch_sender.load.workbooks.ods import OdsSheet, read_ods
from batch_sender.load.workbooks.sheet_texts import AS_STORED, SheetTexts, Shown
from batch_sender.load.workbooks.unreadable import SheetsDamaged, SheetsProtected
from batch_sender.load.workbooks.unsaved import UNSAVED, take_out, without_mark
from batch_sender.sandbox.process import bound
from batch_sender.sentences.sheet_names import is_given_back, is_send_again

if TYPE_CHECKING:
    from batch_sender.load.workbooks.xls import XlsSheet

_DAMAGED: Final = (
    SheetsDamaged,
    LookupError,
    expat.ExpatError,
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
)
_LONGEST_MESSAGE: Final = 4_000_000


class Refused(Exception):
    """The list cannot be used; `details` is the message that says why."""

    def __init__(self, error: str, **details: object) -> None:
        super().__init__(error)
        self.message = {"error": error, **details}


def main() -> None:
    """Answer the request on standard input."""
    request = json.load(sys.stdin.buffer)
    bound(memory=request["memory"], cpu=request["cpu"])
    for message in _answers(request):
        _send(sys.stdout.buffer, message)


def _send(out: BinaryIO, message: object) -> None:
    out.write(json.dumps(message, ensure_ascii=False).encode("utf-8", "replace") + b"\n")
    out.flush()


def _answers(request: dict[str, Any]) -> Iterator[object]:
    try:
        yield from _read(request)
    except Refused as refused:
        yield refused.message
    except (python_calamine.PasswordError, SheetsProtected):
        yield {"error": "protected"}
    except (python_calamine.CalamineError, *_DAMAGED, OSError, ValueError, UnicodeError):
        # Our own mistakes look like that, too; whoever asked keeps the trace.
        yield {"error": "damaged", "trace": traceback.format_exc()}


def _read(request: dict[str, Any]) -> Iterator[object]:
    name, others, texts = _READERS[request["kind"]](request)
    if other := _sheet_with_numbers(request, name, others, texts):
        yield {"other_sheet": other}
        return
    header, titles = _header(texts, request["header_row"], table_row=request["table_row"])
    names = header_names(header[1])
    columns, contacts, hidden = _survey(texts, header[0], names)
    if not contacts:
        raise Refused("no_rows", row=header[0])
    unsaved = [place for place, column in enumerate(columns) if column in texts.unsaved]
    yield {
        "sheet": name,
        "other_sheets": others,
        "header_row": header[0],
        "titles": titles,
        "names": names,
        "columns": columns,
        "hidden": hidden,
        "unsaved": unsaved,
    }
    for rows, columns_of_it, of_texts in texts.chunks(after=header[0], columns=columns):
        # Column by column: a few long lists are read in two thirds of the time of many short ones.
        found = take_out(rows, columns_of_it, places=unsaved)
        yield from _messages(rows, columns_of_it, {"unsaved": found, "texts": of_texts})
    yield {"end": True}


def _xlsx(request: dict[str, Any]) -> tuple[str, list[str], SheetTexts]:
    with Path(request["path"]).open("rb") as file:
        workbook = python_calamine.load_workbook(file)
    sheet = workbook.get_sheet_by_name(request["sheet"])
    return request["sheet"], request["other_sheets"], SheetTexts(sheet, Shown.of(request))


def _ods(request: dict[str, Any]) -> tuple[str, list[str], SheetTexts]:
    return _texts(read_ods(Path(request["path"]), area=request["area"]), request)


def _xls(request: dict[str, Any]) -> tuple[str, list[str], SheetTexts]:
    from batch_sender.load.workbooks.xls import read_xls  # noqa: PLC0415 - only for old workbooks

    return _texts(read_xls(Path(request["path"])), request)


def _texts(
    sheets: "Sequence[OdsSheet | XlsSheet]", request: dict[str, Any]
) -> tuple[str, list[str], SheetTexts]:
    """Take a sheet of those that are texts already; return it with its name, and those of others."""
    by_name = {sheet.name: sheet for sheet in sheets}
    filled = [sheet.name for sheet in sheets if sheet.visible and sheet.filled]
    name, others = _wanted(request["sheet"], list(by_name), filled)
    hidden = frozenset() if request["hidden_rows"] else frozenset(by_name[name].hidden)
    sheet, how = by_name[name], replace(Shown.of(request), hidden=hidden)
    return name, others, SheetTexts(sheet, how, unsaved=sheet.unsaved)


_READERS: Final = {"xlsx": _xlsx, "ods": _ods, "xls": _xls}


def _wanted(wanted: str | None, names: list[str], filled: list[str]) -> tuple[str, list[str]]:
    """Return the sheet asked for, or the first of `filled`; and the others of `filled`.

    Of a results workbook that is given back, what may be sent again and nothing else.
    """
    if wanted is None:
        if not filled:
            raise Refused("empty")
        taken = next(filter(is_send_again, filled), filled[0])
        return taken, [other for other in filled if other != taken]
    for name in names:
        if name.strip().casefold() == wanted.strip().casefold():
            return name, [other for other in filled if other != name]
    raise Refused("no_sheet", sheets=names)


def _sheet_with_numbers(
    request: dict[str, Any], name: str, others: Sequence[str], texts: SheetTexts
) -> str | None:
    """Return the first other sheet that holds phones, where nobody chose this one, and it holds none."""
    if (
        not request["sheet_open"]
        or is_given_back(name)
        or holds_numbers(_without_marks(_marked(texts)))
    ):
        return None
    for other in others:
        _name, _others, found = _READERS[request["kind"]]({**request, **AS_STORED, "sheet": other})
        if holds_numbers(_without_marks(_marked(found))):
            return other
    return None


def _marked(texts: SheetTexts) -> Rows:
    """Return the first rows, formulas without results marked in them."""
    return list(islice(texts.rows(columns=None), SAMPLE))


def _without_marks(rows: Rows) -> Rows:
    return [(row, [without_mark(cell) for cell in cells]) for row, cells in rows]


def _header(
    texts: SheetTexts, wanted: HeaderRow | None, *, table_row: int | None
) -> tuple[tuple[int, Sequence[str]], Sequence[str]]:
    """Return the row that names the columns, and what stands above it; the sheet's own table is believed."""
    if isinstance(wanted, int):
        row = texts.row(wanted)
        if not any(cell.strip() for cell in row):
            raise Refused("header_empty", row=wanted)
        _refuse_unsaved([(wanted, row)])
        return (wanted, row), ()
    marked = _marked(texts)
    sample = _without_marks(marked)
    found = _named_by_table(sample, table_row) or find_header(sample)
    if found is None:
        raise Refused("empty")
    if wanted is not None:
        return (0, ()), ()
    if found.is_contact:
        _refuse_unsaved([each for each in marked[: found.at] if set(each[1]) <= {"", UNSAVED}])
        raise Refused("no_header", row=sample[found.at][0], below=found.below)
    _refuse_unsaved([marked[found.at]])
    return (sample[found.at][0], found.cells), title_lines(sample[: found.at])


def _named_by_table(sample: Rows, table_row: int | None) -> Header | None:
    named = (at for at, (row, cells) in enumerate(sample) if row == table_row and are_names(cells))
    return next((Header(at=at, cells=sample[at][1]) for at in named), None)


def _refuse_unsaved(rows: Sequence[tuple[int, Sequence[str]]]) -> None:
    """Refuse rows that name columns by formulas without results: whom a column concerns is not known then."""
    for row, cells in rows:
        if UNSAVED in cells:
            raise Refused("header_unsaved", row=row)


def _survey(
    texts: SheetTexts, header_row: int, names: Sequence[str]
) -> tuple[list[int], bool, int]:
    """Return the columns in use, whether any row below the header is a contact's, and how many are hidden."""
    used = {index for index, name in enumerate(names) if name} | texts.marked_columns()
    unused = [index for index in range(texts.width) if index not in used]
    contacts, hidden = False, 0
    for row, values in texts.filled_rows(after=header_row):
        if row in texts.hidden:
            hidden += 1
            continue
        contacts = True
        if not (unused or texts.hidden):
            break  # the others have nothing more to tell
        found = [index for index in unused if texts.holds(values, index)]
        if found:
            used.update(found)
            unused = [index for index in unused if index not in used]
    return list(columns_in_use(header_row, used)), contacts, hidden


def _messages(
    rows: list[int], columns: list[list[str]], told: dict[str, object]
) -> Iterator[object]:
    """Yield rows, and what is told of them, as a message, or as several where one would be too long."""
    half = len(rows) // 2
    if half and sum(sum(map(len, column)) for column in columns) > _LONGEST_MESSAGE:
        yield from _messages(rows[:half], [column[:half] for column in columns], told)
        yield from _messages(rows[half:], [column[half:] for column in columns], told)
    elif rows:
        yield {"rows": rows, "columns": columns, **told}


if __name__ == "__main__":
    main()
