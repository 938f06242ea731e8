"""Read the journal's tables as they are kept, write them into another database, and compare both sides."""

import hashlib
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from sqlalchemy import (
    JSON,
    Column,
    ColumnElement,
    Connection,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    cast,
    func,
    insert,
    select,
    text,
    type_coerce,
)
from sqlalchemy.types import TypeEngine, UserDefinedType

from batch_sender.journal.schema.paths import FilePath
from batch_sender.journal.schema.tables import messages, metadata

_TOGETHER: Final = 5000
_TOGETHER_IF_LARGE: Final = 20
"""Rows that are in memory at once, and in one transaction: of tables with whole files in a cell, a few."""

Row = tuple[Any, ...]
Heard = Callable[[int], None]
"""Hears how many rows more were read or written."""


class _WrittenJson(UserDefinedType[str]):
    """JSON as the text it is written in: what it says is not to be read and written anew."""

    cache_ok = True

    def get_col_spec(self, **_more: Any) -> str:
        """Name the type."""
        return "JSON"

    def bind_expression(self, bindvalue: Any) -> ColumnElement[Any]:
        """Hand it over as text."""
        return cast(type_coerce(bindvalue, Text), self)


@dataclass(frozen=True, slots=True, kw_only=True)
class TableContent:
    """What is in a table: how many rows, and one number made of all of them, in whatever order they come."""

    rows: int = 0
    digest: int = 0

    def with_rows(self, rows: Iterable[Row]) -> "TableContent":
        """Count further rows in."""
        number, digest = self.rows, self.digest
        for row in rows:
            number += 1
            digest += int.from_bytes(hashlib.blake2b(repr(row).encode(), digest_size=32).digest())
        return TableContent(rows=number, digest=digest % (1 << 256))

    @property
    def shown(self) -> str:
        """The digest in short, for people and programs that compare."""
        return f"{self.digest:064x}"[:16]


def in_order() -> Sequence[Table]:
    """Return the journal's tables, each behind those that its rows name."""
    return metadata.sorted_tables


def number_of_rows(connection: Connection) -> int:
    """Count the rows of all tables."""
    counts = (select(func.count()).select_from(table) for table in in_order())
    return sum(int(connection.execute(count).scalar_one()) for count in counts)


def copy(
    source: Connection, write: Callable[[Callable[[Connection], None]], None], table: Table
) -> Generator[TableContent, None, None]:
    """Copy a table piece by piece, a transaction each; yields what was read so far."""
    content = TableContent()
    yield content
    for rows in _pieces(source, table):
        write(lambda tx, rows=rows: _insert(tx, table, rows))  # type: ignore[misc]  # it is called at once
        content = content.with_rows(rows)
        yield content


def content(connection: Connection, table: Table) -> Generator[TableContent, None, None]:
    """Read a table to its end; yields what was read so far."""
    found = TableContent()
    yield found
    for rows in _pieces(connection, table):
        found = found.with_rows(rows)
        yield found


def states(connection: Connection) -> dict[int, dict[str, int]]:
    """Count each batch's messages by state."""
    key = messages.c.batch_id, messages.c.state
    found: dict[int, dict[str, int]] = {}
    for batch, state, many in connection.execute(select(*key, func.count()).group_by(*key)):
        found.setdefault(batch, {})[state] = many
    return found


def _pieces(connection: Connection, table: Table) -> Iterator[list[Row]]:
    large = any(isinstance(each.type, LargeBinary) for each in table.columns)
    most = _TOGETHER_IF_LARGE if large else _TOGETHER
    kept = [_read_as_kept(each) for each in _as_kept(table, connection.dialect.name).columns]
    with connection.execute(select(*kept), execution_options={"yield_per": most}) as found:
        for part in found.partitions():
            yield [tuple(row) for row in part]


def _insert(tx: Connection, table: Table, rows: list[Row]) -> None:
    kept = _as_kept(table, tx.dialect.name)
    names = [each.name for each in kept.columns]
    tx.execute(insert(kept), [dict(zip(names, row, strict=True)) for row in rows])


def _read_as_kept(column: Column[Any]) -> ColumnElement[Any]:
    is_json = isinstance(metadata.tables[column.table.name].c[column.name].type, JSON)
    return cast(column, Text) if is_json else column


@cache
def _as_kept(table: Table, dialect: str) -> Table:
    """Return a table whose paths and JSON are the texts that they are kept as."""
    columns = (Column(each.name, _type_as_kept(each.type, dialect)) for each in table.columns)
    return Table(table.name, MetaData(), *columns)


def _type_as_kept(kept: TypeEngine[Any], dialect: str) -> TypeEngine[Any]:
    if isinstance(kept, JSON):
        return _WrittenJson() if dialect == "postgresql" else Text()
    return String() if isinstance(kept, FilePath) else kept


# ── numbers ───────────────────────────────────────────────────────────────────────────────────


def last_numbers(connection: Connection) -> dict[str, int]:
    """Return the last number that each table has given, also of rows that are gone."""
    given = {table.name: _highest(connection, table) for table in _numbered()}
    last = _last_on_server if connection.dialect.name == "postgresql" else _last_in_file
    return {name: max(highest, last(connection, name)) for name, highest in given.items()}


def set_last_numbers(tx: Connection, last: dict[str, int]) -> None:
    """Let each table go on behind these numbers."""
    for name, number in last.items():
        if number and tx.dialect.name == "postgresql":
            tx.execute(
                text("SELECT setval(pg_get_serial_sequence(:name, 'id'), :number)"),
                {"name": f'"{name}"', "number": number},
            )
        elif number and metadata.tables[name].dialect_kwargs.get("sqlite_autoincrement"):
            of_table = {"name": name, "number": number}
            tx.execute(text("DELETE FROM sqlite_sequence WHERE name = :name"), of_table)
            tx.execute(
                text("INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :number)"), of_table
            )


def _numbered() -> list[Table]:
    return [each for each in in_order() if each.autoincrement_column is not None]


def _highest(connection: Connection, table: Table) -> int:
    return int(connection.execute(select(func.max(table.c.id))).scalar() or 0)


def _last_in_file(connection: Connection, name: str) -> int:
    asked = text("SELECT seq FROM sqlite_sequence WHERE name = :name")
    return int(connection.execute(asked, {"name": name}).scalar() or 0)


def _last_on_server(connection: Connection, name: str) -> int:
    asked = text("SELECT pg_get_serial_sequence(:name, 'id')")
    sequence = connection.execute(asked, {"name": f'"{name}"'}).scalar_one()
    row = connection.execute(text(f"SELECT last_value, is_called FROM {sequence}")).one()  # noqa: S608 - quoted by the server
    return int(row.last_value) if row.is_called else 0
