"""A request goes in; the messages of the process that answers it come out.

The process never outlives its use: it is stopped when the reading ends, is given up, or takes too
long, and ends by itself when nobody reads what it writes.
"""

import contextlib
import json
import subprocess
import sys
import threading
import weakref
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, Final

_ROOT: Final = str(Path(__file__).resolve().parents[2])
_START: Final = (
    "import sys\n"
    "if sys.argv[1] not in sys.path: sys.path.insert(0, sys.argv[1])\n"
    "from batch_sender.contacts.reader_process import main\n"
    "main()\n"
)
"""Not `-m`: that would look for modules in the current folder, among the person's own files."""


class ReaderGone(Exception):
    """The process ended before its last message, or said nothing for too long (`silent`)."""

    def __init__(self, *, silent: bool) -> None:
        super().__init__(silent)
        self.silent = silent


class Reader:
    """One running process and what it says."""

    def __init__(self, request: dict[str, Any], silence: float) -> None:
        """Start it; `silence`: seconds that one message may take."""
        process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-P", "-c", _START, _ROOT],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        self._silence = silence
        self._process = process
        self._out = _pipe(process.stdout)
        self._stop = weakref.finalize(self, _stop, process)
        with contextlib.suppress(OSError), _pipe(process.stdin) as stdin:
            stdin.write(json.dumps(request).encode("ascii"))

    @property
    def alive(self) -> bool:
        """Whether the process still runs."""
        return self._process.poll() is None

    def messages(self) -> Iterator[dict[str, Any]]:
        """Yield what the process says until its end or its error.

        Raises:
            ReaderGone: it ended, or fell silent, before that.
        """
        while True:
            line = self._line()
            if not line.endswith(b"\n"):
                raise ReaderGone(silent=False)
            message: dict[str, Any] = json.loads(line)
            if "end" in message:
                return
            yield message

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
            raise ReaderGone(silent=True)
        return line


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:  # pragma: no cover - both pipes are asked for
        raise RuntimeError("no pipe")
    return pipe


def _stop(process: "subprocess.Popen[bytes]") -> None:
    process.kill()
    with contextlib.suppress(OSError):
        _pipe(process.stdout).close()
    process.wait()
