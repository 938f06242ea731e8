"""Decide which column of a list serves which purpose, before a row is judged."""

import contextlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Self

from batch_sender.config.settings import Settings
from batch_sender.judge.payment_columns import PaymentColumns
from batch_sender.judge.recipients import Recipients
from batch_sender.load import ContactList, columns
from batch_sender.load.columns import Table
from batch_sender.load.columns.consents import Consents
from batch_sender.load.columns.elsewhere import beside_other_sheets, refuse_joined
from batch_sender.load.columns.errors import PhoneColumnMissing
from batch_sender.load.columns.mapping import Field, Mapped
from batch_sender.models import Problem, column_key
from batch_sender.models.errors import OptionName

_SAMPLE: Final = 50
"""Rows looked at to tell what a column holds."""
_MANY: Final = 1_000
"""Rows looked at to tell what nearly all of them have."""
_PERSON: Final = frozenset({"nome", "name"})
_COLUMN_WORDS: Final = ("column", "coluna")
_LETTERED: Final = re.compile(r"\b((?:column|coluna)_([a-z]{1,3}))\b", re.IGNORECASE)


def first_of(many: Sequence[tuple[str, ...]]) -> Sequence[tuple[str, ...]]:
    """Return as many of these rows as are looked at to tell what a column holds."""
    return many[:_SAMPLE]


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnMapping:
    """Which column holds what; None where the list has no such column.

    `template_view` is what the text sees. `aliases`: the columns that the text's own word for the person
    was found to mean, where no column has that name.
    """

    table: Table
    recipients: Recipients
    consents: Consents | None
    template_view: "TemplateView"
    key: int | None = None
    expiry: int | None = None
    media: int | None = None
    known: int | None = None
    payment: int | None = None
    payments: PaymentColumns = field(default_factory=PaymentColumns)
    aliases: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, contacts: ContactList, settings: Settings, *, text: str) -> Self:
        """Find the columns that the settings name, or that only the list itself can tell.

        Raises:
            ListError: one of them is not there, or cannot be told.
        """
        many = contacts.sample(_MANY)
        table = Table(
            header=contacts.header,
            written=contacts.written,
            sample=first_of(many),
            many=many,
            unsaved=contacts.unsaved,
            places=contacts.places,
        )
        with _told_where_else(contacts, table, settings):
            return cls.of_table(table, settings, text=text)

    @classmethod
    def of_table(cls, table: Table, settings: Settings, *, text: str) -> Self:
        """Find them in what is known of a list before its rows are judged.

        Raises:
            ListError: as `of`.
        """
        header, mapped = table.header, Mapped.of(table, settings.map)
        aliases = {} if Field.NAME in mapped.fields else _names_in(text, header)
        aliases |= _letters_in(text, header)

        def named(wanted: str | None, option: str, field: Field | None = None) -> int | None:
            if wanted is None:
                return None if field is None else mapped.one_of(field)
            return columns.wanted_column(table, wanted, option=option)

        return cls(
            table=table,
            recipients=Recipients.of(table, settings, mapped),
            consents=Consents.of(table, settings, mapped),
            template_view=TemplateView.of(table, {**aliases, **mapped.placeholders}),
            key=named(settings.key, OptionName("key"), Field.KEY),
            expiry=named(settings.expires_column, OptionName("expires_column"), Field.EXPIRES),
            media=_media(table, settings, mapped),
            known=mapped.one_of(Field.KNOWN),
            payment=named(settings.payment_column, OptionName("payment_column")),
            payments=PaymentColumns.of(table, mapped),
            aliases={name: header[place] for name, place in aliases.items()},
        )

    @property
    def header(self) -> Sequence[str]:
        """The columns' names."""
        return self.table.header

    def with_media(self, settings: Settings) -> Settings:
        """Return the settings with the column of files that was found or mapped, if any."""
        if self.media is None:
            return settings
        return settings.model_copy(update={"media": self.header[self.media]})

    def file_column(self, settings: Settings) -> int | None:
        """Return the column of file names that was found, mapped or named, as the text sees it."""
        media = self.with_media(settings).media
        return None if media is None else columns.find_column(self.template_view.header, media)

    @property
    def of_texts(self) -> Sequence[str]:
        """The columns that are texts, whatever digits stand in them: phones, keys, files, payment lines."""
        places = (self.key, self.media, self.payment, *self.payments.lines)
        return (
            *self.recipients.columns,
            *self.recipients.completed_by,
            *(self.header[place] for place in places if place is not None),
        )

    def told(self) -> dict[str, object]:
        """Say what was taken for what, so that a wrong guess can be seen."""
        return {
            "phone_columns": self.recipients.columns,
            "completed_by": self.recipients.completed_by,
            "ddd_columns": self.recipients.ddd_columns,
            "consent_columns": self.consents.columns if self.consents else [],
            "known_column": None if self.known is None else self.header[self.known],
            "media_column": None if self.media is None else self.header[self.media],
            "payment_column": None if self.payment is None else self.header[self.payment],
            "payment_lines": [self.header[place] for place in self.payments.lines],
            "aliases": dict(self.aliases),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateView:
    """The list's `columns` as the text sees them: their names, and where the cell of each stands.

    `places` is None where nothing was mapped: each stands where it does in the list.
    """

    columns: Sequence[str]
    header: Sequence[str]
    written: Sequence[str]
    places: tuple[int, ...] | None = None

    @classmethod
    def of(cls, table: Table, placeholders: dict[str, int]) -> Self:
        """Let each of `placeholders` mean its column, whatever the list calls by that name."""
        if not placeholders:
            return cls(columns=table.header, header=table.header, written=table.written)
        meant = {column_key(name) for name in placeholders}
        header = ["" if column_key(name) in meant else name for name in table.header]
        written = ["" if column_key(name) in meant else name for name in table.written]
        return cls(
            columns=table.header,
            header=[*header, *placeholders],
            written=[*written, *placeholders],
            places=(*range(len(header)), *placeholders.values()),
        )

    def places_of(self, columns: Iterable[int]) -> Iterable[int]:
        """Return where in the list the columns stand that the text sees under these numbers."""
        return columns if self.places is None else (self.places[column] for column in columns)

    @property
    def titles(self) -> Sequence[tuple[int, str]]:
        """For each name of `header`: where its cell stands in the list, and all it is called by."""
        places = self.places or range(len(self.header))
        pairs = zip(places, self.header, strict=True)
        return [(place, f"{name} {self.columns[place]}") for place, name in pairs]

    def in_list(self, problem: Problem) -> Problem:
        """Name the column of a problem as the list does, not as the text did."""
        if self.places is None or problem.column not in self.header:
            return problem
        place = self.places[self.header.index(problem.column)]
        return replace(problem, column=self.columns[place])

    def rows(self, rows: Sequence[Sequence[str]]) -> Sequence[Sequence[str]]:
        """Return the rows' cells, one for each name."""
        if self.places is None:
            return rows
        return [[cells[place] for place in self.places] for cells in rows]


def _names_in(text: str, header: Sequence[str]) -> dict[str, int]:
    """Find what a text calls the person, "nome" or "name", where the list calls it otherwise."""
    person = columns.find_name_column(header)
    taken = {column_key(name) for name in header}
    words = {word.casefold() for word in re.findall(r"\w+", text)} & _PERSON
    return {} if person is None else dict.fromkeys(sorted(words - taken), person)


def _letters_in(text: str, header: Sequence[str]) -> dict[str, int]:
    """Find the columns without a name that a text calls by their letters in the other language."""
    keys = {column_key(name): place for place, name in enumerate(header)}
    found: dict[str, int] = {}
    for word, letters in _LETTERED.findall(text):
        same = (keys.get(f"{called}{letters.casefold()}") for called in _COLUMN_WORDS)
        place = next((each for each in same if each is not None), None)
        if place is not None and column_key(word) not in keys:
            found[word] = place
    return found


@contextlib.contextmanager
def _told_where_else(contacts: ContactList, table: Table, settings: Settings) -> Iterator[None]:
    """Where no column holds the numbers, say where else they may be.

    Raises:
        ListError: none holds them, or the list's columns are joined into one.
    """
    mapped = Mapped.of(table, settings.map).all_of(Field.PHONE)
    told = settings.delimiter or settings.phone_column or mapped
    if contacts.delimiter is not None and not told:
        refuse_joined(table)
    try:
        yield
    except PhoneColumnMissing as err:
        raise beside_other_sheets(err, contacts.sheet, contacts.other_sheets) from err


def _media(table: Table, settings: Settings, mapped: Mapped) -> int | None:
    if settings.media is not None or settings.no_media:
        return None
    mapped_to = mapped.one_of(Field.MEDIA)
    if mapped_to is not None or mapped.leaves_out(Field.MEDIA):
        return mapped_to
    return columns.find_media_column(table)
