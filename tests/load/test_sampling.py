"""A list's first rows are looked at before all of them are read: nothing is read twice, nothing is lost."""

from pathlib import Path

import pytest

from batch_sender.load import open_list
from batch_sender.load.workbooks import lists
from batch_sender.load.workbooks.reader import Reader
from tests.benchmarks.lists import write_csv, write_xlsx

LISTS = {
    "short CSV": (write_csv, "a.csv", 30),
    "long CSV, read twice": (write_csv, "b.csv", 20_100),
    "workbook": (write_xlsx, "c.xlsx", 2_100),
}


@pytest.mark.parametrize("name", LISTS)
def test_the_rows_begin_anew_after_a_sample(tmp_path: Path, name: str) -> None:
    write, file, many = LISTS[name]
    with open_list(write(tmp_path / file, many)) as plain:
        every = [row.cells for row in plain.rows()]
    with open_list(tmp_path / file) as opened:
        assert opened.sample(10) == every[:10]
        assert opened.sample(25) == every[:25]
        assert [row.cells for row in opened.rows()] == every
        assert [row.cells for row in opened.rows()] == every
        assert opened.sample(many + 1) == every
    assert len(every) == many


def test_a_sampled_workbook_is_read_by_one_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[Reader] = []

    class Counted(Reader):
        def __init__(self, silence: float) -> None:
            super().__init__(silence)
            begun.append(self)

    monkeypatch.setattr(lists, "Reader", Counted)
    with open_list(write_xlsx(tmp_path / "c.xlsx", 5_000)) as opened:
        opened.sample(50)
        assert len(list(opened.rows())) == 5_000
        assert len(begun) == 1
        opened.sample(50)
    assert not any(reader.alive for reader in begun)
