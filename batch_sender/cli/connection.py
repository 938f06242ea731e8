"""`connection add|list|test|remove`: the numbers to send through, and their tokens."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from batch_sender import phones
from batch_sender.cli import asking, in_force, output
from batch_sender.cli.layout import Shade, Shaded
from batch_sender.config.connections import Connection
from batch_sender.config.errors import TokenUnusable
from batch_sender.gateway.errors import ConnectionFault, TokenRefused
from batch_sender.language import _
from batch_sender.operations.connections import (
    ConnectionKept,
    ConnectionSaved,
    NewConnection,
    add_connection,
    add_own_number,
    fault_of_new,
    list_connections,
    probe_connection,
    remove_connection,
)
from batch_sender.operations.errors import BadOwnNumber
from batch_sender.operations.questions import AnswerNeeded, Sender


def add(new: NewConnection, *, as_json: bool) -> int:
    """Save a connection, tested. The token never stands on the command line: shells remember it."""
    faults: list[ConnectionFault] = []

    def test(connection: Connection) -> None:
        if output.on_terminal():
            output.tell(_("Testing the token with {host} …").format(host=connection.address))
        if (fault := fault_of_new(connection)) is not None:
            faults.append(fault)

    done = _added(new, test)
    if isinstance(done, ConnectionSaved):
        _show_saved(done.saved, faults, as_json=as_json)
        return 0
    if isinstance(done, ConnectionKept):
        if as_json:
            output.say_json({**_as_json(done.kept), "saved": False})
        output.tell(_("Nothing was changed."))
    return 1


def _added(
    new: NewConnection, test: Callable[[Connection], None]
) -> ConnectionSaved | ConnectionKept | AnswerNeeded:
    """Save it; a token that is none is asked for again, where somebody is there."""
    while True:
        try:
            operation = partial(add_connection, in_force.workspace(), new, test=test)
            return asking.talked_through(operation, asking.put)
        except (TokenRefused, TokenUnusable) as err:
            if not output.on_terminal():
                raise
            output.tell(Shaded(err.message, Shade.PROBLEM))
            output.tell(_("Nothing is saved. Copy the token again; Ctrl-C stops."))
            new = replace(new, replace=True)  # whoever was asked has said yes


def _show_saved(saved: Sender, faults: Sequence[ConnectionFault], *, as_json: bool) -> None:
    if not as_json:
        for line in _saved(saved, faults):
            output.say(line)
    shown = _numbered(saved)
    if as_json:
        told = {"token": "untested", **output.error(faults[0])} if faults else {"token": "good"}
        output.say_json({**_as_json(shown), "saved": True, **told})


def _saved(saved: Sender, faults: Sequence[ConnectionFault]) -> Iterator[str]:
    if not faults:
        yield _("Saved. {host} knows the token.").format(host=saved.address)
        yield _in_use()
        return
    yield _("Saved, but nothing can leave through it yet:")
    for fault in faults:
        yield Shaded(fault.message, Shade.PROBLEM)
        yield fault.next
    again = _("Test it again with: batch-sender connection test {name}")
    yield again.format(name=saved.name or "")


def _in_use() -> str:
    return _("Whether the phone is connected shows only when a message arrives: try --proof.")


def _numbered(saved: Sender) -> Sender:
    """Ask for the own number of a connection that has none; nobody has to tell it."""
    asked = _(
        "What is the WhatsApp number of this connection, such as 11 91234-5678? It is shown before "
        "each send, and --proof may go to it. (Enter: leave it out)"
    )
    while saved.number is None and output.on_terminal():
        typed = output.ask_to_type(asked)
        if not typed:
            break
        try:
            saved = add_own_number(in_force.workspace(), saved.name or "", typed)
        except BadOwnNumber:
            output.tell(_("{number} is no phone number with DDD.").format(number=typed))
        else:
            shown = phones.spelled(saved.number) if saved.number else ""
            output.tell(_("Its number is {number}.").format(number=shown))
    return saved


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
        output.say(_in_use())
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
