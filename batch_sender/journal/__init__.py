"""The durable record of every batch and message: verbs that move them, questions that read them.

Each line imports from those below it only:

    journal                                           its verbs and questions, by subject
    people, maintenance, automation, decisions, looks erasing, looking after, due times, notifications, a person's word
    chunks                                            pieces of lists that workers judge
    lanes                                             what moves between machines, and the workers that hold it
    sending                                           claim a message, record what came of it
    messages, batches                                 rows to read; batches to make, move and read
    handle                                            the open database, its writer, its clocks
    database                                          opening, locking, one commit for many, its errors
    schema, states, errors                            tables and conditions; the moves there are

A name of the list below is loaded when it is first asked for.
"""

from typing import TYPE_CHECKING, Final

from batch_sender.models.on_demand import loader

if TYPE_CHECKING:
    from batch_sender.journal.automation.notifications import NewNotification, WaitingNotification
    from batch_sender.journal.automation.schedules import (
        DueRecord,
        DueState,
        NewSchedule,
        ScheduleRecord,
        ScheduleState,
        TakenBack,
    )
    from batch_sender.journal.batches.changes import NewBatch
    from batch_sender.journal.batches.counting import CallsLeft
    from batch_sender.journal.batches.reading import Event
    from batch_sender.journal.batches.sources import Unattended
    from batch_sender.journal.database.engine import (
        Migrated,
        connection_info,
        file_of,
        migrate,
        of_worker,
    )
    from batch_sender.journal.database.memory import Memory
    from batch_sender.journal.database.places import synchronised_by
    from batch_sender.journal.database.restore_detection import CopyKind, Restored
    from batch_sender.journal.decisions.resolutions import Decision, InDoubt
    from batch_sender.journal.decisions.retries import Retryable
    from batch_sender.journal.handle import MOST_ROWS_TOGETHER
    from batch_sender.journal.journal import Journal
    from batch_sender.journal.lanes.overview import LaneOverview, Work
    from batch_sender.journal.lanes.workers import NewWorker, WorkerRecord
    from batch_sender.journal.maintenance.checks import Checkup, Finding, JournalFault
    from batch_sender.journal.maintenance.copying import CopiedTable, JournalCopied
    from batch_sender.journal.messages.pace import CallEnded
    from batch_sender.journal.messages.pages import ReasonCount, RowPage, RowsWanted
    from batch_sender.journal.messages.sums import HourlySum
    from batch_sender.journal.parts.dealing import Weighted
    from batch_sender.journal.people.erasure import Forgotten, Purged
    from batch_sender.journal.people.known_people import (
        KnownAdded,
        KnownCounts,
        KnownPerson,
        KnownRecord,
    )
    from batch_sender.journal.people.opt_out_imports import OptOutImport
    from batch_sender.journal.people.opt_outs import (
        OptOut,
        OptOutRecord,
        OptOutsAdded,
        OptOutSearch,
        OptOutsFound,
    )
    from batch_sender.journal.people.person_history import Attempt, PersonMessage
    from batch_sender.journal.people.retention import OlderBatches
    from batch_sender.journal.sending.claims import (
        CapReached,
        Claim,
        Claimed,
        Drained,
        Halted,
        LaneLost,
        NewCapReached,
    )
    from batch_sender.journal.sending.first_new_people import FirstNewPeople
    from batch_sender.journal.sending.rates import Terms, Wait, WindowClosing
    from batch_sender.journal.sending.records import SendReport
    from batch_sender.journal.sending.staying import StayTerms
    from batch_sender.journal.states import Ending, FileAway, GivenBack, Settled, Withdrawn

__all__ = [
    "MOST_ROWS_TOGETHER",
    "Attempt",
    "CallEnded",
    "CallsLeft",
    "CapReached",
    "Checkup",
    "Claim",
    "Claimed",
    "CopiedTable",
    "CopyKind",
    "Decision",
    "Drained",
    "DueRecord",
    "DueState",
    "Ending",
    "Event",
    "FileAway",
    "Finding",
    "FirstNewPeople",
    "Forgotten",
    "GivenBack",
    "Halted",
    "HourlySum",
    "InDoubt",
    "Journal",
    "JournalCopied",
    "JournalFault",
    "KnownAdded",
    "KnownCounts",
    "KnownPerson",
    "KnownRecord",
    "LaneLost",
    "LaneOverview",
    "Memory",
    "Migrated",
    "NewBatch",
    "NewCapReached",
    "NewNotification",
    "NewSchedule",
    "NewWorker",
    "OlderBatches",
    "OptOut",
    "OptOutImport",
    "OptOutRecord",
    "OptOutSearch",
    "OptOutsAdded",
    "OptOutsFound",
    "PersonMessage",
    "Purged",
    "ReasonCount",
    "Restored",
    "Retryable",
    "RowPage",
    "RowsWanted",
    "ScheduleRecord",
    "ScheduleState",
    "SendReport",
    "Settled",
    "StayTerms",
    "TakenBack",
    "Terms",
    "Unattended",
    "Wait",
    "WaitingNotification",
    "Weighted",
    "WindowClosing",
    "Withdrawn",
    "Work",
    "WorkerRecord",
    "connection_info",
    "file_of",
    "migrate",
    "of_worker",
    "synchronised_by",
]

_HOMES: Final = {
    ".automation.notifications": (
        "NewNotification",
        "WaitingNotification",
    ),
    ".automation.schedules": (
        "DueRecord",
        "DueState",
        "NewSchedule",
        "ScheduleRecord",
        "ScheduleState",
        "TakenBack",
    ),
    ".batches.changes": ("NewBatch",),
    ".batches.counting": ("CallsLeft",),
    ".batches.reading": ("Event",),
    ".batches.sources": ("Unattended",),
    ".database.engine": ("Migrated", "connection_info", "file_of", "migrate", "of_worker"),
    ".database.memory": ("Memory",),
    ".database.places": ("synchronised_by",),
    ".database.restore_detection": ("CopyKind", "Restored"),
    ".decisions.resolutions": (
        "Decision",
        "InDoubt",
    ),
    ".decisions.retries": ("Retryable",),
    ".handle": ("MOST_ROWS_TOGETHER",),
    ".journal": ("Journal",),
    ".lanes.overview": ("LaneOverview", "Work"),
    ".lanes.workers": ("NewWorker", "WorkerRecord"),
    ".maintenance.checks": (
        "Checkup",
        "Finding",
        "JournalFault",
    ),
    ".maintenance.copying": ("CopiedTable", "JournalCopied"),
    ".messages.pace": ("CallEnded",),
    ".messages.pages": ("ReasonCount", "RowPage", "RowsWanted"),
    ".messages.sums": ("HourlySum",),
    ".parts.dealing": ("Weighted",),
    ".people.erasure": ("Forgotten", "Purged"),
    ".people.known_people": ("KnownAdded", "KnownCounts", "KnownPerson", "KnownRecord"),
    ".people.opt_out_imports": ("OptOutImport",),
    ".people.opt_outs": (
        "OptOut",
        "OptOutRecord",
        "OptOutSearch",
        "OptOutsAdded",
        "OptOutsFound",
    ),
    ".people.person_history": (
        "Attempt",
        "PersonMessage",
    ),
    ".people.retention": ("OlderBatches",),
    ".sending.claims": (
        "CapReached",
        "Claim",
        "Claimed",
        "Drained",
        "Halted",
        "LaneLost",
        "NewCapReached",
    ),
    ".sending.first_new_people": ("FirstNewPeople",),
    ".sending.rates": (
        "Terms",
        "Wait",
        "WindowClosing",
    ),
    ".sending.staying": ("StayTerms",),
    ".sending.records": ("SendReport",),
    ".states": (
        "Ending",
        "FileAway",
        "GivenBack",
        "Settled",
        "Withdrawn",
    ),
}

if not TYPE_CHECKING:  # a checker would take every name for one that there is
    __getattr__ = loader(__name__, _HOMES)
