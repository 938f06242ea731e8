"""What the lists that are measured hold."""

from tests.benchmarks.lists import rows, rows_with_problems


def test_every_sixth_row_is_spoilt_and_no_other() -> None:
    plain, spoilt = list(rows(600)), list(rows_with_problems(600))
    changed = [at for at, pair in enumerate(zip(plain, spoilt, strict=True), 1) if len({*pair}) > 1]
    assert changed == [*range(6, 601, 6)]


def test_they_are_spoilt_in_different_ways() -> None:
    spoilt = list(rows_with_problems(600))
    kinds = {
        "again" if row in spoilt[:at] else "empty" if "" in row else "number"
        for at, row in enumerate(spoilt)
        if at % 6 == 5
    }
    assert kinds == {"again", "empty", "number"}
