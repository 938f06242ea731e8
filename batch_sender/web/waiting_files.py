"""Keep an uploaded file between two requests: looked at in the first, used in the second, then removed."""

import json
import re
import secrets
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from starlette.datastructures import UploadFile

from batch_sender.models.printable import printable
from batch_sender.web.drafts import LIST_FOLDER, file_name

_KEPT: Final = timedelta(days=1)
_ID: Final = re.compile(r"[a-z0-9]{16}")


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingFile:
    """A file that was uploaded. `name`: as the person calls it; `path`: by a name of ours."""

    id: str
    name: str
    path: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingFiles:
    """The files that wait for a word, a folder each below `folder`."""

    folder: Path

    def keep(self, upload: UploadFile) -> WaitingFile:
        """Take a file over; those that waited for a day are removed."""
        self._clear()
        name = printable(Path(upload.filename or "").name)
        kept_id = secrets.token_hex(8)
        place = self.folder / kept_id
        place.mkdir(parents=True, mode=0o700)
        (place / LIST_FOLDER).mkdir(mode=0o700)
        path = place / LIST_FOLDER / file_name(name)
        with path.open("xb") as file:
            shutil.copyfileobj(upload.file, file, 1 << 20)
        path.chmod(0o600)
        (place / "name.json").write_text(json.dumps(name), "utf-8")
        return WaitingFile(id=kept_id, name=name, path=path)

    def one(self, kept_id: str) -> WaitingFile | None:
        """Return a file that waits; None where it does no longer."""
        place = self.folder / kept_id
        if not _ID.fullmatch(kept_id) or not (place / "name.json").exists():
            return None
        [path] = (place / LIST_FOLDER).iterdir()
        name = json.loads((place / "name.json").read_text("utf-8"))
        return WaitingFile(id=kept_id, name=name, path=path)

    def remove(self, waiting: WaitingFile) -> None:
        """Remove a file that was used, or is not wanted."""
        shutil.rmtree(waiting.path.parent.parent, ignore_errors=True)

    def _clear(self) -> None:
        for place in self.folder.glob("*"):
            since = datetime.fromtimestamp(place.stat().st_mtime, UTC)
            if datetime.now(UTC) - since > _KEPT:
                shutil.rmtree(place, ignore_errors=True)
