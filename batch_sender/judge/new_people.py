"""Tell which rows of a list go to new people, each of whom counts once."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Self

from batch_sender.config.settings import Settings
from batch_sender.load import columns
from batch_sender.load.columns import Mark
from batch_sender.models import JudgedRows, Known


@dataclass(slots=True, kw_only=True)
class NewPeople:
    """Marks the rows of a list, chunk by chunk.

    `column`: where the list itself says who is known; None: nowhere. `last`: a new person's messages leave
    behind the others'. `several`: one person may get several messages; who was counted is remembered then.
    `unclear`: cells of the column so far that say neither yes nor no, of rows that may leave.
    """

    column: int | None
    last: bool
    several: bool
    unclear: int = 0
    _counted: set[str | None] = field(default_factory=set)

    @classmethod
    def of(cls, settings: Settings, *, column: int | None) -> Self:
        """Settle it from the settings."""
        return cls(
            column=column,
            last=settings.new_plan is not None,
            several=settings.duplicates == "send",
        )

    def among(self, rows: JudgedRows, known: Known) -> Sequence[bool]:
        """Return which rows go to somebody new, of those that have no problem of their own."""
        each = zip(self._said(rows), rows.problem, rows.person, strict=True)
        return [
            said is not Mark.YES and problem is None and person not in known.met
            for said, problem, person in each
        ]

    def _said(self, rows: JudgedRows) -> Sequence[Mark]:
        """Return what each row says of its person: a yes is one who is known."""
        column = self.column
        if column is None:
            return [Mark.BLANK] * len(rows)
        said = [columns.read_mark(cells[column]) for cells in rows.cells]
        self.unclear += sum(
            each is Mark.OTHER and problem is None
            for each, problem in zip(said, rows.problem, strict=True)
        )
        return said

    def mark(self, rows: JudgedRows, new: Sequence[bool]) -> None:
        """Mark the rows, whose problems among the others are known by now.

        A second message that may yet be let in has its turn with the first one, and is nobody new.
        """
        if self.last:
            rows.turn = list(map(int, new))
        every = zip(new, rows.problem, rows.person, strict=True)
        rows.new_person = [
            is_new and problem is None and self._is_first(person)
            for is_new, problem, person in every
        ]

    def _is_first(self, person: str | None) -> bool:
        if not self.several:
            return True
        before = len(self._counted)
        self._counted.add(person)
        return len(self._counted) > before
