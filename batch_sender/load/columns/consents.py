"""Tell whether the person of a row wants messages, by the list's own columns."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Self

from batch_sender.config.settings import Settings
from batch_sender.load import columns
from batch_sender.load.columns import Mark, Table
from batch_sender.load.columns.mapping import Field, Mapped
from batch_sender.models import Problem, ProblemCode
from batch_sender.models.errors import OptionName

CONSENT_OPTION: Final = OptionName("consent_column")


@dataclass(frozen=True, slots=True, kw_only=True)
class Consents:
    """Which columns say who wants messages, and which who does not.

    In `needed` only a clear yes will do. In `given` a no keeps the row back, and in `refused`
    anything but a no: most people leave such a cell blank, and some write a date.
    """

    header: Sequence[str]
    needed: int | None
    given: tuple[int, ...]
    refused: tuple[int, ...]

    @classmethod
    def of(cls, table: Table, settings: Settings, mapped: Mapped) -> Self | None:
        """Find the columns that the settings name, or that only the list itself can tell; or None.

        Raises:
            ColumnUnknown, ColumnAmbiguous: the settings name one that is not there, or several.
        """
        wanted = settings.consent_column
        needed = (
            mapped.one_of(Field.CONSENT)
            if wanted is None
            else columns.wanted_column(table, wanted, option=CONSENT_OPTION)
        )
        found = cls(
            header=table.header,
            needed=needed,
            given=()
            if mapped.leaves_out(Field.CONSENT)
            else tuple(columns.find_consent_columns(table)),
            refused=mapped.or_found(Field.OPTOUT, lambda: columns.find_optout_columns(table)),
        )
        return found if found.columns else None

    @property
    def columns(self) -> list[str]:
        """The names of the columns that are asked."""
        return list(dict.fromkeys(self.header[place] for place in self.places))

    @property
    def places(self) -> tuple[int, ...]:
        """Where those columns stand."""
        return (*(() if self.needed is None else (self.needed,)), *self.given, *self.refused)

    def problem(self, cells: Sequence[str]) -> Problem | None:
        """Return why the person of a row is not to be written to, as the row itself says."""
        for place in self.refused:
            if columns.read_mark(cells[place]) not in {Mark.BLANK, Mark.NO}:
                return self._in(place, ProblemCode.CONSENT_REFUSED, cells)
        for place in self.given:
            if columns.read_mark(cells[place]) is Mark.NO:
                return self._in(place, ProblemCode.CONSENT_REFUSED, cells)
        if self.needed is None:
            return None
        return self._without_yes(self.needed, cells)

    def _without_yes(self, place: int, cells: Sequence[str]) -> Problem | None:
        match columns.read_mark(cells[place]):
            case Mark.YES:
                return None
            case Mark.NO:
                return self._in(place, ProblemCode.CONSENT_REFUSED, cells)
        return self._in(place, ProblemCode.CONSENT_MISSING, cells)

    def _in(self, place: int, code: ProblemCode, cells: Sequence[str]) -> Problem:
        return Problem(code=code, column=self.header[place], detail=cells[place].strip())
