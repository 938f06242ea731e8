"""A backup is a true past state, taken while messages leave; a check finds what is wrong."""

import os
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text as sql

from batch_sender.journal import Claimed, Journal, JournalFault
from batch_sender.journal.errors import (
    JournalDamaged,
    JournalError,
    JournalFromNewerVersion,
    JournalNotADatabase,
)
from batch_sender.journal.maintenance.errors import (
    BackupDiskFull,
    BackupExists,
    BackupFolderMissing,
    BackupNotAFile,
    BackupNotWritten,
    BackupOntoJournal,
    BackupTargetInUse,
    BackupWithServerTools,
)
from batch_sender.models import BatchState, MessageState
from tests.journal.desk import ACCEPTED, TIMED_OUT, Desk, skipped, text, with_file
from tests.support import FakeClock

ROWS = 400


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "journal.sqlite3"


@pytest.fixture
def book(file: Path, clock: FakeClock) -> Iterator[Journal]:
    """A journal in SQLite, where there is a file to look after."""
    with Journal(file, now=clock.now) as opened:
        yield opened


@pytest.fixture
def keeper(book: Journal, clock: FakeClock) -> Desk:
    return Desk(book, clock)


def accepted_in(journal: Journal, batch_id: int) -> set[int]:
    return {
        each.row for each in journal.messages.rows(batch_id) if each.state is MessageState.ACCEPTED
    }


# ── backup ────────────────────────────────────────────────────────────────────────────────────


class Sender(threading.Thread):
    """Sends a batch, one message after another, and remembers what is on disk, in that order."""

    def __init__(self, desk: Desk, batch_id: int) -> None:
        super().__init__()
        self.recorded: list[int] = []
        self.under_way = threading.Event()
        self._desk, self._batch_id = desk, batch_id

    def run(self) -> None:
        while isinstance(found := self._desk.claim(self._batch_id), Claimed):
            self._desk.record(found, ACCEPTED)
            self.recorded.append(found.row)
            if len(self.recorded) == 50:
                self.under_way.set()


def test_a_backup_holds_a_true_past_state_while_messages_leave(
    keeper: Desk, book: Journal, tmp_path: Path
) -> None:
    batch_id = keeper.running(*(text(row) for row in range(2, ROWS + 2)))
    sender = Sender(keeper, batch_id)
    sender.start()
    assert sender.under_way.wait(30)
    copies: list[tuple[Path, int, int]] = []
    while sender.is_alive() and len(copies) < 5:
        before = len(sender.recorded)
        copy = book.maintenance.backup(tmp_path / f"copy-{len(copies)}.sqlite3")
        copies.append((copy, before, len(sender.recorded)))
    sender.join(60)
    assert accepted_in(book, batch_id) == set(range(2, ROWS + 2)), "the sender was not disturbed"
    assert copies
    for copy, before, after in copies:
        with Journal(copy) as past:
            assert {each.fault for each in past.maintenance.check().findings} <= {
                JournalFault.STRANDED
            }
            counts, accepted = past.batches.counts(batch_id), accepted_in(past, batch_id)
        # One more may have been on disk than its sender had come to count.
        assert set(sender.recorded[:before]) <= accepted <= set(sender.recorded[: after + 1])
        assert counts.read == ROWS
        assert counts.sending <= 1


def test_a_backup_is_for_its_owner_alone_and_one_whole_file(
    keeper: Desk, book: Journal, tmp_path: Path
) -> None:
    keeper.checked(text(2))
    kept = tmp_path / "kept"
    kept.mkdir()
    copy = book.maintenance.backup(kept / "ontem.sqlite3")
    assert copy == kept / "ontem.sqlite3"
    assert [each.name for each in kept.iterdir()] == ["ontem.sqlite3"]
    if os.name != "nt":
        assert copy.stat().st_mode & 0o777 == 0o600
    with sqlite3.connect(copy) as raw:
        assert raw.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    raw.close()


def test_only_a_word_replaces_an_earlier_backup(
    keeper: Desk, book: Journal, tmp_path: Path
) -> None:
    copy = book.maintenance.backup(tmp_path / "copy.sqlite3")
    first = copy.read_bytes()
    keeper.checked(text(2))
    with pytest.raises(BackupExists):
        book.maintenance.backup(copy)
    assert copy.read_bytes() == first
    book.maintenance.backup(copy, over=True)
    with Journal(copy) as newer:
        assert [each.state for each in newer.batches.recent()] == [BatchState.CHECKED]


def onto_itself(file: Path, _tmp_path: Path) -> Path:
    return file


def onto_a_side_file(file: Path, _tmp_path: Path) -> Path:
    return file.with_name(file.name + "-wal")


def onto_a_link_to_it(file: Path, tmp_path: Path) -> Path:
    os.link(file, tmp_path / "another-name.sqlite3")
    return tmp_path / "another-name.sqlite3"


def onto_a_folder(_file: Path, tmp_path: Path) -> Path:
    (tmp_path / "folder").mkdir()
    return tmp_path / "folder"


def into_no_folder(_file: Path, tmp_path: Path) -> Path:
    return tmp_path / "missing" / "copy.sqlite3"


def beside_a_wal(_file: Path, tmp_path: Path) -> Path:
    (tmp_path / "copy.sqlite3-wal").write_bytes(b"somebody's")
    return tmp_path / "copy.sqlite3"


@pytest.mark.parametrize("over", [False, True])
@pytest.mark.parametrize(
    ("target", "refusal"),
    [
        (onto_itself, BackupOntoJournal),
        (onto_a_side_file, BackupOntoJournal),
        (onto_a_link_to_it, BackupOntoJournal),
        (onto_a_folder, BackupNotAFile),
        (into_no_folder, BackupFolderMissing),
        (beside_a_wal, BackupTargetInUse),
    ],
)
def test_a_target_that_cannot_be_is_refused_and_nothing_changes(
    book: Journal,
    file: Path,
    tmp_path: Path,
    target: Callable[[Path, Path], Path],
    refusal: type[JournalError],
    over: bool,
) -> None:
    place = target(file, tmp_path)
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(refusal) as refused:
        book.maintenance.backup(place, over=over)
    assert str(place) in refused.value.message
    assert sorted(tmp_path.rglob("*")) == before
    assert book.batches.recent() == [], "the journal is as it was"


@pytest.mark.skipif(
    os.name == "nt" or os.geteuid() == 0, reason="nothing is write-protected for this user"
)
def test_a_folder_that_takes_no_file_is_named(book: Journal, tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o500)
    with pytest.raises(BackupNotWritten):
        book.maintenance.backup(closed / "copy.sqlite3")


def test_a_full_disk_leaves_no_half_backup(keeper: Desk, book: Journal, tmp_path: Path) -> None:
    keeper.checked(*(text(row) for row in range(2, 1000)))
    small = tmp_path / "small"
    small.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(small)]
    if (
        sys.platform != "linux"
        or subprocess.run(mount, capture_output=True, check=False).returncode
    ):
        pytest.skip("no small disk can be made here")
    try:
        with pytest.raises(BackupDiskFull):
            book.maintenance.backup(small / "copy.sqlite3")
        assert list(small.iterdir()) == []
    finally:
        subprocess.run(["umount", str(small)], check=True)
    assert book.maintenance.check().findings == ()


def test_a_damaged_journal_gives_no_backup_that_looks_sound(
    keeper: Desk, book: Journal, file: Path, tmp_path: Path
) -> None:
    keeper.checked(*(text(row) for row in range(2, 1000)))
    book.close()
    damage(file)
    with Journal(file) as damaged, pytest.raises(JournalDamaged):
        damaged.maintenance.backup(tmp_path / "copy.sqlite3")
    assert not (tmp_path / "copy.sqlite3").exists()
    assert not list(tmp_path.glob(".copy*"))


@pytest.mark.postgres
def test_postgresql_is_backed_up_with_its_own_tools(schema: str, tmp_path: Path) -> None:
    with Journal(schema) as journal, pytest.raises(BackupWithServerTools) as refused:
        journal.maintenance.backup(tmp_path / "copy.dump")
    database = schema.partition("?")[0].rpartition("/")[2]
    assert refused.value.next == (
        f"Run: pg_dump --format=custom --file={tmp_path / 'copy.dump'} {database}"
    )
    assert not list(tmp_path.iterdir())


# ── check ─────────────────────────────────────────────────────────────────────────────────────


def damage(file: Path) -> None:
    """Overwrite some pages among the rows, as a bad disk does; nobody has it open."""
    content = bytearray(file.read_bytes())
    at = len(content) * 3 // 4  # behind the first page of each table
    content[at : at + 16384] = b"\xa5" * 16384
    file.write_bytes(content)


def test_a_healthy_journal_is_found_healthy(desk: Desk, journal: Journal) -> None:
    sent = desk.running(text(2), with_file(3), text(4), skipped(5))
    for ending in (ACCEPTED, ACCEPTED, ACCEPTED, TIMED_OUT):
        desk.record(desk.take(sent), ending)
    assert journal.batches.finish(sent, who="ana")
    desk.checked(text(2, to=50))
    journal.batches.cancel(desk.running(text(2, to=60)), who="ana")
    found = journal.maintenance.check()
    assert (found.batches, found.messages, found.opt_outs) == (3, 6, 0)
    assert found.findings == ()


def test_rows_that_a_dead_sender_left_are_stranded_those_of_a_living_one_not(
    desk: Desk, journal: Journal
) -> None:
    dead, living = desk.running(text(2), text(3)), desk.running(text(2, to=50))
    desk.take(dead)
    desk.take(living)
    with journal.batches.holding(living):
        (found,) = journal.maintenance.check().findings
    assert (found.fault, found.batch, found.detail) == (JournalFault.STRANDED, dead, "1")
    journal.batches.settle_abandoned(who="ana")
    assert journal.maintenance.check().findings == ()


STAGED: dict[JournalFault, tuple[str, ...]] = {
    JournalFault.STATE_NOT_KNOWN: ("UPDATE messages SET state = 'sent' WHERE row = 3",),
    JournalFault.FINISHED_WITH_ROWS_LEFT: ("UPDATE batches SET state = 'finished'",),
    JournalFault.MARK_WITHOUT_ATTEMPT: ("UPDATE attempts SET ended_at = started_at WHERE row = 2",),
    JournalFault.ATTEMPT_WITHOUT_MESSAGE: (
        "INSERT INTO attempts (batch_id, row, attempt, part, started_at) "
        "SELECT batch_id, 77, 1, part, started_at FROM attempts",
    ),
}


@pytest.mark.parametrize("fault", STAGED)
def test_what_contradicts_itself_is_found(
    desk: Desk, journal: Journal, fault: JournalFault
) -> None:
    batch_id = desk.running(text(2), text(3))
    desk.take(batch_id)
    with journal.batches.holding(batch_id):
        assert journal.maintenance.check().findings == ()
        with journal._handle.engine.begin() as connection:
            for statement in STAGED[fault]:
                connection.execute(sql(statement))
        found = {each.fault: each for each in journal.maintenance.check().findings}
    also = {JournalFault.COUNTS_DIFFER} if fault is JournalFault.STATE_NOT_KNOWN else set()
    assert set(found) == {fault} | also
    assert found[fault].batch == batch_id


def test_a_batch_in_no_known_state_is_found(desk: Desk, journal: Journal) -> None:
    batch_id = desk.checked(text(2))
    with journal._handle.engine.begin() as connection:
        connection.execute(sql("UPDATE batches SET state = 'lost'"))
    (found,) = journal.maintenance.check().findings
    assert (found.fault, found.batch, found.detail) == (
        JournalFault.STATE_NOT_KNOWN,
        batch_id,
        "lost",
    )


def test_rows_that_belong_to_no_batch_are_found(keeper: Desk, book: Journal, file: Path) -> None:
    keeper.checked(text(2))
    book.close()
    with sqlite3.connect(file) as raw:  # without foreign keys, as another program may open it
        raw.execute("UPDATE messages SET batch_id = 99")
    raw.close()
    with Journal(file) as opened:
        (found,) = opened.maintenance.check().findings
    assert (found.fault, found.detail) == (JournalFault.REFERENCE_BROKEN, "messages")


def test_a_damaged_file_is_found_damaged(keeper: Desk, book: Journal, file: Path) -> None:
    keeper.checked(*(text(row) for row in range(2, 1000)))
    book.close()
    damage(file)
    with Journal(file) as damaged:
        faults = {each.fault for each in damaged.maintenance.check().findings}
    assert faults == {JournalFault.DAMAGED}


def no_database(path: Path) -> None:
    path.write_text("nome;telefone\nAna;11900000001\n" * 99, "utf-8")


def another_programs(path: Path) -> None:
    with sqlite3.connect(path) as raw:
        raw.execute("CREATE TABLE notes (text)")
    raw.close()


def from_tomorrow(path: Path) -> None:
    Journal(path).close()
    with sqlite3.connect(path) as raw:
        raw.execute("UPDATE alembic_version SET version_num = '9999'")
    raw.close()


def cut_short(path: Path) -> None:
    Journal(path).close()
    path.write_bytes(path.read_bytes()[:5000])


@pytest.mark.parametrize(
    ("made", "refusal"),
    [
        (no_database, JournalNotADatabase),
        (another_programs, JournalNotADatabase),
        (from_tomorrow, JournalFromNewerVersion),
        (cut_short, JournalDamaged),
    ],
)
def test_what_is_no_journal_of_ours_is_refused_and_stays_as_it_is(
    tmp_path: Path, made: Callable[[Path], Any], refusal: type[JournalError]
) -> None:
    place = tmp_path / "journal.sqlite3"
    made(place)
    before = place.read_bytes()
    with pytest.raises(refusal) as refused:
        Journal(place)
    assert str(place) in refused.value.message
    assert place.read_bytes() == before
