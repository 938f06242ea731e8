"""Show what looks like a slip in a batch's texts, before anything leaves."""

from collections.abc import Iterator

from batch_sender.cli import wording
from batch_sender.cli.layout import Shade, Shaded, shown_width
from batch_sender.compose import lint
from batch_sender.language import _, ngettext
from batch_sender.operations.text_warnings import TextWarnings
from batch_sender.sentences import TEXT_WARNINGS


def lines(found: TextWarnings) -> Iterator[str]:
    """Warn of slips in the texts, by their line, and in the filled messages, by their row."""
    if found.in_texts or found.in_messages:
        yield from ("", Shaded(_("Worth a look before it leaves:"), Shade.NOTE))
    for origin, slip in found.in_texts:
        place = _("{origin}, line {line}").format(origin=origin, line=slip.line)
        yield from _warning(slip.code, place, slip)
    for code, warnings in found.in_messages.items():
        yield from _warning(code, _places(warnings), warnings)


def _places(warnings: lint.Warnings) -> str:
    rows = ", ".join(map(str, warnings.rows))
    more = ", …" if warnings.count > len(warnings.rows) else ""
    told = ngettext("row {rows}", "{n} rows: {rows}", warnings.count)
    return told.format(rows=rows + more, n=warnings.count)


def _warning(code: str, place: str, found: lint.LintWarning | lint.Warnings) -> Iterator[str]:
    advice = TEXT_WARNINGS[code]
    yield Shaded(f"  {code} · {place}", Shade.NOTE)
    yield from _quote(found.shown, *found.mark)
    yield f"           {_(advice.meaning)}"
    yield f"           → {_(advice.remedy)}"


def _quote(shown: str, start: int, length: int) -> Iterator[str]:
    """Quote the place as it stands, and point below it at the signs that are meant."""
    if not length:
        yield f"           “{wording.one_line(shown)}”"
        return
    shown = shown.replace("\t", " ")
    before, meant = shown[:start], shown[start : start + length]
    yield f"           “{wording.printable(shown)}”"
    yield " " * (12 + shown_width(before)) + "^" * max(1, shown_width(meant))
