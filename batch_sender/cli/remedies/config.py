"""What to do at a command line about the errors of `config`."""

from collections.abc import Mapping
from typing import Final

from batch_sender.language import N_

REMEDIES: Final[Mapping[str, str]] = {
    "HomeUnknown": N_(
        "Set HOME, or name the places themselves with BATCH_SENDER_JOURNAL, BATCH_SENDER_CONNECTIONS "
        "and BATCH_SENDER_STATE."
    ),
    "BatchFileMissing": N_("Check the name and the folder, or write one with: batch-sender init"),
    "BatchFileKeyUnknown": N_(
        "The keys are those of the flags, such as phone_column for --phone-column: {keys}."
    ),
    "TokenMissing": N_(
        "Set BATCH_SENDER_TOKEN too, or choose a saved connection with --connection NAME."
    ),
    "ConnectionsFileUnreadable": N_(
        "Check that it is a file and that you may read it, "
        "or point BATCH_SENDER_CONNECTIONS to another one."
    ),
    "ConnectionsFileBroken": N_(
        'Each connection is a line [name], then url = "…" and token = "…"; '
        "correct that line, or move the file away and use: batch-sender connection add"
    ),
    "ConnectionsFileNotWritable": N_(
        "Check the folder's permissions and the free space, "
        "or point BATCH_SENDER_CONNECTIONS to another place."
    ),
    "ConnectionExists": N_(
        "Choose another name, or add --replace to let the new one take its place."
    ),
    "ConnectionNotFound": N_(
        "Use one of those names, or save it with: batch-sender connection add {name}"
    ),
    "NoConnection": N_(
        "Save one with: batch-sender connection add NAME. Or set BATCH_SENDER_TOKEN."
    ),
    "ConnectionNotChosen": N_("Say which one to use with --connection NAME."),
    "QueueIdMissing": N_(
        "Add --queue-id with the number of the queue, or leave out --open-ticket."
    ),
    "BadExpiry": N_('Write them like this: --expires "2026-12-31 18:00" or --expires 31/12/2026.'),
    "ProfileMissing": N_("Use one of those, or make it with: batch-sender profile add {name}"),
    "ProfileNotWritable": N_("Let BATCH_SENDER_PROFILES name a folder that you may write to."),
    "ProfileHasOwnJournal": N_("Leave out --journal, or --profile."),
}
"""By the name of the error's class."""
