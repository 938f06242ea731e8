"""The keys that other programs bring to the HTTP API: each has a name and a role, and is kept as a hash.

A key is 256 bits of chance, so a plain SHA-256 of it says nothing about it; nothing slower is needed.
"""

import hashlib
import hmac
import json
import re
import secrets
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from filelock import FileLock

from batch_sender.web.access_errors import KeyNameInvalid, KeyNameTaken, KeyNotThere, KeysBroken
from batch_sender.web.private_files import private_folder, write_private
from batch_sender.web.roles import Role

_BEGINNING: Final = "bsk_"
"""So that whoever finds one, or a program that looks for secrets, knows what it is."""

_FILE: Final = "keys.json"
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKey:
    """A key as it is kept. `name`: what the journal's events call whoever brings it."""

    name: str
    role: Role
    added_at: datetime
    digest: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """The keys of one journal's page, in a file of its `folder` that only its owner reads."""

    folder: Path

    def add(self, name: str, role: Role, *, now: datetime) -> str:
        """Make a key and return it; it is never shown again.

        Raises:
            KeyNameInvalid, KeyNameTaken: it cannot be called so.
        """
        if not _NAME.fullmatch(name):
            raise KeyNameInvalid(name=name)
        key = _BEGINNING + secrets.token_urlsafe(32)
        with self._alone():
            kept = self._kept()
            if name in kept:
                raise KeyNameTaken(name=name)
            kept[name] = {"role": role.value, "sha256": _hash(key), "added_at": now.isoformat()}
            self._write(kept)
        return key

    def remove(self, name: str) -> None:
        """Let a key count no longer, from the next request on.

        Raises:
            KeyNotThere: there is none of that name.
        """
        with self._alone():
            kept = self._kept()
            if kept.pop(name, None) is None:
                raise KeyNotThere(name=name, names=", ".join(sorted(kept)) or "–")
            self._write(kept)

    def every(self) -> list[ApiKey]:
        """Return the keys there are, the oldest first."""
        found = [_key(name, told) for name, told in self._kept().items()]
        return sorted(found, key=lambda each: (each.added_at, each.name))

    def known(self, key: str) -> ApiKey | None:
        """Return whose key this is; None: nobody's."""
        brought, found = _hash(key), None
        for each in self.every():
            if hmac.compare_digest(brought, each.digest):
                found = each
        return found

    @property
    def _path(self) -> Path:
        return self.folder / _FILE

    def _alone(self) -> FileLock:
        private_folder(self.folder)
        return FileLock(self.folder / f"{_FILE}.lock")

    def _kept(self) -> dict[str, Any]:
        try:
            found: dict[str, Any] = json.loads(self._path.read_text("utf-8"))
            for name, told in found.items():
                _key(name, told)  # one that is broken breaks all: nobody is let in by chance
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as err:
            raise KeysBroken(path=self._path) from err
        return found

    def _write(self, kept: dict[str, Any]) -> None:
        write_private(self._path, json.dumps(kept))


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "surrogateescape")).hexdigest()


def _key(name: str, told: dict[str, Any]) -> ApiKey:
    added = datetime.fromisoformat(told["added_at"])
    return ApiKey(name=name, role=Role(told["role"]), added_at=added, digest=told["sha256"])
