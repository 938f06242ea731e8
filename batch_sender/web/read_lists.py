"""Read a draft's list once, and keep what was read beside it: each step of the page answers at once.

A workbook of 100,000 rows takes seconds to open, and every change on the page asks for its columns, a
sample or a row. So its rows are kept in pieces, for each way in which the file was to be read.
"""

import bisect
import hashlib
import json
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from batch_sender import language
from batch_sender.judge.prepare import opened
from batch_sender.judge.request import Request
from batch_sender.load import ContactList
from batch_sender.load.files.facts import Facts
from batch_sender.load.files.kinds import FileKind
from batch_sender.load.files.versions import file_version
from batch_sender.models import Contacts, Problem, ProblemCode, Repair, RepairRule

MOST_KEPT: Final = 100_000
"""Rows that can be looked at one by one before a list is judged."""

Heard = Callable[[int], None]
"""Hears while a list is read how many of its rows are."""

_HOW: Final = ("sheet", "encoding", "delimiter", "quotes", "header_row", "hidden_rows")
_MOST_WAYS: Final = 6
_KEPT: Final = "read-"
_FACTS: Final = "facts.json"


def _nobody(_rows: int) -> None:
    """Tell nobody how far a list is read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pieces:
    """Where the rows of a list lie. `firsts`: the first row's number in each piece; `rows`: how many."""

    folder: Path
    facts: Facts
    firsts: tuple[int, ...]
    rows: int
    is_whole: bool

    def chunks(self) -> Iterator[Contacts]:
        """Yield the rows that are kept, from the first."""
        return (self.piece(place) for place in range(len(self.firsts)))

    def piece(self, place: int) -> Contacts:
        """Return the rows of one piece."""
        return _from_told(json.loads((self.folder / f"{place}.json").read_text("utf-8")))

    def close(self) -> None:
        """Nothing is open."""


class KeptList(ContactList):
    """A contact list of which the first rows are kept; what is asked of it is answered by them."""

    def __init__(self, pieces: _Pieces) -> None:
        super().__init__(pieces)
        self._pieces = pieces

    @property
    def rows_kept(self) -> int:
        """How many rows can be looked at."""
        return self._pieces.rows

    @property
    def is_whole(self) -> bool:
        """Whether these are all of its rows."""
        return self._pieces.is_whole

    def chunks(self) -> Iterator[Contacts]:
        """Yield the rows that are kept; they were mended when they were read."""
        return self._pieces.chunks()

    def around(self, row: int) -> tuple[Contacts, int | None, int | None]:
        """Return the row of this number alone, or the nearest behind it; and the numbers beside it."""
        place = max(bisect.bisect_right(self._pieces.firsts, row) - 1, 0)
        found = self._pieces.piece(place)
        at = bisect.bisect_left(found.rows, row)
        if at == len(found.rows):  # behind the last of this piece
            if place + 1 == len(self._pieces.firsts):
                at -= 1
            else:
                place, at = place + 1, 0
                found = self._pieces.piece(place)
        return (
            _alone(found, at),
            self._beside(found, place, at, -1),
            self._beside(found, place, at, 1),
        )

    def _beside(self, found: Contacts, place: int, at: int, step: int) -> int | None:
        if 0 <= at + step < len(found.rows):
            return found.rows[at + step]
        if not 0 <= place + step < len(self._pieces.firsts):
            return None
        return self._pieces.piece(place + step).rows[0 if step > 0 else -1]


def read(request: Request, heard: Heard = _nobody) -> KeptList:
    """Return the list of a draft's request, read as its settings say: from what is kept, if it was before.

    Raises:
        ListError: it cannot be read so.
    """
    folder = _folder_of(request)
    if not is_kept(request):
        _keep(request, folder, heard)
    told = json.loads((folder / _FACTS).read_text("utf-8"))
    return KeptList(
        _Pieces(
            folder=folder,
            facts=_facts(told["facts"]),
            firsts=tuple(told["firsts"]),
            rows=told["rows"],
            is_whole=told["is_whole"],
        )
    )


def is_kept(request: Request) -> bool:
    """Say whether a draft's list was read before as its settings say, so that it is there at once."""
    return (_folder_of(request) / _FACTS).exists()


def take_over(folder: Path, incoming: Path) -> None:
    """Put what is kept of a list that has just arrived in the place of what is kept of the one before."""
    for old in folder.glob(f"{_KEPT}*"):
        shutil.rmtree(old, ignore_errors=True)
    for kept in incoming.glob(f"{_KEPT}*"):
        shutil.move(kept, folder)


def way_of(request: Request) -> str:
    """Return what tells this way of reading this very file from any other."""
    # A column without a name is called by its letter, in the language in force.
    settings, path = request.settings, request.list_path
    chosen = [getattr(settings, name) for name in _HOW]
    version = file_version(path) if path.exists() else None
    told = [language.current(), path.name, version, *chosen]
    return hashlib.sha256(repr(told).encode()).hexdigest()[:16]


def _folder_of(request: Request) -> Path:
    return request.list_path.parent / f"{_KEPT}{way_of(request)}"


def _keep(request: Request, folder: Path, heard: Heard) -> None:
    """Read a list to its end, or as far as rows are kept; another request may do so at the same time."""
    new = Path(tempfile.mkdtemp(prefix="new-", dir=folder.parent))
    try:
        with opened(request) as contacts:
            firsts, rows, is_whole = _keep_rows(contacts, new, heard)
            told = {
                "facts": _told_facts(contacts),
                "firsts": firsts,
                "rows": rows,
                "is_whole": is_whole,
            }
        (new / _FACTS).write_text(json.dumps(told, ensure_ascii=False), "utf-8")
        if not folder.exists():
            new.rename(folder)
        _forget_old(folder.parent)
    finally:
        shutil.rmtree(new, ignore_errors=True)


def _forget_old(place: Path) -> None:
    """Keep what was read in the last few ways: somebody who tries sheets goes back and forth."""
    ways = sorted(place.glob(f"{_KEPT}*"), key=lambda kept: kept.stat().st_mtime)
    for old in ways[:-_MOST_WAYS]:
        shutil.rmtree(old, ignore_errors=True)


def _keep_rows(contacts: ContactList, folder: Path, heard: Heard) -> tuple[list[int], int, bool]:
    firsts, rows = list[int](), 0
    for place, chunk in enumerate(contacts.chunks()):
        if rows >= MOST_KEPT:
            return firsts, rows, False
        text = json.dumps(_told(chunk), ensure_ascii=False)
        (folder / f"{place}.json").write_text(text, "utf-8")
        firsts.append(chunk.rows[0])
        rows += len(chunk.rows)
        heard(rows)
    return firsts, rows, True


# ── as JSON holds it ──────────────────────────────────────────────────────────────────────────


def _told_facts(contacts: ContactList) -> dict[str, Any]:
    return {
        "kind": contacts.kind,
        "header": contacts.header,
        "written": contacts.written,
        "header_row": contacts.header_row,
        "hidden": contacts.hidden,
        "titles": contacts.titles,
        "sheet": contacts.sheet,
        "other_sheets": contacts.other_sheets,
        "encoding": contacts.encoding,
        "delimiter": contacts.delimiter,
        "unsaved": sorted(contacts.unsaved),
        "places": contacts.places,
    }


def _facts(told: dict[str, Any]) -> Facts:
    lists = {name: tuple(value) for name, value in told.items() if isinstance(value, list)}
    kind, unsaved = FileKind(told["kind"]), frozenset(told["unsaved"])
    return Facts(**{**told, **lists, "kind": kind, "unsaved": unsaved})


def _told(chunk: Contacts) -> dict[str, Any]:
    return {
        "rows": list(chunk.rows),
        "cells": list(chunk.cells),
        "faults": {row: asdict(fault) for row, fault in chunk.faults.items()},
        "repairs": {row: list(done) for row, done in chunk.repairs.items()},
        "unsaved": {row: list(each) for row, each in chunk.unsaved.items()},
        "texts": None if chunk.texts is None else sorted(chunk.texts),
    }


def _from_told(told: dict[str, Any]) -> Contacts:
    return Contacts(
        rows=told["rows"],
        cells=[tuple(cells) for cells in told["cells"]],
        faults={
            int(row): Problem(**{**fault, "code": ProblemCode(fault["code"])})
            for row, fault in told["faults"].items()
        },
        repairs={
            int(row): tuple(Repair(RepairRule(rule), *change) for rule, *change in done)
            for row, done in told["repairs"].items()
        },
        unsaved={int(row): tuple(each) for row, each in told["unsaved"].items()},
        texts=None if told["texts"] is None else frozenset(told["texts"]),
    )


def _alone(chunk: Contacts, at: int) -> Contacts:
    """Return one row as a chunk of its own."""
    return chunk._replace(rows=chunk.rows[at : at + 1], cells=chunk.cells[at : at + 1])
