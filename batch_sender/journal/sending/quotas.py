"""Count the messages that begin to leave through a connection on a day, with their mark."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Integer,
    Row,
    bindparam,
    func,
    select,
    update,
)

from batch_sender.journal import states
from batch_sender.journal.database.prepared import Prepared
from batch_sender.journal.schema.statements import insert_if_absent
from batch_sender.journal.schema.tables import connections, quotas
from batch_sender.journal.sending import new_people
from batch_sender.journal.sending.rates import Terms
from batch_sender.models import ConnectionIll, NotLeft, Rejected
from batch_sender.timing.limits import DailyPlan, Usage


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """Where a claimed message was counted, so that it can be counted back. `day`: ISO date.

    `new_person`: it was counted among those to new people, too.
    """

    connection_id: int
    day: str
    new_person: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class UsedUp:
    """Which of a connection's plans let nothing more begin today: for all messages, for new people."""

    messages: bool = False
    new_people: bool = False


def used_up(tx: Connection, terms: Terms) -> UsedUp:
    """Say which plans let no further message begin today.

    On PostgreSQL the day's row stays locked, so that two machines do not take the last one both.
    """
    if terms.day is None or (terms.daily_plan is None and terms.new_plan is None):
        return UsedUp()
    counted = Counted(connection_id=terms.connection_id, day=terms.day)
    insert_if_absent(tx, quotas, connection_id=counted.connection_id, day=counted.day, messages=0)
    locked = select(quotas.c.messages, quotas.c.new_people).where(_here(counted)).with_for_update()
    today = tx.execute(locked).one()
    return UsedUp(
        messages=_is_reached(tx, terms.daily_plan, counted, quotas.c.messages, today.messages),
        new_people=_is_reached(tx, terms.new_plan, counted, quotas.c.new_people, today.new_people),
    )


def _is_reached(
    tx: Connection, plan: DailyPlan | None, counted: Counted, column: Column[int], today: int
) -> bool:
    return plan is not None and today >= plan.allows(_earlier_days(tx, counted, column))


def count(tx: Connection, row: Row[tuple[object, ...]], terms: Terms) -> Counted | None:
    """Count a message that begins to leave; one of which a part is out was counted with that."""
    if terms.day is None or row.parts_done:
        return None
    counted = Counted(connection_id=terms.connection_id, day=terms.day, new_person=_is_new(tx, row))
    if not _add(tx, counted, 1):
        insert_if_absent(
            tx, quotas, connection_id=counted.connection_id, day=counted.day, messages=0
        )
        _add(tx, counted, 1)
    return counted


def _is_new(tx: Connection, row: Row[tuple[object, ...]]) -> bool:
    """Say whether a message's person is new still: they may have become known since it was judged."""
    return bool(row.new_person or row.turn) and new_people.is_new(tx, row.person)


def count_back(tx: Connection, counted: Counted | None, ending: states.Ending) -> None:
    """Take a message off the day it was counted on, if it surely did not leave."""
    if counted is None:
        return
    match ending:
        case NotLeft() | ConnectionIll():
            _add(tx, counted, -1)
        case states.GivenBack() | states.Withdrawn() | states.FileAway():
            _add(tx, counted, -1)
        case Rejected(status=None):  # by the gateway: no request was made
            _add(tx, counted, -1)


def usage(connection: Connection, fingerprint: str, day: str) -> Usage:
    """Return where a connection stands in its plan on a day."""
    return _usage(connection, fingerprint, day, quotas.c.messages)


def usage_of_new_people(connection: Connection, fingerprint: str, day: str) -> Usage:
    """Return where it stands in its plan for new people."""
    return _usage(connection, fingerprint, day, quotas.c.new_people)


def _usage(connection: Connection, fingerprint: str, day: str, column: Column[int]) -> Usage:
    found = connection.execute(
        select(connections.c.id).where(connections.c.fingerprint == fingerprint)
    ).scalar()
    if found is None:
        return Usage()
    counted = Counted(connection_id=found, day=day)
    today = connection.execute(select(column).where(_here(counted))).scalar()
    return Usage(earlier_days=_earlier_days(connection, counted, column), today=today or 0)


_ADD: Final = Prepared(
    update(quotas)
    .where(
        quotas.c.connection_id == bindparam("of_connection"), quotas.c.day == bindparam("of_day")
    )
    .values(
        messages=quotas.c.messages + bindparam("more", type_=Integer),
        new_people=quotas.c.new_people + bindparam("more_new", type_=Integer),
    )
)


def _add(tx: Connection, counted: Counted, number: int) -> int:
    where = {"of_connection": counted.connection_id, "of_day": counted.day}
    new = number if counted.new_person else 0
    return _ADD.run(tx, {**where, "more": number, "more_new": new})


def _here(counted: Counted) -> ColumnElement[bool]:
    return (quotas.c.connection_id == counted.connection_id) & (quotas.c.day == counted.day)


def _earlier_days(connection: Connection, counted: Counted, column: Column[int]) -> int:
    statement = select(func.count()).where(
        quotas.c.connection_id == counted.connection_id,
        quotas.c.day < counted.day,
        column > 0,
    )
    return connection.execute(statement).scalar_one()
