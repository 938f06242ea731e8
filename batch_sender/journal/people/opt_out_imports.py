"""Know which import brought whom onto the opt-out list, so that an import can be taken back as one."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, delete, exists, func, insert, select, update

from batch_sender.journal.batches import changes
from batch_sender.journal.errors import UnknownImport
from batch_sender.journal.schema.statements import is_among
from batch_sender.journal.schema.tables import imported_opt_outs, opt_out_imports, opt_outs


@dataclass(frozen=True, slots=True, kw_only=True)
class OptOutImport:
    """A reading of a do-not-call file, and how many are on the list because of it."""

    id: int
    source: str
    who: str
    at: datetime
    people: int


def begin(tx: Connection, source: str, *, who: str, now: datetime) -> int:
    """Write down that a file is being read; return the import's number."""
    made = insert(opt_out_imports).values(source=source, who=who, at=now)
    key = tx.execute(made).inserted_primary_key
    assert key is not None  # noqa: S101 - a single row was inserted
    return int(key[0])


def remember(
    tx: Connection, import_id: int, fresh: Collection[str], known: Collection[str]
) -> None:
    """Note who is on the list because of an import: the `fresh`, and of the `known` those of other imports."""
    imported = select(imported_opt_outs.c.person).where(_among(tx, known)).distinct()
    people = {*fresh, *(tx.execute(imported).scalars() if known else ())}
    here = imported_opt_outs.c.import_id == import_id
    there = set(
        tx.execute(select(imported_opt_outs.c.person).where(here, _among(tx, people))).scalars()
    )
    rows = [{"import_id": import_id, "person": each} for each in sorted(people - there)]
    if rows:
        tx.execute(insert(imported_opt_outs), rows)


def make_firm(tx: Connection, known: Collection[str]) -> frozenset[str]:
    """Let people stay whatever becomes of the imports that named them; return who they are."""
    if not known:
        return frozenset()
    imported = select(imported_opt_outs.c.person).where(_among(tx, known)).distinct()
    firm = frozenset(tx.execute(imported).scalars())
    tx.execute(delete(imported_opt_outs).where(_among(tx, known)))
    return firm


def every(connection: Connection) -> list[OptOutImport]:
    """Return the imports that can be taken back, newest first."""
    people = (
        select(func.count())
        .where(imported_opt_outs.c.import_id == opt_out_imports.c.id)
        .scalar_subquery()
    )
    statement = select(opt_out_imports, people.label("people"))
    open_ones = statement.where(opt_out_imports.c.undone_at.is_(None))
    rows = connection.execute(open_ones.order_by(opt_out_imports.c.id.desc()))
    return [
        OptOutImport(id=row.id, source=row.source, who=row.who, at=row.at, people=row.people)
        for row in rows
    ]


def one(connection: Connection, import_id: int) -> OptOutImport:
    """Return an import that can be taken back.

    Raises:
        UnknownImport: there is none of this number, or it was taken back.
    """
    found = next((each for each in every(connection) if each.id == import_id), None)
    if found is None:
        raise UnknownImport(number=import_id)
    return found


def close(tx: Connection, import_id: int, *, now: datetime) -> None:
    """Mark an import as taken back.

    Raises:
        UnknownImport: there is none of this number, or somebody was quicker.
    """
    open_one = (opt_out_imports.c.id == import_id) & opt_out_imports.c.undone_at.is_(None)
    if not tx.execute(update(opt_out_imports).where(open_one).values(undone_at=now)).rowcount:
        raise UnknownImport(number=import_id)


def take_back_some(tx: Connection, import_id: int, *, most: int) -> tuple[int, int]:
    """Take the next people of an import off the list whom no other names; return seen, and taken off."""
    here = imported_opt_outs.c.import_id == import_id
    some = list(tx.execute(select(imported_opt_outs.c.person).where(here).limit(most)).scalars())
    if not some:
        return 0, 0
    tx.execute(delete(imported_opt_outs).where(here, _among(tx, some)))
    named = exists().where(imported_opt_outs.c.person == opt_outs.c.person)
    off = delete(opt_outs).where(is_among(tx, opt_outs.c.person, some), ~named)
    return len(some), tx.execute(off).rowcount


def note_undone(tx: Connection, import_id: int, removed: int, *, who: str, now: datetime) -> None:
    """Write down that an import was taken back."""
    detail = {"import": import_id, "removed": removed}
    changes.note(tx, None, "opt_out_import_undone", who=who, detail=detail, now=now)


def _among(connection: Connection, people: Collection[str]) -> ColumnElement[bool]:
    return is_among(connection, imported_opt_outs.c.person, people)
