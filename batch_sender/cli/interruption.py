"""Ctrl-C and requests to terminate: they stop the sending, and do not hide what has left."""

import contextlib
import signal
import threading
import time
from collections.abc import Iterator
from contextvars import ContextVar
from dataclasses import dataclass
from types import FrameType
from typing import Final

from batch_sender.cli import output
from batch_sender.language import _


@dataclass(kw_only=True)
class _Running:
    """One command: `until_its_end` is closed with it; `stop`: what a request to stop sets, if any."""

    until_its_end: contextlib.ExitStack
    stop: threading.Event | None = None


_RUNS: Final = ContextVar[_Running | None]("the command that runs", default=None)


@contextlib.contextmanager
def one_command() -> Iterator[None]:
    """Run one command: once it has heard requests to stop, it hears them until its end.

    Between the last message and the last word a Ctrl-C must not hide what has left.
    """
    with contextlib.ExitStack() as until_its_end:
        token = _RUNS.set(_Running(until_its_end=until_its_end))
        try:
            yield
        finally:
            _RUNS.reset(token)


@contextlib.contextmanager
def stopping(*, longest: float | None = None, told: str | None = None) -> Iterator[threading.Event]:
    """Turn Ctrl-C and a request to terminate into an event, so that nothing is cut in half.

    Of a command there is one event: who stopped one list has stopped them all. `longest`: seconds
    that what is on its way may take, if anything is; `told`: what is said where nothing is stopped by it.
    """
    runs = _RUNS.get()
    if runs is None:
        with _heard(_StopNotice(longest, told)) as stop:
            yield stop
        return
    if runs.stop is None:
        runs.stop = runs.until_its_end.enter_context(_heard(_StopNotice(longest, told)))
    yield runs.stop


@contextlib.contextmanager
def stopping_once_more() -> Iterator[threading.Event]:
    """Turn what is pressed from here on into an event: who stopped the sending did not mean this, too."""
    with _heard(_StopNotice(None)) as stop:
        yield stop


def is_asked_to_stop() -> bool:
    """Say whether a request to stop was heard by this command."""
    runs = _RUNS.get()
    return runs is not None and runs.stop is not None and runs.stop.is_set()


class _StopNotice:
    """What is said to each request to stop; `longest`: seconds that what is on its way may take.

    `told`: what is said where what is on its way is not this program's.
    """

    def __init__(self, longest: float | None, told: str | None = None) -> None:
        self._longest = longest if told is None else None
        self._told = told
        self._until: float | None = None

    def tell(self) -> None:
        """Say how long it takes, and that a further request does not hasten it."""
        now = time.monotonic()
        if self._until is None:
            self._until = now + (self._longest or 0)
            output.tell()
            output.tell(self._first())
        elif (left := round(self._until - now)) > 0:
            output.tell()
            told = _("Stopping already: an answer is still awaited, for {n} s at most.")
            output.tell(told.format(n=left))

    def _first(self) -> str:
        if self._told is not None:
            return self._told
        if self._longest is None:
            return _("Stopping: what is on its way is finished first. Please wait.")
        told = _(
            "Stopping: what is on its way is finished first, which takes seconds, at most about "
            "{n} s. Pressing Ctrl-C again does not hasten it: it would leave a message in doubt."
        )
        return told.format(n=round(self._longest))


@contextlib.contextmanager
def _heard(notice: _StopNotice) -> Iterator[threading.Event]:
    stop = threading.Event()

    def heard(_number: int, _frame: FrameType | None) -> None:
        if output.is_asking():
            raise KeyboardInterrupt  # that is an answer
        stop.set()
        with contextlib.suppress(RuntimeError):  # heard in the middle of a line to be printed
            notice.tell()

    # A closed terminal (SIGHUP) and Windows' Ctrl-Break are requests to stop, too.
    names = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")
    wanted = [getattr(signal, name) for name in names if hasattr(signal, name)]
    before = {number: signal.signal(number, heard) for number in wanted}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
