"""`--proof`: one filled message to one's own phone first, then a yes."""

import random
import threading
from typing import Final

from batch_sender import pacing, sentences
from batch_sender.cli import gather, talk
from batch_sender.clock import SystemClock
from batch_sender.connections import Connection, fingerprint
from batch_sender.errors import BadProofNumber
from batch_sender.journal import Journal, Terms
from batch_sender.language import _
from batch_sender.models import Accepted, BatchRecord, Problem
from batch_sender.phones import mask, parse_phone
from batch_sender.road import open_gateway
from batch_sender.settings import Settings

_SLICE: Final = 0.5
"""Seconds of waiting after which the pace is asked for again: a batch beside may have ended."""


def send_proof(book: Journal, batch: BatchRecord, connection: Connection, number: str) -> bool:
    """Send the batch's first message to `number`; say whether it arrived and the person agrees.

    An event of the batch, not a row of it.

    Raises:
        BadProofNumber: nothing can be sent to that number.
    """
    phone = parse_phone(number)
    if isinstance(phone, Problem):
        raise BadProofNumber(number=number)
    settings = Settings(**book.settings(batch.id))
    detail = {"number": mask(phone.number)}
    book.note(batch.id, "proof_sending", who=gather.who(), detail=detail)
    with open_gateway(connection, settings) as gateway:
        greeting = settings.greeter.at(SystemClock().now())
        for call in book.proof_calls(batch.id, phone.number, greeting=greeting):
            _wait_for_the_pace(book, batch, connection, settings)
            outcome = gateway.send(call)
            if not isinstance(outcome, Accepted):
                book.note(
                    batch.id,
                    "proof_failed",
                    who=gather.who(),
                    detail={**detail, "why": outcome.reason},
                )
                talk.tell(_("The test message did not arrive at CleverChat:"))
                talk.tell(sentences.describe_reason(outcome.reason))
                return False
    agreed = talk.ask(
        _("A test message is on its way to {number}. Is it right on your phone?").format(
            number=mask(phone.number)
        )
    )
    kind = "proof_approved" if agreed else "proof_declined"
    book.note(batch.id, kind, who=gather.who(), detail=detail)
    return agreed


def _wait_for_the_pace(
    book: Journal, batch: BatchRecord, connection: Connection, settings: Settings
) -> None:
    """Wait until the connection may call: other batches may be using it, and these will."""
    mark = fingerprint(connection, book.key())
    terms = Terms(
        batch_id=batch.id,
        connection_id=book.known_connection(
            fingerprint=mark, name=connection.name, address=connection.address
        ),
        address=connection.address,
        address_gap=pacing.address_gap(settings.gap),
        jitter=pacing.jitter(random.random()),
    )
    clock = SystemClock()
    while (wait := book.let_out(terms)) is not None:
        left = (wait.until - clock.now()).total_seconds()
        clock.wait(threading.Event(), min(max(left, 0), _SLICE))
