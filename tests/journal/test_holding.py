"""One process sends a batch: a second one is refused, and a dead one lets go at once."""

import contextlib
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from batch_sender.journal import Journal
from batch_sender.journal.database.locks import hold
from batch_sender.journal.errors import BatchBusy, JournalFolderReadOnly
from tests.journal.desk import WHO, Desk, new_batch, text

HOLDER = """
import sys
from batch_sender.journal import Journal

with Journal(sys.argv[1]) as journal, journal.batches.holding(int(sys.argv[2])):
    print("held", flush=True)
    sys.stdin.read()
"""


@contextlib.contextmanager
def holder(location: str, batch_id: int) -> Iterator["subprocess.Popen[str]"]:
    """Another program that holds the batch until it dies or the block ends."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, location, str(batch_id)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        try:
            yield process
        finally:
            process.kill()


def test_a_second_process_is_refused_until_the_first_dies(desk: Desk, location: str) -> None:
    batch_id, other = desk.running(text(2)), desk.running(text(3))
    with holder(location, batch_id) as process:
        assert desk.journal.batches.is_held(batch_id)
        with (
            pytest.raises(BatchBusy, match=r"process 7 on balcao"),
            desk.journal.batches.holding(batch_id),
        ):
            pytest.fail("two processes hold one batch")
        with desk.journal.batches.holding(other):
            pass
        process.kill()
        process.wait(timeout=60)
        # A server needs a moment to see that a client died: the lock itself tells when it has.
        with hold(desk.journal._handle.engine, batch_id, patience=60) as let_go:
            assert let_go
        with desk.journal.batches.holding(batch_id):
            assert desk.journal.batches.is_held(batch_id)


@pytest.mark.parametrize("at_rest", ["checked", "paused"])
def test_who_holds_a_batch_that_nobody_sends_is_not_made_up(
    desk: Desk, location: str, at_rest: str
) -> None:
    batch_id = desk.checked(text(2)) if at_rest == "checked" else desk.running(text(2))
    if at_rest == "paused":
        desk.journal.batches.pause(batch_id, because="asked", who=WHO)
    with (
        holder(location, batch_id),
        pytest.raises(BatchBusy, match="Another program works with batch") as refused,
        desk.journal.batches.holding(batch_id),
    ):
        pytest.fail("two processes hold one batch")
    assert "?" not in str(refused.value)


def test_a_batch_is_held_while_the_block_runs(desk: Desk) -> None:
    batch_id = desk.checked(text(2))
    assert not desk.journal.batches.is_held(batch_id)
    with desk.journal.batches.holding(batch_id):
        assert desk.journal.batches.is_held(batch_id)
    assert not desk.journal.batches.is_held(batch_id)


def test_it_is_let_go_when_the_block_fails(desk: Desk) -> None:
    batch_id = desk.checked(text(2))
    with contextlib.suppress(KeyboardInterrupt), desk.journal.batches.holding(batch_id):
        raise KeyboardInterrupt
    assert not desk.journal.batches.is_held(batch_id)


def test_a_look_at_the_lock_does_not_turn_a_sender_away(desk: Desk, location: str) -> None:
    """`status` takes the lock for a moment; whoever comes to send waits that moment."""
    batch_id = desk.checked(text(2))
    with Journal(location) as status, contextlib.ExitStack() as look:
        look.enter_context(status.batches.holding(batch_id))
        threading.Timer(0.2, look.close).start()
        with desk.journal.batches.holding(batch_id):
            assert desk.journal.batches.is_held(batch_id)


def test_one_journal_under_two_names_is_one(tmp_path: Path) -> None:
    real = tmp_path / "real" / "journal.sqlite3"
    with Journal(real) as one:
        batch_id = one.batches.add(new_batch())
        link = tmp_path / "link.sqlite3"
        try:
            link.symlink_to(real)
        except OSError:
            pytest.skip("this system lets nobody make links")
        with Journal(link) as two, one.batches.holding(batch_id):
            assert two.batches.is_held(batch_id)


def test_where_no_lock_can_be_made_it_is_said(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite3"
    with Journal(path) as journal:
        batch_id = journal.batches.add(new_batch())
        path.with_name(path.name + ".locks").write_text("in the way", encoding="utf-8")
        with pytest.raises(JournalFolderReadOnly), journal.batches.holding(batch_id):
            pytest.fail("nothing is held")
