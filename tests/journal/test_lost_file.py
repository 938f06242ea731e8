"""A journal's file goes, or others write to it, while a program has it open; and what lies there next."""

import shutil
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from batch_sender.journal import CopyKind, Journal, Memory
from batch_sender.journal.errors import (
    JournalDamaged,
    JournalFromNewerVersion,
    JournalIsBackup,
    JournalReplaced,
    JournalVanished,
)
from batch_sender.models import MessageState
from tests.journal.desk import ACCEPTED, WHO, Desk, text
from tests.support import FakeClock

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="Windows keeps open files from being removed"
)


@pytest.fixture
def memory(tmp_path: Path) -> Memory:
    return Memory(tmp_path / "state")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "data" / "journal.sqlite3"


def opened(file: Path, memory: Memory, clock: FakeClock) -> Desk:
    journal = Journal(file, now=clock.now, memory=memory)
    journal.key()
    return Desk(journal, clock)


@pytest.fixture
def sender(file: Path, memory: Memory, clock: FakeClock) -> Desk:
    desk = opened(file, memory, clock)
    desk.record(desk.take(desk.running(*(text(row) for row in range(2, 30)))), ACCEPTED)
    return desk


def wal(file: Path) -> Path:
    return file.with_name(file.name + "-wal")


def remove_folder(file: Path) -> None:
    shutil.rmtree(file.parent)


def replace(file: Path) -> None:
    Path(shutil.copy(file, file.with_name("copy"))).replace(file)


# ── the file is not there any more ────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "lose", [remove_folder, Path.unlink, replace, lambda file: wal(file).unlink()]
)
@pytest.mark.parametrize(
    "work",
    [
        pytest.param(lambda desk: desk.claim(1), id="a claim"),
        pytest.param(
            lambda desk: desk.journal.batches.pause(1, because="asked", who=WHO), id="a pause"
        ),
        pytest.param(lambda desk: desk.journal.batches.one(1), id="a question"),
    ],
)  # fmt: skip
def test_nothing_is_done_in_a_journal_that_is_gone(
    sender: Desk, file: Path, lose: Callable[[Path], None], work: Callable[[Desk], object]
) -> None:
    lose(file)
    with pytest.raises(JournalVanished) as refused:
        work(sender)
    assert str(file) in refused.value.message
    assert "do not send the same list again" in refused.value.next


def test_a_journal_that_is_gone_is_not_made_anew_by_its_sender(sender: Desk, file: Path) -> None:
    file.unlink()
    for _look in range(20):  # more than its connections can have been open before
        with pytest.raises(JournalVanished):
            sender.journal.batches.one(1)
    with pytest.raises(sqlite3.OperationalError):
        sender.journal._handle.engine.pool._creator()  # type: ignore[call-arg]
    assert not file.exists()


def test_the_log_lies_there_while_a_journal_is_open(file: Path) -> None:
    with Journal(file) as journal:
        journal._handle.engine.dispose()  # all connections but one
        journal.key()
        assert wal(file).exists()


# ── what others do to it ──────────────────────────────────────────────────────────────────────


def overwrite(file: Path) -> None:
    with file.open("r+b") as written:
        written.seek(file.stat().st_size // 8192 * 4096)
        written.write(b"\xa5" * 16384)


def migrate(file: Path) -> None:
    connection = sqlite3.connect(file)
    connection.execute("UPDATE alembic_version SET version_num = 'j9999'")
    connection.commit()
    connection.close()


def become_a_backup(file: Path) -> None:
    connection = sqlite3.connect(file)
    connection.execute("INSERT INTO meta VALUES ('backed_up_at', '2026-11-22T12:00:00+00:00')")
    connection.commit()
    connection.close()


@pytest.mark.parametrize(
    ("change", "error"),
    [
        (overwrite, JournalDamaged),
        (migrate, JournalFromNewerVersion),
        (become_a_backup, JournalIsBackup),
    ],
)
def test_a_sender_notices_at_its_next_beat(
    sender: Desk,
    file: Path,
    memory: Memory,
    clock: FakeClock,
    change: Callable[[Path], None],
    error: type[Exception],
) -> None:
    sender.journal.close()
    desk = opened(file, memory, clock)
    desk.take(1)
    change(file)
    clock.forward(1.5)
    with pytest.raises(error):
        desk.claim(1)


def test_messages_behind_a_checkpoint_have_a_generation_of_their_own(
    sender: Desk, file: Path, memory: Memory, clock: FakeClock, tmp_path: Path
) -> None:
    """Within the second, too: whoever loses the log loses a generation that is remembered."""
    sender.journal._handle.checkpoint()
    kept = shutil.copy(file, tmp_path / "without its log")
    sender.take(1)
    sender.journal.close()
    shutil.copy(kept, file)
    found = opened(file, memory, clock).journal.maintenance.restored()
    assert found is not None
    assert found.kind is CopyKind.OLDER


@pytest.mark.parametrize(
    "rest",
    [
        pytest.param(lambda desk: desk.checked(text(2, to=70)), id="judged"),
        pytest.param(
            lambda desk: desk.journal.batches.pause(1, because="asked", who=WHO), id="paused"
        ),
        pytest.param(lambda desk: desk.journal.batches.cancel(1, who=WHO), id="cancelled"),
        pytest.param(lambda desk: desk.journal.close(), id="closed, not by the last"),
    ],
)
def test_nothing_is_left_to_the_log_at_rest(
    sender: Desk, file: Path, tmp_path: Path, rest: Callable[[Desk], object]
) -> None:
    with Journal(file) as another:
        rest(sender)
        alone = shutil.copy(file, tmp_path / "without its log")
        there = [batch.state for batch in another.batches.recent()]
    with Journal(alone) as copy:
        assert [batch.state for batch in copy.batches.recent()] == there


# ── what lies there next ──────────────────────────────────────────────────────────────────────


def test_a_journal_made_anew_in_its_place_sends_nothing_until_a_person_says_so(
    sender: Desk, file: Path, memory: Memory, clock: FakeClock
) -> None:
    sender.journal.close()
    remove_folder(file)
    clock.forward(60)
    desk = opened(file, memory, clock)
    batch_id = desk.checked(text(2))
    with pytest.raises(JournalReplaced) as refused:
        desk.start(batch_id)
    assert "--after-restore" in refused.value.next
    copy = desk.journal.maintenance.restored()
    assert copy is not None
    assert desk.journal.maintenance.accept_restored(copy, who=WHO) == 0
    assert desk.standing(batch_id) == {2: MessageState.PENDING}, "it was never in the lost one"
    desk.start(batch_id)
    assert desk.take(batch_id).row == 2
    desk.journal.close()
    assert opened(file, memory, clock).journal.maintenance.restored() is None


def test_an_empty_one_is_known_for_another_before_its_first_list(
    sender: Desk, file: Path, memory: Memory
) -> None:
    sender.journal.close()
    remove_folder(file)
    with Journal(file, memory=memory) as fresh:
        copy = fresh.maintenance.restored()
        assert copy is not None
        fresh.maintenance.accept_restored(copy, who=WHO)
        assert fresh.maintenance.restored() is None


def test_a_new_journal_at_a_new_place_is_no_offence(
    sender: Desk, file: Path, memory: Memory, clock: FakeClock
) -> None:
    desk = opened(file.with_name("other.sqlite3"), memory, clock)
    desk.start(desk.checked(text(2)))
    assert sender.journal.maintenance.restored() is None


def test_a_journal_that_was_moved_leaves_its_old_place_free(
    sender: Desk, file: Path, memory: Memory, clock: FakeClock
) -> None:
    sender.journal.close()
    moved = file.parent.rename(file.parent.with_name("moved")) / file.name
    desk = opened(moved, memory, clock)
    assert desk.journal.maintenance.restored() is None
    desk.start(1)
    fresh = opened(file, memory, clock)
    fresh.start(fresh.checked(text(2)))


def test_nothing_is_known_where_only_lists_were_checked(
    file: Path, memory: Memory, clock: FakeClock
) -> None:
    opened(file, memory, clock).checked(text(2))
    remove_folder(file)
    desk = opened(file, memory, clock)
    desk.start(desk.checked(text(2)))
