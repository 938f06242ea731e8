"""Lists in a folder: what somebody may still be writing waits, however it is written, and whatever clock tells its age."""

import os
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from batch_sender.load import at_rest, inbox
from batch_sender.load.at_rest import FolderWatch, Sorted
from tests.support import FakeClock

ROWS = "nome,telefone\nAna,11 90000-0601\n"
HALF = "nome,telefone\nAna,11 90000-0601\nBia,11 9000"
WORKBOOK = b"PK\x03\x04 as a workbook begins"


class BusyClock(FakeClock):
    """A clock during whose waits somebody does something; it begins with a file's own time."""

    def __init__(self, of: Path, meanwhile: Callable[[], object] = lambda: None) -> None:
        super().__init__()
        self.forward(of.stat().st_ctime - self.now().timestamp())
        self._elapsed = 0.0
        self._meanwhile = meanwhile
        self.waits: list[float] = []

    def wait(self, event: threading.Event, seconds: float) -> None:
        super().wait(event, seconds)
        self.waits.append(seconds)
        self._meanwhile()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    found = tmp_path / "a.csv"
    found.write_text(ROWS, "utf-8")
    return found


def watch(clock: FakeClock) -> FolderWatch:
    return FolderWatch(clock, threading.Event())


def codes(found: Sorted) -> list[str]:
    return [each.code for each in found.not_yet]


def test_what_was_written_a_moment_ago_waits_for_the_span(path: Path) -> None:
    clock = BusyClock(path)
    looking = watch(clock)
    for seconds in (0, 30, 29):
        clock.forward(seconds)
        assert codes(looking.sort_out([path])) == ["list_not_at_rest"]
    clock.forward(1.01)
    assert looking.sort_out([path]).whole == [path]


def test_a_writer_that_stalls_is_waited_for(path: Path) -> None:
    """Half a list, 59 seconds of nothing, the other half: never taken before its end."""
    path.write_text(HALF, "utf-8")
    clock = BusyClock(path)
    looking = watch(clock)
    clock.forward(59)
    assert not looking.sort_out([path]).whole
    path.write_text(HALF + "0-0602\n", "utf-8")
    os.utime(path, (clock.now().timestamp(), clock.now().timestamp()))
    clock.forward(59)
    assert not looking.sort_out([path]).whole
    clock.forward(1.01)
    assert looking.sort_out([path]).whole == [path]


@pytest.mark.parametrize(
    ("content", "is_whole"),
    [
        pytest.param(HALF.encode(), False, id="it ends in a line"),
        pytest.param(ROWS.encode(), True, id="its last line has its end"),
        pytest.param(ROWS.replace("\n", "\r\n").encode(), True, id="as Windows ends it"),
        pytest.param(ROWS.replace("\n", "\r").encode(), True, id="as old Macs did"),
        pytest.param(ROWS.encode() + b"\x1a", True, id="as DOS did"),
        pytest.param(ROWS.encode("utf-16"), True, id="UTF-16"),
        pytest.param(ROWS.encode("utf-16-be"), True, id="UTF-16, the other way"),
        pytest.param(HALF.encode("utf-16"), False, id="half of UTF-16"),
        pytest.param(WORKBOOK, True, id="a workbook has no lines"),
        pytest.param(b"", True, id="nothing in it: whoever reads it says so"),
    ],
)
def test_a_last_line_without_its_end_is_distrusted(
    path: Path, content: bytes, *, is_whole: bool
) -> None:
    path.write_bytes(content)
    clock = BusyClock(path)
    clock.forward(61)
    found = watch(clock).sort_out([path])
    assert (found.whole, codes(found)) == (
        ([path], []) if is_whole else ([], ["list_line_unfinished"])
    )
    clock.forward(240)
    assert watch(clock).sort_out([path]).whole == [path], "many programs write no last end at all"


@pytest.mark.parametrize(
    "neighbour",
    ["a.csv.part", "a.part", "a.csv.tmp", "a.tmp", "~$a.csv", ".~lock.a.csv#", "a.csv.filepart"],
)
def test_a_neighbour_says_not_yet(path: Path, neighbour: str) -> None:
    beside = path.with_name(neighbour)
    beside.touch()
    clock = BusyClock(path)
    clock.forward(3600)
    for span in (at_rest.SPAN, 0):
        found = watch(clock).sort_out([path], span=span)
        assert not found.whole
        assert neighbour in found.not_yet[0].message
    assert inbox.found_by("*", path.parent) == [path], "nor is it a list itself"
    beside.unlink()
    assert watch(clock).sort_out([path]).whole == [path]


def test_a_longer_or_shorter_span(path: Path) -> None:
    clock = BusyClock(path)
    looking = watch(clock)
    clock.forward(11)
    assert looking.sort_out([path], span=10).whole == [path]
    assert looking.sort_out([path], span=0).whole == [path]
    assert not looking.sort_out([path], span=600).whole


def test_without_a_span_nobody_waits(path: Path) -> None:
    path.write_text(HALF, "utf-8")
    clock = BusyClock(path)
    assert watch(clock).sort_out([path], span=0).whole == [path]
    assert not clock.waits


@pytest.mark.parametrize(
    ("meanwhile", "is_whole"),
    [
        pytest.param(lambda _path: None, True, id="nobody writes to it"),
        pytest.param(lambda path: path.open("a").write("Bia,1\n"), False, id="it grows"),
        pytest.param(lambda path: os.utime(path, (1, 1)), False, id="it is touched"),
        pytest.param(lambda path: path.unlink(), False, id="it goes away"),
    ],
)
@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_what_was_written_lately_is_looked_at_twice(
    path: Path, meanwhile: Callable[[Path], object], *, is_whole: bool
) -> None:
    clock = BusyClock(path, lambda: meanwhile(path))
    clock.forward(61)
    assert watch(clock).sort_out([path]).whole == ([path] if is_whole else [])
    assert clock.waits == [2.0]


def test_what_was_written_long_ago_is_not_waited_for(path: Path) -> None:
    clock = BusyClock(path)
    clock.forward(601)
    assert watch(clock).sort_out([path]).whole == [path]
    assert not clock.waits


def test_a_share_whose_clock_is_ahead_keeps_no_list_for_ever(path: Path) -> None:
    """Then its rest is what was seen of it, by a clock that nobody sets."""
    ahead = path.stat().st_ctime + 3 * 3600
    os.utime(path, (ahead, ahead))
    clock = BusyClock(path)
    looking = watch(clock)
    assert codes(looking.sort_out([path])) == ["list_not_at_rest"]
    clock.forward(40)
    path.write_text(ROWS + "Bia,11 90000-0602\n", "utf-8")
    os.utime(path, (ahead, ahead))
    assert not looking.sort_out([path]).whole
    clock.forward(59)
    assert not looking.sort_out([path]).whole
    clock.forward(1)
    assert looking.sort_out([path]).whole == [path]


def test_what_is_gone_is_neither(path: Path) -> None:
    clock = BusyClock(path)
    path.unlink()
    assert watch(clock).sort_out([path]) == Sorted(whole=[], not_yet=[])
