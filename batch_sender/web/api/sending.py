"""Start a batch, pause it, let it go on, cancel it, put its rows back: each under a key's own name."""

from typing import Any, Final

from pydantic_core import to_jsonable_python

from batch_sender.models import BatchState
from batch_sender.operations import cancel as cancelling
from batch_sender.operations import pause as pausing
from batch_sender.operations import retry as retrying
from batch_sender.operations.options import SendOptions
from batch_sender.operations.questions import (
    Answer,
    AnswerNeeded,
    ConfirmSend,
    OpenQuestion,
    answer_to,
)
from batch_sender.operations.send import Declined
from batch_sender.web.api import problems
from batch_sender.web.api.answering import written
from batch_sender.web.api.batches import number_of, shape_of
from batch_sender.web.api.errors import (
    AnswerWanted,
    ApiFault,
    IdempotencyKeyMissing,
    NotBegunYet,
    OtherNumberOfMessages,
    StartDeclined,
)
from batch_sender.web.api.shapes import (
    BatchShape,
    ResumeBody,
    RetriedShape,
    RetryBody,
    SendingBody,
    StartBody,
)
from batch_sender.web.api.starts import OneStart
from batch_sender.web.api.table import ApiReply, ApiRequest

HEADER: Final = "Idempotency-Key"
_LONGEST: Final = 200
_PATIENCE: Final = 60.0
"""Seconds that a program waits until it is known whether the batch leaves or something is asked first."""

_BEGINNINGS: Final = frozenset({"started", "resumed"})
_KEPT: Final = (AnswerWanted, StartDeclined, OtherNumberOfMessages)
"""What is answered to the same request again as it was: everything else had no consequence, and may have passed."""


# ── start ─────────────────────────────────────────────────────────────────────────────────────


def start(asked: ApiRequest) -> ApiReply:
    """Start a batch, once for each Idempotency-Key."""
    key = asked.request.headers.get(HEADER, "")
    if not 0 < len(key) <= _LONGEST:
        raise IdempotencyKeyMissing
    said = b"%d\n%s" % (number_of(asked), asked.raw)
    with asked.starts.one(asked.who, key, said, now=asked.site.clock.now()) as one:
        if one.known.status is not None:
            return _as_kept(one.known.status, one.known.content)
        return _answered(asked, one)


def _as_kept(status: int, content: dict[str, Any]) -> ApiReply:
    return ApiReply(content=content, status=status, headers={"Idempotency-Replayed": "true"})


def _answered(asked: ApiRequest, one: OneStart) -> ApiReply:
    if not one.known.is_new and _has_begun_since(asked, one):
        # The server ended between the start and its answer.
        reply = _standing(asked)
    else:
        try:
            reply = _started(asked, asked.said(StartBody))
        except _KEPT as err:
            one.answered(problems.status_of(type(err)), problems.told(err))
            raise
    one.answered(reply.status, written(reply))
    return reply


def _has_begun_since(asked: ApiRequest, one: OneStart) -> bool:
    events = asked.journal.batches.events(number_of(asked))
    return any(
        each.kind in _BEGINNINGS and each.who == asked.who and each.at >= one.known.asked_at
        for each in events
    )


def _started(asked: ApiRequest, body: StartBody) -> ApiReply:
    """Send, with the number of messages as the yes: another number than would leave starts nothing."""
    answers = _answers(body)
    try:
        return _sent(asked, body, answers)
    except _Question as asking:
        question = asking.question
    if not isinstance(question, ConfirmSend) or answer_to(question, answers) is not None:
        raise _wanted(question)
    if question.messages != body.messages:
        more = {"messages": question.messages}
        raise OtherNumberOfMessages(given=body.messages, messages=question.messages, more=more)
    confirmed = Answer(to=question.key, yes=True, typed=str(question.messages))
    try:
        return _sent(asked, body, [*answers, confirmed])
    except _Question as asking:  # it changed just now
        raise _wanted(asking.question) from None


def _sent(asked: ApiRequest, body: StartBody, answers: list[Answer]) -> ApiReply:
    options = _options(body, proof=body.proof)
    senders = asked.site.senders.asked_by(asked.who, is_there=False)
    return _outcome(asked, senders.send(number_of(asked), options, answers, patience=_PATIENCE))


# ── the others ────────────────────────────────────────────────────────────────────────────────


def resume(asked: ApiRequest) -> ApiReply:
    """Let a batch go on that was begun."""
    body, number = asked.said(ResumeBody), number_of(asked)
    if asked.journal.batches.state(number) is BatchState.CHECKED:
        raise NotBegunYet(batch=number)
    options = _options(body)
    try:
        senders = asked.site.senders.asked_by(asked.who, is_there=False)
        answers = _answers(body)
        return _outcome(asked, senders.resume(number, options, answers, patience=_PATIENCE))
    except _Question as asking:
        raise _wanted(asking.question) from None


def pause(asked: ApiRequest) -> BatchShape:
    """Pause a batch; what is on its way arrives."""
    return shape_of(asked, pausing.pause(asked.journal, number_of(asked), who=asked.who))


def cancel(asked: ApiRequest) -> BatchShape:
    """End a batch for good: what has not left is skipped."""
    return shape_of(asked, cancelling.cancel(asked.journal, number_of(asked), who=asked.who))


def retry(asked: ApiRequest) -> RetriedShape:
    """Put back what surely did not leave; a start sends it."""
    journal, number = asked.journal, number_of(asked)
    retrying.refuse_unless_at_rest(journal, number, who=asked.who)
    rejected = asked.said(RetryBody).rejected
    rows = retrying.retry(journal, number, rejected=rejected, who=asked.who)
    return RetriedShape(rows=rows, batch=shape_of(asked, journal.batches.one(number)))


# ── what they share ───────────────────────────────────────────────────────────────────────────


class _Question(Exception):
    """A question stands in the way."""

    def __init__(self, question: OpenQuestion) -> None:
        super().__init__()
        self.question = question


def _outcome(asked: ApiRequest, outcome: object) -> ApiReply:
    match outcome:
        case AnswerNeeded(question=question):
            raise _Question(question)
        case Declined(reason=reason):
            raise StartDeclined(more={"reason": reason})
    return _standing(asked)


def _standing(asked: ApiRequest) -> ApiReply:
    batch = asked.journal.batches.one(number_of(asked))
    return ApiReply(content=shape_of(asked, batch), status=202)


def _wanted(question: OpenQuestion) -> ApiFault:
    kind = _kind(question)
    told = {"kind": kind, "key": question.key, **to_jsonable_python(question)}
    return AnswerWanted(kind=kind, more={"question": told})


def _kind(question: OpenQuestion) -> str:
    """Name a question as its key begins."""
    return question.key.partition(":")[0]


def _answers(body: SendingBody) -> list[Answer]:
    return [Answer(to=each.to, yes=each.yes, typed=each.typed) for each in body.answers]


def _options(body: SendingBody, *, proof: str | None = None) -> SendOptions:
    values = {**body.model_dump(exclude={"answers", "messages", "proof"}), "proof": proof}
    return SendOptions.of(values)
