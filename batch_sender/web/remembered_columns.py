"""Remember which column was chosen for what, for the next list whose columns have the same names."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from batch_sender.models import column_key
from batch_sender.web.private_files import write_private
from batch_sender.web.site import Site

CHOSEN: Final = ("map", "ddd")
"""What is remembered, by the names of options: what a list's columns mean, not how its file is read."""

_MOST: Final = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class RememberedColumns:
    """The choices, by a digest of the columns' names; they lie in one file."""

    file: Path

    def of(self, header: Sequence[str]) -> dict[str, Any]:
        """Return what was chosen last for a list with these columns; nothing where none was."""
        found = self._known().get(_digest(header), {}) if header else {}
        return {name: found.get(name) for name in CHOSEN}

    def keep(self, header: Sequence[str], values: dict[str, Any]) -> None:
        """Remember a choice; of very many the oldest are forgotten."""
        known, digest = self._known(), _digest(header)
        before = known.pop(digest, None)
        chosen = {name: values[name] for name in CHOSEN if values.get(name)}
        if not header or before == chosen or not (chosen or before):
            return
        kept = dict([*known.items(), (digest, chosen)][-_MOST:])
        write_private(self.file, json.dumps(kept, ensure_ascii=False))

    def _known(self) -> dict[str, Any]:
        try:
            known = json.loads(self.file.read_text("utf-8"))
        except (OSError, ValueError):
            return {}
        return known if isinstance(known, dict) else {}


def remembered(site: Site) -> RememberedColumns:
    """Return the choices of a page."""
    return RememberedColumns(file=site.drafts.folder.parent / "columns.json")


def _digest(header: Sequence[str]) -> str:
    names = "\n".join(map(column_key, header))
    return hashlib.sha256(names.encode()).hexdigest()
