"""Find and make profiles: folders that each keep one client's journal, connections and texts.

What is in force under a profile, `config.workspace` says.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import platformdirs

from batch_sender.config import places
from batch_sender.config.errors import ProfileNameInvalid

VARIABLE: Final = "BATCH_SENDER_PROFILE"
_NAME: Final = re.compile(r"[^\W_](?:[\w. -]{0,62}[\w-])?")


def root(environment: Mapping[str, str]) -> Path:
    """Return the folder that holds all profiles: BATCH_SENDER_PROFILES, or one of the user's data."""
    told = environment.get("BATCH_SENDER_PROFILES")
    if told:
        return Path(told)
    return places.user_folder(platformdirs.user_data_path) / "profiles"


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
