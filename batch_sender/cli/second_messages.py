"""Rows that hold a second, different message to one person: asked about, where somebody can answer."""

from typing import Final

from batch_sender.cli import gather, talk
from batch_sender.journal import Journal
from batch_sender.language import ngettext
from batch_sender.models import BatchRecord, ProblemCode
from batch_sender.settings import Settings

_MOST_ROWS_NAMED: Final = 8
_ADMITTED: Final = "second_messages_admitted"
_DECLINED: Final = "second_messages_declined"


def settled(book: Journal, batch: BatchRecord, settings: Settings, *, yes: bool) -> BatchRecord:
    """Ask whether second messages leave, too; return the batch as it stands then.

    Nobody is asked who said it already: with `--duplicates`, with `--yes`, or of this batch before.
    """
    waiting = book.second_messages(batch.id)
    said = settings.duplicates is not None or yes or _was_asked(book, batch.id)
    if not waiting or said or not talk.on_terminal():
        return batch
    if talk.ask(_question(book, batch, waiting)):
        room = None if settings.limit is None else max(0, settings.limit - batch.counts.pending)
        book.admit_second_messages(batch.id, most=room, who=gather.who())
    else:
        book.note(batch.id, _DECLINED, who=gather.who(), detail={"rows": waiting})
    return book.batch(batch.id)


def _was_asked(book: Journal, batch_id: int) -> bool:
    return any(event.kind in {_ADMITTED, _DECLINED} for event in book.events(batch_id))


def _question(book: Journal, batch: BatchRecord, waiting: int) -> str:
    some = book.rows_skipped_for(
        batch.id, ProblemCode.DUPLICATE_OTHER_MESSAGE, most=_MOST_ROWS_NAMED
    )
    rows = ", ".join(str(message.row) for message in some)
    question = ngettext(
        "Row {rows} has the number of another row and another message, as for a mother of two. "
        "Send it, too?",
        "Rows {rows} have the number of another row and another message, as for a mother of two. "
        "Send them, too?",
        waiting,
    )
    return question.format(rows=rows + (", …" if waiting > len(some) else ""))
