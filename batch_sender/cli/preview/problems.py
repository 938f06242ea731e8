"""Show the rows that will not be sent: why, where, what stands there and what to do."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from batch_sender import sentences
from batch_sender.cli import wording
from batch_sender.cli.layout import Shade
from batch_sender.cli.preview.blocks import MOST_SHOWN, RowsAlike, block, more, row
from batch_sender.language import _, ngettext
from batch_sender.models import BatchRecord, MessageRecord, ProblemCode
from batch_sender.operations.preview import Preview, SomeRows

_OTHER_ROW: Final = frozenset(
    {
        ProblemCode.DUPLICATE,
        ProblemCode.DUPLICATE_OTHER_MESSAGE,
        ProblemCode.PAYMENT_SHARED,
    }
)
"""Their detail is the number of the row that they clash with."""


def counts(batch: BatchRecord) -> Iterator[str]:
    """Tell how many rows there are of each sort; they add up to the rows read."""
    found = batch.counts
    yield _("  {n:>7}  rows read").format(n=found.read)
    if settled := found.read - found.pending - found.skipped:
        yield _("  {n:>7}  settled before").format(n=settled)
    yield _("  {n:>7}  to send").format(n=found.pending)
    if batch.new_people is not None and found.pending:
        yield _("  {n:>7}  new people among those to send to").format(n=batch.new_people)
    yield _("  {n:>7}  not sent").format(n=found.skipped)


def lines(found: Preview) -> Iterator[str]:
    """Tell each kind of problem, those to mend before those where nothing is to be done.

    The counts add up to the rows not sent: each row stands under its first problem.
    """
    mend = [kind for kind in found.problems if sentences.is_mended_in_list(kind.code)]
    leave = [kind for kind in found.problems if not sentences.is_mended_in_list(kind.code)]
    yield from block(_to_mend(_rows(mend)), _kinds(mend, found.batch), Shade.PROBLEM)
    yield from block(_left_out(_rows(leave)), _kinds(leave, found.batch), Shade.NOTE)
    further = _further(found.read_as.get("further") or {})
    yield from block(_("Problems · some of these rows have more than one:"), further, Shade.PROBLEM)


def _to_mend(n: int) -> str:
    return ngettext(
        "Problems · {n} row stays out until it is mended:",
        "Problems · {n} rows stay out until they are mended:",
        n,
    ).format(n=n)


def _left_out(n: int) -> str:
    return ngettext(
        "Left out · {n} row, with nothing to mend:",
        "Left out · {n} rows, with nothing to mend:",
        n,
    ).format(n=n)


def _rows(kinds: Sequence[SomeRows]) -> int:
    return sum(kind.count for kind in kinds)


def _kinds(kinds: Sequence[SomeRows], batch: BatchRecord) -> list[RowsAlike]:
    return [
        RowsAlike(
            count=kind.count,
            meaning=sentences.describe(kind.code),
            places=list(_places(kind, batch)),
            remedies=dict.fromkeys(
                sentences.remedy_for(kind.code, detail) for detail in _details(kind)
            ),
        )
        for kind in kinds
    ]


def _places(kind: SomeRows, batch: BatchRecord) -> Iterator[str]:
    for message in kind.first[:MOST_SHOWN]:
        yield row(message.row, *_at(message, batch))
    others = (message.row for message in kind.first[MOST_SHOWN:])
    yield from more(kind.count, others, shown=MOST_SHOWN)


def _details(kind: SomeRows) -> Iterator[str]:
    """Yield what a remedy hangs on: which columns took part where a DDD is missing."""
    by_detail = kind.code == ProblemCode.PHONE_NO_DDD
    return (message.detail if by_detail else "" for message in kind.first[:MOST_SHOWN])


def _at(message: MessageRecord, batch: BatchRecord) -> Iterator[str]:
    """Say which cell it is, what stands there, and what else is wrong with the row."""
    if found := _found(message, batch):
        yield found
    if message.further:
        others = (sentences.describe_problem(each.code, each.column) for each in message.further)
        yield _("also: {problems}").format(problems="; ".join(others))


def _found(message: MessageRecord, batch: BatchRecord) -> str:
    column = message.column
    if message.reason in _OTHER_ROW:
        return _("see row {row}").format(row=message.detail)
    cell = message.cells[batch.header.index(column)] if column in batch.header else ""
    value = sentences.detail_in_words(message.reason or "", message.detail) or cell
    if not column:
        return wording.one_line(value)
    shown = wording.one_line(value) or _("(empty)")
    return sentences.in_column(column, shown)


def _further(counted: Mapping[str, int]) -> list[RowsAlike]:
    by_count = sorted(counted.items(), key=lambda each: -each[1])
    return [RowsAlike(count=n, meaning=sentences.describe(code)) for code, n in by_count]
