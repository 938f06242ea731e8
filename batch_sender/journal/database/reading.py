"""Connect to the journal's database for questions alone."""

from typing import Final

from sqlalchemy import Connection, Engine

MARK: Final = "batch_sender_reading"
"""Stands in what a connection to a file is remembered by, while it is for questions only."""


def reading(engine: Engine) -> Connection:
    """Connect for questions only: all that one connection reads is true of one moment."""
    connection = engine.connect()
    if engine.dialect.name == "postgresql":
        return connection.execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        )
    connection.info[MARK] = True
    return connection
