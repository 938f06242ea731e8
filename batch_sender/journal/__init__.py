"""The durable record of every batch and message: verbs that move them, questions that read them.

Each line imports from those below it only:

    Journal                                           its verbs and questions, by subject
    people, maintenance, automation, decisions        erasing, looking after, due times, notifications, a person's word
    sending                                           claim a message, record what came of it
    messages, batches                                 rows to read; batches to make, move and read
    handle                                            the open database, its writer, its clocks
    database                                          opening, locking, one commit for many, its errors
    schema, states, errors                            tables and conditions; the moves there are
"""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Self

from batch_sender.journal.automation.notifications import NewNotification, WaitingNotification
from batch_sender.journal.automation.schedules import (
    DueRecord,
    DueState,
    NewSchedule,
    ScheduleRecord,
    ScheduleState,
    TakenBack,
)
from batch_sender.journal.automation.verbs import Notifications, Schedules, Sources
from batch_sender.journal.batches.changes import NewBatch
from batch_sender.journal.batches.reading import Event
from batch_sender.journal.batches.sources import Unattended
from batch_sender.journal.batches.verbs import Batches
from batch_sender.journal.database.engine import file_of
from batch_sender.journal.database.memory import Memory
from batch_sender.journal.database.places import synchronised_by
from batch_sender.journal.database.restore_detection import Restored
from batch_sender.journal.database.server_clock import RateClock
from batch_sender.journal.decisions.resolutions import Decision, InDoubt
from batch_sender.journal.decisions.retries import Retryable
from batch_sender.journal.decisions.verbs import Decisions
from batch_sender.journal.handle import MOST_ROWS_TOGETHER, Handle
from batch_sender.journal.maintenance.checks import Checkup, Finding, JournalFault
from batch_sender.journal.maintenance.verbs import Maintenance
from batch_sender.journal.messages.sums import HourlySum
from batch_sender.journal.messages.verbs import Messages
from batch_sender.journal.people.erasure import Forgotten, OlderBatches, Purged
from batch_sender.journal.people.opt_outs import OptOut, OptOutRecord, OptOutsAdded
from batch_sender.journal.people.person_history import Attempt, PersonMessage
from batch_sender.journal.people.verbs import People
from batch_sender.journal.sending.claims import CapReached, Claim, Claimed, Drained, Halted
from batch_sender.journal.sending.rates import Terms, Wait, WindowClosing
from batch_sender.journal.sending.records import SendReport
from batch_sender.journal.sending.verbs import Sending
from batch_sender.journal.states import Ending, GivenBack, Settled, Withdrawn

__all__ = [
    "MOST_ROWS_TOGETHER",
    "Attempt",
    "CapReached",
    "Checkup",
    "Claim",
    "Claimed",
    "Decision",
    "Drained",
    "DueRecord",
    "DueState",
    "Ending",
    "Event",
    "Finding",
    "Forgotten",
    "GivenBack",
    "Halted",
    "HourlySum",
    "InDoubt",
    "Journal",
    "JournalFault",
    "Memory",
    "NewBatch",
    "NewNotification",
    "NewSchedule",
    "OlderBatches",
    "OptOut",
    "OptOutRecord",
    "OptOutsAdded",
    "PersonMessage",
    "Purged",
    "Restored",
    "Retryable",
    "ScheduleRecord",
    "ScheduleState",
    "SendReport",
    "Settled",
    "TakenBack",
    "Terms",
    "Unattended",
    "Wait",
    "WaitingNotification",
    "WindowClosing",
    "Withdrawn",
    "file_of",
    "synchronised_by",
]


class Journal:
    """One journal, open: its verbs and questions, by subject.

    Every one of them raises `JournalError` with a next step, nothing else.
    """

    def __init__(
        self,
        location: str | Path,
        *,
        now: Callable[[], datetime] | None = None,
        rate_clock: RateClock | None = None,
        memory: Memory | None = None,
    ) -> None:
        """Open it.

        `now`: another clock than the machine's, by which the pace goes, too. `rate_clock`: another
        clock for the pace alone; the database server's, where there is one. `memory`: what this
        machine remembers of journals, to know a copy brought back.
        """
        self._handle = handle = Handle(location, now=now, rate_clock=rate_clock, memory=memory)
        self.location = handle.location  # as it may be printed
        self.key = handle.key
        self.count_generation = handle.count_generation
        self.close = handle.close
        self.batches = Batches(handle)
        self.messages = Messages(handle)
        self.decisions = Decisions(handle, self.batches)
        self.sending = Sending(handle, self.batches)
        self.people = People(handle, self.batches)
        self.sources = Sources(handle)
        self.schedules = Schedules(handle)
        self.notifications = Notifications(handle)
        self.maintenance = Maintenance(handle, self.batches)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()
