"""Ask the database server for the time: machines that share a journal go by one clock."""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, func, select

from batch_sender.journal.schema.tables import UtcDateTime

RateClock = Callable[[Connection], datetime]
"""The clock that rates go by, asked inside a transaction: this machine's, or the server's."""

_SERVER_TIME: Final = select(func.clock_timestamp(type_=UtcDateTime))


def server_time(tx: Connection) -> datetime:
    """Return what the database server's clock shows: now, not when the transaction began."""
    return tx.execute(_SERVER_TIME).scalar_one()
