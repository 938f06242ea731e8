"""The disk fills while a batch is sent: it stops with a sentence, and goes on when there is room."""

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import pytest

from tests.proofs.reckoning import Desk, Ended, Program, Reckoning, Seen, desk, people, write_list

LANES = 4
ROWS = 200

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="mounts and a running process's limits are Linux's own"
)


class Place(Protocol):
    """A folder that can be made full while a process writes to it."""

    folder: Path

    def fill(self, pid: int) -> None: ...

    def free(self) -> None: ...


class SmallDisk:
    """A file system of its own, with a file that takes all that is left of it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._ballast = folder / "ballast"

    def fill(self, pid: int) -> None:  # noqa: ARG002 - full for every process
        with self._ballast.open("wb", buffering=0) as file, contextlib.suppress(OSError):
            while file.write(b"\0" * 4096):
                pass

    def free(self) -> None:
        self._ballast.unlink()


class NoLargerFiles:
    """What a disk quota does: this one process may write no file any further."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def fill(self, pid: int) -> None:
        import resource  # noqa: PLC0415 - there is none on Windows

        limits = resource.prlimit(pid, resource.RLIMIT_FSIZE)
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (0, limits[1]))

    def free(self) -> None:
        """The next process has no such limit."""


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[SmallDisk]:
    if os.geteuid() != 0:
        pytest.skip("only root may mount a small disk")
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", str(folder)]
    if subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("this root may not mount anything")
    try:
        yield SmallDisk(folder)
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


@pytest.fixture(params=["small disk", "no larger files"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    if request.param == "small disk":
        disk: SmallDisk = request.getfixturevalue("small_disk")
        return disk
    folder = tmp_path / "folder"
    folder.mkdir()
    return NoLargerFiles(folder)


def told(ended: Ended) -> None:
    """It ended with a sentence that names the trouble and the next step, not with a traceback."""
    assert "Traceback" not in ended.err, ended.err
    assert "Error: " in ended.err
    assert "room" in ended.err or "full" in ended.err


def fill_after(many: int, place: Place, here: Desk, sender: Program) -> Ended:
    """Let it send, fill its disk, and return how it ended."""
    sender.ready().go()
    assert here.arrivals.wait_for_more(many), sender.kill()
    place.fill(sender.pid)
    return sender.ended()


@pytest.mark.slow
@pytest.mark.parametrize("after", [1, 17, 40])
def test_a_journal_without_room(tmp_path: Path, place: Place, after: int) -> None:
    numbers = people(ROWS)
    contacts = write_list(tmp_path / "clientes.csv", numbers)
    with desk(tmp_path, journal=place.folder / "journal.sqlite3", latency=0.02) as here:
        stopped = fill_after(after, place, here, here.send(contacts, lanes=LANES))
        arrived = sum(here.api.arrived().values())
        assert (stopped.code, arrived < ROWS) == (4, True), stopped
        told(stopped)
        assert "batch-sender resume 1" in stopped.err
        if isinstance(place, SmallDisk):
            too_early = here.resume("1").ready().go().ended()
            # 4 where the journal's own log, begun anew, has room for some marks: so many leave.
            assert too_early.code in {1, 4}
            told(too_early)
            if too_early.code == 1:
                assert sum(here.api.arrived().values()) == arrived, "it left without a mark"
        place.free()
        ended = here.resume("1").ready().go().ended()
    reckoning = Reckoning.of(here.journal)
    reckoning.holds(Seen.by(here.api), numbers)
    assert all(in_flight <= LANES for in_flight in reckoning.taken_over)
    assert len(reckoning.unknown) <= sum(reckoning.taken_over)
    assert ended.code == (3 if reckoning.unknown else 0), ended


@pytest.mark.slow
def test_results_without_room(tmp_path: Path, small_disk: SmallDisk) -> None:
    numbers = people(ROWS)
    contacts = write_list(tmp_path / "clientes.csv", numbers)
    results = small_disk.folder / "resultado.csv"
    with desk(tmp_path, latency=0.01) as here:
        ended = fill_after(10, small_disk, here, here.send(contacts, lanes=LANES, out=results))
        assert ended.code == 0, ended
        told(ended)
        elsewhere = here.folder / "clientes-results-1.xlsx"
        assert str(elsewhere) in ended.out
        assert elsewhere.exists()
        assert [each.name for each in small_disk.folder.iterdir()] == ["ballast"], "half a file"
        small_disk.free()
        again = here.type("report", "1", "--out", results).ready().go().ended()
        assert again.code == 0, again
    reckoning = Reckoning.of(here.journal)
    reckoning.holds(Seen.by(here.api), numbers)
    assert not reckoning.unknown
    assert results.read_text(encoding="utf-8-sig").count("\n") == ROWS + 1
