"""Run one of our modules as a bounded process of its own, and talk to it in lines of JSON.

Readers of other people's files guard themselves against none of them. In a process with limits the
worst of files costs that process alone. It never outlives its use: it is stopped when its work
ends, is given up, or takes too long, and ends by itself when nobody reads what it writes.
"""

import contextlib
import json
import subprocess
import sys
import threading
import weakref
from pathlib import Path
from typing import IO, Any, Final

_ROOT: Final = str(Path(__file__).resolve().parents[2])
_START: Final = (
    "import importlib, sys\n"
    "if sys.argv[1] not in sys.path: sys.path.insert(0, sys.argv[1])\n"
    "importlib.import_module(sys.argv[2]).main()\n"
)
"""Not `-m`: that would look for modules in the current folder, among the person's own files."""


class ChildGone(Exception):
    """The process ended before its last message, or said nothing for too long (`silent`)."""

    def __init__(self, *, silent: bool) -> None:
        super().__init__(silent)
        self.silent = silent


class Child:
    """One running process, which is told messages and asked for answers."""

    def __init__(self, module: str, *, silence: float) -> None:
        """Start it; `silence`: seconds that one answer may take.

        Raises:
            OSError: the system starts no process.
        """
        process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-P", "-c", _START, _ROOT, module],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        self._silence = silence
        self._process = process
        self._in, self._out = _pipe(process.stdin), _pipe(process.stdout)
        self._stop = weakref.finalize(self, _stop, process)

    @property
    def alive(self) -> bool:
        """Whether the process still runs."""
        return self._process.poll() is None

    def tell(self, message: object, *, last: bool = False) -> None:
        """Send it a message, the `last` or one of several; one that is gone shows when it answers."""
        with contextlib.suppress(OSError):
            self._in.write(json.dumps(message).encode("ascii") + b"\n")
            self._in.flush()
            if last:
                self._in.close()

    def answer(self) -> dict[str, Any]:
        """Return what it says next.

        Raises:
            ChildGone: it ended, or fell silent, before that, or what it says makes no sense.
        """
        line = self._line()
        if not line.endswith(b"\n"):
            raise ChildGone(silent=False)
        try:
            answer: dict[str, Any] = json.loads(line)
        except ValueError as err:
            raise ChildGone(silent=False) from err
        return answer

    def close(self) -> None:
        """End the process."""
        self._stop()

    def _line(self) -> bytes:
        """Return one line, or what there is of it; a process that is too long about it is ended."""
        late = threading.Event()

        def end_it() -> None:
            late.set()
            self._process.kill()

        timer = threading.Timer(self._silence, end_it)
        timer.daemon = True
        timer.start()
        try:
            line = self._out.readline()
        finally:
            timer.cancel()
            timer.join()
        if late.is_set():
            raise ChildGone(silent=True)
        return line


def bound(*, memory: int, cpu: int) -> None:
    """Bound this process to bytes of memory and seconds of work, where the system can.

    There is no `resource` on Windows, and macOS refuses some of them.
    """
    try:
        import resource  # noqa: PLC0415 - not on Windows
    except ImportError:
        return
    for what, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, cpu),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(what)
        limit = most if hard == resource.RLIM_INFINITY else min(most, hard)
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(what, (limit, hard))


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:  # pragma: no cover - both pipes are asked for
        raise RuntimeError("no pipe")
    return pipe


def _stop(process: "subprocess.Popen[bytes]") -> None:
    process.kill()
    for pipe in (process.stdin, process.stdout):
        with contextlib.suppress(OSError):
            _pipe(pipe).close()
    process.wait()
