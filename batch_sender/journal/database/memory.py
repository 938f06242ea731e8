"""Remember how far each journal got, and which one lay where, outside of the journals.

Bringing back a backup, or losing a whole folder, leaves that alone.
"""

import contextlib
import hashlib
import json
import os
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

_JOURNALS: Final = "journals"
_PLACES: Final = "places"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """The highest generation of a journal that this machine has worked with, and when (UTC)."""

    generation: int
    at: datetime


class Memory:
    """Remembers journals in a folder. What cannot be read or written is not remembered: no error."""

    def __init__(self, folder: Path) -> None:
        self._journals = folder / _JOURNALS
        self._places = folder / _PLACES

    def seen(self, journal: str) -> Seen | None:
        """Return what is remembered of a journal; None: nothing, or nothing that can be read."""
        try:
            kept = _read(self._file(journal))
            seen = Seen(
                generation=int(kept["generation"]), at=datetime.fromisoformat(str(kept["at"]))
            )
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return seen if seen.at.tzinfo else None

    def note(self, journal: str, generation: int, *, at: datetime) -> None:
        """Remember a generation, unless a higher one is remembered."""
        before = self.seen(journal)
        if before is not None and before.generation > generation:
            return
        kept = {"generation": generation, "at": at.astimezone(UTC).isoformat()}
        with contextlib.suppress(OSError):
            self._replace(self._file(journal), json.dumps(kept))

    def last_at(self, place: Path) -> str | None:
        """Return the journal that this machine last sent from at a place; None: none, as far as known."""
        try:
            return str(_read(self._place(place))["journal"])
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def note_place(self, journal: str, place: Path) -> None:
        """Remember that a journal lies at a place, and no longer where it was before if it was moved."""
        place = place.resolve()
        if self.last_at(place) == journal:
            return
        with contextlib.suppress(OSError):
            for kept in self._places.glob("*.json"):
                self._forget_if_moved(kept, journal)
            told = {"place": str(place), "journal": journal}
            self._replace(self._place(place), json.dumps(told))

    def _forget_if_moved(self, kept: Path, journal: str) -> None:
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
            told = _read(kept)
            if told["journal"] == journal and not Path(told["place"]).exists():
                kept.unlink()

    def _file(self, journal: str) -> Path:
        return self._journals / f"{journal}.json"

    def _place(self, place: Path) -> Path:
        named = hashlib.blake2b(os.fsencode(place.resolve()), digest_size=16)
        return self._places / f"{named.hexdigest()}.json"

    def _replace(self, path: Path, content: str) -> None:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        temporary = path.with_name(f".{path.name}.{os.getpid()}-{secrets.token_hex(4)}")
        try:
            temporary.write_text(content, "utf-8")
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)


def _read(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))
