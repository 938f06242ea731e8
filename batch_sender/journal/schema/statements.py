"""Statements that SQLite and PostgreSQL spell differently."""

import json
from collections.abc import Iterable
from functools import cache
from typing import Any, Final

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Connection,
    Insert,
    String,
    Table,
    any_,
    func,
    literal,
    select,
    text,
)

_NOT_THROUGH_ALL: Final = text(
    "SELECT set_config('enable_seqscan', 'off', true), set_config('enable_bitmapscan', 'off', true)"
)


def is_among(
    connection: Connection, column: ColumnElement[str], values: Iterable[str]
) -> ColumnElement[bool]:
    """Ask whether a column holds one of many texts, which are one parameter, however many.

    With a parameter each, every number of them is a statement of its own, which the driver keeps: a
    megabyte for five thousand.
    """
    if connection.dialect.name == "postgresql":
        return column == any_(literal(list(values), ARRAY(String)))
    each = func.json_each(json.dumps(list(values))).table_valued("value")
    return column.in_(select(each.c.value))


def go_by_indexes(connection: Connection) -> None:
    """Let PostgreSQL look thousands of values up one by one, for the rest of this transaction.

    Of a table that has just been filled it knows too little, and would go through all of it each time.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(_NOT_THROUGH_ALL)


def insert_if_absent(tx: Connection, table: Table, **values: Any) -> None:
    """Insert a row unless its key is there; on PostgreSQL wait for whoever is inserting it."""
    insert_absent(tx, table, [values])


def insert_absent(tx: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    """Insert those of the rows whose key is not there, likewise."""
    tx.execute(_insert_absent(table, tx.dialect.name), rows)


@cache
def _insert_absent(table: Table, dialect: str) -> Insert:
    # Each takes its time to import, and a program needs only one.
    if dialect == "postgresql":
        from sqlalchemy.dialects import postgresql  # noqa: PLC0415

        return postgresql.insert(table).on_conflict_do_nothing()
    from sqlalchemy.dialects import sqlite  # noqa: PLC0415

    return sqlite.insert(table).on_conflict_do_nothing()
