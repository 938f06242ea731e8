"""What commands need of their surroundings: the journal, and the name of whoever runs them."""

import contextlib
import getpass

from batch_sender.cli import in_force, output
from batch_sender.config.workspace import Workspace
from batch_sender.journal import Journal, Memory, file_of, synchronised_by
from batch_sender.journal.errors import CANNOT_BE_WRITTEN, JournalError
from batch_sender.journal.maintenance.errors import JournalMissing
from batch_sender.language import _
from batch_sender.models.printable import printable


def open_journal() -> Journal:
    """Open the journal of the workspace in force."""
    workspace = in_force.workspace()
    _warn_of_sync_folder(workspace)
    return Journal(workspace.journal, memory=Memory(workspace.state))


def open_journal_at(location: str) -> Journal:
    """Open another journal than the one in force, which must be there.

    Raises:
        JournalMissing: there is no such file.
    """
    file = file_of(location)
    if file is not None and not file.exists():
        raise JournalMissing(location=str(file))
    return Journal(location, memory=Memory(in_force.workspace().state))


def open_to_look() -> Journal:
    """Open the journal of the workspace in force to show it: also where its disk takes no writes."""
    try:
        return open_journal()
    except CANNOT_BE_WRITTEN as err:
        workspace = in_force.workspace()
        with contextlib.suppress(JournalError):
            book = Journal(workspace.journal, memory=Memory(workspace.state), to_read=True)
            output.tell(_("{why} It is shown as it stands.").format(why=err.message))
            return book
        raise


def refuse_missing() -> None:
    """See that there is a journal, where one is to be looked at and not made.

    Raises:
        JournalMissing: there is no such file.
    """
    file = file_of(in_force.workspace().journal)
    if file is not None and not file.exists():
        raise JournalMissing(location=str(file))


def _warn_of_sync_folder(workspace: Workspace) -> None:
    file = file_of(workspace.journal)
    service = synchronised_by(file, workspace.variables) if file else None
    if service is not None:
        warning = _(
            "Warning: the journal {path} lies in a folder that {service} keeps the same on several "
            "machines. An older copy that comes back that way has forgotten what was sent; choose "
            "another folder with BATCH_SENDER_JOURNAL or --journal."
        )
        output.tell(warning.format(path=file, service=service))


def who() -> str:
    """Return the name of whoever runs the program, as it can be printed."""
    try:
        return printable(getpass.getuser())
    except (OSError, KeyError, ImportError):
        return "?"
