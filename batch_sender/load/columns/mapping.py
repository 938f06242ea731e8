"""Find the columns that `--map field=column` names."""

from collections.abc import Sequence
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
_PERSON: Final = ("nome", "name")
"""What texts call the person, under whichever name the column was mapped."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapped:
    """`fields`: the columns of each field, in the order they were given; `placeholders`: of each name."""

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
            place = columns.wanted_column(table, wanted, option=columns.MAP_OPTION)
            field = _CALLED.get(column_key(called))
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
        return self.fields[field][-1] if field in self.fields else None
