"""Keep the list of people who must not be written to."""

import itertools
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, delete, false, func, or_, select, update

from batch_sender.journal.batches import changes
from batch_sender.journal.errors import NotOptedOut
from batch_sender.journal.people import opt_out_imports
from batch_sender.journal.schema.statements import insert_absent
from batch_sender.journal.schema.tables import opt_outs
from batch_sender.models import PhoneNumber

_TOGETHER: Final = 500
"""Persons asked for in one statement: databases bound the number of values."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OptOut:
    """A person who must not be written to, as told by a source.

    `person`: what the number and its twin share; `source_date`: the date
    the source itself gives, as text.
    """

    person: str
    number: PhoneNumber
    source: str
    source_date: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OptOutRecord:
    """An opt-out as the journal keeps it: since when (UTC), and who wrote it down."""

    number: str
    source: str
    source_date: str | None
    added_at: datetime
    who: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OptOutsAdded:
    """How many persons are new on the list, and how many were told and stood there already."""

    new: int
    already: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OptOutSearch:
    """What to look for on the list; whoever fits one of these is found, and everybody where all are empty.

    `digits`: a part of the number; `person`: the key of a whole one; `source`: a part of where it comes
    from, `sources`: one of these exactly.
    """

    digits: str = ""
    person: str = ""
    source: str = ""
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OptOutsFound:
    """Some of those who were found, the newest first, of `total` in all."""

    records: tuple[OptOutRecord, ...]
    total: int


def add(
    tx: Connection,
    entries: Iterable[OptOut],
    *,
    who: str,
    now: datetime,
    kind: str | None = None,
    import_id: int | None = None,
) -> OptOutsAdded:
    """Write opt-outs down; who stands on the list stays as first told.

    Whom only an import named, and who is now told otherwise, stays when that import is taken back.
    The caller keeps to 5,000 a transaction. `kind`: of the event that tells how many, if one does.
    """
    every = list(entries)
    first = {each.person: each for each in reversed(every)}
    known = _known(tx, first)
    fresh = [each for person, each in first.items() if person not in known]
    if fresh:
        # Sorted, so that two imports at once take their locks in one order.
        rows = [_as_row(each, who, now) for each in sorted(fresh, key=lambda each: each.person)]
        insert_absent(tx, opt_outs, rows)
    if import_id is not None:
        opt_out_imports.remember(tx, import_id, [each.person for each in fresh], known)
    else:
        firm = opt_out_imports.make_firm(tx, known)
        _tell_anew(tx, [_as_row(first[person], who, now) for person in sorted(firm)])
    added = OptOutsAdded(new=len(fresh), already=len(every) - len(fresh))
    if kind is not None:
        detail = {"added": added.new, "already": added.already}
        changes.note(tx, None, kind, who=who, detail=detail, now=now)
    return added


def _tell_anew(tx: Connection, rows: Iterable[dict[str, Any]]) -> None:
    for row in rows:
        tx.execute(update(opt_outs).where(opt_outs.c.person == row["person"]).values(row))


def remove(tx: Connection, persons: Mapping[str, PhoneNumber], *, who: str, now: datetime) -> None:
    """Take persons (with the number that was asked for) off the list, and note how many.

    Raises:
        NotOptedOut: one of them is not on it; nothing was changed.
    """
    refuse_unlisted(tx, persons)
    opt_out_imports.make_firm(tx, persons)
    for some in _batched(persons):
        tx.execute(delete(opt_outs).where(opt_outs.c.person.in_(some)))
    detail = {"removed": len(persons)}
    changes.note(tx, None, "opt_outs_removed", who=who, detail=detail, now=now)


def refuse_unlisted(connection: Connection, persons: Mapping[str, PhoneNumber]) -> None:
    """See that persons are on the list.

    Raises:
        NotOptedOut: one of them is not.
    """
    missing = sorted(persons.keys() - _known(connection, persons))
    if missing:
        raise NotOptedOut(number=", ".join(f"+{persons[person]}" for person in missing))


def known_among(connection: Connection, persons: Collection[str]) -> int:
    """Count those of some persons who are on the list."""
    return len(_known(connection, persons))


def everyone(connection: Connection) -> Iterator[OptOutRecord]:
    """Stream the list, oldest first."""
    statement = select(opt_outs).order_by(opt_outs.c.added_at, opt_outs.c.person)
    for row in connection.execution_options(yield_per=1000).execute(statement):
        yield _as_record(row)


def found(
    connection: Connection, search: OptOutSearch, *, skip: int = 0, most: int
) -> OptOutsFound:
    """Look for people on the list, the newest first."""
    wanted = select(opt_outs)
    if search != OptOutSearch():
        wanted = wanted.where(_fits(search))
    total = connection.execute(select(func.count()).select_from(wanted.subquery())).scalar_one()
    newest = wanted.order_by(opt_outs.c.added_at.desc(), opt_outs.c.person)
    rows = connection.execute(newest.offset(skip).limit(most))
    return OptOutsFound(records=tuple(map(_as_record, rows)), total=total)


def _fits(search: OptOutSearch) -> ColumnElement[bool]:
    wanted = [false(), opt_outs.c.person == search.person, opt_outs.c.source.in_(search.sources)]
    if search.digits:
        wanted.append(opt_outs.c.number.contains(search.digits, autoescape=True))
    if search.source:
        wanted.append(opt_outs.c.source.icontains(search.source, autoescape=True))
    return or_(*wanted)


def _as_record(row: Row[Any]) -> OptOutRecord:
    return OptOutRecord(
        number=row.number,
        source=row.source,
        source_date=row.source_date,
        added_at=row.added_at,
        who=row.who,
    )


def _known(tx: Connection, persons: Iterable[str]) -> set[str]:
    return {
        person
        for some in _batched(persons)
        for person in tx.execute(select(opt_outs.c.person).where(opt_outs.c.person.in_(some)))
        .scalars()
        .all()
    }


def _batched(persons: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(persons)
    while some := list(itertools.islice(rest, _TOGETHER)):
        yield some


def _as_row(each: OptOut, who: str, now: datetime) -> dict[str, Any]:
    return {
        "person": each.person,
        "number": each.number,
        "source": each.source,
        "source_date": each.source_date,
        "added_at": now,
        "who": who,
    }
