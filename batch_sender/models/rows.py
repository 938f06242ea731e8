"""Texts and rows, and what is made of them before anything leaves.

What a million are made of are named tuples: they take a third of the time of a frozen dataclass.
"""

import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Final, NamedTuple, NewType

from batch_sender.models.codes import Form, NoticeCode, ProblemCode, RepairRule
from batch_sender.models.judged_files import JudgedFile
from batch_sender.models.places import Place
from batch_sender.models.spans import GreetingSpan

PhoneNumber = NewType("PhoneNumber", str)
"""An E.164 number as the API wants it: digits only, country code first, no plus sign.

Made in `phones` alone.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What an unattended batch was made of: of one `name` and `key` there is one batch at most.

    `name`: a schedule, or the batch file a list was taken for; `key`: the due time, or the list's
    content. `batch_file`: where it says what follows, results and notices.
    """

    name: str
    key: str
    batch_file: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageText:
    """A message text as its author wrote it; `origin`: where it comes from, for error sentences.

    `file`: what it was read of, where it was not typed.
    """

    text: str
    origin: str
    file: JudgedFile | None = None


class Contact(NamedTuple):
    """One row of the list: `row` as Excel numbers it, `cells` as the sheet shows them."""

    row: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Why a row is not sent: the column it sits in (None: the whole row) and what was found."""

    code: ProblemCode
    column: str | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What is worth a look in a row, before it is sent: what was found."""

    code: NoticeCode
    detail: str = ""


class Repair(NamedTuple):
    """A number or a cell mended, chosen or remarked on by a rule: the text before, and after."""

    rule: RepairRule
    before: str
    after: str


_NO_FAULTS: Final[Mapping[int, Problem]] = MappingProxyType({})
_NO_REPAIRS: Final[Mapping[int, tuple[Repair, ...]]] = MappingProxyType({})
_ALL_SAVED: Final[Mapping[int, tuple[int, ...]]] = MappingProxyType({})


class Contacts(NamedTuple):
    """Rows of the list that follow one another: the number of each, and its cells.

    `faults`: why rows, by their number, never go, whatever else is found: their cells cannot be trusted.
    `repairs`: what was mended in the cells of rows. `unsaved`: the places of cells that look empty, and hold
    a formula whose result was never saved; a row in which one of them takes part never goes.
    `texts`: the columns, by their places, in which a text stands that could be taken for a number or a
    moment, here or above; the file holds numbers and moments in the others. None where none is told from
    the other, as in a CSV.
    """

    rows: Sequence[int]
    cells: Sequence[tuple[str, ...]]
    faults: Mapping[int, Problem] = _NO_FAULTS
    repairs: Mapping[int, tuple[Repair, ...]] = _NO_REPAIRS
    unsaved: Mapping[int, tuple[int, ...]] = _ALL_SAVED
    texts: Collection[int] | None = None

    @property
    def trusted(self) -> Sequence[tuple[str, ...]]:
        """The cells of the rows that have no fault."""
        if not self.faults:
            return self.cells
        pairs = zip(self.rows, self.cells, strict=True)
        return [cells for row, cells in pairs if row not in self.faults]


class Phone(NamedTuple):
    """A usable number: `rules` made it of the text `written`; `by_row`: what other cells had to do with it.

    `written` is empty where there are no rules. Repairs are written out where they are asked for, as
    lists are long and few ask.
    """

    number: PhoneNumber
    rules: tuple[RepairRule, ...] = ()
    written: str = ""
    by_row: tuple[Repair, ...] = ()

    @property
    def repairs(self) -> tuple[Repair, ...]:
        """Every repair that made the number, in the order of the rules; what the row did stands first."""
        if not self.rules:
            return self.by_row
        own = [Repair(rule, self.written, self.number) for rule in self.rules]
        return (*self.by_row, *own)

    @property
    def is_fixed_line(self) -> bool:
        """Whether it is a fixed line, which only some people have on WhatsApp."""
        return RepairRule.FIXED_LINE in self.rules


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaFile:
    """A checked file: where it lies, and what is sent of it (`size` in bytes, SHA-256 in hex)."""

    path: Place
    name: str
    content_type: str
    size: int
    sha256: str


class JudgedMessage(NamedTuple):
    """One row as `prepare` judged it: with a problem it is skipped, without one it may leave.

    `problem` decides, and is the one that is counted; `further` are the row's other problems.
    `person` is what a number and its ninth-digit twin share. `idempotency_key` tells messages apart: the
    same person, text as it is read and media (or, by `--key`, person, template, that column's value and
    media) give the same key, whatever the batch. `variant` names the
    text, where a batch has several, and `other_keys` are the keys of the others: whoever got one of
    them gets none of the rest. `greetings`: where the text greets by the hour. From `expires_at` on (UTC) it is too late to send it.
    `new_person`: nobody had an accepted message to them before; of several rows to one person the first
    alone. `turn`: 1 lets all rows with 0 of the batch leave before. `payment_line`: what follows text and
    file as a message of its own.
    """

    row: int
    cells: tuple[str, ...]
    number: PhoneNumber | None = None
    person: str | None = None
    idempotency_key: str | None = None
    text: str | None = None
    repairs: tuple[Repair, ...] = ()
    problem: Problem | None = None
    further: tuple[Problem, ...] = ()
    notices: tuple[Notice, ...] = ()
    other_keys: tuple[str, ...] = ()
    variant: str | None = None
    greetings: tuple[GreetingSpan, ...] = ()
    form: Form = Form.TEXT
    media: MediaFile | None = None
    expires_at: datetime | None = None
    new_person: bool = False
    turn: int = 0
    payment_line: str | None = None


def column_key(name: str) -> str:
    """Return what two column names have in common when people mean the same column.

    Case, accents, spaces and every sign but letters and digits do not count: "Nome Completo",
    "nome_completo" and "NOME-COMPLETO" are one.
    """
    plain = unicodedata.normalize("NFKD", name.casefold())
    return "".join(c for c in plain if c.isalnum())
