"""Lists in a folder: what is still being written is left, what changes meanwhile is another list."""

import os
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from batch_sender.load import inbox
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
