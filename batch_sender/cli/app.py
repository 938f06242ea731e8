"""Run one command: find the workspace, call it, and turn whatever ends it into an exit code."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING

import click

from batch_sender.cli import in_force, output, unforeseen
from batch_sender.cli.commands import main
from batch_sender.language import _
from batch_sender.models.errors import BatchSenderError

if TYPE_CHECKING:
    from batch_sender.config.workspace import Workspace


def dispatch(
    argv: Sequence[str], environment: Mapping[str, str], *, profile: str | None = None
) -> int:
    """Run one command; return its exit code."""

    @cache
    def workspace() -> "Workspace":
        from batch_sender.config.workspace import Workspace  # noqa: PLC0415 - help needs none

        return Workspace.of(environment, profile=profile)

    as_json = "--json" in argv
    output.log_as_json(on=False)
    try:
        with unforeseen.told(), in_force.entered(workspace):
            return main(args=list(argv), prog_name="batch-sender", standalone_mode=False) or 0
    except click.UsageError as err:
        output.usage_failed(err, as_json=as_json)
        return 2
    except BatchSenderError as err:
        output.failed(err, as_json=as_json)
        return err.exit_code
    except (KeyboardInterrupt, click.Abort, SystemExit):
        output.tell(_("Stopped."))
        return 1
