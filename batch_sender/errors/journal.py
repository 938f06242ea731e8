"""A journal that cannot be used, or holds something else than expected."""

from batch_sender.errors.base import BatchSenderError
from batch_sender.language import N_


class JournalError(BatchSenderError):
    """The journal cannot be used, or holds something else than expected."""


class JournalFolderReadOnly(JournalError):
    """The journal cannot be opened for writing."""

    code = "journal_read_only"
    sentence = N_("The journal {location} cannot be written.")
    remedy = N_(
        "Choose a place you may write to, with BATCH_SENDER_JOURNAL or --journal, "
        "or ask for write access to its folder."
    )


class JournalNotADatabase(JournalError):
    """There is a file where the journal should be, and it is none."""

    code = "journal_not_a_database"
    sentence = N_("{location} is not a batch-sender journal.")
    remedy = N_("Point BATCH_SENDER_JOURNAL or --journal to a journal, or to a new file name.")


class JournalDamaged(JournalError):
    """SQLite found the file damaged."""

    code = "journal_damaged"
    sentence = N_("The journal {location} is damaged.")
    remedy = N_("Send nothing from it: bring back a backup, and keep the damaged file.")


class JournalFull(JournalError):
    """No room is left for the journal."""

    code = "journal_disk_full"
    sentence = N_("The disk that holds the journal {location} is full.")
    remedy = N_("Free some space on it.")


class JournalBusy(JournalError):
    """Another program held the journal for too long."""

    code = "journal_busy"
    sentence = N_("Another program has held the journal {location} for too long.")
    remedy = N_("Close the programs that have it open, then try again.")


class JournalFromFirstVersion(JournalError):
    """batch-sender 0.1.0 wrote this journal; its tables cannot be brought up to date."""

    code = "journal_from_first_version"
    sentence = N_(
        "The journal {location} was written by batch-sender 0.1.0, and this version cannot go on with it."
    )
    remedy = N_(
        "Keep it: batch-sender 0.1.0 still writes its results. For what comes, choose another file "
        "with BATCH_SENDER_JOURNAL or --journal; this one was left as it is."
    )


class JournalFromNewerVersion(JournalError):
    """A newer batch-sender wrote this journal."""

    code = "journal_from_newer_version"
    sentence = N_("The journal {location} was written by a newer batch-sender.")
    remedy = N_("Update batch-sender on this machine; the journal was left as it is.")


class JournalNeedsDriver(JournalError):
    """The PostgreSQL driver is not installed."""

    code = "journal_needs_driver"
    sentence = N_("A journal in PostgreSQL needs a part that is not installed.")
    remedy = N_("Install it with: pip install 'batch-sender[postgres]'")


class JournalServerUnreachable(JournalError):
    """The database server does not answer."""

    code = "journal_server_unreachable"
    sentence = N_("The database server of the journal {location} does not answer.")
    remedy = N_("Check the address, the user and the password, and that the server runs.")


class JournalUnusable(JournalError):
    """Anything else the database refused."""

    code = "journal_unusable"
    sentence = N_("The journal {location} cannot be used ({cause}).")
    remedy = N_("Check that BATCH_SENDER_JOURNAL is a file path or a postgresql:// address.")


class StateConflict(JournalError):
    """A change expected one state and found another: nothing was overwritten."""

    code = "state_conflict"
    sentence = N_("Another program has changed this in the meantime: {what}.")
    remedy = N_("See where things stand with: batch-sender status")


class UnknownBatch(JournalError):
    """There is no batch of that number."""

    code = "unknown_batch"
    sentence = N_("There is no batch {batch} in this journal.")
    remedy = N_("See the batches there are with: batch-sender status")


class NothingToResume(JournalError):
    """No batch was running or paused."""

    code = "nothing_to_resume"
    sentence = N_("No batch is waiting to go on.")
    remedy = N_("Start one with: batch-sender send LIST --template FILE")


class NothingToWatch(JournalError):
    """No batch is being sent."""

    code = "nothing_to_watch"
    sentence = N_("No batch is being sent just now.")
    remedy = N_("See how the newest ones stand with: batch-sender status")


class SeveralToResume(JournalError):
    """More than one batch could go on."""

    code = "several_to_resume"
    sentence = N_("Several batches can go on: {batches}.")
    remedy = N_("Name one, for example: batch-sender resume {first}")


class BatchEnded(JournalError):
    """A finished or cancelled batch does not go on."""

    code = "batch_ended"
    sentence = N_("Batch {batch} is {state}; nothing in it waits to be sent.")
    remedy = N_(
        "See what became of each row with: batch-sender report {batch}. "
        "What surely did not leave is sent again with: batch-sender retry {batch}"
    )


class NoSuchMove(JournalError):
    """What was asked for cannot be done to a batch in this state; `can` says what can."""

    code = "no_such_move"
    sentence = N_("Batch {batch} is {state}; that cannot be done to it now.")
    remedy = N_("What can be done now: {can}")


class CannotPause(NoSuchMove):
    """Only a running batch can be paused."""

    code = "no_such_move"
    sentence = N_("Batch {batch} is {state}; only a running one can be paused.")


class CannotCancel(NoSuchMove):
    """Only a batch that has not ended can be cancelled."""

    code = "no_such_move"
    sentence = N_("Batch {batch} is {state}; only one that has not ended can be cancelled.")


class CannotRetry(NoSuchMove):
    """Nothing of a batch is sent again while it is judged or sent."""

    code = "no_such_move"
    sentence = N_("Batch {batch} is {state}; its rows can be sent again when it stands still.")


class NothingToRetry(JournalError):
    """No row of the batch surely stayed behind."""

    code = "nothing_to_retry"
    sentence = N_("Batch {batch} has no row to send again: none of them surely stayed behind.")
    remedy = N_(
        "Rejected rows are sent again with: batch-sender retry {batch} --rejected. "
        "Rows in doubt are decided with: batch-sender resolve {batch}"
    )


class RetryTooLate(NothingToRetry):
    """What stayed behind has expired."""

    code = "retry_too_late"
    sentence = N_("What stayed behind in batch {batch} has expired.")
    remedy = N_("Send these rows as a new batch if the message still makes sense.")


class NothingInDoubt(JournalError):
    """No row of the batch is unknown."""

    code = "nothing_in_doubt"
    sentence = N_("Batch {batch} has no row in doubt; there is nothing to decide.")
    remedy = N_("See how it stands with: batch-sender status {batch}")


class RowsNotInDoubt(JournalError):
    """Rows were named that are not unknown: none was changed."""

    code = "rows_not_in_doubt"
    sentence = N_("These rows of batch {batch} are not in doubt: {rows}.")
    remedy = N_(
        "Nothing was changed. See how each row stands with: batch-sender report {batch}, "
        "then name rows in doubt only."
    )


class BatchBusy(JournalError):
    """Another process sends this batch right now."""

    code = "batch_busy"
    sentence = N_("Batch {batch} is being sent by another program (process {pid} on {host}).")
    remedy = N_("Let that one go on, or stop it there with Ctrl-C and resume here.")


class DeliveryBroke(JournalError):
    """The journal failed while messages were leaving: exit code 4, resumable."""

    code = "delivery_broke"
    exit_code = 4
    sentence = N_("The sending of batch {batch} stopped. {cause}")
    remedy = N_("{remedy}\nThen go on with: batch-sender resume {batch}")
