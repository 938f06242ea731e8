"""Render part of a long list in a second process, which may die without harm."""

import contextlib
import itertools
import logging
import marshal
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from typing import Any, Final

from batch_sender import language
from batch_sender.judge.rendered import RenderedChunk
from batch_sender.judge.renderer import Chunk, RenderOptions, render
from batch_sender.judge.request import JudgingContext
from batch_sender.judge.row import RowJudge
from batch_sender.models import Contact
from batch_sender.models.table_rows import TableRow

_log: Final = logging.getLogger(__name__)

_AHEAD: Final = 3
"""Chunks that lie before it: the one that it renders, and the next two."""

_Packed = tuple[bytes | list[TableRow], RenderedChunk]
"""Rows as they pass from one process to the other, and what else there is.

Both run the same Python, so what it keeps its own modules in will do: it takes a third of pickle's
time. It knows plain values alone; should a row hold any other, pickle takes them all.
"""


class CannotStart(Exception):
    """There is no second process; nothing hangs on one."""


class Awaited:
    """A chunk that the other process renders."""

    def __init__(self, future: Future[_Packed]) -> None:
        self._future = future

    @property
    def is_done(self) -> bool:
        """Whether it is rendered, or will not be."""
        return self._future.done()

    def get(self) -> RenderedChunk | None:
        """Wait for it; None where the process died over it."""
        try:
            rows, found = self._future.result()
        except BrokenProcessPool:
            _log.warning("the second process died over a chunk", exc_info=True)
            return None
        return replace(found, rows=_unpacked(rows) if isinstance(rows, bytes) else rows)


def _unpacked(rows: bytes) -> Any:
    return marshal.loads(rows)  # noqa: S302 - from a process of ours


class SecondProcess:
    """One more process, which ends with this one and hears no Ctrl-C."""

    def __init__(self) -> None:
        """Start it: it loads what it needs while the list is opened here.

        Raises:
            CannotStart: the system has no process to give, or no shared memory.
        """
        try:
            self._start()
        except (OSError, ImportError, NotImplementedError) as err:
            raise CannotStart from err

    def _start(self) -> None:
        self._pool = ProcessPoolExecutor(
            max_workers=1, mp_context=multiprocessing.get_context("spawn"), initializer=_settle_in
        )
        self._given: list[Future[Any]] = []
        with _interrupts_kept_away():
            self._ready: Future[None] = self._pool.submit(_begin, language.current())

    def instruct(self, context: JudgingContext, options: RenderOptions) -> None:
        """Tell it what is to be judged."""
        with contextlib.suppress(BrokenProcessPool):
            self._ready = self._pool.submit(_get_ready, context, options)
            self._ready.add_done_callback(_trace_fault)

    @property
    def has_room(self) -> bool:
        """Whether it is there, and has not enough before it."""
        if not self._ready.done() or self._ready.exception() is not None:
            return False
        self._given = [future for future in self._given if not future.done()]
        return len(self._given) < _AHEAD

    def give(self, chunk: Chunk) -> Awaited | None:
        """Hand it a chunk, if it has room for one."""
        if not self.has_room:
            return None
        try:
            future = self._pool.submit(_render, marshal.dumps(list(map(tuple, chunk))))
        except (BrokenProcessPool, ValueError):  # it is gone, or a cell is no plain text
            return None
        self._given.append(future)
        return Awaited(future)

    def close(self) -> None:
        """End it, after the chunk that it renders."""
        self._pool.shutdown(cancel_futures=True)


def _trace_fault(begun: Future[None]) -> None:
    if not begun.cancelled() and (error := begun.exception()) is not None:
        _log.warning("the second process is of no use", exc_info=error)


@contextlib.contextmanager
def _interrupts_kept_away() -> Iterator[None]:
    """Start a process that no Ctrl-C reaches: it is this one that ends it."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


# ── inside the second process ─────────────────────────────────────────────────────────────────


class _Own:
    """What the second process keeps from one chunk to the next."""

    render: Callable[[Chunk], RenderedChunk]


def _settle_in() -> None:
    """Ignore Ctrl-C where it was not kept away, and never outlive the first process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    first = multiprocessing.parent_process()

    def follow() -> None:
        if first is not None:
            first.join()
            os._exit(1)

    threading.Thread(target=follow, daemon=True).start()


def _begin(lang: str) -> None:
    language.use(lang)


def _get_ready(context: JudgingContext, options: RenderOptions) -> None:
    judge = RowJudge.of(context)
    _Own.render = lambda chunk: render(judge, chunk, options=options)


def _render(rows: bytes) -> _Packed:
    found = _Own.render(list(itertools.starmap(Contact, _unpacked(rows))))
    return _packed(found.rows), replace(found, rows=[])


def _packed(rows: list[TableRow]) -> bytes | list[TableRow]:
    try:
        return marshal.dumps(rows)
    except ValueError:
        return rows
