"""Batches for the tests of the page: people with names, and waiting until the server is done with them."""

import threading
import time
from collections.abc import Callable

from batch_sender.journal import Journal
from batch_sender.models import BatchState, JudgedMessage
from tests.proofs.reckoning import PATIENCE
from tests.support import number


def named(row: int, tail: int, name: str, *, text: str = "Olá!") -> JudgedMessage:
    to = number(tail)
    return JudgedMessage(
        row=row, cells=(to, name), number=to, person=to, idempotency_key=f"{to}/{text}", text=text
    )


def until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < deadline
        threading.Event().wait(0.02)


def rest(book: Journal, batch_id: int, state: BatchState = BatchState.FINISHED) -> None:
    until(lambda: book.batches.state(batch_id) is state and not book.batches.is_held(batch_id))
