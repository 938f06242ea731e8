"""A judged batch goes in; what looks like a slip in its texts comes out, before anything leaves."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, Final

from batch_sender import lint
from batch_sender.cli import wording
from batch_sender.journal import Journal
from batch_sender.language import _, ngettext
from batch_sender.lint import SlipsFound
from batch_sender.models import BatchRecord
from batch_sender.sentences import TEXT_WARNINGS

_TYPED: Final = "--text"


def lines(
    book: Journal, batch: BatchRecord, judged: Mapping[str, Any], found: SlipsFound | None
) -> Iterator[str]:
    """Warn of slips in the texts, by their line, and in the filled messages, by their row.

    `found`: those of the messages, where they were looked at already.
    """
    slips = list(_in_texts(batch, judged))
    in_messages = _in_messages(book, batch, found).besides({slip.code for _origin, slip in slips})
    if slips or in_messages:
        yield from ("", _("Worth a look before it leaves:"))
    for origin, slip in slips:
        place = _("{origin}, line {line}").format(origin=origin, line=slip.line)
        yield from _warning(slip.code, place, slip.shown)
    for code, warnings in in_messages.items():
        yield from _warning(code, _places(warnings), warnings.shown)


def counted(
    book: Journal, batch: BatchRecord, judged: Mapping[str, Any], found: SlipsFound | None
) -> dict[str, int]:
    """Count the warnings by code: those of the texts, and the rows of those in messages."""
    counts: Counter[str] = Counter(slip.code for _origin, slip in _in_texts(batch, judged))
    in_messages = _in_messages(book, batch, found).besides(set(counts))
    return {**counts, **{code: warnings.count for code, warnings in in_messages.items()}}


def _in_messages(book: Journal, batch: BatchRecord, found: SlipsFound | None) -> SlipsFound:
    return SlipsFound.of(book.texts(batch.id)) if found is None else found


def _in_texts(batch: BatchRecord, judged: Mapping[str, Any]) -> Iterator[tuple[str, lint.Slip]]:
    origin = judged.get("origin") or _("the message text")
    texts = [(each.origin, each.text) for each in batch.variants] or [(origin, batch.template)]
    for where, text in texts:
        for slip in lint.slips_in_source(text, batch.header, typed=where == _TYPED):
            yield where, slip


def _places(warnings: lint.Warnings) -> str:
    rows = ", ".join(map(str, warnings.rows))
    more = ", …" if warnings.count > len(warnings.rows) else ""
    told = ngettext("row {rows}", "{n} rows: {rows}", warnings.count)
    return told.format(rows=rows + more, n=warnings.count)


def _warning(code: str, place: str, shown: str) -> Iterator[str]:
    advice = TEXT_WARNINGS[code]
    yield f"  {code} · {place} · “{wording.one_line(shown)}”"
    yield f"           {_(advice.meaning)}"
    yield f"           → {_(advice.remedy)}"
