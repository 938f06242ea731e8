"""Tell what a driver raises, of a statement that went past SQLAlchemy, as SQLAlchemy would have told it."""

import contextlib
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError


@contextlib.contextmanager
def as_of_sqlalchemy(tx: Connection, statement: str) -> Iterator[Any]:
    """Yield the driver's own connection.

    Raises:
        DBAPIError: what the driver raised; a connection that went is let go.
    """
    driver: Any = tx.connection.driver_connection
    try:
        yield driver
    except tx.dialect.loaded_dbapi.Error as err:
        gone = tx.dialect.is_disconnect(err, driver, None)
        if gone:
            tx.invalidate(err)
        raise DBAPIError.instance(
            statement,
            None,  # people's numbers and texts stay out of error texts
            err,
            tx.dialect.loaded_dbapi.Error,
            hide_parameters=True,
            connection_invalidated=gone,
            dialect=tx.dialect,
        ) from err
