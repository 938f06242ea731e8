"""Find the columns that `--map field=column` names."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Self

from batch_sender.load import columns
from batch_sender.load.columns import Table
from batch_sender.models import column_key


class Field(StrEnum):
    """What the program itself looks for in a list. Any other field is a placeholder of the text."""

    PHONE = "phone"
    DDD = "ddd"
    COUNTRY = "country"
    NAME = "name"
    MEDIA = "media"
    CONSENT = "consent"
    OPTOUT = "optout"
    KEY = "key"
    EXPIRES = "expires"
    KNOWN = "known"
    AMOUNT = "amount"
    DUE = "due"


_CALLED: Final[dict[str, Field]] = {
    **{field.value: field for field in Field},
    **dict.fromkeys(("telefone", "celular", "whatsapp", "fone", "numero"), Field.PHONE),
    **dict.fromkeys(("ddi", "pais"), Field.COUNTRY),
    "nome": Field.NAME,
    **dict.fromkeys(("arquivo", "anexo", "file"), Field.MEDIA),
    **dict.fromkeys(("consentimento", "optin"), Field.CONSENT),
    "descadastro": Field.OPTOUT,
    "chave": Field.KEY,
    "validade": Field.EXPIRES,
    **dict.fromkeys(("conhecido", "conhecida", "conhecidos"), Field.KNOWN),
    "valor": Field.AMOUNT,
    "vencimento": Field.DUE,
}
FOUND_BY_THEMSELVES: Final = frozenset(
    {
        Field.NAME, Field.DDD, Field.COUNTRY, Field.CONSENT, Field.OPTOUT, Field.MEDIA,
        Field.AMOUNT, Field.DUE,
    }
)  # fmt: skip
"""What is looked for in a list unless a column is named, or it is said that none holds it: `consent=`."""

_PERSON: Final = ("nome", "name")
"""What texts call the person, under whichever name the column was mapped."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapped:
    """`fields`: the columns of each field, in the order they were given; `placeholders`: of each name.

    A field that no column holds, as was said, has none.
    """

    fields: dict[Field, tuple[int, ...]]
    placeholders: dict[str, int]

    @classmethod
    def of(cls, table: Table, pairs: Sequence[tuple[str, str]]) -> Self:
        """Find the columns of a list.

        Raises:
            ColumnUnknown, ColumnAmbiguous: one of them is not there, or may be several.
        """
        fields: dict[Field, tuple[int, ...]] = {}
        placeholders: dict[str, int] = {}
        for called, wanted in pairs:
            if not wanted and (left_out := field_of(called)) in FOUND_BY_THEMSELVES:
                fields.setdefault(left_out, ())
                continue
            place = columns.wanted_column(table, wanted, option=columns.MAP_OPTION)
            field = field_of(called)
            if field is not None:
                fields[field] = (*fields.get(field, ()), place)
            for name in (called, *(_PERSON if field is Field.NAME else ())):
                placeholders.setdefault(name, place)
        return cls(fields=fields, placeholders=placeholders)

    def all_of(self, field: Field) -> tuple[int, ...]:
        """Return every column given for a field."""
        return self.fields.get(field, ())

    def one_of(self, field: Field) -> int | None:
        """Return the column given for a field, the last one if there were several."""
        given = self.fields.get(field, ())
        return given[-1] if given else None

    def leaves_out(self, field: Field) -> bool:
        """Say whether no column holds a field, as was said: none is looked for then."""
        return field in self.fields and not self.fields[field]

    def or_found(self, field: Field, find: Callable[[], tuple[int, ...]]) -> tuple[int, ...]:
        """Return every column given for a field; those that are found where nothing was said of it."""
        return self.fields[field] if field in self.fields else find()


def field_of(called: str) -> Field | None:
    """Return the field that is called so in either language; None for a placeholder of the text."""
    return _CALLED.get(column_key(called))
