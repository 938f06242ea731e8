"""Find the column that a placeholder means, as people write it: by its letters and digits alone."""

import difflib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Final, cast

from batch_sender.compose.errors import (
    PlaceholderAmbiguous,
    PlaceholdersUnknown,
    PlaceholderUnknown,
    PlaceholderUnknownNear,
)
from batch_sender.language import _
from batch_sender.models import column_key
from batch_sender.models.errors import OptionName

MAP_OPTION: Final = OptionName("map")
"""What says which column a placeholder means, where no column has its name."""

_SHOWN_COLUMNS: Final = 20
_SHOWN_LETTERS: Final = 40
_LONGEST_NAME: Final = 80
_GREETING: Final = frozenset({"saudacao", "greeting"})


_STAND_IN: Final = 0
"""The column that is taken in the place of one there is not, so that what follows is looked at, too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Missed:
    """A placeholder that no column answers to: where it stands, and what is spelled almost like it."""

    origin: str
    line: int
    placeholder: str
    nearest: str | None

    def __str__(self) -> str:
        told = (
            _("  {origin}, line {line}: “{placeholder}” (did you mean “{nearest}”?)")
            if self.nearest
            else _("  {origin}, line {line}: “{placeholder}”")
        )
        return told.format(**asdict(self))


def unknown(missed: Sequence[Missed], *, columns: str) -> PlaceholderUnknown:
    """Make one error of placeholders that no column answers to; `columns`: those there are."""
    first_places: dict[tuple[str, str], Missed] = {}
    for each in missed:
        first_places.setdefault((each.origin, each.placeholder), each)
    missed = list(first_places.values())
    first = missed[0]
    told: dict[str, object] = {
        **asdict(first),
        "columns": columns,
        "option": MAP_OPTION,
        "missed": tuple(missed),
    }
    if len(missed) > 1:
        told["nearest"] = first.nearest or _("COLUMN")
        return PlaceholdersUnknown(**told, places="\n".join(map(str, missed)))
    return PlaceholderUnknownNear(**told) if first.nearest else PlaceholderUnknown(**told)


def unknown_in_all(errors: Sequence[PlaceholderUnknown]) -> PlaceholderUnknown:
    """Make one error of those of several texts, which the same list is for."""
    missed = [each for err in errors for each in cast("tuple[Missed, ...]", err.details["missed"])]
    return unknown(missed, columns=str(errors[0].details["columns"]))


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
        self.missed: list[Missed] = []
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

    def answering(self, name: str) -> Sequence[int]:
        """Return every column that `name` may mean."""
        return self._by_key.get(column_key(name), ())

    def nearest(self, name: str) -> str | None:
        """Return the column that somebody may have meant by a `name` that is none."""
        near = self._nearest(column_key(name)[:_LONGEST_NAME])
        return None if near is None else " ".join(self.header[near].split())

    def has_spelled(self, name: str) -> bool:
        """Tell whether a column is written like `name`, signs and accents included."""
        return self.has(name) and _folded(name) in self._spelled

    def is_greeting(self, name: str) -> bool:
        """Tell whether `name` stands for the greeting of the hour."""
        return self._greets and column_key(name) in _GREETING and not self.has(name)

    def index(self, name: str, *, line: int) -> int:
        """Return the column that `name` means, or any where none does: that is told at the end.

        Raises:
            PlaceholderAmbiguous: there are two. PlaceholderUnknown: the list has no column at all.
        """
        found = self.answering(name)
        if not found:
            self.miss(name, line=line)
            return _STAND_IN
        if len(found) > 1:
            raise PlaceholderAmbiguous(
                origin=self.origin,
                line=line,
                placeholder=_short(name),
                columns=self.shown(found),
                option=MAP_OPTION,
            )
        return found[0]

    def miss(self, name: str, *, line: int) -> None:
        """Note a placeholder without a column, with the nearest column if any: all are told together."""
        self.missed.append(
            Missed(
                origin=self.origin,
                line=line,
                placeholder=_short(name),
                nearest=self.nearest(name),
            )
        )
        if not self.header:
            raise self.unknown()

    def unknown(self) -> PlaceholderUnknown:
        """Make the error for the placeholders that were missed."""
        in_order = sorted(self.missed, key=lambda missed: missed.line)
        return unknown(in_order, columns=self.shown())

    def _nearest(self, key: str) -> int | None:
        """Return the column that holds `key` ("nome" in "Nome completo") or is spelled like it."""
        holding = [k for k in self._by_key if len(key) >= 3 and key in k]
        near = sorted(holding, key=len) or difflib.get_close_matches(key, self._by_key, n=1)
        return self._by_key[near[0]][0] if near else None

    def shown(self, indexes: Sequence[int] | None = None) -> str:
        """List columns by their names, all of them unless said; of many the first."""
        indexes = range(len(self.header)) if indexes is None else indexes
        names = ", ".join(_short(self.header[i]) for i in indexes[:_SHOWN_COLUMNS])
        return f"{names}, …" if len(indexes) > _SHOWN_COLUMNS else names


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())


def _short(name: str) -> str:
    name = " ".join(name.split())
    return name if len(name) <= _SHOWN_LETTERS else f"{name[:_SHOWN_LETTERS]}…"
