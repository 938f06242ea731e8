"""`connection add|list|test|remove`: the numbers to send through, and their tokens."""

from functools import partial
from typing import Any

from batch_sender import phones
from batch_sender.cli import asking, in_force, output
from batch_sender.language import _
from batch_sender.operations.connections import (
    ConnectionKept,
    ConnectionSaved,
    NewConnection,
    add_connection,
    list_connections,
    probe_connection,
    remove_connection,
)
from batch_sender.operations.questions import Sender


def add(new: NewConnection, *, as_json: bool) -> int:
    """Save a connection. The token never stands on the command line: shells remember it."""
    place = in_force.workspace()
    done = asking.talked_through(partial(add_connection, place, new), asking.put)
    if isinstance(done, ConnectionSaved):
        _say(done.saved, {"saved": True}, _saved(done.saved), as_json=as_json)
        return 0
    if isinstance(done, ConnectionKept):
        if as_json:
            output.say_json({**_as_json(done.kept), "saved": False})
        output.tell(_("Nothing was changed."))
    return 1


def _saved(saved: Sender) -> str:
    return _("Saved. Test it with: batch-sender connection test {name}").format(name=saved.name)


def list_saved(*, as_json: bool) -> int:
    """List the saved connections; tokens are never shown."""
    saved = list_connections(in_force.workspace())
    if as_json:
        output.say_json({"connections": list(map(_as_json, saved))})
    elif not saved:
        output.say(_("No connection is saved. Save one with: batch-sender connection add NAME"))
    else:
        for each in saved:
            number = phones.spelled(each.number) if each.number else ""
            output.say(f"{each.name}  {each.address}  {number}".rstrip())
    return 0


def try_token(name: str | None, *, as_json: bool) -> int:
    """Test a connection without sending anything."""
    chosen = probe_connection(in_force.workspace(), name).sender
    if as_json:
        output.say_json({"connection": chosen.name, "host": chosen.host, "token": "good"})
    else:
        output.say(_("{host} knows the token.").format(host=chosen.address))
        output.say(
            _("Whether the phone is connected shows only when a message arrives: try --proof.")
        )
    return 0


def remove(name: str, *, as_json: bool) -> int:
    """Remove a connection and its token from this machine."""
    removed = remove_connection(in_force.workspace(), name)
    told = _("{name} was removed.").format(name=name)
    _say(removed, {"removed": True}, told, as_json=as_json)
    return 0


def _say(connection: Sender, more: dict[str, Any], told: str, *, as_json: bool) -> None:
    if as_json:
        output.say_json({**_as_json(connection), **more})
    else:
        output.say(told)


def _as_json(connection: Sender) -> dict[str, Any]:
    """Return what may be shown of a connection: all but its token."""
    return {
        "name": connection.name,
        "host": connection.host,
        "address": connection.address,
        "number": connection.number,
    }
