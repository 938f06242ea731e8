"""The durable record of every batch and message: verbs that move them, questions that read them."""

from batch_sender.journal.automation.schedules import (
    DueRecord,
    DueState,
    NewSchedule,
    ScheduleRecord,
    ScheduleState,
)
from batch_sender.journal.automation.sources import Unattended
from batch_sender.journal.batches.changes import NewBatch
from batch_sender.journal.batches.reading import Event
from batch_sender.journal.batches.resolutions import Decision, InDoubt
from batch_sender.journal.batches.retries import Retryable
from batch_sender.journal.batches.sums import HourlySum
from batch_sender.journal.database.engine import file_of
from batch_sender.journal.database.places import synchronised_by
from batch_sender.journal.handle import MOST_ROWS_TOGETHER
from batch_sender.journal.maintenance.checks import Checkup, Fault, Finding
from batch_sender.journal.maintenance.memory import Memory
from batch_sender.journal.maintenance.restore_detection import Restored
from batch_sender.journal.message_moves import MessageMoves
from batch_sender.journal.people.erasure import Forgotten, Old, Purged
from batch_sender.journal.people.opt_outs import Added, OptOut, OptOutRecord
from batch_sender.journal.people.person_history import Attempt, PersonMessage
from batch_sender.journal.sending.claims import CapReached, Claim, Claimed, Drained, Halted
from batch_sender.journal.sending.rates import Terms, Wait, WindowClosing
from batch_sender.journal.sending.records import Report
from batch_sender.journal.sending.states import GivenBack, Settled, Withdrawn

__all__ = [
    "MOST_ROWS_TOGETHER",
    "Added",
    "Attempt",
    "CapReached",
    "Checkup",
    "Claim",
    "Claimed",
    "Decision",
    "Drained",
    "DueRecord",
    "DueState",
    "Event",
    "Fault",
    "Finding",
    "Forgotten",
    "GivenBack",
    "Halted",
    "HourlySum",
    "InDoubt",
    "Journal",
    "Memory",
    "NewBatch",
    "NewSchedule",
    "Old",
    "OptOut",
    "OptOutRecord",
    "PersonMessage",
    "Purged",
    "Report",
    "Restored",
    "Retryable",
    "ScheduleRecord",
    "ScheduleState",
    "Settled",
    "Terms",
    "Unattended",
    "Wait",
    "WindowClosing",
    "Withdrawn",
    "file_of",
    "synchronised_by",
]


class Journal(MessageMoves):
    """One journal, open. Every method raises `JournalError` with a next step, nothing else.

    Built up by subject: `handle` opens it, `questions` read, `batch_moves` move whole batches,
    `upkeep` looks after the journal itself, `privacy` after the people in it, `unattended` keeps
    schedules and what batches are made of, `message_moves` move single messages.
    """
