"""Show what is worth a look in the files of rows that will be sent."""

from collections.abc import Iterator

from batch_sender import sentences
from batch_sender.cli import wording
from batch_sender.cli.layout import Shade, Shaded
from batch_sender.language import _, ngettext, number
from batch_sender.operations.preview import Preview, SomeNotices


def lines(found: Preview) -> Iterator[str]:
    """Tell how many files match their rows, and each kind of notice with its first rows."""
    yield from _matching(found.read_as.get("files_matching"))
    if found.notices:
        yield from ("", Shaded(_("Files to look at before they are sent:"), Shade.NOTE))
    for kind in found.notices:
        rows = ngettext("{code}, {n} row", "{code}, {n} rows", kind.count)
        told = rows.format(code=kind.code, n=kind.count)
        yield Shaded(f"  {kind.count:>7}  {told}", Shade.NOTE)
        yield f"           {sentences.describe_notice(kind.code)}"
        yield from _files(kind)
        yield from _rows(kind)
        yield f"           → {sentences.remedy_for(kind.code)}"


def _matching(n: int | None) -> Iterator[str]:
    if n is not None:
        told = ngettext(
            "{n} file was compared with its row and holds what it should.",
            "{n} files were compared with their rows and hold what they should.",
            n,
        )
        yield from ("", told.format(n=number(n)))


def _files(kind: SomeNotices) -> Iterator[str]:
    for file in kind.files:
        rows = ", ".join(map(str, file.rows))
        told = _("{file} · {n} people, rows {rows}")
        name = wording.one_line(file.name)
        yield "             " + told.format(file=name, n=file.people, rows=rows)


def _rows(kind: SomeNotices) -> Iterator[str]:
    for row, notice in kind.first:
        place = _("row {row}").format(row=row)
        found = sentences.notice_in_words(kind.code, notice.detail)
        yield f"             {place} · {wording.one_line(found)}"
