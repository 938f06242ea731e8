"""A folder that is not mounted here, a store that is away: no row is taken out, none is lost or in doubt."""

import platform
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from batch_sender import sentences
from batch_sender.compose.media import check_whole_list_file
from batch_sender.config.settings import Settings
from batch_sender.deliver.run import deliver
from batch_sender.journal import Journal
from batch_sender.models import (
    BatchRecord,
    BatchState,
    Delay,
    Form,
    JudgedMessage,
    MessageRecord,
    MessageState,
    Reason,
)
from batch_sender.models.places import Place
from batch_sender.sentences.events import describe_event
from batch_sender.standin import StandIn
from tests import stores
from tests.stores import LocalStore, local_store
from tests.support import (
    AtArrival,
    FakeClock,
    Watcher,
    checked_batch,
    connection_to,
    dispatch,
    message,
    number,
)

ROWS = range(2, 16)


class Moment(FakeClock):
    """A clock; at the wait of this number something happens."""

    def __init__(self) -> None:
        super().__init__()
        self.at: tuple[int, Callable[[], object]] | None = None
        self.waits = 0

    def wait(self, stop: threading.Event, seconds: float) -> None:
        """Wait, and let it happen."""
        super().wait(stop, seconds)
        self.waits += 1
        if self.at is not None and self.waits == self.at[0]:
            self.at[1]()


class Desk:
    """Judges files, sends, and tells what became of the rows."""

    def __init__(self, journal: Journal, api: StandIn, clock: Moment) -> None:
        self.journal, self.api, self.clock = journal, api, clock
        self.watcher = Watcher()

    def send(self, messages: list[JudgedMessage], settings: Settings | None = None) -> int:
        batch_id = checked_batch(self.journal, messages, settings)
        self.go_on(batch_id, settings)
        return batch_id

    def go_on(self, batch_id: int, settings: Settings | None = None) -> BatchRecord:
        deliver(
            self.journal,
            dispatch(batch_id, connection_to(self.api), settings),
            clock=self.clock,
            watch=self.watcher,
            stop=threading.Event(),
            chance=lambda: 0.5,
        )
        return self.batch(batch_id)

    def batch(self, batch_id: int) -> BatchRecord:
        return self.journal.batches.one(batch_id)

    def row(self, batch_id: int, row: int) -> MessageRecord:
        return next(each for each in self.journal.messages.rows(batch_id) if each.row == row)

    def calls(self) -> Counter[tuple[str | None, str]]:
        return Counter((each.number, each.kind) for each in self.api.received if each.number)

    def paused_for(self, batch_id: int, reason: Reason, place: Place) -> None:
        """Assert that the batch stands still for it, with all rows in it, and says where and on which machine."""
        batch = self.batch(batch_id)
        assert (batch.state, batch.paused_because) == (BatchState.PAUSED, reason)
        assert batch.problems == {}
        assert batch.counts.unknown == batch.counts.failed == batch.counts.skipped == 0
        for told in (
            sentences.describe_pause(reason, about=batch.paused_about),
            describe_event("paused", self.journal.batches.events(batch_id)[-1].detail),
        ):
            assert str(place) in told
            assert platform.node() in told


@pytest.fixture
def clock() -> Moment:
    return Moment()


@pytest.fixture
def desk(journal: Journal, api: StandIn, clock: Moment) -> Desk:
    return Desk(journal, api, clock)


@pytest.fixture
def share(tmp_path: Path) -> Path:
    """A folder with a bill for each row, as it is mounted."""
    folder = tmp_path / "mnt" / "boletos"
    folder.mkdir(parents=True)
    for row in ROWS:
        (folder / f"{row}.pdf").write_bytes(b"%PDF-1.4 bill " + str(row).encode())
    return folder


def with_file(row: int, place: Place, form: Form = Form.FILE_WITH_CAPTION) -> JudgedMessage:
    return message(row, row)._replace(form=form, media=check_whole_list_file(place))


def bills(share: Path, form: Form = Form.FILE_WITH_CAPTION) -> list[JudgedMessage]:
    return [with_file(row, share / f"{row}.pdf", form) for row in ROWS]


def unmount(share: Path) -> Path:
    """Take the folder away as an unmounting does: what it was mounted on is there, and empty."""
    aside = share.with_name("aside")
    share.rename(aside)
    share.mkdir()
    return aside


def mount(share: Path, aside: Path) -> None:
    for each in share.iterdir():
        each.unlink()
    share.rmdir()
    aside.rename(share)


# ── a folder ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("left", ["nothing", "an empty folder", "a folder with a note in it"])
def test_a_folder_that_is_not_mounted_takes_no_row_out(desk: Desk, share: Path, left: str) -> None:
    messages = bills(share)
    aside = unmount(share)
    if left == "nothing":
        share.rmdir()
    elif left == "a folder with a note in it":
        (share / "NOT_MOUNTED.pdf").write_bytes(b"%PDF-1.4")
    batch_id = desk.send(messages)
    desk.paused_for(batch_id, Reason.MEDIA_AWAY, share / "2.pdf")
    assert desk.batch(batch_id).counts.pending == len(ROWS)
    assert not desk.calls()
    assert desk.clock.waits >= 10, "no hot loop"

    share.mkdir(exist_ok=True)
    mount(share, aside)
    assert desk.go_on(batch_id).counts.accepted == len(ROWS)
    assert set(desk.calls().values()) == {1}


def test_a_folder_that_goes_away_midway_takes_no_row_out(desk: Desk, share: Path) -> None:
    messages = bills(share)
    desk.api.tell(AtArrival(3, lambda: unmount(share)))
    batch_id = desk.send(messages)
    desk.paused_for(batch_id, Reason.MEDIA_AWAY, share / "5.pdf")
    assert desk.batch(batch_id).counts.accepted == 3


def test_a_folder_that_comes_back_is_not_even_paused_for(desk: Desk, share: Path) -> None:
    messages = bills(share)
    aside = unmount(share)
    desk.clock.at = (4, lambda: mount(share, aside))
    batch_id = desk.send(messages)
    record = desk.batch(batch_id)
    assert (record.state, record.counts.accepted) == (BatchState.FINISHED, len(ROWS))
    assert set(desk.calls().values()) == {1}
    assert Reason.MEDIA_AWAY in desk.watcher.waited_because


def test_between_text_and_file_nothing_ends_in_doubt(desk: Desk, share: Path) -> None:
    messages = bills(share, Form.TEXT_THEN_FILE)
    asides: list[Path] = []
    desk.api.tell(AtArrival(1, lambda: asides.append(unmount(share))))
    batch_id = desk.send(messages)
    desk.paused_for(batch_id, Reason.MEDIA_AWAY, share / "2.pdf")
    assert desk.calls() == {(number(2), "text"): 1}, "no other text leaves meanwhile"
    assert desk.row(batch_id, 2).state is MessageState.PENDING

    mount(share, asides[0])
    assert desk.go_on(batch_id).counts.accepted == len(ROWS)
    assert desk.calls() == {(number(row), kind): 1 for row in ROWS for kind in ("text", "file")}


def test_where_others_are_answered_a_row_is_still_not_given_up(desk: Desk, share: Path) -> None:
    """That the connection answers other rows must not count against one whose file is away."""
    away = with_file(2, share / "2.pdf")._replace(row=20)
    aside = unmount(share)
    batch_id = desk.send([*(message(row, row) for row in range(3, 20)), away, message(21, 21)])
    row = desk.row(batch_id, 20)
    assert (row.state, row.attempts) == (MessageState.PENDING, 10)
    assert desk.batch(batch_id).counts.accepted == 17
    assert str(share / "2.pdf") in (row.answer or "")
    mount(share, aside)
    assert desk.go_on(batch_id).counts.accepted == 19
    assert set(desk.calls().values()) == {1}


def test_a_file_that_is_gone_from_a_folder_that_is_seen_takes_its_row_out(
    desk: Desk, share: Path
) -> None:
    messages = bills(share)
    (share / "2.pdf").unlink()
    (share / "7.pdf").unlink()
    batch_id = desk.send(messages)
    record = desk.batch(batch_id)
    assert record.state is BatchState.FINISHED
    assert record.problems == {"media_changed": 2}
    assert record.counts.accepted == len(ROWS) - 2


def test_of_two_folders_the_one_that_is_not_mounted_is_judged_by_itself(
    desk: Desk, share: Path
) -> None:
    other = share.with_name("outros")
    other.mkdir()
    for row in (20, 21):
        (other / f"{row}.pdf").write_bytes(b"%PDF-1.4 " + str(row).encode())
    messages = [*bills(share)[:2], *(with_file(row, other / f"{row}.pdf") for row in (20, 21))]
    unmount(other)
    batch_id = desk.send(messages)
    desk.paused_for(batch_id, Reason.MEDIA_AWAY, other / "20.pdf")
    assert desk.batch(batch_id).counts.accepted == 2


def test_one_file_for_all_that_is_gone_pauses_and_takes_no_row_out(desk: Desk, share: Path) -> None:
    messages = [with_file(row, share / "2.pdf") for row in ROWS]
    (share / "2.pdf").unlink()
    batch_id = desk.send(messages)
    desk.paused_for(batch_id, Reason.MEDIA_AWAY, share / "2.pdf")
    assert not desk.calls()


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX files")
def test_a_path_that_leads_in_circles_says_nothing_against_the_file(
    desk: Desk, share: Path
) -> None:
    messages = bills(share)
    unmount(share)
    share.rmdir()
    share.symlink_to(share)
    batch_id = desk.send(messages)
    desk.paused_for(batch_id, Reason.MEDIA_AWAY, share / "2.pdf")


def test_a_file_that_takes_too_long_to_read_does_not_leave_on_an_old_mark(
    desk: Desk, share: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    messages = bills(share)[:2]
    asked, clock = [0], desk.clock
    quick = clock.monotonic

    def slow_once() -> float:
        asked[0] += 1
        if asked[0] == 3:  # before the claim, before the reading, after it
            clock.forward(4.5)
        return quick()

    monkeypatch.setattr(clock, "monotonic", slow_once)
    batch_id = desk.send(messages)
    assert [desk.row(batch_id, row).attempts for row in (2, 3)] == [2, 1]
    assert desk.batch(batch_id).counts.accepted == 2
    assert set(desk.calls().values()) == {1}


# ── a store ───────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> Iterator[LocalStore]:
    with local_store(monkeypatch) as found:
        yield found


def in_store(
    store: LocalStore, rows: range, form: Form = Form.FILE_WITH_CAPTION
) -> list[JudgedMessage]:
    return [
        with_file(row, store.put(f"boletos/{row}.pdf", b"%PDF-1.4 " + str(row).encode()), form)
        for row in rows
    ]


def test_files_of_a_store_leave_as_they_were_judged(desk: Desk, store: LocalStore) -> None:
    messages = in_store(store, range(2, 6), Form.TEXT_THEN_FILE)
    store.put("boletos/3.pdf", b"%PDF-1.4 another's")
    store.remove("boletos/4.pdf")
    batch_id = desk.send(messages)
    record = desk.batch(batch_id)
    assert (record.state, record.problems) == (BatchState.FINISHED, {"media_changed": 2})
    sent = [file.sha256 for each in desk.api.received for file in each.files]
    assert sent == [messages[0].media.sha256, messages[3].media.sha256]  # type: ignore[union-attr]


@pytest.mark.parametrize("ill", [stores.BROKEN, stores.SLOW_DOWN])
def test_a_store_that_is_away_takes_no_row_out(
    desk: Desk, store: LocalStore, ill: stores.Answer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("batch_sender.deliver.health.MOST_NOT_LEFT", 3)  # each asks several times
    messages = in_store(store, range(2, 4))
    store.ill = ill
    batch_id = desk.send(messages)
    desk.paused_for(batch_id, Reason.MEDIA_AWAY, messages[0].media.path)  # type: ignore[union-attr]
    assert not desk.calls()
    store.ill = None
    assert desk.go_on(batch_id).counts.accepted == 2


def test_a_store_that_denies_pauses_at_once(desk: Desk, store: LocalStore) -> None:
    messages = in_store(store, range(2, 4))
    store.ill = stores.DENIED
    batch_id = desk.send(messages)
    desk.paused_for(batch_id, Reason.MEDIA_DENIED, messages[0].media.path)  # type: ignore[union-attr]
    assert desk.row(batch_id, 2).attempts == 1
    assert "AccessDenied" in desk.batch(batch_id).paused_about
    assert stores.KEY not in desk.batch(batch_id).paused_about
    store.ill = None
    assert desk.go_on(batch_id).counts.accepted == 2


def test_without_the_extra_it_pauses_at_once_and_says_what_to_install(
    desk: Desk, store: LocalStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    messages = in_store(store, range(2, 4))
    monkeypatch.setitem(sys.modules, "s3fs", None)
    batch_id = desk.send(messages)
    batch = desk.batch(batch_id)
    assert (batch.paused_because, batch.counts.pending) == (Reason.MEDIA_DENIED, 2)
    assert "batch-sender[s3]" in sentences.remedy_for(Reason.MEDIA_DENIED)


def test_a_store_that_is_silent_holds_nobody_for_ever(
    desk: Desk, store: LocalStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("batch_sender.deliver.health.MOST_NOT_LEFT", 2)
    monkeypatch.setattr("batch_sender.compose.media.stores._PATIENCE", 0.5)
    messages = in_store(store, range(2, 4))
    store.mute()
    batch_id = desk.send(messages)
    desk.paused_for(batch_id, Reason.MEDIA_AWAY, messages[0].media.path)  # type: ignore[union-attr]
    store.silent.set()


def test_the_wait_is_told_as_one_for_files() -> None:
    delay = Delay(until=FakeClock().now(), because=Reason.MEDIA_AWAY)
    assert "CleverChat" not in sentences.describe_wait(delay)
