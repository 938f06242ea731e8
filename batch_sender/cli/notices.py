"""Telling people of an unattended batch from a command: beside it, and not for long behind its end."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from batch_sender.automation.notices import NoticeRecords, NotificationQueue
from batch_sender.cli import batch_files, output
from batch_sender.cli.interruption import stopping_once_more
from batch_sender.journal import Journal
from batch_sender.timing.clock import SystemClock


def beside(
    book: Journal | None, report: Callable[[str], None], *, once: bool = False
) -> NotificationQueue:
    """Return what tells people while the command does its work; `once` where nobody looks again."""
    records = NoticeRecords(journal=book, clock=SystemClock())
    return NotificationQueue(
        records=records, notify_of=batch_files.notify_of, report=report, once=once
    )


def finish(queue: NotificationQueue, *, stop: threading.Event, keep: bool = False) -> None:
    """Wait for the notices that are on their way, but no longer than one try may take."""
    queue.close(queue.longest + 1, stop=stop, keep=keep)


@contextmanager
def told_beside(book: Journal | None) -> Iterator[NotificationQueue]:
    """Tell people while the block runs; behind it whoever does not want to wait presses Ctrl-C.

    Of a batch that a Ctrl-C has stopped they are told as well.
    """
    queue = beside(book, output.tell, once=True)
    try:
        yield queue
    finally:
        with stopping_once_more() as stop:
            finish(queue, stop=stop)
