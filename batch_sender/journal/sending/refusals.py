"""Tell who must not be written to, or not again: one message before it leaves, or a list's people."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    and_,
    bindparam,
    exists,
    func,
    literal_column,
    or_,
    select,
)

from batch_sender.journal.database.prepared import Prepared
from batch_sender.journal.schema.conditions import counts_as_sent, stands_at
from batch_sender.journal.schema.statements import go_by_indexes, is_among
from batch_sender.journal.schema.tables import messages, opt_outs, other_texts
from batch_sender.journal.sending import already_sent, new_people
from batch_sender.journal.sending.rates import Terms
from batch_sender.models import Known, MessageState, ProblemCode, Question

_ASKED: Final = "person"
"""The source of an opt-out that the person asked for; any other is the name of a file."""


class ClaimRefusal(NamedTuple):
    """Why a message does not leave: the code, and what was found."""

    code: ProblemCode
    detail: str = ""


# ── one message, right before it leaves ───────────────────────────────────────────────────────


def refusal(
    tx: Connection, row: Row[tuple[object, ...]], terms: Terms, *, now: datetime
) -> ClaimRefusal | None:
    """Say why a message that is marked must not leave after all."""
    if row.expires_at is not None and row.expires_at <= now:
        return ClaimRefusal(ProblemCode.EXPIRED)
    # One look for what nearly every message passes; only who does not is asked why.
    return _found(tx, row, terms, now) if _is_suspect(tx, row, terms) else None


def _found(
    tx: Connection, row: Row[tuple[object, ...]], terms: Terms, now: datetime
) -> ClaimRefusal | None:
    source = tx.execute(_sources().where(opt_outs.c.person == row.person)).first()
    if source is not None:
        return ClaimRefusal(ProblemCode.OPTED_OUT, _shown(source))
    earlier = already_sent.elsewhere(tx, row, since=terms.sent_since)
    if earlier is not None:
        return ClaimRefusal(ProblemCode.ALREADY_SENT, earlier)
    return _too_often(tx, row, terms, now)


_OPTED_OUT: Final = exists().where(opt_outs.c.person == bindparam("person"))
_WRITTEN_TO: Final = exists().where(
    messages.c.person == bindparam("person"), counts_as_sent(), ~already_sent.ITSELF
)
_SAME_SENT: Final = exists().where(
    messages.c.idempotency_key == bindparam("key"), counts_as_sent(), ~already_sent.ITSELF
)
_SENT_IN_OTHER_WORDS: Final = exists().where(
    other_texts.c.key == bindparam("key"),
    already_sent.WITH_OTHER_TEXTS,
    counts_as_sent(),
    ~already_sent.ITSELF,
)
_SUSPECT: Final = or_(_OPTED_OUT, _SAME_SENT, _SENT_IN_OTHER_WORDS)
_IS_SUSPECT: Final = Prepared(select(_SUSPECT.label("suspect")))
_IS_SUSPECT_BY_LIMIT: Final = Prepared(select(or_(_SUSPECT, _WRITTEN_TO).label("suspect")))


def _is_suspect(tx: Connection, row: Row[tuple[object, ...]], terms: Terms) -> bool:
    """Say whether a message may have to stay, by all that the indexes alone can tell."""
    if row.other_keys:
        return True  # one of several texts: the others' keys count, too
    statement = _IS_SUSPECT if terms.person_limit is None else _IS_SUSPECT_BY_LIMIT
    of = {
        "person": row.person,
        "key": row.idempotency_key,
        "of_batch": row.batch_id,
        "of_row": row.row,
    }
    return bool(statement.first(tx, of).suspect)


def _too_often(
    tx: Connection, row: Row[tuple[object, ...]], terms: Terms, now: datetime
) -> ClaimRefusal | None:
    limit = terms.person_limit
    # A message of which a part is out is one of those that were counted: the rest follows.
    if limit is None or row.parts_done:
        return None
    itself = and_(messages.c.batch_id == row.batch_id, messages.c.row == row.row)
    statement = select(func.count()).where(
        messages.c.person == row.person, _written(now - limit.within), ~itself
    )
    if tx.execute(statement).scalar_one() < limit.messages:
        return None
    return ClaimRefusal(ProblemCode.TOO_OFTEN)


# ── many people, when a list is judged ────────────────────────────────────────────────────────


def known_of(
    connection: Connection, people: Collection[str], keys: Collection[str], question: Question
) -> Known:
    """Answer the question for at most 5,000 people and as many idempotency keys."""
    if not people:
        return Known(accepted=frozenset() if question.accepted_in else None)
    go_by_indexes(connection)
    since, written_since = question.sent_since, question.written_since
    return Known(
        opted_out=_opted_out(connection, people) if _is_any(connection, _OPT_OUTS) else {},
        written=_times_written(connection, people, written_since) if written_since else {},
        reached=_in_batches(connection, people, question.not_in),
        accepted=_in_batches(
            connection, people, question.accepted_in, also=stands_at(MessageState.ACCEPTED)
        )
        if question.accepted_in
        else None,
        already_sent=_already_sent(connection, keys, since) if since and keys else {},
        met=new_people.met(connection, people),
    )


# Most journals have none of some of these, and five thousand look-ups in vain take their time.
_OPT_OUTS: Final = select(exists().where(opt_outs.c.person.is_not(None)))
_OTHER_TEXTS: Final = select(exists().where(other_texts.c.key.is_not(None)))
# The first by the index of those: asked whether there is any, PostgreSQL goes through all messages.
_FIRST_SENT: Final = select(func.min(messages.c.idempotency_key)).where(counts_as_sent())


def _is_any(connection: Connection, question: Select[Any]) -> bool:
    return bool(connection.execute(question).scalar())


def _already_sent(connection: Connection, keys: Collection[str], since: datetime) -> dict[str, str]:
    if connection.execute(_FIRST_SENT).scalar() is None:
        return {}
    in_other_texts = _is_any(connection, _OTHER_TEXTS)
    return {
        **(
            already_sent.by_key_of_other_texts(connection, keys, since=since)
            if in_other_texts
            else {}
        ),
        **already_sent.by_key(connection, keys, since=since),
    }


def _opted_out(connection: Connection, people: Collection[str]) -> dict[str, str]:
    found = connection.execute(_sources().where(is_among(connection, opt_outs.c.person, people)))
    return {row.person: _shown(row) for row in found}


def _sources() -> Select[tuple[str, str]]:
    return select(opt_outs.c.person, opt_outs.c.source)


def _shown(opt_out: Row[tuple[str, str]]) -> str:
    return "" if opt_out.source == _ASKED else opt_out.source


def _times_written(
    connection: Connection, people: Collection[str], since: datetime
) -> dict[str, int]:
    statement = (
        select(messages.c.person, func.count())
        .where(is_among(connection, messages.c.person, people), _written(since))
        .group_by(messages.c.person)
    )
    return {row[0]: row[1] for row in connection.execute(statement)}


def _in_batches(
    connection: Connection,
    people: Collection[str],
    batches: Collection[int],
    *,
    also: ColumnElement[bool] | None = None,
) -> frozenset[str]:
    if not batches:
        return frozenset()
    statement = select(messages.c.person).where(
        is_among(connection, messages.c.person, people),
        # Of a plain column SQLite goes through those batches, once for each piece of a list.
        (messages.c.batch_id + literal_column("0")).in_(batches),
        counts_as_sent(),
    )
    statement = statement if also is None else statement.where(also)
    return frozenset(connection.execute(statement.distinct()).scalars())


def _written(since: datetime) -> ColumnElement[bool]:
    return and_(counts_as_sent(), messages.c.changed_at > since)
