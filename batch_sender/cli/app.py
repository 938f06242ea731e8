"""Run one command: find the workspace, call it, and turn whatever ends it into an exit code."""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import click

from batch_sender import language
from batch_sender.cli import ended, in_force, interruption, output, unforeseen
from batch_sender.cli.carried import COMMAND_LINE
from batch_sender.cli.commands import main
from batch_sender.cli.errors import CurrentFolderGone
from batch_sender.language import _
from batch_sender.models.errors import BatchSenderError, UnforeseenFault
from batch_sender.operations.exit_codes import ExitCode

if TYPE_CHECKING:
    from batch_sender.config.workspace import Workspace


def dispatch(
    argv: Sequence[str],
    environment: Mapping[str, str],
    *,
    profile: str | None = None,
    typed: Sequence[str] = (),
) -> int:
    """Run one command; return its exit code. `typed`: all of it, language and profile, too."""

    @cache
    def workspace() -> "Workspace":
        from batch_sender.config.workspace import Workspace  # noqa: PLC0415 - help needs none

        return Workspace.of(environment, profile=profile)

    # The name alone: `config.profiles`, which has the variable's, waits for what finds folders.
    told = profile or environment.get("BATCH_SENDER_PROFILE")
    output.log_as_json(on=False)
    with (
        in_force.entered(workspace, typed=typed, profile=told),
        language.typed_as(COMMAND_LINE),
    ):
        return _one_command(argv)


def _one_command(argv: Sequence[str]) -> int:
    """Run a command, and tell of what ends it while it is known where it worked."""
    as_json = "--json" in argv
    codes: list[ExitCode] = []
    try:
        with unforeseen.told(), interruption.one_command(), ended.noted_in(codes):
            return main(args=list(argv), prog_name="batch-sender", standalone_mode=False) or 0
    except click.UsageError as err:
        output.usage_failed(err, as_json=as_json)
        return 2
    except BatchSenderError as err:
        fault = CurrentFolderGone() if _is_of_a_folder_that_is_gone(err) else err
        output.failed(fault, as_json=as_json and not codes)  # their summary is printed already
        return ended.code_after(fault.exit_code, codes)
    except (KeyboardInterrupt, click.Abort, SystemExit):
        output.tell(_("Stopped."))
        return ended.code_after(ExitCode.NOT_STARTED, codes)


def _is_of_a_folder_that_is_gone(fault: BatchSenderError) -> bool:
    """Tell whether something was not found because the current folder was removed."""
    if not isinstance(fault.__cause__, FileNotFoundError) or not isinstance(fault, UnforeseenFault):
        return False
    try:
        Path.cwd()
    except FileNotFoundError:
        return True
    return False
