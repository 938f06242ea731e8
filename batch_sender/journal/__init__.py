"""The durable record of every batch and message: verbs that move them, questions that read them."""

import contextlib
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, Self, TypeVar

from sqlalchemy import Connection, select

from batch_sender.errors import BatchBusy
from batch_sender.journal import batches as batch_verbs
from batch_sender.journal import claims, engine, locks, reading, records, said
from batch_sender.journal.batches import Change, NewBatch
from batch_sender.journal.claims import Claim, Claimed, Drained, Halted
from batch_sender.journal.faults import shown, translated
from batch_sender.journal.paces import Terms, Wait, WindowClosing
from batch_sender.journal.reading import Event
from batch_sender.journal.records import Report
from batch_sender.journal.states import GivenBack, Settled, Withdrawn
from batch_sender.journal.tables import insert_if_absent, meta
from batch_sender.journal.writer import Writer
from batch_sender.models import (
    BatchRecord,
    BatchState,
    Call,
    Counts,
    JudgedMessage,
    MessageRecord,
    MessageState,
    PhoneNumber,
)

__all__ = [
    "Claim",
    "Claimed",
    "Drained",
    "Event",
    "GivenBack",
    "Halted",
    "Journal",
    "NewBatch",
    "Report",
    "Settled",
    "Terms",
    "Wait",
    "WindowClosing",
    "Withdrawn",
]

T = TypeVar("T")

MOST_ROWS_TOGETHER: Final = 5000
"""Rows a transaction, at most: no command waits long for another."""

PROGRAM: Final = "batch-sender"
"""Who did it, in the event of something that nobody asked for."""


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Journal:
    """One journal, open. Every method raises `JournalError` with a next step, nothing else."""

    def __init__(self, location: str | Path, *, now: Callable[[], datetime] = _utc_now) -> None:
        self._engine = engine.open_engine(location)
        self._location = shown(self._engine.url)
        self._now = now
        self._writer = Writer(self._engine)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()

    def close(self) -> None:
        """Finish what is being written and let the database go."""
        self._writer.close()
        self._engine.dispose()

    @property
    def location(self) -> str:
        """Where it lies, as it may be printed."""
        return self._location

    def key(self) -> bytes:
        """Return the journal's own secret key, for keyed hashes; made the first time."""

        def work(tx: Connection) -> str:
            insert_if_absent(tx, meta, key="hash_key", value=secrets.token_hex(32))
            kept = select(meta.c.value).where(meta.c.key == "hash_key")
            return str(tx.execute(kept).scalar_one())

        return bytes.fromhex(self._write(work))

    # ── a batch as a whole ────────────────────────────────────────────────────────────────────

    def add_batch(self, new: NewBatch) -> int:
        """Write a batch at `judging`; return its number. Nothing holds it yet: see `judging`."""
        return self._write(lambda tx: batch_verbs.add_batch(tx, new, now=self._now()))

    @contextlib.contextmanager
    def judging(self, new: NewBatch) -> Iterator[int]:
        """Write a batch at `judging` and hold it while the block runs; yields its number.

        From the first moment it cannot be taken for one that a dead process left. If the block
        fails, the batch is forgotten.
        """
        with contextlib.ExitStack() as stack:
            with self._translated(), locks.hold(self._engine, locks.NOT_YET_A_BATCH):
                batch_id = self.add_batch(new)
                stack.enter_context(self.holding(batch_id))
            try:
                yield batch_id
            except BaseException:
                self.discard(batch_id)
                raise

    def add_messages(self, batch_id: int, judged: Iterable[JudgedMessage]) -> None:
        """Write judged rows of a batch at `judging`, at most `MOST_ROWS_TOGETHER` of them."""
        self._write(lambda tx: batch_verbs.add_messages(tx, batch_id, judged, now=self._now()))

    def mark_checked(self, batch_id: int, *, who: str, repairs: Mapping[str, int]) -> None:
        """`judging` → `checked`: the whole list is judged."""
        self._move(
            batch_id,
            Change(
                to=BatchState.CHECKED,
                came_from=(BatchState.JUDGING,),
                kind="checked",
                who=who,
                detail={},
                values={"repairs": dict(repairs)},
            ),
        )

    def discard(self, batch_id: int) -> None:
        """Forget a batch that was never judged to its end; any other stays as it is."""
        self._in_pieces(lambda tx: batch_verbs.discard(tx, batch_id, most=MOST_ROWS_TOGETHER))

    def discard_abandoned(self) -> None:
        """Forget every batch that a dead process left at `judging`."""
        with self._translated(), locks.hold(self._engine, locks.NOT_YET_A_BATCH) as alone:
            if not alone:
                return
            with self._reading() as connection:
                judging = reading.with_states(connection, BatchState.JUDGING)
            for batch_id in judging:
                with locks.hold(self._engine, batch_id, patience=0) as held:
                    if held:
                        self.discard(batch_id)

    def settle_abandoned(self, *, who: str) -> None:
        """Settle what dead processes left half done.

        What stands at `sending` in a batch that nobody sends becomes unknown, and a cancellation
        that was cut short is finished.
        """
        with self._reading() as connection:
            left = reading.with_messages_at(connection, MessageState.SENDING)
            cut_short = reading.cancelled_with_pending(connection)
        for batch_id in cut_short:
            self._cancel_pending(batch_id)
        for batch_id in left:
            self._take_over_if_dead(batch_id, who=who)

    @contextlib.contextmanager
    def holding(self, batch_id: int) -> Iterator[None]:
        """Be the only process that judges or sends this batch, while the block runs.

        Raises:
            BatchBusy: another process is; the sentence says which.
        """
        with self._translated(), locks.hold(self._engine, batch_id) as held:
            if not held:
                with self._reading() as connection:
                    raise BatchBusy(batch=batch_id, **reading.sender(connection, batch_id))
            yield

    def is_held(self, batch_id: int) -> bool:
        """Say whether some process, this one included, judges or sends this batch now."""
        with self._translated(), locks.hold(self._engine, batch_id, patience=0) as held:
            return not held

    def start(
        self, batch_id: int, *, connection_id: int, who: str, sender: Mapping[str, Any]
    ) -> None:
        """`checked`, `paused`, or `running` with a dead sender → `running`."""
        came_from = (BatchState.CHECKED, BatchState.PAUSED, BatchState.RUNNING)

        def work(tx: Connection) -> None:
            now = self._now()
            began = batch_verbs.started_at(tx, batch_id)
            values = {
                "connection_id": connection_id,
                "started_at": began or now,
                "paused_because": None,
                "sender": dict(sender),
            }
            change = Change(
                to=BatchState.RUNNING,
                came_from=came_from,
                kind="resumed" if began else "started",
                who=who,
                detail=sender,
                values=values,
            )
            batch_verbs.move(tx, batch_id, change, now=now)

        self._write(work)

    def take_over(self, batch_id: int, *, who: str) -> int:
        """Settle what a dead sender left at `sending`; return how many messages that were."""

        def work(tx: Connection) -> int:
            left = batch_verbs.take_over(tx, batch_id, now=self._now())
            if left:
                detail = {"unknown": left}
                batch_verbs.note(
                    tx, batch_id, "taken_over", who=who, detail=detail, now=self._now()
                )
            return left

        return self._write(work)

    def pause(self, batch_id: int, *, because: str, who: str) -> None:
        """`running` → `paused`; lanes see it at their next claim."""
        self._move(
            batch_id,
            Change(
                to=BatchState.PAUSED,
                came_from=(BatchState.RUNNING,),
                kind="paused",
                who=who,
                detail={"because": because},
                values={"paused_because": because},
            ),
        )

    def finish(self, batch_id: int, *, who: str) -> bool:
        """`running` → `finished`, if nothing in it is pending or sending; say whether it was."""

        def work(tx: Connection) -> bool:
            if batch_verbs.unfinished(tx, batch_id):
                return False
            now = self._now()
            change = Change(
                to=BatchState.FINISHED,
                came_from=(BatchState.RUNNING,),
                kind="finished",
                who=who,
                detail={},
                values={"ended_at": now},
            )
            batch_verbs.move(tx, batch_id, change, now=now)
            return True

        return self._write(work)

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
                values={"ended_at": self._now(), "paused_because": None},
            ),
        )
        self._cancel_pending(batch_id)
        self._take_over_if_dead(batch_id, who=who)

    def note(self, batch_id: int | None, kind: str, *, who: str, detail: Mapping[str, Any]) -> None:
        """Write an event down."""
        self._write(
            lambda tx: batch_verbs.note(tx, batch_id, kind, who=who, detail=detail, now=self._now())
        )

    def known_connection(self, *, fingerprint: str, name: str | None, address: str) -> int:
        """Return the number of this connection; write it down the first time it is seen."""
        return self._write(
            lambda tx: batch_verbs.known_connection(
                tx, fingerprint=fingerprint, name=name, address=address, now=self._now()
            )
        )

    # ── one message after another ─────────────────────────────────────────────────────────────

    def claim(self, terms: Terms) -> Claim:
        """Mark the next message that may leave; it is on disk when this returns.

        Raises:
            UnknownBatch: there is none of this number.
        """
        found = self._write(lambda tx: claims.claim(tx, terms, now=self._now()))
        if isinstance(found, Wait):
            # A dead sender's mark must not keep its person from every other batch for ever.
            for batch_id in found.behind:
                self._take_over_if_dead(batch_id, who=PROGRAM)
        return found

    def record(self, report: Report, *, address: str) -> Settled:
        """Write what came of a claimed message.

        Raises:
            StateConflict: it was given up meanwhile; what was decided then stands.
        """
        return self._write(lambda tx: records.record(tx, report, address=address, now=self._now()))

    # ── questions ─────────────────────────────────────────────────────────────────────────────

    def batch(self, batch_id: int) -> BatchRecord:
        """Read one batch."""
        with self._reading() as connection:
            return reading.batch(connection, batch_id)

    def recent(self, *, most: int = 20) -> list[BatchRecord]:
        """Read the newest batches, newest first."""
        with self._reading() as connection:
            return reading.recent(connection, most=most)

    def resumable(self) -> list[int]:
        """Return the numbers of the batches that were running or paused."""
        with self._reading() as connection:
            return reading.with_states(connection, BatchState.RUNNING, BatchState.PAUSED)

    def counts(self, batch_id: int) -> Counts:
        """Count a batch's messages by state."""
        with self._reading() as connection:
            return reading.counts(connection, batch_id)

    def state(self, batch_id: int) -> BatchState:
        """Say where a batch stands."""
        with self._reading() as connection:
            return reading.state(connection, batch_id)

    def settings(self, batch_id: int) -> dict[str, Any]:
        """Return the settings a batch was judged with."""
        with self._reading() as connection:
            return reading.settings(connection, batch_id)

    def fingerprint(self, batch_id: int) -> str | None:
        """Return the keyed hash of the connection a batch was started with, if it was."""
        with self._reading() as connection:
            return reading.fingerprint(connection, batch_id)

    def rows(self, batch_id: int) -> Iterator[MessageRecord]:
        """Stream a batch's messages in the order of the list."""
        with self._reading() as connection:
            yield from reading.rows(connection, batch_id)

    def previews(self, batch_id: int, *, chance: float) -> list[MessageRecord]:
        """Read up to three pending messages: the first, the longest, and one at random."""
        with self._reading() as connection:
            return reading.previews(connection, batch_id, chance=chance)

    def proof_calls(self, batch_id: int, number: PhoneNumber) -> list[Call]:
        """Return the calls of the batch's first message, addressed to `number` instead."""
        with self._reading() as connection:
            return claims.proof_calls(connection, batch_id, number)

    def rows_skipped_for(self, batch_id: int, code: str, *, most: int) -> list[MessageRecord]:
        """Read the first rows that were skipped for one problem."""
        with self._reading() as connection:
            return reading.rows_skipped_for(connection, batch_id, code, most=most)

    def calls_left(self, batch_id: int) -> int:
        """Count the calls that the pending messages of a batch still need."""
        with self._reading() as connection:
            return reading.calls_left(connection, batch_id)

    def events(self, batch_id: int) -> list[Event]:
        """Read a batch's events, oldest first."""
        with self._reading() as connection:
            return reading.events_of(connection, batch_id)

    def said(self, keys: Iterable[str], *, since: datetime) -> dict[str, str]:
        """Of these `said` keys, return those said already, with the message that said it."""
        with self._reading() as connection:
            return said.said_before(connection, keys, since=since)

    # ── edges ─────────────────────────────────────────────────────────────────────────────────

    def _cancel_pending(self, batch_id: int) -> None:
        self._in_pieces(
            lambda tx: batch_verbs.cancel_pending(
                tx, batch_id, now=self._now(), most=MOST_ROWS_TOGETHER
            )
        )

    def _take_over_if_dead(self, batch_id: int, *, who: str) -> None:
        with self._translated(), locks.hold(self._engine, batch_id, patience=0) as held:
            if held:
                self.take_over(batch_id, who=who)

    def _in_pieces(self, work: Callable[[Connection], int]) -> None:
        """Repeat `work`, a transaction each time, until it finds nothing more to do."""
        while self._write(work):
            pass

    def _move(self, batch_id: int, change: Change) -> None:
        self._write(lambda tx: batch_verbs.move(tx, batch_id, change, now=self._now()))

    def _write(self, work: Callable[[Connection], T]) -> T:
        with self._translated():
            return self._writer.run(work)

    @contextlib.contextmanager
    def _reading(self) -> Iterator[Connection]:
        with self._translated(), engine.reading(self._engine) as connection:
            yield connection

    def _translated(self) -> contextlib.AbstractContextManager[None]:
        return translated(self._location)
