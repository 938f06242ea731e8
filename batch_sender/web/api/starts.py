"""What was answered to a start, by its Idempotency-Key: the same request again gets the same answer.

It lies on disk before anything is begun, so that it holds after the server was stopped or killed, too.
"""

import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from batch_sender.web.api.errors import IdempotencyKeyBusy, IdempotencyKeyReused
from batch_sender.web.private_files import write_private

_KEPT: Final = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """A start that was asked for. `request`: the digest of what it says; `status` None: not answered yet.

    `is_new`: nobody has asked for it before.
    """

    request: str
    at: str
    status: int | None = None
    content: dict[str, Any] = field(default_factory=dict)
    is_new: bool = False

    @property
    def asked_at(self) -> datetime:
        """When it was asked for first."""
        return datetime.fromisoformat(self.at)


class Starts:
    """The starts of the last 30 days, a file each in `folder`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._under_way: set[Path] = set()
        self._lock = threading.Lock()

    @contextmanager
    def one(self, whose: str, key: str, request: bytes, *, now: datetime) -> Iterator["OneStart"]:
        """Hold a start of a key's owner while the block runs; `request`: what it says, whole.

        Raises:
            IdempotencyKeyBusy: another request holds it. IdempotencyKeyReused: it said something else.
        """
        name = hashlib.sha256(json.dumps([whose, key]).encode()).hexdigest()
        file = self._folder / f"{name}.json"
        with self._lock:
            if file in self._under_way:
                raise IdempotencyKeyBusy
            self._under_way.add(file)
        try:
            yield OneStart(file, self._begun(file, hashlib.sha256(request).hexdigest(), now))
        finally:
            with self._lock:
                self._under_way.discard(file)

    def _begun(self, file: Path, request: str, now: datetime) -> Start:
        try:
            kept = Start(**json.loads(file.read_text("utf-8")))
        except FileNotFoundError:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._remove_old(now)
            kept = Start(request=request, at=now.isoformat())
            _write(file, kept)
            return replace(kept, is_new=True)
        if kept.request != request:
            raise IdempotencyKeyReused
        return kept

    def _remove_old(self, now: datetime) -> None:
        for file in self._folder.glob("*.json"):
            if now.timestamp() - file.stat().st_mtime > _KEPT.total_seconds():
                file.unlink(missing_ok=True)


class OneStart:
    """A start that this request alone works on."""

    def __init__(self, file: Path, known: Start) -> None:
        self._file, self.known = file, known

    def answered(self, status: int, content: dict[str, Any]) -> None:
        """Keep what is answered."""
        _write(self._file, replace(self.known, status=status, content=content))


def _write(file: Path, start: Start) -> None:
    told = {name: value for name, value in asdict(start).items() if name != "is_new"}
    write_private(file, json.dumps(told))
