"""`worker`: send what was handed over, beside the workers of other machines, until it is told to stop."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final

from batch_sender.cli import in_force, service_log
from batch_sender.cli.interruption import stopping
from batch_sender.config.errors import BadSetting
from batch_sender.config.workspace import Workspace
from batch_sender.journal import Journal, Memory, file_of, of_worker
from batch_sender.journal.lanes.errors import WorkersNeedServer
from batch_sender.language import _
from batch_sender.timing.silence import LONGEST_READ
from batch_sender.worker.errors import WorkersNotInstalled
from batch_sender.worker.figures import Figures, Uncounted
from batch_sender.worker.metrics_address import MetricsAddress
from batch_sender.worker.report import Report

if TYPE_CHECKING:
    from batch_sender.worker.process import WorkerOrder

_STAY: Final = "5min"
_SPANS: Final = {"": 1, "s": 1, "min": 60, "h": 3600}
_SHORTEST, _LONGEST = 5, 86_400

_PARTS: Final = ("procrastinate", "psycopg", "psycopg_pool")

_stopping: Final = partial(stopping, longest=LONGEST_READ + 15)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What the command line says of how it works, as typed in."""

    lanes: int
    stay: str | None
    name: str | None


def run(*, log: Path | None, metrics: str | None, told: Told) -> int:
    """Run until a signal to stop; `metrics`: where its figures are served, if anywhere.

    Raises:
        WorkersNeedServer: the journal is a file. WorkersNotInstalled: the engine is missing.
        BadSetting: a flag makes no sense. WorkerError: its figures cannot be served.
    """
    workspace = in_force.workspace()
    refuse_file(workspace)
    if any(find_spec(part) is None for part in _PARTS):
        raise WorkersNotInstalled
    from batch_sender.worker.process import Worker  # noqa: PLC0415 - it loads the engine

    order = _order(told)
    location = of_worker(str(workspace.journal), order.id)
    with (
        Journal(location, memory=Memory(workspace.state)) as book,
        service_log.written_to(log) as report,
        _counted(metrics, order, report) as figures,
        _stopping() as stop,
    ):
        book.maintenance.refuse_if_restored()
        begun = _("Worker {worker} runs, with {n} connections at most. Journal: {journal}.")
        report(begun.format(worker=order.id, n=order.lanes, journal=book.location))
        worker = Worker(book, workspace, order, location=location, report=report, figures=figures)
        worker.run(stop)
        report(_("Worker {worker} has stopped.").format(worker=order.id))
    return 0


def refuse_file(workspace: Workspace) -> None:
    """See that the journal can be shared.

    Raises:
        WorkersNeedServer: it is a file.
    """
    file = file_of(workspace.journal)
    if file is not None:
        raise WorkersNeedServer(location=str(file))


@contextmanager
def _counted(at: str | None, order: "WorkerOrder", report: Report) -> Iterator[Figures]:
    """Serve the worker's figures while the block runs, where somebody wants them."""
    if at is None:
        yield Uncounted()
        return
    address = MetricsAddress.of(at)
    from batch_sender.worker.metrics import Metrics, served  # noqa: PLC0415 - it loads the library

    figures = Metrics.new(most_lanes=order.lanes)
    with served(figures, address) as port:
        report(_("Figures: {url}").format(url=f"http://{address.at(port)}/metrics"))
        yield figures


def _order(told: Told) -> "WorkerOrder":
    from batch_sender.worker.process import WorkerOrder, new_id  # noqa: PLC0415 - likewise

    if told.lanes < 1:
        raise BadSetting(setting="--lanes", value=str(told.lanes), allowed="1, 2, …")
    stay = _seconds(told.stay or _STAY)
    return WorkerOrder(id=new_id(told.name), lanes=told.lanes, stay=stay)


def _seconds(stay: str) -> float:
    found = re.fullmatch(r"(\d{1,6})\s*(s|min|h)?", stay.strip().lower(), re.ASCII)
    seconds = int(found[1]) * _SPANS[found[2] or ""] if found else 0
    if not _SHORTEST <= seconds <= _LONGEST:
        raise BadSetting(setting="--stay", value=stay, allowed="30, 5min, 1h")
    return seconds
