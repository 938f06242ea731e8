"""While a long list is judged the terminal shows the first messages, and each second the counts."""

import errno
import io
import sys

import pytest

from batch_sender.cli import streams
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


class Broken(Terminal):
    """Takes so many pieces of text, and no more, as one whose window was closed does."""

    def __init__(self, pieces: int) -> None:
        super().__init__()
        self._left = pieces

    def write(self, text: str) -> int:
        self._left -= 1
        if self._left < 0:
            raise OSError(errno.EIO, "input/output error")
        return super().write(text)


@pytest.mark.parametrize("pieces", [0, 1, 3, 4, 6])
def test_a_terminal_that_goes_away_does_not_end_the_judging(
    monkeypatch: pytest.MonkeyPatch, pieces: int
) -> None:
    monkeypatch.setattr(sys, "stderr", Broken(pieces))
    so_far = JudgedSoFar()
    progress = JudgingProgress(streams.Talk(), lambda: float(so_far.rows))
    for first in (2, 2_002, 4_002):
        so_far.add(rows(first, 2_000))
        progress(so_far)
    progress.close()
    assert not sys.stderr.isatty(), "nothing has taken its place"
    sys.stderr.close()


def test_a_terminal_that_was_closed_does_not_end_the_judging(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "stderr", Terminal())
    so_far = JudgedSoFar()
    progress = JudgingProgress(streams.Talk(), lambda: float(so_far.rows))
    for first in (2, 2_002):
        so_far.add(rows(first, 2_000))
        progress(so_far)
        sys.stderr.close()
    progress.close()
    sys.stderr.close()  # what has taken its place
