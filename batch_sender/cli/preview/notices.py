"""Show what is worth a look in the files of rows that will be sent."""

from collections.abc import Iterator

from batch_sender import sentences
from batch_sender.cli import wording
from batch_sender.cli.layout import Shade
from batch_sender.cli.preview.blocks import RowsAlike, block, row
from batch_sender.language import _, ngettext, number
from batch_sender.operations.preview import Preview, SomeNotices


def lines(found: Preview) -> Iterator[str]:
    """Tell how many files match their rows, and each kind of notice with its first rows."""
    yield from _matching(found.read_as.get("files_matching"))
    heading = _("Notes · files to look at before they are sent:")
    yield from block(heading, [_kind(each) for each in found.notices], Shade.NOTE)


def _kind(notices: SomeNotices) -> RowsAlike:
    return RowsAlike(
        count=notices.count,
        meaning=sentences.describe_notice(notices.code),
        places=[*_files(notices), *_rows(notices)],
        remedies=[sentences.remedy_for(notices.code)],
    )


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
        yield told.format(file=wording.one_line(file.name), n=file.people, rows=rows)


def _rows(kind: SomeNotices) -> Iterator[str]:
    for number_of_row, notice in kind.first:
        found = sentences.notice_in_words(kind.code, notice.detail)
        yield row(number_of_row, wording.one_line(found))
