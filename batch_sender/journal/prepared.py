"""A statement that each message needs goes in; it is worked out once, and runs at the driver's price.

What SQLAlchemy does around every single execution takes longer than what the database does for it.
Here a statement is compiled once for each dialect; values still go in and out through its types, and
what the driver raises still comes as SQLAlchemy's own errors.
"""

import contextlib
from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, Dialect, Select
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.dml import UpdateBase
from sqlalchemy.types import TypeEngine

Statement = Select[Any] | UpdateBase
Values = Mapping[str, Any]

_Way = Callable[[Any], Any]


class Prepared:
    """One statement, to be run in a transaction of either database.

    `sets`: the columns that an INSERT or UPDATE fills with values of the same names. An `IN` over a
    list that changes its length cannot be prepared.
    """

    def __init__(self, statement: Statement, *, sets: Sequence[str] | None = None) -> None:
        self._statement = statement
        self._sets = sets
        self._compiled: dict[str, _Compiled] = {}

    def run(self, tx: Connection, values: Values) -> int:
        """Return how many rows it changed.

        Raises:
            SQLAlchemyError: as `tx.execute` does.
        """
        cursor = self._executed(tx, values)[0]
        changed = cursor.rowcount
        cursor.close()
        return changed

    def first(self, tx: Connection, values: Values) -> Any:
        """Return its first row, a named tuple, or None where there is none; errors as in `run`."""
        cursor, compiled = self._executed(tx, values)
        found = compiled.first_of(cursor)
        cursor.close()
        return found

    def scalar(self, tx: Connection, values: Values) -> Any:
        """Return the first value of its first row, or None where there is none."""
        found = self.first(tx, values)
        return None if found is None else found[0]

    def _executed(self, tx: Connection, values: Values) -> "tuple[DBAPICursor, _Compiled]":
        if not tx.in_transaction():
            tx.begin()  # as `tx.execute` would
        compiled = self._compiled.get(tx.dialect.name) or self._compile(tx.dialect)
        cursor = tx.connection.cursor()
        try:
            cursor.execute(compiled.text, compiled.parameters(values))
        except tx.dialect.loaded_dbapi.Error as err:
            raise _as_sqlalchemys(tx, cursor, compiled.text, err) from err
        return cursor, compiled

    def _compile(self, dialect: Dialect) -> "_Compiled":
        # Two threads may both do it the first time: the same comes out.
        compiled = self._compiled[dialect.name] = _Compiled(self._statement, dialect, self._sets)
        return compiled


class _Compiled:
    """A statement in one dialect: its text, and the way of its values in and out."""

    def __init__(self, statement: Statement, dialect: Dialect, sets: Sequence[str] | None) -> None:
        compiled: Any = statement.compile(dialect=dialect, column_keys=sets)
        self.text: Final = compiled.string
        self._by_position: Final = compiled.positional
        names = compiled.positiontup if compiled.positional else None
        self._names = names or list(compiled.params)
        self._parameters = [_parameter(compiled, name) for name in self._names]
        self._columns = list(statement.exported_columns)
        self._row = _named([str(column.key) for column in self._columns])
        self._ways_out: list[tuple[int, _Way]] | None = None
        self._dialect = dialect

    def parameters(self, values: Values) -> Any:
        """Return the values as the driver takes them."""
        given = [
            fixed if name is None else values[name] if way is None else way(values[name])
            for name, way, fixed in self._parameters
        ]
        return given if self._by_position else dict(zip(self._names, given, strict=True))

    def first_of(self, cursor: DBAPICursor) -> Any:
        """Return the first row as the program takes it, or None where there is none."""
        found = cursor.fetchone()
        if found is None:
            return None
        if self._ways_out is None:
            # Only now: what a column's way out is depends on what the driver says of it.
            self._ways_out = self._ways_by(cursor.description)
        row = list(found)
        for index, way in self._ways_out:
            row[index] = way(row[index])
        return self._row._make(row)

    def _ways_by(self, described: Sequence[Any]) -> list[tuple[int, _Way]]:
        types = [_type_in(self._dialect, column.type) for column in self._columns]
        ways = [
            type_.result_processor(self._dialect, as_told[1])
            for type_, as_told in zip(types, described, strict=True)
        ]
        return [(index, way) for index, way in enumerate(ways) if way is not None]


def _named(columns: list[str]) -> Any:
    return namedtuple("Found", columns, rename=True)  # what has no name is asked by its place


class _Parameter(NamedTuple):
    """What goes into one place: the value of that name by way of its type, or what is always there."""

    name: str | None
    way_in: _Way | None
    fixed: Any


def _parameter(compiled: SQLCompiler, name: str) -> _Parameter:
    bind = compiled.binds[name]
    way = _type_in(compiled.dialect, bind.type).bind_processor(compiled.dialect)
    if bind.required:
        return _Parameter(name, way, None)
    fixed = compiled.params[name]
    return _Parameter(None, None, fixed if way is None else way(fixed))


def _type_in(dialect: Dialect, type_: TypeEngine[Any]) -> TypeEngine[Any]:
    return type_.dialect_impl(dialect)


def _as_sqlalchemys(
    tx: Connection, cursor: DBAPICursor, text: str, error: Exception
) -> BaseException:
    """Return the driver's error as SQLAlchemy raises it; a connection that is gone counts as gone."""
    driver = tx.connection.dbapi_connection
    lost = tx.dialect.is_disconnect(error, driver, cursor)  # type: ignore[arg-type]
    with contextlib.suppress(Exception):  # the first error is the news
        cursor.close()
    if lost:
        tx.invalidate(error)
    said: BaseException = DBAPIError.instance(
        text,
        None,  # people's numbers and texts stay out of error texts
        error,
        tx.dialect.loaded_dbapi.Error,
        connection_invalidated=lost,
        dialect=tx.dialect,
    )
    return said
