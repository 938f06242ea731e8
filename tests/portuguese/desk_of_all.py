"""A journal with a batch in every state, paused in every way, and a row for every code there is."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any, Final

from sqlalchemy import update

from batch_sender import sentences
from batch_sender.journal import Journal
from batch_sender.journal.schema.tables import messages
from batch_sender.models import (
    Delay,
    JudgedMessage,
    JudgedRows,
    MessageState,
    Notice,
    NoticeCode,
    Problem,
    ProblemCode,
    Reason,
    Repair,
    RepairRule,
)
from batch_sender.sentences.events import _COUNTED, _PLAIN
from tests.journal.desk import ACCEPTED, TIMED_OUT, WHO, Desk, new_batch, text
from tests.support import FakeClock

S, R = MessageState, Reason

PAUSES: Final = (*sentences.PAUSES, *list(R)[list(R).index(R.TOKEN_REFUSED) :])
"""Each way in which a batch comes to stand still."""

_REJECTED: Final = {R.REFUSED, R.SENDING_FAILED, R.PAYLOAD_REFUSED}
_UNKNOWN: Final = {
    R.TIMED_OUT, R.CONNECTION_LOST, R.SERVER_ERROR, R.ANSWER_NOT_UNDERSTOOD, R.CRASHED, R.HALF_SENT,
    R.JOURNAL_RESTORED,
}  # fmt: skip
_DETAILS: Final = {
    ProblemCode.DUPLICATE: "3",
    ProblemCode.DUPLICATE_OTHER_MESSAGE: "3",
    ProblemCode.MESSAGE_TOO_LONG: ">4096",
    ProblemCode.MEDIA_MISSING: "joao.pdf ≈ João.pdf",
    ProblemCode.PHONE_NO_DDD: "cidade: 41 · telefone: 9966099888",
    ProblemCode.ALREADY_SENT: "7 12 2026-05-04T01:30Z",
    ProblemCode.PAYMENT_DAMAGED: "too_short 46 47 33 47",
    ProblemCode.PAYMENT_SHARED: "3",
    ProblemCode.PAYMENT_OVERDUE: "2026-11-10",
    ProblemCode.PAYMENT_AMOUNT_DIFFERS: "150.00 · valor: 90,00",
    ProblemCode.PAYMENT_DUE_DIFFERS: "2026-12-10 · vencimento: 09/12/2026",
    NoticeCode.MEDIA_NOT_COMPARED: "no_text",
}
_EVENT: Final = {
    "by": "command", "why": "refused", "message": "Falta a lista.", "path": "clientes.xlsx",
    "files": ["clientes.csv"], "number": "5511900000001", "because": "timed_out", "rows": [2, 3, 5],
    "unknown": 2, "pending": 3, "decision": "as_sent",
}  # fmt: skip


def state_after(reason: Reason) -> MessageState:
    """Return how a message ends for this reason."""
    if reason in _REJECTED:
        return S.REJECTED
    if reason in _UNKNOWN:
        return S.UNKNOWN
    return S.ACCEPTED if reason is R.RESOLVED_AS_SENT else S.FAILED


def fill(path: Path) -> dict[str, int]:
    """Write such a journal; return the number of each batch by what it shows."""
    clock = FakeClock(datetime.now(UTC) - timedelta(hours=1))
    with Journal(path, now=clock.now) as journal:
        desk = Desk(journal, clock)
        return _Filling(desk).all_of_them()


class _Filling:
    def __init__(self, desk: Desk) -> None:
        self._desk, self._journal = desk, desk.journal
        self._tails = count(1000)

    def all_of_them(self) -> dict[str, int]:
        made = {f"pausa {code}": self._paused(code) for code in PAUSES}
        made["cancelado"] = self._running(2)
        self._journal.batches.cancel(made["cancelado"], who=WHO)
        made["com tudo"] = self._with_every_code()
        made["em andamento"] = self._running(3)
        self._desk.record(self._desk.take(made["em andamento"]), ACCEPTED)
        self._desk.take(made["em andamento"])
        made["em dúvida"] = self._in_doubt()
        made["conferido"] = self._checked(self._rows(2))
        return made

    def _rows(self, many: int) -> list[JudgedMessage]:
        return [text(row, to=next(self._tails)) for row in range(2, many + 2)]

    def _checked(self, rows: Sequence[JudgedMessage], repairs: dict[str, int] | None = None) -> int:
        new = replace(new_batch(), list_path="/listas/clientes.xlsx")
        batch_id = self._journal.batches.add(new)
        self._journal.batches.add_messages(batch_id, JudgedRows.of(rows))
        self._journal.batches.mark_checked(batch_id, who=WHO, repairs=repairs or {})
        return batch_id

    def _running(self, many: int) -> int:
        batch_id = self._checked(self._rows(many))
        self._desk.start(batch_id)
        return batch_id

    def _paused(self, code: str) -> int:
        batch_id = self._running(2)
        self._journal.batches.pause(batch_id, because=code, who=WHO)
        return batch_id

    def _in_doubt(self) -> int:
        batch_id = self._running(2)
        for _row in range(2):
            self._desk.record(self._desk.take(batch_id), TIMED_OUT)
        self._journal.batches.finish(batch_id, who=WHO)
        return batch_id

    # ── every code ──

    def _with_every_code(self) -> int:
        """Finish a batch with a row for each problem, notice, repair, reason and state."""
        numbers = count(2)
        rows = [*self._problems(numbers), *self._repaired(numbers)]
        ends = [(reason, state_after(reason)) for reason in R]
        first = len(rows) + 2
        rows += [text(next(numbers), to=next(self._tails)) for _each in ends]
        batch_id = self._checked(rows, dict.fromkeys(RepairRule, 1))
        self._desk.start(batch_id)
        for row, (reason, state) in enumerate(ends, start=first):
            self._set(batch_id, row, state=state, reason=reason, attempts=1)
        self._journal.batches.pause(batch_id, because="asked", who=WHO)
        for kind in (*_PLAIN, *_COUNTED):
            self._journal.batches.note(batch_id, kind, who=WHO, detail=self._event(kind))
        later = Delay(until=datetime.now(UTC) + timedelta(hours=1), because=R.TOO_MANY_REQUESTS)
        self._journal.batches.note_delay(batch_id, later, who=WHO)
        return batch_id

    @staticmethod
    def _event(kind: str) -> dict[str, Any]:
        counted = kind not in {"resolved", "look_drawn"} and kind in _COUNTED
        why = (
            {"why": "sem resposta"} if kind.startswith("notice") else {}
        )  # no code, but a sentence
        return _EVENT | why | ({"rows": 3} if counted else {})

    def _problems(self, numbers: Iterator[int]) -> Iterator[JudgedMessage]:
        for code in ProblemCode:
            problem = Problem(code=code, column="telefone", detail=_DETAILS.get(code, "achado"))
            yield JudgedMessage(row=next(numbers), cells=("Ana", ""), problem=problem)

    def _repaired(self, numbers: Iterator[int]) -> Iterator[JudgedMessage]:
        for rule in RepairRule:
            repair = Repair(rule=rule, before="11 8765-4321", after="5511987654321")
            yield text(next(numbers), to=next(self._tails))._replace(repairs=(repair,))
        for code in NoticeCode:
            notice = Notice(code=code, detail=_DETAILS.get(code, "boleto.pdf"))
            yield text(next(numbers), to=next(self._tails))._replace(notices=(notice,))

    def _set(self, batch_id: int, row: int, **values: Any) -> None:
        """Let a row stand as no short way leads it there."""
        here = (messages.c.batch_id == batch_id) & (messages.c.row == row)
        now = datetime.now(UTC)
        with self._journal._handle.engine.begin() as connection:
            connection.execute(update(messages).where(here).values(**values, changed_at=now))
