"""Scores on hand-made files are those that Pollock's own evaluation gives them."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.benchmarks.measuring import Asked, LeftOut
from tests.benchmarks.pollock import measure
from tests.benchmarks.pollock_score import FULL, score, simple_and_weighted

_CLEAN = [["Nome", "Data", "Valor"], ["Ana", "28/01/2018", "2"], ["Bia", "29/01/2018", "$0.50"]]


def test_a_file_read_as_it_should_be_scores_in_full() -> None:
    assert score(_CLEAN, _CLEAN) == FULL


def test_a_refused_file_scores_nothing_an_empty_one_too() -> None:
    assert score(_CLEAN, None) == score([], None) == 0


def test_whatever_is_read_from_an_empty_file_is_right() -> None:
    assert score([], []) == score([], [["a"]]) == FULL


def test_a_file_read_as_nothing_was_read_at_least() -> None:
    assert score(_CLEAN, []) == 1


@pytest.mark.parametrize(
    ("row", "score_of_records", "why"),
    [
        (["BIA", "2018-01-29", "$0.5"], 3, "letters' size and the notation of dates and amounts"),
        (["Bia", "", "29/01/2018", "$0.50"], 3, "an empty cell too many"),
        (["Bia", "29/01/2018", "$0.51"], 1.5, "another amount: one of two records"),
        (["29/01/2018", "Bia", "$0.50"], 1.5, "another order"),
    ],
)
def test_records_are_compared_by_what_they_say(
    row: Sequence[str], score_of_records: float, why: str
) -> None:
    loaded = [*_CLEAN[:2], row]
    cells = [cell for each in loaded for cell in each]
    known = {cell for each in _CLEAN for cell in each}
    precision, recall = (sum(cell in known for cell in cells) / many for many in (len(cells), 9))
    of_cells = precision + recall + 2 * precision * recall / (precision + recall)
    assert score(_CLEAN, loaded) == pytest.approx(1 + 3 + score_of_records + of_cells), why


def test_a_lost_row_costs_recall_alone() -> None:
    records, cells = 1 + 1 / 2 + 2 / 3, 1 + 6 / 9 + 4 / 5
    assert score(_CLEAN, _CLEAN[:2]) == pytest.approx(1 + 3 + records + cells)


def test_the_line_breaks_in_a_cell_may_be_of_any_kind() -> None:
    assert score([["a"], ["b\r\nc"]], [["a"], ["b\nc"]]) == FULL


def test_common_kinds_weigh_more() -> None:
    assert simple_and_weighted({"a": 10, "b": 4}, {"a": 5, "b": 1, "not read": 9}) == (7, 9)


def test_the_reader_is_scored_on_the_files_of_a_checkout(tmp_path: Path) -> None:
    files = tmp_path / "polluted_files"
    rows = "nome,telefone\nAna,11987654321\ntelefone,nome\n21987654322,Bia\n"
    for name, text in (("source.csv", rows), ("empty.csv", "")):
        for folder, separator in (("csv", ";"), ("clean", ",")):
            (files / folder).mkdir(parents=True, exist_ok=True)
            (files / folder / name).write_text(text.replace(",", separator))
    (tmp_path / "pollock_weights.json").write_text('{"source.csv": 3, "empty.csv": 1}')
    *_others, ours, sound = measure(Asked(folder=tmp_path, scale=1, runs=1, pollock=tmp_path))
    assert ours.cells() == ("batch-sender", "5.00", "7.50", "1", "1")
    full = 4 + (1 + 1 / 3 + 1 / 2) + (1 + 4 / 8 + 2 / 3)
    assert sound.scores == pytest.approx((full / 2, full * 3 / 4))


def test_without_a_checkout_it_is_left_out(tmp_path: Path) -> None:
    with pytest.raises(LeftOut, match="--pollock"):
        next(measure(Asked(folder=tmp_path, scale=1, runs=1)))
    with pytest.raises(LeftOut, match="polluted_files"):
        next(measure(Asked(folder=tmp_path, scale=1, runs=1, pollock=tmp_path)))
