"""How a page of help is laid out: names in one column, what they mean beside them or, if narrow, below."""

import re
import shutil
from collections.abc import Collection, Sequence
from typing import Final

import click

from batch_sender.cli.layout import COMMAND
from batch_sender.language import _

Rows = Sequence[tuple[str, str]]
"""Names, such as those of an option, and what they mean."""

_WIDEST_NAME: Final = 30
"""A longer one stands on a line of its own."""

_NARROWEST_TEXT: Final = 35
"""With less room than this beside the names, texts stand below them."""

_HYPHEN, _BLANK = "\u2011", "\u00a0"
"""Stand-ins that no line is broken at; `as_typed` puts the real signs back."""

_NEVER_BROKEN: Final = re.compile(
    rf"""
      (?<=\S)-(?=\S) | \{{\{{[^{{}}]*\}}\}} | "[^"]{{1,25}}" | \[[^\]]{{1,25}}\]
    | {COMMAND}
    | \d[\d.,]*\ (?:s|min|h|MB|%)(?!\w) | R\$\ \S+
    """,
    re.VERBOSE,
)
"""Commands, options, placeholders, what stands in quotes, a number and its unit: a person copies these whole."""

_CLICKS_NARROWEST: Final = 50
"""Click makes no page narrower by itself, and leaves two columns free."""


def fit_narrow(ctx: click.Context) -> None:
    """Let the page be as narrow as the terminal is."""
    room = shutil.get_terminal_size().columns - 2
    if room < _CLICKS_NARROWEST:
        ctx.terminal_width = max(room, 20)


def shown(text: str | None) -> str:
    """Translate what the table, or Click, says in English."""
    return _NEVER_BROKEN.sub(_held, _(text)) if text else ""


def _held(found: re.Match[str]) -> str:
    return found[0].replace("-", _HYPHEN).replace(" ", _BLANK)


def as_typed(page: str) -> str:
    """Put the signs back that no line was to be broken at; leave no blank at the end of a line."""
    return re.sub(r" +$", "", page.replace(_HYPHEN, "-").replace(_BLANK, " "), flags=re.MULTILINE)


def write_sections(formatter: click.HelpFormatter, sections: Sequence[tuple[str, Rows]]) -> None:
    """Write each heading with its rows, all of them in the same columns."""
    column = _column([name for _heading, rows in sections for name, _text in rows])
    beside = formatter.width - column - 4 >= _NARROWEST_TEXT  # indented and spaced by two
    for heading, texts in sections:
        rows = [(name, _NEVER_BROKEN.sub(_held, text)) for name, text in texts]
        with formatter.section(heading):
            # Click makes a list's column as wide as its own names are, or as narrow as it is told.
            aligned = [(name.ljust(column), text) for name, text in rows] if beside else rows
            formatter.write_dl(aligned, col_max=column if beside else 0)


def _column(names: Collection[str]) -> int:
    return max((len(name) for name in names if len(name) <= _WIDEST_NAME), default=0)
