"""Show the rows that will not be sent: why, where, what stands there and what to do."""

from collections.abc import Iterator, Mapping
from typing import Final

from batch_sender import sentences
from batch_sender.cli import wording
from batch_sender.cli.layout import Shade, Shaded
from batch_sender.language import _, ngettext
from batch_sender.models import BatchRecord, MessageRecord, Problem, ProblemCode
from batch_sender.operations.preview import Preview, SomeRows

_MOST_ROWS_SHOWN: Final = 3
_OTHER_ROW: Final = frozenset({ProblemCode.DUPLICATE, ProblemCode.DUPLICATE_OTHER_MESSAGE})
"""Their detail is the number of the row that they clash with."""


def counts(batch: BatchRecord) -> Iterator[str]:
    """Tell how many rows there are of each sort; they add up to the rows read."""
    found = batch.counts
    yield _("  {n:>7}  rows read").format(n=found.read)
    if settled := found.read - found.pending - found.skipped:
        yield _("  {n:>7}  settled before").format(n=settled)
    yield _("  {n:>7}  to send").format(n=found.pending)
    yield _("  {n:>7}  not sent").format(n=found.skipped)


def lines(found: Preview) -> Iterator[str]:
    """Tell each kind of problem, those to mend before those where nothing is to be done.

    The counts add up to the rows not sent: each row stands under its first problem.
    """
    mend = [kind for kind in found.problems if sentences.is_mended_in_list(kind.code)]
    leave = [kind for kind in found.problems if not sentences.is_mended_in_list(kind.code)]
    for heading, kinds, shade in (
        (_("Not sent, and what to do:"), mend, Shade.PROBLEM),
        (_("Left out, with nothing to mend:"), leave, Shade.NOTE),
    ):
        if kinds:
            yield from ("", Shaded(heading, shade))
        for kind in kinds:
            yield from _kind(kind, found.batch, shade)
    yield from _further(found.read_as.get("further") or {})


def _kind(kind: SomeRows, batch: BatchRecord, shade: Shade) -> Iterator[str]:
    rows = ", ".join(str(message.row) for message in kind.first)
    more = ", …" if kind.count > len(kind.first) else ""
    heading = ngettext("{code}, row {rows}", "{code}, rows {rows}", kind.count)
    told = heading.format(code=kind.code, rows=rows + more)
    yield Shaded(f"  {kind.count:>7}  {told}", shade)
    yield f"           {sentences.describe(kind.code)}"
    for message in kind.first[:_MOST_ROWS_SHOWN]:
        yield f"             {_place(message, batch)}"
    remedies = (sentences.remedy_for(kind.code, detail) for detail in _details(kind))
    for remedy in dict.fromkeys(remedies):
        yield f"           → {remedy}"


def _details(kind: SomeRows) -> Iterator[str]:
    """Yield what a remedy hangs on: which columns took part where a DDD is missing."""
    by_detail = kind.code == ProblemCode.PHONE_NO_DDD
    return (message.detail if by_detail else "" for message in kind.first[:_MOST_ROWS_SHOWN])


def _place(message: MessageRecord, batch: BatchRecord) -> str:
    """Say which row and cell it is, what stands there, and what else is wrong with the row."""
    parts = [_("row {row}").format(row=message.row)]
    if found := _found(message, batch):
        parts.append(found)
    if message.further:
        parts.append(_("also {problems}").format(problems=", ".join(map(_named, message.further))))
    return " · ".join(parts)


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


def _named(problem: Problem) -> str:
    return f"{problem.code} ({problem.column})" if problem.column else problem.code


def _further(counted: Mapping[str, int]) -> Iterator[str]:
    if not counted:
        return
    listed = ", ".join(f"{n} × {code}" for code, n in counted.items())
    yield ""
    yield _("Some of these rows have further problems: {problems}.").format(problems=listed)
