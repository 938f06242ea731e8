"""A message text, or messages filled from it, go in; what looks like a slip comes out, as a warning.

sources   the text as its author wrote it: placeholders of other tools, what a shell took away
messages  the text as people will read it: holes, doubled signs, formatting that does not close
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Final

from batch_sender.lint.messages import slips_in
from batch_sender.lint.sources import slips_in_source
from batch_sender.lint.warning import Slip, WarningCode

__all__ = ["Slip", "WarningCode", "Warnings", "in_messages", "slips_in_source"]

_MOST_ROWS: Final = 8


@dataclass(kw_only=True)
class Warnings:
    """One kind of slip in filled messages: how many have it, the first rows, and what it looks like."""

    count: int = 0
    rows: list[int] = field(default_factory=list)
    shown: str = ""


def in_messages(
    messages: Iterable[tuple[int, str]], *, known: Collection[str] = ()
) -> dict[WarningCode, Warnings]:
    """Look at filled messages, each with its row; what is `known` of the text itself is left out."""
    found: dict[WarningCode, Warnings] = {}
    for row, text in messages:
        for slip in slips_in(text):
            if slip.code not in known:
                _note(found.setdefault(slip.code, Warnings()), row, slip)
    return found


def _note(warnings: Warnings, row: int, slip: Slip) -> None:
    if row in warnings.rows[-1:]:
        return
    warnings.count += 1
    warnings.shown = warnings.shown or slip.shown
    if len(warnings.rows) < _MOST_ROWS:
        warnings.rows.append(row)
