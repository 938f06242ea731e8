"""`connection add|list|test|remove`: the numbers to send through, and their tokens."""

import getpass
import os
import sys

from batch_sender import connections
from batch_sender.addresses import DEFAULT_ADDRESS
from batch_sender.cli import talk
from batch_sender.deliver import refuse_ill_connection
from batch_sender.language import _
from batch_sender.settings import Settings
from batch_sender.tokens import Token


def add(name: str, *, url: str | None) -> int:
    """Save a connection. The token never stands on the command line: shells remember it."""
    path = connections.connections_path(os.environ)
    token = Token(_read_token(name), of=name)
    saved = connections.Connection(name=name, url=url or DEFAULT_ADDRESS, token=token)
    connections.add(path, saved)
    talk.say(_("Saved. Test it with: batch-sender connection test {name}").format(name=name))
    return 0


def list_saved(*, as_json: bool) -> int:
    """List the saved connections; tokens are never shown."""
    saved = connections.load_connections(connections.connections_path(os.environ))
    if as_json:
        known = [{"name": name, "host": each.host} for name, each in saved.items()]
        talk.say_json({"connections": known})
    elif not saved:
        talk.say(_("No connection is saved. Save one with: batch-sender connection add NAME"))
    else:
        for name, each in saved.items():
            talk.say(f"{name}  {each.host}")
    return 0


def try_token(name: str | None, *, as_json: bool) -> int:
    """Test a connection without sending anything."""
    path = connections.connections_path(os.environ)
    chosen = connections.choose(name, path=path, environment=os.environ)
    refuse_ill_connection(chosen, Settings())
    if as_json:
        talk.say_json({"connection": chosen.name, "host": chosen.host, "token": "good"})
    else:
        talk.say(_("{host} knows the token.").format(host=chosen.host))
        talk.say(
            _("Whether the phone is connected shows only when a message arrives: try --proof.")
        )
    return 0


def remove(name: str) -> int:
    """Remove a connection and its token from this machine."""
    connections.remove(connections.connections_path(os.environ), name)
    talk.say(_("{name} was removed.").format(name=name))
    return 0


def _read_token(name: str) -> str:
    if sys.stdin.isatty():
        return getpass.getpass(_("Token of {name} (it stays hidden): ").format(name=name)).strip()
    return sys.stdin.readline().strip()
