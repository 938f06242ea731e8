"""Lay out what was found in a list, kind by kind: how many, what it is, where, and once what to do."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from batch_sender import sentences
from batch_sender.cli.layout import Shade, Shaded
from batch_sender.language import _, ngettext

MOST_SHOWN: Final = 3
"""Rows of a kind that are shown with what stands in them; the next few are only named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowsAlike:
    """Rows, or places of a text, with one thing in common.

    `meaning`: what that is, in a few words; `places`: where it is and what stands there, line by line.
    """

    count: int
    meaning: str
    places: Sequence[str] = ()
    remedies: Iterable[str] = ()


def block(heading: str, kinds: Sequence[RowsAlike], shade: Shade) -> Iterator[str]:
    """Show kinds below a heading that says what they are; nothing where there is none."""
    if kinds:
        yield from ("", Shaded(heading, shade))
    for kind in kinds:
        yield Shaded(f"  {kind.count:>7}  {sentences.as_sentence(kind.meaning)}", shade)
        yield from (f"             {place}" for place in kind.places)
        yield from (f"           → {remedy}" for remedy in kind.remedies if remedy)


def row(number: int, *found: str) -> str:
    """Name a row, and behind it what was found there."""
    return " · ".join([_("row {row}").format(row=number), *found])


def more(count: int, rows: Iterable[int], *, shown: int) -> Iterator[str]:
    """Name the `rows` that are not shown; of `count` that there are, these may be the first ones only."""
    if count <= shown:
        return
    left, named = count - shown, list(rows)
    listed = ", ".join(map(str, named)) + (", …" if left > len(named) else "")
    told = ngettext("{n} more: row {rows}", "{n} more: rows {rows}", left)
    yield told.format(n=left, rows=listed)
