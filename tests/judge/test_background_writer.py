"""Work that is done while its caller makes the next piece: in order, one at a time, no error lost."""

import threading
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from batch_sender.config.settings import Settings
from batch_sender.journal import MOST_ROWS_TOGETHER, Journal
from batch_sender.journal.batches import judged_rows
from batch_sender.journal.errors import JournalError, UnknownBatch
from batch_sender.judge.background_writer import background_writer
from batch_sender.judge.prepare import Request, prepare
from tests.benchmarks.lists import write_csv
from tests.support import FakeClock


class Broke(Exception):
    """What a piece of work raises here."""


def fail() -> None:
    raise Broke


def test_pieces_are_done_in_order_and_one_at_a_time() -> None:
    done: list[int] = []
    alone = threading.Lock()

    def piece(number: int) -> None:
        assert alone.acquire(blocking=False), "two at once"
        done.append(number)
        alone.release()

    with background_writer() as writer:
        for number in range(50):
            writer.do(lambda number=number: piece(number))  # type: ignore[misc]  # its own number
    assert done == list(range(50))


def test_the_caller_goes_on_meanwhile() -> None:
    begun, go_on = threading.Event(), threading.Event()

    def piece() -> None:
        begun.set()
        assert go_on.wait(60)

    with background_writer() as writer:
        writer.do(piece)
        assert begun.wait(60)
        go_on.set()


def test_an_error_comes_with_the_next_piece_which_is_not_begun() -> None:
    done: list[str] = []
    with background_writer() as writer:
        writer.do(fail)
        with pytest.raises(Broke):
            writer.do(lambda: done.append("next"))
    assert done == []


def test_the_last_error_comes_when_it_is_waited_for() -> None:
    with background_writer() as writer:
        writer.do(fail)
        with pytest.raises(Broke):
            writer.wait()
        writer.wait()  # told once


def test_the_last_error_comes_at_the_end_at_the_latest() -> None:
    with pytest.raises(Broke), background_writer() as writer:
        writer.do(fail)


def test_who_leaves_with_an_error_leaves_nothing_half_done() -> None:
    begun, go_on, done = threading.Event(), threading.Event(), list[str]()

    def piece() -> None:
        begun.set()
        assert go_on.wait(60)
        done.append("whole")

    def leave() -> None:
        with background_writer() as writer:
            writer.do(piece)
            assert begun.wait(60)
            go_on.set()
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        leave()
    assert done == ["whole"]


# ── a list is judged while its rows are written ───────────────────────────────────────────────


@pytest.mark.parametrize("failing", [1, 2, 3], ids=["first", "middle", "last"])
def test_a_batch_of_which_rows_were_not_written_is_forgotten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: int
) -> None:
    """Whichever piece it is, also the last: else it would count as judged, with rows lost."""
    path = write_csv(tmp_path / "list.csv", 2 * MOST_ROWS_TOGETHER + 7)
    request = Request(list_path=path, text="Oi", origin="t", settings=Settings(), who="ana")
    insert, calls = judged_rows.insert, count(1)

    def written_but_for_one(*args: Any, **more: Any) -> None:
        if next(calls) == failing:
            raise OperationalError("INSERT", None, Exception("database or disk is full"))
        insert(*args, **more)

    monkeypatch.setattr(judged_rows, "insert", written_but_for_one)
    with Journal(tmp_path / "journal.sqlite3") as journal:
        with pytest.raises(JournalError):
            prepare(journal, request, now=FakeClock().now())
        assert journal.batches.recent() == []
        with pytest.raises(UnknownBatch):
            journal.batches.one(1)
