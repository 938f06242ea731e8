"""Check the cells that a text uses for what is no name to greet by, and no day to tell, as it stands."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, Self

from batch_sender.compose.lint.warning import LintWarning, WarningCode
from batch_sender.compose.templates.blanks import trimmed
from batch_sender.compose.templates.first_names import first_name
from batch_sender.compose.templates.values import folded

# ── names ─────────────────────────────────────────────────────────────────────────────────────

_ODD: Final = re.compile(r"[^\w\s.'’´`&-]|[\d_]")
"""What no name holds: digits, pictures, brackets, addresses."""

_PERHAPS_ODD: Final = re.compile(r"[^A-Za-zÀ-ÖØ-öø-ɏ \n.'’´`&-]|\n[.'’´`&-]")
_PERHAPS_NOBODY: Final = (
    *("espólio", "espolio", "esp.", "falec", "finad", "óbito", "memoria", "herdeir", "cliente "),
    *("consumidor", "contato ", "usuario", "usuário", "teste", "informa", "sem nome", "consta"),
    *("null", "undefined", "desconhecid", "identificad", "cadastr"),
)


def _may_hold_doubtful(together: str) -> bool:
    if _PERHAPS_ODD.search(together):
        return True
    plain = together.casefold()
    return any(word in plain for word in _PERHAPS_NOBODY)


def _is_doubtful(cell: str) -> bool:
    """Tell whether a person who is greeted by `cell` would be greeted as a number, a sign, nobody."""
    if _ODD.search(cell):
        return True
    try:
        return not first_name(cell)
    except ValueError:
        return True


# ── days ──────────────────────────────────────────────────────────────────────────────────────

_FIRST_SERIAL: Final = date(1899, 12, 30)
"""What Excel, LibreOffice and Google Sheets count days from."""

# From 1954 to 2064; behind the sign stands the time of day.
_DAYS: Final = re.compile(r"\n *[2-5]\d{4}(?:[.,]\d+)? *\n", re.ASCII)
_TIMES: Final = re.compile(r"\n *0?[.,]\d+ *\n", re.ASCII)
_MOMENTS: Final = re.compile(r"\n *[2-5]\d{4}[.,]\d{4,} *\n", re.ASCII)
"""In any column: no amount, no code and no quantity is written so."""

_DAY_WORDS: Final = frozenset(
    word
    for line in (
        "data datas dt date dia dias day quando when vencimento vence venc vcto vencto nascimento nasc",
        "niver aniversario birthday birth consulta agendamento agenda agendado retorno prazo validade",
        "expira expiracao emissao entrega previsao admissao inicio fim termino evento reuniao exame",
        "cirurgia sessao visita revisao ultima proxima due compra pagamento pagto",
    )
    for word in line.split()
)
_TIME_WORDS: Final = frozenset(("hora", "horas", "horario", "time", "hour"))
_NUMBER_WORDS: Final = frozenset(
    ("numero", "num", "nr", "nº", "no", "cod", "codigo", "id", "pedido", "nf", "nota", "valor")
)
_WORD: Final = re.compile(r"[^\W\d_]+")


def _pattern_for(title: str) -> re.Pattern[str]:
    """Return how a day or a time that became a number looks in a column of this name."""
    words = _WORD.findall(folded(title))
    if _NUMBER_WORDS.isdisjoint(words):
        if not _DAY_WORDS.isdisjoint(words):
            return _DAYS
        if not _TIME_WORDS.isdisjoint(words):
            return _TIMES
    return _MOMENTS


def _meant(cell: str) -> str:
    """Return the day, the time or both that a spreadsheet shows for a number."""
    serial = float(cell.replace(",", "."))
    moment = datetime.combine(_FIRST_SERIAL, datetime.min.time()) + timedelta(
        minutes=round(serial * 24 * 60)
    )
    if serial < 1:
        return f"{moment:%H:%M}"
    return f"{moment:%d/%m/%Y}" if serial.is_integer() else f"{moment:%d/%m/%Y %H:%M}"


# ── rows ──────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class CellChecks:
    """What is asked of the cells of a list: by place, columns people are greeted by, and patterns of days.

    `header` holds the columns' names.
    """

    header: Sequence[str]
    greeted: Collection[int]
    days: Mapping[int, re.Pattern[str]]

    @classmethod
    def of(
        cls, header: Sequence[str], *, greeted: Collection[int], used: Mapping[int, str]
    ) -> Self:
        """Settle what is asked; `used`: the columns that texts show, and all they are called by."""
        days = {place: _pattern_for(title) for place, title in used.items()}
        return cls(header=header, greeted=greeted, days=days)

    def look(
        self, rows: Sequence[Sequence[str]], texts: Sequence[str]
    ) -> Iterator[tuple[int, LintWarning]]:
        """Yield what is wrong with cells that stand in their row's text, each with the row's place."""
        for column in self.greeted:
            cells = [cells[column] for cells in rows]
            if _may_hold_doubtful("\n".join(("", *cells))):
                yield from self._doubtful(column, cells, texts)
        for column, pattern in self.days.items():
            cells = [cells[column] for cells in rows]
            if pattern.search("\n".join(("", *cells, ""))):
                yield from self._numbers(column, cells, texts)

    def _doubtful(
        self, column: int, cells: Sequence[str], texts: Sequence[str]
    ) -> Iterator[tuple[int, LintWarning]]:
        for place, text in enumerate(texts):
            cell = trimmed(cells[place])
            if cell and cell.casefold() in text.casefold() and _is_doubtful(cell):
                yield place, self._warning(WarningCode.NAME_DOUBTFUL, column, cell)

    def _numbers(
        self, column: int, cells: Sequence[str], texts: Sequence[str]
    ) -> Iterator[tuple[int, LintWarning]]:
        for place, text in enumerate(texts):
            cell = trimmed(cells[place])
            if cell in text and self.days[column].fullmatch(f"\n{cell}\n"):
                found = f"{cell} = {_meant(cell)}"
                yield place, self._warning(WarningCode.DATE_AS_NUMBER, column, found)

    def _warning(self, code: WarningCode, column: int, found: str) -> LintWarning:
        return LintWarning(code=code, shown=f"{self.header[column]}: {found}")
