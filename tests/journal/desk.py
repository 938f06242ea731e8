"""Whoever works at a journal in these tests: makes batches, claims, records, and looks."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, event, select

from batch_sender.journal import (
    Claim,
    Claimed,
    Ending,
    FileAway,
    GivenBack,
    Journal,
    NewBatch,
    SendReport,
    Settled,
    Terms,
    Withdrawn,
)
from batch_sender.journal.schema.tables import attempts, messages
from batch_sender.journal.sending import already_sent
from batch_sender.models import (
    Accepted,
    ConnectionIll,
    Form,
    JudgedMessage,
    JudgedRows,
    MediaFile,
    MessageState,
    NotLeft,
    PhoneNumber,
    Problem,
    ProblemCode,
    Reason,
    Rejected,
    Unknown,
)
from tests.support import FakeClock

ADDRESS = "api.example"
WHO = "ana"
ACCEPTED = Accepted(status=200, answer="Mensagem enviada")
REFUSED = Rejected(reason=Reason.REFUSED, status=400, answer="não foi possível")
TIMED_OUT = Unknown(reason=Reason.TIMED_OUT)
NOT_LEFT = NotLeft(reason=Reason.CONNECTION_REFUSED)
ILL = ConnectionIll(reason=Reason.NOT_CONNECTED, status=400)
MOVED = ConnectionIll(reason=Reason.WRONG_ADDRESS, status=302)
GIVEN_BACK = GivenBack()
FILE_AWAY = FileAway(reason=Reason.MEDIA_AWAY, answer="/mnt/boleto.pdf: not there")
CHANGED = Withdrawn(code=ProblemCode.MEDIA_CHANGED, detail="boleto.pdf")

PDF = MediaFile(
    path=Path("boletos", "7.pdf"),
    name="7.pdf",
    content_type="application/pdf",
    size=9,
    sha256="ab" * 32,
)
LINE = "23793.38128 60007.827136 95000.063305 1 00000000015000"


def new_batch(*, gap: float = 0.0, **changes: Any) -> NewBatch:
    plain = NewBatch(
        list_path="/listas/clientes.xlsx",
        sheet="Plan1",
        header=("nome", "telefone"),
        hidden=0,
        template="Olá, {{ nome }}!",
        settings={"gap": gap},
        gap_seconds=gap,
        who=WHO,
        version="0.1.0",
    )
    return replace(plain, **changes)


def number(tail: int) -> PhoneNumber:
    return PhoneNumber(f"551190000{tail:04d}")


def text(row: int, *, to: int | None = None, idempotency_key: str | None = None) -> JudgedMessage:
    """A row that is one call."""
    whom = number(row if to is None else to)
    return JudgedMessage(
        row=row,
        cells=("Ana", whom),
        number=whom,
        person=whom,
        idempotency_key=idempotency_key or f"{whom}/Olá",
        text=f"Olá, Ana! ({row})",
    )


def with_file(row: int, **changes: Any) -> JudgedMessage:
    """A row that is two calls: its text, then its file."""
    return text(row, **changes)._replace(form=Form.TEXT_THEN_FILE, media=PDF)


def with_payment(row: int, **changes: Any) -> JudgedMessage:
    """A row that is two calls: its text, then its payment line."""
    return text(row, **changes)._replace(form=Form.TEXT_THEN_PAYMENT, payment_line=LINE)


def with_file_and_payment(row: int, **changes: Any) -> JudgedMessage:
    """A row that is three calls: its text, its file, then its payment line."""
    whole = Form.TEXT_THEN_FILE_THEN_PAYMENT
    return text(row, **changes)._replace(form=whole, media=PDF, payment_line=LINE)


def skipped(row: int, code: ProblemCode = ProblemCode.PHONE_MISSING) -> JudgedMessage:
    return JudgedMessage(row=row, cells=("Ana", ""), problem=Problem(code=code, column="telefone"))


@contextmanager
def waiting_for_a_lock(journal: Journal) -> Iterator[threading.Event]:
    """Hear when a transaction of this journal waits for another one's lock: the server tells it."""
    waits = threading.Event()

    def ask_to_be_told(connection: Connection) -> None:
        driver: Any = connection.connection.driver_connection
        driver.add_notice_handler(lambda _told: waits.set())
        for setting in ("log_lock_waits = on", "deadlock_timeout = 1", "client_min_messages = log"):
            connection.exec_driver_sql(f"SET LOCAL {setting}")

    event.listen(journal._handle.engine, "begin", ask_to_be_told)
    yield waits
    event.remove(journal._handle.engine, "begin", ask_to_be_told)


class Desk:
    """A journal, a clock, and one connection to send through."""

    def __init__(self, journal: Journal, clock: FakeClock) -> None:
        self.journal, self.clock = journal, clock
        self.connection = self.connection_named("loja")

    def connection_named(self, name: str) -> int:
        return self.journal.sending.known_connection(
            fingerprint=f"#{name}", name=name, address=ADDRESS
        )

    def checked(self, *rows: JudgedMessage, gap: float = 0.0) -> int:
        batch_id = self.journal.batches.add(new_batch(gap=gap))
        self.journal.batches.add_messages(batch_id, JudgedRows.of(rows))
        self.journal.batches.mark_checked(batch_id, who=WHO, repairs={})
        return batch_id

    def running(self, *rows: JudgedMessage, gap: float = 0.0, connection: int | None = None) -> int:
        batch_id = self.checked(*rows, gap=gap)
        self.start(batch_id, connection=connection)
        return batch_id

    def start(self, batch_id: int, *, connection: int | None = None) -> None:
        self.journal.batches.start(
            batch_id,
            connection_id=connection or self.connection,
            who=WHO,
            sender={"pid": 7, "host": "balcao"},
        )

    def terms(self, batch_id: int, **changes: Any) -> Terms:
        plain = Terms(
            batch_id=batch_id,
            connection_id=self.connection,
            address=ADDRESS,
            address_gap=0.0,
            sent_since=self.clock.now() - timedelta(hours=24),
        )
        return replace(plain, **changes)

    def claim(self, batch_id: int, **changes: Any) -> Claim:
        return self.journal.sending.claim(self.terms(batch_id, **changes))

    def take(self, batch_id: int, **changes: Any) -> Claimed:
        """Claim, where one message at least may leave."""
        found = self.claim(batch_id, **changes)
        assert isinstance(found, Claimed), found
        return found

    def record(self, claimed: Claimed, ending: Ending, **report: Any) -> Settled:
        told = SendReport(claimed=claimed, ending=ending, **report)
        return self.journal.sending.record(told, address=ADDRESS)

    def rows_taken(self, batch_id: int, *, most: int = 50) -> list[int]:
        """Claim and accept until nothing more may leave; the rows, in that order."""
        taken: list[int] = []
        while isinstance(found := self.claim(batch_id), Claimed) and len(taken) < most:
            taken.append(found.row)
            self.record(found, ACCEPTED)
        return taken

    def standing(self, batch_id: int) -> dict[int, MessageState]:
        return {record.row: record.state for record in self.journal.messages.rows(batch_id)}

    def ends(self, batch_id: int) -> dict[int, tuple[MessageState, str | None]]:
        return {
            each.row: (each.state, each.reason) for each in self.journal.messages.rows(batch_id)
        }

    def everything(self, batch_id: int) -> list[tuple[Any, ...]]:
        """All that is kept of a batch's messages, to compare before and after."""
        statement = select(messages).where(messages.c.batch_id == batch_id).order_by(messages.c.row)
        return self._read(statement)

    def already_sent(self, keys: Sequence[str], *, since: datetime) -> dict[str, str]:
        with self.journal._handle.engine.connect() as connection:
            return already_sent.by_key(connection, keys, since=since)

    def attempts(self, batch_id: int, row: int) -> Sequence[Any]:
        here = (attempts.c.batch_id == batch_id) & (attempts.c.row == row)
        return self._read(select(attempts).where(here).order_by(attempts.c.attempt))

    def _read(self, statement: Any) -> list[Any]:
        with self.journal._handle.engine.connect() as connection:
            return list(connection.execute(statement))
