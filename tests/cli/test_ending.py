"""Where the results go when they cannot go where they should; nothing of what was sent is lost."""

import errno
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from batch_sender.cli import ending
from batch_sender.journal import Journal
from tests.journal.desk import ACCEPTED, WHO, Desk, text
from tests.support import FakeClock


@pytest.fixture
def journal(
    journal: Journal, clock: FakeClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Journal:
    """With batch 1, of one message that was accepted; its results go to this very folder."""
    monkeypatch.chdir(tmp_path)
    desk = Desk(journal, clock)
    batch_id = desk.running(text(2))
    desk.record(desk.take(batch_id), ACCEPTED)
    journal.batches.finish(batch_id, who=WHO)
    return journal


def paths_noted(journal: Journal) -> list[str]:
    return [
        str(event.detail["path"])
        for event in journal.batches.events(1)
        if event.kind == "results_written"
    ]


def written_to(journal: Journal, out: Path) -> Path | None:
    written = ending.conclude(journal, 1, out).written
    return written.path if written else None


def test_a_folder_that_is_gone_is_told_and_another_place_is_used(
    journal: Journal, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    written = written_to(journal, tmp_path / "gone" / "r.xlsx")
    assert written == tmp_path / "clientes-results-1.xlsx"
    assert load_workbook(written).sheetnames[0] == "Results"
    assert "the folder" in capsys.readouterr().err
    assert paths_noted(journal) == [str(written)]


def test_a_workbook_that_is_open_in_excel_is_left_alone_and_the_name_beside_it_told(
    journal: Journal,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    target = tmp_path / "r.xlsx"
    target.write_bytes(b"open in Excel")
    replace = Path.replace

    def as_windows_does(self: Path, to: Path) -> Any:
        if to == target:
            raise PermissionError(errno.EACCES, "in use")
        return replace(self, to)

    monkeypatch.setattr("batch_sender.results.place.put_in_place.__kwdefaults__", {
        "replace": as_windows_does,
    })  # fmt: skip
    assert ending.write(journal, 1, target) == tmp_path / "r-2.xlsx"
    assert target.read_bytes() == b"open in Excel"
    told = "r.xlsx is open in another program; the results are in r-2.xlsx instead."
    assert told in capsys.readouterr().err


def test_where_no_place_takes_them_it_is_said_and_the_journal_holds_everything(
    journal: Journal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_arguments: Any, **_options: Any) -> Path:
        raise OSError(errno.ENOSPC, "no space left")

    monkeypatch.setattr("batch_sender.results.place._move", full)
    assert written_to(journal, tmp_path / "r.xlsx") is None
    assert journal.batches.counts(1).accepted == 1
    assert not list(tmp_path.glob("*.part"))
