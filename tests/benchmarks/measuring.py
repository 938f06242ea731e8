"""Commands go in; the median time and the peak memory of each, measured side by side, come out."""

import os
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[2]
_MEGABYTE = 1024 * 1024


class ScriptBroke(Exception):
    """A measured script failed: there is nothing to compare."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """What is run, with what in its environment besides ours.

    `tells`: it prints the seconds that count as its last line; otherwise all its time does.
    """

    arguments: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    tells: bool = False
    codes: Sequence[int] = (0,)
    before: Callable[[], object] = lambda: None


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Seconds, those of the processor, and the megabytes of the largest of its processes.

    None where the system tells none. Of a machine that has other work to do, the processor's seconds
    say more than the clock's.
    """

    seconds: float
    processor: float | None
    megabytes: float | None


def script(path: str, *arguments: object, tells: bool = False, **more: object) -> Command:
    """Return the command that runs a script of ours."""
    module = f"tests.benchmarks.{path.removesuffix('.py').replace('/', '.')}"
    plain = [sys.executable, "-m", module, *(str(each) for each in arguments)]
    return Command(arguments=plain, tells=tells, **more)  # type: ignore[arg-type]  # handed on


def program(*arguments: object, **more: object) -> Command:
    """Return the command that runs batch-sender."""
    plain = [sys.executable, "-m", "batch_sender", *(str(each) for each in arguments)]
    return Command(arguments=plain, **more)  # type: ignore[arg-type]  # handed on


def once(command: Command) -> Measured:
    """Run a command once.

    Raises:
        ScriptBroke: it ended with a code that it should not.
    """
    command.before()
    began = time.perf_counter()
    process = subprocess.Popen(
        command.arguments,
        cwd=ROOT,
        env={**os.environ, "BATCH_SENDER_LANG": "en", **command.environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    complaints: list[str] = []
    listening = threading.Thread(target=_listen, args=(process, complaints))
    listening.start()
    assert process.stdout is not None
    said = process.stdout.read()
    processor, megabytes = _wait(process)
    seconds = time.perf_counter() - began
    listening.join()
    if process.returncode not in command.codes:
        raise ScriptBroke(f"{' '.join(command.arguments)}\n{said}{''.join(complaints)}")
    if command.tells:
        seconds = float(said.split()[-1])
    return Measured(seconds=seconds, processor=processor, megabytes=megabytes)


def _listen(process: "subprocess.Popen[str]", complaints: list[str]) -> None:
    assert process.stderr is not None
    complaints.extend(process.stderr)


def _wait(process: "subprocess.Popen[str]") -> tuple[float | None, float | None]:
    """Wait for its end; return its processor's seconds, and the peak of its largest process."""
    if not hasattr(os, "wait4"):
        process.wait()
        return None, None
    _pid, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    unit = 1 if sys.platform == "darwin" else 1024
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss * unit / _MEGABYTE


def side_by_side(runs: int, *commands: Command) -> list[Measured]:
    """Run each in turn, so many times over, so that all meet the same machine; return the medians."""
    found = [[once(command) for command in commands] for _run in range(runs)]
    return [median([run[index] for run in found]) for index in range(len(commands))]


def median(measured: Sequence[Measured]) -> Measured:
    """Return the median of the times, and the greatest memory."""
    known = [each.megabytes for each in measured if each.megabytes is not None]
    worked = [each.processor for each in measured if each.processor is not None]
    return Measured(
        processor=statistics.median(worked) if worked else None,
        seconds=statistics.median(each.seconds for each in measured),
        megabytes=max(known, default=None),
    )
