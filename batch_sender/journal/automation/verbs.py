"""Keep sources, schedules, due times and notifications of batches without anyone at the keyboard."""

import contextlib
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from batch_sender.journal.automation import notifications, schedules
from batch_sender.journal.automation.notifications import NewNotification, WaitingNotification
from batch_sender.journal.automation.schedules import (
    DueState,
    NewSchedule,
    ScheduleRecord,
    ScheduleState,
    TakenBack,
)
from batch_sender.journal.batches import changes, sources
from batch_sender.journal.database import locks
from batch_sender.journal.errors import BatchFileBusy, UnknownSchedule
from batch_sender.journal.handle import PROGRAM, Subject, asked
from batch_sender.timing.due_times import Verdict


class Sources(Subject):
    """What unattended batches were made of: taken once, approved, wrapped up."""

    one = asked(sources.one)
    open_ones = asked(sources.open_ones)
    taken = asked(sources.taken)

    @contextlib.contextmanager
    def taking(self, batch_file: str) -> Iterator[None]:
        """Be the only process that takes lists for this batch file, while the block runs.

        Raises:
            BatchFileBusy: another one does.
        """
        with (
            self._handle.translated(),
            locks.hold(self._handle.engine, locks.number_of(batch_file)) as held,
        ):
            if not held:
                raise BatchFileBusy(path=batch_file)
            yield

    def approve(self, batch_id: int) -> None:
        """Let an unattended batch be sent, and be gone on with after a crash, by itself."""
        self._handle.write(lambda tx: sources.approve(tx, batch_id, now=self._handle.now()))

    def wrap_up(self, batch_id: int) -> None:
        """Write down that nothing more is to be done about an ended, unattended batch."""
        self._handle.write(lambda tx: sources.wrap_up(tx, batch_id, now=self._handle.now()))


class Schedules(Subject):
    """Schedules, and their due times."""

    every = asked(schedules.every)
    open_dues = asked(schedules.open_dues)
    dues_of = asked(schedules.dues_of)

    def add(self, new: NewSchedule) -> int:
        """Keep a schedule; return its number."""

        def work(tx: Connection) -> int:
            number = schedules.add(tx, new, now=self._handle.now())
            self._note(tx, "schedule_added", who=new.who, schedule=number, file=new.batch_file)
            return number

        return self._handle.write(work)

    def move(self, schedule_id: int, to: ScheduleState, *, who: str) -> ScheduleRecord:
        """Pause a schedule, go on with it, or remove it.

        Raises:
            UnknownSchedule: there is none of this number. StateConflict: it stands there already.
        """

        def work(tx: Connection) -> ScheduleRecord:
            found = schedules.move(tx, schedule_id, to=to, now=self._handle.now())
            self._note(tx, f"schedule_{to}", who=who, schedule=schedule_id)
            return found

        return self._handle.write(work)

    def look(self) -> list[tuple[str, Verdict]]:
        """Write down what is due by now in every schedule; return the due times of this look."""
        return [due for schedule in self.every() for due in self._look_at(schedule)]

    def _look_at(self, schedule: ScheduleRecord) -> list[tuple[str, Verdict]]:
        # Nothing is written where nothing is due: a service looks every second.
        if not schedule.is_due(self._handle.now()):
            return []
        return self._handle.write(
            lambda tx: schedules.look(tx, schedule.id, now=self._handle.now())
        )

    def take_back(self) -> list[TakenBack]:
        """Take back what was written down of schedules by a clock that was ahead; return what that was."""
        now = self._handle.now()
        ahead = [schedule for schedule in self.every() if schedule.is_ahead(now)]
        found = [self._take_back(schedule) for schedule in ahead]
        return [each for each in found if each is not None]

    def _take_back(self, schedule: ScheduleRecord) -> TakenBack | None:
        def work(tx: Connection) -> TakenBack | None:
            found = schedules.take_back(tx, schedule.id, now=self._handle.now())
            if found is not None:
                detail = {"until": found.looked_until.isoformat(), "dues": found.dues}
                self._note(tx, "schedule_taken_back", who=PROGRAM, schedule=schedule.id, **detail)
            return found

        with contextlib.suppress(UnknownSchedule):  # it was removed just now
            return self._handle.write(work)
        return None

    @contextlib.contextmanager
    def beginning(self, due_id: int) -> Iterator[bool]:
        """Be the only process that begins this due time's batch; yields False where it is not to be.

        It is not while another process begins it, nor after one has.
        """
        lock = locks.hold(self._handle.engine, locks.number_of(f"due {due_id}"), patience=0)
        with self._handle.translated(), lock as held:
            if not held:
                yield False
                return
            with self._handle.reading() as connection:
                state = schedules.due_state(connection, due_id)
            yield state is DueState.OPEN

    def settle_due(self, due_id: int, state: DueState, *, detail: Mapping[str, Any]) -> None:
        """Say what became of an open due time.

        Raises:
            StateConflict: somebody has said so already.
        """
        self._handle.write(
            lambda tx: schedules.settle(tx, due_id, state, detail=detail, now=self._handle.now())
        )

    def _note(self, tx: Connection, kind: str, *, who: str, **detail: Any) -> None:
        changes.note(tx, None, kind, who=who, detail=detail, now=self._handle.now())


class Notifications(Subject):
    """What people are still to be told of; what becomes of each is an event of its batch."""

    def add(self, new: NewNotification, *, others_from: datetime) -> WaitingNotification:
        """Write down what somebody is to be told; others may try it from a moment on."""
        return self._handle.write(lambda tx: notifications.add(tx, new, others_from=others_from))

    def due(self) -> list[WaitingNotification]:
        """Read what may be tried now."""
        with self._handle.reading() as connection:
            return notifications.due(connection, now=self._handle.now())

    def claim(self, seen: WaitingNotification, *, until: datetime) -> bool:
        """Be the only process that tries this one before `until`."""
        return self._handle.write(lambda tx: notifications.claim(tx, seen, until=until))

    def got_through(self, told: WaitingNotification) -> None:
        """Write down that somebody was told."""

        def work(tx: Connection) -> None:
            notifications.remove(tx, told.id)
            self._note(tx, "notice_sent", told, why=None)

        self._handle.write(work)

    def failed(self, tried: WaitingNotification, why: str, *, next_try_at: datetime) -> None:
        """Write down why nobody was told, and when it is tried again."""

        def work(tx: Connection) -> None:
            notifications.put_back(tx, tried, next_try_at=next_try_at)
            self._note(tx, "notice_failed", tried, why=why)

        self._handle.write(work)

    def drop(self, given_up: WaitingNotification, why: str) -> bool:
        """Write down that one is not tried again, and why; False where it was told meanwhile.

        One that was never written down is, as an event.
        """

        def work(tx: Connection) -> bool:
            waited = given_up.id < 0 or notifications.remove(tx, given_up.id)
            if waited:
                self._note(tx, "notice_dropped", given_up, why=why)
            return waited

        return self._handle.write(work)

    def _note(self, tx: Connection, kind: str, of: NewNotification, *, why: str | None) -> None:
        detail = {"occasion": of.occasion, "by": of.by, "why": why}
        changes.note(tx, of.batch_id, kind, who=PROGRAM, detail=detail, now=self._handle.now())
