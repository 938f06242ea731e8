"""The versions of the journal's tables, oldest first; Alembic moves a journal up to `HEAD`.

A new journal is made of the tables as they are now: a test holds that this is the same.
"""

from pathlib import Path
from typing import Final

from sqlalchemy import (
    Column,
    Connection,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    insert,
)

from batch_sender.journal.tables import metadata

KNOWN: Final = ("0001", "0002", "0003", "0004", "0005", "0006", "0007", "0008", "0009", "0010")
HEAD: Final = KNOWN[-1]
LOCK: Final = 0x6261746368
"""The PostgreSQL advisory lock under which one process at a time migrates."""

VERSION_TABLE: Final = Table(
    "alembic_version",
    MetaData(),
    Column("version_num", String(32), nullable=False),
    PrimaryKeyConstraint("version_num", name="alembic_version_pkc"),
)
"""As Alembic makes it."""


def create(connection: Connection) -> None:
    """Make a journal in the empty place behind `connection`, inside its open transaction."""
    metadata.create_all(connection)
    VERSION_TABLE.create(connection)
    connection.execute(insert(VERSION_TABLE).values(version_num=HEAD))


def upgrade(connection: Connection, *, to: str = HEAD) -> None:
    """Bring the journal behind `connection` to a later version, inside its open transaction."""
    # Alembic is only needed for an older journal: commands start without it.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, to)
