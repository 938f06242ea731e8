"""Find the lists that a batch file asks for, and judge each of them once."""

import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO, Final

from batch_sender.automation.errors import (
    ListChangedMeanwhile,
    ResultsWouldBeTaken,
    StandardInputEmpty,
    TooManyProblems,
)
from batch_sender.automation.isolation import isolated
from batch_sender.automation.orders import Order, problems_of
from batch_sender.journal import Journal
from batch_sender.judge.prepare import Request, prepare
from batch_sender.judge.progress import Progress, unheard
from batch_sender.language import _
from batch_sender.load import inbox
from batch_sender.load.at_rest import UNFINISHED, FolderWatch, Sorted
from batch_sender.load.errors import (
    ListChanged,
    ListLineUnfinished,
    ListNotAtRest,
    ListUnreadable,
)
from batch_sender.load.files.versions import content_of
from batch_sender.models import BatchState, Source
from batch_sender.models.errors import BatchSenderError
from batch_sender.models.system_words import said_of
from batch_sender.timing.clock import Clock

_STDIN_NAME: Final = "stdin.csv"


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What became of one list: a batch, new or of an earlier run, or why there is none."""

    path: Path
    batch_id: int | None = None
    fault: BatchSenderError | None = None


def lists_of(order: Order, watch: FolderWatch, *, now: datetime) -> Sorted:
    """Return the lists that an order takes now, and those that somebody may still be writing.

    Raises:
        ResultsWouldBeTaken: the results would be found by the pattern at the next run.
    """
    if not order.is_pattern:
        path = order.lists_in / order.wanted
        # Whoever reads one that is not there says so.
        found = watch.sort_out([path], span=order.at_rest)
        return found if path.exists() else Sorted(whole=[path], not_yet=[])
    refuse_results_among_lists(order, now=now)
    return watch.sort_out(inbox.found_by(order.wanted, order.lists_in), span=order.at_rest)


def lists_at_rest(
    order: Order, *, clock: Clock, stop: threading.Event, say: Callable[[str], object]
) -> list[Path]:
    """Return the lists that a run takes; those of a pattern are given the time to come to rest.

    A list that somebody names is taken as it is.

    Raises:
        ResultsWouldBeTaken: the results would be found by the pattern at the next run.
    """
    if not order.is_pattern:
        return [order.lists_in / order.wanted]
    watch = FolderWatch(clock, stop)
    found = lists_of(order, watch, now=clock.now())
    for waits in range(UNFINISHED):
        # Who still writes after the first wait may write for ever; a line without end only ages.
        will_pass = ListLineUnfinished if waits else (ListNotAtRest, ListLineUnfinished)
        if not any(isinstance(each, will_pass) for each in found.not_yet):
            break
        told = _("Lists were written to lately; waiting {seconds} s until they are at rest.")
        say(told.format(seconds=f"{order.at_rest:g}"))
        clock.wait(stop, order.at_rest)
        found = lists_of(order, watch, now=clock.now())
    for each in found.not_yet:
        say(f"{each.message} {each.next}")
    return found.whole


def refuse_results_among_lists(order: Order, *, now: datetime) -> None:
    """See that a pattern would not take the results of one run for the lists of the next.

    Raises:
        ResultsWouldBeTaken: it would.
    """
    results = order.results_of(order.lists_in / "lista", 1, now=now)
    if order.is_pattern and inbox.would_find(order.wanted, order.lists_in, results):
        raise ResultsWouldBeTaken(out=results.name, pattern=order.wanted)


@contextmanager
def from_standard_input(stream: BinaryIO) -> Iterator[Path]:
    """Keep what comes from standard input in a file while the block runs.

    Raises:
        StandardInputEmpty: nothing comes.
    """
    with TemporaryDirectory(prefix="batch-sender-") as folder:
        path = Path(folder) / _STDIN_NAME
        with path.open("wb") as file:
            shutil.copyfileobj(stream, file)
        if not path.stat().st_size:
            raise StandardInputEmpty
        yield path


def take_all(
    journal: Journal,
    order: Order,
    paths: list[Path],
    *,
    clock: Clock,
    progress: Progress = unheard,
) -> list[Taken]:
    """Judge each list of a pattern that was not yet taken, by its content.

    One that cannot be judged does not keep the others back.

    Raises:
        BatchFileBusy: another process takes lists for this batch file.
    """
    with journal.sources.taking(order.name):
        return [_take(journal, order, path, clock=clock, progress=progress) for path in paths]


def _take(journal: Journal, order: Order, path: Path, *, clock: Clock, progress: Progress) -> Taken:
    try:
        with isolated(str(path)):
            content = _content_of(path)
            source = Source(name=order.name, key=content, batch_file=order.name)
            batch_id = judged(journal, order, path, source=source, clock=clock, progress=progress)
    except BatchSenderError as err:
        return Taken(path=path, fault=err)
    return Taken(path=path, batch_id=batch_id)


def judged(
    journal: Journal,
    order: Order,
    path: Path,
    *,
    source: Source | None,
    clock: Clock,
    progress: Progress = unheard,
) -> int:
    """Judge a list into a batch, unless one was made of this source; return its number.

    Raises:
        TooManyProblems: more rows have problems than the order allows; the batch stays `checked`.
        ListChangedMeanwhile: what was judged is not what was looked at.
        BatchSenderError: nothing was judged.
    """
    known = journal.sources.taken(source.name, [source.key]) if source else {}
    if source and source.key in known:
        batch_id = known[source.key]
    else:
        request = replace(order.request, list_path=path, source=source)
        batch_id = _judged_anew(journal, request, clock=clock, progress=progress)
    _refuse_too_many_problems(journal, order, batch_id)
    return batch_id


def _judged_anew(journal: Journal, request: Request, *, clock: Clock, progress: Progress) -> int:
    source = request.source
    is_named_by_content = source is not None and source.name == source.batch_file
    try:
        batch_id = prepare(journal, request, now=clock.now(), progress=progress)
    except ListChanged as err:
        if is_named_by_content:
            raise ListChangedMeanwhile(list=request.list_path.name) from err
        raise
    if source and is_named_by_content and not _is_of(journal, batch_id, source.key):
        journal.batches.cancel(batch_id, who=request.who)
        raise ListChangedMeanwhile(list=request.list_path.name)
    return batch_id


def _refuse_too_many_problems(journal: Journal, order: Order, batch_id: int) -> None:
    batch = journal.batches.one(batch_id)
    if batch.state is not BatchState.CHECKED or batch.started_at is not None:
        return
    problems = problems_of(batch)
    if order.problem_rows.are_too_many(problems, of=batch.counts.read):
        raise TooManyProblems(
            problems=problems,
            read=batch.counts.read,
            list=batch.list_name,
            limit=order.problem_rows,
            batch=batch_id,
        )


def _is_of(journal: Journal, batch_id: int, content: str) -> bool:
    """Say whether the list that was judged held this content."""
    return content in {each.content.sha256 for each in journal.batches.files(batch_id)}


def _content_of(path: Path) -> str:
    try:
        return content_of(path).sha256
    except OSError as err:
        raise ListUnreadable(path=path, reason=said_of(err)) from err
