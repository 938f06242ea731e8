"""`send` and `resume`: judge, ask, send, write the results."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Self

from batch_sender import connections, retention, sentences
from batch_sender.cli import (
    asking,
    ending,
    first_few,
    gather,
    judging,
    logs,
    own_number,
    restored,
    second_messages,
    talk,
)
from batch_sender.cli.progress import Progress, stopping
from batch_sender.clock import SystemClock
from batch_sender.config.options.sending import SENDING
from batch_sender.deliver import deliver, refuse_ill_connection, refuse_other_connection
from batch_sender.errors import (
    BatchEnded,
    JournalError,
    NothingToResume,
    SeveralToResume,
)
from batch_sender.journal import Journal
from batch_sender.language import _, ngettext
from batch_sender.models import BatchState
from batch_sender.prepare import Request
from batch_sender.road import Dispatch
from batch_sender.settings import Settings, from_flags


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How a person wants a batch sent: through what, what is asked, waited for, and written."""

    as_json: bool
    connection: str | None = None
    yes: bool = False
    proof: str | None = None
    canary: int | None = None
    out: Path | None = None
    no_wait: bool = False
    other_connection: bool = False
    after_restore: bool = False
    log_format: str = "text"
    log_numbers: bool = False
    say_json: Callable[[Mapping[str, Any]], None] = talk.say_json

    @classmethod
    def of(cls, given: Mapping[str, Any], *, as_json: bool) -> Self:
        """Pick it out of a command's parameters."""
        names = (*(option.name for option in SENDING), "other_connection")
        return cls(as_json=as_json, **{n: given[n] for n in names if given.get(n) is not None})


def send(request: Request, manner: Manner, *, journal: str | None) -> int:
    """Judge a list, ask, send it, and write the results."""
    logs.begin(manner.log_format)
    asking.refuse_what_cannot_be_asked(yes=manner.yes, proof=manner.proof)
    ending.check_place(manner.out, list_path=request.list_path)
    chosen = own_number.choose(manner.connection)
    refuse_ill_connection(chosen, request.settings)
    with gather.open_journal(journal) as book:
        book.settle_abandoned(who=gather.who())
        restored.settle(book, after_restore=manner.after_restore)
        batch_id = judging.judge(book, request)
        return send_judged(book, batch_id, chosen, manner)


def resume(batch: int | None, manner: Manner, *, journal: str | None) -> int:
    """Go on with a batch; without a number the one that was running or paused."""
    logs.begin(manner.log_format)
    from_flags({"canary": manner.canary})  # `send` keeps it with the batch, checked; here it is new
    with gather.open_journal(journal) as book:
        book.settle_abandoned(who=gather.who())
        restored.settle(book, after_restore=manner.after_restore)
        found = book.batch(_to_resume(book) if batch is None else batch)
        if found.state in {BatchState.FINISHED, BatchState.CANCELLED}:
            raise BatchEnded(batch=found.id, state=sentences.state_name(found.state))
        chosen = own_number.choose(manner.connection or found.connection)
        refuse_ill_connection(chosen, Settings(**book.settings(found.id)))
        if found.state is BatchState.CHECKED or manner.proof is not None:
            asking.refuse_what_cannot_be_asked(yes=manner.yes, proof=manner.proof)
            return send_judged(book, found.id, chosen, manner)
        ending.check_place(manner.out, list_path=found.list_path)
        return send_now(book, found.id, chosen, manner)


def send_again(
    book: Journal, batch_id: int, manner: Manner, *, put_back: Callable[[], object]
) -> int:
    """Have rows of a batch put back, then go on with it as `resume` does; ask before it leaves.

    Nothing is put back where nothing could leave.
    """
    logs.begin(manner.log_format)
    from_flags({"canary": manner.canary})
    asking.refuse_what_cannot_be_asked(yes=manner.yes, proof=manner.proof)
    chosen = own_number.choose(manner.connection or book.batch(batch_id).connection)
    refuse_ill_connection(chosen, Settings(**book.settings(batch_id)))
    restored.settle(book, after_restore=manner.after_restore)
    ending.check_place(manner.out, list_path=book.batch(batch_id).list_path)
    if not manner.other_connection:
        refuse_other_connection(book, batch_id, chosen)
    put_back()
    return send_judged(book, batch_id, chosen, manner)


def send_judged(
    book: Journal, batch_id: int, chosen: connections.Connection, manner: Manner
) -> int:
    """Show a checked batch, ask, and send it."""
    batch = book.batch(batch_id)
    ending.check_place(manner.out, list_path=batch.list_path)
    settings = Settings(**book.settings(batch_id))
    logs.judged(batch)
    for line in judging.picture(book, batch, settings, chosen=chosen):
        talk.tell(line)
    talk.tell()
    batch = second_messages.settled(book, batch, settings, yes=manner.yes)
    few = first_few.most(book, batch_id, asked=manner.canary)
    if few is not None and few < batch.counts.pending:
        talk.tell(first_few.announced(few))
    wanted = manner.yes or not batch.counts.pending
    if not wanted and not asking.agreed(book, batch, chosen, proof=manner.proof):
        talk.tell(_("Nothing was sent. Later: batch-sender resume {batch}").format(batch=batch_id))
        if manner.as_json:
            manner.say_json(talk.summary(batch, results=[]))
        return 4
    return send_now(book, batch_id, chosen, manner)


def _to_resume(book: Journal) -> int:
    waiting = book.resumable()
    if not waiting:
        raise NothingToResume
    if len(waiting) > 1:
        listed = ", ".join(str(number) for number in waiting)
        raise SeveralToResume(batches=listed, first=waiting[0])
    return waiting[0]


def send_now(book: Journal, batch_id: int, chosen: connections.Connection, manner: Manner) -> int:
    """Send a batch without asking, and write its results; return the exit code."""
    dispatch = Dispatch(
        batch_id=batch_id,
        connection=chosen,
        settings=Settings(**book.settings(batch_id)),
        who=gather.who(),
        wait_for_window=not manner.no_wait,
        other_connection=manner.other_connection,
        most=first_few.most(book, batch_id, asked=manner.canary),
    )
    began = SystemClock().now()
    _deliver(book, dispatch, manner)
    more: dict[str, Any] = {}
    if first_few.stopped(book, batch_id):
        first_few.show(book, batch_id, since=began)
        more["canary"] = first_few.as_json(book, batch_id, since=began)
        if first_few.go_on(book, batch_id, ask=not manner.yes):
            _deliver(book, replace(dispatch, most=None), manner)
    return _end(book, batch_id, manner, more)


def _end(book: Journal, batch_id: int, manner: Manner, more: Mapping[str, Any]) -> int:
    """Write the results, tell what became of the batch, and return the exit code.

    `more`: what the JSON object tells besides the summary.
    """
    with stopping():
        written = ending.write_somewhere(book, batch_id, manner.out)
    if written is None:
        again = _("Write the results again with: batch-sender report {batch} --out FILE")
        talk.tell(again.format(batch=batch_id))
    keep_to_the_rule(book)
    batch = book.batch(batch_id)
    if manner.as_json:
        manner.say_json({**talk.summary(batch, results=[written] if written else []), **more})
    else:
        ending.show(batch, written)
    return talk.exit_code(batch) if written else 4


def keep_to_the_rule(book: Journal) -> None:
    """Let people go who are kept longer than `purge --retain` says; a failure waits for next time."""
    try:
        done = retention.apply(book)
    except JournalError as err:
        talk.failed(err, as_json=False)
        return
    if done:
        told = ngettext(
            "Removed as purge --retain says: the people of {n} batch.",
            "Removed as purge --retain says: the people of {n} batches.",
            len(done),
        )
        talk.tell(told.format(n=len(done)))


def _deliver(book: Journal, dispatch: Dispatch, manner: Manner) -> None:
    with stopping() as stop:
        if manner.log_format == logs.JSON:
            log = logs.JsonLog(dispatch.batch_id, whole_numbers=manner.log_numbers)
            with log.around(book):
                told = replace(dispatch, log=log.recorded)
                deliver(book, told, clock=SystemClock(), watch=log, stop=stop)
            return
        pending = book.counts(dispatch.batch_id).pending
        total = pending if dispatch.most is None else min(pending, dispatch.most)
        zone = dispatch.settings.calendar.zone
        with Progress(total=total, zone=zone) as progress:
            deliver(book, dispatch, clock=SystemClock(), watch=progress, stop=stop)
