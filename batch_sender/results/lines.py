"""Write the results as JSON Lines: one object a row, its keys the same for ever."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from batch_sender.models import MessageRecord
from batch_sender.results.table import ResultTable, reason_of


def write_lines(path: Path, table: ResultTable, rows: Iterable[MessageRecord]) -> None:
    """Write UTF-8, one object a line, the list's own cells under `list`; times are UTC.

    All but `reason`, which is for people, is the same in every language.
    """
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for record in rows:
            text = json.dumps(as_object(table, record), ensure_ascii=False)
            # A lone surrogate is no text: kept as its escape, it reads back as it was.
            file.write(text.encode("utf-8", "backslashreplace").decode("utf-8") + "\n")


def as_object(table: ResultTable, record: MessageRecord) -> dict[str, Any]:
    """Return a row as a line has it."""
    return {
        "batch": table.batch.id,
        "row": record.row,
        "status": record.state.value,
        "code": record.reason,
        "reason": reason_of(record),
        "column": record.column,
        "detail": record.detail or None,
        "further": [
            {"code": each.code.value, "column": each.column, "detail": each.detail or None}
            for each in record.further
        ],
        "repairs": [
            {"rule": repair.rule.value, "before": repair.before, "after": repair.after}
            for repair in record.repairs
        ],
        "notices": [
            {"code": each.code.value, "detail": each.detail or None} for each in record.notices
        ],
        "number": record.number,
        "message": record.text,
        "payment_line": record.payment_line,
        "variant": record.variant,
        **({"connection": table.connection_of(record)} if table.batch.connections else {}),
        "media": record.media_name,
        "time": record.time and record.time.isoformat(timespec="seconds"),
        "attempts": record.attempts,
        "answer": record.answer,
        "list": dict(zip(table.batch.header, table.own(record), strict=True)),
    }
