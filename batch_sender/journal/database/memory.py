"""Remember how far each journal got, in a file outside it: bringing back a backup leaves that alone."""

import contextlib
import json
import os
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

_FOLDER: Final = "journals"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """The highest generation of a journal that this machine has worked with, and when (UTC)."""

    generation: int
    at: datetime


class Memory:
    """Remembers journals in a folder. What cannot be read or written is not remembered: no error."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / _FOLDER

    def seen(self, journal: str) -> Seen | None:
        """Return what is remembered of a journal; None: nothing, or nothing that can be read."""
        try:
            kept = json.loads(self._file(journal).read_text("utf-8"))
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

    def _file(self, journal: str) -> Path:
        return self._folder / f"{journal}.json"

    def _replace(self, path: Path, content: str) -> None:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        temporary = path.with_name(f".{path.name}.{os.getpid()}-{secrets.token_hex(4)}")
        try:
            temporary.write_text(content, "utf-8")
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)
