"""The commands `connection …`: each names its options, and calls its door when it runs."""

import typer

from batch_sender.cli import parsing
from batch_sender.cli.options import kept, shared
from batch_sender.language import _

connection_app = typer.Typer(
    cls=parsing.Group,
    help=_("Keep the connections (WhatsApp numbers at CleverChat) to send through."),
    rich_markup_mode=None,
    no_args_is_help=True,
)


@connection_app.command(
    cls=parsing.Command,
    help=_("Save a connection; its token is asked for, or read from standard input."),
)
def add(
    name: kept.Name,
    *,
    url: kept.Url = None,
    number: kept.OwnNumber = None,
    replace: kept.Replace = False,
    as_json: shared.Json = False,
) -> int:
    """Save a connection."""
    from batch_sender.cli import connection

    wish = connection.Wish(name=name, url=url, number=number, replace=replace)
    return connection.add(wish, as_json=as_json)


@connection_app.command(
    "list", cls=parsing.Command, help=_("List the saved connections; tokens are never shown.")
)
def list_saved(*, as_json: shared.Json = False) -> int:
    """List the saved connections."""
    from batch_sender.cli import connection

    return connection.list_saved(as_json=as_json)


@connection_app.command(
    "test", cls=parsing.Command, help=_("Test address and token; nothing is sent.")
)
def try_token(name: kept.AnyName = None, *, as_json: shared.Json = False) -> int:
    """Test a connection."""
    from batch_sender.cli import connection

    return connection.try_token(name, as_json=as_json)


@connection_app.command(
    cls=parsing.Command, help=_("Remove a connection and its token from this machine.")
)
def remove(name: kept.Name, *, as_json: shared.Json = False) -> int:
    """Remove a saved connection."""
    from batch_sender.cli import connection

    return connection.remove(name, as_json=as_json)
