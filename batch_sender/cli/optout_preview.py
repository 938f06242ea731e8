"""Whom a do-not-call file would put on the opt-out list, shown before it does."""

from collections.abc import Iterator, Sequence
from typing import Final

from batch_sender.cli import wording
from batch_sender.language import _, ngettext, number
from batch_sender.operations.optout_import import Found
from batch_sender.phones import spelled

_MOST_ROWS_NAMED: Final = 20


def told(found: Found, *, already: int) -> Iterator[str]:
    """Tell how many people a file would block, the first of them, and how it was read."""
    people = len(found.persons)
    yield found.source
    yield from _read_as(found)
    yield ""
    yield _("  {n:>7}  would be added to the opt-out list").format(n=people - already)
    if already:
        yield _("  {n:>7}  on it already").format(n=already)
    if found.unreadable:
        yield unreadable(found.unreadable)
    yield ""
    if found.first:
        yield _("The first of them:")
    for name, phone in found.first:
        yield "  " + " · ".join(part for part in (spelled(phone), wording.one_line(name)) if part)
    yield ""


def question(found: Found) -> str:
    """Ask whether nothing may be sent to them any more."""
    n = len(found.persons)
    asked = ngettext(
        "Send nothing to this {n} person any more?", "Send nothing to these {n} people any more?", n
    )
    return asked.format(n=number(n))


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
