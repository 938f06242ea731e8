"""What has left of a batch by one command: from then on no fault makes it "could not start"."""

import logging
from typing import Final

from batch_sender import sentences
from batch_sender.cli.errors import UnforeseenWhileSending
from batch_sender.deliver.errors import DeliveryBroke
from batch_sender.deliver.session import Log
from batch_sender.journal import Journal, SendReport, Settled
from batch_sender.journal.errors import JournalError
from batch_sender.models import Accepted, Rejected, Unknown
from batch_sender.models.errors import BatchSenderError
from batch_sender.operations import exit_codes
from batch_sender.operations.exit_codes import ExitCode

_log: Final = logging.getLogger(__name__)

_MAY_HAVE_LEFT: Final = (Accepted, Rejected, Unknown)


class Departure:
    """Hears of every call; `has_begun`: the batch was handed over to be sent."""

    def __init__(self, book: Journal, batch_id: int) -> None:
        self._book, self._batch_id = book, batch_id
        self._heard_of_one = False
        self.has_begun = False

    def heard(self, log: Log) -> Log:
        """Hear of each call, too."""
        self.has_begun = True

        def hear(report: SendReport, settled: Settled) -> None:
            self._heard_of_one |= isinstance(report.ending, _MAY_HAVE_LEFT)
            log(report, settled)

        return hear

    def is_hidden_by(self, fault: Exception) -> bool:
        """Say whether it would end the command as if nothing had left, though something may have."""
        if isinstance(fault, BatchSenderError):
            return self._heard_of_one and fault.exit_code != ExitCode.STOPPED
        # Of a call that nobody expected to end so, nothing was heard.
        return self.has_begun and (self._heard_of_one or self._is_any_out())

    def exit_code(self) -> ExitCode:
        """Return what became of the batch; where the journal does not say it, it can go on."""
        try:
            return exit_codes.of_batch(self._book.batches.counts(self._batch_id))
        except JournalError:
            return ExitCode.STOPPED

    def _is_any_out(self) -> bool:
        try:
            counts = self._book.batches.counts(self._batch_id)
        except JournalError:
            return True
        return bool(counts.sending or counts.accepted or counts.rejected or counts.unknown)


def told(fault: Exception, book: Journal, batch_id: int) -> BatchSenderError:
    """Return a fault as a person is told it; what nobody thought of is logged, and says how the batch stands."""
    if isinstance(fault, BatchSenderError):
        return fault
    _log.error("the sending of batch %s broke", batch_id, exc_info=fault)
    try:
        batch = book.batches.one(batch_id)
    except JournalError as err:
        return DeliveryBroke(batch=batch_id, cause=err.message, remedy=err.next)
    return UnforeseenWhileSending.of(
        fault,
        batch=batch_id,
        state=sentences.state_name(batch.state),
        counts=", ".join(sentences.all_counted(batch.counts)),
    )
