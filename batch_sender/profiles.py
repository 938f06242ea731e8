"""A client's name goes in; a journal, connections, texts and defaults of the client's own come out.

A profile is a folder. While one is in force nothing of another is used: not the journal that a
variable names, not the token that the environment holds.
"""

import os
import re
from collections.abc import Iterator, Mapping, MutableMapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import platformdirs

from batch_sender.errors import ProfileMissing, ProfileNameInvalid

VARIABLE: Final = "BATCH_SENDER_PROFILE"
_NAME: Final = re.compile(r"[^\W_](?:[\w. -]{0,62}[\w-])?")
_OTHERS: Final = ("URL", "TOKEN", "NUMBER", "JOURNAL", "CONNECTIONS")


def root(environment: Mapping[str, str]) -> Path:
    """Return the folder that holds all profiles: BATCH_SENDER_PROFILES, or one of the user's data."""
    told = environment.get("BATCH_SENDER_PROFILES")
    if told:
        return Path(told)
    return platformdirs.user_data_path("batch-sender", appauthor=False) / "profiles"


def folder(name: str, environment: Mapping[str, str]) -> Path:
    """Return the folder of one profile.

    Raises:
        ProfileNameInvalid: it could lead elsewhere, or not be typed.
    """
    if not _NAME.fullmatch(name):
        raise ProfileNameInvalid(name=name)
    return root(environment) / name


def known(environment: Mapping[str, str]) -> list[str]:
    """Return the names of the profiles there are."""
    try:
        return sorted(each.name for each in root(environment).iterdir() if each.is_dir())
    except OSError:
        return []


def current(environment: Mapping[str, str] = os.environ) -> str | None:
    """Return the name of the profile in force, if one is."""
    return environment.get(VARIABLE) or None


def templates(environment: Mapping[str, str] = os.environ) -> Path | None:
    """Return where the texts of the profile in force lie."""
    name = current(environment)
    return folder(name, environment) / "templates" if name else None


def defaults(environment: Mapping[str, str] = os.environ) -> Path | None:
    """Return the file of defaults of the profile in force, if it has one."""
    name = current(environment)
    path = folder(name, environment) / "defaults.toml" if name else None
    return path if path is not None and path.exists() else None


@contextmanager
def entered(name: str | None, environment: MutableMapping[str, str]) -> Iterator[None]:
    """Let a profile be in force while the block runs; None: the one the environment names, if any.

    Raises:
        ProfileMissing, ProfileNameInvalid: there is none of that name.
    """
    chosen = name or current(environment)
    if chosen is None:
        yield
        return
    where = folder(chosen, environment)
    if not where.is_dir():
        names = ", ".join(known(environment)) or "–"
        raise ProfileMissing(name=chosen, names=names)
    before = {key: environment.get(f"BATCH_SENDER_{key}") for key in (*_OTHERS, "PROFILE")}
    for key in _OTHERS:
        environment.pop(f"BATCH_SENDER_{key}", None)
    environment[VARIABLE] = chosen
    environment["BATCH_SENDER_JOURNAL"] = str(where / "journal.sqlite3")
    environment["BATCH_SENDER_CONNECTIONS"] = str(where / "connections.toml")
    try:
        yield
    finally:
        for key, value in before.items():
            environment.pop(f"BATCH_SENDER_{key}", None)
            if value is not None:
                environment[f"BATCH_SENDER_{key}"] = value


def make(name: str, environment: Mapping[str, str]) -> Path:
    """Make the folder of a new profile, for its owner alone; return it.

    Raises:
        ProfileNameInvalid: it cannot be named so.
        OSError: it cannot be made.
    """
    where = folder(name, environment)
    where.mkdir(mode=0o700, parents=True, exist_ok=True)
    (where / "templates").mkdir(exist_ok=True)
    return where
