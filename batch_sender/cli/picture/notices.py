"""What is worth a look in rows that will be sent goes in; lines that say it come out, and counts."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from batch_sender import sentences
from batch_sender.cli import wording
from batch_sender.journal import Journal
from batch_sender.language import _, ngettext, number
from batch_sender.models import MessageRecord, Notice, NoticeCode

_MOST_SHOWN: Final = 3


def lines(book: Journal, batch_id: int) -> Iterator[str]:
    """Tell how many files match their rows, and each kind of notice with its first rows."""
    yield from _matching(book.judged(batch_id).get("files_matching"))
    found = counts(book, batch_id)
    if found:
        yield from ("", _("Files to look at before they are sent:"))
    for code, count in found.items():
        rows = ngettext("{code}, {n} row", "{code}, {n} rows", count)
        yield f"  {count:>7}  " + rows.format(code=code, n=count)
        yield f"           {sentences.describe_notice(code)}"
        yield from _first(book, batch_id, code)
        yield f"           → {sentences.remedy_for(code)}"


def counts(book: Journal, batch_id: int) -> dict[str, int]:
    """Count the rows that each notice concerns."""
    found = dict(book.judged(batch_id).get("notices") or {})
    if _have_files_of_their_own(book, batch_id):
        shared = book.shared_files(batch_id, most=0).rows
        found |= {NoticeCode.MEDIA_SHARED.value: shared} if shared else {}
    return found


def noticed(book: Journal, batch_id: int) -> Iterator[MessageRecord]:
    """Stream the rows with all their notices: a shared file shows only among the others."""
    sharing = book.rows_sharing_files(batch_id) if _have_files_of_their_own(book, batch_id) else ()
    rows = iter(sharing)
    next_row = next(rows, None)
    for record in book.rows(batch_id):
        if record.row != next_row:
            yield record
            continue
        next_row = next(rows, None)
        shared = Notice(code=NoticeCode.MEDIA_SHARED, detail=record.media_name or "")
        yield replace(record, notices=(*record.notices, shared))


def _matching(n: int | None) -> Iterator[str]:
    if n is not None:
        told = ngettext(
            "{n} file was compared with its row and holds what it should.",
            "{n} files were compared with their rows and hold what they should.",
            n,
        )
        yield from ("", told.format(n=number(n)))


def _have_files_of_their_own(book: Journal, batch_id: int) -> bool:
    return bool(book.judged(batch_id).get("files_of_their_own"))


def _first(book: Journal, batch_id: int, code: str) -> Iterator[str]:
    if code == NoticeCode.MEDIA_SHARED:
        for file in book.shared_files(batch_id, most=_MOST_SHOWN).first:
            rows = ", ".join(map(str, file.rows))
            told = _("{file} · {n} people, rows {rows}")
            yield "             " + told.format(
                file=wording.one_line(file.name), n=file.people, rows=rows
            )
        return
    for record in book.rows_noticed_for(batch_id, code, most=_MOST_SHOWN):
        for notice in record.notices:
            if notice.code == code:
                row = _("row {row}").format(row=record.row)
                found = sentences.notice_in_words(code, notice.detail)
                yield f"             {row} · {wording.one_line(found)}"
