"""Where a journal may lie, its backups, and a copy that was brought back."""

from batch_sender.errors.journal import JournalError
from batch_sender.language import N_


class JournalOnNetworkDrive(JournalError):
    """SQLite cannot keep two programs apart there."""

    code = "journal_on_network_drive"
    sentence = N_(
        "The journal {location} would lie on a network drive ({kind}), where a message could be "
        "sent twice: locks do not hold there."
    )
    remedy = N_(
        "Choose a folder on this machine's own disk, with BATCH_SENDER_JOURNAL or --journal. "
        "Several machines share a journal in PostgreSQL."
    )


class JournalMissing(JournalError):
    """There is nothing to back up or to check."""

    code = "journal_missing"
    sentence = N_("There is no journal {location}.")
    remedy = N_("Say where it is, with BATCH_SENDER_JOURNAL or --journal.")


class BackupError(JournalError):
    """A backup of the journal cannot be made."""


class BackupWithServerTools(BackupError):
    """PostgreSQL has tools of its own."""

    code = "backup_with_server_tools"
    sentence = N_("A journal in PostgreSQL is backed up with PostgreSQL's own tools.")
    remedy = N_("Run: pg_dump --format=custom --file={path} {database}")


class BackupExists(BackupError):
    """There is a file of that name already."""

    code = "backup_exists"
    sentence = N_("{path} exists already.")
    remedy = N_("Choose another name, or replace it with --force.")


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


class JournalRestored(JournalError):
    """A copy was brought back: it has forgotten what was sent since, so nothing leaves."""

    code = "journal_restored"
    remedy = N_(
        "If you have the newer journal, bring that one back. If not, add --after-restore to "
        "send or resume: every row that waited in this copy then becomes unknown, because it may "
        "have been sent, and you decide with: batch-sender resolve"
    )


class RetryAfterRestore(JournalError):
    """What is to be sent again came to rest before the journal was copied and brought back."""

    code = "retry_after_restore"
    sentence = N_(
        "Rows of batch {batch} that may have been sent again already: {rows}. The journal was "
        "brought back from a copy, which does not know."
    )
    remedy = N_(
        "Look on the phone of the connection first: are they in those chats? If not, add "
        "--after-restore to the retry."
    )


class JournalIsBackup(JournalRestored):
    """The journal in use was made by `journal backup`."""

    sentence = N_(
        "The journal {location} is a backup made on {made}. It has forgotten what was sent, and "
        "who opted out, since then; nothing leaves from it."
    )


class JournalOlderCopy(JournalRestored):
    """This machine has worked with a later state of the same journal."""

    sentence = N_(
        "The journal {location} is an older copy: this machine worked with a newer one until "
        "{seen}. It has forgotten what was sent, and who opted out, before that; nothing leaves "
        "from it."
    )
