"""The durable record of every batch and message: verbs that move them, questions that read them."""

from batch_sender.journal.batches import NewBatch
from batch_sender.journal.care import Checkup, Fault, Finding
from batch_sender.journal.claims import CapReached, Claim, Claimed, Drained, Halted
from batch_sender.journal.engine import file_of
from batch_sender.journal.erasure import Forgotten, Old, Purged
from batch_sender.journal.handle import MOST_ROWS_TOGETHER
from batch_sender.journal.lineage import Restored
from batch_sender.journal.memory import Memory
from batch_sender.journal.message_moves import MessageMoves
from batch_sender.journal.optouts import Added, OptOut, OptOutRecord
from batch_sender.journal.paces import Terms, Wait, WindowClosing
from batch_sender.journal.places import synchronised_by
from batch_sender.journal.reading import Event
from batch_sender.journal.records import Report
from batch_sender.journal.resolutions import Decision, InDoubt
from batch_sender.journal.retries import Retryable
from batch_sender.journal.schedules import (
    DueRecord,
    DueState,
    NewSchedule,
    ScheduleRecord,
    ScheduleState,
)
from batch_sender.journal.sources import Unattended
from batch_sender.journal.states import GivenBack, Settled, Withdrawn
from batch_sender.journal.sums import HourlySum
from batch_sender.journal.traces import Attempt, PersonMessage

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
