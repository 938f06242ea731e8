"""Read a batch file (TOML): its values, each with the line it stands on.

What is wrong in it is refused with file, line and the nearest right key. What a value means is not
known here: the keys and the kinds of their values are those of the table of options.
"""

import difflib
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from batch_sender.config.errors import (
    BatchFileBroken,
    BatchFileError,
    BatchFileKeyUnknown,
    BatchFileKeyUnknownNear,
    BatchFileMissing,
    BatchFileNamesNoFile,
    BatchFileUnreadable,
    BatchFileValueWrong,
)
from batch_sender.config.options import Kind
from batch_sender.language import N_, _
from batch_sender.models.system_words import said_of

IN_WORDS: Final[Mapping[Kind, str]] = {
    Kind.TEXT: N_('a text in quotes, such as "loja"'),
    Kind.NUMBER: N_("a number without quotes, such as 10"),
    Kind.ROW: N_('a number without quotes, such as 3, or "none"'),
    Kind.PLAN: N_('a number without quotes, such as 30, or a text in quotes, such as "20,30,50"'),
    Kind.YES_OR_NO: N_("true or false, without quotes"),
    Kind.PATH: N_('a path in quotes, such as "textos/lembrete.txt"'),
    Kind.TEXTS: N_('a text in quotes, or several: ["a", "b"]'),
    Kind.NUMBERS: N_("a number, or several: [3, 7]"),
    Kind.PATHS: N_('a path in quotes, or several: ["a.txt", "b.txt"]'),
}
"""What kind of value a key takes, as a person is told; marked for the catalogues."""

Keys = Mapping[str, Kind | Mapping[str, Kind]]
"""The keys there are, each with its kind; a section's name stands for the keys inside it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchFile:
    """What a batch file says; a section's keys are named with a dot: "notify.webhook"."""

    path: Path
    values: Mapping[str, Any]
    lines: Mapping[str, int]

    @property
    def folder(self) -> Path:
        """Where its relative paths begin."""
        return self.path.absolute().parent

    def line(self, key: str) -> int:
        """Return the line on which a key stands; the first for one that does not."""
        return self.lines.get(key, 1)

    def file(self, key: str, value: str | Path, *, must_exist: bool = True) -> Path:
        """Return a path that a key names, counted from the file's own folder.

        Raises:
            BatchFileNamesNoFile: it should be there, and is not.
        """
        found = self.folder / Path(value).expanduser()
        if must_exist and not found.exists():
            raise BatchFileNamesNoFile(path=self.path, line=self.line(key), key=key, file=found)
        return found


def read(path: Path, keys: Keys, *, leniently: bool = False) -> BatchFile:
    """Read a batch file; keys may be written with a hyphen, too, as the flags are.

    `leniently`: leave out what is wrong in it, as long as it is TOML at all.

    Raises:
        BatchFileError: it is not there, is no TOML, or has a key or a value that is not known.
    """
    content = _content(path)
    try:
        document = tomllib.loads(content)
    except tomllib.TOMLDecodeError as err:
        raise BatchFileBroken(path=path, line=_line_of(err, content)) from err
    lines = {_plain(key): line for key, line in reversed(list(_lines(content)))}
    reader = _Reader(path=path, lines=lines, leniently=leniently)
    return BatchFile(path=path, values=dict(reader.values(document, keys)), lines=lines)


def _content(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as err:
        raise BatchFileMissing(path=path) from err
    except UnicodeDecodeError as err:
        raise BatchFileUnreadable(path=path, why="UTF-8") from err
    except OSError as err:
        raise BatchFileUnreadable(path=path, why=said_of(err)) from err


def _line_of(err: tomllib.TOMLDecodeError, content: str) -> int:
    # Before Python 3.14 the line stands in the text alone; at the end of the file it does not.
    found = re.search(r"\(at line (\d+),", str(err))
    return int(found[1]) if found else content.count("\n") + 1


def _plain(key: str) -> str:
    return key.replace("-", "_")


# ── keys and kinds ────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reader:
    path: Path
    lines: Mapping[str, int]
    leniently: bool

    def values(
        self, table: Mapping[str, Any], keys: Keys, section: str = ""
    ) -> Iterator[tuple[str, Any]]:
        for written, value in table.items():
            try:
                yield from self._entry(written, value, keys, section)
            except BatchFileError:
                if not self.leniently:
                    raise

    def _entry(
        self, written: str, value: Any, keys: Keys, section: str
    ) -> Iterator[tuple[str, Any]]:
        key = _plain(written)
        name = section + key
        if key not in keys:
            raise self._unknown(name, written, keys)
        kind = keys[key]
        if isinstance(kind, Kind):
            yield name, self._value(name, value, kind)
        elif isinstance(value, dict):
            yield from self.values(value, kind, f"{name}.")
        else:
            raise self._wrong(name, _("a section of its own: [{key}]").format(key=key))

    def _unknown(self, name: str, written: str, keys: Keys) -> BatchFileKeyUnknown:
        told = {"path": self.path, "line": self.lines.get(name, 1), "key": written}
        near = difflib.get_close_matches(_plain(written).lower(), keys, n=1)
        if near:
            return BatchFileKeyUnknownNear(**told, near=near[0])
        return BatchFileKeyUnknown(**told, keys=", ".join(sorted(keys)))

    def _wrong(self, name: str, wanted: str) -> BatchFileValueWrong:
        line = self.lines.get(name, 1)
        return BatchFileValueWrong(path=self.path, line=line, key=name, wanted=wanted)

    def _value(self, name: str, value: Any, kind: Kind) -> Any:
        if not kind.is_many:
            return self._one(name, value, kind, told=kind)
        given = value if isinstance(value, list) else [value]
        return [self._one(name, each, kind.one, told=kind) for each in given]

    def _one(self, name: str, value: Any, kind: Kind, *, told: Kind) -> Any:
        match kind, value:
            case Kind.YES_OR_NO, bool():
                return value
            case (Kind.NUMBER | Kind.ROW, int() | float()) | (Kind.PLAN, int()) if not isinstance(
                value, bool
            ):
                return value
            case Kind.TEXT | Kind.PATH | Kind.ROW | Kind.PLAN, str():
                return value
            case Kind.TEXT, datetime():
                return value.strftime("%Y-%m-%d %H:%M")
            case Kind.TEXT, date():
                return value.isoformat()
            case Kind.TEXT, int() if told is Kind.TEXTS and not isinstance(value, bool):
                return str(value)  # numbers of batches
        raise self._wrong(name, _(IN_WORDS[told]))


# ── lines ─────────────────────────────────────────────────────────────────────────────────────

_NAME: Final = r"(?:[\w-]+|\"[^\"\n]*\"|'[^'\n]*')"
_HEADER: Final = re.compile(rf"\s*\[\s*({_NAME}(?:\s*\.\s*{_NAME})*)\s*\]")
_KEY: Final = re.compile(rf"\s*({_NAME}(?:\s*\.\s*{_NAME})*)\s*=(.*)", re.DOTALL)
_LONG: Final = ('"""', "'''")


def _lines(content: str) -> Iterator[tuple[str, int]]:
    """Find where each key stands: tomllib does not tell. What it read before is known to be TOML."""
    section, inside = "", ""
    for number, line in enumerate(content.split("\n"), start=1):
        rest = line
        if inside:
            _before, closed, rest = line.partition(inside)
            if not closed:
                continue
            inside = _opened(rest)
            continue
        if line.lstrip().startswith("#"):
            continue
        if found := _HEADER.match(line):
            section = _unquoted(found[1]) + "."
            yield section[:-1], number
        elif found := _KEY.match(line):
            yield section + _unquoted(found[1]), number
            rest = found[2]
        inside = _opened(rest)


def _opened(text: str) -> str:
    """Return the quotes of a long text that begins in `text` and does not end there."""
    while found := min((q for q in _LONG if q in text), key=text.index, default=""):
        _before, _quotes, rest = text.partition(found)
        _text, closed, text = rest.partition(found)
        if not closed:
            return found
    return ""


def _unquoted(name: str) -> str:
    return ".".join(part.strip().strip("\"'") for part in name.split("."))
