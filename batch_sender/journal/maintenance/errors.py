"""Errors of a journal that cannot be backed up, or is not there."""

from batch_sender.journal.errors import JournalError
from batch_sender.language import N_


class JournalMissing(JournalError):
    """There is nothing to back up or to check."""

    code = "journal_missing"
    sentence = N_("There is no journal {location}.")


class BackupError(JournalError):
    """A backup of the journal cannot be made."""


class BackupWithServerTools(BackupError):
    """PostgreSQL has tools of its own."""

    code = "backup_with_server_tools"
    sentence = N_("A journal in PostgreSQL is backed up with PostgreSQL's own tools.")


class BackupExists(BackupError):
    """There is a file of that name already."""

    code = "backup_exists"
    sentence = N_("{path} exists already.")


class BackupNotAFile(BackupError):
    """A folder or a device stands where the backup should go."""

    code = "backup_not_a_file"
    sentence = N_("The backup cannot be written to {path}: that is not a file.")
    remedy = N_("Give a file name, such as journal-backup.sqlite3.")


class BackupFolderMissing(BackupError):
    """The folder for the backup is not there."""

    code = "backup_folder_missing"
    sentence = N_("The backup cannot be written to {path}: the folder {folder} does not exist.")
    remedy = N_("Create the folder, or choose another place.")


class BackupOntoJournal(BackupError):
    """The backup was about to replace the journal itself."""

    code = "backup_onto_journal"
    sentence = N_("{path} belongs to the journal itself.")
    remedy = N_("Choose another name, best on another disk.")


class BackupTargetInUse(BackupError):
    """SQLite's side files say that somebody works with what is there."""

    code = "backup_target_in_use"
    sentence = N_("{path} cannot be replaced: {beside} shows that a program works with it.")
    remedy = N_("Choose another name.")


class BackupDiskFull(BackupError):
    """No room is left for the backup."""

    code = "backup_disk_full"
    sentence = N_("There is no room left on the disk to write the backup to {path}.")
    remedy = N_("Free some space, or choose another disk; the journal itself is as it was.")


class BackupNotWritten(BackupError):
    """Anything else that kept the backup from being written."""

    code = "backup_not_written"
    sentence = N_("The backup cannot be written to {path}: {cause}.")
    remedy = N_("Choose a place you may write to; the journal itself is as it was.")


class CopyError(JournalError):
    """A journal cannot be copied to another place."""


class CopyOntoJournal(CopyError):
    """Something is there already."""

    code = "copy_onto_journal"
    sentence = N_("{location} is not empty: a journal is copied to a new place only.")


class CopyWhileSending(CopyError):
    """Rows that are on their way stand nowhere yet."""

    code = "copy_while_sending"
    sentence = N_("These batches are being judged, tested or sent: {batches}. Nothing was copied.")


class CopyBusy(CopyError):
    """Another program copies a journal to the same place."""

    code = "copy_busy"
    sentence = N_("Another program is copying a journal to {location} right now.")
    remedy = N_("Wait until it has ended.")


class CopyDiffers(CopyError):
    """What stands there is not what was read."""

    code = "copy_differs"
    sentence = N_("The copy at {location} is not the same as the journal: {what}.")
    remedy = N_(
        "The journal is as it was. Choose another place, best on another disk, and copy again."
    )
