"""The test message (`--proof`): one filled message to a person's own phone first, then their yes.

It is an event of the batch, not a row of it. Once one has left none leaves again before the answer
to it is there, however often it is asked for.
"""

import random
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from batch_sender.compose.media import MediaContents, NotRead, Trouble
from batch_sender.config.batch_settings import settings_of
from batch_sender.config.connections import Connection, fingerprint
from batch_sender.config.settings import Settings
from batch_sender.deliver.session import open_gateway
from batch_sender.gateway import Gateway
from batch_sender.journal import Event, Journal, Terms
from batch_sender.journal.batches.changes import PROOF_SENDING
from batch_sender.models import Accepted, Call, NotLeft, Outcome, PhoneNumber, Problem, Reason
from batch_sender.operations.errors import BadProofNumber
from batch_sender.operations.options import Caller
from batch_sender.operations.questions import Answer, AnswerNeeded, ProofArrived, answer_to
from batch_sender.phones import mask, parse_phone
from batch_sender.timing import rates

_SLICE: Final = 0.5
"""Seconds of waiting after which the pace is asked for again: a batch beside may have ended."""

_REASONS: Final[Mapping[Trouble, Reason]] = {
    Trouble.AWAY: Reason.MEDIA_AWAY,
    Trouble.DENIED: Reason.MEDIA_DENIED,
    Trouble.MISSING: Reason.MEDIA_AWAY,
}
"""Why a file was not read; in any other case it is not the one that was judged."""

_SENDING, _APPROVED, _DECLINED, _FAILED = (
    PROOF_SENDING,
    "proof_approved",
    "proof_declined",
    "proof_failed",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Approved:
    """The test message is right."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotApproved:
    """The test message is not right or, with a `reason`, did not arrive at the API."""

    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Proof:
    """A test message of a batch to one's own phone, through a connection."""

    journal: Journal
    batch_id: int
    connection: Connection
    settings: Settings
    phone: PhoneNumber
    caller: Caller

    @property
    def detail(self) -> dict[str, Any]:
        """What its events say of it."""
        return {"number": mask(self.phone), "connection": self.terms.connection_id}

    @property
    def terms(self) -> Terms:
        """At which pace it leaves: other batches may be using the connection, and these will."""
        journal, connection = self.journal, self.connection
        return Terms(
            batch_id=self.batch_id,
            connection_id=journal.sending.known_connection(
                fingerprint=fingerprint(connection, journal.key()),
                name=connection.name,
                address=connection.address,
            ),
            address=connection.address,
            address_gap=rates.address_gap(self.settings.gap),
            jitter=rates.jitter(random.random()),
        )


def send_proof(
    journal: Journal,
    batch_id: int,
    connection: Connection,
    number: str,
    caller: Caller,
    answers: Sequence[Answer],
) -> Approved | NotApproved | AnswerNeeded:
    """Send the batch's first message to `number`, once, and hear whether it is right there.

    Raises:
        BadProofNumber: nothing can be sent to that number.
        BatchBusy: the batch is being sent by another process.
    """
    phone = parse_phone(number)
    if isinstance(phone, Problem):
        raise BadProofNumber(number=number)
    proof = _Proof(
        journal=journal,
        batch_id=batch_id,
        connection=connection,
        settings=settings_of(journal.batches, batch_id),
        phone=phone.number,
        caller=caller,
    )
    with journal.batches.holding(batch_id):  # whoever asks at the same moment must not send it, too
        return _settled(proof, answers)


def _settled(proof: _Proof, answers: Sequence[Answer]) -> Approved | NotApproved | AnswerNeeded:
    attempt, last = _last(proof.journal.batches.events(proof.batch_id))
    question = ProofArrived(batch=proof.batch_id, number=mask(proof.phone), attempt=attempt)
    answer = answer_to(question, answers)
    if last is not None and last.kind == _SENDING and last.detail == proof.detail:
        return AnswerNeeded(question=question) if answer is None else _answered(proof, answer)
    if last is not None and answer is not None:  # it was written down the first time it was given
        return Approved() if last.kind == _APPROVED else NotApproved(reason=last.detail.get("why"))
    return _sent(proof, attempt + 1)


def _last(events: Sequence[Event]) -> tuple[int, Event | None]:
    """Return how many test messages there were, and the newest event of the last one."""
    kinds = {_SENDING, _APPROVED, _DECLINED, _FAILED}
    found = [event for event in events if event.kind in kinds]
    attempts = sum(event.kind == _SENDING for event in found)
    return attempts, found[-1] if found else None


def _answered(proof: _Proof, answer: Answer) -> Approved | NotApproved:
    _note(proof, _APPROVED if answer.yes else _DECLINED)
    return Approved() if answer.yes else NotApproved()


def _sent(proof: _Proof, attempt: int) -> NotApproved | AnswerNeeded:
    greeting = proof.settings.greeter.at(proof.caller.clock.now())
    calls = proof.journal.messages.proof_calls(proof.batch_id, proof.phone, greeting=greeting)
    contents = MediaContents()
    with open_gateway(proof.connection, proof.settings) as gateway:
        for place, call in enumerate(calls):
            _wait_for_the_pace(proof)
            if not place:  # only now: who gives up while it waits has sent nothing
                _note(proof, _SENDING)
            outcome = _outcome(gateway, call, contents)
            if not isinstance(outcome, Accepted):
                _note(proof, _FAILED, {"why": outcome.reason})
                return NotApproved(reason=outcome.reason)
    number = mask(proof.phone)
    return AnswerNeeded(question=ProofArrived(batch=proof.batch_id, number=number, attempt=attempt))


def _outcome(gateway: Gateway, call: Call, contents: MediaContents) -> Outcome:
    if call.media is None:
        return gateway.send(call)
    found = contents.of(call.media)
    if isinstance(found, NotRead):
        return NotLeft(reason=_REASONS.get(found.trouble, Reason.MEDIA_CHANGED))
    return gateway.send(replace(call, content=found))


def _wait_for_the_pace(proof: _Proof) -> None:
    """Wait until the connection may call: other batches may be using it, and these will."""
    terms, clock = proof.terms, proof.caller.clock
    while (wait := proof.journal.sending.admit_call(terms)) is not None:
        left = (wait.until - clock.now()).total_seconds()
        clock.wait(threading.Event(), min(max(left, 0), _SLICE))


def _note(proof: _Proof, kind: str, more: Mapping[str, Any] | None = None) -> None:
    detail = {**proof.detail, **(more or {})}
    proof.journal.batches.note(proof.batch_id, kind, who=proof.caller.who, detail=detail)
