"""Contact lists that a program holds in memory: a list of dicts, or a pandas DataFrame.

They are read as a workbook of the same values would be: the same clean-up of letters, the same
texts for numbers, dates and truth values, the same refusals.
"""

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from numbers import Integral, Real
from typing import Any, Final, Protocol, runtime_checkable

from batch_sender.language import _, number
from batch_sender.load.cell_formats.plain_values import Value, plain_value
from batch_sender.load.clean_text import clean
from batch_sender.load.columns.errors import ColumnAmbiguous
from batch_sender.load.contact_list import ContactList
from batch_sender.load.errors import HeaderMissing, RowsUnusable
from batch_sender.load.files.facts import Facts
from batch_sender.load.files.kinds import FileKind
from batch_sender.load.files.limits import MAX_COLUMNS
from batch_sender.load.headers import are_cells
from batch_sender.load.layout import column_letter, is_blank, written_names
from batch_sender.models import Contacts, column_key

HEADER_ROW: Final = 1
"""Rows count from 2, as if the names stood in row 1: so a row has the same number in the results
sheet. The caller's `rows[i]` is row `i + 2`."""

_CHUNK_ROWS: Final = 2_000

_MISSING: Final = frozenset({"NAType", "NaTType"})
"""What pandas calls its own kinds of nothing, which may not be compared with anything."""


@runtime_checkable
class Frame(Protocol):
    """What is used of a pandas DataFrame. Its index is no column."""

    @property
    def columns(self) -> Any:
        """Return the columns' names."""

    def itertuples(self, *, index: bool, name: None) -> Iterable[Any]:
        """Yield a tuple a row."""


Rows = Sequence[Mapping[str, object]] | Frame
"""A list of dicts, whose keys in first-seen order are the columns; or a DataFrame."""


def open_rows(rows: Rows, *, name: str = "rows") -> ContactList:
    """Open rows that a program holds; `name` stands for the file's in sentences.

    A text stays as it is; None, NaN and a key that a dict has not are empty cells. Numbers have no
    exponent and a decimal comma, days are 01/12/2026, times 14:30, truth values VERDADEIRO and
    FALSO, as Excel shows them in Brazil. A moment with a time zone is written in ISO 8601, which
    no filter reads: it may be another day here. Values are read as the rows pass, not before.

    Raises:
        RowsUnusable: no rows, no columns, or something that is no row, no name, no single value.
        ColumnAmbiguous: two columns of one name, as far as people tell names apart.
        HeaderMissing: the names are a row of the list.
    """
    return ContactList(RowSource(rows, name))


class RowSource:
    """Rows in memory; the `Source` of a contact list."""

    def __init__(self, rows: Rows, name: str) -> None:
        self._rows = rows
        self._keys = list(rows.columns) if isinstance(rows, Frame) else _keys_of(rows)
        names = tuple(map(_column_name, self._keys))
        header = written_names(names, range(len(names)))
        _refuse_unusable(header)
        first = next(self._rows_with_cells(), None)
        if first is None:
            raise RowsUnusable(reason=_("there is nothing in them"))
        if are_cells(names, first[1]):
            raise HeaderMissing(path=name, row=HEADER_ROW)
        self.facts = Facts(
            kind=FileKind.ROWS, header=header, written=header, header_row=HEADER_ROW, hidden=0
        )

    def chunks(self) -> Iterator[Contacts]:
        """Yield the contacts some at a time, each time from the first.

        Raises:
            RowsUnusable: a cell holds something else than a single value.
        """
        rows = self._rows_with_cells()
        while chunk := list(itertools.islice(rows, _CHUNK_ROWS)):
            yield Contacts([row for row, _cells in chunk], [cells for _row, cells in chunk])

    def close(self) -> None:
        """Let go of nothing: the rows are the caller's."""

    def _rows_with_cells(self) -> Iterator[tuple[int, tuple[str, ...]]]:
        for row, values in enumerate(self._values(), start=HEADER_ROW + 1):
            cells = tuple(self._shown(value, row, at) for at, value in enumerate(values))
            if not is_blank(cells):
                yield row, cells

    def _values(self) -> Iterable[Iterable[object]]:
        if isinstance(self._rows, Frame):
            return self._rows.itertuples(index=False, name=None)
        return ([row.get(key) for key in self._keys] for row in self._rows)

    def _shown(self, value: object, row: int, at: int) -> str:
        try:
            return _text(value)
        except TypeError as err:
            reason = _('row {row}, column "{column}" holds a {kind}, not a single value')
            details = {"row": row, "column": self._keys[at], "kind": type(value).__name__}
            raise RowsUnusable(reason=reason.format(**details)) from err


def _keys_of(rows: Sequence[object]) -> list[str]:
    """Return the keys of all rows, in the order in which they are first seen."""
    keys: dict[str, None] = {}
    for row, each in enumerate(rows, start=HEADER_ROW + 1):
        if not isinstance(each, Mapping):
            reason = _("row {row} is a {kind}, not a dict")
            raise RowsUnusable(reason=reason.format(row=row, kind=type(each).__name__))
        keys.update(dict.fromkeys(each))
    return list(keys)


def _column_name(key: object) -> str:
    if not isinstance(key, str):
        reason = _("a column is called {key}, which is no text")
        raise RowsUnusable(reason=reason.format(key=repr(key)))
    return " ".join(clean(key).split())


def _refuse_unusable(header: Sequence[str]) -> None:
    if not 0 < len(header) <= MAX_COLUMNS:
        reason = _("they have {columns} columns").format(columns=number(len(header)))
        raise RowsUnusable(reason=reason)
    seen: dict[str, int] = {}
    for at, name in enumerate(header):
        first = seen.setdefault(column_key(name) or name, at)
        if first != at:
            both = (f'"{header[place]}" ({column_letter(place)})' for place in (first, at))
            raise ColumnAmbiguous(wanted=name, candidates=", ".join(both))


def _text(value: object) -> str:
    """Write one value as its sheet would show it.

    Raises:
        TypeError: it is none of those that a cell can hold.
    """
    if isinstance(value, str):  # first: nearly all are texts
        return clean(value)
    if _is_nothing(value):
        return ""
    match value:
        case Decimal():
            return f"{value:f}".replace(".", ",")
        case datetime() | time() if value.tzinfo is not None:
            return str(value)
        case _:
            return plain_value(_cell_value(value))


def _cell_value(value: object) -> Value:
    """Return Python's own value for numpy's, which are no `int` and no `float`."""
    match value:
        case bool() | date() | time() | timedelta():
            return value
        case Integral():
            return int(value)
        case Real():
            return float(value)
        case _ if _is_numpy_bool(value):
            return bool(value)
        case _:
            raise TypeError(type(value).__name__)


def _is_nothing(value: object) -> bool:
    """Tell None, NaN, and what pandas calls NA and NaT."""
    if isinstance(value, Decimal):
        return value.is_nan()
    if isinstance(value, Real):
        return value != value  # noqa: PLR0124 - NaN alone is not itself
    return value is None or type(value).__name__ in _MISSING


def _is_numpy_bool(value: object) -> bool:
    single = getattr(value, "shape", None) == ()
    return single and str(getattr(value, "dtype", None)) == "bool"
