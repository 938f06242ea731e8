"""The journal itself: a copy of it while it is in use, and a look at its health."""

from dataclasses import dataclass
from pathlib import Path

from batch_sender.journal import Checkup, Journal


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


def check_journal(journal: Journal) -> Checkup:
    """Look for damage, contradictions, and rows on their way that nobody sends."""
    return journal.maintenance.check()
