"""The commands, a module a family: each says what it takes, calls, and shows.

Importing this package adds all of them to the program.
"""

# ruff: noqa: I001 - the order in which the program's help shows them
from batch_sender.cli.commands import (
    sending,
    watching,
    texts,
    automation,
    page,
    people,
    connections,
    journal,
)
from batch_sender.cli.commands.root import main

__all__ = [
    "automation",
    "connections",
    "journal",
    "main",
    "page",
    "people",
    "sending",
    "texts",
    "watching",
]
