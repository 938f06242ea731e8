"""Tell which rows of a list go to new people, each of whom counts once."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Self

from batch_sender.config.settings import Settings
from batch_sender.models import JudgedRows, Known


@dataclass(slots=True, kw_only=True)
class NewPeople:
    """Marks the rows of a list, chunk by chunk.

    `last`: a new person's messages leave behind the others'. `several`: one person may get several
    messages; who was counted is remembered then.
    """

    last: bool
    several: bool
    _counted: set[str | None] = field(default_factory=set)

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """Settle it from the settings."""
        return cls(last=settings.new_plan is not None, several=settings.duplicates == "send")

    def among(self, rows: JudgedRows, known: Known) -> Sequence[bool]:
        """Return which rows go to somebody new, of those that have no problem of their own.

        `rows.new_person`: what the row itself says.
        """
        each = zip(rows.new_person, rows.problem, rows.person, strict=True)
        return [
            may_be and problem is None and person not in known.met
            for may_be, problem, person in each
        ]

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
