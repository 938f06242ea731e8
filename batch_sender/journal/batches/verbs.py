"""Move a batch as a whole (judge, start, pause, end it), and tell how it stands."""

import contextlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Final

from sqlalchemy import Connection

from batch_sender.journal.batches import changes, counting, held_back, judged_files, parts, reading
from batch_sender.journal.batches.changes import Change, NewBatch
from batch_sender.journal.database import locks, restore_detection
from batch_sender.journal.errors import (
    CANNOT_BE_WRITTEN,
    BatchBusy,
    BatchHeld,
    SentByWorkers,
    StateConflict,
)
from batch_sender.journal.handle import MOST_ROWS_TOGETHER, PROGRAM, Subject, asked
from batch_sender.language import _
from batch_sender.models import BatchState, Delay, JudgedRows, Problem

STOPPED: Final = "stopped"
"""Why a batch was paused whose sender died."""

WORKERS: Final = "workers"
"""The sender of every batch that workers send: their lanes are told apart by epochs, not by senders."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """How a batch begins to be sent, or goes on; `theirs_alone`: only where it is the workers' already.

    `stays_stopped`: connections of the batch that nothing leaves through.
    """

    came_from: tuple[BatchState, ...]
    who: str
    sender: Mapping[str, Any]
    values: Mapping[str, Any]
    theirs_alone: bool = False
    stays_stopped: Collection[int] = ()


class Batches(Subject):
    """Moves of whole batches, each guarded by the state it comes from, and questions about them."""

    one = asked(reading.batch)
    recent = asked(reading.recent)
    numbers = asked(reading.numbers)
    needing_a_word = asked(reading.needing_a_word)
    resumable = asked(reading.resumable)
    counts = asked(counting.counts)
    calls_left = asked(counting.calls_left)
    new_people_left = asked(counting.new_people_left)
    totals = asked(counting.totals)
    by_state = asked(counting.batches_by_state)
    calls_since = asked(counting.calls_since)
    longest_under_way = asked(reading.longest_under_way)
    unfinished = asked(changes.unfinished)
    state = asked(reading.state)
    glance = asked(reading.glance)
    settings = asked(reading.settings)
    fingerprint = asked(reading.fingerprint)
    terms_for_workers = asked(reading.terms_for_workers)
    is_with_living_worker = asked(reading.is_with_living_worker)
    events = asked(reading.events_of)
    details_of = asked(reading.details_of)
    judged = asked(reading.judged)
    files = asked(judged_files.of_batch)
    refuse_if_purged = asked(reading.refuse_if_purged)

    def add(self, new: NewBatch) -> int:
        """Write a batch at `judging`; return its number. Nothing holds it yet: see `judging`."""
        return self._handle.write(lambda tx: changes.add_batch(tx, new, now=self._handle.now()))

    @contextlib.contextmanager
    def judging(self, new: NewBatch) -> Iterator[int]:
        """Write a batch at `judging` and hold it while the block runs; yields its number.

        From the first moment it cannot be taken for one that a dead process left. If the block
        fails, the batch is forgotten.
        """
        with contextlib.ExitStack() as stack:
            with self._handle.translated(), locks.hold(self._handle.engine, locks.NOT_YET_A_BATCH):
                batch_id = self.add(new)
                stack.enter_context(self.holding(batch_id))
            try:
                yield batch_id
            except BaseException:
                self.discard(batch_id)
                raise

    def add_messages(self, batch_id: int, rows: JudgedRows) -> None:
        """Write judged rows of a batch at `judging`, at most `MOST_ROWS_TOGETHER` of them."""
        self._handle.write(
            lambda tx: changes.add_messages(tx, batch_id, rows, now=self._handle.now())
        )

    def hold_back(self, batch_id: int, problems: Mapping[int, Problem]) -> None:
        """`pending` → `skipped` for rows of a batch at `judging`, by what a later row told of them."""
        rows, now = list(problems.items()), self._handle.now()
        for at in range(0, len(rows), MOST_ROWS_TOGETHER):
            some = dict(rows[at : at + MOST_ROWS_TOGETHER])
            self._handle.write(
                partial(held_back.hold_back, batch_id=batch_id, problems=some, now=now)
            )

    def mark_checked(
        self,
        batch_id: int,
        *,
        who: str,
        repairs: Mapping[str, int],
        new_people: int | None = None,
        read_as: Mapping[str, Any] | None = None,
    ) -> None:
        """`judging` → `checked`: the whole list is judged; `read_as` tells how it was read.

        `new_people`: how many of those who may be written to are new.
        """
        self._move(
            batch_id,
            Change(
                to=BatchState.CHECKED,
                came_from=(BatchState.JUDGING,),
                kind="checked",
                who=who,
                detail=dict(read_as or {}),
                values={"repairs": dict(repairs), "new_people": new_people},
            ),
        )
        self._handle.checkpoint()

    def discard(self, batch_id: int) -> None:
        """Forget a batch that was never judged to its end; any other stays as it is."""
        self._handle.write_in_pieces(
            lambda tx: changes.discard(tx, batch_id, most=MOST_ROWS_TOGETHER)
        )

    def withdraw(self, batch_id: int, *, who: str) -> None:
        """Forget a `checked` batch that was never begun, as its list is judged anew.

        One of which a test message was sent is cancelled instead: that stays on record.

        Raises:
            BatchBusy: it is being sent, or tested, just now.
            StateConflict: it was begun, or has ended.
        """
        with self.holding(batch_id):
            gone = self._handle.write(
                lambda tx: changes.take_back(tx, batch_id, who=who, now=self._handle.now())
            )
            if gone:
                self.discard(batch_id)  # if it is cut short: from `judging` the next one does it
            else:
                self.cancel(batch_id, who=who)

    def discard_abandoned(self) -> None:
        """Forget every batch that a dead process left at `judging`."""
        beginning = locks.hold(self._handle.engine, locks.NOT_YET_A_BATCH, patience=0)
        with self._handle.translated(), beginning as none_begins:
            if not none_begins:
                return  # the next one who judges does it
            with self._handle.reading() as connection:
                judging = reading.with_states(connection, BatchState.JUDGING)
        for batch_id in judging:
            with (
                self._handle.translated(),
                locks.hold(self._handle.engine, batch_id, patience=0) as held,
            ):
                if held:
                    self.discard(batch_id)

    def settle_abandoned(self, *, who: str) -> None:
        """Settle what dead processes left half done.

        What stands at `sending` in a batch that nobody sends becomes unknown, a batch at `running`
        that nobody sends is paused (its pace would hold up others), and a cancellation that was
        cut short is finished.
        """
        with self._handle.reading() as connection:
            running = reading.with_states(connection, BatchState.RUNNING)
            left = {*running, *reading.with_messages_under_way(connection)}
            cut_short = reading.cancelled_with_pending(connection)
        for batch_id in cut_short:
            self._cancel_pending(batch_id)
        for batch_id in sorted(left):
            self.take_over_if_dead(batch_id, who=who)

    def settle_if_writable(self, *, who: str) -> None:
        """Do so as far as the disk lets: whoever only looks is shown what is there."""
        with contextlib.suppress(*CANNOT_BE_WRITTEN):
            self.settle_abandoned(who=who)

    @contextlib.contextmanager
    def holding(self, batch_id: int) -> Iterator[None]:
        """Be the only process that judges or sends this batch, while the block runs.

        Raises:
            BatchBusy: another process is; the sentence says which.
        """
        with self._handle.translated(), locks.hold(self._handle.engine, batch_id) as held:
            if not held:
                raise self._busy(batch_id)
            yield

    def _busy(self, batch_id: int) -> BatchBusy:
        with self._handle.reading() as connection:
            sender = reading.sender(connection, batch_id)
        if sender and sender.get("id") == WORKERS:
            return SentByWorkers(batch=batch_id)
        return BatchBusy(batch=batch_id, **sender) if sender else BatchHeld(batch=batch_id)

    def is_held(self, batch_id: int) -> bool:
        """Say whether some process, this one included, judges or sends this batch now."""
        with self._handle.translated():
            return locks.is_held(self._handle.engine, batch_id)

    def start(
        self,
        batch_id: int,
        *,
        connection_id: int,
        who: str,
        sender: Mapping[str, Any],
        by_workers: bool = False,
        stays_stopped: Collection[int] = (),
    ) -> None:
        """`checked`, `paused`, or `running` with a dead sender → `running`; for who holds it.

        `by_workers`: it is theirs to send; `sender` then has the id `WORKERS`, and their terms. `stays_stopped`:
        of a batch with several connections those that nothing leaves through; all others go on.

        Raises:
            JournalRestored: the journal has forgotten what was sent.
        """
        came_from = (BatchState.CHECKED, BatchState.PAUSED, BatchState.RUNNING)
        values = {"connection_id": connection_id, "by_workers": int(by_workers)}
        beginning = Beginning(
            came_from=came_from, who=who, sender=sender, values=values, stays_stopped=stays_stopped
        )
        self._start(batch_id, beginning)

    def start_again(self, batch_id: int, *, who: str, sender: Mapping[str, Any]) -> None:
        """`paused` → `running` for a batch of workers, whose lanes may still finish what they have of it.

        Raises:
            StateConflict: it is not paused, or is not theirs any more.
            JournalRestored: the journal has forgotten what was sent.
        """
        beginning = Beginning(
            came_from=(BatchState.PAUSED,), who=who, sender=sender, values={}, theirs_alone=True
        )
        self._start(batch_id, beginning)

    def _start(self, batch_id: int, beginning: "Beginning") -> None:
        def work(tx: Connection) -> None:
            now = self._handle.now()
            # In this very transaction: a copy is the journal from the moment on at which it sends.
            self._handle.refuse_if_changed(tx)
            restore_detection.begin(tx)
            began = changes.started_at(tx, batch_id)
            values = {
                "started_at": began or now,
                "paused_because": None,
                "sender": dict(beginning.sender),
                **beginning.values,
            }
            if beginning.theirs_alone:
                changes.refuse_unless_of_workers(tx, batch_id)
            change = Change(
                to=BatchState.RUNNING,
                came_from=beginning.came_from,
                kind="resumed" if began else "started",
                who=beginning.who,
                detail=beginning.sender,
                values=values,
            )
            changes.move(tx, batch_id, change, now=now)
            parts.start_again(tx, batch_id, but=frozenset(beginning.stays_stopped))

        self._handle.write(work)
        self._handle.remember()

    def take_over(self, batch_id: int, *, who: str) -> int:
        """Settle what a dead sender left at `sending`; return how many messages that were."""

        def work(tx: Connection) -> int:
            left = changes.take_over(tx, batch_id, now=self._handle.now())
            if left:
                detail = {"unknown": left}
                changes.note(
                    tx, batch_id, "taken_over", who=who, detail=detail, now=self._handle.now()
                )
            return left

        return self._handle.write(work)

    def pause(
        self,
        batch_id: int,
        *,
        because: str,
        who: str,
        sender: str | None = None,
        until: datetime | None = None,
        about: str = "",
    ) -> None:
        """`running` → `paused`; lanes see it at their next claim.

        `sender`: only while this sender still sends it, none else. `until`: when the server would
        take something again, where it has said so. `about`: what it was found at.
        """
        detail = {"because": because, **({"about": about} if about else {})}
        if until is not None:
            detail["until"] = until.isoformat()

        def work(tx: Connection) -> None:
            if not changes.is_sent_by(tx, batch_id, sender):
                raise StateConflict(
                    what=_("batch {batch}").format(batch=batch_id), expected=BatchState.RUNNING
                )
            change = Change(
                to=BatchState.PAUSED,
                came_from=(BatchState.RUNNING,),
                kind="paused",
                who=who,
                detail=detail,
                values={"paused_because": because},
            )
            changes.move(tx, batch_id, change, now=self._handle.now())

        self._handle.write(work)
        self._handle.checkpoint()

    def finish(self, batch_id: int, *, who: str) -> bool:
        """`running` or `paused` → `finished`, if nothing is pending or sending; say whether it was."""

        def work(tx: Connection) -> bool:
            # Held first: rows that a person puts back just now are then seen.
            changes.state_held(tx, batch_id)
            if changes.unfinished(tx, batch_id):
                return False
            now = self._handle.now()
            change = Change(
                to=BatchState.FINISHED,
                came_from=(BatchState.RUNNING, BatchState.PAUSED),
                kind="finished",
                who=who,
                detail={},
                values={"ended_at": now, "paused_because": None},
            )
            changes.move(tx, batch_id, change, now=now)
            return True

        finished = self._handle.write(work)
        self._handle.checkpoint()
        return finished

    def cancel(self, batch_id: int, *, who: str) -> None:
        """`checked`, `running` or `paused` → `cancelled`; then its pending rows follow.

        What a living sender has in flight is finished by it; what a dead one left is settled here.
        """
        self._move(
            batch_id,
            Change(
                to=BatchState.CANCELLED,
                came_from=(BatchState.CHECKED, BatchState.RUNNING, BatchState.PAUSED),
                kind="cancelled",
                who=who,
                detail={},
                values={"ended_at": self._handle.now(), "paused_because": None},
            ),
        )
        self._cancel_pending(batch_id)
        self.take_over_if_dead(batch_id, who=who)
        self._handle.checkpoint()

    def note_delay(
        self, batch_id: int, delay: Delay, *, who: str, connection: str | None = None
    ) -> None:
        """Write down that nothing leaves until a moment, because of the server.

        `connection`: through this one alone, of several.
        """
        through = {} if connection is None else {"connection": connection}
        detail = {"because": delay.because, "until": delay.until.isoformat(), **through}
        self.note(batch_id, reading.WAITING, who=who, detail=detail)

    def note_answering(self, batch_id: int, *, who: str, connection: str | None = None) -> None:
        """Write down that the server answers again; `connection`: likewise."""
        through = {} if connection is None else {"connection": connection}
        self.note(batch_id, reading.ANSWERING, who=who, detail=through)

    def note(self, batch_id: int | None, kind: str, *, who: str, detail: Mapping[str, Any]) -> None:
        """Write an event down."""
        self._handle.write(
            lambda tx: changes.note(
                tx, batch_id, kind, who=who, detail=detail, now=self._handle.now()
            )
        )

    def _cancel_pending(self, batch_id: int) -> None:
        self._handle.write_in_pieces(
            lambda tx: changes.cancel_pending(
                tx, batch_id, now=self._handle.now(), most=MOST_ROWS_TOGETHER
            )
        )

    def take_over_if_dead(self, batch_id: int, *, who: str) -> None:
        """Settle and pause a batch whose sender died; one that a living process holds stays as it is.

        One that workers send is settled alone, the next worker goes on with it; and not while one of them
        lives: it may have lost its locks with its session, and still wait for an answer.
        """
        with (
            self._handle.translated(),
            locks.hold(self._handle.engine, batch_id, patience=0) as held,
        ):
            if not held:
                return
            if self.terms_for_workers(batch_id) is not None:
                if not self.is_with_living_worker(batch_id):
                    self.take_over(batch_id, who=who)
            else:
                self.take_over(batch_id, who=who)
                with contextlib.suppress(StateConflict):  # it was paused before its sender died
                    self.pause(batch_id, because=STOPPED, who=PROGRAM)

    def _move(self, batch_id: int, change: Change) -> None:
        self._handle.write(lambda tx: changes.move(tx, batch_id, change, now=self._handle.now()))
