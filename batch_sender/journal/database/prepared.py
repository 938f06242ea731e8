"""Run a statement that every message needs: written in SQLAlchemy Core, compiled once, run by the driver.

Such a statement takes the database a few microseconds, and `Connection.execute` around it several
times as long; nine of them stand between an answer and the next call. What the driver raises is what
SQLAlchemy would have made of it, so that nobody has to know which way a statement went.
"""

from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from sqlalchemy import BindParameter, Connection, Dialect, Insert, Select, Update
from sqlalchemy.types import TypeEngine

from batch_sender.journal.database.driver_errors import as_of_sqlalchemy

_Processor = Callable[[Any], Any]
_Statement = Select[Any] | Insert | Update


class _StatementParameter(NamedTuple):
    """One parameter, by the name it has in the SQL and the key of its value; `own`: one it brings along."""

    name: str
    key: str
    processor: _Processor | None
    own: Any

    def value(self, values: Mapping[str, Any]) -> Any:
        value = values.get(self.key, self.own)
        return value if self.processor is None else self.processor(value)


@dataclass(frozen=True, slots=True, kw_only=True)
class _CompiledStatement:
    """A statement as one database takes it."""

    sql: str
    parameters: tuple[_StatementParameter, ...]
    is_positional: bool

    def filled(self, values: Mapping[str, Any]) -> list[Any] | dict[str, Any]:
        if self.is_positional:
            return [parameter.value(values) for parameter in self.parameters]
        return {parameter.name: parameter.value(values) for parameter in self.parameters}


@dataclass(frozen=True, slots=True, kw_only=True)
class _RowReader:
    """Reads what one database answers: a processor for each column, and the row's own type."""

    columns: tuple[_Processor | None, ...]
    row: Callable[..., Any]

    def read(self, found: tuple[Any, ...]) -> Any:
        pairs = zip(self.columns, found, strict=True)
        return self.row(*(cell if process is None else process(cell) for process, cell in pairs))


class Prepared:
    """A statement whose parameters are single values: `IN` with a list of them is none.

    It runs in the transaction that was begun on its connection. As with `Connection.execute`, a
    parameter that is named like a column sets it.
    """

    def __init__(self, statement: _Statement) -> None:
        self._statement: Final = statement
        self._compiled: Final[dict[tuple[str, ...], _CompiledStatement]] = {}
        self._readers: Final[dict[str, _RowReader]] = {}

    def first(self, tx: Connection, values: Mapping[str, Any]) -> Any:
        """Return the first row that it finds, as a named tuple; None without one."""
        cursor = self._executed(tx, values)
        found, description = cursor.fetchone(), cursor.description
        cursor.close()
        return None if found is None else self._reader(tx.dialect, description).read(found)

    def run(self, tx: Connection, values: Mapping[str, Any]) -> int:
        """Return how many rows it wrote."""
        return int(self._executed(tx, values).rowcount)

    def _executed(self, tx: Connection, values: Mapping[str, Any]) -> Any:
        which = (tx.dialect.name, *values)
        compiled = self._compiled.get(which)
        if compiled is None:
            compiled = _compile(self._statement, tx.dialect, values)
            self._compiled[which] = compiled
        return _execute(tx, compiled, values)

    def _reader(self, dialect: Dialect, description: Sequence[Sequence[Any]]) -> _RowReader:
        reader = self._readers.get(dialect.name)
        if reader is None:
            reader = _reader(self._statement, dialect, [column[1] for column in description])
            self._readers[dialect.name] = reader
        return reader


def _compile(
    statement: _Statement, dialect: Dialect, values: Mapping[str, Any]
) -> _CompiledStatement:
    compiled: Any = statement.compile(dialect=dialect, column_keys=list(values))
    compiled.construct_params(dict(values))  # refuses what lacks one of the values it asks for
    names = compiled.positiontup or compiled.bind_names.values()
    return _CompiledStatement(
        sql=str(compiled),
        parameters=tuple(_parameter(name, compiled.binds[name], dialect) for name in names),
        is_positional=compiled.positional,
    )


def _reader(statement: _Statement, dialect: Dialect, codes: Sequence[object]) -> _RowReader:
    """Make a reader; `codes`: the database's own of the columns' types."""
    columns = statement.exported_columns
    types = [_of(column.type, dialect) for column in columns]
    return _RowReader(
        columns=tuple(
            each.result_processor(dialect, code) for each, code in zip(types, codes, strict=True)
        ),
        row=namedtuple("Row", [str(name) for name in columns.keys()]),  # noqa: SIM118 - no mapping
    )


def _parameter(name: str, bind: BindParameter[Any], dialect: Dialect) -> _StatementParameter:
    processor = _of(bind.type, dialect).bind_processor(dialect)
    return _StatementParameter(
        name=name, key=bind.key, processor=processor, own=bind.effective_value
    )


def _of(known: TypeEngine[Any], dialect: Dialect) -> TypeEngine[Any]:
    return known.dialect_impl(dialect)


def _execute(tx: Connection, compiled: _CompiledStatement, values: Mapping[str, Any]) -> Any:
    """Hand it to the driver.

    Raises:
        DBAPIError: what the driver raised, as SQLAlchemy tells it; a connection that went is let go.
    """
    with as_of_sqlalchemy(tx, compiled.sql) as driver:
        return driver.execute(compiled.sql, compiled.filled(values))
