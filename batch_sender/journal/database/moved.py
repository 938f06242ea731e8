"""Mark a journal as copied elsewhere, and let its database itself refuse every change from then on.

Programs that had it open before, and older ones, know nothing of the mark: a trigger on each table stops
them, too. What is kept in `meta` tells where it went; nothing guards that table, as the way back is
written there.
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from sqlalchemy import Connection, delete, insert, select

from batch_sender.journal.database.faults import MOVED, MOVED_STATE
from batch_sender.journal.schema.tables import meta, metadata

_KEY: Final = "moved_to"
_GUARD: Final = "journal_has_moved"
_CHANGES: Final = ("INSERT", "UPDATE", "DELETE")


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """Where a journal was copied to (no password in it), when (UTC), and by which copying."""

    to: str
    at: datetime
    copy: str


def where_to(connection: Connection) -> Moved | None:
    """Return where a journal went; None: it is still the journal."""
    kept = connection.execute(select(meta.c.value).where(meta.c.key == _KEY)).scalar()
    if kept is None:
        return None
    told = json.loads(kept)
    return Moved(to=told["to"], at=datetime.fromisoformat(told["at"]), copy=told["copy"])


def mark(tx: Connection, moved: Moved) -> None:
    """Write down where it went, and guard all that is in it."""
    told = {"to": moved.to, "at": moved.at.astimezone(UTC).isoformat(), "copy": moved.copy}
    tx.execute(insert(meta).values(key=_KEY, value=json.dumps(told)))
    if tx.dialect.name == "postgresql":
        _guard_on_server(tx, moved.to)
    else:
        _guard_in_file(tx, moved.to)


def unguard(tx: Connection) -> None:
    """Let it be changed again; the mark stays, and nothing leaves yet."""
    for name in _guarded():
        if tx.dialect.name == "postgresql":
            tx.exec_driver_sql(f'DROP TRIGGER IF EXISTS {_GUARD} ON "{name}"')
        else:
            for change in _CHANGES:
                tx.exec_driver_sql(f'DROP TRIGGER IF EXISTS "{_trigger(name, change)}"')
    if tx.dialect.name == "postgresql":
        tx.exec_driver_sql(f"DROP FUNCTION IF EXISTS {_GUARD}()")


def forget(tx: Connection) -> None:
    """Let it be the journal again."""
    tx.execute(delete(meta).where(meta.c.key == _KEY))


def _guarded() -> list[str]:
    return [name for name in metadata.tables if name != meta.name]


def _guard_in_file(tx: Connection, to: str) -> None:
    said = _quoted(MOVED + to)
    for name in _guarded():
        for change in _CHANGES:
            tx.exec_driver_sql(
                f'CREATE TRIGGER "{_trigger(name, change)}" BEFORE {change} ON "{name}" '
                f"BEGIN SELECT RAISE(ABORT, {said}); END"
            )


def _guard_on_server(tx: Connection, to: str) -> None:
    # Doubled: to the driver a sign of percent begins a parameter, to RAISE a place in its text.
    said = _quoted(MOVED + to).replace("%", "%%")
    tx.exec_driver_sql(
        f"CREATE FUNCTION {_GUARD}() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN "
        f"RAISE EXCEPTION USING ERRCODE = '{MOVED_STATE}', MESSAGE = {said}; END $guard$"
    )
    for name in _guarded():
        tx.exec_driver_sql(
            f'CREATE TRIGGER {_GUARD} BEFORE INSERT OR UPDATE OR DELETE ON "{name}" '
            f"FOR EACH ROW EXECUTE FUNCTION {_GUARD}()"
        )


def _trigger(table: str, change: str) -> str:
    return f"{_GUARD}_{table}_{change.lower()}"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
