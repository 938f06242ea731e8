"""People in the journal: what is kept of one, and how they go out of it."""

from collections.abc import Sequence
from datetime import timedelta
from functools import partial

from batch_sender.errors import JournalBusy, JournalFull
from batch_sender.journal.batches import reading
from batch_sender.journal.handle import MOST_ROWS_TOGETHER
from batch_sender.journal.people import erasure, person_history
from batch_sender.journal.people.erasure import Forgotten, Old, Purged
from batch_sender.journal.people.person_history import PersonMessage
from batch_sender.journal.upkeep import Upkeep
from batch_sender.models import BatchState


class Privacy(Upkeep):
    """Questions about one person, and removals that nothing brings back."""

    def messages_to(self, numbers: Sequence[str]) -> list[PersonMessage]:
        """Read every row that was meant for a person, oldest first."""
        with self._reading() as connection:
            return person_history.messages_to(connection, numbers)

    def is_opted_out(self, key: str) -> bool:
        """Say whether this person (`phones.person_key`) is on the opt-out list."""
        with self._reading() as connection:
            return person_history.is_opted_out(connection, key)

    def older_than(self, age: timedelta) -> Old:
        """Find the batches that ended so long ago and hold people, and older ones that never did."""
        with self._reading() as connection:
            return erasure.older_than(connection, self._now() - age)

    def refuse_if_purged(self, batch_id: int) -> None:
        """Let nothing be asked of a batch that knows nobody any more.

        Raises:
            UnknownBatch: there is none of this number. BatchPurged: its people were removed.
        """
        with self._reading() as connection:
            reading.refuse_if_purged(connection, batch_id)

    def purge(self, batch_id: int, *, who: str) -> Purged:
        """Remove everybody from an ended batch; its counts stay. See `rewrite`.

        Raises:
            CannotPurge: it has not ended. BatchBusy: a process still holds it.
        """
        with self.holding(batch_id):
            return erasure.purge(
                self._write, batch_id, who=who, now=self._now(), most=MOST_ROWS_TOGETHER
            )

    def forget(self, key: str, numbers: Sequence[str], *, receipt: str, who: str) -> Forgotten:
        """Remove one person from every batch; an opt-out stays. See `rewrite`.

        Raises:
            ForgetTooEarly: one of their batches is under way; nothing was changed.
        """
        order = erasure.Erasure(key=key, numbers=numbers, receipt=receipt, who=who, now=self._now())
        return self._write(partial(erasure.forget, erasure=order))

    def rewrite(self) -> bool:
        """Let no remains of what was removed stand in the database's files; say whether none do.

        Not while a batch is judged or sent: its messages would have to wait. Where it cannot be done
        now, it is still due the next time.
        """
        with self._reading() as connection:
            due = erasure.rewrite_is_due(connection)
            at_work = reading.with_states(connection, BatchState.RUNNING, BatchState.JUDGING)
        if due and any(self.is_held(batch_id) for batch_id in at_work):
            return False
        return self._rewritten() if due else True

    def _rewritten(self) -> bool:
        try:
            with self._translated():
                done = erasure.rewrite(self._engine)
        except (JournalBusy, JournalFull):
            return False
        if done:
            self._write(erasure.note_rewritten)
        return done

    def retention(self) -> timedelta | None:
        """Return after how long people are removed by themselves; None: never."""
        with self._reading() as connection:
            days = erasure.retention(connection)
        return None if days is None else timedelta(days=days)

    def set_retention(self, age: timedelta | None, *, who: str) -> None:
        """Write the rule down; None: from now on nobody is removed by itself."""
        days = None if age is None else age.days
        self._write(lambda tx: erasure.set_retention(tx, days, who=who, now=self._now()))
