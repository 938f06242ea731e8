"""What a person should see of a judged batch before anything leaves, as plain values.

It adds up: the rows read are those to send and those not sent, by kind. People's data are in it.
"""

import random
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from batch_sender.compose.templates import shown_naturally
from batch_sender.config.batch_settings import settings_of
from batch_sender.config.connections import Connection
from batch_sender.journal import Journal
from batch_sender.journal.messages.shared_files import SharedFile
from batch_sender.models import BatchRecord, MessageRecord, Notice, NoticeCode, Repair, Variant
from batch_sender.operations.forecast import Forecast, forecast
from batch_sender.operations.notices import count_notices
from batch_sender.operations.sharing import Share
from batch_sender.operations.text_warnings import TextWarnings, text_warnings

_MOST_PROBLEM_ROWS: Final = 8
_MOST_REPAIRED_ROWS: Final = 2
_MOST_NOTICED_ROWS: Final = 3

_USUAL: Final = frozenset("áàâãäéèêëíìîïóòôõöúùûüçñºª°–—…“”‘’«»•·€£§½¼¾¹²³×→✓")
_GARBLED: Final = re.compile(r"[ÃÂ][\u0080-\u00bf]|â€.?|&#?\w{1,8};")
"""UTF-8 that was read as Latin-1 (JoÃ£o), and what HTML makes of signs (&amp;)."""


class Why(StrEnum):
    """Why a person should read this message."""

    FIRST = "first"
    LONGEST = "longest"
    SHORTEST = "shortest"
    ODD = "odd"
    RANDOM = "random"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownMessage:
    """A message that will leave, and why this one; `odd`: its signs that look odd, where that is why."""

    why: Why
    message: MessageRecord
    odd: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SomeRows:
    """How many rows a problem code or a rule concerns, and the first of them."""

    code: str
    count: int
    first: tuple[MessageRecord, ...]

    @property
    def repairs(self) -> Iterator[tuple[MessageRecord, Repair]]:
        """What this rule mended in the first rows."""
        for message in self.first:
            for repair in message.repairs:
                if repair.rule == self.code:
                    yield message, repair


@dataclass(frozen=True, slots=True, kw_only=True)
class SomeNotices:
    """How many rows a notice concerns; its first rows, or the files that several people would get."""

    code: str
    count: int
    first: tuple[tuple[int, Notice], ...] = ()
    files: tuple[SharedFile, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NaturalCell:
    """A cell that the text shows otherwise than the list: as people write it."""

    row: int
    column: str
    cell: str
    shown: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """A judged batch, ready to be looked at.

    `read_as`: how its list was read; `greeting`: what greets now; `texts`: each of several texts
    with its first message; `ddd`: what is put before numbers that have none.
    """

    batch: BatchRecord
    read_as: Mapping[str, Any]
    problems: tuple[SomeRows, ...]
    repairs: tuple[SomeRows, ...]
    notices: tuple[SomeNotices, ...]
    messages: tuple[ShownMessage, ...]
    texts: tuple[tuple[Variant, MessageRecord | None], ...]
    natural: tuple[NaturalCell, ...]
    warnings: TextWarnings
    forecast: Forecast | None
    greeting: str
    ddd: str | None = None


def preview(
    journal: Journal,
    batch: BatchRecord,
    *,
    connection: Connection | None = None,
    shares: Sequence[Share] = (),
    warnings: TextWarnings | None = None,
    now: datetime,
) -> Preview:
    """Gather what a person should see. `connection`, `shares`, `warnings`: where they are known already."""
    settings = settings_of(journal.batches, batch.id)
    firsts = journal.messages.first_of_each_text(batch.id)
    return Preview(
        batch=batch,
        read_as=journal.batches.judged(batch.id),
        problems=_kinds(batch.problems, _skipped_rows(journal, batch.id)),
        repairs=_kinds(batch.repairs, _repaired_rows(journal, batch.id)),
        notices=tuple(_notices(journal, batch.id)),
        messages=tuple(messages_to_read(journal, batch)),
        texts=tuple(_texts(batch, firsts)),
        natural=tuple(_natural(batch, firsts, settings.message_lang)),
        warnings=warnings or text_warnings(journal, batch, None),
        forecast=forecast(journal, batch, connection=connection, now=now, shares=shares),
        greeting=settings.greeter.at(now),
        ddd=settings.ddd,
    )


FirstRows = Callable[[str], list[MessageRecord]]


def _kinds(counted: Mapping[str, int], first_rows: FirstRows) -> tuple[SomeRows, ...]:
    """Return the kinds, the most frequent first; of as many rows, the one that the list shows first."""
    kinds = [
        SomeRows(code=code, count=count, first=tuple(first_rows(code)))
        for code, count in counted.items()
    ]
    return tuple(sorted(kinds, key=lambda kind: (-kind.count, [each.row for each in kind.first])))


def _skipped_rows(journal: Journal, batch_id: int) -> FirstRows:
    return lambda code: journal.messages.rows_skipped_for(batch_id, code, most=_MOST_PROBLEM_ROWS)


def _repaired_rows(journal: Journal, batch_id: int) -> FirstRows:
    return lambda rule: journal.messages.rows_repaired_by(batch_id, rule, most=_MOST_REPAIRED_ROWS)


def _notices(journal: Journal, batch_id: int) -> Iterator[SomeNotices]:
    for code, count in count_notices(journal, batch_id).items():
        if code == NoticeCode.MEDIA_SHARED:
            files = journal.messages.shared_files(batch_id, most=_MOST_NOTICED_ROWS).first
            yield SomeNotices(code=code, count=count, files=files)
            continue
        rows = journal.messages.rows_noticed_for(batch_id, code, most=_MOST_NOTICED_ROWS)
        found = ((each.row, notice) for each in rows for notice in each.notices)
        first = tuple((row, notice) for row, notice in found if notice.code == code)
        yield SomeNotices(code=code, count=count, first=first)


# ── messages ──────────────────────────────────────────────────────────────────────────────────


def messages_to_read(journal: Journal, batch: BatchRecord) -> list[ShownMessage]:
    """Choose the first message, the longest, the shortest, the oddest and one at random, each once."""
    found = journal.messages.previews(batch.id, chance=random.random())
    chosen: dict[int, ShownMessage] = {}
    for why, message in (
        (Why.FIRST, found.first),
        (Why.LONGEST, found.longest),
        (Why.SHORTEST, found.shortest),
        (Why.ODD, _oddest(found.unusual, batch.template)),
        (Why.RANDOM, found.random),
    ):
        if message is not None:
            odd = odd_signs(message.text or "", batch.template) if why is Why.ODD else ()
            chosen.setdefault(message.row, ShownMessage(why=why, message=message, odd=odd))
    return list(chosen.values())


def _oddest(messages: Iterable[MessageRecord], template: str) -> MessageRecord | None:
    """Return the message with the most signs that are odd, and not in everybody's message."""
    found = [(len(odd_signs(message.text or "", template)), message) for message in messages]
    signs, message = max(found, key=lambda each: each[0], default=(0, None))
    return message if signs else None


def odd_signs(text: str, template: str) -> tuple[str, ...]:
    """Return the signs that look odd in a Brazilian text, each once; those of the template do not."""
    usual = _USUAL | set(template)
    odd = [c for c in text if not (c.isascii() and (c.isprintable() or c == "\n"))]
    signs = [c for c in odd if c.lower() not in usual and c not in usual]
    return tuple(dict.fromkeys([*_GARBLED.findall(text), *signs]))


def _texts(
    batch: BatchRecord, firsts: Iterable[MessageRecord]
) -> Iterator[tuple[Variant, MessageRecord | None]]:
    by_name = {message.variant: message for message in firsts}
    for variant in batch.variants:
        yield variant, by_name.get(variant.name)


def _natural(
    batch: BatchRecord, firsts: Iterable[MessageRecord], language: str
) -> Iterator[NaturalCell]:
    """Find each column once that a text shows as people write it: nothing is changed in silence."""
    told: set[str] = set()
    for message in firsts:
        text = message.text or ""
        for column, cell in zip(batch.header, message.cells, strict=False):
            shown = shown_naturally(cell, column=column, language=language)
            written = cell.strip()
            if shown not in cell and shown in text and written not in text and column not in told:
                told.add(column)
                yield NaturalCell(row=message.row, column=column, cell=written, shown=shown)
