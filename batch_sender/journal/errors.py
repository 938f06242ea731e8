"""Errors of a journal that cannot be used, or holds something else than expected."""

from typing import Final

from batch_sender.config.errors import BatchFileError
from batch_sender.language import N_
from batch_sender.models.errors import BatchSenderError
from batch_sender.timing.errors import ScheduleError


class BatchFileBusy(BatchFileError):
    """Another process reads the lists of this batch file right now."""

    code = "batch_file_busy"
    sentence = N_("Another program is judging the lists of {path} right now.")


class JournalError(BatchSenderError):
    """The journal cannot be used, or holds something else than expected."""


class JournalOnNetworkDrive(JournalError):
    """SQLite cannot keep two programs apart there."""

    code = "journal_on_network_drive"
    sentence = N_(
        "The journal {location} would lie on a network drive ({kind}), where a message could be "
        "sent twice: locks do not hold there."
    )


class JournalRestored(JournalError):
    """A copy was brought back: it has forgotten what was sent since, so nothing leaves."""

    code = "journal_restored"


class JournalIsBackup(JournalRestored):
    """The journal in use was made by `journal backup`."""

    sentence = N_(
        "The journal {location} is a backup made on {made}. It has forgotten what was sent, and "
        "who opted out, since then; nothing leaves from it."
    )


class JournalOlderCopy(JournalRestored):
    """This machine has worked with a later state of the same journal."""

    sentence = N_(
        "The journal {location} is an older copy, or has lost the file beside it that ends in -wal: "
        "this machine worked with a newer one until {seen}. It has forgotten what was sent, and who "
        "opted out, before that; nothing leaves from it."
    )


class JournalReplaced(JournalRestored):
    """The journal that this machine sent from was removed, and another lies in its place."""

    sentence = N_(
        "The journal that this machine sent from until {seen} is not there any more: {location} is "
        "another one. It has forgotten what was sent, and who opted out, before that; nothing "
        "leaves from it."
    )


class JournalMoved(JournalRestored):
    """It was copied to another place, which is the journal now."""

    code = "journal_moved"
    sentence = N_(
        "The journal {location} was copied to {to}, which counts from then on: nothing leaves from this "
        "one, and nothing is changed in it."
    )


class JournalVanished(JournalError):
    """The file was removed, moved or replaced while a program had it open: exit code 4."""

    code = "journal_vanished"
    exit_code = 4  # the program had begun, and messages may have left
    sentence = N_(
        "The journal {location} was removed, moved or replaced while this program worked with it."
    )


class JournalFolderReadOnly(JournalError):
    """The journal cannot be opened for writing."""

    code = "journal_read_only"
    sentence = N_("The journal {location} cannot be written.")


class JournalServerReadOnly(JournalFolderReadOnly):
    """The database server takes no writes: a standby, or a server set to read only."""

    sentence = N_("The database server of the journal {location} takes no writes.")
    remedy = N_("Give the address of the server that does: this one may be a standby.")


class JournalNotADatabase(JournalError):
    """There is a file where the journal should be, and it is none."""

    code = "journal_not_a_database"
    sentence = N_("{location} is not a batch-sender journal.")


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


CANNOT_BE_WRITTEN: Final = (JournalFolderReadOnly, JournalFull)
"""A journal may be read all the same."""


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


class JournalFromNewerVersion(JournalError):
    """A newer batch-sender wrote this journal."""

    code = "journal_from_newer_version"
    sentence = N_("The journal {location} was written by a newer batch-sender.")


class JournalNeedsMigration(JournalError):
    """An older batch-sender wrote it, and workers of that version are at work on it."""

    code = "journal_needs_migration"
    sentence = N_(
        "The journal {location} is of an older version, and so are workers that are at work on it: "
        "{workers}. Bringing it up to date ends them."
    )


class JournalCopyUnfinished(JournalError):
    """`journal copy` was cut short on its way there."""

    code = "journal_copy_unfinished"
    sentence = N_(
        "The copying of a journal to {location} was cut short: this is only a part of it."
    )


class JournalNeedsDriver(JournalError):
    """The PostgreSQL driver is not installed."""

    code = "journal_needs_driver"
    sentence = N_("A journal in PostgreSQL needs a part that is not installed.")


class JournalServerUnreachable(JournalError):
    """The database server does not answer."""

    code = "journal_server_unreachable"
    sentence = N_("The database server of the journal {location} does not answer.")
    remedy = N_("Check the address, and that the server runs.")


class JournalServerRefused(JournalError):
    """The database server answers and lets nobody in: a user, a password, a database."""

    code = "journal_server_refused"
    sentence = N_("The database server of the journal {location} refused: {cause}")
    remedy = N_(
        "Put right what it says (the database, the user, the password), or wait a moment where it only "
        "just starts."
    )


class JournalServerFull(JournalError):
    """The database server has no connection left."""

    code = "journal_server_full"
    sentence = N_("The database server of the journal {location} has no connection left.")
    remedy = N_(
        "Close programs that use it and try again; whoever looks after the server can allow more "
        "connections."
    )


class PoolerInBetween(JournalError):
    """A pooler hands each transaction to another session: advisory locks and LISTEN mean nothing there."""

    code = "pooler_in_between"
    sentence = N_(
        "Between this program and PostgreSQL stands a pooler in transaction mode ({location}), where two "
        "programs could send the same batch: locks do not hold there."
    )
    remedy = N_("Give the address of PostgreSQL itself, or of a pooler in session mode.")


class JournalDiskFault(JournalError):
    """The disk failed to read or write, for another reason than that it is full."""

    code = "journal_disk_fault"
    sentence = N_("The disk that holds the journal {location} cannot be read or written ({cause}).")
    remedy = N_("Look after the disk, or the connection to it, then try again.")


class JournalFailed(JournalError):
    """Anything else the database refused."""

    code = "journal_failed"
    sentence = N_("The database of the journal {location} refused ({cause}).")


class JournalUnusable(JournalError):
    """The address names no place where a journal can be."""

    code = "journal_unusable"
    sentence = N_("The journal {location} cannot be used ({cause}).")


class StateConflict(JournalError):
    """A change expected one state and found another: nothing was overwritten."""

    code = "state_conflict"
    sentence = N_("Another program has changed this in the meantime: {what}.")


class UnknownBatch(JournalError):
    """There is no batch of that number."""

    code = "unknown_batch"
    sentence = N_("There is no batch {batch} in this journal.")


class NoSuchMove(JournalError):
    """What was asked for cannot be done to a batch in this state; `can` says what can."""

    code = "no_such_move"
    sentence = N_("Batch {batch} is {state}; that cannot be done to it now.")
    remedy = N_("What can be done now: {can}")


class NothingToRetry(JournalError):
    """No row of the batch surely stayed behind."""

    code = "nothing_to_retry"
    sentence = N_("Batch {batch} has no row to send again: none of them surely stayed behind.")


class RetryTooLate(NothingToRetry):
    """What stayed behind has expired."""

    code = "retry_too_late"
    sentence = N_("What stayed behind in batch {batch} has expired.")
    remedy = N_("Send these rows as a new batch if the message still makes sense.")


class NothingInDoubt(JournalError):
    """No row of the batch is unknown."""

    code = "nothing_in_doubt"
    sentence = N_("Batch {batch} has no row in doubt; there is nothing to decide.")


class RowsNotInDoubt(JournalError):
    """Rows were named that are not unknown: none was changed."""

    code = "rows_not_in_doubt"
    sentence = N_("These rows of batch {batch} are not in doubt: {rows}.")


class BatchBusy(JournalError):
    """Another process sends this batch right now."""

    code = "batch_busy"
    sentence = N_("Batch {batch} is being sent by another program (process {pid} on {host}).")
    remedy = N_("Let that one go on, or stop it there with Ctrl-C and resume here.")


class BatchHeld(BatchBusy):
    """Another process works with this batch, and has not begun to send it."""

    sentence = N_("Another program works with batch {batch} right now.")
    remedy = N_("Try again in a moment.")


class SentByWorkers(BatchBusy):
    """Workers send this batch: nobody else may until it is paused."""

    code = "sent_by_workers"
    sentence = N_("Batch {batch} is being sent by workers.")
    remedy = N_("Pause it first; a few seconds later it can be sent from here, or its rows moved.")


class NotOptedOut(JournalError):
    """A number that should be taken off the list is not on it."""

    code = "not_opted_out"
    sentence = N_("Not on the opt-out list: {number}. Nothing was changed.")


class NotKnown(JournalError):
    """A number that should be no known one any more is none."""

    code = "not_known"
    sentence = N_("Not on the list of known people: {number}. Nothing was changed.")


class CannotPurge(NoSuchMove):
    """People are removed from ended batches alone: the others still need them."""

    code = "no_such_move"
    sentence = N_("Batch {batch} is {state}; people are only removed from batches that have ended.")


class BatchPurged(JournalError):
    """A purged batch has nobody left to send to, or to leave out."""

    code = "batch_purged"
    sentence = N_("The people of batch {batch} were removed from the journal; its counts remain.")
    remedy = N_("Use the list itself, or the results that were written then.")


class RowsForgotten(JournalError):
    """A row whose person was removed cannot be sent again."""

    code = "rows_forgotten"
    sentence = N_("Batch {batch}: the person of row {rows} was removed from the journal.")


class ForgetTooEarly(JournalError):
    """A person in a batch that has begun and not ended may be about to get a message."""

    code = "forget_too_early"
    sentence = N_("This person is in batches that are under way: {batches}. Nothing was removed.")


class UnknownImport(JournalError):
    """No import of opt-outs of that number can be taken back."""

    code = "unknown_import"
    sentence = N_("There is no import {number} that could be taken back.")


class UnknownSchedule(ScheduleError):
    """There is no schedule of that number."""

    code = "unknown_schedule"
    sentence = N_("There is no schedule {schedule} in this journal.")
