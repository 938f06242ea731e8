"""A copy of the journal that was brought back has forgotten what was sent: nothing leaves from it."""

import contextlib
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from batch_sender.journal import Claimed, Journal, Memory
from batch_sender.journal.database.memory import Seen
from batch_sender.journal.errors import (
    BatchBusy,
    JournalIsBackup,
    JournalOlderCopy,
    JournalRestored,
)
from batch_sender.journal.maintenance import copy_acceptance
from batch_sender.journal.schema.tables import events
from batch_sender.models import MessageState, Reason
from tests.journal.desk import ACCEPTED, WHO, Desk, text, with_file
from tests.support import MONDAY_NOON, FakeClock


class Machine:
    """A machine: it remembers journals, and a journal lies on it that can be copied and brought back."""

    def __init__(self, folder: Path, clock: FakeClock) -> None:
        self.folder, self.clock = folder, clock
        self.journal = folder / "journal.sqlite3"
        self.memory = Memory(folder / "state")
        self._copies = 0
        self._open: list[Journal] = []

    def desk(self, file: Path | None = None) -> Desk:
        book = Journal(file or self.journal, now=self.clock.now, memory=self.memory)
        book.key()  # whoever judges a list asks for it
        self._open.append(book)
        return Desk(book, self.clock)

    def close(self) -> None:
        while self._open:
            self._open.pop().close()

    def copied_away(self) -> Path:
        """Copy the file while nobody has it open, as other programs' backups do."""
        self.close()
        self._copies += 1
        return Path(shutil.copy(self.journal, self.folder / f"copy-{self._copies}"))

    def frozen(self) -> Path:
        """Copy what is on disk while it is in use, as a snapshot of the whole disk does."""
        self._copies += 1
        place = self.folder / f"frozen-{self._copies}"
        with (
            contextlib.closing(sqlite3.connect(self.journal)) as live,
            contextlib.closing(sqlite3.connect(place)) as copy,
        ):
            live.backup(copy)
        return place

    def backed_up(self, desk: Desk) -> Path:
        self._copies += 1
        return desk.journal.maintenance.backup(self.folder / f"backup-{self._copies}")

    def bring_back(self, copy: Path) -> Desk:
        self.close()
        shutil.copy(copy, self.journal)
        return self.desk()


@pytest.fixture
def machine(tmp_path: Path, clock: FakeClock) -> Iterator[Machine]:
    made = Machine(tmp_path, clock)
    yield made
    made.close()


def send_one(desk: Desk, batch_id: int) -> None:
    desk.record(desk.take(batch_id), ACCEPTED)


def noted(journal: Journal) -> list[tuple[str, Any]]:
    statement = select(events.c.kind, events.c.detail).where(events.c.batch_id.is_(None))
    with journal._handle.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(statement)]


# ── what is noticed ───────────────────────────────────────────────────────────────────────────


def nothing(_desk: Desk, _batch_id: int) -> None:
    """Nobody sends."""


def a_start(desk: Desk, batch_id: int) -> None:
    desk.start(batch_id)


def a_message(desk: Desk, batch_id: int) -> None:
    send_one(desk, batch_id)


def another_message_later(desk: Desk, batch_id: int) -> None:
    """The generation is not the start's: a sender that runs on counts, too."""
    desk.clock.forward(3.5)
    send_one(desk, batch_id)


def a_message_whose_sender_died(desk: Desk, batch_id: int) -> None:
    desk.clock.forward(3.5)
    desk.take(batch_id)


@pytest.mark.parametrize(
    ("began", "happened"),
    [
        pytest.param(nothing, a_start, id="only checked when it was copied, started since"),
        pytest.param(a_start, a_message, id="started when it was copied, its first message since"),
        pytest.param(a_message, another_message_later, id="only messages were sent since"),
        pytest.param(
            a_message, a_message_whose_sender_died, id="marked, and killed before the end"
        ),
    ],
)
def test_an_older_copy_is_noticed(
    machine: Machine,
    began: Callable[[Desk, int], None],
    happened: Callable[[Desk, int], None],
) -> None:
    desk = machine.desk()
    batch_id = desk.checked(*(text(row) for row in range(2, 9)))
    if began is not nothing:
        desk.start(batch_id)
    if began is a_message:
        send_one(desk, batch_id)
    copy = machine.copied_away()
    happened(machine.desk(), batch_id)
    desk = machine.bring_back(copy)
    assert desk.journal.maintenance.restored() is not None
    before = desk.everything(batch_id)
    with pytest.raises(JournalOlderCopy) as refused:
        desk.start(batch_id)
    assert "older copy" in refused.value.message
    assert "--after-restore" in refused.value.next
    assert desk.everything(batch_id) == before


def test_one_sender_leaves_older_copies_behind_all_the_time(machine: Machine) -> None:
    desk = machine.desk()
    batch_id = desk.running(*(text(row) for row in range(2, 9)))
    copies = []
    for _message in range(3):
        send_one(desk, batch_id)
        copies.append(machine.frozen())
        desk.clock.forward(3.5)
    send_one(desk, batch_id)
    for copy in copies:
        with pytest.raises(JournalOlderCopy):
            machine.bring_back(copy).start(batch_id)


def test_the_journal_itself_is_never_taken_for_a_copy(machine: Machine) -> None:
    desk = machine.desk()
    batch_id = desk.running(*(text(row) for row in range(2, 9)))
    for way in ("closed well", "killed"):
        send_one(desk, batch_id)
        desk.clock.forward(2)
        send_one(desk, batch_id)
        desk.take(batch_id)
        machine.close()
        desk = machine.desk()
        assert desk.journal.maintenance.restored() is None, way
        desk.journal.batches.take_over(batch_id, who=WHO)
        desk.start(batch_id)
    desk.journal.batches.pause(batch_id, because="asked", who=WHO)
    desk.journal.count_generation()
    desk.start(batch_id)


def test_checking_lists_and_asking_leave_no_older_copies(machine: Machine) -> None:
    machine.desk().checked(text(2))
    copy = machine.copied_away()
    machine.desk().checked(text(2, to=70))
    desk = machine.bring_back(copy)
    desk.start(1)  # nothing had left that it does not know of


def test_another_journal_is_not_an_older_one(machine: Machine) -> None:
    desk = machine.desk()
    send_one(desk, desk.running(text(2)))
    other = machine.desk(machine.folder / "other.sqlite3")
    send_one(other, other.running(text(2)))
    assert other.journal.maintenance.restored() is None


def test_pausing_and_cancelling_in_a_copy_does_not_make_it_the_journal(machine: Machine) -> None:
    desk = machine.desk()
    first, second = desk.running(text(2), text(3)), desk.running(text(2, to=70), text(3, to=71))
    copy = machine.copied_away()
    desk = machine.desk()
    desk.clock.forward(2)
    send_one(desk, first)
    desk = machine.bring_back(copy)
    desk.journal.batches.pause(second, because="asked", who=WHO)
    with pytest.raises(JournalRestored):
        desk.start(second)
    desk.journal.batches.cancel(second, who=WHO)
    with pytest.raises(JournalRestored):
        desk.start(first)


# ── backups carry a mark of their own ─────────────────────────────────────────────────────────


def test_a_backup_shows_on_a_machine_that_has_never_seen_the_journal(
    machine: Machine, tmp_path: Path, clock: FakeClock
) -> None:
    desk = machine.desk()
    batch_id = desk.running(text(2), text(3))
    copy = machine.backed_up(desk)
    clock.forward(3600)
    elsewhere = Machine(tmp_path / "elsewhere", clock)
    elsewhere.folder.mkdir()
    desk = elsewhere.bring_back(copy)
    with pytest.raises(JournalIsBackup) as refused:
        desk.start(batch_id)
    assert "2026-11-23 12:00 (America/Sao_Paulo)" in refused.value.message
    elsewhere.close()


def test_a_backup_shows_without_any_memory(machine: Machine) -> None:
    desk = machine.desk()
    desk.checked(text(2))
    with Journal(machine.backed_up(desk)) as copy:
        assert copy.maintenance.restored() is not None


def test_a_backup_of_an_idle_journal_that_was_not_used_since_goes_on(machine: Machine) -> None:
    desk = machine.desk()
    first = desk.running(text(2))
    send_one(desk, first)
    assert desk.journal.batches.finish(first, who=WHO)
    second = desk.checked(text(2, to=70), text(3, to=71))
    copy = machine.backed_up(desk)
    desk = machine.bring_back(copy)
    desk.start(second)
    send_one(desk, second)
    # It is the journal now, not a copy: no later start may be refused for the mark it had.
    desk.start(second)


def test_a_backup_that_was_made_while_a_batch_ran_is_always_doubted(machine: Machine) -> None:
    """Its sender, if it was killed, may have sent a little more than it had counted."""
    desk = machine.desk()
    batch_id = desk.running(text(2), text(3))
    send_one(desk, batch_id)
    copy = machine.backed_up(desk)
    send_one(desk, batch_id)  # within the second: not counted yet
    desk = machine.bring_back(copy)
    with pytest.raises(JournalIsBackup):
        desk.start(batch_id)


def test_a_copy_of_a_copy_is_as_old_as_the_first(machine: Machine, clock: FakeClock) -> None:
    desk = machine.desk()
    desk.checked(text(2))
    copy = machine.backed_up(desk)
    clock.forward(86400)
    with (
        Journal(copy, now=clock.now) as first,
        Journal(first.maintenance.backup(machine.folder / "second"), now=clock.now) as second,
    ):
        found = second.maintenance.restored()
    assert found is not None
    assert found.since == MONDAY_NOON


# ── going on all the same ─────────────────────────────────────────────────────────────────────


def accept(desk: Desk) -> int:
    copy = desk.journal.maintenance.restored()
    assert copy is not None
    return desk.journal.maintenance.accept_restored(copy, who=WHO)


@pytest.fixture
def yesterday(machine: Machine, clock: FakeClock) -> Desk:
    """A backup of a day ago, brought back: batches 1 running, 2 paused, 3 checked, 4 and 5 ended."""
    desk = machine.desk()
    running = desk.running(text(2), text(3), with_file(4), text(5))
    send_one(desk, running)
    desk.take(running)
    paused = desk.running(text(2, to=50), with_file(3, to=51))
    desk.journal.batches.pause(paused, because="asked", who=WHO)
    desk.checked(text(2, to=60))
    finished = desk.running(text(2, to=70))
    send_one(desk, finished)
    desk.journal.batches.finish(finished, who=WHO)
    desk.journal.batches.cancel(desk.running(text(2, to=80)), who=WHO)
    copy = machine.backed_up(desk)
    clock.forward(86400)
    return machine.bring_back(copy)


def test_what_waited_in_a_copy_becomes_unknown_and_the_rest_stays(yesterday: Desk) -> None:
    assert accept(yesterday) == 2 + 2 + 1
    restored = (MessageState.UNKNOWN, Reason.JOURNAL_RESTORED)
    assert [yesterday.ends(batch_id) for batch_id in range(1, 6)] == [
        {
            2: (MessageState.ACCEPTED, None),
            3: (MessageState.UNKNOWN, Reason.CRASHED),
            4: restored,
            5: restored,
        },
        {2: restored, 3: restored},
        {2: restored},
        {2: (MessageState.ACCEPTED, None)},
        {2: (MessageState.SKIPPED, "cancelled")},
    ]
    assert yesterday.journal.maintenance.check().findings == ()


def test_an_accepted_copy_pauses_what_ran_and_writes_it_down(yesterday: Desk) -> None:
    accept(yesterday)
    states = [yesterday.journal.batches.state(batch_id) for batch_id in range(1, 6)]
    assert states == ["paused", "paused", "checked", "finished", "cancelled"]
    assert yesterday.journal.batches.one(1).paused_because == "restored"
    assert yesterday.journal.batches.one(2).paused_because == "asked"
    since = MONDAY_NOON.isoformat()
    assert noted(yesterday.journal) == [("copy_accepted", {"since": since, "unknown": 5})]


def test_what_was_judged_since_the_copy_was_brought_back_cannot_have_left(yesterday: Desk) -> None:
    new = yesterday.checked(text(2, to=90))
    accept(yesterday)
    assert yesterday.standing(new) == {2: MessageState.PENDING}


def test_a_message_whose_text_was_out_stays_half_sent(machine: Machine) -> None:
    desk = machine.desk()
    batch_id = desk.running(with_file(2))
    send_one(desk, batch_id)
    desk = machine.bring_back(machine.backed_up(desk))
    assert accept(desk) == 1
    (row,) = desk.journal.messages.rows(batch_id)
    assert (row.state, row.reason) == (MessageState.UNKNOWN, Reason.HALF_SENT)
    assert row.detail == Reason.JOURNAL_RESTORED


def test_an_accepted_copy_is_the_journal_and_the_old_one_is_the_copy(machine: Machine) -> None:
    desk = machine.desk()
    batch_id = desk.running(*(text(row) for row in range(2, 9)))
    copy = machine.copied_away()
    desk = machine.desk()
    for _message in range(3):
        desk.clock.forward(2)
        send_one(desk, batch_id)
    later = machine.copied_away()
    desk = machine.bring_back(copy)
    accept(desk)
    assert desk.journal.maintenance.restored() is None
    desk.start(batch_id)
    assert desk.journal.batches.finish(batch_id, who=WHO)
    new = desk.running(text(2, to=70))
    assert isinstance(desk.claim(new), Claimed)
    # Whoever finds the newer file after all has two, and each has forgotten what the other sent.
    desk = machine.bring_back(later)
    with pytest.raises(JournalOlderCopy):
        desk.start(batch_id)


def test_a_batch_that_somebody_holds_is_not_decided_over(machine: Machine) -> None:
    desk = machine.desk()
    batch_id = desk.running(text(2))
    desk = machine.bring_back(machine.backed_up(desk))
    with desk.journal.batches.holding(batch_id), pytest.raises(BatchBusy):
        accept(desk)
    assert desk.standing(batch_id) == {2: MessageState.PENDING}
    with pytest.raises(JournalRestored):
        desk.start(batch_id)


def test_a_long_list_is_doubted_in_pieces_and_all_of_it(machine: Machine) -> None:
    desk = machine.desk()
    rows = [text(row) for row in range(2, 9)] + [with_file(row) for row in range(9, 12)]
    batch_id = desk.running(*rows)
    desk = machine.bring_back(machine.backed_up(desk))
    copy = desk.journal.maintenance.restored()
    assert copy is not None
    pieces = copy_acceptance.Acceptance(copy=copy, who=WHO, now=desk.clock.now(), most=3)
    assert (
        copy_acceptance.accept(
            desk.journal._handle.write, desk.journal.batches.holding, [batch_id], pieces
        )
        == 10
    )
    assert set(desk.standing(batch_id).values()) == {MessageState.UNKNOWN}


# ── both databases ────────────────────────────────────────────────────────────────────────────


def test_a_journal_whose_count_fell_back_is_refused_until_it_is_accepted(
    location: str, tmp_path: Path, clock: FakeClock
) -> None:
    memory = Memory(tmp_path / "state")
    with Journal(location, now=clock.now, memory=memory) as journal:
        journal.key()
        desk = Desk(journal, clock)
        batch_id = desk.running(text(2), text(3), text(4))
        send_one(desk, batch_id)
        (file,) = (tmp_path / "state" / "journals").iterdir()
        seen = memory.seen(file.stem)
        assert seen is not None
        assert seen.at == clock.now()
        memory.note(
            file.stem, seen.generation + 5, at=clock.now()
        )  # what a restored dump looks like
        with pytest.raises(JournalOlderCopy):
            desk.start(batch_id)
        assert accept(desk) == 2
        desk.start(batch_id)
        assert journal.batches.finish(batch_id, who=WHO)
        now = memory.seen(file.stem)
        assert now is not None
        assert now.generation > seen.generation + 5


# ── the memory itself ─────────────────────────────────────────────────────────────────────────


def test_the_memory_keeps_the_highest(tmp_path: Path) -> None:
    memory = Memory(tmp_path)
    assert memory.seen("a") is None
    memory.note("a", 3, at=MONDAY_NOON)
    memory.note("a", 2, at=MONDAY_NOON)
    memory.note("b", 1, at=MONDAY_NOON)
    assert memory.seen("a") == Seen(generation=3, at=MONDAY_NOON)
    assert len(list((tmp_path / "journals").iterdir())) == 2, "nothing is left beside them"


@pytest.mark.parametrize(
    "content", ["", "{", "[]", "7", '{"generation": "x", "at": ""}', '{"generation": 1}', "\0"]
)
def test_a_memory_that_cannot_be_read_remembers_nothing(tmp_path: Path, content: str) -> None:
    memory = Memory(tmp_path)
    memory.note("a", 3, at=MONDAY_NOON)
    (tmp_path / "journals" / "a.json").write_text(content, "utf-8")
    assert memory.seen("a") is None
    memory.note("a", 4, at=MONDAY_NOON)
    assert memory.seen("a") == Seen(generation=4, at=MONDAY_NOON)


def test_a_memory_that_cannot_be_written_stops_nobody(tmp_path: Path, clock: FakeClock) -> None:
    (tmp_path / "state").write_text("a file where the folder should be", "utf-8")
    memory = Memory(tmp_path / "state")
    with Journal(tmp_path / "j.sqlite3", now=clock.now, memory=memory) as journal:
        journal.key()
        desk = Desk(journal, clock)
        batch_id = desk.running(text(2))
        send_one(desk, batch_id)
        assert journal.batches.finish(batch_id, who=WHO)
