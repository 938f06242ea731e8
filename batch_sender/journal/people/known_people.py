"""Keep who is known although the journal holds no accepted message to them.

They are kept by a keyed hash of the person (what a number and its twin share), as the messages said
already are: so those of a purged batch stay known, and no number of theirs is kept. A change of what
makes two numbers one person is a migration of those whose number is here; the others cannot follow.
"""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, bindparam, delete, func, select, update

from batch_sender.journal.batches import changes
from batch_sender.journal.database.prepared import Prepared
from batch_sender.journal.errors import NotKnown
from batch_sender.journal.handle import HASH_KEY
from batch_sender.journal.schema.statements import insert_absent, is_among
from batch_sender.journal.schema.tables import known_people, meta
from batch_sender.models import PhoneNumber

PURGED: Final = "purged"
"""The source of those to whom a batch had an accepted message before its people were removed."""

_FOR: Final = b"known person"


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownPerson:
    """A person who is known, as a source says; `person`: what the number and its twin share."""

    person: str
    number: PhoneNumber | None
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownRecord:
    """Somebody known as the journal keeps them: since when (UTC), and who wrote it down."""

    number: str
    source: str
    added_at: datetime
    who: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownAdded:
    """How many persons are new on the list, and how many were told and stood there already."""

    new: int
    already: int


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownCounts:
    """How many are known by number, and how many without one: of purged batches."""

    named: int
    without_number: int


# Each message that goes to somebody new asks for it.
_KEY: Final = Prepared(select(meta.c.value).where(meta.c.key == bindparam("of_key")))


def kept_key(connection: Connection) -> bytes | None:
    """Return the journal's own secret key; None where nothing was hashed by it yet."""
    found = _KEY.first(connection, {"of_key": HASH_KEY})
    return None if found is None else bytes.fromhex(found.value)


def hashed(person: str, key: bytes) -> str:
    """Return what a person is kept by. Journals hold these: another hash is another migration."""
    return hashlib.blake2b(person.encode(), key=key, digest_size=16, person=_FOR).hexdigest()


def add(
    tx: Connection,
    entries: Iterable[KnownPerson],
    *,
    key: bytes,
    who: str,
    now: datetime,
) -> KnownAdded:
    """Write known people down; who is there stays as first told, but gets a number where they had none.

    The caller keeps to 5,000 a transaction.
    """
    every = list(entries)
    first = {hashed(each.person, key): each for each in reversed(every)}
    rows = {
        person: {
            "person": person,
            "number": each.number,
            "source": each.source,
            "added_at": now,
            "who": who,
        }
        for person, each in first.items()
    }
    there = _there(tx, first)
    # Sorted, so that two imports at once take their locks in one order.
    fresh = [rows[person] for person in sorted(first.keys() - there)]
    if fresh:
        insert_absent(tx, known_people, fresh)
    for person in sorted(_nameless(tx, there)):
        if rows[person]["number"] is not None:
            here = known_people.c.person == person
            tx.execute(update(known_people).where(here).values(rows[person]))
    return KnownAdded(new=len(fresh), already=len(every) - len(fresh))


def remove(
    tx: Connection,
    persons: Mapping[str, PhoneNumber],
    *,
    key: bytes,
    who: str,
    now: datetime,
) -> None:
    """Take persons (with the number that was asked for) off, and note how many.

    Raises:
        NotKnown: one of them is not there; nothing was changed.
    """
    by_hash = {hashed(person, key): number for person, number in persons.items()}
    missing = sorted(by_hash.keys() - _there(tx, by_hash))
    if missing:
        raise NotKnown(number=", ".join(f"+{by_hash[each]}" for each in missing))
    tx.execute(delete(known_people).where(is_among(tx, known_people.c.person, by_hash)))
    detail = {"removed": len(by_hash)}
    changes.note(tx, None, "known_removed", who=who, detail=detail, now=now)


def forget(tx: Connection, person: str) -> bool:
    """Take one person off for good; say whether they were there."""
    key = kept_key(tx)
    if key is None:
        return False
    here = known_people.c.person == hashed(person, key)
    return bool(tx.execute(delete(known_people).where(here)).rowcount)


def among(connection: Connection, people: Collection[str]) -> frozenset[str]:
    """Return those of some people, at most 5,000, who are known."""
    key = kept_key(connection) if _any(connection) else None
    if key is None:
        return frozenset()
    by_hash = {hashed(person, key): person for person in people}
    return frozenset(by_hash[each] for each in _there(connection, by_hash))


def everyone(connection: Connection) -> Iterator[KnownRecord]:
    """Stream those whose numbers are kept, oldest first."""
    named = select(known_people).where(known_people.c.number.is_not(None))
    ordered = named.order_by(known_people.c.added_at, known_people.c.person)
    for row in connection.execution_options(yield_per=1000).execute(ordered):
        yield _as_record(row)


def newest(connection: Connection, most: int) -> list[KnownRecord]:
    """Return the newest of those whose numbers are kept."""
    named = select(known_people).where(known_people.c.number.is_not(None))
    ordered = named.order_by(known_people.c.added_at.desc(), known_people.c.person).limit(most)
    return list(map(_as_record, connection.execute(ordered)))


def counts(connection: Connection) -> KnownCounts:
    """Count those whose numbers are kept, and the others."""
    number = known_people.c.number
    found = connection.execute(select(func.count(), func.count(number)).select_from(known_people))
    every, named = found.one()
    return KnownCounts(named=named, without_number=every - named)


def _as_record(row: Any) -> KnownRecord:
    return KnownRecord(number=row.number, source=row.source, added_at=row.added_at, who=row.who)


def _any(connection: Connection) -> bool:
    return connection.execute(select(known_people.c.person).limit(1)).first() is not None


def _nameless(connection: Connection, hashes: Collection[str]) -> frozenset[str]:
    """Return those of some hashes that are there without a number."""
    if not hashes:
        return frozenset()
    wanted = is_among(connection, known_people.c.person, hashes)
    nameless = select(known_people.c.person).where(wanted, known_people.c.number.is_(None))
    return frozenset(connection.execute(nameless).scalars())


def _there(connection: Connection, hashes: Iterable[str]) -> frozenset[str]:
    wanted = is_among(connection, known_people.c.person, hashes)
    return frozenset(connection.execute(select(known_people.c.person).where(wanted)).scalars())
