"""Batches for the tests of the page: people with names, sending, and waiting until the server is done with them."""

import re
import threading
import time
from collections.abc import Callable

import requests

from batch_sender.journal import Journal
from batch_sender.models import BatchState, JudgedMessage
from tests.proofs.reckoning import PATIENCE
from tests.support import number
from tests.web.conftest import Visitor


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


def send(visitor: Visitor, batch_id: int, part: str = "send") -> requests.Response:
    """Send a batch and say yes to what is asked."""
    asked = visitor.post(f"/batches/{batch_id}/{part}")
    return visitor.post(*yes(asked))


def yes(asked: requests.Response) -> tuple[str, dict[str, str | list[str]]]:
    """Return where the form of a question goes, with a yes in it."""
    action = re.search(r'<form method="post" action="(/batches[^"]*)"', asked.text)
    assert action, asked.text
    fields = re.findall(r'name="(asked|answer)" value="([^"]*)"', asked.text)
    return action[1], {name: [v for n, v in fields if n == name] for name, _ in fields} | {
        "reply": "yes"
    }
