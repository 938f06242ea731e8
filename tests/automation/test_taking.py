"""Lists that a service takes from a folder: of one content once, and only as they were judged."""

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from batch_sender.automation import Order, lists_at_rest, take_all
from batch_sender.automation.closing import Closing, put_away
from batch_sender.automation.errors import ListChangedMeanwhile
from batch_sender.config.settings import Settings
from batch_sender.journal import Journal
from batch_sender.judge.progress import JudgedSoFar
from batch_sender.judge.request import Request
from batch_sender.load import inbox
from batch_sender.load.files.versions import content_of
from tests.support import FakeClock

ROWS = "nome,telefone\nAna,11 90000-0601\n"


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


class BusyClock(FakeClock):
    """A clock during whose waits somebody does something."""

    def __init__(self, *meanwhile: Callable[[], object]) -> None:
        super().__init__()
        self._meanwhile = list(meanwhile)
        self.waits: list[float] = []

    def wait(self, event: threading.Event, seconds: float) -> None:
        super().wait(event, seconds)
        self.waits.append(seconds)
        if self._meanwhile:
            self._meanwhile.pop(0)()


def test_a_run_waits_until_its_lists_are_at_rest_and_no_longer(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(ROWS, "utf-8")
    busy = tmp_path / "busy.csv"
    busy.write_text(ROWS, "utf-8")
    clock = BusyClock(lambda: busy.write_text(ROWS + ROWS, "utf-8"))
    said: list[str] = []
    found = lists_at_rest(order(tmp_path), clock=clock, stop=threading.Event(), say=said.append)
    assert found == [path]
    assert clock.waits == [60]
    assert said[0] == "Lists were written to lately; waiting 60 s until they are at rest."
    assert "busy.csv is not taken yet" in said[1]


def test_a_run_waits_for_a_line_that_may_go_on(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(ROWS.rstrip("\n"), "utf-8")
    clock = BusyClock()
    asked = order(tmp_path, at_rest=10)
    assert lists_at_rest(asked, clock=clock, stop=threading.Event(), say=str) == [path]
    assert clock.waits == [10] * 5


@pytest.mark.parametrize(
    "name",
    ["a-results-7.csv", "a-resultados-7.csv", "A-RESULTADOS-12-2.CSV", "a-results-7-purged.csv"],
)
def test_results_that_lie_among_the_lists_are_no_list(tmp_path: Path, name: str) -> None:
    for each in (name, "a-results.csv", "a-7.csv"):
        (tmp_path / each).write_text(ROWS, "utf-8")
    found = inbox.found_by("*.[cC]*", tmp_path)
    assert [path.name for path in found] == ["a-7.csv", "a-results.csv"]


def test_a_list_that_somebody_names_is_taken_as_it_is(tmp_path: Path) -> None:
    asked = replace(order(tmp_path), wanted="a.csv")
    found = lists_at_rest(asked, clock=FakeClock(), stop=threading.Event(), say=str)
    assert found == [tmp_path / "a.csv"]


def test_a_list_that_changes_while_it_is_judged_is_not_sent(
    journal: Journal, clock: FakeClock, tmp_path: Path
) -> None:
    path = tmp_path / "a.csv"
    path.write_text(ROWS, "utf-8")

    def written_to(_so_far: JudgedSoFar) -> None:
        path.write_text(ROWS + "Bia,11 90000-0602\n", "utf-8")

    (taken,) = take_all(journal, order(tmp_path), [path], clock=clock, progress=written_to)
    assert isinstance(taken.fault, ListChangedMeanwhile)
    assert journal.batches.recent() == [], "what it held before may come again, and is then sent"
    (again,) = take_all(journal, order(tmp_path), [path], clock=clock)
    assert again.batch_id == 2, "the next run takes it as it is now"
    assert journal.batches.counts(2).pending == 2


def test_two_lists_of_one_content_are_one(
    journal: Journal, clock: FakeClock, tmp_path: Path
) -> None:
    paths = [tmp_path / "a.csv", tmp_path / "b.csv"]
    for path in paths:
        path.write_text(ROWS, "utf-8")
    taken = take_all(journal, order(tmp_path), paths, clock=clock)
    assert [each.batch_id for each in taken] == [1, 1]


@pytest.mark.parametrize("changed", [True, False])
def test_new_content_under_the_old_name_is_not_moved_away(
    journal: Journal, clock: FakeClock, tmp_path: Path, *, changed: bool
) -> None:
    path = tmp_path / "a.csv"
    path.write_text(ROWS, "utf-8")
    asked = order(tmp_path, move_to=tmp_path / "enviados")
    take_all(journal, asked, [path], clock=clock)
    content = content_of(path).sha256
    if changed:
        path.write_text(ROWS + "Bia,11 90000-0602\n", "utf-8")
    journal.batches.cancel(1, who="ana")
    desk = Closing(journal=journal, order=asked, clock=clock, report=lambda *_a, **_k: None)
    put_away(desk, path, journal.batches.one(1), content=content)
    assert path.exists() is changed
