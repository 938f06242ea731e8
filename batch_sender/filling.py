"""Chunks of a list's rows go in; filled messages come out in their order.

Filling takes half of the time that a list takes to be judged. Of a long one a second process does
its share: whoever of the two is free fills the next chunk. Nothing hangs on it. Where it does not
start, or dies, all is filled here.
"""

import os
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Final, Self

from batch_sender.brief import Brief
from batch_sender.filled import FilledChunk
from batch_sender.filler import Chunk, Wishes, fill
from batch_sender.judge import Judge

if TYPE_CHECKING:
    from batch_sender.second_process import Awaited, SecondProcess

_SHORT: Final = 2
"""Chunks of a list for which a second process is not worth the half second that it takes to start."""

_MOST_WAITING: Final = 4
"""Chunks that wait for the one before them; with more, that one is waited for."""


class Filling:
    """Fills rows here and, of a long list, in a second process. Close it, or use it in a `with`."""

    def __init__(self, brief: Brief, judge: Judge, wishes: Wishes) -> None:
        """`judge`: the one that decides here."""
        self._brief = brief
        self._judge = judge
        self._wishes = wishes
        self._second: SecondProcess | None = None

    def filled(self, chunks: Iterable[Chunk]) -> Iterator[FilledChunk]:
        """Yield each chunk, filled. What is yielded is worked on here: the second process goes first."""
        waiting: deque[_Begun] = deque()
        for number, chunk in enumerate(chunks):
            if number == _SHORT and _has_a_second_core():
                self._second = _second_process(self._brief, self._wishes)
            while waiting and not self._second_has_room() and waiting[0].is_done:
                yield self._end(waiting.popleft())
            waiting.append(self._begin(chunk))
            while len(waiting) > _MOST_WAITING:
                yield self._end(waiting.popleft())
        while waiting:
            yield self._end(waiting.popleft())

    def _second_has_room(self) -> bool:
        return self._second is not None and self._second.has_room

    def _begin(self, chunk: Chunk) -> "_Begun":
        elsewhere = self._second.give(chunk) if self._second is not None else None
        here = fill(self._judge, chunk, self._wishes) if elsewhere is None else None
        return _Begun(chunk=chunk, here=here, elsewhere=elsewhere)

    def _end(self, begun: "_Begun") -> FilledChunk:
        found = begun.here if begun.elsewhere is None else begun.elsewhere.get()
        return fill(self._judge, begun.chunk, self._wishes) if found is None else found

    def close(self) -> None:
        """End the second process."""
        if self._second is not None:
            self._second.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Begun:
    """A chunk that is filled: here, or elsewhere some time soon."""

    chunk: Chunk
    here: FilledChunk | None
    elsewhere: "Awaited | None"

    @property
    def is_done(self) -> bool:
        return self.elsewhere is None or self.elsewhere.is_done


def _has_a_second_core() -> bool:
    own = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return (own or 1) > 1


def _second_process(brief: Brief, wishes: Wishes) -> "SecondProcess":
    from batch_sender.second_process import SecondProcess  # noqa: PLC0415 - for long lists alone

    return SecondProcess(brief, wishes)
