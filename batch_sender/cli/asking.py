"""The last question before a batch leaves: what would leave, through whom; a yes or a no comes out."""

from typing import Final

from batch_sender.cli import own_number, talk
from batch_sender.cli.proof import send_proof
from batch_sender.connections import Connection
from batch_sender.errors import ConfirmationNeeded, ProofNeedsTerminal
from batch_sender.journal import Journal
from batch_sender.language import _, ngettext
from batch_sender.models import BatchRecord

MOST_WITH_A_KEY: Final = 500
"""More messages than these are confirmed by typing how many: a y is typed before one has read."""


def refuse_what_cannot_be_asked(*, yes: bool, proof: str | None) -> None:
    """See that somebody is there to answer, before anything is done.

    Raises:
        ConfirmationNeeded, ProofNeedsTerminal: nobody is.
    """
    if proof is not None and (yes or not talk.on_terminal()):
        raise ProofNeedsTerminal
    if not yes and not talk.on_terminal():
        raise ConfirmationNeeded


def agreed(book: Journal, batch: BatchRecord, chosen: Connection, *, proof: str | None) -> bool:
    """Send the test message, if one is wanted, and ask whether the batch may leave."""
    if proof is not None and not send_proof(book, batch, chosen, proof):
        return False
    return confirmed(batch.counts.pending, own_number.shown(chosen))


def confirmed(number: int, connection: str) -> bool:
    """Ask whether so many messages may leave through this connection."""
    if number > MOST_WITH_A_KEY:
        question = _("Type {n} to send {n} messages through {connection}:")
        return talk.ask_for(str(number), question.format(n=number, connection=connection))
    question = ngettext(
        "Send {n} message through {connection}?", "Send {n} messages through {connection}?", number
    )
    return talk.ask(question.format(n=number, connection=connection))
