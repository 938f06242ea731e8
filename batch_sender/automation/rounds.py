"""The service's rounds: looking at what is due again and again, or once until all of it has ended."""

import threading
from typing import Final

from batch_sender.automation import Service
from batch_sender.automation.closing import LogWriter
from batch_sender.automation.notices import NotificationQueue
from batch_sender.models.errors import BatchSenderError

_EVERY: Final = 1.0
"""Seconds between two looks."""

_AFTER_TROUBLE: Final = 10.0


def serve(
    service: Service, notices: NotificationQueue, *, stop: threading.Event, report: LogWriter
) -> None:
    """Look again and again until `stop` is set; what is being sent then goes on to its next rest."""
    while not stop.is_set():
        try:
            with service.pulse.round():
                service.look()
                notices.look()
            seconds = _EVERY
        except BatchSenderError as err:
            # A server that restarts, a disk that is full: the service is still there afterwards.
            report(f"{err.message} {err.next}", trouble=True)
            seconds = _AFTER_TROUBLE
        service.clock.wait(stop, seconds)


def run_due(service: Service, notices: NotificationQueue, *, stop: threading.Event) -> None:
    """Begin what is due now, go on with what stands half done; return when all of it has ended.

    A list that somebody may still be writing is waited for, as long as it is in time.

    Raises:
        JournalError: the journal cannot be used now.
    """
    notices.look()
    service.look()
    while service.awaits_lists and not stop.is_set():
        service.clock.wait(stop, _EVERY)
        service.look()
    while service.sending and not stop.is_set():
        service.wait(_EVERY)
    if not stop.is_set():
        service.look()  # what ended meanwhile, in this process or another
