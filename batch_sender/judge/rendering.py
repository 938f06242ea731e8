"""Render a list chunk by chunk, in two processes where that pays, and keep the order of its rows.

Rendering takes half of the time that a list takes to be judged. Of a long one a second process does
its share: whoever of the two is free renders the next chunk. Nothing hangs on it. Where it does not
start, or dies, all is rendered here.
"""

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from batch_sender.judge.rendered import RenderedChunk
from batch_sender.judge.renderer import Chunk, RenderOptions, render
from batch_sender.judge.request import JudgingContext
from batch_sender.judge.row import RowJudge

if TYPE_CHECKING:
    from batch_sender.judge.second_process import Awaited, SecondProcess

Render = Callable[[Chunk], RenderedChunk]

_LARGE: Final = 1_500_000
"""Bytes of a list from which on a second process is worth the half second that it takes to start."""

_MOST_WAITING: Final = 5
"""Chunks that wait for the one before them; with more, that one is waited for."""


class Rendering:
    """Renders rows here and, of a long list, in a second process. Close it in the end."""

    def __init__(self, list_path: Path | None) -> None:
        """Start the second process, if the list is large: it loads while the list is opened.

        None: whatever its size, all is rendered here.
        """
        large = list_path is not None and _is_large(list_path)
        self._second = _second_process() if large and _has_two_cores() else None

    def render(
        self,
        chunks: Iterable[Chunk],
        *,
        context: JudgingContext,
        judge: RowJudge,
        options: RenderOptions,
    ) -> Iterator[RenderedChunk]:
        """Yield each chunk, rendered; `judge`: the one that decides here.

        What is yielded is worked on here, so the second process goes first.
        """
        if self._second is not None:
            self._second.instruct(context, options)
        here = partial(render, judge, options=options)
        waiting: deque[_Begun] = deque()
        for chunk in chunks:
            while waiting and not self._second_has_room() and waiting[0].is_done:
                yield waiting.popleft().end(here)
            waiting.append(self._begin(chunk, here))
            while len(waiting) > _MOST_WAITING:
                yield waiting.popleft().end(here)
        while waiting:
            yield waiting.popleft().end(here)

    def _second_has_room(self) -> bool:
        return self._second is not None and self._second.has_room

    def _begin(self, chunk: Chunk, here: Render) -> "_Begun":
        elsewhere = self._second.give(chunk) if self._second is not None else None
        return _Begun(
            chunk=chunk, here=here(chunk) if elsewhere is None else None, elsewhere=elsewhere
        )

    def close(self) -> None:
        """End the second process."""
        if self._second is not None:
            self._second.close()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Begun:
    """A chunk that is rendered: here, or elsewhere some time soon."""

    chunk: Chunk
    here: RenderedChunk | None
    elsewhere: "Awaited | None"

    @property
    def is_done(self) -> bool:
        return self.elsewhere is None or self.elsewhere.is_done

    def end(self, here: Render) -> RenderedChunk:
        """Return the chunk, rendered; what a process took with it is rendered here."""
        found = self.here if self.elsewhere is None else self.elsewhere.get()
        return here(self.chunk) if found is None else found


def _is_large(path: Path) -> bool:
    try:
        return path.stat().st_size >= _LARGE
    except OSError:
        return False  # what is wrong with it is said where it is opened


def _has_two_cores() -> bool:
    own = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return (own or 1) > 1


def _second_process() -> "SecondProcess | None":
    from batch_sender.judge.second_process import (  # noqa: PLC0415 - for large lists alone
        CannotStart,
        SecondProcess,
    )

    try:
        return SecondProcess()
    except CannotStart:
        return None
