"""Show what looks like a slip in a batch's texts, before anything leaves."""

from collections.abc import Iterator
from typing import Final

from batch_sender import sentences
from batch_sender.cli import wording
from batch_sender.cli.layout import Shade, clipped, shown_width
from batch_sender.cli.preview.blocks import RowsAlike, block, more, row
from batch_sender.compose import lint
from batch_sender.language import _
from batch_sender.models import ProblemCode
from batch_sender.operations.text_warnings import TextWarnings

_ROOM: Final = 46
"""Columns that a narrow terminal has for a place: a mark stands below its sign only in one line."""


def lines(found: TextWarnings) -> Iterator[str]:
    """Warn of slips in the texts, by their line, and in the filled messages, by their row."""
    kinds = [*_in_texts(found), *_in_messages(found)]
    yield from block(_("Notes · worth a look before it leaves:"), kinds, Shade.NOTE)


def _in_texts(found: TextWarnings) -> Iterator[RowsAlike]:
    """Gather the slips of one kind, whichever text they stand in; they are in everybody's message."""
    places: dict[str, list[list[str]]] = {}
    for origin, slip in found.in_texts:
        told = _("{origin}, line {line}").format(origin=origin, line=slip.line)
        places.setdefault(slip.code, []).append(list(_quote(told, slip)))
    for code, quotes in places.items():
        yield _kind(code, len(quotes), [line for quote in quotes for line in quote])


def _in_messages(found: TextWarnings) -> Iterator[RowsAlike]:
    by_count = sorted(found.in_messages.items(), key=lambda each: -each[1].count)
    for code, warnings in by_count:
        first, *others = warnings.rows
        quote = _quote(row(first), warnings)
        yield _kind(code, warnings.count, [*quote, *more(warnings.count, others, shown=1)])


def _kind(code: str, count: int, places: list[str]) -> RowsAlike:
    advice = sentences.TEXT_WARNINGS[code]
    return RowsAlike(
        count=count, meaning=_(advice.meaning), places=places, remedies=[_(advice.remedy)]
    )


def _quote(place: str, found: lint.LintWarning | lint.Warnings) -> Iterator[str]:
    """Quote a place as it stands, and point below it at the signs that are meant."""
    start, length = found.mark
    if not length:
        yield f"{place} · {_unmarked(found.shown)}"
        return
    shown = clipped(found.shown.replace("\t", " "), _ROOM - 2)
    beside = f"{place} · "
    if shown_width(f"{beside}“{shown}”") > _ROOM:
        yield place
        beside = ""
    before, meant = shown[:start], shown[start : start + length]
    yield f"{beside}“{wording.printable(shown)}”"
    yield " " * shown_width(f"{beside}“{before}") + "^" * max(1, shown_width(meant))


def _unmarked(shown: str) -> str:
    """Quote what has no place of its own: a cell or, of a text that is very long, its length."""
    if shown.isdecimal():
        return sentences.detail_in_words(ProblemCode.MESSAGE_TOO_LONG, shown)
    return f"“{wording.one_line(shown)}”"
