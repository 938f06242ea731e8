"""Write docs/commands.md and docs/codes.md from the program itself: commands, keys and codes.

python -m tests.reference            say whether the pages are current
python -m tests.reference --write    write them
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import click

from batch_sender import language, sentences
from batch_sender.cli.commands import main
from batch_sender.config import options
from batch_sender.config.options import Kind
from batch_sender.config.options.unattended import NOTIFY
from batch_sender.models import ProblemCode, Reason, RepairRule
from batch_sender.sentences.problems import PROBLEMS
from tests import reference_codes

PAGE: Final = Path(__file__).parent.parent / "docs" / "commands.md"
_WIDTH: Final = 100

_BEGINNING: Final = """\
# Every command, key and code

Written by the program itself (`python -m tests.reference --write`); do not edit it by hand. How the
parts play together is told in the [README](../README.md) and the pages it names.

## Keys of a batch file

What a flag says, a batch file and the `defaults.toml` of a profile can say, too; the flag wins over the
file, the file over the defaults. Keys may be written with a hyphen.

| key | takes | what it does |
|---|---|---|
"""


def page() -> str:
    """Return the page, in English."""
    before = language.current()
    language.use("en")
    try:
        return "".join(_parts())
    finally:
        language.use(before)


def _parts() -> Iterator[str]:
    yield _BEGINNING
    for key, option in sorted(options.BATCH_FILE_KEYS.items()):
        yield f"| `{key}` | {_kind(option.kind)} | {_cell(option.help)} |\n"
    yield "\nIn its section `[notify]`:\n\n| key | takes |\n|---|---|\n"
    for key, kind in NOTIFY.items():
        yield f"| `{key}` | {_kind(kind)} |\n"
    yield from _codes()
    yield "\n## Commands\n\nEach has two names; both work in both languages, with accents or without.\n"
    for path, command in (("batch-sender", main), *_commands(main, "batch-sender")):
        context = click.Context(command, info_name=path, terminal_width=_WIDTH)
        if " " in path:
            yield f"\nIn Portuguese: `{_in_portuguese(path)}`\n"
        yield f"\n```text\n$ {path} --help\n{command.get_help(context)}\n```\n"


def _in_portuguese(path: str) -> str:
    language.use("pt-BR")
    named = language.command(*path.split()[1:])
    language.use("en")
    return named


def _codes() -> Iterator[str]:
    yield "\n## Why a row is not sent\n\n| code | meaning | what to do |\n|---|---|---|\n"
    for problem in ProblemCode:
        told = PROBLEMS[problem]
        yield f"| `{problem}` | {_cell(told.meaning)} | {_cell(told.remedy)} |\n"
    yield "\n## What becomes of a message that was tried\n\n| code | meaning |\n|---|---|\n"
    for reason in Reason:
        yield f"| `{reason}` | {_cell(sentences.describe_reason(reason))} |\n"
    yield "\n## What is mended, or noted, in a number\n\n| code | meaning |\n|---|---|\n"
    for rule in RepairRule:
        yield f"| `{rule}` | {_cell(sentences.describe_repair(rule))} |\n"


def _commands(group: click.Group, path: str) -> Iterator[tuple[str, click.Command]]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from _commands(command, f"{path} {name}")
        else:
            yield f"{path} {name}", command


def flags_of(command: click.Command) -> set[str]:
    """Return every flag of a command and of those below it."""
    own = (each for each in command.params if isinstance(each, click.Option))
    flags = {flag for each in own for flag in (*each.opts, *each.secondary_opts)}
    below = command.commands.values() if isinstance(command, click.Group) else ()
    return flags.union(*map(flags_of, below))


def _kind(kind: Kind) -> str:
    return f"{kind.one.value}, or several" if kind.is_many else kind.value


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;")


def old_pages() -> list[str]:
    """Return the names of the pages in docs/ that are not what the program would write now."""
    return [path.name for path, text in _pages().items() if path.read_text("utf-8") != text]


def _pages() -> dict[Path, str]:
    return {PAGE: page(), reference_codes.PAGE: reference_codes.page()}


if __name__ == "__main__":
    if "--write" in sys.argv:
        for path, text in _pages().items():
            path.write_text(text, "utf-8")
    sys.exit(f"old: {old}; python -m tests.reference --write" if (old := old_pages()) else 0)
