"""Write the database anew once people were removed, so that no remains of them are left in its files."""

from typing import Any, Final

from sqlalchemy import Connection, Engine, delete, select

from batch_sender.journal.schema.statements import insert_if_absent
from batch_sender.journal.schema.tables import (
    attempts,
    batches,
    events,
    known_people,
    messages,
    meta,
    other_texts,
)
from batch_sender.journal.schema.worker_tables import judging_chunks, judging_contexts

_REWRITE_DUE: Final = "rewrite_due"
_WITH_PEOPLE: Final = (
    *(messages, batches, attempts, events, other_texts, known_people),
    *(judging_chunks, judging_contexts),
)


def rewrite_later(tx: Connection) -> None:
    """Take note that something was removed whose remains are still in the database's files."""
    insert_if_absent(tx, meta, key=_REWRITE_DUE, value="1")


def rewrite_is_due(connection: Connection) -> bool:
    """Say whether remains of what was removed may still stand in the database's free space."""
    due = select(meta.c.key).where(meta.c.key == _REWRITE_DUE)
    return connection.execute(due).first() is not None


def rewrite(engine: Engine) -> bool:
    """Write the database anew: what was removed is then nowhere in its files; say whether it is so.

    SQLite leaves remains in free pages and in its log, which stays while somebody reads in it;
    PostgreSQL in dead rows.
    """
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            for table in _WITH_PEOPLE:
                connection.exec_driver_sql(f"VACUUM {table.name}")
            return True
    raw = engine.raw_connection()
    try:
        driver: Any = raw.driver_connection
        driver.execute("VACUUM")
        (busy, *_pages) = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        return not busy
    finally:
        raw.close()


def note_rewritten(tx: Connection) -> None:
    """Take note that it was."""
    tx.execute(delete(meta).where(meta.c.key == _REWRITE_DUE))
