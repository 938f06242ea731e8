"""Two senders released at the same instant on one batch: one sends, the other is told."""

from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from pathlib import Path
from threading import Event

import pytest

from batch_sender.journal import Claimed, Journal, Terms
from batch_sender.standin import Received
from tests.proofs.reckoning import PATIENCE, Ended, Program, Reckoning, Seen, desk
from tests.support import checked_batch, message, number

ROWS = 6


class Gate:
    """Answers no message before it is open: the one who sends cannot be done too early."""

    def __init__(self) -> None:
        self.open = Event()

    def __call__(self, request: Received) -> None:
        if request.number:
            assert self.open.wait(PATIENCE)


@pytest.mark.parametrize(
    "rounds",
    [
        pytest.param(2, id="few"),
        pytest.param(10, id="many", marks=[pytest.mark.slow, pytest.mark.timeout(900)]),
    ],
)
def test_of_two_who_start_at_once_one_sends(tmp_path: Path, rounds: int) -> None:
    for turn in range(rounds):
        # Every other batch is one whose sender died with a request out.
        _one_round(tmp_path, turn, abandoned=turn % 2 == 1)


def _one_round(tmp_path: Path, turn: int, *, abandoned: bool) -> None:
    tails = [turn * ROWS + row for row in range(ROWS)]
    with desk(tmp_path) as here:
        with Journal(here.journal) as book:
            batch_id = checked_batch(book, [message(row, t) for row, t in enumerate(tails, 2)])
            if abandoned:
                _abandon(book, batch_id)
        gate = Gate()
        here.api.tell(gate)
        order = (str(batch_id), "--other-connection")
        refused, sent = _race(here.resume(*order), here.resume(*order), gate)
    assert refused.code == 1
    assert "being sent by another program" in refused.err
    assert sent.code == (3 if abandoned else 0), sent
    reckoning = Reckoning.of(here.journal, batch_id)
    assert reckoning.taken_over == ([1] if abandoned else [])
    reckoning.holds(Seen.by(here.api), [number(tail) for tail in tails])


def _race(one: Program, another: Program, gate: Gate) -> tuple[Ended, Ended]:
    """Release both; return how the one ended that ended first, and the other."""
    both = [one, another]
    for program in both:
        program.ready()
    for program in both:
        program.go()
    with ThreadPoolExecutor(2) as pool:
        endings = [pool.submit(program.ended) for program in both]
        first, _rest = wait(endings, timeout=PATIENCE, return_when=FIRST_COMPLETED)
        # Nobody is refused if both send: then both wait at the gate, and nobody is first.
        gate.open.set()
        assert len(first) == 1, [each.result() for each in endings]
        (other,) = set(endings) - first
        return next(iter(first)).result(), other.result()


def _abandon(book: Journal, batch_id: int) -> None:
    connection_id = book.sending.known_connection(
        fingerprint="#dead", name=None, address="127.0.0.1"
    )
    book.batches.start(
        batch_id, connection_id=connection_id, who="ana", sender={"pid": 7, "host": "loja"}
    )
    terms = Terms(
        batch_id=batch_id, connection_id=connection_id, address="127.0.0.1", address_gap=0.0
    )
    assert isinstance(book.sending.claim(terms), Claimed)
