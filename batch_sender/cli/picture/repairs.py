"""The rules that mended numbers go in; how often and, for the first rows, what became what come out."""

from collections.abc import Iterator
from typing import Final

from batch_sender import sentences
from batch_sender.cli import wording
from batch_sender.journal import Journal
from batch_sender.language import _
from batch_sender.models import BatchRecord

_MOST_ROWS_SHOWN: Final = 2


def lines(book: Journal, batch: BatchRecord) -> Iterator[str]:
    """Tell each rule with its first rows, before and after: nothing is mended in silence."""
    if batch.repairs:
        yield from ("", _("Repaired automatically:"))
    for rule, count in batch.repairs.items():
        yield f"  {count:>7}  {rule}: {sentences.describe_repair(rule)}"
        for message in book.rows_repaired_by(batch.id, rule, most=_MOST_ROWS_SHOWN):
            row = _("row {row}").format(row=message.row)
            for repair in message.repairs:
                if repair.rule == rule:
                    yield f"             {row} · {wording.one_line(repair.before)} → {repair.after}"
