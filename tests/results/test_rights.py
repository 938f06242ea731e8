"""Files with people in them are their owner's, unless whoever owns the place says otherwise."""

import os
import stat
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from batch_sender.journal import Journal
from batch_sender.operations.report_across import report_across
from batch_sender.results import rights, write_results
from batch_sender.results.across_files import write_across
from batch_sender.results.checked_list import write_checked
from batch_sender.results.place import put_in_place
from tests.results.batches import a_batch, a_row, a_skipped_row

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no modes")

ANOTHER_GROUP = 12_345


@pytest.fixture(autouse=True)
def usual_umask() -> Iterator[None]:
    before = os.umask(0o022)
    yield
    os.umask(before)


@pytest.fixture
def open_place() -> Iterator[Path]:
    """A folder that everybody on this machine comes to, as none of pytest's own is."""
    with TemporaryDirectory(prefix="batch-sender-test-") as folder:
        place = Path(os.path.realpath(folder))
        place.chmod(0o755)
        yield place


def mode(path: Path) -> str:
    return oct(stat.S_IMODE(path.stat().st_mode))


@pytest.mark.parametrize("name", ["r.xlsx", "r.csv", "r.jsonl", "r.html"])
def test_results_are_the_owners(tmp_path: Path, name: str) -> None:
    written = write_results(
        tmp_path / name, batch=a_batch(), rows=iter([a_row()]), with_people=True
    )
    assert mode(written) == "0o600"


@pytest.mark.parametrize("name", ["r.xlsx", "r.csv", "r.jsonl", "r.html"])
def test_sums_across_batches_too(tmp_path: Path, journal: Journal, name: str) -> None:
    now = datetime(2026, 11, 30, tzinfo=UTC)
    across = report_across(journal, since=now.date(), until=None, now=now)
    assert mode(write_across(tmp_path / name, across)) == "0o600"


@pytest.mark.parametrize(("name", "files"), [("l.xlsx", 1), ("l.csv", 2)])
def test_the_list_that_is_written_back_too(tmp_path: Path, name: str, files: int) -> None:
    rows = [a_row(), a_skipped_row("phone_invalid")]
    batch = a_batch(problems={"phone_invalid": 1})
    written = write_checked(tmp_path / name, batch=batch, rows=lambda: iter(rows))
    assert [mode(path) for path in written] == ["0o600"] * files


def test_nobody_else_reads_in_it_while_it_is_written(tmp_path: Path) -> None:
    seen = []

    def write(part: Path) -> None:
        with part.open("w", encoding="utf-8") as file:
            file.write("Ana")
            seen.append(mode(part))

    put_in_place(tmp_path / "r.csv", write, batch=1)
    assert seen == ["0o600"]


# ── who says otherwise ────────────────────────────────────────────────────────────────────────


def _fill(part: Path) -> None:
    part.write_text("new", "utf-8")


@pytest.mark.parametrize(("before", "after"), [(0o640, "0o640"), (0o644, "0o644"), (0o666, "0o666"),
                                               (0o400, "0o600"), (0o755, "0o644")])  # fmt: skip
def test_a_file_that_is_replaced_keeps_its_rights(tmp_path: Path, before: int, after: str) -> None:
    target = tmp_path / "r.csv"
    target.touch()
    target.chmod(before)
    put_in_place(target, _fill, batch=1)
    assert (mode(target), target.read_text()) == (after, "new")


@pytest.mark.parametrize(
    ("folder_mode", "after"),
    [
        pytest.param(0o755, "0o600", id="open to all: nobody meant these files"),
        pytest.param(0o775, "0o600", id="a umask of 002: no more"),
        pytest.param(0o2750, "0o640", id="shared with its group, which reads there"),
        pytest.param(0o2770, "0o660", id="shared with its group, which works there"),
        pytest.param(0o2777, "0o660", id="never with all others"),
    ],
)
def test_a_folder_shared_with_its_group_shares_its_files(
    tmp_path: Path, folder_mode: int, after: str
) -> None:
    folder = tmp_path / "shared"
    folder.mkdir()
    folder.chmod(folder_mode)
    assert mode(put_in_place(folder / "r.csv", _fill, batch=1)) == after


@pytest.fixture
def of_another_group(tmp_path: Path) -> Path:
    """A file that a group may read which this process can give nothing to."""
    if os.geteuid() != 0:
        pytest.skip("only root may make it")
    tmp_path.chmod(0o777)
    path = tmp_path / "r.csv"
    path.touch()
    os.chown(path, -1, ANOTHER_GROUP)
    path.chmod(0o640)
    return path


def test_the_group_is_kept_with_its_rights(of_another_group: Path) -> None:
    put_in_place(of_another_group, _fill, batch=1)
    assert (mode(of_another_group), of_another_group.stat().st_gid) == ("0o640", ANOTHER_GROUP)


def test_rights_of_one_group_are_never_given_to_another(
    of_another_group: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(of_another_group.parent)
    part = Path("part")
    os.seteuid(65_534)
    try:
        rights.create(part)
        rights.settle(part, target=Path(of_another_group.name))
    finally:
        os.seteuid(0)
    assert mode(part) == "0o600"


# ── what is open ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("file", "folder", "is_open"),
    [
        pytest.param(0o644, 0o755, True, id="to all"),
        pytest.param(0o640, 0o755, False, id="to a group"),
        pytest.param(0o644, 0o700, False, id="behind a closed door"),
    ],
)
def test_a_file_is_open_where_its_folders_are(
    open_place: Path, file: int, folder: int, *, is_open: bool
) -> None:
    path = open_place / "r.csv"
    path.touch()
    path.chmod(file)
    open_place.chmod(folder)
    assert rights.is_open_to_all(path) is is_open
    path.unlink()
    assert not rights.is_open_to_all(path), "it is gone"
    assert not rights.is_open_to_all(open_place), "a folder is no file"
