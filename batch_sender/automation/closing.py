"""Close an unattended batch: write its results, move its list, tell people."""

import contextlib
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from batch_sender import results
from batch_sender.automation import telling
from batch_sender.automation.orders import Order
from batch_sender.journal import Journal, Unattended
from batch_sender.journal.errors import BatchBusy
from batch_sender.language import _
from batch_sender.load import inbox
from batch_sender.load.files.versions import content_of
from batch_sender.models import BatchRecord, BatchState
from batch_sender.models.system_words import said_of
from batch_sender.operations import exit_codes
from batch_sender.operations.exit_codes import ExitCode
from batch_sender.results.errors import ResultsError
from batch_sender.timing.clock import Clock


class LogWriter(Protocol):
    """Someone who writes a log. Called from many threads."""

    def __call__(self, sentence: str, *, trouble: bool = False) -> None:
        """Hear what happened, in a sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """What closing a batch needs: where it is kept, what its batch file asks for, who is told.

    `profile`: the client whose batch it is, where there are several.
    """

    journal: Journal
    order: Order
    clock: Clock
    report: LogWriter
    tell: telling.Telling = telling.nobody
    profile: str | None = None


def wrap_up(desk: Closing, ended: Unattended) -> ExitCode | None:
    """Write an ended batch's results, move its list, tell people; return its exit code.

    Done once, whichever process comes first, None for the others; a crash in the middle has it done
    again.
    """
    with contextlib.suppress(BatchBusy), desk.journal.batches.holding(ended.batch_id):
        now = desk.journal.sources.one(ended.batch_id)
        if now is None or now.wrapped_up:
            return None
        batch, written = _closed(desk, ended.batch_id)
        put_away(desk, batch.list_path, batch, content=ended.source.key)
        _tell(desk, batch, written)
        desk.journal.sources.wrap_up(ended.batch_id)
        return exit_codes.of_batch(batch.counts)
    return None


def tell_of_pause(desk: Closing, batch_id: int) -> None:
    """Write the results of a batch that waits for a person, and tell people."""
    batch, written = _closed(desk, batch_id)
    _tell(desk, batch, written)


def tell_of_look(desk: Closing, batch_id: int) -> None:
    """Tell people that somebody is to look at the phone, while the batch goes on."""
    notification = telling.of_look(
        desk.journal.batches.one(batch_id), batch_file=desk.order.batch_file, profile=desk.profile
    )
    desk.report(notification.subject.partition(": ")[2])
    desk.tell(notification, desk.order.notify)


def put_away(desk: Closing, path: Path, batch: BatchRecord, *, content: str) -> Path | None:
    """Move the list of an ended batch, if that is asked for and it is still the same.

    One that has new content is a new list: the next run takes it.
    """
    folder = desk.order.move_to
    if folder is None or batch.state not in {BatchState.FINISHED, BatchState.CANCELLED}:
        return None
    try:
        if not path.exists() or content_of(path).sha256 != content:
            return None
        moved = inbox.put_away(path, folder)
    except OSError as err:
        told = _("{list} could not be moved to {folder}: {why}. Its messages are not sent again.")
        why = said_of(err)
        desk.report(told.format(list=path.name, folder=folder, why=why), trouble=True)
        return None
    # Who removes people has to be told where their list lies now.
    desk.journal.batches.note(
        batch.id, "list_moved", who=telling.PROGRAM, detail={"path": str(moved)}
    )
    return moved


def _closed(desk: Closing, batch_id: int) -> tuple[BatchRecord, Path | None]:
    batch = desk.journal.batches.one(batch_id)
    now = desk.clock.now()
    path = desk.order.results_of(batch.list_path, batch_id, now=now)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        rows = desk.journal.messages.rows(batch_id)
        written = results.write_results(path, batch=batch, rows=rows, profile=desk.profile)
        detail = {"path": str(written)}
        desk.journal.batches.note(batch_id, "results_written", who=telling.PROGRAM, detail=detail)
    except (ResultsError, OSError) as err:
        # The journal knows of every message: only the sheet is missing.
        told = _("Write the results again with: batch-sender report {batch} --out FILE")
        desk.report(f"{err} {told.format(batch=batch_id)}", trouble=True)
        return batch, None
    return batch, written


def _tell(desk: Closing, batch: BatchRecord, written: Path | None) -> None:
    notification = telling.of_batch(
        batch, batch_file=desk.order.batch_file, results=written, profile=desk.profile
    )
    desk.report(notification.subject.partition(": ")[2])
    desk.tell(notification, desk.order.notify)
