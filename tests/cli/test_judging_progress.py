"""While a long list is judged the terminal shows the first messages, and each second the counts."""

import io

from batch_sender.cli.judging_progress import JudgingProgress
from batch_sender.judge.progress import JudgedSoFar
from batch_sender.models import JudgedMessage, JudgedRows, Problem, ProblemCode
from tests.support import message


class Terminal(io.StringIO):
    """Keeps what is shown."""

    def isatty(self) -> bool:
        return True


class Hands:
    """A clock whose hands are moved."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


MISSING = Problem(code=ProblemCode.PHONE_MISSING, column="telefone")


def rows(first: int, many: int) -> JudgedRows:
    """Every hundredth row has no number, the first of them too."""
    return JudgedRows.of(
        JudgedMessage(row=row, cells=("Ana", ""), problem=MISSING)
        if (row - 2) % 100 == 0
        else message(row, row, text=f"Oi, cliente\n{row}!")
        for row in range(first, first + many)
    )


def shown(*moments: tuple[float, int], on: io.StringIO) -> str:
    """Judge so many rows by each of these moments."""
    clock, so_far, row = Hands(), JudgedSoFar(), 2
    progress = JudgingProgress(on, clock)
    for moment, many in moments:
        clock.now = moment
        so_far.add(rows(row, many))
        row += many
        progress(so_far)
    progress.close()
    return on.getvalue()


def test_the_first_three_messages_and_the_counts_are_there_within_a_second() -> None:
    said = shown((0.3, 2_000), (0.6, 2_000), on=Terminal())
    lines = [line for line in said.splitlines() if line.startswith("Row ")]
    assert [line.split(":")[1] for line in lines] == [f" Oi, cliente {n}!" for n in (3, 4, 5)]
    assert "4,000 rows judged: 3,960 can be sent, 40 cannot" in said
    assert said.endswith("\r"), "the counts are taken off the screen in the end"


def test_the_counts_are_renewed_each_second_and_the_messages_shown_once() -> None:
    said = shown((0.6, 2_000), (1.0, 2_000), (1.7, 2_000), on=Terminal())
    assert said.count("Row 3, to") == 1
    assert "2,000 rows judged" in said
    assert "4,000 rows judged" not in said, "not a second has passed since the last look"
    assert "6,000 rows judged" in said


def test_a_short_list_and_a_log_are_shown_nothing() -> None:
    assert not shown((0.6, 500), on=Terminal())
    assert not shown((0.6, 4_000), on=io.StringIO())
