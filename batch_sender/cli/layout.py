"""How text fits a terminal: lines are broken at words, below their own beginning, and some are coloured.

What a person copies (commands, paths, numbers) is never broken. Where there is no terminal nothing
is changed: a pipe, a file and a program get each line whole.
"""

import os
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from enum import Enum
from typing import Final, Self, TextIO

from batch_sender.cli.streams import Talk
from batch_sender.language import COMMANDS, FAMILIES, PROGRAM

Stream = TextIO | Talk

# ── what the terminal can do ──────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """What the environment says of the terminal; `columns` 0: nothing."""

    columns: int = 0
    colours: bool = False
    moves: bool = False


_TOLD: Final = ContextVar("what the environment says of the terminal", default=_Told())  # noqa: B039 - frozen


def begin(environment: Mapping[str, str]) -> None:
    """Take over what the environment says: COLUMNS, NO_COLOR (no-color.org), TERM."""
    told = environment.get("COLUMNS", "")
    # An old console of Windows shows escapes as signs; Windows Terminal says that it is one.
    able = environment.get("TERM") or environment.get("WT_SESSION")
    moves = bool(able) and able != "dumb"
    _TOLD.set(
        _Told(
            columns=int(told) if told.isdecimal() else 0,
            colours=moves and not environment.get("NO_COLOR"),
            moves=moves,
        )
    )


def width(stream: Stream) -> int | None:
    """Return how many columns a terminal has; None where there is none, or it does not say."""
    if not _is_terminal(stream):
        return None
    if told := _TOLD.get().columns:
        return told
    try:
        return os.get_terminal_size(stream.fileno()).columns or None
    except (OSError, ValueError):
        return None


def moves(stream: Stream) -> bool:
    """Say whether a terminal goes back over lines when it is told to."""
    return _TOLD.get().moves and _is_terminal(stream)


def _is_terminal(stream: Stream) -> bool:
    try:
        return stream.isatty()
    except ValueError:  # somebody closed it
        return False


# ── colours ───────────────────────────────────────────────────────────────────────────────────


class Shade(Enum):
    """What a line is about, and its colour (ANSI). The line itself says so, too."""

    PROBLEM = "31"
    REPAIR = "32"
    NOTE = "33"


class Shaded(str):
    """A line that a terminal shows in a colour; anywhere else it is a line like any other."""

    __slots__ = ("shade",)
    shade: Shade

    def __new__(cls, text: str, shade: Shade) -> Self:
        """Say what a line is about."""
        made = super().__new__(cls, text)
        made.shade = shade
        return made


def laid_out(text: str, stream: Stream) -> str:
    """Return a text as this stream shows it: unchanged where nobody sits before it."""
    room = width(stream)
    shown = text if room is None else wrapped(text, room)
    if isinstance(text, Shaded) and _TOLD.get().colours and _is_terminal(stream):
        return "\n".join(_painted(line, text.shade) for line in shown.split("\n"))
    return shown


def _painted(line: str, shade: Shade) -> str:
    return f"\x1b[{shade.value}m{line}\x1b[0m" if line else ""


# ── lines ─────────────────────────────────────────────────────────────────────────────────────

_HELD: Final = "\x00"
"""Stands for a space that no line is broken at; no text that is shown holds it."""

_QUOTED: Final = r""""[^"\n]*"|'[^'\n]*'"""
_META: Final = r"[A-ZÀ-Ý]{2,}[\w-]*"
_LAST: Final = r"""[^\s"'-][^\s"']*?(?=\ --|[,.;:)]|\s*$)"""
"""A plain word that ends a command, or stands before its next option: elsewhere it is the sentence's."""


def _any_of(names: Iterable[str]) -> str:
    """Match one of these words of commands, in either language."""
    spelled = {word for name in names for word in (name, COMMANDS.get(name, name))}
    return f"(?:{'|'.join(sorted(spelled, key=len, reverse=True))})"


COMMAND: Final = rf"""{PROGRAM}
    (?:\ --profile\ (?:{_QUOTED}|\S+))?
    (?:\ {_any_of(FAMILIES)}\ {_any_of(COMMANDS)}\b|\ [a-z-]+)?"""
"""The words that name a command in a sentence, for a pattern that is written with blanks (`re.VERBOSE`)."""

_NEVER_BROKEN: Final = re.compile(
    rf"""
      # a command: a line of its own, or as far as its words can be told from those of the sentence
      ^\ {{2,}}(?:{PROGRAM}\ |export\ |\$env:).*
    | {COMMAND}(?:\ [^\s-]\S*(?=\ *$))?
        (?:\ (?: --?[a-z][\w-]*(?:=\S+|\ {_LAST})? | [^\s-]\S*(?=\ --) | {_QUOTED}
               | \d[\w:,-]* | \S*[/\\=]\S* | \S+\.\w{{2,5}}\b | {_META}(?:\.\.\.)? | … ))*
    | --[a-z][\w-]*\ (?: {_QUOTED} | \d\S* | {_META}(?:=\S+)? | \S+[=/.]\w\S* | {_LAST} )
      # a path with spaces in it, up to its ending
    | (?<!\S)["'“]?(?:~?/|[A-Za-z]:[\\/])[^\s/\\:]+[/\\](?:(?!\ ~?/)[^:;"“”\n]){{1,200}}?\.[A-Za-z]\w{{1,4}}
        (?=[\s"'”.,;:)]|$)
    | \{{\{{[^{{}}\n]{{0,80}}\}}\}}
    | R\$\ \d\S*
    | \+?\(?\d[\d().:/-]*(?:\ \(?\d[\d().:/-]*)+       # +55 11 91234-5678, 30/11/2026 21:37
    | \d[\d.,]*\ (?:s|min|h|d|kB|MB|GB|%)(?!\w)(?:\ \d+\ min\b)?
    """,
    re.VERBOSE,
)
_WORD: Final = re.compile(r"( *)([^ ]+)")
_BEGINNING: Final = re.compile(
    r" *(?:[\d.,]+  |(?:\d\d/\d\d/\d{4}|\d{4}-\d\d-\d\d) \d\d:\d\d  |[→✓✗!] |── )?"
)
"""What the rest of a line stands below: its indent, a count, a moment, a mark."""


def wrapped(text: str, room: int) -> str:
    """Break each line of a text that is wider than `room` columns at its words."""
    return "\n".join(part for line in text.split("\n") for part in _parts(line, room))


def _parts(line: str, room: int) -> Iterator[str]:
    room -= line.endswith(" ")  # what is typed behind a question needs a column of its own
    if shown_width(line) <= room:
        yield line
        return
    beginning = _BEGINNING.match(line)
    hang = " " * min(beginning.end() if beginning else 0, room // 2)
    indent = " " * min(len(line) - len(line.lstrip(" ")), len(hang))
    part, asks = "", line[len(line.rstrip(" ")) :]
    for blanks, word in _WORD.findall(_NEVER_BROKEN.sub(_hold, line)):
        longer = part + blanks + word
        if len(part) > len(hang) and shown_width(longer) + len(asks) > room:
            yield part.replace(_HELD, " ")
            # A path that is too long for there begins where the line did.
            longer = (hang if shown_width(hang + word) <= room else indent) + word
        part = longer
    yield part.replace(_HELD, " ") + asks


def _hold(found: re.Match[str]) -> str:
    return found[0].replace(" ", _HELD)


def clipped(line: str, room: int) -> str:
    """Cut a line off where it would be wider than `room` columns."""
    if shown_width(line) <= room:
        return line
    end = 0
    while end < len(line) and shown_width(line[: end + 1]) < room:
        end += 1
    return line[:end] + "…"


_ROOM: Final = 80
"""Columns of a terminal that does not say how many it has."""


class Drawn:
    """A text that is drawn over itself again and again, whatever the width of the terminal is by then."""

    def __init__(self) -> None:
        self._lines: list[str] = []

    def over(self, text: str, stream: Stream) -> str:
        """Return what draws a text in the place of the one before it; the cursor stays behind it."""
        room = width(stream) or _ROOM
        if not moves(stream):  # nothing goes back over more than one line
            line = clipped(text, room - 1)
            blanks = sum(map(shown_width, self._lines)) - shown_width(line)
            self._lines = [line]
            return "\r" + line + " " * blanks
        # A window that was made narrower breaks what stands there by itself.
        up = sum(max(1, -(-shown_width(line) // room)) for line in self._lines) - 1
        self._lines = wrapped(text, room - 1).split("\n")
        back = f"\x1b[{up}A" if up > 0 else ""
        return f"\r{back}\x1b[J" + "\n".join(self._lines)


def shown_width(text: str) -> int:
    """Return how many columns a terminal takes for a text: two for a picture, none for an accent."""
    return len(text) if text.isascii() else sum(map(_columns, text))


def _columns(sign: str) -> int:
    if unicodedata.combining(sign) or sign in "\u200d\ufe0f":
        return 0
    return 2 if unicodedata.east_asian_width(sign) in "WF" else 1
