"""Warn of likely mistakes in a message text and in the messages filled from it; a warning stops nothing.

sources   the text as its author wrote it: placeholders of other tools, what a shell took away
messages  the text as people will read it: holes, doubled signs, formatting that does not close
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Final, Self

from batch_sender.compose.lint.messages import slips_in
from batch_sender.compose.lint.sources import slips_in_source
from batch_sender.compose.lint.warning import LintWarning, WarningCode

__all__ = ["LintFindings", "LintWarning", "WarningCode", "Warnings", "slips_in", "slips_in_source"]

_MOST_ROWS: Final = 8


@dataclass(kw_only=True)
class Warnings:
    """One kind of slip in filled messages: how many have it, the first rows, and what it looks like."""

    count: int = 0
    rows: list[int] = field(default_factory=list)
    shown: str = ""


class LintFindings:
    """The slips of a batch's messages, counted row by row."""

    def __init__(self) -> None:
        self._found: dict[WarningCode, Warnings] = {}

    @classmethod
    def of(cls, messages: Iterable[tuple[int, str]]) -> Self:
        """Look at filled messages, each with its row."""
        found = cls()
        for row, text in messages:
            found.note(row, slips_in(text))
        return found

    def note(self, row: int, slips: Iterable[LintWarning]) -> None:
        """Count the slips of one row, each kind once."""
        for slip in slips:
            warnings = self._found.setdefault(slip.code, Warnings())
            warnings.count += 1
            warnings.shown = warnings.shown or slip.shown
            if len(warnings.rows) < _MOST_ROWS:
                warnings.rows.append(row)

    def besides(self, known: Collection[str]) -> dict[WarningCode, Warnings]:
        """Return what was found, but for what is `known` of the text itself."""
        return {code: found for code, found in self._found.items() if code not in known}
