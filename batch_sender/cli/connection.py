"""`connection add|list|test|remove`: the numbers to send through, and their tokens."""

import getpass
import sys
from dataclasses import dataclass
from typing import Any

from batch_sender import connections, phones
from batch_sender.addresses import DEFAULT_ADDRESS
from batch_sender.cli import in_force, own_number, talk
from batch_sender.deliver import refuse_ill_connection
from batch_sender.errors import ConnectionExists
from batch_sender.language import _
from batch_sender.settings import Settings
from batch_sender.tokens import Token


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A connection to save, as typed in."""

    name: str
    url: str | None
    number: str | None
    replace: bool


def add(wish: Wish, *, as_json: bool) -> int:
    """Save a connection. The token never stands on the command line: shells remember it.

    One that is replaced keeps its address and number unless others are given: a new token must not
    wander off to another server.
    """
    path, name = in_force.workspace().connections, wish.name
    before = connections.load_connections(path).get(name)
    own = own_number.checked(wish.number, origin="--number") if wish.number else None
    if before is not None and not wish.replace and not _may_replace(before):
        if as_json:
            talk.say_json({**_as_json(before), "saved": False})
        talk.tell(_("Nothing was changed."))
        return 1
    saved = connections.Connection(
        name=name,
        url=wish.url or (before.url if before else DEFAULT_ADDRESS),
        token=Token(_read_token(name), of=name),
        number=own or (before.number if before else None),
    )
    connections.add(path, saved, replace=before is not None)
    if as_json:
        talk.say_json({**_as_json(saved), "saved": True})
    else:
        talk.say(_("Saved. Test it with: batch-sender connection test {name}").format(name=name))
    return 0


def list_saved(*, as_json: bool) -> int:
    """List the saved connections; tokens are never shown."""
    saved = connections.load_connections(in_force.workspace().connections)
    if as_json:
        talk.say_json({"connections": [_as_json(each) for each in saved.values()]})
    elif not saved:
        talk.say(_("No connection is saved. Save one with: batch-sender connection add NAME"))
    else:
        for name, each in saved.items():
            number = phones.spelled(each.number) if each.number else ""
            talk.say(f"{name}  {each.address}  {number}".rstrip())
    return 0


def try_token(name: str | None, *, as_json: bool) -> int:
    """Test a connection without sending anything."""
    chosen = own_number.choose(name)
    refuse_ill_connection(chosen, Settings())
    if as_json:
        talk.say_json({"connection": chosen.name, "host": chosen.host, "token": "good"})
    else:
        talk.say(_("{host} knows the token.").format(host=chosen.address))
        talk.say(
            _("Whether the phone is connected shows only when a message arrives: try --proof.")
        )
    return 0


def remove(name: str, *, as_json: bool) -> int:
    """Remove a connection and its token from this machine."""
    removed = connections.remove(in_force.workspace().connections, name)
    if as_json:
        talk.say_json({**_as_json(removed), "removed": True})
    else:
        talk.say(_("{name} was removed.").format(name=name))
    return 0


def _as_json(connection: connections.Connection) -> dict[str, Any]:
    """Return what may be shown of a connection: all but its token."""
    return {
        "name": connection.name,
        "host": connection.host,
        "address": connection.address,
        "number": connection.number,
    }


def _may_replace(before: connections.Connection) -> bool:
    if not talk.on_terminal():
        raise ConnectionExists(name=before.name, host=before.address)
    question = _("There is a connection named {name} already, on {host}. Replace it?")
    return talk.ask(question.format(name=before.name, host=before.address))


def _read_token(name: str) -> str:
    if sys.stdin.isatty():
        return getpass.getpass(_("Token of {name} (it stays hidden): ").format(name=name)).strip()
    return sys.stdin.readline().strip()
