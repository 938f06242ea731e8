"""Take a new journal back to an earlier version of its tables, so that the migrations have work to do."""

from typing import Final

from sqlalchemy import Connection, text

_COLUMNS: Final = (
    *(("messages", name) for name in ("new_person", "turn", "payment_line")),
    ("quotas", "new_people"),
    ("batches", "new_people"),
    ("connections", "new_tried"),
    ("connections", "new_refused"),
    ("batches", "by_workers"),
    ("messages", "connection_id"),
    ("looks", "connection_id"),
)
_TABLES: Final = (
    *("lanes", "workers", "batch_connections", "judging_chunks"),
    "judging_contexts",
    *("looks", "known_people", "imported_opt_outs", "opt_out_imports", "judged_files"),
)


def take_back(connection: Connection, version: str) -> None:
    """Undo what the versions from the fifth on have made, and say that the journal is of `version`."""
    connection.execute(text("DROP INDEX messages_pending"))
    connection.execute(text("DROP INDEX messages_pending_by_connection"))
    for table, column in _COLUMNS:
        connection.execute(text(f"ALTER TABLE {table} DROP COLUMN {column}"))
    connection.execute(
        text("CREATE INDEX messages_pending ON messages (batch_id, parts_done, requeued)")
    )
    for table in _TABLES:
        connection.execute(text(f"DROP TABLE {table}"))
    connection.execute(text("UPDATE alembic_version SET version_num = :it"), {"it": version})
