"""The connections to send through, and the stand-in that imitates their API."""

from pathlib import Path

import click

from batch_sender.cli.commands.root import family, main
from batch_sender.cli.help_page import shown
from batch_sender.cli.parsing import Command, command
from batch_sender.config.options.common import JSON
from batch_sender.config.options.keeping import ANY_CONNECTION, CONNECTION_NAME, SAVING, STAND_IN
from batch_sender.language import N_, _

connection = family(
    "connection", N_("Keep the connections (WhatsApp numbers at CleverChat) to send through.")
)


@command(
    connection,
    N_("Save a connection and test it; its token is asked for, or read from standard input."),
    CONNECTION_NAME,
    *SAVING,
    JSON,
)
def add(*, name: str, url: str | None, number: str | None, replace: bool, as_json: bool) -> int:
    """Save a connection."""
    from batch_sender.cli import connection as door
    from batch_sender.operations.connections import NewConnection

    new = NewConnection(name=name, url=url, number=number, replace=replace)
    return door.add(new, as_json=as_json)


@command(connection, N_("List the saved connections; tokens are never shown."), JSON, name="list")
def list_saved(*, as_json: bool) -> int:
    """List the saved connections."""
    from batch_sender.cli import connection as door

    return door.list_saved(as_json=as_json)


@command(
    connection,
    N_("Test address and token; nothing is sent."),
    ANY_CONNECTION,
    JSON,
    name="test",
)
def try_token(*, name: str | None, as_json: bool) -> int:
    """Test a connection."""
    from batch_sender.cli import connection as door

    return door.try_token(name, as_json=as_json)


@command(
    connection,
    N_("Remove a connection and its token from this machine."),
    CONNECTION_NAME,
    JSON,
)
def remove(*, name: str, as_json: bool) -> int:
    """Remove a saved connection."""
    from batch_sender.cli import connection as door

    return door.remove(name, as_json=as_json)


class FaultsInHelp(Command):
    """Shows the stand-in's table of faults below its options."""

    def format_epilog(self, _ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the table."""
        from batch_sender.standin import FAULTS

        with formatter.section(_("Faults, chosen by the last three digits of the number")):
            formatter.write_dl(
                [(f"…{digits}", shown(fault.says)) for digits, fault in FAULTS.items()]
            )


@command(
    main,
    N_(
        "Imitate CleverChat's API on this machine, for rehearsals. It "
        "accepts what the API accepts, loses what the API loses, and hands messages over from one "
        "queue for all connections."
    ),
    *STAND_IN,
    name="stand-in",
    cls=FaultsInHelp,
)
def stand_in(
    *,
    port: int,
    record: Path | None,
    queue_seconds: float,
    latency: float,
    no_faults: bool,
    lock_after: int | None,
) -> int:
    """Run the stand-in until Ctrl-C."""
    from batch_sender.cli import standin

    return standin.stand_in(
        port=port,
        record=record,
        queue_seconds=queue_seconds,
        latency=latency,
        no_faults=no_faults,
        lock_after=lock_after,
    )
