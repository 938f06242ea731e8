"""The rules that mended numbers go in; how often and, for the first rows, what became what come out."""

from collections.abc import Iterator
from typing import Final

from batch_sender import sentences
from batch_sender.cli import wording
from batch_sender.journal import Journal
from batch_sender.language import _
from batch_sender.models import BatchRecord, RepairRule

_MOST_ROWS_SHOWN: Final = 2


def lines(book: Journal, batch: BatchRecord) -> Iterator[str]:
    """Tell each rule with its first rows, before and after: nothing is mended in silence.

    What changed no digit, and is only worth knowing, stands apart.
    """
    repairs = [rule for rule in batch.repairs if not RepairRule(rule).is_note]
    notes = [rule for rule in batch.repairs if RepairRule(rule).is_note]
    for heading, rules in ((_("Repaired automatically:"), repairs), (_("Worth knowing:"), notes)):
        if rules:
            yield from ("", heading)
        for rule in rules:
            yield f"  {batch.repairs[rule]:>7}  {rule}: {sentences.describe_repair(rule)}"
            yield from _rows(book, batch, rule)


def _rows(book: Journal, batch: BatchRecord, rule: str) -> Iterator[str]:
    for message in book.rows_repaired_by(batch.id, rule, most=_MOST_ROWS_SHOWN):
        row = _("row {row}").format(row=message.row)
        for repair in message.repairs:
            if repair.rule == rule:
                yield f"             {row} · {wording.one_line(repair.before)} → {repair.after}"
