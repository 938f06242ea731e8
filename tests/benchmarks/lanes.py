"""Measure the processor's time a message at many lanes, on SQLite and on PostgreSQL.

So many lanes wait for the server and the disk most of the time: how many messages a machine sends
then is told by what its processor does for each.
"""

import contextlib
import os
from collections.abc import Callable, Iterator
from types import ModuleType

from tests.benchmarks.answering import serving
from tests.benchmarks.measuring import Asked, LeftOut, Measured, script, side_by_side
from tests.benchmarks.table import Line

_LANES = 200
_SECONDS = 0.2
"""What the server takes for an answer."""

_OURS, _THEIRS = "measured/send.py", "baselines/send_with_marks.py"


def measure(asked: Asked) -> Iterator[Line]:
    """Send by two hundred lanes, each side on a database in a file."""
    many = asked.many(8000)
    with serving(_SECONDS) as url:
        theirs, ours = side_by_side(
            asked.runs,
            script(_THEIRS, url, many, _LANES, tells=True),
            script(_OURS, url, many, _LANES, tells=True),
        )
    yield _per_message("SQLite", many, theirs, ours)


def measure_on_postgres(asked: Asked) -> Iterator[Line]:
    """Send likewise, each side on a database of its own on a server.

    Raises:
        LeftOut: no server is named, or nothing is here to talk to it.
    """
    many = asked.many(8000)
    with serving(_SECONDS) as url, databases(asked.postgres) as (new, location):
        told = (url, many, _LANES, location)
        theirs, ours = side_by_side(
            asked.runs,
            script(_THEIRS, *told, tells=True, before=new),
            script(_OURS, *told, tells=True, before=new),
        )
    yield _per_message("PostgreSQL", many, theirs, ours)


def _per_message(where: str, many: int, theirs: Measured, ours: Measured) -> Line:
    (their_time, their_work), (our_time, our_work) = theirs.told, ours.told
    return Line(
        what=f"send by {_LANES} lanes on {where}: processor a message",
        baseline=f"{their_work / many * 1000:.2f} ms at {many / their_time:,.0f}/s",
        ours=f"{our_work / many * 1000:.2f} ms at {many / our_time:,.0f}/s",
        figure=f"{our_work / their_work:.2f} × processor, {their_time / our_time:.2f} × rate",
        peak=ours,
    )


@contextlib.contextmanager
def databases(server: str | None) -> Iterator[tuple[Callable[[], None], str]]:
    """Yield what makes the database empty again, and where that is; it is gone afterwards."""
    psycopg, name = _psycopg(), f"batch_sender_benchmark_{os.getpid()}"
    if server is None:
        raise LeftOut("no server is named (--postgres)")

    def drop() -> None:
        with psycopg.connect(server, autocommit=True) as admin:
            admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def new() -> None:
        drop()
        with psycopg.connect(server, autocommit=True) as admin:
            admin.execute(f"CREATE DATABASE {name}")

    try:
        yield new, f"{server.rpartition('/')[0]}/{name}"
    finally:
        drop()


def _psycopg() -> ModuleType:
    try:
        import psycopg  # noqa: PLC0415 - not everybody has it
    except ImportError:
        raise LeftOut("psycopg is not installed") from None
    return psycopg
