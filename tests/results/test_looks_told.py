"""What a look at the phone says of the new people, in every form of the results: an estimate with its range."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from batch_sender.models import BatchRecord, LookRecord, SeenOnPhone
from batch_sender.operations.summaries import summary_of
from batch_sender.results.looks import LINE
from tests.results.batches import NOON, a_batch, a_row, sheet_rows, written

LABEL = "new people, by a look at the phone (an estimate)"


def looked(*codes: SeenOnPhone) -> BatchRecord:
    rows = tuple(range(2, 2 + (len(codes) or 5)))
    answers = dict(zip(rows, codes, strict=True)) if codes else None
    look = LookRecord(id=1, batch=12, at=NOON, accepted=25, rows=rows, answers=answers)
    return replace(a_batch(a_row()), looks=(look,))


FOUR_OF_FIVE = looked(*[SeenOnPhone.TWO_TICKS] * 4, SeenOnPhone.CLOCK)
TOLD = "about 80% delivered (4 of the 5 looked at; likely 38% to 96%)"


def facts_of(path: Path, batch: BatchRecord) -> dict[str, Any]:
    written(path, a_row(), looks=batch.looks)
    return {row[0]: row[1] for row in sheet_rows(path, "Summary")}


@pytest.mark.parametrize(
    ("batch", "told"),
    [
        (FOUR_OF_FIVE, TOLD),
        (
            looked(SeenOnPhone.TWO_TICKS, SeenOnPhone.NOT_LOOKED),
            "about 100% delivered (1 of the 1 looked at; likely 21% to 100%)",
        ),
        (looked(), "nobody has looked at the phone"),
        (looked(SeenOnPhone.NOT_LOOKED, SeenOnPhone.NOT_LOOKED), "nobody has looked at the phone"),
        (a_batch(a_row()), None),
    ],
)
def test_the_summary_has_the_estimate_with_its_range(
    tmp_path: Path, batch: BatchRecord, told: str | None
) -> None:
    assert facts_of(tmp_path / "r.xlsx", batch).get(LABEL) == told


def test_the_label_is_seen_whole_beside_a_short_estimate(tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    written(path, a_row(), looks=FOUR_OF_FIVE.looks)
    sheet = load_workbook(path)["Summary"]
    labels = [cell.value for cell in sheet["A"]]
    row = labels.index(LABEL) + 1
    assert sheet.row_dimensions[row].height == 2 * LINE


def test_the_page_to_forward_has_it_too(tmp_path: Path) -> None:
    path = tmp_path / "r.html"
    written(path, a_row(), looks=FOUR_OF_FIVE.looks)
    page = path.read_text("utf-8")
    assert LABEL in page
    assert TOLD in page


def test_programs_get_the_figures() -> None:
    told = summary_of(FOUR_OF_FIVE, results=[])
    assert told["look_at_rows"] == []
    assert told["seen_on_phone"] == {
        "looked_at": 5, "two_ticks": 4, "one_tick": 0, "clock": 1, "absent": 0,
        "share": 0.8, "likely": [0.376, 0.964],
    }  # fmt: skip
    still_open = summary_of(looked(), results=[])
    assert (still_open["look_at_rows"], still_open["seen_on_phone"]) == ([2, 3, 4, 5, 6], None)
