"""Ctrl-C and requests to terminate: they stop the sending, and do not hide what has left."""

import contextlib
import signal
import threading
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
def stopping() -> Iterator[threading.Event]:
    """Turn Ctrl-C and a request to terminate into an event, so that nothing is cut in half.

    Of a command there is one event: who stopped one list has stopped them all.
    """
    runs = _RUNS.get()
    if runs is None:
        with _heard() as stop:
            yield stop
        return
    if runs.stop is None:
        runs.stop = runs.until_its_end.enter_context(_heard())
    yield runs.stop


@contextlib.contextmanager
def stopping_once_more() -> Iterator[threading.Event]:
    """Turn what is pressed from here on into an event: who stopped the sending did not mean this, too."""
    with _heard() as stop:
        yield stop


def is_asked_to_stop() -> bool:
    """Say whether a request to stop was heard by this command."""
    runs = _RUNS.get()
    return runs is not None and runs.stop is not None and runs.stop.is_set()


@contextlib.contextmanager
def _heard() -> Iterator[threading.Event]:
    stop = threading.Event()

    def heard(_number: int, _frame: FrameType | None) -> None:
        if output.is_asking():
            raise KeyboardInterrupt  # that is an answer
        if not stop.is_set():
            stop.set()
            with contextlib.suppress(RuntimeError):  # heard in the middle of a line to be printed
                output.tell()
                output.tell(_("Stopping: what is on its way is finished first. Please wait."))

    # A closed terminal (SIGHUP) and Windows' Ctrl-Break are requests to stop, too.
    names = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")
    wanted = [getattr(signal, name) for name in names if hasattr(signal, name)]
    before = {number: signal.signal(number, heard) for number in wanted}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
