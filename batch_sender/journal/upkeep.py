"""What concerns the journal rather than a batch: opt-outs, backups, checks, restored copies."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from batch_sender.journal.batch_moves import BatchMoves
from batch_sender.journal.batches import reading
from batch_sender.journal.handle import MOST_ROWS_TOGETHER
from batch_sender.journal.maintenance import backup, checks, restore_detection
from batch_sender.journal.maintenance.checks import Checkup
from batch_sender.journal.maintenance.restore_detection import Restored
from batch_sender.journal.people import opt_outs
from batch_sender.journal.people.opt_outs import Added, OptOut, OptOutRecord
from batch_sender.models import (
    PhoneNumber,
)


class Upkeep(BatchMoves):
    """The people who must not be written to, and the journal itself."""

    def add_opt_outs(self, told: Sequence[OptOut], *, who: str, kind: str | None = None) -> Added:
        """Write opt-outs down, at most `MOST_ROWS_TOGETHER`; who stands there stays as first told.

        `kind`: of the event that tells how many, if one does.
        """
        return self._write(lambda tx: opt_outs.add(tx, told, who=who, now=self._now(), kind=kind))

    def remove_opt_outs(self, persons: Mapping[str, PhoneNumber], *, who: str) -> None:
        """Take persons off the list, given with the number that was asked for.

        Raises:
            NotOptedOut: one of them is not on it; nothing was changed.
        """
        self._write(lambda tx: opt_outs.remove(tx, persons, who=who, now=self._now()))

    def opt_outs(self) -> Iterator[OptOutRecord]:
        """Stream the list, oldest first."""
        with self._reading() as connection:
            yield from opt_outs.everyone(connection)

    def backup(self, target: Path, *, over: bool = False) -> Path:
        """Write a whole copy of the journal, while others use it; return where it lies.

        `over`: an earlier file of that name gives way.

        Raises:
            BackupError: it cannot be written there; nothing was changed.
        """
        with self._translated():
            return backup.backup(self._engine, target, over=over, now=self._now())

    def check(self) -> Checkup:
        """Look for damage, contradictions, and rows at `sending` that nobody sends."""
        with self._reading() as connection:
            found = checks.check(connection)
        return checks.without_living_senders(found, is_stranded=self._is_stranded)

    def restored(self) -> Restored | None:
        """Say whether this is a copy that has forgotten what was sent; None: not as far as known."""
        with self._reading() as connection:
            return restore_detection.restored(connection, self._memory)

    def refuse_if_restored(self) -> None:
        """Let nothing begin from a copy that has forgotten what was sent.

        Raises:
            JournalRestored: it is one.
        """
        if (copy := self.restored()) is not None:
            raise copy.refusal(self._location)

    def accept_restored(self, copy: Restored, *, who: str) -> int:
        """Take a copy for the journal; what waited in it becomes unknown. Return how many rows.

        Raises:
            BatchBusy: a process judges or sends one of its batches.
        """
        with self._reading() as connection:
            doubtful = restore_detection.doubtful(connection, copy)
        acceptance = restore_detection.Acceptance(
            copy=copy, who=who, now=self._now(), most=MOST_ROWS_TOGETHER
        )
        unknown = restore_detection.accept(self._write, self.holding, doubtful, acceptance)
        self._remember()
        return unknown

    def count_generation(self) -> None:
        """Count one more state of the journal, by which an older copy will be known."""
        self._beat.done(self._now())
        self._write(lambda tx: restore_detection.advance(tx, wait=False))
        self._remember()

    def _is_stranded(self, batch_id: int) -> bool:
        # Looked at again when nobody holds it: its sender may have ended well in the meantime.
        if self.is_held(batch_id):
            return False
        with self._reading() as connection:
            return batch_id in reading.with_messages_under_way(connection)
