"""Erase people: of an ended batch all, of every batch one; the counts stay.

What is left of a row: where it stood, why (the code), when, after how many attempts, and, of a
batch that was purged, the keyed hashes by which the same message, or another text of its batch, is
known for sent already, and, apart from the rows, those of its people who are no new ones any more. Of a
person who is forgotten not even that is left.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, delete, func, null, select, update

from batch_sender.journal.batches import changes
from batch_sender.journal.chunks import pieces
from batch_sender.journal.errors import CannotPurge, ForgetTooEarly
from batch_sender.journal.handle import Write
from batch_sender.journal.people import known_people, person_history, rewriting
from batch_sender.journal.people.known_people import PURGED, KnownPerson
from batch_sender.journal.people.retention import ENDED
from batch_sender.journal.schema.tables import (
    attempts,
    batches,
    events,
    messages,
    other_texts,
)
from batch_sender.models import BatchState, MessageState, ProblemCode

_AT_REST: Final = (*ENDED, BatchState.CHECKED)

_BLANK: Final[Mapping[str, Any]] = {
    "cells": [],
    "number": None,
    "person": None,
    "text": None,
    "payment_line": None,
    "column": None,
    "detail": None,
    "further": None,
    "notices": None,
    "greetings": null(),
    "repairs": null(),
    "media_path": None,
    "media_name": None,
    "media_type": None,
    "media_size": None,
    "media_sha256": None,
    "answer": None,
}
"""A row that tells of nobody."""

_MAY_NAME_PEOPLE: Final[Mapping[str, Any]] = {
    "media": None,
    "media_name": None,
    "media_folder": None,
    "where": [],
}
"""Settings in which somebody's name or number may stand, and what stands there once they are gone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Purged:
    """What was removed: of which batch, how many rows."""

    batch: int
    rows: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgotten:
    """What was removed of one person, and where the number still stands in rows of others.

    `known`: they were on the list of known people, and were taken off it.
    """

    rows: Mapping[int, Sequence[int]]
    elsewhere: Sequence[tuple[int, int]]
    in_texts: Sequence[int]
    opted_out: bool
    known: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Purge:
    """Which batch's people are to be removed, on whose word; `key`: the journal's own, for hashes."""

    batch_id: int
    key: bytes = field(repr=False)
    who: str
    now: datetime


# ── batches ───────────────────────────────────────────────────────────────────────────────────


def purge(write: Write, order: Purge, *, most: int) -> Purged:
    """Remove everybody from an ended batch; cut short, the same once more does the rest.

    Only for who holds the batch's lock.

    Raises:
        CannotPurge: it has not ended; nothing was changed.
    """
    batch_id = order.batch_id
    write(partial(_close_for_good, batch_id=batch_id, now=order.now))
    rows, last = 0, 0
    while piece := write(partial(_blank_some, order=order, after=last, most=most)):
        rows, last = rows + len(piece), piece[-1]
    write(partial(_note_purged, batch_id=batch_id, rows=rows, who=order.who, now=order.now))
    return Purged(batch=batch_id, rows=rows)


def _close_for_good(tx: Connection, *, batch_id: int, now: datetime) -> None:
    """Mark the batch first, so that no row of it can be put back while its people go."""
    state = changes.state_held(tx, batch_id, alone=True)
    if state not in ENDED:
        raise CannotPurge(batch=batch_id, state=state, can="")
    batch = tx.execute(
        select(batches.c.settings, batches.c.variants).where(batches.c.id == batch_id)
    ).one()
    tx.execute(
        update(batches)
        .where(batches.c.id == batch_id)
        .values(
            purged_at=func.coalesce(batches.c.purged_at, now),
            header=[],
            sheet=None,
            template="",
            variants=[[name, "", ""] for name, *_text in batch.variants or ()] or null(),
            settings={k: _MAY_NAME_PEOPLE.get(k, v) for k, v in batch.settings.items()},
        )
    )
    rewriting.rewrite_later(tx)


def _blank_some(tx: Connection, *, order: Purge, after: int, most: int) -> list[int]:
    batch_id = order.batch_id
    here = messages.c.batch_id == batch_id
    in_order = select(messages.c.row).where(here, messages.c.row > after)
    rows = list(tx.execute(in_order.order_by(messages.c.row).limit(most)).scalars())
    if rows:
        span = messages.c.row.between(rows[0], rows[-1])
        _keep_known(tx, here & span, order)
        tx.execute(update(messages).where(here, span).values(**_BLANK))
        called = attempts.c.row.between(rows[0], rows[-1])
        _blank_answers(tx, (attempts.c.batch_id == batch_id) & called)
    return rows


def _keep_known(tx: Connection, which: ColumnElement[bool], order: Purge) -> None:
    """Let people with an accepted message go on being no new ones, by a hash alone."""
    accepted = select(messages.c.person).where(which, messages.c.state == MessageState.ACCEPTED)
    people = tx.execute(accepted.where(messages.c.person.is_not(None)).distinct()).scalars()
    entries = [KnownPerson(person=each, number=None, source=PURGED) for each in people]
    known_people.add(tx, entries, key=order.key, who=order.who, now=order.now)


def _note_purged(tx: Connection, *, batch_id: int, rows: int, who: str, now: datetime) -> None:
    _blank_events(tx, events.c.batch_id == batch_id)
    changes.note(tx, batch_id, "purged", who=who, detail={"rows": rows}, now=now)


def _blank_events(tx: Connection, which: ColumnElement[bool]) -> None:
    """Take people out of what happened: the number of a test message, and how the list was read.

    The latter quotes the lines above the header, and what was noticed in cells and files.
    """
    for event in tx.execute(select(events).where(which)).all():
        detail = {} if event.kind == "checked" else event.detail
        kept = {key: value for key, value in detail.items() if key != "number"}
        if kept != event.detail:
            tx.execute(update(events).where(events.c.id == event.id).values(detail=kept))


# ── one person ────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasure:
    """Who is to be forgotten, under which receipt, and on whose word."""

    key: str
    numbers: Collection[str]
    receipt: str
    who: str
    now: datetime


def forget(tx: Connection, erasure: Erasure) -> Forgotten:
    """Remove one person's rows from every batch, but for where they stood; an opt-out stays.

    In a batch that nobody has begun they are left out of what it will send.

    Raises:
        ForgetTooEarly: one of their batches is under way; nothing was changed.
    """
    own = person_history.meant_for(erasure.numbers)
    found = tx.execute(select(messages.c.batch_id, messages.c.row).where(own)).all()
    rows: dict[int, list[int]] = {}
    for batch_id, row in sorted((each.batch_id, each.row) for each in found):
        rows.setdefault(batch_id, []).append(row)
    _refuse_under_way(tx, rows)
    for batch_id, some in rows.items():
        here = (messages.c.batch_id == batch_id) & messages.c.row.in_(some)
        changes.leave_out(tx, here, ProblemCode.FORGOTTEN, now=erasure.now)
        tx.execute(
            update(messages).where(here).values(**_BLANK, idempotency_key=None, other_keys=null())
        )
        others = (other_texts.c.batch_id == batch_id) & other_texts.c.row.in_(some)
        tx.execute(delete(other_texts).where(others))
        _blank_answers(tx, (attempts.c.batch_id == batch_id) & attempts.c.row.in_(some))
    _blank_events(tx, person_history.told_of(erasure.numbers))
    pieces.forget_all(tx)
    known = known_people.forget(tx, erasure.key)
    rewriting.rewrite_later(tx)
    detail = {"receipt": erasure.receipt, "rows": len(found), "batches": list(rows)}
    changes.note(tx, None, "forgotten", who=erasure.who, detail=detail, now=erasure.now)
    return Forgotten(
        rows=rows,
        elsewhere=person_history.rows_that_name(tx, erasure.numbers),
        in_texts=person_history.batches_that_name(tx, erasure.numbers),
        opted_out=person_history.is_opted_out(tx, erasure.key),
        known=known,
    )


def _blank_answers(tx: Connection, which: ColumnElement[bool]) -> None:
    tx.execute(update(attempts).where(which).values(answer=None))


def _refuse_under_way(tx: Connection, rows: Collection[int]) -> None:
    """Hold the batches, so that none begins before its rows are settled."""
    under_way = [
        batch_id
        for batch_id in rows
        if changes.state_held(tx, batch_id, alone=True) not in _AT_REST
    ]
    if under_way:
        raise ForgetTooEarly(batches=", ".join(map(str, under_way)))
