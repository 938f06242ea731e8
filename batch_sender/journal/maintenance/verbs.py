"""Look after the journal itself: backups, checks, restored copies."""

from collections.abc import Callable
from pathlib import Path

from batch_sender.journal.batches import reading
from batch_sender.journal.batches.verbs import Batches
from batch_sender.journal.database.restore_detection import CopyKind, Restored
from batch_sender.journal.handle import MOST_ROWS_TOGETHER, Handle, Subject
from batch_sender.journal.maintenance import backup, checks, copy_acceptance, copying
from batch_sender.journal.maintenance.checks import Checkup
from batch_sender.journal.maintenance.copying import CopyOrder, JournalCopied


class Maintenance(Subject):
    """Looking after the journal itself."""

    def __init__(self, handle: Handle, batches: Batches) -> None:
        super().__init__(handle)
        self._batches = batches

    def backup(self, target: Path, *, over: bool = False) -> Path:
        """Write a whole copy of the journal, while others use it; return where it lies.

        `over`: an earlier file of that name gives way.

        Raises:
            BackupError: it cannot be written there; nothing was changed.
        """
        with self._handle.translated():
            return backup.backup(self._handle.engine, target, over=over, now=self._handle.now())

    def copy_to(
        self, target: str | Path, *, who: str, heard: Callable[[int, int], None]
    ) -> JournalCopied:
        """Copy all of it to a new, empty place, which is the journal from then on; prove that it is there.

        `heard`: hears how many rows are done, of how many.

        Raises:
            JournalRestored: it is itself no journal to go on with.
            CopyError: it cannot be copied there, or not now; it is as it was.
        """
        self._handle.key()  # by which both are known from here on
        copy = self.restored()
        if copy is None:
            self._batches.discard_abandoned()
            self._batches.settle_abandoned(who=who)
        elif copy.kind is not CopyKind.MOVED:  # that one may only have to be ended
            raise copy.refusal(self._handle.location)
        order = CopyOrder(who=who, now=self._handle.now(), memory=self._handle.memory, heard=heard)
        return copying.copy_journal(self._handle.engine, target, order)

    def check(self) -> Checkup:
        """Look for damage, contradictions, and rows at `sending` that nobody sends."""
        with self._handle.reading() as connection:
            found = checks.check(connection)
        return checks.without_living_senders(found, is_stranded=self._is_stranded)

    def restored(self) -> Restored | None:
        """Say whether this journal has forgotten what was sent; None: not as far as known."""
        return self._handle.restored()

    def refuse_if_restored(self) -> None:
        """Let nothing begin from a copy that has forgotten what was sent.

        Raises:
            JournalRestored: it is one.
        """
        if (copy := self.restored()) is not None:
            raise copy.refusal(self._handle.location)

    def accept_restored(self, copy: Restored, *, who: str) -> int:
        """Take a copy for the journal; what waited in it becomes unknown. Return how many rows.

        Raises:
            BatchBusy: a process judges or sends one of its batches.
        """
        self._handle.key()  # by which it is known from here on
        with self._handle.reading() as connection:
            doubtful = copy_acceptance.doubtful(connection, copy)
        acceptance = copy_acceptance.Acceptance(
            copy=copy, who=who, now=self._handle.now(), most=MOST_ROWS_TOGETHER
        )
        unknown = copy_acceptance.accept(
            self._handle.write, self._batches.holding, doubtful, acceptance
        )
        self._handle.remember()
        self._handle.checkpoint()
        return unknown

    def _is_stranded(self, batch_id: int) -> bool:
        # Looked at again when nobody holds it: its sender may have ended well in the meantime.
        if self._batches.is_held(batch_id):
            return False
        with self._handle.reading() as connection:
            return batch_id in reading.with_messages_under_way(connection)
