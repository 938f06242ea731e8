"""Read and write the connections file, and choose the connection to send through."""

import contextlib
import hashlib
import os
import re
import stat
import tempfile
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import tomli_w

from batch_sender.config.addresses import (
    DEFAULT_ADDRESS,
    check_address,
    host_and_port,
    is_loopback,
    normalised,
)
from batch_sender.config.errors import (
    ConnectionEntryInvalid,
    ConnectionExists,
    ConnectionNameInvalid,
    ConnectionNotChosen,
    ConnectionNotFound,
    ConnectionsFileBroken,
    ConnectionsFileExposed,
    ConnectionsFileNotWritable,
    ConnectionsFileUnreadable,
    NoConnection,
    TokenMissing,
)
from batch_sender.config.tokens import Token
from batch_sender.models import PhoneNumber

__all__ = [
    "DEFAULT_ADDRESS",
    "Connection",
    "Token",
    "add",
    "choose",
    "fingerprint",
    "from_environment",
    "load_connections",
    "remove",
]

_UNNAMED: Final = "BATCH_SENDER_URL / BATCH_SENDER_TOKEN"
_NAME: Final = re.compile(r"[^\W_](?:[\w. -]{0,62}[\w.-])?")
_KEYS: Final = ("url", "token", "number")
# E.164 without its plus sign. Whether anybody has this number is looked at when it is typed in.
_DIGITS: Final = re.compile(r"[1-9][0-9]{7,14}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """One WhatsApp number at the API; `name` is None for the one the environment gives.

    `url` stays out of the repr: a query may hold a secret. `number` is the WhatsApp number it
    sends from, where that was saved: the API does not tell it.
    """

    name: str | None = None
    url: str = field(repr=False)
    token: Token
    number: PhoneNumber | None = None

    def __post_init__(self) -> None:
        if self.name is not None and not _NAME.fullmatch(self.name):
            raise ConnectionNameInvalid(name=repr(self.name))
        check_address(self.url, connection=self.name or _UNNAMED)

    @property
    def host(self) -> str:
        """The host alone."""
        return urlsplit(self.url).hostname or ""

    @property
    def address(self) -> str:
        """Who answers there, for display and for the pace: the host, and a port that is not usual."""
        return host_and_port(self.url)

    @property
    def is_local(self) -> bool:
        """Whether it is this very computer, such as a stand-in."""
        return is_loopback(self.host)


def load_connections(path: Path) -> dict[str, Connection]:
    """Read the connections file, in its own order; a file that is not there holds none.

    Raises:
        SettingsError: it is open to others, is no TOML, or an entry cannot be used.
    """
    return {name: _entry(path, name, value) for name, value in _read(path).items()}


def add(path: Path, connection: Connection, *, replace: bool = False) -> None:
    """Save a named connection; the rest of the file is kept, but for its comments.

    Raises:
        ConnectionExists: the name is taken, and what it stands for is not to be replaced.
        ConnectionNameInvalid: it has no name.
        SettingsError: the file cannot be used or written; it is left as it was.
    """
    if connection.name is None:
        raise ConnectionNameInvalid(name='""')
    saved = load_connections(path)
    if connection.name in saved and not replace:
        raise ConnectionExists(name=connection.name, host=saved[connection.name].address)
    _write(path, {**saved, connection.name: connection})


def remove(path: Path, name: str) -> Connection:
    """Take the connection `name` out of the file, and return it.

    Raises:
        ConnectionNotFound: there is none of that name.
    """
    saved = load_connections(path)
    removed = _named(saved, name, path=path)
    del saved[name]
    _write(path, saved)
    return removed


def from_environment(environment: Mapping[str, str]) -> Connection | None:
    """Return the unnamed connection of BATCH_SENDER_URL and BATCH_SENDER_TOKEN, if they are set.

    Raises:
        TokenMissing: there is an address and no token.
    """
    url = environment.get("BATCH_SENDER_URL")
    token = environment.get("BATCH_SENDER_TOKEN")
    if token:
        return Connection(
            name=None, url=url or DEFAULT_ADDRESS, token=Token(token, of="BATCH_SENDER_TOKEN")
        )
    if url:
        raise TokenMissing
    return None


def choose(name: str | None, *, path: Path, environment: Mapping[str, str]) -> Connection:
    """Return the named connection; without a name the environment's, or the file's only one.

    Raises:
        ConnectionNotFound, NoConnection, ConnectionNotChosen: each says what to do.
    """
    if name is not None:
        return _named(load_connections(path), name, path=path)
    from_outside = from_environment(environment)
    if from_outside is not None:
        return from_outside
    saved = load_connections(path)
    if not saved:
        raise NoConnection
    if len(saved) > 1:
        raise ConnectionNotChosen(names=", ".join(saved))
    return next(iter(saved.values()))


def fingerprint(connection: Connection, key: bytes) -> str:
    """Return what tells a connection from others: a keyed hash, in hex, of its URL and token.

    The same URL and token are the same connection, whatever its name (docs/architecture.md, states).
    """
    message = f"{normalised(connection.url)}\n{connection.token.reveal()}"
    return hashlib.blake2b(message.encode(), key=key, digest_size=32).hexdigest()


def _named(saved: Mapping[str, Connection], name: str, *, path: Path) -> Connection:
    if name not in saved:
        raise ConnectionNotFound(name=name, path=path, names=", ".join(saved) or "–")
    return saved[name]


def _read(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            _refuse_if_exposed(path, file.fileno())
            content = file.read()
    except FileNotFoundError:
        return {}
    except OSError as err:
        raise ConnectionsFileUnreadable(path=path) from err
    try:
        return tomllib.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as err:
        line = content[: err.start].count(b"\n") + 1
        raise ConnectionsFileBroken(path=path, line=line) from None  # it holds the whole file
    except tomllib.TOMLDecodeError as err:
        raise ConnectionsFileBroken(path=path, line=_line_of(err, content)) from None  # likewise


def _refuse_if_exposed(path: Path, descriptor: int) -> None:
    # Windows keeps the user's settings folder to the user; its mode bits say nothing.
    if os.name != "nt" and os.fstat(descriptor).st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise ConnectionsFileExposed(path=path)


def _line_of(err: tomllib.TOMLDecodeError, content: bytes) -> int:
    # Before Python 3.14 the line stands in the text alone; at the end of the file it does not.
    found = re.search(r"\(at line (\d+),", str(err))
    return int(found[1]) if found else len(content.splitlines()) or 1


def _entry(path: Path, name: str, value: object) -> Connection:
    if not isinstance(value, dict):
        raise ConnectionEntryInvalid(path=path, connection=name, key="[…]")
    for key in value:
        if key not in _KEYS:
            raise ConnectionEntryInvalid(path=path, connection=name, key=key)
    entry = {"url": DEFAULT_ADDRESS, "number": "", **value}
    for key in _KEYS:
        if not isinstance(entry.get(key), str):
            raise ConnectionEntryInvalid(path=path, connection=name, key=key)
    number = entry["number"]
    if number and not _DIGITS.fullmatch(number):
        raise ConnectionEntryInvalid(path=path, connection=name, key="number")
    return Connection(
        name=name,
        url=entry["url"],
        token=Token(entry["token"], of=name),
        number=PhoneNumber(number) if number else None,
    )


def _write(path: Path, connections: Mapping[str, Connection]) -> None:
    """Replace the file in one step, so that it is whole and closed to others at every moment."""
    document = {name: _as_entry(one) for name, one in connections.items()}
    try:
        # A link (as in a folder of dotfiles) stays a link; what it points to is replaced.
        target = path.resolve()
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _replace(target, tomli_w.dumps(document).encode())
    except OSError as err:
        raise ConnectionsFileNotWritable(path=path) from err


def _as_entry(connection: Connection) -> dict[str, str]:
    entry = {"url": connection.url, "token": connection.token.reveal()}
    return entry if connection.number is None else {**entry, "number": connection.number}


def _replace(target: Path, content: bytes) -> None:
    descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")  # mode 0600
    draft = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(target)
    except BaseException:
        with contextlib.suppress(OSError):
            draft.unlink()
        raise
