"""The journal itself: a copy of it while it is in use, and a look at its health."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from batch_sender.journal import Checkup, Journal, JournalCopied, Migrated, migrate


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """A copy of the journal, and its size in bytes."""

    path: Path
    size: int


def backup(journal: Journal, target: Path, *, over: bool) -> Backup:
    """Write a whole copy of the journal; with `over` an earlier file of that name gives way.

    Raises:
        BackupError: it cannot be written there; nothing was changed.
    """
    path = journal.maintenance.backup(target, over=over)
    return Backup(path=path, size=path.stat().st_size)


def copy_journal(
    journal: Journal, target: str, *, who: str, heard: Callable[[int, int], None]
) -> JournalCopied:
    """Copy all of it to a new, empty place, which is the journal from then on.

    `heard`: hears how many rows are done, of how many.

    Raises:
        JournalRestored: it is itself no journal to go on with.
        CopyError: it cannot be copied there, or not now; it is as it was.
    """
    return journal.maintenance.copy_to(target, who=who, heard=heard)


def migrate_journal(location: str | Path) -> Migrated:
    """Bring a journal to the newest version, workers of an older one or not."""
    return migrate(location)


def check_journal(journal: Journal) -> Checkup:
    """Look for damage, contradictions, and rows on their way that nobody sends."""
    return journal.maintenance.check()
