"""Batches without anyone at the keyboard: what they are made of, and when the next is due."""

import contextlib
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from sqlalchemy import Connection

from batch_sender.errors import BatchFileBusy
from batch_sender.journal.automation import schedules, sources
from batch_sender.journal.automation.schedules import (
    DueRecord,
    DueState,
    NewSchedule,
    ScheduleRecord,
    ScheduleState,
)
from batch_sender.journal.automation.sources import Unattended
from batch_sender.journal.batches import changes
from batch_sender.journal.database import locks
from batch_sender.journal.privacy import Privacy
from batch_sender.schedules import Verdict


class UnattendedMoves(Privacy):
    """Sources, schedules, and their due times."""

    # ── what batches are made of ──

    @contextlib.contextmanager
    def taking(self, batch_file: str) -> Iterator[None]:
        """Be the only process that takes lists for this batch file, while the block runs.

        Raises:
            BatchFileBusy: another one does.
        """
        with self._translated(), locks.hold(self._engine, locks.number_of(batch_file)) as held:
            if not held:
                raise BatchFileBusy(path=batch_file)
            yield

    def taken(self, name: str, keys: Collection[str]) -> dict[str, int]:
        """Return the batch of each key that was taken under this name."""
        with self._reading() as connection:
            return sources.taken(connection, name, keys)

    def approve(self, batch_id: int) -> None:
        """Let an unattended batch be sent, and be gone on with after a crash, by itself."""
        self._write(lambda tx: sources.approve(tx, batch_id, now=self._now()))

    def wrap_up(self, batch_id: int) -> None:
        """Write down that nothing more is to be done about an ended, unattended batch."""
        self._write(lambda tx: sources.wrap_up(tx, batch_id, now=self._now()))

    def unattended(self, batch_id: int) -> Unattended | None:
        """Return where an unattended batch stands; None where it is none."""
        with self._reading() as connection:
            return sources.one(connection, batch_id)

    def open_unattended(self) -> list[Unattended]:
        """Return the approved, unattended batches that are not wrapped up, oldest first."""
        with self._reading() as connection:
            return sources.open_ones(connection)

    # ── schedules ──

    def add_schedule(self, new: NewSchedule) -> int:
        """Keep a schedule; return its number."""

        def work(tx: Connection) -> int:
            number = schedules.add(tx, new, now=self._now())
            self._note(tx, "schedule_added", who=new.who, schedule=number, file=new.batch_file)
            return number

        return self._write(work)

    def move_schedule(self, schedule_id: int, to: ScheduleState, *, who: str) -> ScheduleRecord:
        """Pause a schedule, go on with it, or remove it.

        Raises:
            UnknownSchedule: there is none of this number. StateConflict: it stands there already.
        """

        def work(tx: Connection) -> ScheduleRecord:
            found = schedules.move(tx, schedule_id, to=to, now=self._now())
            self._note(tx, f"schedule_{to}", who=who, schedule=schedule_id)
            return found

        return self._write(work)

    def schedules(self) -> list[ScheduleRecord]:
        """Read the schedules, oldest first."""
        with self._reading() as connection:
            return schedules.every(connection)

    # ── due times ──

    def look(self) -> list[tuple[str, Verdict]]:
        """Write down what is due by now in every schedule; return the due times of this look."""
        return [due for schedule in self.schedules() for due in self._look_at(schedule)]

    def _look_at(self, schedule: ScheduleRecord) -> list[tuple[str, Verdict]]:
        # Nothing is written where nothing is due: a service looks every second.
        if not schedule.is_due(self._now()):
            return []
        return self._write(lambda tx: schedules.look(tx, schedule.id, now=self._now()))

    def open_dues(self) -> list[DueRecord]:
        """Read the due times whose batches have still to begin, oldest first."""
        with self._reading() as connection:
            return schedules.open_dues(connection)

    def dues_of(self, schedule_id: int, *, most: int = 10) -> list[DueRecord]:
        """Read the newest due times of a schedule, oldest first."""
        with self._reading() as connection:
            return schedules.dues_of(connection, schedule_id, most=most)

    @contextlib.contextmanager
    def beginning(self, due_id: int) -> Iterator[bool]:
        """Be the only process that begins this due time's batch; yields False where it is not to be.

        It is not while another process begins it, nor after one has.
        """
        lock = locks.hold(self._engine, locks.number_of(f"due {due_id}"), patience=0)
        with self._translated(), lock as held:
            if not held:
                yield False
                return
            with self._reading() as connection:
                state = schedules.due_state(connection, due_id)
            yield state is DueState.OPEN

    def settle_due(self, due_id: int, state: DueState, *, detail: Mapping[str, Any]) -> None:
        """Say what became of an open due time.

        Raises:
            StateConflict: somebody has said so already.
        """
        self._write(lambda tx: schedules.settle(tx, due_id, state, detail=detail, now=self._now()))

    def _note(self, tx: Connection, kind: str, *, who: str, **detail: Any) -> None:
        changes.note(tx, None, kind, who=who, detail=detail, now=self._now())
