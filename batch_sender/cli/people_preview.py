"""How a file of people was read, in lines that are shown before anything is done with it."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from batch_sender.cli import wording
from batch_sender.language import _, ngettext
from batch_sender.operations.people_files import Found
from batch_sender.phones import spelled

_MOST_ROWS_NAMED: Final = 20


def told(found: Found, counts: Iterable[str]) -> Iterator[str]:
    """Tell how a file was read, how many are in it (`counts`), and who the first of them are."""
    yield found.source
    yield from _read_as(found)
    yield ""
    yield from counts
    if found.unreadable:
        yield unreadable(found.unreadable)
    yield ""
    if found.first:
        yield _("The first of them:")
    for name, phone in found.first:
        yield "  " + " · ".join(part for part in (spelled(phone), wording.one_line(name)) if part)
    yield ""


def unreadable(rows: Sequence[int]) -> str:
    """Say which rows hold no number."""
    named = ", ".join(str(row) for row in rows[:_MOST_ROWS_NAMED])
    more = ", …" if len(rows) > _MOST_ROWS_NAMED else ""
    said = ngettext(
        "  {n:>7}  not a phone number, row {rows}",
        "  {n:>7}  not a phone number, rows {rows}",
        len(rows),
    )
    return said.format(n=len(rows), rows=named + more)


def _read_as(found: Found) -> Iterator[str]:
    columns = ", ".join(f"“{name}”" for name in found.columns)
    if found.no_names:
        yield _("Numbers from the column {columns}; no row names the columns.").format(
            columns=columns
        )
    else:
        yield _("Numbers from: {columns}.").format(columns=columns)
    if found.dates is not None:
        yield _("Dates from: “{column}”.").format(column=found.dates)
