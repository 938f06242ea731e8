"""`run`: a batch file's lists are judged, sent, reported and put away; `--dry-run` only judges them."""

import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, Final

from batch_sender.automation import Order, Taken, lists_at_rest
from batch_sender.automation import run as operation
from batch_sender.automation.batch_files import Filed
from batch_sender.automation.notices import NotificationQueue
from batch_sender.automation.orders import STANDARD_INPUT
from batch_sender.automation.taking import from_standard_input
from batch_sender.cli import (
    asking,
    batch_files,
    context,
    departure,
    in_force,
    interruption,
    judging,
    logs,
    notices,
    output,
    restored,
    sending,
)
from batch_sender.cli.judging_progress import judging_progress
from batch_sender.cli.sending import SendFlags
from batch_sender.config.through import Through
from batch_sender.deliver.health import PauseReason
from batch_sender.journal import Journal
from batch_sender.journal.errors import JournalError
from batch_sender.language import _
from batch_sender.models import BatchState, LookRecord
from batch_sender.models.errors import BatchSenderError
from batch_sender.operations import exit_codes
from batch_sender.operations.connections import Tested, choose_connections, probed_all
from batch_sender.operations.exit_codes import ExitCode
from batch_sender.operations.file_changes import changed_files
from batch_sender.operations.options import Caller
from batch_sender.timing.clock import SystemClock

_CLOCK: Final = SystemClock()


def run(batch_file: Path, flags: Mapping[str, Any]) -> int:
    """Run a batch file; return what its batches' exit codes come to."""
    filed = batch_files.read(batch_file, flags)
    in_force.use_journal_of_file(filed.journal)
    with _list_at_hand(filed.order) as order:
        if flags.get("dry_run"):
            return _check(order, filed)
        try:
            return _send_all(order, filed)
        except BatchSenderError as err:
            _tell_of_fault(filed, err)
            raise


@contextmanager
def _list_at_hand(order: Order) -> Iterator[Order]:
    if order.wanted != STANDARD_INPUT:
        yield order
        return
    with from_standard_input(sys.stdin.buffer) as path:
        request = replace(order.request, list_is_piped=True)
        yield replace(order, wanted=str(path), request=request)


def _lists_of(order: Order) -> list[Path]:
    return lists_at_rest(order, clock=_CLOCK, stop=threading.Event(), say=output.tell)


# ── judging alone ─────────────────────────────────────────────────────────────────────────────


def _check(order: Order, filed: Filed) -> int:
    said: list[Mapping[str, Any]] = []
    codes = [
        judging.check(
            replace(order.request, list_path=path),
            out=None,  # that key says where results go, and there are none
            as_json=filed.as_json,
            say_json=said.append,
        )
        for path in _lists_of(replace(order, at_rest=0))  # nothing leaves: as they are now
    ]
    return _ended(order, codes, said, as_json=filed.as_json)


# ── sending ───────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    """What every list of one run shares."""

    book: Journal
    notices: NotificationQueue
    order: Order
    flags: SendFlags
    tested: Tested

    @property
    def caller(self) -> Caller:
        """Whoever runs the program."""
        return Caller(who=context.who(), profile=in_force.profile(), clock=_CLOCK)


def _send_all(order: Order, filed: Filed) -> int:
    said: list[Mapping[str, Any]] = []
    flags = _send_flags(filed, said.append)
    logs.begin(flags.log_format)
    asking.refuse_what_cannot_be_asked(yes=flags.yes, proof=flags.proof)
    chosen = choose_connections(in_force.workspace(), flags.connection)
    paths = _lists_of(order)
    codes = _send_lists(order, paths, flags, chosen) if paths else []
    return _ended(order, codes, said, as_json=filed.as_json)


def _send_lists(
    order: Order, paths: list[Path], flags: SendFlags, chosen: Sequence[Through]
) -> list[int]:
    tested = probed_all(chosen, order.request.settings, named=bool(flags.connection))
    with context.open_journal() as book, notices.told_beside(book) as queue:
        if flags.workers:
            book.lanes.refuse_file()
        book.batches.settle_abandoned(who=context.who())
        restored.settle(book, after_restore=flags.after_restore)
        this_run = _Run(book=book, notices=queue, order=order, flags=flags, tested=tested)
        with judging_progress() as progress:
            every = operation.take_lists(book, order, paths, this_run.caller, progress=progress)
        return _codes_of(_until_stopped(this_run, every))


def _codes_of(endings: Iterable[int]) -> list[int]:
    """Gather how each list ended; where the journal fails after some, the run has stopped there."""
    codes: list[int] = []
    try:
        for code in endings:
            codes.append(code)  # noqa: PERF402 - those before a failure count
    except JournalError as err:
        if not codes:
            raise
        output.failed(err, as_json=False)
        codes.append(ExitCode.STOPPED)
    return codes


def _until_stopped(this_run: _Run, every: Iterable[Taken]) -> Iterator[int]:
    """Send one list after the other; whoever stops one of them has stopped the run."""
    for taken in every:
        if interruption.is_asked_to_stop():
            yield ExitCode.STOPPED
            return
        code = _send_taken(this_run, taken)
        if code is None:
            continue
        yield code
        if taken.batch_id is not None and code == ExitCode.STOPPED:
            batch = this_run.book.batches.one(taken.batch_id)
            if batch.paused_because == PauseReason.INTERRUPTED:
                return


def _send_flags(filed: Filed, say_json: Callable[[Mapping[str, Any]], None]) -> SendFlags:
    told = {"as_json": filed.as_json, "log_numbers": filed.log_numbers, "say_json": say_json}
    # A list that was taken is sent as it was judged: it may be moved, and the next of its name be there.
    said = {**asdict(filed.options), "as_judged": True, "judges": True}
    return SendFlags.of({**said, "log_format": filed.log_format, **told})


def _send_taken(this_run: _Run, taken: Taken) -> int | None:
    if taken.fault is not None:
        _show_fault(this_run, taken.fault, taken.path)
        return taken.fault.exit_code
    assert taken.batch_id is not None  # noqa: S101 - one of the two is there
    try:
        code = _send_one(this_run, taken.batch_id)
    except Exception as err:
        if not this_run.order.is_pattern:
            raise
        # The other lists go on. This one's batch stands in the journal and waits: not a 1.
        _show_fault(this_run, departure.told(err, this_run.book, taken.batch_id), taken.path)
        return ExitCode.STOPPED
    _after_sending(this_run, taken, is_sent_now=code is not None)
    return code


def _after_sending(this_run: _Run, taken: Taken, *, is_sent_now: bool) -> None:
    """Tell whoever wants to know, put the list away; what fails here undoes nothing that left."""
    try:
        if is_sent_now:
            _tell_of_batch(this_run, taken)
        for sentence in operation.put_away(this_run.book, this_run.order, taken, this_run.caller):
            output.tell(sentence)
    except Exception as err:  # noqa: BLE001 - whatever it is, what has left has left
        output.failed(departure.told(err, this_run.book, taken.batch_id or 0), as_json=False)


def _tell_of_batch(this_run: _Run, taken: Taken) -> None:
    book, order = this_run.book, this_run.order
    assert taken.batch_id is not None  # noqa: S101 - it was sent
    batch = book.batches.one(taken.batch_id)
    if batch.state is not BatchState.CHECKED and not batch.is_sent_by_workers:
        out = operation.results_of(order, batch.list_path, batch.id, clock=_CLOCK)
        tell = this_run.notices.tell
        operation.tell_of_batch(order, batch, this_run.caller, out=out, tell=tell)


def _send_one(this_run: _Run, batch_id: int) -> int | None:
    """Send a batch; None where it was sent before, or stands still by a person's word."""
    book, order, batch = this_run.book, this_run.order, this_run.book.batches.one(batch_id)
    if not operation.needs_sending(book, batch):
        return None
    out = operation.results_of(order, batch.list_path, batch_id, clock=_CLOCK)
    flags = replace(this_run.flags, out=out, look_drawn=partial(_tell_of_look, this_run))
    if operation.is_new(batch):
        sending.show(book, batch, flags, tested=this_run.tested)
    elif changes := changed_files(book, batch_id):
        asking.tell_of_changes(changes)
    send = partial(operation.send_taken, book, batch_id, this_run.tested, flags)
    return sending.carried_out(book, batch_id, flags, send)


def _tell_of_look(this_run: _Run, look: LookRecord) -> None:
    tell = this_run.notices.tell
    operation.tell_of_look(this_run.book, this_run.order, look, this_run.caller, tell=tell)


def _show_fault(this_run: _Run, fault: BatchSenderError, path: Path) -> None:
    output.failed(fault, as_json=False)
    tell = this_run.notices.tell
    operation.tell_of_fault(this_run.order, fault, this_run.caller, path=path, tell=tell)


# ── telling ───────────────────────────────────────────────────────────────────────────────────


def _tell_of_fault(filed: Filed, err: BatchSenderError) -> None:
    """Tell that nothing could begin; where even the journal cannot be used, it is told all the same."""
    caller = Caller(who=context.who(), profile=in_force.profile())
    with _journal_if_any() as book, notices.told_beside(book) as queue:
        operation.tell_of_fault(filed.order, err, caller, tell=queue.tell)


@contextmanager
def _journal_if_any() -> Iterator[Journal | None]:
    try:
        context.refuse_missing()  # one that was lost must not be made anew for this
        book = context.open_journal()
    except BatchSenderError:
        yield None
        return
    with book:
        yield book


def _ended(order: Order, codes: list[int], said: list[Mapping[str, Any]], *, as_json: bool) -> int:
    if as_json:
        output.say_json(said[0] if len(said) == 1 else {"batches": said})
    elif not codes:
        output.say(_("No new list: {pattern}").format(pattern=order.wanted))
    return exit_codes.of_several(codes)
