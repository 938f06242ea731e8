"""`send` and `resume`: judge, ask, send, write the results."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from batch_sender import connections, results, sentences
from batch_sender.addresses import is_loopback
from batch_sender.cli import ending, gather, judging, options, talk
from batch_sender.cli.progress import Progress, stopping
from batch_sender.cli.proof import send_proof
from batch_sender.clock import SystemClock
from batch_sender.deliver import deliver, refuse_ill_connection
from batch_sender.errors import (
    BatchEnded,
    ConfirmationNeeded,
    NothingToResume,
    ProofNeedsTerminal,
    SeveralToResume,
)
from batch_sender.journal import Journal
from batch_sender.lanes import Dispatch
from batch_sender.language import _, ngettext
from batch_sender.models import BatchRecord, BatchState
from batch_sender.prepare import Request, prepare
from batch_sender.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How a person wants a batch sent: through what, what is asked, waited for, and written."""

    as_json: bool
    connection: str | None = None
    yes: bool = False
    proof: str | None = None
    out: Path | None = None
    no_wait: bool = False
    other_connection: bool = False

    @classmethod
    def of(cls, given: Mapping[str, Any], *, as_json: bool) -> Self:
        """Pick it out of a command's parameters."""
        names = (*options.SENDING, "other_connection")
        return cls(as_json=as_json, **{n: given[n] for n in names if given.get(n) is not None})


def send(request: Request, manner: Manner, *, journal: str | None) -> int:
    """Judge a list, ask, send it, and write the results."""
    _refuse_what_cannot_be_asked(manner)
    if manner.out is not None:
        results.check_results_path(manner.out, list_path=request.list_path)
    chosen = _choose(manner.connection)
    refuse_ill_connection(chosen, request.settings)
    with gather.open_journal(journal) as book:
        batch_id = prepare(book, request, now=SystemClock().now(), progress=talk.judged)
        return send_judged(book, batch_id, chosen, manner)


def resume(batch: int | None, manner: Manner, *, journal: str | None) -> int:
    """Go on with a batch; without a number the one that was running or paused."""
    with gather.open_journal(journal) as book:
        found = book.batch(_to_resume(book) if batch is None else batch)
        if found.state in {BatchState.FINISHED, BatchState.CANCELLED}:
            raise BatchEnded(batch=found.id, state=sentences.state_name(found.state))
        chosen = _choose(manner.connection or found.connection)
        refuse_ill_connection(chosen, Settings(**book.settings(found.id)))
        if found.state is BatchState.CHECKED:
            _refuse_what_cannot_be_asked(manner)
            return send_judged(book, found.id, chosen, manner)
        return _send_now(book, found.id, chosen, manner)


def send_judged(
    book: Journal, batch_id: int, chosen: connections.Connection, manner: Manner
) -> int:
    """Show a checked batch, ask, and send it."""
    batch = book.batch(batch_id)
    settings = Settings(**book.settings(batch_id))
    for line in judging.picture(book, batch, settings, local=is_loopback(chosen.host)):
        talk.tell(line)
    talk.tell()
    if batch.counts.pending and not _agreed(book, batch, chosen, manner):
        talk.tell(_("Nothing was sent. Later: batch-sender resume {batch}").format(batch=batch_id))
        if manner.as_json:
            talk.say_json(talk.summary(batch, results=[]))
        return 4
    return _send_now(book, batch_id, chosen, manner)


def _refuse_what_cannot_be_asked(manner: Manner) -> None:
    if manner.proof is not None and (manner.yes or not talk.on_terminal()):
        raise ProofNeedsTerminal
    if not manner.yes and not talk.on_terminal():
        raise ConfirmationNeeded


def _choose(name: str | None) -> connections.Connection:
    path = connections.connections_path(os.environ)
    return connections.choose(name, path=path, environment=os.environ)


def _to_resume(book: Journal) -> int:
    waiting = book.resumable()
    if not waiting:
        raise NothingToResume
    if len(waiting) > 1:
        listed = ", ".join(str(number) for number in waiting)
        raise SeveralToResume(batches=listed, first=waiting[0])
    return waiting[0]


def _agreed(
    book: Journal, batch: BatchRecord, chosen: connections.Connection, manner: Manner
) -> bool:
    if manner.proof is not None and not send_proof(book, batch, chosen, manner.proof):
        return False
    if manner.yes:
        return True
    number = batch.counts.pending
    question = ngettext(
        "Send {n} message through {connection}?", "Send {n} messages through {connection}?", number
    )
    return talk.ask(question.format(n=number, connection=shown(chosen)))


def shown(connection: connections.Connection) -> str:
    """Name a connection as people know it."""
    return f"{connection.name} ({connection.host})" if connection.name else connection.host


def _send_now(book: Journal, batch_id: int, chosen: connections.Connection, manner: Manner) -> int:
    dispatch = Dispatch(
        batch_id=batch_id,
        connection=chosen,
        settings=Settings(**book.settings(batch_id)),
        who=gather.who(),
        wait_for_window=not manner.no_wait,
        other_connection=manner.other_connection,
    )
    with stopping() as stop, Progress(total=book.counts(batch_id).pending) as progress:
        deliver(book, dispatch, clock=SystemClock(), watch=progress, stop=stop)
    written = ending.write(book, batch_id, manner.out)
    batch = book.batch(batch_id)
    if manner.as_json:
        talk.say_json(talk.summary(batch, results=[written]))
    else:
        ending.show(batch, written)
    return talk.exit_code(batch)
