"""Choose what the page's table shows of a row: of a person only if that was asked."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from batch_sender import language
from batch_sender.language import _
from batch_sender.models import MessageRecord
from batch_sender.results.cells import Cell
from batch_sender.results.table import ResultTable, noted_of, reason_of
from batch_sender.sentences import CONNECTION, VARIANT, column_title

_TIMES = {"pt-BR": "%d/%m/%Y %H:%M:%S"}


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRows:
    """The columns of the page's table, and its rows.

    Without people nothing that a cell of the list holds is on the page: not the cells, not the
    number or the text, not what was found in a cell, not the API's answer.
    """

    table: ResultTable
    with_people: bool

    def columns(self) -> list[dict[str, str]]:
        """Name the columns and say of what kind each is."""
        named = [
            {"title": _("row"), "kind": "number"},
            {"title": column_title("status"), "kind": "status"},
        ]
        if self.with_people:
            named += [{"title": title, "kind": "text"} for title in self.table.batch.header]
            named += [
                {"title": column_title("number"), "kind": "text"},
                {"title": column_title("message"), "kind": "message"},
                {"title": column_title("media"), "kind": "text"},
            ]
        return [
            *named,
            {"title": column_title("reason"), "kind": "long" if self.with_people else "reason"},
            {"title": column_title("time"), "kind": "time"},
            {"title": column_title("attempts"), "kind": "number"},
            *([{"title": column_title(VARIANT), "kind": "text"}] if self._has_variants else []),
            *([{"title": column_title(CONNECTION), "kind": "text"}] if self._is_spread else []),
            *([{"title": column_title("repairs"), "kind": "long"}] if self.with_people else []),
        ]

    @property
    def _has_variants(self) -> bool:
        return bool(self.table.batch.variants)

    @property
    def _is_spread(self) -> bool:
        return bool(self.table.batch.connections)

    def values(self, record: MessageRecord) -> Iterator[Cell]:
        """One row's values, in the order of the columns; status and reason as codes."""
        yield record.row
        yield record.state.value
        if self.with_people:
            yield from self.table.own(record)
            yield record.number
            yield record.whole_text
            yield record.media_name
            yield reason_of(record)
        else:
            yield record.reason
        local = self.table.local(record.time)
        yield local and local.strftime(_TIMES.get(language.current(), "%Y-%m-%d %H:%M:%S"))
        yield record.attempts
        if self._has_variants:
            yield record.variant
        if self._is_spread:
            yield self.table.connection_of(record)
        if self.with_people:
            yield noted_of(record)


def as_script(value: Any) -> str:
    """Write a value as JSON that cannot end the script element it stands in."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    text = text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    # What is no text (a lone surrogate) cannot be written as UTF-8; JavaScript knows its escape.
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
