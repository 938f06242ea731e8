"""Show the rules that mended numbers: how often and, for the first rows, what became what."""

from collections.abc import Iterator, Sequence

from batch_sender import sentences
from batch_sender.cli import wording
from batch_sender.cli.layout import Shade
from batch_sender.cli.preview.blocks import RowsAlike, block, row
from batch_sender.language import _
from batch_sender.models import RepairRule
from batch_sender.operations.preview import Preview, SomeRows


def lines(found: Preview) -> Iterator[str]:
    """Tell each rule with its first rows, before and after: nothing is mended in silence.

    What changed no digit, and is only worth knowing, stands apart.
    """
    repairs = [rule for rule in found.repairs if not RepairRule(rule.code).is_note]
    notes = [rule for rule in found.repairs if RepairRule(rule.code).is_note]
    yield from block(_("Automatic repairs · nothing to do:"), _kinds(repairs), Shade.REPAIR)
    yield from block(_("Notes · worth knowing:"), _kinds(notes), Shade.NOTE)


def _kinds(rules: Sequence[SomeRows]) -> list[RowsAlike]:
    return [
        RowsAlike(
            count=rule.count,
            meaning=sentences.describe_repair(rule.code),
            places=[
                row(message.row, wording.one_line(sentences.change_in_words(repair)))
                for message, repair in rule.repairs
            ],
        )
        for rule in rules
    ]
