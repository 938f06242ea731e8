"""The people who may sign in, with their roles and the hashes of their passwords.

They lie in a file of the page's folder that its owner alone reads. It is read anew when it has changed, so
that what is done at the command line counts in a page that runs, at once.
"""

import json
import re
import secrets
import threading
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError
from filelock import FileLock

from batch_sender.web.access_errors import (
    PasswordWeak,
    SignInBusy,
    UserExists,
    UserNameInvalid,
    UsersFileBroken,
    UserUnknown,
)
from batch_sender.web.private_files import private_folder, write_private
from batch_sender.web.roles import Role

SHORTEST: Final = 10
LONGEST: Final = 1000
_FEWEST_SIGNS: Final = 4
"""Different ones in a password: "1111111111" is none."""

_FILE: Final = "users.json"
_NAME: Final = re.compile(r"[^\W_][\w.@-]{0,63}")
_AT_ONCE: Final = 2
"""Passwords that are hashed at once: each takes 64 MB."""


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """Somebody who may sign in. `since`: when the password was set."""

    name: str
    role: Role
    password: str = field(repr=False)
    since: str = ""

    @property
    def stamp(self) -> str:
        """What changes with the password: a session that began with another one has ended."""
        return sha256(self.password.encode()).hexdigest()


class Users:
    """The users of one page. `hasher`: how passwords are hashed, as RFC 9106 has it unless told otherwise."""

    def __init__(self, folder: Path, *, hasher: PasswordHasher | None = None) -> None:
        self._file = folder / _FILE
        self._hasher = hasher or PasswordHasher()
        self._nobodys: str | None = None
        self._read: tuple[tuple[int, ...], dict[str, User]] = ((), {})
        self._hashing = threading.BoundedSemaphore(_AT_ONCE)

    def every(self) -> list[User]:
        """Return all of them, by name."""
        return sorted(self._known().values(), key=lambda user: user.name.casefold())

    def find(self, name: str) -> User | None:
        """Return a user by name, however it is written; None where there is none."""
        return self._known().get(folded(name))

    def add(self, name: str, role: Role, password: str) -> User:
        """Let somebody sign in.

        Raises:
            UserNameInvalid, UserExists, PasswordWeak: they cannot be added so.
        """
        written = unicodedata.normalize("NFKC", name)
        if not _NAME.fullmatch(written):
            raise UserNameInvalid(name=name)
        user = self._with_password(User(name=written, role=role, password=""), password)
        with self._changing() as users:
            if folded(name) in users:
                raise UserExists(name=users[folded(name)].name)
            users[folded(name)] = user
        return user

    def remove(self, name: str) -> None:
        """Let somebody in no more; their sessions end.

        Raises:
            UserUnknown: there is none of that name.
        """
        self._change(name, lambda _user: None)

    def give_role(self, name: str, role: Role) -> None:
        """Give somebody another role; it counts from their next click.

        Raises:
            UserUnknown: there is none of that name.
        """
        self._change(name, lambda user: replace(user, role=role))

    def set_password(self, name: str, password: str) -> User:
        """Give somebody another password; their sessions end.

        Raises:
            UserUnknown: there is none of that name.
            PasswordWeak: it cannot be used.
        """
        self._change(name, lambda user: self._with_password(user, password))
        found = self.find(name)
        if found is None:  # removed in this very moment
            raise UserUnknown(name=name, names="")
        return found

    def with_password(self, name: str, password: str) -> User | None:
        """Return the user whose password this is; else None, after the same time whether or not there is one.

        Raises:
            SignInBusy: so many sign in just now that it would take long.
        """
        if not self._hashing.acquire(timeout=5):
            raise SignInBusy
        try:
            nobodys = self._hash_of_nobody()
            user = self.find(name)
            fits = self._fits(user.password if user else nobodys, password)
            return user if fits else None
        finally:
            self._hashing.release()

    def _fits(self, hashed: str, password: str) -> bool:
        try:
            return self._hasher.verify(hashed, _normal(password)[:LONGEST])
        except (Argon2Error, InvalidHashError):
            return False

    def _hash_of_nobody(self) -> str:
        if self._nobodys is None:
            self._nobodys = self._hasher.hash(secrets.token_urlsafe())
        return self._nobodys

    def _with_password(self, user: User, password: str) -> User:
        plain = _normal(password)
        if not SHORTEST <= len(plain) <= LONGEST or len(set(plain)) < _FEWEST_SIGNS:
            raise PasswordWeak(shortest=SHORTEST)
        if folded(user.name) in plain.casefold():
            raise PasswordWeak(shortest=SHORTEST)
        now = datetime.now(UTC).isoformat(timespec="seconds")
        return replace(user, password=self._hasher.hash(plain), since=now)

    # ── the file ──────────────────────────────────────────────────────────────────────────────

    def _change(self, name: str, changed: Callable[[User], User | None]) -> None:
        with self._changing() as users:
            if folded(name) not in users:
                names = ", ".join(user.name for user in users.values()) or "–"
                raise UserUnknown(name=name, names=names)
            new = changed(users.pop(folded(name)))
            if new is not None:
                users[folded(name)] = new

    @contextmanager
    def _changing(self) -> Iterator[dict[str, User]]:
        """Read, let the block change, and write; two that change at once wait for each other."""
        private_folder(self._file.parent)
        with FileLock(self._file.with_suffix(".lock"), timeout=30, mode=0o600):
            users = dict(self._known())
            yield users
            told = {"users": [asdict(user) for user in users.values()]}
            write_private(self._file, json.dumps(told, ensure_ascii=False, indent=1))

    def _known(self) -> dict[str, User]:
        """Return them by folded name; a file that cannot be read lets nobody in, so it is said."""
        try:
            found = self._file.stat()
            state = (found.st_mtime_ns, found.st_ino, found.st_size)
            if state != self._read[0]:
                self._read = (state, self._loaded())
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, KeyError, TypeError) as err:
            raise UsersFileBroken(path=self._file) from err
        return self._read[1]

    def _loaded(self) -> dict[str, User]:
        told = json.loads(self._file.read_text("utf-8"))["users"]
        users = (User(**{**each, "role": Role(each["role"])}) for each in told)
        return {folded(user.name): user for user in users}


def folded(name: str) -> str:
    """Return what is the same of a name, however it is written."""
    return unicodedata.normalize("NFKC", name).strip().casefold()


def _normal(password: str) -> str:
    return unicodedata.normalize("NFC", password)
