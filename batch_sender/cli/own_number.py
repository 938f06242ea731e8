"""The connection to send through, and its own WhatsApp number: as typed in, as people know them."""

from dataclasses import replace

from batch_sender import connections, phones
from batch_sender.cli import in_force
from batch_sender.errors import BadOwnNumber
from batch_sender.language import _
from batch_sender.models import PhoneNumber, Problem


def choose(name: str | None) -> connections.Connection:
    """Return the named connection; without a name the environment's, or the only one saved.

    Raises:
        SettingsError: there is none, or it cannot be used; each says what to do.
    """
    workspace = in_force.workspace()
    variables = workspace.variables
    chosen = connections.choose(name, path=workspace.connections, environment=variables)
    told = variables.get("BATCH_SENDER_NUMBER")
    if chosen.name is None and told:
        return replace(chosen, number=checked(told, origin="BATCH_SENDER_NUMBER"))
    return chosen


def checked(text: str, *, origin: str) -> PhoneNumber:
    """Return the digits of a connection's own number; `origin` is where a person wrote it.

    Raises:
        BadOwnNumber: it is no phone number.
    """
    phone = phones.parse_phone(text)
    if isinstance(phone, Problem):
        raise BadOwnNumber(number=text, origin=origin)
    return phone.number


def shown(connection: connections.Connection) -> str:
    """Name a connection as people know it, with the number that receivers will see."""
    known = connection.name or connection.address
    if connection.name and connection.is_local:
        known = f"{known} ({connection.address})"
    if connection.number is not None:
        return f"{known}, {phones.spelled(connection.number)}"
    if connection.is_local:
        return known  # a stand-in has none
    return _("{connection} (its number is not saved)").format(connection=known)
