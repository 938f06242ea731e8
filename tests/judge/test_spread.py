"""A long list that workers help with is judged as it is alone, whoever of them dies, errs or writes nonsense."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from batch_sender import __version__
from batch_sender.config.settings import Settings
from batch_sender.journal import Journal, NewWorker
from batch_sender.journal.chunks.pieces import ListPiece
from batch_sender.journal.schema.worker_tables import judging_chunks, judging_contexts
from batch_sender.judge.chunk_format import packed
from batch_sender.judge.helping import Helper
from batch_sender.judge.prepare import Request, prepare
from batch_sender.judge.progress import JudgedSoFar
from batch_sender.load.errors import ListChanged
from batch_sender.models import MessageText
from tests.journal.desk import new_batch
from tests.judge.long_lists import LONG, everything, long_list
from tests.support import MONDAY_NOON, FakeClock

pytestmark = pytest.mark.postgres

TEXT = "Olá, {{ nome }}! {{ saudação }}. Em {{ cidade }}: {{ valor }}."


@pytest.fixture
def journal(schema: str, clock: FakeClock) -> Iterator[Journal]:
    with Journal(schema, now=clock.now) as opened:
        yield opened


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return long_list(tmp_path / "lista.csv")


def request_of(path: Path, *, others: tuple[MessageText, ...] = (), **settings: Any) -> Request:
    return Request(
        list_path=path,
        text=TEXT,
        origin="--text",
        settings=Settings(**settings),
        who="ana",
        others=others,
    )


def judge(journal: Journal, request: Request, **more: Any) -> int:
    return prepare(journal, request, now=MONDAY_NOON, **more)


def is_there(journal: Journal, worker: str = "w", *, version: str = __version__) -> None:
    """Say that a worker lives, whatever it does."""
    journal.lanes.begin(NewWorker(id=worker, host="here", pid=1, version=version, most_lanes=1))


@contextmanager
def helping(journal: Journal, step: Callable[[], object]) -> Iterator[None]:
    """Let a worker do its step again and again meanwhile."""
    is_there(journal)
    done = threading.Event()
    faults: list[BaseException] = []

    def work() -> None:
        try:
            while not done.is_set():
                step()
                done.wait(0.002)
        except BaseException as err:
            faults.append(err)
            raise

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
        assert faults == []


class Counting:
    """A worker that helps, and counts the pieces it judged."""

    def __init__(self, journal: Journal, name: str = "w") -> None:
        self.helper, self.judged = Helper(journal, name), 0

    def step(self) -> None:
        self.helper.look()
        while self.helper.judge_one():
            self.judged += 1


def pieces(journal: Journal) -> int:
    """Count what is left of shared lists in the journal."""
    with journal._handle.engine.connect() as connection:
        return sum(
            len(connection.execute(select(table.c.batch_id)).all())
            for table in (judging_chunks, judging_contexts)
        )


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"duplicates": "send", "new_cap": "50"},
        {"limit": 6_000, "where": ("cidade = Natal or valor > 100",)},
        {"max_per_person": "1/7d", "payment_column": "pix"},
    ],
    ids=["plain", "second messages", "chosen", "payments"],
)
def test_a_list_is_judged_alike_alone_and_with_help(
    journal: Journal, path: Path, settings: dict[str, Any]
) -> None:
    request = request_of(path, **settings)
    alone = judge(journal, request)
    worker = Counting(journal)
    with helping(journal, worker.step):
        helped = judge(journal, request)
    assert worker.judged > 0
    assert everything(journal, helped) == everything(journal, alone)
    assert journal.batches.one(helped).counts == journal.batches.one(alone).counts
    assert pieces(journal) == 0


def test_so_are_several_texts(journal: Journal, path: Path) -> None:
    request = request_of(path, others=(MessageText(text="Oi, {{ nome }}!", origin="B"),))
    alone = judge(journal, request)
    worker = Counting(journal)
    with helping(journal, worker.step):
        helped = judge(journal, request)
    assert worker.judged > 0
    assert everything(journal, helped) == everything(journal, alone)


def test_progress_is_told_as_the_rows_are_written(journal: Journal, path: Path) -> None:
    alone, helped = list[int](), list[int]()
    judge(journal, request_of(path), progress=lambda so_far: alone.append(so_far.rows))
    worker = Counting(journal)

    def hear(so_far: JudgedSoFar) -> None:
        helped.append(so_far.rows)

    with helping(journal, worker.step):
        judge(journal, request_of(path), progress=hear)
    assert helped == alone
    assert helped[-1] == LONG


def test_nobody_waits_for_a_worker_that_took_a_piece_and_died(journal: Journal, path: Path) -> None:
    alone = judge(journal, request_of(path))
    taken = list[ListPiece]()

    def take_and_die() -> None:
        for batch_id in journal.chunks.wanted(__version__):
            piece = journal.chunks.take(batch_id, "w")
            taken.extend([] if piece is None else [piece])

    with helping(journal, take_and_die):
        left = judge(journal, request_of(path))
    assert taken
    assert everything(journal, left) == everything(journal, alone)
    assert not journal.chunks.hand_in(taken[0], "w", b"too late")


def test_nobody_waits_for_workers_that_take_nothing(journal: Journal, path: Path) -> None:
    alone = judge(journal, request_of(path))
    is_there(journal)
    assert everything(journal, judge(journal, request_of(path))) == everything(journal, alone)
    assert pieces(journal) == 0


@pytest.mark.parametrize(
    "written",
    [b"no zlib", packed({"rows": 1}), packed({"rows": 2_000})],
    ids=["no zlib", "of one row", "of nothing"],
)
def test_what_cannot_be_read_is_judged_once_more(
    journal: Journal, path: Path, written: bytes
) -> None:
    alone = judge(journal, request_of(path))
    judged = list[bool]()

    def write_nonsense() -> None:
        for batch_id in journal.chunks.wanted(__version__):
            piece = journal.chunks.take(batch_id, "w")
            if piece is not None:
                judged.append(journal.chunks.hand_in(piece, "w", written))

    with helping(journal, write_nonsense):
        found = judge(journal, request_of(path))
    assert any(judged)
    assert everything(journal, found) == everything(journal, alone)


def test_pieces_that_somebody_deleted_are_judged_here(journal: Journal, path: Path) -> None:
    alone = judge(journal, request_of(path))

    def delete() -> None:
        for batch_id in journal.chunks.wanted(__version__):
            journal.chunks.forget(batch_id)

    with helping(journal, delete):
        found = judge(journal, request_of(path))
    assert everything(journal, found) == everything(journal, alone)


def test_another_version_does_not_help(journal: Journal, path: Path) -> None:
    seen = list[int]()
    is_there(journal, version="0.0.1")
    judge(journal, request_of(path), progress=lambda _so_far: seen.append(pieces(journal)))
    assert set(seen) == {0}
    journal.chunks.begin(judging_batch(journal), version="0.0.1", context=b"")
    assert journal.chunks.wanted(__version__) == []


def judging_batch(journal: Journal) -> int:
    return journal.batches.add(new_batch())


def test_a_list_that_fails_on_the_way_leaves_no_piece_behind(journal: Journal, path: Path) -> None:
    seen = list[int]()

    def change(so_far: JudgedSoFar) -> None:
        seen.append(pieces(journal))
        if so_far.rows >= LONG - 3_000:
            path.write_text(path.read_text("utf-8") + "Zoe;11 98765-4321;x;1;;\n", "utf-8")

    is_there(journal)
    with pytest.raises(ListChanged):
        judge(journal, request_of(path), progress=change)
    assert max(seen) > 0
    assert pieces(journal) == 0
    assert journal.batches.recent() == []


def test_files_of_their_own_are_looked_for_where_the_list_lies(
    journal: Journal, path: Path
) -> None:
    seen = list[int]()
    is_there(journal)
    request = request_of(path, media="{nome}.pdf", media_folder=str(path.parent))
    judge(journal, request, progress=lambda _so_far: seen.append(pieces(journal)))
    assert set(seen) == {0}


def test_a_worker_leaves_a_list_that_it_cannot_judge(journal: Journal) -> None:
    batch_id = judging_batch(journal)
    journal.chunks.begin(batch_id, version=__version__, context=b"nonsense")
    journal.chunks.add(batch_id, 1, b"")
    worker = Counting(journal)
    worker.step()
    assert worker.judged == 0
    assert journal.chunks.collect(batch_id).free == (1,)
    assert not worker.helper.look()


def test_a_piece_is_judged_by_one_worker_at_a_time(journal: Journal) -> None:
    batch_id = judging_batch(journal)
    for number in (1, 2):
        journal.chunks.add(batch_id, number, b"rows")
    first, second = journal.chunks.take(batch_id, "a"), journal.chunks.take(batch_id, "b")
    assert first is not None
    assert second is not None
    assert (first.number, second.number) == (1, 2)
    assert journal.chunks.take(batch_id, "c") is None
    assert not journal.chunks.hand_in(first, "b", b"judged")
    assert not journal.chunks.take_back(batch_id, 1)
    assert journal.chunks.hand_in(first, "a", b"judged")
    found = journal.chunks.collect(batch_id)
    assert (found.judged, found.free, found.held) == ({1: b"judged"}, (), frozenset({2}))
    journal.chunks.give_up(second, "b")
    assert journal.chunks.collect(batch_id).held == frozenset()


def test_a_person_who_is_forgotten_stands_in_no_piece(journal: Journal) -> None:
    batch_id = judging_batch(journal)
    journal.chunks.begin(batch_id, version=__version__, context=b"Ana")
    journal.chunks.add(batch_id, 1, b"Ana")
    journal.people.forget("5511987654321", ["5511987654321"], receipt="1", who="ana")
    assert pieces(journal) == 0


def test_an_abandoned_list_is_discarded_with_its_pieces(journal: Journal) -> None:
    batch_id = judging_batch(journal)
    journal.chunks.begin(batch_id, version=__version__, context=b"Ana")
    journal.chunks.add(batch_id, 1, b"Ana")
    journal.batches.discard_abandoned()
    assert pieces(journal) == 0
    assert journal.batches.recent() == []
