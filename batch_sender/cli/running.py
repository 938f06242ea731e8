"""`run`: a batch file's lists are judged, sent, reported and put away; `--dry-run` only judges them."""

import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from batch_sender import notifications
from batch_sender.cli import (
    asking,
    batch_files,
    ending,
    gather,
    in_force,
    judging,
    logs,
    own_number,
    restored,
    sending,
    talk,
)
from batch_sender.cli.sending import Manner
from batch_sender.clock import SystemClock
from batch_sender.connections import Connection
from batch_sender.deliver import refuse_ill_connection
from batch_sender.errors import BatchSenderError
from batch_sender.journal import Journal
from batch_sender.language import _
from batch_sender.models import BatchState
from batch_sender.unattended import Order, Taken, closing, judged, lists_of, take_all, telling
from batch_sender.unattended.orders import STANDARD_INPUT
from batch_sender.unattended.service import goes_on_by_itself
from batch_sender.unattended.taking import from_standard_input

_CLOCK: Final = SystemClock()


def run(batch_file: Path, flags: Mapping[str, Any]) -> int:
    """Run a batch file; return the worst of its batches' exit codes."""
    filed = batch_files.read(batch_file, flags)
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
        yield replace(order, wanted=str(path))


# ── judging alone ─────────────────────────────────────────────────────────────────────────────


def _check(order: Order, filed: batch_files.Filed) -> int:
    said: list[Mapping[str, Any]] = []
    paths = lists_of(order, clock=_CLOCK, stop=threading.Event())
    codes = [_check_one(order, path, filed, said) for path in paths]
    return _ended(order, codes, said, as_json=_as_json(filed))


def _check_one(
    order: Order, path: Path, filed: batch_files.Filed, said: list[Mapping[str, Any]]
) -> int:
    request = replace(order.request, list_path=path)
    return judging.check(
        request,
        out=None,  # that key says where results go, and there are none
        journal=filed.given["journal"],
        as_json=_as_json(filed),
        say_json=said.append,
    )


# ── sending ───────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    """What every list of one run shares."""

    book: Journal
    order: Order
    manner: Manner
    chosen: Connection


def _send_all(order: Order, filed: batch_files.Filed) -> int:
    said: list[Mapping[str, Any]] = []
    as_json = _as_json(filed)
    manner = Manner.of({**filed.given, "out": None}, as_json=as_json)
    manner = replace(manner, say_json=said.append)
    logs.begin(manner.log_format)
    asking.refuse_what_cannot_be_asked(yes=manner.yes, proof=manner.proof)
    chosen = own_number.choose(manner.connection)
    paths = lists_of(order, clock=_CLOCK, stop=threading.Event())
    if not paths:
        return _ended(order, [], said, as_json=as_json)
    refuse_ill_connection(chosen, order.request.settings)
    with gather.open_journal(filed.given["journal"]) as book:
        book.settle_abandoned(who=gather.who())
        restored.settle(book, after_restore=manner.after_restore)
        this_run = _Run(book=book, order=order, manner=manner, chosen=chosen)
        codes = [_send_taken(this_run, taken) for taken in _taken(book, order, paths)]
    done = [code for code in codes if code is not None]
    return _ended(order, done, said, as_json=as_json)


def _taken(book: Journal, order: Order, paths: list[Path]) -> list[Taken]:
    if order.is_pattern:
        return take_all(book, order, paths, clock=_CLOCK, progress=talk.judged)
    (path,) = paths
    ending.check_place(_results(order, path, 1), list_path=path)
    batch_id = judged(book, order, path, source=None, clock=_CLOCK, progress=talk.judged)
    return [Taken(path=path, batch_id=batch_id)]


def _send_taken(this_run: _Run, taken: Taken) -> int | None:
    if taken.fault is not None:
        talk.failed(taken.fault, as_json=False)
        _announce(this_run, telling.of_fault, taken.fault, path=taken.path)
        return taken.fault.exit_code
    assert taken.batch_id is not None  # noqa: S101 - one of the two is there
    code = _send_one(this_run, taken.batch_id)
    _put_away(this_run, taken)
    return code


def _send_one(this_run: _Run, batch_id: int) -> int | None:
    """Send a batch; None where it was sent before, or stands still by a person's word."""
    book, order = this_run.book, this_run.order
    batch, known = book.batch(batch_id), book.unattended(batch_id)
    manner = replace(this_run.manner, out=_results(order, batch.list_path, batch_id))
    if batch.state is BatchState.CHECKED and batch.started_at is None:
        code = sending.send_judged(book, batch_id, this_run.chosen, manner)
    elif known is not None and goes_on_by_itself(known):
        code = sending.send_now(book, batch_id, this_run.chosen, manner)
    else:
        return None
    after = book.batch(batch_id)
    if after.state is not BatchState.CHECKED:
        _announce(this_run, telling.of_batch, after, results=manner.out)
    return code


def _results(order: Order, path: Path, batch_id: int) -> Path:
    out = order.results_of(path, batch_id, now=_CLOCK.now())
    out.parent.mkdir(parents=True, exist_ok=True)
    return out


def _put_away(this_run: _Run, taken: Taken) -> None:
    known = this_run.book.unattended(taken.batch_id or 0)
    if known is not None:
        desk = closing.Closing(
            journal=this_run.book, order=this_run.order, clock=_CLOCK, report=_report
        )
        batch = this_run.book.batch(known.batch_id)
        closing.put_away(desk, taken.path, batch, content=known.source.key)


def _report(sentence: str, *, trouble: bool = False) -> None:  # noqa: ARG001 - told either way
    talk.tell(sentence)


# ── telling ───────────────────────────────────────────────────────────────────────────────────


def _announce(this_run: _Run, notification_of: Any, what: Any, **more: Any) -> None:
    order = this_run.order
    notification = notification_of(
        what, batch_file=order.batch_file, profile=in_force.profile(), **more
    )
    for way in telling.announce(this_run.book, order.wishes, notification):
        if way.why is not None:
            told = _("The notice by {by} did not get through: {why}.")
            talk.tell(told.format(by=way.by, why=way.why))


def _tell_of_fault(filed: batch_files.Filed, err: BatchSenderError) -> None:
    """Tell that nothing could begin; where even the journal cannot be used, it is told all the same."""
    order = filed.order
    notification = telling.of_fault(err, batch_file=order.batch_file, profile=in_force.profile())
    try:
        with gather.open_journal(filed.given["journal"]) as book:
            telling.announce(book, order.wishes, notification)
    except BatchSenderError:
        notifications.tell(notification, order.wishes)


def _ended(order: Order, codes: list[int], said: list[Mapping[str, Any]], *, as_json: bool) -> int:
    if as_json:
        batch_files.say_all(said)
    elif not codes:
        talk.say(_("No new list: {pattern}").format(pattern=order.wanted))
    return max(codes, key=_SEVERITY.index, default=0)


_SEVERITY: Final = [0, 3, 4, 2, 1]
"""Exit codes, the worst last."""


def _as_json(filed: batch_files.Filed) -> bool:
    return bool(filed.given["as_json"])
