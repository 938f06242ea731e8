"""Set aside the rows below a second header: their cells stand under the first one's names.

Whoever pastes one list below another, or prints several tables into one file, leaves a row of column
names in the middle. Where it names the same columns in the same places, it changes nothing.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from typing import Final

from batch_sender.models import Contacts, Problem, ProblemCode, column_key

_USUAL: Final = (
    "nome",
    "nome completo",
    "cliente",
    "contato",
    "responsável",
    "telefone",
    "celular",
    "whatsapp",
    "e-mail",
    "email",
    "cpf",
    "cnpj",
    "endereço",
    "bairro",
    "cidade",
    "estado",
    "uf",
    "cep",
    "data",
    "horário",
    "valor",
    "vencimento",
    "observação",
    "name",
    "phone",
    "mobile",
    "city",
    "date",
)
"""Columns that lists of contacts often have, so that a second table may share no name with the first."""

_FORMS: Final[tuple[Callable[[str], str], ...]] = (
    str,
    str.lower,
    str.upper,
    str.capitalize,
    str.title,
)
_PADS: Final = ("{}", "{} ", " {}", " {} ")
_LEAST: Final = 2
_SHOWN: Final = 60


def without_second_tables(chunks: Iterable[Contacts], written: Sequence[str]) -> Iterator[Contacts]:
    """Yield the chunks of a list whose columns are called `written`; rows of another table have a fault."""
    names = _Names(written)
    problem: Problem | None = None
    for chunk in chunks:
        if problem is None and names.none_in(chunk):
            yield chunk
            continue
        faults = dict[int, Problem]()
        for row, cells in zip(chunk.rows, chunk.cells, strict=True):
            problem = names.problem_from(cells, problem)
            if problem is not None:
                faults[row] = problem
        yield chunk._replace(faults={**faults, **chunk.faults}) if faults else chunk


class _Names:
    """The names of the columns, and how a row of names is told."""

    def __init__(self, written: Sequence[str]) -> None:
        self._own = dict(enumerate(map(column_key, written)))
        self._keys = {*self._own.values(), *map(column_key, _USUAL)} - {""}
        formed = [form(name) for name in (*written, *_USUAL) for form in _FORMS]
        self._hints = {pad.format(name) for name in formed for pad in _PADS}

    def none_in(self, chunk: Contacts) -> bool:
        """Tell, in one look at all cells, that no row is one of names."""
        return self._hints.isdisjoint(chain.from_iterable(chunk.cells))

    def problem_from(self, cells: Sequence[str], problem: Problem | None) -> Problem | None:
        """Return what is wrong with this row and those below it; `problem`: with those above."""
        if self._hints.isdisjoint(cells):
            return problem
        named = [(at, column_key(cell)) for at, cell in enumerate(cells) if cell.strip()]
        keys = {key for _at, key in named}
        if len(keys) < _LEAST or not keys <= self._keys:
            return problem
        if all(self._own.get(at) == key for at, key in named):
            return None
        found = ", ".join(" ".join(cell.split()) for cell in cells if cell.strip())
        return Problem(code=ProblemCode.OTHER_TABLE, detail=found[:_SHOWN])
