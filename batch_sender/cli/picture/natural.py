"""Show the cells that a batch's texts write otherwise than the list: nothing is changed in silence."""

from collections.abc import Iterator, Sequence

from batch_sender.cli import wording
from batch_sender.language import _
from batch_sender.operations.preview import NaturalCell


def lines(cells: Sequence[NaturalCell]) -> Iterator[str]:
    """Tell each column once, from the first message of a text."""
    if cells:
        yield from ("", _("Written as people read it (with a filter you say otherwise):"))
    for each in cells:
        place = _("row {row}").format(row=each.row)
        yield f"  {place} · {each.column}: {wording.one_line(each.cell)} → {each.shown}"
