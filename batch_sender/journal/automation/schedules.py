"""Keep schedules and their due times: each due time is written once, however many processes look."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import (
    LABEL_STYLE_TABLENAME_PLUS_COL,
    Connection,
    delete,
    insert,
    select,
    update,
)

from batch_sender.journal.errors import StateConflict, UnknownSchedule
from batch_sender.journal.schema.automation_tables import dues, schedules
from batch_sender.journal.schema.statements import insert_absent, is_among
from batch_sender.language import _
from batch_sender.timing.due_times import Due, Timing, Verdict, sort_out

_AHEAD: Final = timedelta(minutes=5)
"""A clock that is set by the network goes back by seconds; nothing is lost by waiting for those."""


class ScheduleState(StrEnum):
    """Where a schedule stands."""

    ACTIVE = "active"
    PAUSED = "paused"
    ENDED = "ended"  # its one moment has come
    REMOVED = "removed"


class DueState(StrEnum):
    """What became of a due time."""

    OPEN = "open"  # its batch has still to begin
    BEGUN = "begun"
    FAILED = "failed"  # it could not begin; its detail says why
    MISSED = "missed"
    LATE = "late"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSchedule:
    """A schedule as it is added; `late` as it was written."""

    batch_file: str
    cron: str | None
    at: datetime | None
    zone: str
    late: str
    who: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleRecord:
    """A schedule as the journal keeps it."""

    id: int
    batch_file: str
    cron: str | None
    at: str | None
    zone: str
    late: str
    state: ScheduleState
    looked_until: datetime

    @property
    def timing(self) -> Timing:
        """When it is due."""
        return Timing.parse(cron=self.cron, at=self.at, zone=self.zone, late=self.late)

    def is_due(self, now: datetime) -> bool:
        """Say whether anything has become due since the last look."""
        if self.state is not ScheduleState.ACTIVE:
            return False
        return any(self.timing.due(after=self.looked_until, until=now))

    def is_ahead(self, now: datetime) -> bool:
        """Say whether it was looked at in a time that has not come yet: the clock has gone back."""
        return self.looked_until - now > _AHEAD


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenBack:
    """A schedule that was looked at by a clock that was ahead.

    `looked_until`: how far; `dues`: how many due times of that time count as still to come again.
    """

    schedule: ScheduleRecord
    looked_until: datetime
    dues: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DueRecord:
    """A due time as the journal keeps it."""

    id: int
    schedule: ScheduleRecord
    local: str
    due_at: datetime
    state: DueState
    detail: Mapping[str, Any]


def add(tx: Connection, new: NewSchedule, *, now: datetime) -> int:
    """Write a schedule down; return its number."""
    statement = insert(schedules).values(
        batch_file=new.batch_file,
        cron=new.cron,
        at=None if new.at is None else new.at.isoformat(timespec="minutes"),
        zone=new.zone,
        late=new.late,
        state=ScheduleState.ACTIVE,
        who=new.who,
        created_at=now,
        looked_until=now,
    )
    number: int = tx.execute(statement).inserted_primary_key[0]  # type: ignore[index]  # one row was inserted
    return number


def move(tx: Connection, schedule_id: int, *, to: ScheduleState, now: datetime) -> ScheduleRecord:
    """Pause a schedule, go on with it, or remove it; what is due while it stands still is not missed.

    Raises:
        UnknownSchedule: there is none of this number.
    """
    found = _held(tx, schedule_id)
    came_from = schedules.c.state.in_(_MAY_BECOME[to])
    values: dict[str, Any] = {"state": to}
    if to is ScheduleState.ACTIVE:
        values["looked_until"] = now
        _forget_ahead(tx, schedule_id, now=now)
    here = schedules.c.id == schedule_id
    if tx.execute(update(schedules).where(here, came_from).values(values)).rowcount != 1:
        raise StateConflict(
            what=_("schedule {schedule}").format(schedule=schedule_id),
            expected=", ".join(_MAY_BECOME[to]),
        )
    return found


_MAY_BECOME: Mapping[ScheduleState, tuple[ScheduleState, ...]] = {
    ScheduleState.ACTIVE: (ScheduleState.PAUSED,),
    ScheduleState.PAUSED: (ScheduleState.ACTIVE,),
    ScheduleState.REMOVED: (ScheduleState.ACTIVE, ScheduleState.PAUSED, ScheduleState.ENDED),
}


def every(connection: Connection) -> list[ScheduleRecord]:
    """Read the schedules that were not removed, oldest first."""
    kept = schedules.c.state != ScheduleState.REMOVED
    statement = select(schedules).where(kept).order_by(schedules.c.id)
    return [_schedule(row) for row in connection.execute(statement)]


def look(tx: Connection, schedule_id: int, *, now: datetime) -> list[tuple[str, Verdict]]:
    """Write down what is due since the last look, and what becomes of it; return that.

    Whoever looks next, here or in another process, begins where this look ended. What was written
    down before, by a clock that has gone back since, stays as it is.
    """
    schedule = _held(tx, schedule_id)
    if schedule.state is not ScheduleState.ACTIVE or schedule.looked_until >= now:
        return []
    every = sort_out(schedule.timing, looked_until=schedule.looked_until, now=now)
    sorted_out = _unwritten(tx, schedule_id, every)
    values: dict[str, Any] = {"looked_until": now}
    if sorted_out:
        rows = [
            {
                "schedule_id": schedule_id,
                "local": due.local,
                "due_at": due.at,
                "state": DueState(verdict.value),
                "changed_at": now,
                "detail": {},
            }
            for due, verdict in sorted_out
        ]
        insert_absent(tx, dues, rows)
    if every and schedule.at is not None:
        values["state"] = ScheduleState.ENDED
    tx.execute(update(schedules).where(schedules.c.id == schedule_id).values(values))
    return [(due.local, verdict) for due, verdict in sorted_out]


def _unwritten(
    tx: Connection, schedule_id: int, found: list[tuple[Due, Verdict]]
) -> list[tuple[Due, Verdict]]:
    if not found:
        return []
    among = is_among(tx, dues.c.local, [due.local for due, _verdict in found])
    here = (dues.c.schedule_id == schedule_id) & among
    written = set(tx.execute(select(dues.c.local).where(here)).scalars())
    return [(due, verdict) for due, verdict in found if due.local not in written]


def take_back(tx: Connection, schedule_id: int, *, now: datetime) -> TakenBack | None:
    """Take back what a clock that was ahead wrote down; None where none was.

    Due times that have not come yet are neither missed, late nor failed. What has begun stays: its
    batch is there. A schedule whose one moment is still to come goes on.
    """
    schedule = _held(tx, schedule_id)
    if not schedule.is_ahead(now):
        return None
    forgotten = _forget_ahead(tx, schedule_id, now=now)
    values: dict[str, Any] = {"looked_until": now}
    if schedule.state is ScheduleState.ENDED and forgotten:
        values["state"] = ScheduleState.ACTIVE
    tx.execute(update(schedules).where(schedules.c.id == schedule_id).values(values))
    return TakenBack(schedule=schedule, looked_until=schedule.looked_until, dues=forgotten)


def _forget_ahead(tx: Connection, schedule_id: int, *, now: datetime) -> int:
    to_come = (dues.c.schedule_id == schedule_id) & (dues.c.due_at > now)
    nothing_left = dues.c.state.in_((DueState.MISSED, DueState.LATE, DueState.FAILED))
    return tx.execute(delete(dues).where(to_come, nothing_left)).rowcount


def open_dues(connection: Connection) -> list[DueRecord]:
    """Read the due times whose batches have still to begin, oldest first."""
    return _dues(connection, dues.c.state == DueState.OPEN)


def dues_of(connection: Connection, schedule_id: int, *, most: int = 10) -> list[DueRecord]:
    """Read the newest due times of a schedule, oldest first."""
    return _dues(connection, dues.c.schedule_id == schedule_id, most=most)


def due_state(connection: Connection, due_id: int) -> DueState:
    """Say what became of a due time, so far."""
    found = connection.execute(select(dues.c.state).where(dues.c.id == due_id)).scalar_one()
    return DueState(found)


def settle(
    tx: Connection, due_id: int, state: DueState, *, detail: Mapping[str, Any], now: datetime
) -> None:
    """Say what became of an open due time.

    Raises:
        StateConflict: somebody has said so already.
    """
    still_open = (dues.c.id == due_id) & (dues.c.state == DueState.OPEN)
    values = {"state": state, "detail": dict(detail), "changed_at": now}
    if tx.execute(update(dues).where(still_open).values(values)).rowcount != 1:
        raise StateConflict(what=_("a due time"), expected=DueState.OPEN)


def _held(tx: Connection, schedule_id: int) -> ScheduleRecord:
    statement = select(schedules).where(schedules.c.id == schedule_id).with_for_update()
    row = tx.execute(statement).first()
    if row is None or row.state == ScheduleState.REMOVED:
        raise UnknownSchedule(schedule=schedule_id)
    return _schedule(row)


def _dues(connection: Connection, which: Any, *, most: int | None = None) -> list[DueRecord]:
    statement = (
        select(dues, schedules)
        .join(schedules, schedules.c.id == dues.c.schedule_id)
        .where(which)
        .order_by(dues.c.due_at.desc(), dues.c.id.desc())
        .limit(most)
    )
    rows = connection.execute(statement.set_label_style(LABEL_STYLE_TABLENAME_PLUS_COL)).all()
    return [_due(row) for row in reversed(rows)]


def _schedule(row: Any, prefix: str = "") -> ScheduleRecord:
    return ScheduleRecord(
        **{
            name: getattr(row, prefix + name)
            for name in ("id", "batch_file", "cron", "at", "zone", "late", "looked_until")
        },
        state=ScheduleState(getattr(row, f"{prefix}state")),
    )


def _due(row: Any) -> DueRecord:
    return DueRecord(
        id=row.dues_id,
        schedule=_schedule(row, "schedules_"),
        local=row.dues_local,
        due_at=row.dues_due_at,
        state=DueState(row.dues_state),
        detail=row.dues_detail,
    )
