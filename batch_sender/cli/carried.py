"""What a command that people are told to type carries so that it finds what this one has found."""

from collections.abc import Sequence
from typing import Final

import click

from batch_sender.cli import in_force, shell
from batch_sender.cli.commands import main
from batch_sender.language import CommandLine, english_command


def carried(words: Sequence[str]) -> tuple[str, ...]:
    """Return what a command, told by its English words, needs to find the same batches as this one."""
    command = _command(tuple(map(english_command, words)))
    if command is None:
        return ()
    profile, journal = in_force.profile_told(), in_force.named_journal()
    takes_journal = any(each.name == "journal" for each in command.params)
    return (
        *(("--profile", profile) if profile and _is_of_a_client(words) else ()),
        *(("--journal", journal) if journal and takes_journal else ()),
    )


def _command(words: tuple[str, ...]) -> click.Command | None:
    found: click.Command | None = main
    for word in words:
        if not isinstance(found, click.Group):
            break
        found = found.commands.get(word)
    return found


def _is_of_a_client(words: Sequence[str]) -> bool:
    return english_command(words[0]) not in {"demo", "profile", "stand-in"}


COMMAND_LINE: Final = CommandLine(quoted=shell.quoted, carried=carried)
