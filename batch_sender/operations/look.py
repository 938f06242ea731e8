"""A look at the phone: who is to be looked at, what was seen, and whether the batch goes on.

The API says "Mensagem enviada" even where WhatsApp bars a number from new chats. Only somebody who looks
at some of these chats on the connection's own phone learns of it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from batch_sender.config.batch_settings import settings_of
from batch_sender.deliver.health import PauseReason
from batch_sender.deliver.session import LookDrawn
from batch_sender.journal import Journal
from batch_sender.models import BatchRecord, BatchState, LookRecord, MessageRecord, SeenOnPhone
from batch_sender.models.looks import is_none_delivered
from batch_sender.operations.errors import BadLookAnswer, NoOpenLook, NothingSeen
from batch_sender.operations.names import name_in
from batch_sender.operations.options import Caller, SendOptions
from batch_sender.operations.questions import Answer, ChatToLookAt, LookAtPhone, answer_to

WAIT = "wait"
"""What a batch does where nobody is there to look: it stands still until somebody has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What came of a look. `none_delivered`: the batch stands still for it, unless it has ended."""

    batch: BatchRecord
    look: LookRecord
    none_delivered: bool


def open_look(journal: Journal, batch: BatchRecord) -> LookAtPhone | None:
    """Return whose chats somebody is to look at; None where nobody is asked to."""
    look = batch.open_look
    if look is None:
        return None
    rows = journal.messages.rows_by_number(batch.id, list(look.rows))
    return LookAtPhone(
        batch=batch.id,
        look=look.id,
        chats=tuple(_chat(rows[row], batch) for row in look.rows if row in rows),
        accepted=look.accepted,
        waiting=batch.counts.pending,
        connection=batch.name_of(look.connection_id),
    )


def as_object(question: LookAtPhone) -> dict[str, Any]:
    """Return a look as programs read it; times are UTC."""
    return {
        "look": question.look,
        "accepted": question.accepted,
        "connection": question.connection,
        "rows": [
            {
                "row": each.row,
                "name": each.name,
                "number": each.number,
                "time": each.time and each.time.isoformat(timespec="seconds"),
            }
            for each in question.chats
        ],
    }


def look_question(journal: Journal, batch: BatchRecord) -> LookAtPhone | None:
    """Return the open look, where the batch stands still for it or is at its end."""
    stands = batch.paused_because == PauseReason.LOOK or batch.state is BatchState.FINISHED
    return open_look(journal, batch) if stands else None


def answer_look(
    journal: Journal,
    batch_id: int,
    seen: Mapping[int, SeenOnPhone],
    *,
    who: str,
    look_id: int | None = None,
) -> Looked:
    """Keep what was seen of the people of a look; rows that are not named were not looked at.

    `look_id`: the look that was shown; None: the open one. With no row at all nobody has looked, and the
    batch may go on all the same.

    Raises:
        UnknownBatch: there is none of this number. BadLookAnswer: a row is none of the look's.
        NoOpenLook: nobody is asked, or somebody has answered before.
    """
    look = _open(journal.batches.one(batch_id), look_id)
    for row in sorted(seen.keys() - set(look.rows)):
        raise BadLookAnswer(answer=f"{row}={seen[row]}", rows=_named(look.rows))
    every = {row: seen.get(row, SeenOnPhone.NOT_LOOKED) for row in look.rows}
    answered = journal.looks.answer(batch_id, look.id, every, who=who)
    return Looked(
        batch=journal.batches.one(batch_id),
        look=answered,
        none_delivered=is_none_delivered(list(every.values())),
    )


def settle_look(
    journal: Journal, question: LookAtPhone, answers: Sequence[Answer], *, who: str
) -> Looked | None:
    """Take an answer to the very look that was asked for; None where nobody has answered it.

    Raises:
        BadLookAnswer: what was typed cannot be understood.
    """
    answer = answer_to(question, answers)
    if answer is None or not answer.yes:
        return None
    rows = [each.row for each in question.chats]
    seen = seen_of(answer.typed.split(",") if answer.typed else (), rows)
    return answer_look(journal, question.batch, seen, who=who, look_id=question.look)


def seen_of(written: Iterable[str], rows: Sequence[int]) -> dict[int, SeenOnPhone]:
    """Read what was seen, each as a row and a code: "7=two_ticks".

    Raises:
        BadLookAnswer: it is something else, or said twice of one row.
    """
    seen: dict[int, SeenOnPhone] = {}
    for each in written:
        row, _sign, code = (part.strip() for part in each.partition("="))
        known = row.isascii() and row.isdecimal() and int(row) in rows and code in set(SeenOnPhone)
        if not known or int(row) in seen:
            raise BadLookAnswer(answer=each, rows=_named(rows))
        seen[int(row)] = SeenOnPhone(code)
    return seen


def refuse_nothing_seen(seen: Mapping[int, SeenOnPhone]) -> None:
    """See that somebody has looked at one chat at least.

    Raises:
        NothingSeen: nobody has.
    """
    if all(each is SeenOnPhone.NOT_LOOKED for each in seen.values()):
        raise NothingSeen


@dataclass(frozen=True, slots=True, kw_only=True)
class LookTerms:
    """When a batch asks for a look (`after` so many accepted new people; 0: never), and who hears of it.

    `drawn`: None where the batch pauses for it.
    """

    after: int
    drawn: LookDrawn | None


def terms_of(
    journal: Journal, batch_id: int, options: SendOptions, caller: Caller, *, local: bool
) -> LookTerms:
    """Say when a batch asks for a look, and whether it waits for it: where somebody is there, or as asked."""
    settings = settings_of(journal.batches, batch_id)
    usual = settings.look_after_for(local=local)
    waits = (options.look_unanswered or settings.look_unanswered) == WAIT
    return LookTerms(
        after=usual if options.look_after is None else options.look_after,
        drawn=None if waits or caller.is_there else caller.look_drawn,
    )


def _open(batch: BatchRecord, look_id: int | None) -> LookRecord:
    """Find the look that is answered: an older one, too, if it was shown and nobody has answered it."""
    if look_id is None:
        found = batch.open_look
    else:
        unanswered = (each for each in batch.looks if each.answers is None)
        found = next((each for each in unanswered if each.id == look_id), None)
    if found is None:
        raise NoOpenLook(batch=batch.id)
    return found


def _chat(message: MessageRecord, batch: BatchRecord) -> ChatToLookAt:
    return ChatToLookAt(
        row=message.row,
        name=name_in(message.cells, batch.header),
        number=message.number,
        time=message.time,
    )


def _named(rows: Iterable[int]) -> str:
    return ", ".join(map(str, rows))
