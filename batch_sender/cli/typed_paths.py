"""Files that a person may mean: those of the current folder, and what is typed or dropped on a terminal."""

import os
import re
import shlex
from collections.abc import Iterable
from pathlib import Path
from typing import Final

_LISTS: Final = frozenset({".csv", ".tsv", ".xlsx", ".xlsm", ".xls", ".ods"})
_TEXTS: Final = frozenset({".txt", ".md"})
_RESULTS: Final = re.compile(r"-(?:results|resultados)-\d+$")
_MOST: Final = 9
"""Of more files than that the newest are shown; another one can be typed."""


def lists_here() -> list[Path]:
    """Return the files of this folder that may be contact lists, the newest first; no results."""
    found = (path for path in _files(Path()) if path.suffix.lower() in _LISTS)
    return _newest(path for path in found if not _RESULTS.search(path.stem))


def texts_here(own: Path | None, *, but: Path) -> list[Path]:
    """Return the files that may be message texts, in this folder and in the client's `own`."""
    folders = [Path()] if own is None else [Path(), own]
    found = (path for folder in folders for path in _files(folder))
    return _newest(path for path in found if path.suffix.lower() in _TEXTS and path != but)


def _files(folder: Path) -> Iterable[Path]:
    try:
        paths = list(folder.iterdir())
    except OSError:
        return []
    # What programs leave behind begins with ~$ or a dot; what begins with - reads as a flag.
    return [path for path in paths if path.is_file() and not path.name.startswith(("~$", ".", "-"))]


def _newest(paths: Iterable[Path]) -> list[Path]:
    return sorted(paths, key=lambda path: (-path.stat().st_mtime, path.name))[:_MOST]


def path_of(typed: str) -> Path:
    """Return the file that was typed: terminals write one that is dropped on them in quotes."""
    path = Path(_bare(typed)).expanduser()
    return Path(os.curdir, path).absolute() if path.name.startswith("-") else path


def _bare(typed: str) -> str:
    if len(typed) > 1 and typed[0] == typed[-1] and typed[0] in "'\"":
        return typed[1:-1]
    if os.name != "nt" and "\\" in typed and not Path(typed).exists():
        try:
            return " ".join(shlex.split(typed))
        except ValueError:
            return typed
    return typed
