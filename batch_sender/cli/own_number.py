"""The connection to send through, and its own WhatsApp number: as people know them."""

from batch_sender import phones
from batch_sender.cli import in_force
from batch_sender.config import connections
from batch_sender.language import _
from batch_sender.operations.connections import choose_connection
from batch_sender.operations.questions import Sender


def choose(name: str | None) -> connections.Connection:
    """Return the named connection; without a name the environment's, or the only one saved.

    Raises:
        SettingsError: there is none, or it cannot be used; each says what to do.
    """
    return choose_connection(in_force.workspace(), name)


def shown(sender: Sender | connections.Connection) -> str:
    """Name a connection as people know it, with the number that receivers will see."""
    known = sender.name or sender.address
    if sender.name and sender.is_local:
        known = f"{known} ({sender.address})"
    if sender.number is not None:
        return f"{known}, {phones.spelled(sender.number)}"
    if sender.is_local:
        return known  # a stand-in has none
    return _("{connection} (its number is not saved)").format(connection=known)
