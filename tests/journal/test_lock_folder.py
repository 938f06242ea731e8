"""The folder of a journal's locks: whoever else uses the machine can neither take nor remove one."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from batch_sender.journal import Journal

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")


@pytest.fixture
def _no_mask() -> Iterator[None]:
    """Let the system take nothing away from the modes that the program asks for."""
    before = os.umask(0)
    yield
    os.umask(before)


@pytest.mark.usefixtures("_no_mask")
def test_the_lock_folder_is_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite3"
    with Journal(path) as journal, journal.batches.holding(1):
        folder = path.with_name(path.name + ".locks")
        assert list(folder.iterdir()), "a lock is held in it"
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
