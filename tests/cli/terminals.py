"""A terminal with somebody at it: starts the program there, waits for what it says, and types."""

import os
import re
import select
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import pytest

LONGEST_WAIT: Final = 60.0  # seconds


class Terminal:
    """The program on a pseudo-terminal of its own; Windows has none."""

    def __init__(
        self, *arguments: object, folder: Path, columns: int = 200, term: str = "dumb"
    ) -> None:
        pty = pytest.importorskip("pty", reason="no pseudo-terminals here")
        self._ours, theirs = pty.openpty()
        self.seen = ""
        self._read_up_to = 0
        # Of its own session: then nothing can reach for the terminal that runs the tests.
        self._program = subprocess.Popen(
            [sys.executable, "-m", "batch_sender", *map(str, arguments)],
            stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True,
            env={**os.environ, "TERM": term, "COLUMNS": str(columns)}, cwd=folder,
        )  # fmt: skip
        os.close(theirs)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._program.kill()
        self._program.wait()
        os.close(self._ours)

    def see(self, text: str) -> str:
        """Wait until the program says `text`; return all it said since it was last waited for."""
        deadline = time.monotonic() + LONGEST_WAIT
        while text not in self.seen[self._read_up_to :]:
            assert time.monotonic() < deadline, f"{text!r} never came: {self.seen}"
            assert self._read(), f"it ended before {text!r}: {self.seen}"
        begin = self._read_up_to
        self._read_up_to = self.seen.index(text, begin) + len(text)
        return self.seen[begin : self._read_up_to]

    def type(self, line: str) -> None:
        """Type a line."""
        os.write(self._ours, f"{line}\n".encode())

    def press(self, key: str) -> None:
        """Press a key, and not Enter."""
        os.write(self._ours, key.encode())

    def interrupt(self) -> None:
        """Ask the program to stop, as Ctrl-C does."""
        self._program.send_signal(2)

    def end(self) -> int:
        """Wait until the program ends; return its exit code."""
        while self._read():
            pass
        return self._program.wait(LONGEST_WAIT)

    def _read(self) -> bool:
        """Read what there is; False when the program is gone."""
        ready, _, _ = select.select([self._ours], [], [], LONGEST_WAIT)
        assert ready, f"it hangs: {self.seen}"
        try:
            piece = os.read(self._ours, 65536)
        except OSError:  # what Linux says when nobody holds the other end
            return False
        self.seen += re.sub(r"\r\n?", "\n", piece.decode("utf-8", "replace"))
        return bool(piece)
