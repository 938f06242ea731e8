"""Run commands side by side; tell each one's median time, its processor's seconds and its peak memory."""

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
_NO_BYTECODE = "PYTHONDONTWRITEBYTECODE"


class ScriptBroke(Exception):
    """A measured script failed: there is nothing to compare."""


class LeftOut(Exception):
    """Something that a comparison needs is not here: what, and how it is named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """How much is to be measured, and what there is to measure beside.

    `folder`: an empty one, for lists and journals. `recipients`: a checkout of GOV.UK Notify's
    notifications-utils; `postgres`: the URL of a server on which databases may be made; `pollock`: a
    checkout of the benchmark Pollock.
    """

    folder: Path
    scale: float
    runs: int
    recipients: Path | None = None
    postgres: str | None = None
    pollock: Path | None = None

    def many(self, full: int) -> int:
        """Return how many there are at this size, of so many at full size."""
        return int(full * self.scale)


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """What is run, with what in its environment besides ours.

    `tells`: its last line is what counts, the seconds first; otherwise all its time does.
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
    say more than the clock's. `told`: what the command said itself, the seconds first.
    """

    seconds: float
    processor: float | None
    megabytes: float | None
    told: tuple[float, ...] = ()


def script(path: str, *arguments: object, tells: bool = False, **more: object) -> Command:
    """Return the command that runs a script of ours."""
    module = f"tests.benchmarks.{path.removesuffix('.py').replace('/', '.')}"
    plain = [sys.executable, "-m", module, *(str(each) for each in arguments)]
    return Command(arguments=plain, tells=tells, **more)  # type: ignore[arg-type]  # handed on


def program(*arguments: object, **more: object) -> Command:
    """Return the command that runs batch-sender."""
    plain = [sys.executable, "-m", "batch_sender", *(str(each) for each in arguments)]
    return Command(arguments=plain, **more)  # type: ignore[arg-type]  # handed on


def python_in(checkout: Path) -> str | None:
    """Return the Python of the environment `.venv` in a checkout, if there is one."""
    places = (checkout.absolute() / ".venv" / name for name in ("bin/python", "Scripts/python.exe"))
    return next((str(python) for python in places if python.exists()), None)


def once(command: Command) -> Measured:
    """Run a command once.

    Raises:
        ScriptBroke: it ended with a code that it should not.
    """
    command.before()
    began = time.perf_counter()
    with subprocess.Popen(
        command.arguments,
        cwd=ROOT,
        env=_environment(command),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        said, complaints = _heard(process)
        processor, megabytes = _wait(process)
        seconds = time.perf_counter() - began
    if process.returncode not in command.codes:
        raise ScriptBroke(f"{' '.join(command.arguments)}\n{said}{complaints}")
    told = _told(said) if command.tells else (seconds,)
    return Measured(seconds=told[0], processor=processor, megabytes=megabytes, told=told)


def _environment(command: Command) -> dict[str, str]:
    """Return our own environment, in English and with bytecode kept, for both sides alike.

    Where PYTHONDONTWRITEBYTECODE is set, a package in a checkout is compiled anew at each start,
    while the libraries' bytecode has lain beside them since they were installed: a difference that
    nobody meets who has installed the program.
    """
    kept = {name: value for name, value in os.environ.items() if name != _NO_BYTECODE}
    return {**kept, "BATCH_SENDER_LANG": "en", **command.environment}


def _told(said: str) -> tuple[float, ...]:
    return tuple(float(word) for word in said.splitlines()[-1].split())


def _heard(process: "subprocess.Popen[str]") -> tuple[str, str]:
    """Read both of its outputs to their end, without waiting for its own."""
    assert process.stdout is not None
    assert process.stderr is not None
    complaints: list[str] = []
    listening = threading.Thread(target=complaints.extend, args=(process.stderr,))
    listening.start()
    said = process.stdout.read()
    listening.join()
    return said, "".join(complaints)


def _wait(process: "subprocess.Popen[str]") -> tuple[float | None, float | None]:
    """Wait for its end; return its processor's seconds, and the peak of its largest process.

    Those of the processes that it has waited for itself are in both, as the reader of a workbook's.
    """
    if not hasattr(os, "wait4"):
        process.wait()
        return None, None
    _pid, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    unit = 1 if sys.platform == "darwin" else 1024
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss * unit / _MEGABYTE


def warm(*commands: Command) -> None:
    """Run each once, unmeasured: where start-up counts, its bytecode is written and its files are read."""
    for command in commands:
        once(command)


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
        told=tuple(
            statistics.median(each) for each in zip(*(m.told for m in measured), strict=True)
        ),
    )
