"""Find the files of a batch that several people would get."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Select, func, select

from batch_sender.journal.schema.conditions import is_pending_in
from batch_sender.journal.schema.tables import messages

_MOST_ROWS: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedFile:
    """A file that would go to several people, and the first of its rows."""

    name: str
    people: int
    rows: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedFiles:
    """How many rows share their file with another person's, and the files most people share."""

    rows: int
    first: tuple[SharedFile, ...]


def shared_files(connection: Connection, batch_id: int, *, most: int) -> SharedFiles:
    """Find the files, by what is in them, that pending messages would take to several people."""
    people, rows = func.count(messages.c.person.distinct()), func.count()
    statement = (
        _by_file(batch_id, messages.c.media_sha256, func.min(messages.c.media_path), people, rows)
        .order_by(people.desc(), func.min(messages.c.row))
    )  # fmt: skip
    total = 0
    first: list[SharedFile] = []
    for sha256, path, n, count in connection.execute(statement):
        total += count
        if len(first) < most:
            of_file = _first_rows(connection, batch_id, sha256)
            first.append(SharedFile(name=Path(path).name, people=n, rows=of_file))
    return SharedFiles(rows=total, first=tuple(first))


def rows_sharing_files(connection: Connection, batch_id: int) -> Iterator[int]:
    """Stream the rows whose file would go to another person, too, in the order of the list."""
    shared = _by_file(batch_id, messages.c.media_sha256)
    statement = (
        select(messages.c.row)
        .where(is_pending_in(batch_id), messages.c.media_sha256.in_(shared))
        .order_by(messages.c.row)
    )
    yield from connection.execution_options(yield_per=1000).execute(statement).scalars()


def _by_file(batch_id: int, *wanted: Any) -> Select[Any]:
    return (
        select(*wanted)
        .where(is_pending_in(batch_id), messages.c.media_sha256.is_not(None))
        .group_by(messages.c.media_sha256)
        .having(func.count(messages.c.person.distinct()) > 1)
    )


def _first_rows(connection: Connection, batch_id: int, sha256: str) -> tuple[int, ...]:
    statement = (
        select(messages.c.row)
        .where(is_pending_in(batch_id), messages.c.media_sha256 == sha256)
        .order_by(messages.c.row)
        .limit(_MOST_ROWS)
    )
    return tuple(connection.execute(statement).scalars())
