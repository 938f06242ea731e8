"""Connect for work whose locks others may wait for."""

from typing import Any, Final

from sqlalchemy import Connection, Engine
from sqlalchemy import exc as sql

_FROZEN_SECONDS: Final = 10
"""So long a transaction that writes may do nothing: whoever stopped in the middle of it holds up all others."""


def writing(engine: Engine) -> Connection:
    """Connect for work whose locks others may wait for: of who freezes in the midst of it, the server lets go."""
    connection = engine.connect()
    if engine.dialect.name == "postgresql":
        _limit_idling(connection, f"SET idle_in_transaction_session_timeout = '{_FROZEN_SECONDS}s'")
    return connection


def let_go(connection: Connection) -> None:
    """Give back what was got for writing: who reads may take its time."""
    try:
        if connection.engine.dialect.name == "postgresql":
            _limit_idling(connection, "RESET idle_in_transaction_session_timeout")
    except (sql.SQLAlchemyError, connection.dialect.loaded_dbapi.Error):
        connection.invalidate()
    finally:
        connection.close()


def _limit_idling(connection: Connection, statement: str) -> None:
    # By the driver: this is no transaction that anybody waits for.
    driver: Any = connection.connection.driver_connection
    driver.rollback()  # whatever an error left there must not be committed with it
    driver.execute(statement)
    driver.commit()
