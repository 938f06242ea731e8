"""A judged batch goes in; the cells that its texts show otherwise than the list come out."""

from collections.abc import Iterator

from batch_sender.cli import wording
from batch_sender.journal import Journal
from batch_sender.language import _
from batch_sender.models import BatchRecord, MessageRecord
from batch_sender.templates import shown_naturally


def lines(book: Journal, batch: BatchRecord, language: str) -> Iterator[str]:
    """Tell each column once, from the first message of a text: nothing is changed in silence."""
    told: dict[str, str] = {}
    for message in book.first_of_each_text(batch.id):
        for column, line in _in_message(message, batch, language):
            told.setdefault(column, line)
    if told:
        heading = _("Written as people read it (with a filter you say otherwise):")
        yield from ("", heading, *told.values())


def _in_message(
    message: MessageRecord, batch: BatchRecord, language: str
) -> Iterator[tuple[str, str]]:
    text = message.text or ""
    for column, cell in zip(batch.header, message.cells, strict=False):
        shown = shown_naturally(cell, column=column, language=language)
        if shown != cell and shown in text and cell not in text:
            place = _("row {row}").format(row=message.row)
            yield column, f"  {place} · {column}: {wording.one_line(cell)} → {shown}"
