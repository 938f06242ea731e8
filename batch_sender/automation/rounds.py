"""The service's rounds: looking at what is due again and again, or once until all of it has ended."""

import threading
from typing import Final

from batch_sender.automation import Service
from batch_sender.automation.closing import LogWriter
from batch_sender.automation.isolation import isolated
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
            with isolated("a look"), service.pulse.round():
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
    while not stop.is_set():
        if service.awaits_lists:
            service.clock.wait(stop, _EVERY)
        elif service.sending:
            service.wait(_EVERY)
            continue
        service.look()  # what ended meanwhile, in this process or another
        # It may have begun what has become due since.
        if not (service.sending or service.awaits_lists):
            return
