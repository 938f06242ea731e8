"""What was understood of a draft's list: which column is what, why we think so, and what is in the way."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from batch_sender.config.settings import Settings
from batch_sender.judge.column_mapping import ColumnMapping
from batch_sender.judge.payment_columns import PaymentColumns
from batch_sender.judge.request import Request
from batch_sender.language import _
from batch_sender.load import columns
from batch_sender.load.columns import Table
from batch_sender.load.columns.mapping import FOUND_BY_THEMSELVES, Field, Mapped
from batch_sender.load.errors import ListError
from batch_sender.load.layout import column_letter
from batch_sender.models import column_key
from batch_sender.web.column_fields import FIELDS
from batch_sender.web.drafts import Draft
from batch_sender.web.read_lists import KeptList, read
from batch_sender.web.requests_of_drafts import named_as_sent, request_of
from batch_sender.web.site import Site

_ALWAYS: Final = frozenset({Field.PHONE.value, Field.NAME.value})
_SAMPLES: Final = 3
_LONGEST_SAMPLE: Final = 40
_LOOKED_AT: Final = 200


class FoundColumns(NamedTuple):
    """The places of the columns of each field; `needs_yes`: the consent has to be a clear yes."""

    columns: Mapping[Field, tuple[int, ...]]
    needs_yes: bool = False


_NOTHING: Final = FoundColumns(columns={})


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownColumn:
    """A column as a field of the page shows it. `place`: None for none; `id`: of its select."""

    id: str
    field: str
    label: str
    hint: str
    place: int | None
    why: str
    samples: tuple[str, ...]
    may_be_none: bool

    @property
    def is_first(self) -> bool:
        """Whether it is shown at once: every list has it, or this one does."""
        return self.place is not None or self.field in _ALWAYS


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """A list as it is read. `fault`: why it, or its numbers, cannot be used so; None: all is well.

    `contacts`: None where the file cannot be read so at all.
    """

    settings: Settings
    contacts: KeptList | None
    fault: ListError | None = None
    found: FoundColumns = _NOTHING
    alone: FoundColumns = _NOTHING

    @property
    def header(self) -> tuple[str, ...]:
        """The names of its columns."""
        return () if self.contacts is None else self.contacts.header

    @property
    def names(self) -> tuple[str, ...]:
        """By what its columns are known again: by nothing where they are called by their letters."""
        return self.header if self.contacts is not None and self.contacts.header_row else ()

    @property
    def digest(self) -> str:
        """What tells these columns from those of another sheet, or below another header."""
        return hashlib.sha256("\n".join(self.header).encode()).hexdigest()[:16]


def understood(site: Site, draft: Draft) -> Understood:
    """Read a draft's list as was chosen, and find its columns.

    Raises:
        OptionError: a value that was chosen cannot be meant.
        UnforeseenFault: it could not be read in the background.
    """
    request = request_of(site, replace(draft, texts=()))
    settings = request.settings
    try:
        contacts = _read(site, draft, request)
    except ListError as err:
        return Understood(settings=settings, contacts=None, fault=_named(err, draft))
    alone, _unmapped = _found(contacts, settings.model_copy(update={"map": ()}))
    found, fault = _found(contacts, settings)
    return Understood(
        settings=settings,
        contacts=contacts,
        fault=fault and _named(fault, draft),
        found=found,
        alone=alone,
    )


def shown_columns(understood: Understood) -> list[ShownColumn]:
    """Return each field with its column; of numbers there is one more to choose than there are."""
    if understood.contacts is None:
        return []
    table = _table(understood.contacts)
    shown = []
    for field, found in understood.found.columns.items():
        places: tuple[int | None, ...] = found or (None,)
        if field is Field.PHONE and found:
            places = (*found, None)
        for turn, place in enumerate(places):
            shown.append(_shown(understood, table, field, place, turn))
    return shown


def pairs_of(understood: Understood, chosen: FoundColumns) -> list[str]:
    """Return what has to be said of the columns, as `map` says it, for them to be what was chosen.

    What is found so anyway is not said, and goes on being found in other lists.
    """
    pairs = list[str]()
    for field, places in chosen.columns.items():
        surely = field is Field.CONSENT and chosen.needs_yes
        if places and (surely or places != understood.alone.columns.get(field)):
            pairs += [f"{field.value}={_reference(understood, place)}" for place in places]
        elif not places and field in FOUND_BY_THEMSELVES and understood.alone.columns.get(field):
            pairs.append(f"{field.value}=")
    return pairs


def _read(site: Site, draft: Draft, request: Request) -> KeptList:
    """Read a list; one that was found unreadable so is not read to its end again."""
    fault = site.readings.fault_of(draft.id, request)
    if fault is None:
        return read(request)
    if not isinstance(fault, ListError):
        site.readings.forget(draft.id)  # told once, then tried again
    raise fault


# ── finding ───────────────────────────────────────────────────────────────────────────────────


def _found(contacts: KeptList, settings: Settings) -> tuple[FoundColumns, ListError | None]:
    """Find every column; where the numbers are nowhere to be found, the others all the same."""
    try:
        return _fields(ColumnMapping.of(contacts, settings, text=""), settings), None
    except ListError as err:
        fault = err
    instead = (*settings.map, (Field.PHONE.value, column_letter(_letter(contacts, 0))))
    for pairs in (instead, instead[-1:]):
        try:
            mapping = ColumnMapping.of(
                contacts, settings.model_copy(update={"map": pairs}), text=""
            )
        except ListError:
            continue
        others = _fields(mapping, settings)
        return FoundColumns({**others.columns, Field.PHONE: ()}, others.needs_yes), fault
    return FoundColumns(dict.fromkeys(FIELDS, ())), fault


def _fields(mapping: ColumnMapping, settings: Settings) -> FoundColumns:
    table, numbers, consents = mapping.table, mapping.recipients, mapping.consents
    place = {name: at for at, name in enumerate(table.header)}.__getitem__
    ddd = [name for name in numbers.ddd_columns if name in numbers.completed_by]
    country = [name for name in numbers.completed_by if name not in ddd]
    mapped = Mapped.of(table, settings.map)
    named = mapped.one_of(Field.NAME)
    looked_for = named is None and not mapped.leaves_out(Field.NAME)
    name = columns.find_name_column(table.header) if looked_for else named
    needed = None if consents is None else consents.needed
    given = () if consents is None else consents.given
    found = {
        Field.PHONE: tuple(map(place, numbers.columns)),
        Field.NAME: _one(name),
        Field.DDD: tuple(map(place, ddd[:1])),
        Field.COUNTRY: tuple(map(place, country[:1])),
        Field.CONSENT: given[:1] if needed is None else (needed,),
        Field.OPTOUT: () if consents is None else consents.refused[:1],
        Field.MEDIA: _one(mapping.media),
        Field.KEY: _one(mapping.key),
        Field.EXPIRES: _one(mapping.expiry),
        Field.KNOWN: _one(mapping.known),
        **_compared(mapping.payments),
    }
    return FoundColumns(found, needs_yes=needed is not None)


def _compared(payments: PaymentColumns) -> dict[Field, tuple[int, ...]]:
    """Return the first column of amounts and of due days, where the list has lines to compare them with."""
    if not payments.lines:
        return {Field.AMOUNT: (), Field.DUE: ()}
    return {Field.AMOUNT: payments.amounts[:1], Field.DUE: payments.days[:1]}


def _one(place: int | None) -> tuple[int, ...]:
    return () if place is None else (place,)


def _table(contacts: KeptList) -> Table:
    return Table(
        header=contacts.header,
        written=contacts.written,
        sample=contacts.sample(_LOOKED_AT),
        places=contacts.places,
    )


def _letter(contacts: KeptList, place: int) -> int:
    return contacts.places[place] if contacts.places else place


def _reference(understood: Understood, place: int) -> str:
    """Return a column's name or, where it has none of its own in any language, its letter."""
    contacts = understood.contacts
    if contacts is None:
        return ""
    letter = column_letter(_letter(contacts, place))
    nameless = contacts.header[place] == _("Column {letter}").format(letter=letter)
    taken = column_key(letter) in map(column_key, contacts.header)
    return letter if nameless and not taken else contacts.header[place]


def _named(err: ListError, draft: Draft) -> ListError:
    found = named_as_sent(err, draft.list_name)
    return found if isinstance(found, ListError) else err


# ── showing ───────────────────────────────────────────────────────────────────────────────────


def _shown(
    understood: Understood, table: Table, field: Field, place: int | None, turn: int
) -> ShownColumn:
    label, hint = map(_, FIELDS[field])
    if turn:
        label = _("Another number of the same person")
        hint = _("Tried where the one above is missing or cannot be used.")
    found_alone = bool(understood.alone.columns.get(field))
    return ShownColumn(
        id=f"field-{field.value}-{turn + 1}" if turn else f"field-{field.value}",
        field=field.value,
        label=label,
        hint=hint,
        place=place,
        why=_why(understood, table, field, place),
        samples=() if place is None else _samples(table.sample, place),
        may_be_none=bool(turn) or place is None or not found_alone or field in FOUND_BY_THEMSELVES,
    )


def _why(understood: Understood, table: Table, field: Field, place: int | None) -> str:
    if place is None:
        return ""
    if place not in understood.alone.columns.get(field, ()):
        return _("You chose it.")
    if field is not Field.PHONE or _is_named_like_numbers(table.written[place]):
        return _("By its name.")
    return _("By its values.")


def _is_named_like_numbers(name: str) -> bool:
    lone = Table(header=[name], written=[name], sample=())
    try:
        columns.find_phone_columns(lone, is_number=lambda _cell: False)
    except ListError:
        return False
    return True


def _samples(rows: Sequence[Sequence[str]], place: int) -> tuple[str, ...]:
    filled = dict.fromkeys(cell for row in rows if (cell := " ".join(row[place].split())))
    shown = list(filled)[:_SAMPLES]
    return tuple(
        f"{each[:_LONGEST_SAMPLE]}…" if len(each) > _LONGEST_SAMPLE else each for each in shown
    )
