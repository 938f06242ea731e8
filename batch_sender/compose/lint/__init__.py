"""Warn of likely mistakes in a message text and in the messages filled from it; a warning stops nothing.

sources   the text as its author wrote it: placeholders of other tools, what a shell took away
messages  the text as people will read it: holes, doubled signs, formatting that does not close
cells     what goes into it: names that are none, dates that became numbers
"""

import itertools
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Final, Self

from batch_sender.compose.lint.cells import CellChecks
from batch_sender.compose.lint.formatting import formatted
from batch_sender.compose.lint.messages import LONG, message_warnings, possible_kinds
from batch_sender.compose.lint.sources import source_warnings
from batch_sender.compose.lint.warning import LintWarning, WarningCode

__all__ = [
    "CellChecks",
    "LintFindings",
    "LintWarning",
    "WarningCode",
    "Warnings",
    "formatted",
    "message_warnings",
    "source_warnings",
]

_MOST_ROWS: Final = 8
_TOGETHER: Final = 1_000


@dataclass(kw_only=True)
class Warnings:
    """One kind of warning about filled messages: how many have it, the first rows, and an example."""

    count: int = 0
    rows: list[int] = field(default_factory=list)
    shown: str = ""
    mark: tuple[int, int] = (0, 0)


class LintFindings:
    """The warnings of a batch's messages, counted row by row."""

    def __init__(self) -> None:
        self._found: dict[WarningCode, Warnings] = {}

    @classmethod
    def of(cls, messages: Iterable[tuple[int, str]]) -> Self:
        """Look at filled messages, each with its row."""
        found, rest = cls(), iter(messages)
        while some := list(itertools.islice(rest, _TOGETHER)):
            found.look(some)
        return found

    def look(self, messages: Sequence[tuple[int, str]]) -> None:
        """Look at some more messages, each with its row."""
        kinds = possible_kinds([text for _row, text in messages])
        for row, text in messages:
            if kinds or len(text) > LONG:
                self.note(row, message_warnings(text, kinds))

    def note(self, row: int, warnings: Iterable[LintWarning]) -> None:
        """Count the warnings of one row, each kind once."""
        for warning in warnings:
            known = self._found.setdefault(warning.code, Warnings())
            known.count += 1
            if not known.shown:
                known.shown, known.mark = warning.shown, warning.mark
            if len(known.rows) < _MOST_ROWS:
                known.rows.append(row)

    def told(self) -> dict[str, dict[str, Any]]:
        """Return what was found as JSON can hold it."""
        return {code.value: asdict(found) for code, found in self._found.items()}

    @classmethod
    def from_told(cls, told: Mapping[str, Mapping[str, Any]]) -> Self:
        """Return what `told` returned."""
        found = cls()
        found._found = {WarningCode(code): Warnings(**each) for code, each in told.items()}
        return found

    def besides(self, known: Collection[str]) -> dict[WarningCode, Warnings]:
        """Return what was found, but for what is `known` of the text itself."""
        return {code: found for code, found in self._found.items() if code not in known}
