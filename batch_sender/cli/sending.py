"""`send` and `resume`: judge, show, ask, send, write the results."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from batch_sender import sentences
from batch_sender.cli import (
    asking,
    batch_list,
    context,
    ended,
    ending,
    first_few,
    in_force,
    judging,
    logs,
    next_steps,
    output,
    restored,
    summary,
)
from batch_sender.cli.departure import Departure, told
from batch_sender.cli.interruption import stopping
from batch_sender.cli.preview import picture
from batch_sender.cli.progress import ProgressBar
from batch_sender.config.settings import from_options
from batch_sender.deliver.parts import refuse_other_connections
from batch_sender.deliver.session import Dispatch
from batch_sender.journal import Journal
from batch_sender.judge.prepare import Request
from batch_sender.language import _
from batch_sender.models import BatchRecord, LookRecord
from batch_sender.models.errors import BatchSenderError
from batch_sender.operations import send as sending
from batch_sender.operations.connections import Tested, probe_connections
from batch_sender.operations.exit_codes import ExitCode
from batch_sender.operations.first_few import first_few_limit
from batch_sender.operations.hand_over import goes_to_workers
from batch_sender.operations.options import Caller, Onlooker, SendOptions, unheard, unseen
from batch_sender.operations.parts import names_to_put_back, shares
from batch_sender.operations.questions import (
    Answer,
    AnswerNeeded,
    GoOnAfterFirstFew,
    LookAtPhone,
    OpenQuestion,
)
from batch_sender.operations.results import check_place
from batch_sender.operations.resume import find_to_resume, probe_to_go_on, waiting_batches
from batch_sender.operations.resume import resume as resumed
from batch_sender.operations.send import Declined, SendOutcome


@dataclass(frozen=True, slots=True, kw_only=True)
class SendFlags(SendOptions):
    """How a person wants a batch sent, and how the command line tells them of it.

    `judges`: it is sent by the command that judges its list; `next_of`: what is named at its end;
    `go_on`: the command that goes on with it, where that is not `resume`; `look_drawn`: who hears of a look
    at the phone, where nobody is there to take it.
    """

    as_json: bool
    log_format: str = "text"
    log_numbers: bool = False
    judges: bool = False
    say_json: Callable[[Mapping[str, Any]], None] = output.say_json
    next_of: summary.NextOf = next_steps.after_sending
    go_on: str | None = None
    look_drawn: Callable[[LookRecord], None] = unseen


# ── the commands ──────────────────────────────────────────────────────────────────────────────


def send(request: Request, flags: SendFlags) -> int:
    """Judge a list, ask, send it, and write the results."""
    logs.begin(flags.log_format)
    asking.refuse_what_cannot_be_asked(yes=flags.yes, proof=flags.proof)
    check_place(flags.out, list_path=request.list_path)
    names, settings = flags.connection, request.settings
    tested = probe_connections(in_force.workspace(), names, settings, named=bool(names))
    # Where nobody is asked, it leaves as it was judged a moment ago.
    flags = replace(flags, judges=True, as_judged=flags.yes)
    with _open(flags) as book:
        return send_judged(book, judging.judge(book, request), tested, flags)


def resume(batch: int | None, flags: SendFlags) -> int:
    """Go on with a batch; without a number the one that was running or paused."""
    _refuse_mistakes(flags)
    with _open(flags) as book:
        if batch is None and not flags.as_json:
            _list_if_several(book)
        found = find_to_resume(book, in_force.workspace(), batch, flags)
        if found.asks:
            asking.refuse_what_cannot_be_asked(yes=flags.yes, proof=flags.proof)
        asking.refuse_unasked_changes(book, found.batch.id, as_judged=flags.as_judged)
        if found.asks:
            return send_judged(book, found.batch.id, found.tested, flags)
        check_place(flags.out, list_path=found.batch.list_path)
        return carried_out(book, found.batch.id, flags, partial(resumed, book, found, flags))


def _list_if_several(book: Journal) -> None:
    """Show what can go on, where it is not one batch alone."""
    waiting = waiting_batches(book)
    if waiting and len(book.batches.resumable()) != 1:
        for line in batch_list.told(waiting):
            output.tell(line)
        output.tell()


def send_again(
    book: Journal, batch_id: int, flags: SendFlags, *, requeued: Callable[[], object]
) -> int:
    """Have rows of a batch put back, then go on with it as `resume` does; ask before it leaves.

    Nothing is put back where nothing could leave.
    """
    _refuse_mistakes(flags)
    asking.refuse_what_cannot_be_asked(yes=flags.yes, proof=flags.proof)
    batch = book.batches.one(batch_id)
    tested = probe_to_go_on(book, in_force.workspace(), batch, flags, names_of=names_to_put_back)
    restored.settle(book, after_restore=flags.after_restore)
    check_place(flags.out, list_path=batch.list_path)
    if not flags.other_connection:
        refuse_other_connections(book, batch_id, tested.through, named=tested.named)
    asking.refuse_unasked_changes(book, batch_id, as_judged=flags.as_judged)
    requeued()
    return send_judged(book, batch_id, tested, flags)


def _refuse_mistakes(flags: SendFlags) -> None:
    logs.begin(flags.log_format)
    # `send` has it checked with the settings that the batch keeps; here it is new.
    given = ("canary", "look_after", "look_unanswered")
    from_options({name: getattr(flags, name) for name in given})


@contextmanager
def _open(flags: SendFlags) -> Iterator[Journal]:
    with context.open_journal() as book:
        if flags.workers:
            book.lanes.refuse_file()
        book.batches.settle_abandoned(who=context.who())
        restored.settle(book, after_restore=flags.after_restore)
        yield book


# ── what every command that sends does ────────────────────────────────────────────────────────

Operation = Callable[[Caller, Sequence[Answer]], SendOutcome]


def send_judged(book: Journal, batch_id: int, tested: Tested, flags: SendFlags) -> int:
    """Show a checked batch, ask, and send it."""
    show(book, book.batches.one(batch_id), flags, tested=tested)
    return carried_out(book, batch_id, flags, partial(sending.send, book, batch_id, tested, flags))


def show(book: Journal, batch: BatchRecord, flags: SendFlags, *, tested: Tested) -> None:
    """Show a checked batch before anything of it leaves."""
    check_place(flags.out, list_path=batch.list_path)
    logs.judged(batch)
    parts = shares(book, batch, tested, flags)
    by_workers = goes_to_workers(book, batch.id, flags)
    for line in picture(book, batch, chosen=tested.connection, shares=parts, by_workers=by_workers):
        output.tell(line)
    output.tell()
    few = first_few_limit(book, batch.id, flags)
    if flags.yes and few is not None and few < batch.counts.pending:
        output.tell(first_few.announced(few))  # otherwise the question says it


def carried_out(book: Journal, batch_id: int, flags: SendFlags, operation: Operation) -> int:
    """Let a batch leave, put what is asked to the person, write the results; return the exit code."""
    departure = Departure(book, batch_id)
    dialogue = _Dialogue(may_ask=not flags.yes)
    watching = partial(_watching, book, flags, departure)
    caller = Caller(
        who=context.who(),
        profile=in_force.profile(),
        watching=watching,
        is_there=not flags.yes and output.on_terminal(),
        look_drawn=flags.look_drawn,
    )
    fault: BatchSenderError | None = None
    try:
        outcome = asking.talked_through(partial(operation, caller), dialogue.put)
        if isinstance(outcome, Declined):
            return _nothing_left(outcome, flags)
        if dialogue.first_few is None and isinstance(outcome, AnswerNeeded):
            book.maintenance.refuse_if_restored()
    except Exception as err:
        if not departure.is_hidden_by(err):
            raise
        fault = told(err, book, batch_id)
        output.failed(fault, as_json=False)
    try:
        return ended.note(_end(book, batch_id, flags, dialogue.first_few, fault))
    except Exception as err:  # noqa: BLE001 - whatever it is, it does not undo what became of the batch
        _tell_at_the_end(told(err, book, batch_id), flags)
        return ended.note(departure.exit_code())


class _Dialogue:
    """Shows the first few before it asks of the others; remembers them for the summary."""

    def __init__(self, *, may_ask: bool) -> None:
        self._may_ask = may_ask
        self.first_few: GoOnAfterFirstFew | None = None

    def put(self, question: OpenQuestion) -> Answer | None:
        """Put a question to the person, if somebody is there."""
        if isinstance(question, GoOnAfterFirstFew):
            self.first_few = question
            first_few.show(question)
        if isinstance(question, GoOnAfterFirstFew | LookAtPhone):
            with stopping() as stop:
                if stop.is_set() or not self._may_ask or not output.on_terminal():
                    return None
        return asking.put(question)


def _nothing_left(declined: Declined, flags: SendFlags) -> int:
    batch = declined.batch
    if declined.reason is not None:
        output.tell(_("The test message did not arrive at CleverChat:"))
        output.tell(sentences.describe_reason(declined.reason))
    for line in next_steps.after_judging(batch, typed_again=flags.judges):
        output.tell(line)
    if flags.as_json:
        flags.say_json(summary.as_json(batch, results=[]))
    return declined.exit_code


def _end(
    book: Journal,
    batch_id: int,
    flags: SendFlags,
    first: GoOnAfterFirstFew | None,
    fault: BatchSenderError | None,
) -> ExitCode:
    """Write the results, tell what became of the batch, and return the exit code."""
    if (batch := book.batches.one(batch_id)).is_sent_by_workers:
        return _left_to_workers(batch, flags, fault)
    with stopping():
        concluded = ending.conclude(book, batch_id, flags.out)
    written = concluded.written.path if concluded.written else None
    if flags.as_json:
        few = {} if first is None else {"canary": first_few.as_json(first)}
        broken = {} if fault is None else output.error(fault)
        paths = [written] if written else []
        told = summary.as_json(concluded.batch, results=paths)
        read_as = summary.read_as_json(concluded.batch, book.batches.judged(batch_id))
        flags.say_json({**told, "read_as": read_as, **few, **broken})
    else:
        summary.show(concluded.batch, written, next_of=flags.next_of, go_on=flags.go_on)
    return concluded.exit_code


def _tell_at_the_end(fault: BatchSenderError, flags: SendFlags) -> None:
    if flags.as_json:
        flags.say_json(output.error(fault))
    else:
        output.failed(fault, as_json=False)


def _left_to_workers(
    batch: BatchRecord, flags: SendFlags, fault: BatchSenderError | None
) -> ExitCode:
    """Tell how a batch stands that workers go on with: its results are written once it rests."""
    if flags.as_json:
        broken = {} if fault is None else output.error(fault)
        flags.say_json({**summary.as_json(batch, results=[]), **broken})
    else:
        summary.show(batch, None, next_of=next_steps.while_workers_send)
    return ExitCode.STOPPED


@contextmanager
def _watching(
    book: Journal, flags: SendFlags, departure: Departure, dispatch: Dispatch
) -> Iterator[Onlooker]:
    """Show how a batch leaves, as a bar or as a log; Ctrl-C stops it after what is on its way."""
    told = next_steps.workers_go_on(dispatch.batch_id) if dispatch.by_workers else None
    with stopping(longest=dispatch.timeouts.total, told=told) as stop:
        if flags.log_format == logs.JSON:
            log = logs.JsonLog(dispatch.batch_id, whole_numbers=flags.log_numbers)
            with log.around(book):
                heard = departure.heard(log.recorded)
                yield Onlooker(watch=log, log=heard, stop=stop, held_up=log.held_up)
            return
        pending = book.batches.counts(dispatch.batch_id).pending
        total = pending if dispatch.most is None else min(pending, dispatch.most)
        zone = dispatch.settings.calendar.zone
        with closing(ProgressBar(total=total, zone=zone)) as progress:
            heard = departure.heard(unheard)
            yield Onlooker(watch=progress, log=heard, stop=stop, held_up=progress.held_up)
