"""Write a line of JSON for each thing that happens while a batch is sent, for programs that collect logs.

Never a token, never a text; of a number its last four digits, unless more was asked for.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Final

from batch_sender.cli import output, summary
from batch_sender.config.errors import BadSetting
from batch_sender.deliver.health import PauseReason
from batch_sender.journal import Journal, SendReport, Settled
from batch_sender.journal.states import outcome_code
from batch_sender.models import BatchRecord, MessageState, Reason
from batch_sender.models.held_up import HeldUp
from batch_sender.phones import mask
from batch_sender.timing.silence import Silence

JSON: Final = "json"
_FORMATS: Final = ("text", JSON)
_WORTH_A_LOOK: Final = (MessageState.REJECTED, MessageState.UNKNOWN, MessageState.FAILED)


def begin(wanted: str) -> None:
    """From here on standard error is a log, or talk.

    Raises:
        BadSetting: there is none of this name.
    """
    if wanted not in _FORMATS:
        raise BadSetting(setting="--log-format", value=wanted, allowed=", ".join(_FORMATS))
    output.log_as_json(on=wanted == JSON)


def judged(batch: BatchRecord) -> None:
    """Write down what the judged list holds, where there is a log."""
    if output.is_log():
        counts = summary.counts_by_name(batch.counts)
        output.log("judged", batch=batch.id, counts=counts, problems=batch.problems)


class JsonLog:
    """Looks on while a batch is sent, and writes down what came of each call."""

    def __init__(self, batch_id: int, *, whole_numbers: bool) -> None:
        self._batch_id = batch_id
        self._whole_numbers = whole_numbers
        self._told_until: datetime | None = None

    @contextmanager
    def around(self, book: Journal) -> Iterator[None]:
        """Write down that sending begins, and where the batch stands when it stops."""
        output.log(
            "started",
            batch=self._batch_id,
            counts=summary.counts_by_name(book.batches.counts(self._batch_id)),
        )
        yield
        batch = book.batches.one(self._batch_id)
        output.log(
            "stopped",
            batch=batch.id,
            state=batch.state,
            paused_because=batch.paused_because,
            waits_until=batch.waits.until if batch.waits else None,
            counts=summary.counts_by_name(batch.counts),
        )

    def recorded(self, report: SendReport, settled: Settled) -> None:
        """Write down one call, now that the journal has it."""
        claimed, ending = report.claimed, report.ending
        number = claimed.call.number
        output.log(
            "call",
            level="warning" if settled.state in _WORTH_A_LOOK else "info",
            batch=claimed.batch_id,
            row=claimed.row,
            attempt=claimed.attempt,
            part=claimed.call.part,
            outcome=outcome_code(ending),
            state=settled.state,
            reason=settled.reason or getattr(ending, "reason", None),
            status=getattr(ending, "status", None),
            phone=number if self._whole_numbers else mask(number),
        )

    def settled(self, state: MessageState) -> None:
        """Nothing more: `recorded` has told it."""

    def waiting(self, until: datetime, *, because: PauseReason | Reason) -> None:
        """Write once until when nothing may leave."""
        if self._told_until != until:
            self._told_until = until
            output.log("waiting", batch=self._batch_id, until=until, because=because)

    def answering(self) -> None:
        """Write down that the server answers again."""
        self._told_until = None
        output.log("answering", batch=self._batch_id)

    def held_up(self, because: HeldUp | None) -> None:
        """Write down what keeps workers from the batch, or that nothing does any more."""
        level = "info" if because is None else "warning"
        output.log("held_up", level=level, batch=self._batch_id, because=because)

    def unanswered(self, silence: Silence) -> None:
        """Write down that a call has no answer yet, and for how many seconds it is waited for."""
        output.log(
            "unanswered",
            level="warning",
            batch=self._batch_id,
            seconds=round(silence.seconds),
            at_most=round(silence.at_most),
        )
