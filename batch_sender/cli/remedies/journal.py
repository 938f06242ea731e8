"""What to do at a command line about the errors of `journal`."""

from collections.abc import Mapping
from typing import Final

from batch_sender.language import N_

REMEDIES: Final[Mapping[str, str]] = {
    "BatchFileBusy": N_("Wait until it has begun to send; see: batch-sender status"),
    "WorkersNeedServer": N_(
        "Copy it there (batch-sender journal copy FROM TO), or send from this machine alone, without "
        "the workers."
    ),
    "JournalOnNetworkDrive": N_(
        "Choose a folder on this machine's own disk, with BATCH_SENDER_JOURNAL or --journal. "
        "Several machines share a journal in PostgreSQL."
    ),
    "JournalMissing": N_("Say where it is, with BATCH_SENDER_JOURNAL or --journal."),
    "BackupWithServerTools": N_("Run: pg_dump --format=custom --file={path} {database}"),
    "BackupExists": N_("Choose another name, or replace it with --force."),
    "JournalRestored": N_(
        "If you have the newer journal, bring that one back. If not, add --after-restore to "
        "send or resume: every row that waited in this copy then becomes unknown, because it may "
        "have been sent, and you decide with: batch-sender resolve"
    ),
    "JournalReplaced": N_(
        "If it was moved or deleted by mistake, bring it back. If this one is to count from here on, "
        "bring in who opted out (batch-sender optout import), then add --after-restore to send or "
        "resume."
    ),
    "JournalMoved": N_(
        "Use that one: name it with BATCH_SENDER_JOURNAL or --journal. If it is said there that the copying "
        "was cut short, give the same journal copy again. If this one is to count all the same, add "
        "--after-restore to send or resume: every row that waited here then becomes unknown, because it "
        "may have been sent from there, and you decide with: batch-sender resolve"
    ),
    "JournalCopyUnfinished": N_(
        "Give the same command again, which begins anew: batch-sender journal copy FROM TO. Until then the "
        "journal is where it was."
    ),
    "JournalNeedsMigration": N_(
        "Wait until they have ended or, now: batch-sender journal migrate. They stop by themselves within a "
        "moment, with nothing half done; then start the newer ones."
    ),
    "CopyOntoJournal": N_(
        "Name a file that is not there yet, or an empty database or schema of PostgreSQL."
    ),
    "CopyWhileSending": N_(
        "Let them end, or pause them (batch-sender pause BATCH), stop the service and the workers, then "
        "copy again."
    ),
    "JournalVanished": N_(
        "Bring it back to its place with the files beside it, start the service again where one runs, "
        "and see how it stands: batch-sender status. Until then do not send the same list again."
    ),
    "JournalFolderReadOnly": N_(
        "Choose a place you may write to, with BATCH_SENDER_JOURNAL or --journal, "
        "or ask for write access to its folder."
    ),
    "JournalNotADatabase": N_(
        "Point BATCH_SENDER_JOURNAL or --journal to a journal, or to a new file name."
    ),
    "JournalFromFirstVersion": N_(
        "Keep it: batch-sender 0.1.0 still writes its results. For what comes, choose another file "
        "with BATCH_SENDER_JOURNAL or --journal; this one was left as it is. A new journal knows "
        "neither who opted out nor what was sent: take the opt-outs along first (docs/journal.md)."
    ),
    "JournalFromNewerVersion": N_(
        "Update batch-sender on this machine; the journal was left as it is."
    ),
    "JournalNeedsDriver": N_("Install it with: pip install 'batch-sender[postgres]'"),
    "JournalUnusable": N_(
        "Check that BATCH_SENDER_JOURNAL is a file path or a postgresql:// address."
    ),
    "JournalFailed": N_("Call it again with --debug: that shows what the database says."),
    "StateConflict": N_("See where things stand with: batch-sender status"),
    "UnknownBatch": N_("See the batches there are with: batch-sender status"),
    "NothingToRetry": N_(
        "Rejected rows are sent again with: batch-sender retry {batch} --rejected. "
        "Rows in doubt are decided with: batch-sender resolve {batch}"
    ),
    "NothingInDoubt": N_("See how it stands with: batch-sender status {batch}"),
    "RowsNotInDoubt": N_(
        "Nothing was changed. See how each row stands with: batch-sender report {batch}, "
        "then name rows in doubt only."
    ),
    "NotOptedOut": N_("See who is on it with: batch-sender optout list"),
    "NotKnown": N_(
        "See who is on it with: batch-sender known list. Whom CleverChat accepted a message to is known "
        "without being on it."
    ),
    "RowsForgotten": N_(
        "It cannot be sent again; count it as sent: batch-sender resolve {batch} --as-sent"
    ),
    "ForgetTooEarly": N_(
        "Keep them from being written to with: batch-sender optout add NUMBER. When the batches "
        "have ended (batch-sender cancel BATCH ends one), ask again."
    ),
    "UnknownImport": N_("See the imports there are with: batch-sender optout undo-import"),
    "LaneTaken": N_("See who has it now with: batch-sender workers"),
    "UnknownSchedule": N_("See the schedules there are with: batch-sender schedule list"),
}
"""By the name of the error's class."""
