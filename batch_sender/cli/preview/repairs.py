"""Show the rules that mended numbers: how often and, for the first rows, what became what."""

from collections.abc import Iterator

from batch_sender import sentences
from batch_sender.cli import wording
from batch_sender.cli.layout import Shade, Shaded
from batch_sender.language import _
from batch_sender.models import RepairRule
from batch_sender.operations.preview import Preview, SomeRows


def lines(found: Preview) -> Iterator[str]:
    """Tell each rule with its first rows, before and after: nothing is mended in silence.

    What changed no digit, and is only worth knowing, stands apart.
    """
    repairs = [rule for rule in found.repairs if not RepairRule(rule.code).is_note]
    notes = [rule for rule in found.repairs if RepairRule(rule.code).is_note]
    for heading, rules, shade in (
        (_("Repaired automatically:"), repairs, Shade.REPAIR),
        (_("Worth knowing:"), notes, Shade.NOTE),
    ):
        if rules:
            yield from ("", Shaded(heading, shade))
        for rule in rules:
            yield from _rule(rule, shade)


def _rule(rule: SomeRows, shade: Shade) -> Iterator[str]:
    told = f"{rule.code}: {sentences.describe_repair(rule.code)}"
    yield Shaded(f"  {rule.count:>7}  {told}", shade)
    for message, repair in rule.repairs:
        row = _("row {row}").format(row=message.row)
        yield f"             {row} · {wording.one_line(sentences.change_in_words(repair))}"
