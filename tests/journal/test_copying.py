"""A journal is copied whole to another place, which is the journal from then on; the old one sends nothing."""

import contextlib
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, cast, func, select
from sqlalchemy import Text as SqlText
from sqlalchemy import text as sql

from batch_sender.journal import CopyKind, Journal, JournalCopied, Memory
from batch_sender.journal.errors import (
    BatchBusy,
    JournalCopyUnfinished,
    JournalMoved,
    JournalOlderCopy,
    JournalServerUnreachable,
)
from batch_sender.journal.maintenance.copied_tables import TableContent
from batch_sender.journal.maintenance.errors import (
    CopyBusy,
    CopyDiffers,
    CopyOntoJournal,
    CopyWhileSending,
)
from batch_sender.journal.schema.tables import batches, events, messages, meta, metadata
from batch_sender.models import BatchState, JudgedRows, MessageState, Reason
from tests.journal.desk import ACCEPTED, WHO, Desk, new_batch, text, with_file
from tests.portuguese.desk_of_all import fill
from tests.postgres import new_schema
from tests.support import FakeClock
from tests.tcp_proxy import TcpProxy

BOTH_WAYS = ["file → file", "file → server", "server → file"]

COPIER = """
import sys
from batch_sender.journal import Journal

def heard(done, of):
    if done > of // 4:
        print("under way", flush=True)
        sys.stdin.read()

with Journal(sys.argv[1]) as journal:
    journal.maintenance.copy_to(sys.argv[2], who="ana", heard=heard)
"""


class Ways:
    """Where a journal is, where it goes, and what this machine remembers."""

    def __init__(self, source: str, target: str, memory: Memory, clock: FakeClock) -> None:
        self.source, self.target = source, target
        self.memory, self.clock = memory, clock
        self._open = contextlib.ExitStack()

    def journal(self, location: str) -> Journal:
        opened = Journal(location, now=self.clock.now, memory=self.memory)
        return self._open.enter_context(opened)

    def desk(self, location: str) -> Desk:
        return Desk(self.journal(location), self.clock)

    def copy(self, journal: Journal | None = None, **order: Any) -> JournalCopied:
        told = {"who": WHO, "heard": lambda _done, _of: None, **order}
        found = journal or self.journal(self.source)
        return found.maintenance.copy_to(self.target, **told)

    def close(self) -> None:
        self._open.close()


def marked(way: str) -> Any:
    marks = [pytest.mark.postgres] if "server" in way else []
    return pytest.param(way, marks=marks, id=way)


@pytest.fixture(params=[marked(way) for way in BOTH_WAYS])
def ways(request: pytest.FixtureRequest, memory_path: Path, clock: FakeClock) -> Iterator[Ways]:
    def place(kind: str, name: str) -> str:
        if kind == "server":
            return new_schema(request.getfixturevalue("postgres"))
        return str(memory_path / name)

    source, _arrow, target = request.param.partition(" → ")
    made = Ways(
        place(source, "old.sqlite3"),
        place(target, "new.sqlite3"),
        Memory(memory_path / "state"),
        clock,
    )
    yield made
    made.close()


def everything(journal: Journal) -> dict[str, list[tuple[Any, ...]]]:
    with journal._handle.reading() as connection:
        return {table.name: _rows(connection, table) for table in metadata.sorted_tables}


def _rows(connection: Connection, table: Any) -> list[tuple[Any, ...]]:
    found = select(table)
    if table is events:  # that it was copied, is news
        found = found.where(table.c.kind != "journal_copied")
    if table is meta:
        found = found.where(table.c.key.not_in(["generation", "moved_to"]))
    return sorted((tuple(row) for row in connection.execute(found)), key=repr)


# ── all of it is there ────────────────────────────────────────────────────────────────────────


def test_a_journal_in_every_state_is_the_same_on_the_other_side(ways: Ways) -> None:
    fill(ways.source)  # type: ignore[arg-type]  # a place on a server is as good
    old = ways.journal(ways.source)
    copied = ways.copy(old)
    new = ways.journal(ways.target)
    assert everything(new) == everything(old)
    assert {each.name for each in copied.tables} == set(metadata.tables)
    assert {each.name: each.rows for each in copied.tables}["messages"] > 100
    assert copied.states.keys() == {number for number in new.batches.numbers() if number}
    for journal in (old, new):
        assert journal.maintenance.check().findings == ()


def test_the_next_batch_has_the_next_number_also_behind_one_that_is_gone(ways: Ways) -> None:
    desk = ways.desk(ways.source)
    kept = desk.checked(text(2))
    gone = desk.journal.batches.add(new_batch())
    desk.journal.batches.discard(gone)
    ways.copy(desk.journal)
    there = ways.desk(ways.target)
    assert there.journal.batches.add(new_batch()) == gone + 1 == kept + 2
    assert there.connection == desk.connection
    assert there.connection_named("outra") > desk.connection


def test_what_is_null_stays_so_and_json_that_says_null_too(ways: Ways) -> None:
    desk = ways.desk(ways.source)
    desk.checked(text(2), with_file(3))
    ways.copy(desk.journal)

    def nulls(journal: Journal) -> list[int]:
        columns = (batches.c.variants, batches.c.sender, messages.c.further, messages.c.other_keys)
        with journal._handle.reading() as connection:
            return [
                connection.execute(select(func.count()).where(which)).scalar_one()
                for column in columns
                for which in (column.is_(sql("NULL")), cast(column, SqlText) == "null")
            ]

    assert nulls(ways.journal(ways.target)) == nulls(desk.journal)
    assert sum(nulls(desk.journal)) > 0


def test_a_path_that_is_no_text_comes_over_as_it_was(ways: Ways) -> None:
    desk = ways.desk(ways.source)
    path = "/listas/relat\udcf3rio.xlsx"
    batch = desk.journal.batches.add(new_batch(list_path=path))
    desk.journal.batches.mark_checked(batch, who=WHO, repairs={})
    ways.copy(desk.journal)
    assert ways.journal(ways.target).batches.one(batch).list_path == Path(path)


def test_the_new_one_goes_on_where_the_old_one_stood(ways: Ways) -> None:
    desk = ways.desk(ways.source)
    batch = desk.running(text(2), text(3))
    desk.record(desk.take(batch), ACCEPTED)
    desk.journal.batches.pause(batch, because="asked", who=WHO)
    ways.copy(desk.journal)
    there = ways.desk(ways.target)
    assert there.journal.maintenance.restored() is None
    there.start(batch)
    there.journal.count_generation()
    assert there.rows_taken(batch) == [3]


# ── the old one ───────────────────────────────────────────────────────────────────────────────


def test_nothing_leaves_from_the_old_one_nor_is_anything_changed_in_it(ways: Ways) -> None:
    earlier = ways.desk(ways.source)  # opened before, by a program that goes on
    batch = earlier.checked(text(2))
    ways.copy()
    earlier_one, later_one = earlier.journal, ways.journal(ways.source)
    for journal in (earlier_one, later_one):
        desk = earlier
        desk.journal = journal
        with pytest.raises(JournalMoved):
            desk.start(batch)
        with pytest.raises(JournalMoved), desk.journal.batches.judging(new_batch()):
            pytest.fail("a list was judged")
        with pytest.raises(JournalMoved):
            desk.connection_named("outra")
        with pytest.raises(JournalMoved):
            desk.journal.count_generation()
        with pytest.raises(JournalMoved):
            desk.journal.maintenance.refuse_if_restored()
        assert desk.standing(batch) == {2: MessageState.PENDING}
        desk.journal.batches.settle_if_writable(who=WHO)


def test_a_person_may_take_it_for_the_journal_all_the_same(ways: Ways) -> None:
    desk = ways.desk(ways.source)
    batch = desk.checked(text(2), text(3))
    ways.copy(desk.journal)
    copy = desk.journal.maintenance.restored()
    assert copy is not None
    assert copy.kind is CopyKind.MOVED
    assert desk.journal.maintenance.accept_restored(copy, who=WHO) == 2
    assert desk.ends(batch) == dict.fromkeys(
        (2, 3), (MessageState.UNKNOWN, Reason.JOURNAL_RESTORED)
    )
    another = desk.checked(text(4))
    desk.start(another)
    assert desk.rows_taken(another) == [4]
    # On this machine there is one journal, and it is not the copy any more.
    with pytest.raises(JournalOlderCopy):
        ways.journal(ways.target).maintenance.refuse_if_restored()


def test_it_can_be_copied_back_to_a_new_place(ways: Ways, memory_path: Path) -> None:
    desk = ways.desk(ways.source)
    batch = desk.checked(text(2))
    ways.copy(desk.journal)
    back = str(memory_path / "back.sqlite3")
    ways.journal(ways.target).maintenance.copy_to(back, who=WHO, heard=lambda _done, _of: None)
    there = ways.desk(back)
    there.start(batch)
    assert there.rows_taken(batch) == [2]
    for moved in (ways.source, ways.target):
        with pytest.raises(JournalMoved):
            ways.journal(moved).maintenance.refuse_if_restored()


# ── when it is refused ────────────────────────────────────────────────────────────────────────


def test_while_a_batch_is_sent_judged_or_held_nothing_is_copied(ways: Ways) -> None:
    desk = ways.desk(ways.source)
    sent, held = desk.running(text(2)), desk.checked(text(3))
    with desk.journal.batches.holding(sent), pytest.raises(CopyWhileSending, match=f"{sent}"):
        ways.copy()
    with desk.journal.batches.holding(held), pytest.raises(CopyWhileSending, match=f"{held}"):
        ways.copy()
    with (
        desk.journal.batches.judging(new_batch()) as judged,
        pytest.raises(CopyWhileSending, match=f"{judged}"),
    ):
        ways.copy()
    ways.copy()  # of a dead sender's batch it is known how it stands
    assert ways.journal(ways.target).batches.state(sent) is BatchState.PAUSED


def test_a_place_that_is_not_empty_is_refused_and_stays_as_it_is(ways: Ways) -> None:
    other = ways.desk(ways.target)
    other.checked(text(2))
    before = everything(other.journal)
    desk = ways.desk(ways.source)
    for _again in range(2):
        with pytest.raises(CopyOntoJournal):
            ways.copy(desk.journal)
    assert everything(other.journal) == before
    desk.checked(text(3))  # the journal is the journal


def test_onto_itself_and_onto_another_file_it_is_refused(memory_path: Path) -> None:
    place = memory_path / "journal.sqlite3"
    letter = memory_path / "carta.txt"
    letter.write_text("não é um registro\n" * 500, "utf-8")
    with Journal(place) as journal:
        for there in (place, letter):
            with pytest.raises(Exception, match=r"not empty|is not a batch-sender journal"):
                journal.maintenance.copy_to(there, who=WHO, heard=lambda _done, _of: None)
    assert letter.read_text("utf-8") == "não é um registro\n" * 500


# ── cut short ─────────────────────────────────────────────────────────────────────────────────


def with_many_rows(ways: Ways, rows: int) -> tuple[Desk, int]:
    desk = ways.desk(ways.source)
    batch = desk.journal.batches.add(new_batch())
    for first in range(2, rows + 2, 5000):
        some = [text(row) for row in range(first, min(first + 5000, rows + 2))]
        desk.journal.batches.add_messages(batch, JudgedRows.of(some))
    desk.journal.batches.mark_checked(batch, who=WHO, repairs={})
    return desk, batch


def assert_begun_only(ways: Ways, desk: Desk, batch: int) -> None:
    """The target is no journal; the source is as it was; and the copying can be done again."""
    with pytest.raises(JournalCopyUnfinished):
        ways.journal(ways.target)
    desk.connection_named("outra")
    assert desk.journal.maintenance.restored() is None
    rows = desk.journal.batches.counts(batch).pending
    copied = ways.copy(desk.journal)
    assert copied.states == {batch: {"pending": rows}}
    assert everything(ways.journal(ways.target)) == everything(desk.journal)


def test_called_off_it_is_begun_anew(ways: Ways) -> None:
    desk, batch = with_many_rows(ways, 6000)

    def call_off(done: int, of: int) -> None:
        if done > of // 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ways.copy(desk.journal, heard=call_off)
    assert_begun_only(ways, desk, batch)


def test_killed_it_is_begun_anew_and_while_it_runs_it_is_alone(
    ways: Ways, memory_path: Path
) -> None:
    desk, batch = with_many_rows(ways, 6000)
    with subprocess.Popen(
        [sys.executable, "-c", COPIER, ways.source, ways.target],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as copier:
        assert copier.stdout is not None
        assert copier.stdout.readline() == "under way\n"
        with Journal(memory_path / "other.sqlite3") as other, pytest.raises(CopyBusy):
            ways.copy(other)
        assert desk.journal.batches.counts(batch).pending == 6000  # reading goes on meanwhile
        copier.send_signal(signal.SIGKILL)
    assert_begun_only(ways, desk, batch)


def test_what_was_begun_of_another_journal_is_not_begun_anew(ways: Ways, memory_path: Path) -> None:
    desk, _batch = with_many_rows(ways, 6000)

    def call_off(done: int, of: int) -> None:
        if done > of // 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ways.copy(desk.journal, heard=call_off)
    with Journal(memory_path / "other.sqlite3") as other, pytest.raises(CopyOntoJournal):
        other.maintenance.copy_to(ways.target, who=WHO, heard=lambda _done, _of: None)


def test_a_copy_that_is_not_the_same_is_told_and_the_journal_stays_the_journal(ways: Ways) -> None:
    desk, batch = with_many_rows(ways, 100)
    from batch_sender.journal.database.engine import open_as_it_is  # noqa: PLC0415

    def meddle(done: int, of: int) -> None:
        if done == of // 2:  # all is written, and nothing compared yet
            there = open_as_it_is(ways.target)
            with there.begin() as tx:
                tx.execute(sql("UPDATE messages SET text = 'Oi' WHERE row = 7"))
            there.dispose()

    with pytest.raises(CopyDiffers, match="messages"):
        ways.copy(desk.journal, heard=meddle)
    assert_begun_only(ways, desk, batch)


@pytest.mark.postgres
def test_cut_off_at_its_very_end_neither_sends_and_the_same_command_ends_it(
    schema: str, memory_path: Path, clock: FakeClock
) -> None:
    memory = Memory(memory_path / "state")
    with TcpProxy.before(schema) as proxy:
        ways = Ways(str(memory_path / "old.sqlite3"), proxy.url(schema), memory, clock)
        desk = ways.desk(ways.source)
        batch = desk.checked(text(2))
        proxy.lose_answer_to(b"UPDATE alembic_version")
        with pytest.raises(JournalServerUnreachable):
            ways.copy(desk.journal)
        with pytest.raises(JournalMoved):
            desk.start(batch)
        with pytest.raises(JournalCopyUnfinished):
            ways.journal(schema)
        elsewhere = str(memory_path / "elsewhere.sqlite3")
        with pytest.raises(JournalMoved):
            desk.journal.maintenance.copy_to(elsewhere, who=WHO, heard=lambda _done, _of: None)
        ways.copy(desk.journal)
        there = ways.desk(schema)
        there.start(batch)
        assert there.rows_taken(batch) == [2]
        with pytest.raises(JournalMoved):
            desk.start(batch)
        ways.close()


@pytest.mark.slow
def test_a_hundred_thousand_rows_take_no_long_time(ways: Ways) -> None:
    desk, batch = with_many_rows(ways, 100_000)
    began = time.monotonic()
    assert ways.copy(desk.journal).states == {batch: {"pending": 100_000}}
    assert time.monotonic() - began < 120


def test_a_digest_goes_by_what_is_there_and_not_by_its_order() -> None:
    rows: list[tuple[Any, ...]] = [(1, "a", None), (2, "b", None), (2, "b", None)]
    none = TableContent()
    whole = none.with_rows(rows)
    assert whole == none.with_rows(rows[1:]).with_rows(rows[:1])
    assert whole != none.with_rows(rows[:2])
    assert whole != none.with_rows([(1, "a", "None"), *rows[1:]])


def test_two_that_hold_the_same_batch_are_still_kept_apart(ways: Ways) -> None:
    desk = ways.desk(ways.source)
    batch = desk.checked(text(2))
    ways.copy(desk.journal)
    first, second = ways.journal(ways.target), ways.journal(ways.target)
    with first.batches.holding(batch), pytest.raises(BatchBusy), second.batches.holding(batch):
        pytest.fail("two hold it")
