"""The frozen values that pass between the stages; a module of them is loaded when it is first needed."""

from typing import TYPE_CHECKING, Final

from batch_sender.models.on_demand import loader

if TYPE_CHECKING:
    from batch_sender.models.calls import (
        Accepted,
        Call,
        ConnectionIll,
        NotLeft,
        Outcome,
        Rejected,
        Unknown,
    )
    from batch_sender.models.codes import (
        BESIDE,
        NEAR,
        BatchState,
        Form,
        MessageState,
        Notation,
        NoticeCode,
        Part,
        ProblemCode,
        Reason,
        RepairRule,
    )
    from batch_sender.models.judged_files import FileChange, FileContent, FileRole, JudgedFile
    from batch_sender.models.judged_rows import JudgedRows
    from batch_sender.models.known import Known, Question
    from batch_sender.models.looks import LookRecord, SeenOnPhone, Sighted
    from batch_sender.models.records import (
        BatchRecord,
        Counts,
        Delay,
        MessageRecord,
        PartRecord,
        Variant,
    )
    from batch_sender.models.rows import (
        Contact,
        Contacts,
        JudgedMessage,
        MediaFile,
        MessageText,
        Notice,
        Phone,
        PhoneNumber,
        Problem,
        Repair,
        Source,
        column_key,
    )

__all__ = [
    "BESIDE",
    "NEAR",
    "Accepted",
    "BatchRecord",
    "BatchState",
    "Call",
    "ConnectionIll",
    "Contact",
    "Contacts",
    "Counts",
    "Delay",
    "FileChange",
    "FileContent",
    "FileRole",
    "Form",
    "JudgedFile",
    "JudgedMessage",
    "JudgedRows",
    "Known",
    "LookRecord",
    "MediaFile",
    "MessageRecord",
    "MessageState",
    "MessageText",
    "NotLeft",
    "Notation",
    "Notice",
    "NoticeCode",
    "Outcome",
    "Part",
    "PartRecord",
    "Phone",
    "PhoneNumber",
    "Problem",
    "ProblemCode",
    "Question",
    "Reason",
    "Rejected",
    "Repair",
    "RepairRule",
    "SeenOnPhone",
    "Sighted",
    "Source",
    "Unknown",
    "Variant",
    "column_key",
]

_HOMES: Final = {
    ".calls": ("Accepted", "Call", "ConnectionIll", "NotLeft", "Outcome", "Rejected", "Unknown"),
    ".codes": (
        "BESIDE",
        "NEAR",
        "BatchState",
        "Form",
        "MessageState",
        "Notation",
        "NoticeCode",
        "Part",
        "ProblemCode",
        "Reason",
        "RepairRule",
    ),
    ".judged_files": ("FileChange", "FileContent", "FileRole", "JudgedFile"),
    ".judged_rows": ("JudgedRows",),
    ".known": ("Known", "Question"),
    ".looks": ("LookRecord", "SeenOnPhone", "Sighted"),
    ".records": ("Delay", "BatchRecord", "Counts", "MessageRecord", "PartRecord", "Variant"),
    ".rows": (
        "Contact",
        "Contacts",
        "JudgedMessage",
        "MediaFile",
        "MessageText",
        "Notice",
        "Phone",
        "PhoneNumber",
        "Problem",
        "Repair",
        "Source",
        "column_key",
    ),
}

if not TYPE_CHECKING:  # a checker would take every name for one that there is
    __getattr__ = loader(__name__, _HOMES)
