"""Hand out the lines of a text file, and take back those that must be looked at once more."""

import io
from collections import deque
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import NoReturn

from batch_sender.load.errors import LineTooLong


class Lines:
    """The lines of a file from its line `first` on, none longer than memory likes.

    Those that were handed out since the last `forget` can be taken back. `number`: the last of
    those that are forgotten.
    """

    def __init__(
        self,
        file: io.TextIOWrapper,
        *,
        path: Path,
        most: int,
        first: int,
        prepare: Callable[[str], str] | None,
    ) -> None:
        self.number = first - 1
        self._file, self._path, self._most = file, path, most
        self._prepare = prepare
        self._given: list[str] = []
        self._ahead = deque[str]()

    def __iter__(self) -> Iterator[str]:
        given = self._given.append
        while self._ahead:
            given(self._ahead[0])
            yield self._ahead.popleft()
        prepare = self._prepare
        for line in iter(partial(self._file.readline, self._most), ""):
            if len(line) == self._most:
                self._refuse_endless()
            ready = line if prepare is None else prepare(line)
            given(ready)
            yield ready

    @property
    def given(self) -> list[str]:
        """What was handed out and not forgotten."""
        return self._given

    def forget(self) -> None:
        """Let go of what was handed out: its records are settled."""
        self.number += len(self._given)
        self._given.clear()

    def take_back(self) -> None:
        """Hand out once more what is not forgotten."""
        self._ahead.extendleft(reversed(self._given))
        self._given.clear()

    def peek(self, at: int) -> str:
        """Return the line that is `at` lines ahead; "" behind the end."""
        while len(self._ahead) <= at:
            line = self._read()
            if not line:
                return ""
            self._ahead.append(line)
        return self._ahead[at]

    def skip(self, many: int) -> None:
        """Pass over lines that were peeked at: their record is settled."""
        for _ in range(many):
            self._ahead.popleft()
        self.number += many

    def _read(self) -> str:
        line = self._file.readline(self._most)
        if len(line) == self._most:
            self._refuse_endless()
        return line if self._prepare is None else self._prepare(line)

    def _refuse_endless(self) -> NoReturn:
        number = self.number + len(self._given) + len(self._ahead) + 1
        raise LineTooLong(path=self._path, limit=self._most, line=number)
