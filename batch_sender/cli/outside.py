"""Telling which files of people lie outside the journal, to be deleted by hand."""

from collections.abc import Collection, Iterator
from pathlib import Path

from batch_sender.language import _


def told(found: Collection[Path]) -> Iterator[str]:
    """Say, line by line, what has to be removed by hand."""
    yield _("Out of the journal's reach; delete by hand what is not needed any more:")
    for path in found:
        yield f"  {path}"
    yield _("  every copy of the lists and results, mails with them, backups, and WhatsApp itself")
