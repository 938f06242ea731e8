"""A judged batch goes in; the cells that its texts show otherwise than the list come out."""

from collections.abc import Iterator

from batch_sender.cli import wording
from batch_sender.journal import Journal
from batch_sender.language import _
from batch_sender.models import BatchRecord, MessageRecord
from batch_sender.templates import shown_naturally


def lines(book: Journal, batch: BatchRecord, language: str) -> Iterator[str]:
    """Tell it for the first message of each text: nothing is changed in silence."""
    told = {
        line: None
        for message in book.first_of_each_text(batch.id)
        for line in _in_message(message, batch, language)
    }
    if told:
        yield from ("", _("Written as people read it (with a filter you say otherwise):"), *told)


def _in_message(message: MessageRecord, batch: BatchRecord, language: str) -> Iterator[str]:
    text = message.text or ""
    for column, cell in zip(batch.header, message.cells, strict=False):
        shown = shown_naturally(cell, column=column, language=language)
        if shown != cell and shown in text and cell not in text:
            place = _("row {row}").format(row=message.row)
            yield f"  {place} · {column}: {wording.one_line(cell)} → {shown}"
