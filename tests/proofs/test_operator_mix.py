"""What an operator's day does to one journal: commands raced, killed and begun again, lists overlapping.

The stand-in counts what it got: nobody gets a message twice, nobody is lost, the counts add up.
"""

import random
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from batch_sender.journal import Journal
from batch_sender.models import BatchState, Counts, MessageState
from batch_sender.operations.exit_codes import ExitCode
from tests.proofs.reckoning import (
    MAY_HAVE_LEFT,
    Desk,
    Ended,
    Program,
    Seen,
    chance_for,
    desk,
    people,
)

LANES = 3
AT_ONCE = 4
"""Commands that are let go at the same instant."""

LISTS = 4
ROWS = 60
SHARED = 30
"""Rows that each list has in common with the next one: the same people, the same words."""

KILLED = 0.35
"""As likely is it that a command is killed and not waited for."""

_TEXT = ("--text", "Oi {nome}", "--rate", "off", "--window", "always")
_MAY_END_WITH = {int(code) for code in ExitCode} - {int(ExitCode.WRONG_USAGE)}

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


@dataclass(kw_only=True)
class Tally:
    """What was done, for the figures."""

    commands: Counter[str] = field(default_factory=Counter)
    codes: Counter[int] = field(default_factory=Counter)
    kills: int = 0


class Operator:
    """Types what comes to mind, several commands at once, and loses patience with some."""

    def __init__(self, here: Desk, lists: Sequence[Path], chance: random.Random) -> None:
        self._here, self._lists, self._chance = here, lists, chance
        self.tally = Tally()

    def one_round(self, first: Path | None = None) -> None:
        """Let some commands go at the same instant; wait for each to end, or kill it."""
        begun = [self._typed(*self._send(first))] if first else []
        begun += [self._typed(*self._any()) for _n in range(AT_ONCE - len(begun))]
        for program in begun:
            program.ready()
        for program in begun:
            program.go()
        for program in begun:
            if self._chance.random() < KILLED:
                # While it opens the journal, judges, sends, writes results: whenever.
                self._here.arrivals.wait_for_more(10_000, seconds=self._chance.uniform(0, 0.5))
                program.kill()
                self.tally.kills += 1
            else:
                self._look_at(program.ended())

    def send_all(self) -> None:
        """Send every list once more, to its end: who killed each one's sender in the midst of judging has sent nothing."""
        for path in self._lists:
            self._look_at(self._typed(*self._send(path)).ready().go().ended())

    def until_nothing_waits(self) -> None:
        """Go on with every batch that can, as often as it takes."""
        for _time in range(10):
            waiting = self._waiting()
            if not waiting:
                return
            for number in waiting:
                self._look_at(self._typed("resume", str(number), "--yes").ready().go().ended())
        raise AssertionError(f"these wait for ever: {self._waiting()}")

    def _waiting(self) -> list[int]:
        with Journal(self._here.journal) as book:
            every = book.batches.recent(most=1_000)
        ended = {BatchState.FINISHED, BatchState.CANCELLED}
        return sorted(batch.id for batch in every if batch.state not in ended)

    def _look_at(self, ended: Ended) -> None:
        assert "Traceback" not in ended.err, ended
        assert ended.code in _MAY_END_WITH, ended
        self.tally.codes[ended.code] += 1

    def _typed(self, *command: str) -> Program:
        self.tally.commands[command[0]] += 1
        return self._here.type(*command)

    # ── what comes to mind ──

    def _any(self) -> tuple[str, ...]:
        kinds: list[Callable[[], tuple[str, ...]]] = [
            self._send, self._send, self._run, self._run, self._go_on, self._go_on, self._go_on,
            self._pause, self._check, self._report, self._look,
        ]  # fmt: skip
        return self._chance.choice(kinds)()

    def _send(self, contacts: Path | None = None) -> tuple[str, ...]:
        path = contacts or self._chance.choice(self._lists)
        return ("send", str(path), *_TEXT, "--yes", "--concurrency", str(LANES))

    def _run(self) -> tuple[str, ...]:
        return ("run", str(self._here.folder / "inbox.toml"))

    def _go_on(self) -> tuple[str, ...]:
        return ("resume", self._number(), "--yes")

    def _pause(self) -> tuple[str, ...]:
        return ("pause", self._number())

    def _check(self) -> tuple[str, ...]:
        return ("check", str(self._chance.choice(self._lists)), *_TEXT)

    def _report(self) -> tuple[str, ...]:
        return ("report", self._number(), "--out", str(self._here.folder / "report.csv"))

    def _look(self) -> tuple[str, ...]:
        return self._chance.choice(
            [("status",), ("journal", "check"), ("history", "11 91234-5678")]
        )

    def _number(self) -> str:
        known = [1]
        with suppress(Exception), Journal(self._here.journal) as book:
            known = [batch.id for batch in book.batches.recent(most=1_000)] or known
        return str(self._chance.choice(known))


@pytest.mark.parametrize(
    ("database", "rounds"),
    [
        pytest.param("sqlite", 12, id="sqlite"),
        pytest.param("server", 8, id="server", marks=pytest.mark.postgres),
    ],
)
def test_an_operators_mix(
    request: pytest.FixtureRequest, tmp_path: Path, database: str, rounds: int
) -> None:
    journal = request.getfixturevalue("schema") if database == "server" else tmp_path / "j.sqlite3"
    chance = chance_for(f"operator's mix, {database}")
    numbers = people(SHARED * (LISTS + 1))
    with desk(tmp_path, journal=journal, latency=0.05) as here:
        lists = _lists(here.folder, numbers)
        operator = Operator(here, lists, chance)
        for path in [*lists, *[None] * (rounds - LISTS)]:
            operator.one_round(path)
        operator.send_all()
        operator.until_nothing_waits()
        seen = Seen.by(here.api)
    _reckon(journal, seen, numbers)
    sys.stdout.write(f"{database}: {operator.tally}\n")


def _lists(folder: Path, numbers: Sequence[str]) -> list[Path]:
    """Write lists of which each shares half of its people with the next; `run` finds copies of two."""
    inbox = folder / "inbox"
    inbox.mkdir()
    paths = []
    for n in range(LISTS):
        some = numbers[n * SHARED : n * SHARED + ROWS]
        rows = "".join(f"Cliente {to[-6:]},{to}\n" for to in some)
        paths.append(folder / f"lista{n}.csv")
        paths[-1].write_text("nome,telefone\n" + rows, encoding="utf-8")
    for n in (0, 2):
        (inbox / f"{n}.csv").write_text(paths[n].read_text("utf-8") + "\n", encoding="utf-8")
    lines = ('list = "inbox/*.csv"', 'text = "Oi {nome}"', 'rate = "off"', 'window = "always"',
             f"concurrency = {LANES}", "at_rest = 0", "yes = true")  # fmt: skip
    (folder / "inbox.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return paths


def _reckon(journal: str | Path, seen: Seen, numbers: Sequence[str]) -> None:
    twice = {to: count for to, count in seen.arrived.items() if count > 1}
    assert not twice, "somebody was written to twice"
    said: dict[MessageState, set[str]] = {state: set() for state in MessageState}
    with Journal(journal) as book:
        for batch in book.batches.recent(most=1_000):
            assert batch.state is BatchState.FINISHED
            rows = list(book.messages.rows(batch.id))
            assert len(rows) == batch.counts.read == _sum(batch.counts)
            assert len({row.row for row in rows}) == len(rows)
            for row in rows:
                assert row.number is not None
                said[row.state].add(row.number)
    left = set.union(*(said[state] for state in MAY_HAVE_LEFT))
    assert left == set(numbers), "somebody was lost"
    assert set(seen.arrived) <= left
    assert said[MessageState.ACCEPTED] <= set(seen.accepted)


def _sum(counts: Counts) -> int:
    return sum(getattr(counts, state) for state in MessageState)
