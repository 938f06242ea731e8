"""Rows of a sheet, read as a whole where they are nothing but clean texts: the same as cell by cell."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from batch_sender.load.workbooks import sheet_texts
from batch_sender.load.workbooks.sheet_texts import SheetTexts, Shown

PLAIN = Shown(kinds=("General",), runs={}, hidden=frozenset(), from_1904=False)
cells = st.one_of(
    st.sampled_from(["", " ", "Ana", "São Paulo", "a\x00b", "\ud800", "'=1"]),
    st.sampled_from([0, 5511987654321.0, 0.5, True]),
)


@dataclass(frozen=True, slots=True)
class Cells:
    """A sheet as a reader of ODS gives it: rows end where their cells do."""

    rows: list[list[Any]]
    column: int

    @property
    def start(self) -> tuple[int, int]:
        return 0, self.column

    @property
    def width(self) -> int:
        return max(map(len, self.rows))

    def iter_rows(self) -> Iterator[list[Any]]:
        return iter([list(row) for row in self.rows])


@given(
    rows=st.lists(st.lists(cells, max_size=4), min_size=1, max_size=6),
    column=st.integers(0, 1),
    together=st.integers(1, 4),
)
def test_a_row_reads_the_same_as_a_whole_and_cell_by_cell(
    rows: list[list[Any]], column: int, together: int
) -> None:
    texts = SheetTexts(Cells(rows, column), PLAIN)
    by_cell = [(number, texts.row(number)) for number in range(1, len(rows) + 1)]
    filled = [(number, row) for number, row in by_cell if "".join(row).strip()]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sheet_texts, "_ROWS", together)
        assert list(texts.rows(columns=None)) == filled
    behind = range(column, texts.width)
    assert [row for _, row in texts.rows(columns=behind)] == [row[column:] for _, row in filled]
