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
