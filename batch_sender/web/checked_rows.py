"""The rows behind each count of a judged list, a page at a time: their cells, and what is wrong in which."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from batch_sender import sentences
from batch_sender.journal import Journal
from batch_sender.language import _
from batch_sender.load.columns import find_name_column
from batch_sender.models import MessageRecord, MessageState, NoticeCode
from batch_sender.operations.preview import Preview
from batch_sender.web.problem_words import meaning_of

PAGE: Final = 50
"""Rows of a page."""

_MOST_COLUMNS: Final = 6
_EXCERPT: Final = 160

STATES: Final[dict[str, MessageState | None]] = {
    "read": None,
    "to_send": MessageState.PENDING,
    "not_sent": MessageState.SKIPPED,
}
"""The counts that every list has, and where their rows stand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownCell:
    """A cell as the sheet shows it, and what is wrong there."""

    text: str
    faults: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownRow:
    """A row; `told`: what is to be said of it that belongs to none of the shown cells."""

    row: int
    told: tuple[str, ...]
    cells: tuple[ShownCell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RowsPage:
    """Rows of one kind (`code`), the pages there are, and the columns that are shown (of `width` in all)."""

    code: str
    count: int
    page: int
    pages: int
    columns: tuple[str, ...]
    width: int
    rows: tuple[ShownRow, ...]

    @property
    def has_told(self) -> bool:
        """Whether anything is said of a row as a whole."""
        return any(each.told for each in self.rows)


def rows_page(journal: Journal, found: Preview, code: str, page: int) -> RowsPage | None:
    """Read a page of the rows of a kind; None where the list has no such kind, or its rows are not kept."""
    count = counted(found).get(code, 0)
    if not count or code == NoticeCode.MEDIA_SHARED:
        return None
    pages = -(-count // PAGE)
    page = min(max(page, 1), pages)
    rows = _read(journal, found, code, (page - 1) * PAGE)
    columns = _columns(found, rows)
    header = found.batch.header
    return RowsPage(
        code=code,
        count=count,
        page=page,
        pages=pages,
        columns=tuple(header[at] for at in columns),
        width=len(header),
        rows=tuple(_shown(each, code, header, columns) for each in rows),
    )


def counted(found: Preview) -> dict[str, int]:
    """Count the rows of each kind."""
    counts = found.batch.counts
    return {
        "read": counts.read,
        "to_send": counts.pending,
        "not_sent": counts.skipped,
        **{each.code: each.count for each in (*found.problems, *found.repairs)},
        **{each.code: each.count for each in found.notices},
    }


def _read(journal: Journal, found: Preview, code: str, behind: int) -> list[MessageRecord]:
    batch, messages = found.batch, journal.messages
    if code in STATES:
        return messages.some_rows(batch.id, STATES[code], most=PAGE, behind=behind)
    if code in batch.problems:
        return messages.rows_skipped_for(batch.id, code, most=PAGE, behind=behind)
    if code in batch.repairs:
        return messages.rows_repaired_by(batch.id, code, most=PAGE, behind=behind)
    return messages.rows_noticed_for(batch.id, code, most=PAGE, behind=behind)


def _columns(found: Preview, rows: Sequence[MessageRecord]) -> list[int]:
    """Choose the columns to show, in the list's own order: where something is wrong, numbers, the name."""
    header = found.batch.header
    wrong = {each.column for each in rows} | {p.column for each in rows for p in each.further}
    wanted = wrong | set(found.read_as.get("phone_columns") or ())
    name = find_name_column(header)
    first = [at for at, title in enumerate(header) if title in wanted or at == name]
    others = (at for at in range(len(header)) if at not in first)
    room = max(0, _MOST_COLUMNS - len(first))
    return sorted([*first, *list(others)[:room]])


def _shown(
    message: MessageRecord, code: str, header: Sequence[str], columns: Sequence[int]
) -> ShownRow:
    faults = list(_faults(message, code))
    titles = {header[at] for at in columns}
    return ShownRow(
        row=message.row,
        told=tuple(told for column, told in faults if column not in titles),
        cells=tuple(
            ShownCell(
                text=message.cells[at] if at < len(message.cells) else "",
                faults=tuple(told for column, told in faults if column == header[at]),
            )
            for at in columns
        ),
    )


def _faults(message: MessageRecord, code: str) -> Iterator[tuple[str | None, str]]:
    """Yield what is to be said of a row, each with the column that it is said of."""
    yield from _problems(message)
    for repair in message.repairs:
        if repair.rule == code:
            yield None, sentences.change_in_words(repair)
    for notice in message.notices:
        if notice.code == code:
            yield None, sentences.notice_in_words(notice.code, notice.detail)
    if code == "to_send":
        text = message.text or ""
        yield None, text if len(text) <= _EXCERPT else text[:_EXCERPT] + "…"


def _problems(message: MessageRecord) -> Iterator[tuple[str | None, str]]:
    if message.state is MessageState.SKIPPED and message.reason is not None:
        yield message.column, _problem(message.reason, message.detail)
        for each in message.further:
            yield each.column, _problem(each.code, each.detail)


def _problem(code: str, detail: str) -> str:
    meaning, found = meaning_of(code), sentences.detail_in_words(code, detail)
    told = f"{meaning} ({found})" if found and found != detail else meaning
    return f"{told[:1].upper()}{told[1:]}"


def place_of(page: RowsPage) -> str:
    """Say which rows of how many are shown."""
    first = (page.page - 1) * PAGE + 1
    told = _("Rows {first} to {last} of {count}")
    return told.format(first=first, last=first + len(page.rows) - 1, count=page.count)
