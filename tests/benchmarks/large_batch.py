"""A very long batch beside a short one: what its length adds to `resume`, `pause` and `status`."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from tests.benchmarks.measuring import Asked, Command, Measured, once, program, script, side_by_side
from tests.benchmarks.table import Line, seconds

_SHORT = 1000
_NAMES = ("first message after resume", "pause", "status")


def measure(asked: Asked) -> Iterator[Line]:
    """Resume, pause and look at both, in turn."""
    many = asked.many(1_000_000)
    short = _commands(asked.folder / "short.sqlite3", _SHORT)
    long = _commands(asked.folder / "long.sqlite3", many)
    # Once before: what is resumed is a batch that was sent in part, not one that nobody has seen.
    for command in (short[0], short[-1], long[0], long[-1]):
        once(command)
    found = side_by_side(
        asked.runs, *(each for pair in zip(short, long, strict=True) for each in pair)
    )
    for name, few, more in zip(_NAMES, found[::2], found[1::2], strict=True):
        yield _beyond(f"{name}, {many:,} rows", few, more)


def _commands(journal: Path, many: int) -> tuple[Command, ...]:
    once(script("batches.py", journal, many))
    # What the program remembers of journals must not be that of whoever runs this.
    state = {"BATCH_SENDER_STATE": str(journal.with_name("state"))}
    # The sender is stopped dead, so that there is something to pause.
    commands = (
        script("measured/first_message.py", journal, 1, tells=True),
        program("pause", 1, "--journal", journal),
        program("status", "--journal", journal),
    )
    return tuple(replace(each, environment=state) for each in commands)


def _processor(short: Measured, long: Measured) -> str:
    if short.processor is None or long.processor is None:
        return ""
    return f" ({long.processor - short.processor:+.2f} s of processor)"


def _beyond(what: str, short: Measured, long: Measured) -> Line:
    return Line(
        what=what,
        baseline=seconds(short),
        ours=seconds(long),
        figure=f"{long.seconds - short.seconds:+.2f} s{_processor(short, long)}",
        target="≤ 0.3 s beyond a short batch",
        peak=long,
    )
