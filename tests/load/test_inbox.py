"""Lists in a folder: what is still being written is left, what changes meanwhile is another list."""

import os
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from batch_sender.automation import Order, take_all
from batch_sender.automation.closing import Closing, put_away
from batch_sender.automation.errors import ListChangedMeanwhile
from batch_sender.config.settings import Settings
from batch_sender.journal import Journal
from batch_sender.judge.request import Request
from batch_sender.load import inbox
from batch_sender.models import BatchState
from tests.support import FakeClock

ROWS = "nome,telefone\nAna,11 90000-0601\n"


class BusyClock(FakeClock):
    """A clock during whose waits somebody does something; now is the files' own time."""

    def __init__(self, meanwhile: Callable[[], object]) -> None:
        super().__init__()
        self._meanwhile = meanwhile
        self.waits = 0

    def wait(self, event: threading.Event, seconds: float) -> None:
        super().wait(event, seconds)
        self.waits += 1
        self._meanwhile()


def now_is(clock: FakeClock, path: Path) -> None:
    clock.forward(path.stat().st_ctime - clock.now().timestamp())


@pytest.mark.parametrize(
    ("meanwhile", "is_whole"),
    [
        pytest.param(lambda _path: None, True, id="nobody writes to it"),
        pytest.param(lambda path: path.open("a").write("Bia,1\n"), False, id="it grows"),
        pytest.param(lambda path: os.utime(path, (1, 1)), False, id="it is written anew"),
        pytest.param(lambda path: path.unlink(), False, id="it goes away"),
    ],
)
@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_what_is_still_being_written_is_left(
    tmp_path: Path, meanwhile: Callable[[Path], object], *, is_whole: bool
) -> None:
    path = tmp_path / "a.csv"
    path.write_text(ROWS, "utf-8")
    clock = BusyClock(lambda: meanwhile(path))
    now_is(clock, path)
    found = inbox.whole([path], clock=clock, stop=threading.Event())
    assert found == ([path] if is_whole else [])
    assert clock.waits == 1


def test_what_was_written_long_ago_is_not_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(ROWS, "utf-8")
    clock = BusyClock(lambda: None)
    now_is(clock, path)
    clock.forward(61)
    assert inbox.whole([path], clock=clock, stop=threading.Event()) == [path]
    assert not clock.waits


def order(folder: Path, **changes: object) -> Order:
    request = Request(
        list_path=folder, text="Oi {nome}", origin="t", settings=Settings(gap=0), who="ana"
    )
    return Order(
        batch_file=folder / "l.toml",
        wanted="*.csv",
        lists_in=folder,
        request=request,
        **changes,  # type: ignore[arg-type]
    )


def test_a_list_that_changes_while_it_is_judged_is_not_sent(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(ROWS, "utf-8")
    with Journal(tmp_path / "journal.sqlite3") as book:

        def written_to(_rows: int) -> None:
            path.write_text(ROWS + "Bia,11 90000-0602\n", "utf-8")

        clock = FakeClock()
        (taken,) = take_all(book, order(tmp_path), [path], clock=clock, progress=written_to)
        assert isinstance(taken.fault, ListChangedMeanwhile)
        assert [batch.state for batch in book.batches.recent()] == [BatchState.CANCELLED]
        (again,) = take_all(book, order(tmp_path), [path], clock=clock)
        assert again.batch_id == 2, "the next run takes it as it is now"
        assert book.batches.counts(2).pending == 2


def test_two_lists_of_one_content_are_one(tmp_path: Path) -> None:
    paths = [tmp_path / "a.csv", tmp_path / "b.csv"]
    for path in paths:
        path.write_text(ROWS, "utf-8")
    with Journal(tmp_path / "journal.sqlite3") as book:
        taken = take_all(book, order(tmp_path), paths, clock=FakeClock())
    assert [each.batch_id for each in taken] == [1, 1]


@pytest.mark.parametrize("changed", [True, False])
def test_new_content_under_the_old_name_is_not_moved_away(tmp_path: Path, *, changed: bool) -> None:
    path = tmp_path / "a.csv"
    path.write_text(ROWS, "utf-8")
    asked = order(tmp_path, move_to=tmp_path / "enviados")
    with Journal(tmp_path / "journal.sqlite3") as book:
        take_all(book, asked, [path], clock=FakeClock())
        content = inbox.content_of(path)
        if changed:
            path.write_text(ROWS + "Bia,11 90000-0602\n", "utf-8")
        book.batches.cancel(1, who="ana")
        desk = Closing(journal=book, order=asked, clock=FakeClock(), report=lambda *_a, **_k: None)
        put_away(desk, path, book.batches.one(1), content=content)
    assert path.exists() is changed
