"""Run a batch file: judge each of its lists once, send it, put it away, and tell whoever wants to know."""

from collections.abc import Sequence
from pathlib import Path

from batch_sender.automation import Order, Taken, closing, judged, take_all, telling
from batch_sender.automation.going_on import goes_on_by_itself, is_sent_by_workers
from batch_sender.journal import Journal
from batch_sender.judge.progress import Progress, unheard
from batch_sender.models import BatchRecord, BatchState, LookRecord
from batch_sender.models.errors import BatchSenderError
from batch_sender.operations import results
from batch_sender.operations.connections import Tested
from batch_sender.operations.options import Caller, SendOptions
from batch_sender.operations.questions import NONE, Answer
from batch_sender.operations.send import SendOutcome, go_on, send
from batch_sender.timing.clock import Clock


def take_lists(
    journal: Journal,
    order: Order,
    paths: list[Path],
    caller: Caller,
    *,
    progress: Progress = unheard,
) -> list[Taken]:
    """Judge each list into a batch; one of a pattern only if its content was not taken before.

    Raises:
        BatchFileBusy: another process takes lists for this batch file.
        BatchSenderError: the only list cannot be judged, or its results not be written.
    """
    if order.is_pattern:
        return take_all(journal, order, paths, clock=caller.clock, progress=progress)
    (path,) = paths
    results.check_place(results_of(order, path, 1, clock=caller.clock), list_path=path)
    batch_id = judged(journal, order, path, source=None, clock=caller.clock, progress=progress)
    return [Taken(path=path, batch_id=batch_id)]


def needs_sending(journal: Journal, batch: BatchRecord) -> bool:
    """Say whether a list that was taken is to be sent now.

    Not where it was sent before, or stands still by a person's word.
    """
    return is_new(batch) or _goes_on(journal, batch.id)


def send_taken(
    journal: Journal,
    batch_id: int,
    tested: Tested,
    options: SendOptions,
    caller: Caller,
    answers: Sequence[Answer] = NONE,
) -> SendOutcome:
    """Send a list that was taken; one that was cut short by nobody's will just goes on.

    Raises:
        BatchBusy, BatchEnded, OtherConnection, DeliveryBroke: as `send` does.
    """
    new = is_new(journal.batches.one(batch_id))
    return (send if new else go_on)(journal, batch_id, tested, options, caller, answers)


def is_new(batch: BatchRecord) -> bool:
    """Say whether nothing of a batch has left, so that a person sees it before."""
    return batch.state is BatchState.CHECKED and batch.started_at is None


def _goes_on(journal: Journal, batch_id: int) -> bool:
    known = journal.sources.one(batch_id)
    if known is None:
        return False
    return goes_on_by_itself(known) or is_sent_by_workers(known)  # these are looked on at


def results_of(order: Order, list_path: Path, batch_id: int, *, clock: Clock) -> Path:
    """Return where the results of a list go; the folder is made if it is not there."""
    out = order.results_of(list_path, batch_id, now=clock.now())
    out.parent.mkdir(parents=True, exist_ok=True)
    return out


def put_away(journal: Journal, order: Order, taken: Taken, caller: Caller) -> list[str]:
    """Move the list of an ended batch, if that is asked for; return what there is to say of it."""
    known = journal.sources.one(taken.batch_id or 0)
    if known is None:
        return []
    said: list[str] = []

    def report(sentence: str, *, trouble: bool = False) -> None:  # noqa: ARG001 - told either way
        said.append(sentence)

    desk = closing.Closing(
        journal=journal,
        order=order,
        clock=caller.clock,
        report=report,
        profile=caller.profile,
    )
    batch = journal.batches.one(known.batch_id)
    closing.put_away(desk, taken.path, batch, content=known.source.key)
    return said


def tell_of_batch(
    order: Order, batch: BatchRecord, caller: Caller, *, out: Path | None, tell: telling.Telling
) -> None:
    """Tell whoever wants to know how a batch stands."""
    notification = telling.of_batch(
        batch, batch_file=order.batch_file, results=out, profile=caller.profile
    )
    tell(notification, order.notify)


def tell_of_look(
    journal: Journal, order: Order, look: LookRecord, caller: Caller, *, tell: telling.Telling
) -> None:
    """Tell whoever wants to know that somebody is to look at the phone, while the batch goes on."""
    batch = journal.batches.one(look.batch)
    tell(telling.of_look(batch, batch_file=order.batch_file, profile=caller.profile), order.notify)


def tell_of_fault(
    order: Order,
    fault: BatchSenderError,
    caller: Caller,
    *,
    path: Path | None = None,
    tell: telling.Telling,
) -> None:
    """Tell whoever wants to know that a list could not begin."""
    notification = telling.of_fault(
        fault, batch_file=order.batch_file, path=path, profile=caller.profile
    )
    tell(notification, order.notify)
