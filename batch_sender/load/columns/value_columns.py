"""Find the columns of amounts, quantities and moments, by what stands in every cell of them."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from operator import itemgetter
from typing import Final

from batch_sender.models import Notation

_ID_WORDS: Final = frozenset({
    "id", "ids", "cod", "code", "mat", "cnh", "zip", "postal", "tel", "fone", "cel", "zap", "whats",
    "phone", "mobile", "ddd", "ddi", "doc", "nf", "nfe", "pis", "nis", "nit", "ctps", "ie", "crm", "oab",
    "ncm", "cnae", "ean", "gtin", "sku", "chave", "key", "conta", "agencia", "account", "ramal", "placa",
    "senha", "cartao", "card", "titulo", "pedido", "order", "contrato", "contract", "processo", "loja",
    "prontuario", "fiscal", "numero", "num", "nro", "nr", "number",
})  # fmt: skip
_ID_BEGINNINGS: Final = (
    "cpf", "cnpj", "cep", "rg", "codigo", "codcli", "matric", "telef", "celul", "whatsa", "inscri",
    "protoc", "registr", "document", "carteir",
)  # fmt: skip
_COUNT_WORDS: Final = frozenset({
    "valor", "valores", "vl", "vlr", "preco", "price", "amount", "total", "saldo", "balance", "qtd",
    "qtde", "quant", "quantidade", "quantity", "parcelas", "de", "of",
})  # fmt: skip
"""Whose `_ID_WORDS` mean none: "valor do pedido", "número de filhos"."""
_WORD: Final = re.compile("[A-Z]+(?![a-z])|[A-Z]?[a-z]+")

_NOTHING: Final = frozenset({"", "-", "–", "—", "R$ -", "R$-"})
"""What stands for nothing among amounts; the last two are what Excel's accounting formats show of nought."""

_WHOLE: Final = re.compile(r"^\d+$", re.ASCII | re.MULTILINE)
_LONG: Final = re.compile(r"^\d{8,}$", re.ASCII | re.MULTILINE)
_ID_OF_NUMBERS: Final = re.compile(r"^(?:\d{11,}|0\d+)$", re.ASCII | re.MULTILINE)
_LONG_ALONE: Final = re.compile(r"(?:\d{8,}\n)+", re.ASCII)


class _Family(Enum):
    """What all cells of a column may be."""

    BRAZILIAN = auto()
    ENGLISH = auto()
    PERCENT = auto()
    DAY = auto()
    CLOCK = auto()


_AMOUNT: Final = r"\(?-?(?:(?:R\$|US\$|\$|€|£)[ \xa0]?)?-?"
_DIGITS: Final = r"(?:[1-9]\d{0,2}(?:\.\d{3})+|0|[1-9]\d*)(?:,\d+)?"
_ENGLISH_DIGITS: Final = r"(?:[1-9]\d{0,2}(?:,\d{3})+|0|[1-9]\d*)(?:\.\d+)?"
_CLOCK: Final = r"\d\d?:[0-5]\d(?::[0-5]\d)?"
# Without a group that captures: in a possessive repeat `re` may raise SystemError over one.
_DAY: Final = (
    r"(?:(?:0?[1-9]|[12]\d|3[01])[/.-](?:0?[1-9]|1[0-2])[/.-]\d{4}"
    r"|\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]))"
)


def _each_line(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?>{pattern}\n)++", re.ASCII)


_PATTERNS: Final[Mapping[_Family, re.Pattern[str]]] = {
    _Family.BRAZILIAN: _each_line(rf"{_AMOUNT}{_DIGITS}\)?"),
    _Family.ENGLISH: _each_line(rf"{_AMOUNT}{_ENGLISH_DIGITS}\)?"),
    _Family.PERCENT: _each_line(rf"-?{_DIGITS}[ \xa0]?%"),
    _Family.DAY: _each_line(rf"{_DAY}(?: {_CLOCK})?"),
    _Family.CLOCK: _each_line(_CLOCK),
}


@dataclass(slots=True)
class _MaybeValues:
    """What a column may still be, after the cells seen so far."""

    named_as_id: bool
    families: Collection[_Family] = tuple(_Family)
    told: bool = False
    commas: bool = False

    def takes(self, cells: Iterable[str]) -> bool:
        """See cells of a file that tells no number from a text; is any family left?"""
        lines = "".join(f"{cell}\n" for cell in cells)
        if (_WHOLE if self.named_as_id else _LONG).search(lines):
            return False
        self.families = [each for each in self.families if _PATTERNS[each].fullmatch(lines)]
        self.commas = self.commas or "," in lines
        return bool(self.families)

    def takes_numbers(self, cells: Iterable[str]) -> bool:
        """See cells that are numbers or moments in their file; are they no ids?"""
        self.told = True
        lines = "".join(f"{cell}\n" for cell in cells)
        if _LONG_ALONE.fullmatch(lines):
            return False
        return (_WHOLE if self.named_as_id else _ID_OF_NUMBERS).search(lines) is None

    def notation(self) -> Notation | None:
        """Return how its cells are written, where that is beyond doubt."""
        if self.told:
            return Notation.BRAZILIAN
        left = set(self.families)
        if len(left) == len(_Family):  # nothing but blanks
            return None
        if left == {_Family.ENGLISH}:
            return Notation.ENGLISH
        # 1,234 alone may be a thousand, or little more than one.
        return None if _Family.ENGLISH in left and self.commas else Notation.BRAZILIAN


@dataclass(slots=True)
class ValueColumns:
    """Looks at a list some rows at a time; a column that is none is not looked at again."""

    width: int
    _open: dict[int, _MaybeValues] = field(default_factory=dict)

    @classmethod
    def of(cls, header: Sequence[str], *, texts: Iterable[str] = ()) -> "ValueColumns":
        """Begin with every column but those named in `texts`."""
        known = set(texts)
        columns = {
            place: _MaybeValues(named_as_id=_is_named_as_id(name))
            for place, name in enumerate(header)
            if name not in known
        }
        return cls(len(header), columns)

    def look(self, rows: Sequence[Sequence[str]], texts: Collection[int] | None = None) -> None:
        """Look at rows, a cell in each for each name; `texts` as in `Contacts`."""
        for place, column in tuple(self._open.items()):
            if texts is not None and place in texts:
                del self._open[place]
                continue
            # A list may have a hundred columns that are blank: each is looked at as a whole.
            cells = {cell.strip() for cell in set(map(itemgetter(place), rows))} - _NOTHING
            takes = column.takes if texts is None else column.takes_numbers
            if cells and not takes(cells):
                del self._open[place]

    def notations(self) -> tuple[Notation | None, ...]:
        """Return how each column is written; None for one of texts."""
        opened = (self._open.get(place) for place in range(self.width))
        return tuple(None if column is None else column.notation() for column in opened)


def _is_named_as_id(name: str) -> bool:
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    words = {word.casefold() for word in _WORD.findall(plain)}
    if any(word.startswith(_ID_BEGINNINGS) for word in words):
        return True
    return bool(words & _ID_WORDS) and not words & _COUNT_WORDS
