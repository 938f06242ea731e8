"""`serve` and `run-due`: the service that begins what is due and sends it, on and on or once."""

import logging
import os
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

from batch_sender.automation import Service, rounds
from batch_sender.automation.notices import NotificationQueue
from batch_sender.cli import (
    batch_files,
    context,
    health_page,
    in_force,
    notices,
    page,
    schedule,
    service_log,
)
from batch_sender.cli.errors import PageLeftOut
from batch_sender.cli.interruption import stopping
from batch_sender.cli.service_log import Report
from batch_sender.journal import Journal
from batch_sender.language import _
from batch_sender.operations.exit_codes import ExitCode
from batch_sender.timing.clock import SystemClock

_LAST_WORDS: Final = 15.0
"""Seconds the senders have to finish what is on its way; what is not by then is in doubt."""

_LAST_NOTICES: Final = 3.0
"""Seconds that a notice has to get through when the service ends; what has not is given up."""

HEALTH_PORT: Final = 8321
"""Where `/healthz` answers without the page, unless another port is told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceTerms:
    """Where the service writes its log (None: to the terminal), and whether workers send all that it begins."""

    log: Path | None
    by_workers: bool


def serve(terms: ServiceTerms, *, no_page: bool, no_browser: bool, reach: Mapping[str, Any]) -> int:
    """Run until a signal to stop; where the page runs already, open that one.

    `reach`: where it answers, by the flags.

    Raises:
        PageLeftOut: flags say where the page answers, and there is to be none.
    """
    if no_page:
        _refuse_flags_of_page(reach)
    if not no_page and page.opened_elsewhere(browser=not no_browser):
        return 0
    with _open(terms) as book, service_log.written_to(terms.log) as report, _stopping() as stop:
        queue = notices.beside(book, partial(report, trouble=True))
        service = _service(book, report, stop, queue, by_workers=terms.by_workers)
        with _answered(service, book, reach, no_page=no_page, browser=not no_browser) as told:
            report(_begun(book, told))
            rounds.serve(service, queue, stop=stop, report=report)
        ended = service.wait(_LAST_WORDS)
        queue.close(_LAST_NOTICES, stop=threading.Event())
        report(_("The service has stopped."))
        if not ended:
            _leave(ExitCode.DONE)
    return 0


def _refuse_flags_of_page(reach: Mapping[str, Any]) -> None:
    given = [f"--{name.replace('_', '-')}" for name, value in reach.items() if value]
    flags = [each for each in given if each != "--port"]
    if flags:
        raise PageLeftOut(flags=", ".join(flags))


@contextmanager
def _answered(
    service: Service, book: Journal, reach: Mapping[str, Any], *, no_page: bool, browser: bool
) -> Iterator[str | None]:
    """Answer as a page, or `/healthz` alone; yield a sentence that says where."""
    if no_page:
        port = reach.get("port")
        wanted = HEALTH_PORT if port is None else port
        with health_page.answered(service, port=wanted) as url:
            yield _("Its health: {url}").format(url=url) if url else None
        return
    beside = page.Beside(
        health=partial(health_page.told, service),
        stop=service.stop.set,
        last_words=_LAST_WORDS,
        by_workers=service.by_workers,
    )
    with page.answered(book, beside, reach=reach, browser=browser) as url:
        yield _("The page: {url}").format(url=url)


@contextmanager
def _open(terms: ServiceTerms) -> Iterator[Journal]:
    with context.open_journal() as book:
        if terms.by_workers:
            book.lanes.refuse_file()
        book.maintenance.refuse_if_restored()
        yield book


def run_due(terms: ServiceTerms) -> int:
    """Begin what is due now, go on with what stands half done, and end when all of it has."""
    with _open(terms) as book, service_log.written_to(terms.log) as report, _stopping() as stop:
        queue = notices.beside(book, partial(report, trouble=True))
        service = _service(book, report, stop, queue, by_workers=terms.by_workers)
        rounds.run_due(service, queue, stop=stop)
        ended = not stop.is_set() or service.wait(_LAST_WORDS)
        notices.finish(queue, stop=stop, keep=True)
        if not ended:
            _leave(ExitCode.STOPPED)
        if report.is_empty:
            report(_("Nothing to do now. {next}").format(next=schedule.what_is_next(book)))
    return ExitCode.STOPPED if stop.is_set() else service.exit_code


_stopping: Final = partial(stopping, longest=_LAST_WORDS)


def _service(
    book: Journal,
    report: "Report",
    stop: threading.Event,
    queue: NotificationQueue,
    *,
    by_workers: bool,
) -> Service:
    return Service(
        journal=book,
        read=batch_files.order_of,
        notify_of=batch_files.notify_of,
        workspace=in_force.workspace(),
        clock=SystemClock(),
        stop=stop,
        report=report,
        who=context.who(),
        tell=queue.tell,
        by_workers=by_workers,
    )


def _begun(book: Journal, where: str | None) -> str:
    told = _("The service runs. Journal: {journal}. {profile}{where}")
    profile = in_force.profile()
    whose = _("Profile: {profile}").format(profile=profile) + ". " if profile else ""
    return told.format(journal=book.location, profile=whose, where=where or "").strip()


def _leave(code: int) -> None:
    """End although a request hangs: its row stands at `sending`, and becomes unknown."""
    logging.shutdown()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)
