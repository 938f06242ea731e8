"""A shell on a terminal, as a reader has it: lines are pasted into it, questions are answered."""

import os
import re
import select
import signal
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import pytest

LONGEST_WAIT: Final = 60.0  # seconds
_PROMPT: Final = re.compile(r"<ready (\d+)> $")
_QUESTION: Final = re.compile(r"(?:\[s/N\]|[?:]|\n>|\(Enter: [\w ]+\)) $")


class Shell:
    """bash on a pseudo-terminal of its own; Windows has none."""

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        pty = pytest.importorskip("pty", reason="no pseudo-terminals here")
        self._ours, theirs = pty.openpty()
        self._program = subprocess.Popen(
            ["bash", "--norc", "--noprofile", "--noediting", "-i"],
            stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True,
            env={"TERM": "dumb", "COLUMNS": "100", **environment, "PS1": "<ready $?> "}, cwd=folder,
        )  # fmt: skip
        os.close(theirs)
        self._until(_PROMPT)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        # Whatever runs in it, too: the terminal controls nothing, so that nothing else would end it.
        os.killpg(self._program.pid, signal.SIGKILL)
        self._program.wait()
        os.close(self._ours)

    def paste(self, line: str, answers: Mapping[str, str]) -> tuple[int, str]:
        """Run a line; answer each question by the first pattern that fits it, else with Enter.

        Returns the line's exit code and all that stood on the screen.
        """
        self._type(line)
        shown = ""
        while True:
            piece = self._until(_PROMPT, _QUESTION)
            shown += piece
            if ready := _PROMPT.search(piece):
                return int(ready[1]), shown
            asked = piece.splitlines()[-1]
            self._type(next((say for see, say in answers.items() if re.search(see, asked)), ""))

    def begin(self, line: str, *, until: str) -> str:
        """Run a line that does not end; return what it shows, up to a text."""
        self._type(line)
        return self._until(re.compile(until))

    def _type(self, line: str) -> None:
        os.write(self._ours, f"{line}\n".encode())

    def _until(self, *patterns: re.Pattern[str]) -> str:
        """Read until what came ends as a pattern says."""
        seen = ""
        deadline = time.monotonic() + LONGEST_WAIT
        while not any(each.search(seen) for each in patterns):
            assert time.monotonic() < deadline, f"it hangs: {seen}"
            if not select.select([self._ours], [], [], 1.0)[0]:
                continue
            seen += re.sub(r"\r\n?", "\n", os.read(self._ours, 65536).decode("utf-8", "replace"))
        return seen
