"""Judged rows field by field, as they pass from the judge to the journal."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from batch_sender.models.codes import Form
from batch_sender.models.rows import JudgedMessage, MediaFile, Notice, PhoneNumber, Problem, Repair
from batch_sender.models.spans import GreetingSpan


@dataclass(slots=True, kw_only=True)
class JudgedRows:
    """Some rows of a list: a column for each field of `JudgedMessage`, in it a value for each row.

    A million single messages would take as long to make as all that is asked about them.
    """

    row: Sequence[int]
    cells: Sequence[tuple[str, ...]]
    number: list[PhoneNumber | None]
    person: list[str | None]
    idempotency_key: list[str | None]
    text: list[str | None]
    repairs: Sequence[tuple[Repair, ...]]
    problem: list[Problem | None]
    further: list[tuple[Problem, ...]]
    notices: list[tuple[Notice, ...]]
    other_keys: list[tuple[str, ...]]
    variant: list[str | None]
    greetings: list[tuple[GreetingSpan, ...]]
    form: list[Form]
    media: list[MediaFile | None]
    expires_at: list[datetime | None]
    new_person: list[bool]
    turn: list[int]
    payment_line: list[str | None]

    @classmethod
    def of(cls, messages: Iterable[JudgedMessage]) -> Self:
        """Put single messages into columns. Without a known twin the number stands for the person."""
        whole = [each._replace(person=each.person or each.number) for each in messages]
        columns = zip(*whole, strict=True)
        by_name = dict(zip(JudgedMessage._fields, map(list, columns), strict=False))
        return cls(**{name: by_name.get(name, []) for name in JudgedMessage._fields})

    def __len__(self) -> int:
        """Return how many rows there are."""
        return len(self.row)

    def take_out(self, place: int) -> None:
        """Forget what a row would have sent besides its text: it stays."""
        self.media[place] = self.expires_at[place] = self.payment_line[place] = None
        self.other_keys[place], self.greetings[place], self.form[place] = (), (), Form.TEXT

    def messages(self) -> Iterator[JudgedMessage]:
        """Yield the rows one by one."""
        columns = (getattr(self, name) for name in JudgedMessage._fields)
        return map(JudgedMessage._make, zip(*columns, strict=True))

    def sendable(self, column: Sequence[str | None]) -> list[tuple[int, str]]:
        """Return the values of a column in the rows that may leave, each with its row."""
        every = zip(self.row, column, self.problem, strict=True)
        return [(row, value or "") for row, value, problem in every if problem is None]
