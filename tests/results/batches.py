"""Rows and batches of the results' own kind, written to a file and read back."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from batch_sender.models import (
    BatchRecord,
    BatchState,
    Counts,
    MessageRecord,
    MessageState,
    PhoneNumber,
)
from batch_sender.results import write_results

NOON = datetime(2026, 5, 4, 12, 0, 3, 250_000, tzinfo=UTC)  # 9:00:03 in São Paulo


def a_row(**changes: Any) -> MessageRecord:
    row = MessageRecord(
        row=2,
        cells=("Ana", "11 98765-4321"),
        state=MessageState.ACCEPTED,
        reason=None,
        column=None,
        detail="",
        repairs=(),
        number=PhoneNumber("5511987654321"),
        text="Olá, Ana!",
        media_name=None,
        time=NOON,
        attempts=1,
        answer='{"mensagem":"Mensagem enviada"}',
    )
    return replace(row, **changes)


def a_skipped_row(code: str, **changes: Any) -> MessageRecord:
    nothing_sent = {"number": None, "text": None, "time": None, "attempts": 0, "answer": None}
    return a_row(**{"state": MessageState.SKIPPED, "reason": code, **nothing_sent, **changes})


def a_batch(*rows: MessageRecord, **changes: Any) -> BatchRecord:
    states = [row.state.value for row in rows]
    batch = BatchRecord(
        id=12,
        state=BatchState.FINISHED,
        list_path=Path("pacientes.xlsx"),
        sheet="Plan1",
        header=("Nome", "Telefone"),
        hidden=None,
        template="Olá, {{ nome }}!",
        connection="recepção",
        address="https://api.example.com.br/api/messages/send?key=hidden",
        who="ana@balcao",
        version="0.1.0",
        created_at=NOON - timedelta(minutes=1),
        started_at=NOON,
        ended_at=NOON + timedelta(hours=1, minutes=2, seconds=5),
        paused_because=None,
        counts=Counts(**{state: states.count(state) for state in states}),
    )
    return replace(batch, **changes)


def written(path: Path, *rows: MessageRecord, **changes: Any) -> Path:
    return write_results(path, batch=a_batch(*rows, **changes), rows=iter(rows))


def sheet_rows(path: Path, sheet: str | None = None) -> list[tuple[Any, ...]]:
    book = load_workbook(path)
    rows = list((book[sheet] if sheet else book.worksheets[1]).iter_rows(values_only=True))
    book.close()
    return rows


def summary_text(path: Path, sheet: str = "Summary") -> str:
    rows = sheet_rows(path, sheet)
    return "\n".join(" | ".join(str(value) for value in row if value is not None) for row in rows)


FORMULAS = [
    "=1+1",
    "=HYPERLINK(\"http://evil.example\",\"click\")",
    "=cmd|' /C calc'!A0",
    "+55 11 98765-4321",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "=",
    "＝1+1",
    "#N/A",
    "#REF!",
]  # fmt: skip
