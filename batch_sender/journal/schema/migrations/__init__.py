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

from batch_sender.journal.schema.tables import metadata

KNOWN: Final = ("j0001", "j0002", "j0003", "j0004", "j0005", "j0006", "j0007", "j0008")
HEAD: Final = KNOWN[-1]
FROM_BEFORE_THE_FIRST: Final = frozenset(f"{number:04}" for number in range(1, 11))
"""The versions of 0.1.0, which was never released: nothing leads from them to the first of these."""
SCRIPTS: Final = Path(__file__).parent
LOCK: Final = 0x6261746368
"""The PostgreSQL advisory lock under which one process at a time migrates."""

COPYING: Final = "copying-"
"""Begins what stands in the version's place while a journal is copied there: no program takes it for one."""

VERSION_TABLE: Final = Table(
    "alembic_version",
    MetaData(),
    Column("version_num", String(32), nullable=False),
    PrimaryKeyConstraint("version_num", name="alembic_version_pkc"),
)
"""As Alembic makes it."""


def create(connection: Connection, version: str = HEAD) -> None:
    """Make a journal in the empty place behind `connection`, inside its open transaction."""
    metadata.create_all(connection)
    VERSION_TABLE.create(connection)
    connection.execute(insert(VERSION_TABLE).values(version_num=version))


def remove(connection: Connection) -> None:
    """Leave an empty place where a journal was begun."""
    metadata.drop_all(connection)
    VERSION_TABLE.drop(connection)


def upgrade(connection: Connection) -> None:
    """Bring the journal behind `connection` to the newest version, inside its open transaction."""
    # Alembic is only needed for an older journal: commands start without it.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
