"""Find the column that a placeholder means, as people write it: by its letters and digits alone."""

import difflib
from collections.abc import Sequence
from typing import Final

from batch_sender.compose.errors import (
    PlaceholderAmbiguous,
    PlaceholderUnknown,
    PlaceholderUnknownNear,
)
from batch_sender.models import column_key
from batch_sender.models.errors import OptionName

_MAP_OPTION: Final = OptionName("map")
_SHOWN_COLUMNS: Final = 20
_SHOWN_LETTERS: Final = 40
_LONGEST_NAME: Final = 80
_GREETING: Final = frozenset({"saudacao", "greeting"})


class Columns:
    """The list's header, found by key; knows which text it speaks about when something is wrong.

    `greets`: the text may greet by the hour, where no column has that name.
    """

    def __init__(
        self,
        header: Sequence[str],
        *,
        origin: str,
        written: Sequence[str] = (),
        greets: bool = False,
    ) -> None:
        self.header = tuple(header)
        self.origin = origin
        self._greets = greets
        self._by_key: dict[str, list[int]] = {}
        for index, name in enumerate(self.header):
            # A second "Nome" is called "Nome (2)" here; "{nome}" may still mean either of the two.
            for key in {column_key(name), *map(column_key, written[index : index + 1])}:
                self._by_key.setdefault(key, []).append(index)
        self._by_key.pop("", None)
        self._spelled = frozenset(_folded(name) for name in self.header)

    def has(self, name: str) -> bool:
        """Tell whether at least one column answers to `name`."""
        return column_key(name) in self._by_key

    def has_spelled(self, name: str) -> bool:
        """Tell whether a column is written like `name`, signs and accents included."""
        return self.has(name) and _folded(name) in self._spelled

    def is_greeting(self, name: str) -> bool:
        """Tell whether `name` stands for the greeting of the hour."""
        return self._greets and column_key(name) in _GREETING and not self.has(name)

    def index(self, name: str, *, line: int) -> int:
        """Return the column that `name` means; raises PlaceholderUnknown, PlaceholderAmbiguous."""
        found = self._by_key.get(column_key(name), ())
        if not found:
            raise self.unknown(name, line=line)
        if len(found) > 1:
            raise PlaceholderAmbiguous(
                origin=self.origin, line=line, placeholder=_short(name), columns=self._shown(found)
            )
        return found[0]

    def unknown(self, name: str, *, line: int) -> PlaceholderUnknown:
        """Make the error for a placeholder without a column, with the nearest column if any."""
        details = {
            "origin": self.origin,
            "line": line,
            "placeholder": _short(name),
            "columns": self._shown(range(len(self.header))),
            "map": _MAP_OPTION,
        }
        near = self._nearest(column_key(name)[:_LONGEST_NAME])
        if near is not None:
            return PlaceholderUnknownNear(**details, nearest=_short(self.header[near]))
        return PlaceholderUnknown(**details)

    def _nearest(self, key: str) -> int | None:
        """Return the column that holds `key` ("nome" in "Nome completo") or is spelled like it."""
        holding = [k for k in self._by_key if len(key) >= 3 and key in k]
        near = sorted(holding, key=len) or difflib.get_close_matches(key, self._by_key, n=1)
        return self._by_key[near[0]][0] if near else None

    def _shown(self, indexes: Sequence[int]) -> str:
        names = ", ".join(_short(self.header[i]) for i in indexes[:_SHOWN_COLUMNS])
        return f"{names}, …" if len(indexes) > _SHOWN_COLUMNS else names


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())


def _short(name: str) -> str:
    name = " ".join(name.split())
    return name if len(name) <= _SHOWN_LETTERS else f"{name[:_SHOWN_LETTERS]}…"
