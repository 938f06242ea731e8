"""Where the results go when they cannot go where they should; nothing of what was sent is lost."""

import errno
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from batch_sender import language
from batch_sender.cli import ending
from batch_sender.journal import Journal
from batch_sender.models import JudgedRows
from batch_sender.operations.cancel import cancel
from tests.journal.desk import ACCEPTED, WHO, Desk, new_batch, text
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
    assert load_workbook(written).sheetnames[0] == "Summary"
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


# ── where they go by themselves ───────────────────────────────────────────────────────────────


@pytest.fixture
def from_elsewhere(
    journal: Journal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> tuple[int, Path]:
    """Return a batch whose list lies in a folder of its own, and that folder."""
    folder = tmp_path / "listas"
    folder.mkdir()
    (tmp_path / "cwd").mkdir()
    monkeypatch.chdir(tmp_path / "cwd")
    batch_id = journal.batches.add(new_batch(list_path=str(folder / "clientes.csv")))
    journal.batches.add_messages(batch_id, JudgedRows.of([text(2)]))
    journal.batches.mark_checked(batch_id, who=WHO, repairs={})
    return batch_id, folder


@pytest.mark.parametrize(
    ("spoken", "name"), [("en", "clientes-results-2"), ("pt-BR", "clientes-resultados-2")]
)
def test_results_go_beside_the_list(
    journal: Journal, from_elsewhere: tuple[int, Path], spoken: str, name: str
) -> None:
    language.use(spoken)
    batch_id, folder = from_elsewhere
    ended = ending.conclude(journal, batch_id, None)
    assert ended.written is not None
    assert ended.written.path == folder / f"{name}.xlsx"
    assert ending.write(journal, batch_id, None) == folder / f"{name}.xlsx"


def test_where_the_list_was_taken_away_they_go_here_and_that_is_said(
    journal: Journal,
    from_elsewhere: tuple[int, Path],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    batch_id, folder = from_elsewhere
    folder.rmdir()
    ended = ending.conclude(journal, batch_id, None)
    assert not ended.faults
    assert (tmp_path / "cwd" / "clientes-results-2.xlsx").is_file()
    assert f"beside the list; the results are in {tmp_path / 'cwd'}" in capsys.readouterr().err


# ── a batch that a person has ended ───────────────────────────────────────────────────────────


def test_a_cancelled_batch_has_its_results_written_anew(
    journal: Journal, from_elsewhere: tuple[int, Path], tmp_path: Path
) -> None:
    batch_id, folder = from_elsewhere
    assert ending.rewrite(journal, batch_id) is None, "nothing was begun: there is nothing to tell"
    out = ending.write(journal, batch_id, tmp_path / "r.xlsx")
    page = ending.write(journal, batch_id, tmp_path / "r.html")
    before = page.read_bytes()
    cancel(journal, batch_id, who=WHO)
    assert ending.rewrite(journal, batch_id) == out
    again = load_workbook(out)["Send again"]
    assert again.max_row == 2, "what was cancelled may be sent again"
    assert page.read_bytes() == before
    assert not list(folder.iterdir())


def test_while_another_process_sends_it_that_one_writes_them(
    journal: Journal, from_elsewhere: tuple[int, Path], tmp_path: Path
) -> None:
    batch_id, _folder = from_elsewhere
    ending.write(journal, batch_id, tmp_path / "r.xlsx")
    with journal.batches.holding(batch_id):
        assert ending.rewrite(journal, batch_id) is None
