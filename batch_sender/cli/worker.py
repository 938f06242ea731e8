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
from batch_sender.worker.figures import Uncounted, WorkerFigures
from batch_sender.worker.metrics_address import MetricsAddress

if TYPE_CHECKING:
    from batch_sender.worker.process import WorkerOrder

_STAY: Final = "5min"
_SPANS: Final = {"": 1, "s": 1, "min": 60, "h": 3600}
_SHORTEST, _LONGEST = 5, 86_400

_PARTS: Final = ("procrastinate", "psycopg", "psycopg_pool")

_stopping: Final = partial(stopping, longest=LONGEST_READ + 15)


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerFlags:
    """The flags of `worker`, as they were typed."""

    lanes: int
    stay: str | None
    name: str | None
    metrics: str | None


def run(flags: WorkerFlags, *, log: Path | None) -> int:
    """Run until a signal to stop.

    Raises:
        WorkersNeedServer: the journal is a file. WorkerError: a part is missing, or a port is taken.
        BadSetting: a flag makes no sense.
    """
    workspace = in_force.workspace()
    refuse_file(workspace)
    if any(find_spec(part) is None for part in _PARTS):
        raise WorkersNotInstalled
    with _figures(flags) as (figures, url):
        _work(workspace, _order(flags, figures), log, url)
    return 0


def _work(
    workspace: Workspace, order: "WorkerOrder", log: Path | None, figures_url: str | None
) -> None:
    from batch_sender.worker.process import Worker  # noqa: PLC0415 - it loads the engine

    location = of_worker(str(workspace.journal), order.id)
    with (
        Journal(location, memory=Memory(workspace.state)) as book,
        service_log.written_to(log) as report,
        _stopping() as stop,
    ):
        book.maintenance.refuse_if_restored()
        begun = _("Worker {worker} runs, with {n} connections at most. Journal: {journal}.")
        report(begun.format(worker=order.id, n=order.lanes, journal=book.location))
        if figures_url is not None:
            report(_("Figures: {url}").format(url=figures_url))
        Worker(book, workspace, order, location=location, report=report).run(stop)
        report(_("Worker {worker} has stopped.").format(worker=order.id))


@contextmanager
def _figures(flags: WorkerFlags) -> Iterator[tuple[WorkerFigures, str | None]]:
    """Count what the worker does, where somebody wants to know; with it, the address that answers."""
    if flags.metrics is None:
        yield Uncounted(), None
        return
    at = MetricsAddress.of(flags.metrics)
    from batch_sender.worker.metrics import Metrics, served  # noqa: PLC0415 - an extra part

    metrics = Metrics.new(most_lanes=flags.lanes)
    with served(metrics, at) as port:
        yield metrics, f"http://{at.at(port)}/metrics"


def refuse_file(workspace: Workspace) -> None:
    """See that the journal can be shared.

    Raises:
        WorkersNeedServer: it is a file.
    """
    file = file_of(workspace.journal)
    if file is not None:
        raise WorkersNeedServer(location=str(file))


def _order(flags: WorkerFlags, figures: WorkerFigures) -> "WorkerOrder":
    from batch_sender.worker.process import WorkerOrder, new_id  # noqa: PLC0415 - it loads the engine

    if flags.lanes < 1:
        raise BadSetting(setting="--lanes", value=str(flags.lanes), allowed="1, 2, …")
    return WorkerOrder(
        id=new_id(flags.name),
        lanes=flags.lanes,
        stay=_seconds(flags.stay or _STAY),
        figures=figures,
    )


def _seconds(stay: str) -> float:
    found = re.fullmatch(r"(\d{1,6})\s*(s|min|h)?", stay.strip().lower(), re.ASCII)
    seconds = int(found[1]) * _SPANS[found[2] or ""] if found else 0
    if not _SHORTEST <= seconds <= _LONGEST:
        raise BadSetting(setting="--stay", value=stay, allowed="30, 5min, 1h")
    return seconds
