"""The journal itself, and whether all is in order here."""

from pathlib import Path

from batch_sender.cli.commands.root import family, main
from batch_sender.cli.parsing import command
from batch_sender.config.options.common import JOURNAL, JSON
from batch_sender.config.options.keeping import BACKUP_FILE, COPY_FROM, COPY_TO, FORCE
from batch_sender.language import N_

journal_commands = family(
    "journal", N_("Back the journal up while it is in use, check it, or move it to another place.")
)


@command(
    journal_commands,
    N_("Write a whole copy of the journal to a file; batches may run meanwhile."),
    BACKUP_FILE,
    FORCE,
    JOURNAL,
    JSON,
)
def backup(*, file: Path, force: bool, as_json: bool) -> int:
    """Write a copy of the journal."""
    from batch_sender.cli import journal as door

    return door.backup(file, force=force, as_json=as_json)


@command(
    journal_commands,
    N_(
        "Look for damage and contradictions. Ends with 0 if there is nothing, 1 if the journal is "
        "not sound, 3 if a sender that died left rows on their way."
    ),
    JOURNAL,
    JSON,
)
def check(*, as_json: bool) -> int:
    """Check the journal."""
    from batch_sender.cli import journal as door

    return door.check(as_json=as_json)


@command(
    journal_commands,
    N_(
        "Copy a whole journal to a new place, a file or PostgreSQL, and compare all of it. The new one "
        "counts from then on; nothing leaves from the old one any more."
    ),
    COPY_FROM,
    COPY_TO,
    JSON,
)
def copy(*, source: str, target: str, as_json: bool) -> int:
    """Copy the journal to another place."""
    from batch_sender.cli import journal as door

    return door.copy(source, target, as_json=as_json)


@command(
    journal_commands,
    N_(
        "Bring the journal to this version, and say from which. Any command does it by itself, unless "
        "workers of an older version are at work."
    ),
    JOURNAL,
    JSON,
)
def migrate(*, as_json: bool) -> int:
    """Bring the journal to the newest version."""
    from batch_sender.cli import journal as door

    return door.migrate(as_json=as_json)


@command(
    main,
    N_(
        "Check that all is in order here, and say what to mend. Ends with 0 if nothing is in "
        "the way, 1 if something is, 3 if something should be looked at."
    ),
    JOURNAL,
    JSON,
)
def doctor(*, as_json: bool) -> int:
    """Look after everything that sending needs."""
    from batch_sender.cli import doctor as door

    return door.doctor(as_json=as_json)
