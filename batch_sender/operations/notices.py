"""What is worth a look in rows that will be sent: counted, and added to the rows themselves."""

from collections.abc import Iterator
from dataclasses import replace

from batch_sender.journal import Journal
from batch_sender.models import MessageRecord, Notice, NoticeCode


def count_notices(journal: Journal, batch_id: int) -> dict[str, int]:
    """Count the rows that each notice concerns."""
    found = dict(journal.batches.judged(batch_id).get("notices") or {})
    if _have_files_of_their_own(journal, batch_id):
        shared = journal.messages.shared_files(batch_id, most=0).rows
        found |= {NoticeCode.MEDIA_SHARED.value: shared} if shared else {}
    return found


def rows_with_notices(journal: Journal, batch_id: int) -> Iterator[MessageRecord]:
    """Stream the rows with all their notices: a shared file shows only among the others."""
    own = _have_files_of_their_own(journal, batch_id)
    sharing = iter(journal.messages.rows_sharing_files(batch_id) if own else ())
    next_row = next(sharing, None)
    for record in journal.messages.rows(batch_id):
        if record.row != next_row:
            yield record
            continue
        next_row = next(sharing, None)
        shared = Notice(code=NoticeCode.MEDIA_SHARED, detail=record.media_name or "")
        yield replace(record, notices=(*record.notices, shared))


def _have_files_of_their_own(journal: Journal, batch_id: int) -> bool:
    return bool(journal.batches.judged(batch_id).get("files_of_their_own"))
