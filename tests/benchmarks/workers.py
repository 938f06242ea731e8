"""Measure workers on PostgreSQL: their rate without a pace, and how well many lanes keep theirs.

The rate of one worker and of two, with eight connections, stands beside one process on SQLite with eight
lanes. Two hundred connections at a message each 3 s, each with an API address of its own, tell how far
lanes stray from their pace, and what that takes of the processor and of the database.
"""

import statistics
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from batch_sender.config.settings import Settings
from batch_sender.journal import Journal
from batch_sender.models import BatchState
from tests.benchmarks import arrivals
from tests.benchmarks.answering import beside, seconds_at, serving
from tests.benchmarks.lanes import databases
from tests.benchmarks.measuring import Asked, LeftOut, Measured, script, side_by_side
from tests.benchmarks.table import Line
from tests.benchmarks.worker_processes import (
    Load,
    can_be_read,
    hand_over,
    megabytes,
    saved,
    until,
    working,
)

_CONNECTIONS = 8
_PACED = 200
_GAP = 3.0
_MINUTES = 5
_MOST_STRAYING = 0.02
_TO_BEGIN = 60.0
"""Seconds until the last lane must have begun."""


def measure(asked: Asked) -> Iterator[Line]:
    """Send as fast as it goes, by one worker and by two.

    Raises:
        LeftOut: no server is named, or nothing is here to talk to it.
    """
    _refuse_where_nothing_is_told()
    many = asked.many(8000)
    with serving(0) as url, databases(asked.postgres) as (new, location):
        (plain,) = side_by_side(
            asked.runs, script("measured/send.py", url, many, _CONNECTIONS, tells=True)
        )
        for number in (1, 2):
            runs = []
            for run in range(asked.runs):
                new()
                folder = asked.folder / f"{number}-{run}"
                folder.mkdir()
                runs.append(_as_fast_as_it_goes(folder, location, url, many, number))
            yield _beside(f"{number} worker{'s' * (number > 1)}", many, plain, runs)


def _refuse_where_nothing_is_told() -> None:
    if not can_be_read():
        raise LeftOut("this system does not tell what its processes do (/proc)")


def _as_fast_as_it_goes(
    folder: Path, journal: str, url: str, many: int, workers: int
) -> tuple[float, Load, float]:
    """Return the seconds from the first request to the last answer, what it took, and the memory."""
    each = many // _CONNECTIONS
    known = saved(folder, [beside(url, number) for number in range(_CONNECTIONS)])
    with Journal(journal) as book, working(folder, journal, workers) as pids:
        before = Load.now(pids, journal)
        numbers = hand_over(journal, each, Settings(gap=0), known)
        until(
            lambda: all(book.batches.state(n) is BatchState.FINISHED for n in numbers),
            seconds=60 + many / 20,
        )
        load = Load.now(pids, journal).since(before)
        return seconds_at(url), load, megabytes(pids)


def _beside(
    who: str, many: int, plain: Measured, runs: Sequence[tuple[float, Load, float]]
) -> Line:
    seconds = statistics.median(taken for taken, _load, _memory in runs)
    working_ms = statistics.median(load.workers for _taken, load, _memory in runs) / many * 1000
    database_ms = statistics.median(load.postgres for _taken, load, _memory in runs) / many * 1000
    each = statistics.median(load.transactions for _taken, load, _memory in runs) / many
    alone = plain.told[0]
    return Line(
        what=f"send at no pace by {_CONNECTIONS} connections: {who} beside one process on SQLite",
        baseline=f"{many / alone:,.0f}/s, {plain.told[1] / many * 1000:.2f} ms of processor a message",
        ours=f"{many / seconds:,.0f}/s, {working_ms:.2f} ms and {database_ms:.2f} ms of PostgreSQL's",
        figure=f"{alone / seconds:.2f} × rate, {each:.1f} transactions a message",
        peak=Measured(seconds=seconds, processor=None, megabytes=max(m for _t, _l, m in runs)),
    )


# ── lanes with a pace ─────────────────────────────────────────────────────────────────────────


def measure_paced(asked: Asked) -> Iterator[Line]:
    """Let two workers send through many connections at a pace each, for some minutes.

    Raises:
        LeftOut: no server is named, or nothing is here to talk to it.
    """
    _refuse_where_nothing_is_told()
    seconds = _MINUTES * 60 * asked.scale
    with arrivals.serving() as port, databases(asked.postgres) as (new, journal):
        new()
        known = saved(asked.folder, [arrivals.url(n, port) for n in range(_PACED)])
        each = int(seconds / _GAP * 1.5 + _TO_BEGIN / _GAP) + 10
        hand_over(journal, each, Settings(gap=_GAP, window="always"), known)
        with working(asked.folder, journal, 2) as pids:
            seen: set[str] = set()

            def all_send() -> bool:
                seen.update(arrivals.read(port))
                return len(seen) == _PACED

            until(all_send, seconds=_TO_BEGIN)
            arrivals.read(port)
            before = Load.now(pids, journal)
            time.sleep(seconds)
            load, came = Load.now(pids, journal).since(before), arrivals.read(port)
            memory = megabytes(pids)
    yield from _straying(list(came.values()), load, memory)


def _straying(came: Sequence[Sequence[float]], load: Load, memory: float) -> Iterator[Line]:
    gaps = [(lane[-1] - lane[0]) / (len(lane) - 1) for lane in came if len(lane) > 1]
    off = [gap / _GAP - 1 for gap in gaps]
    within = sum(abs(each) <= _MOST_STRAYING for each in off)
    yield Line(
        what=f"{_PACED} connections on 2 workers, {load.seconds:.0f} s: seconds between two messages of a lane",
        baseline=f"{_GAP:.3f} s",
        ours=f"{statistics.mean(gaps):.3f} s; lanes {min(gaps):.3f} to {max(gaps):.3f} s",
        figure=f"{statistics.mean(off):+.2%}; {within} of {_PACED} lanes within {_MOST_STRAYING:.0%}",
        target=f"each lane within {_MOST_STRAYING:.0%}",
    )
    sent = sum(map(len, came))
    yield Line(
        what=f"the same: processor and database, {sent / load.seconds:.0f} messages a second",
        baseline="–",
        ours=f"{load.workers / load.seconds:.0%} of a core for both workers, {load.postgres / load.seconds:.0%} for PostgreSQL",
        figure=f"{load.transactions / load.seconds:,.0f} transactions a second, {load.transactions / sent:.1f} a message",
        peak=Measured(seconds=load.seconds, processor=None, megabytes=memory),
    )
