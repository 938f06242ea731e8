"""Where things lie on this machine when nobody says otherwise."""

from collections.abc import Callable, Mapping
from pathlib import Path

import platformdirs

from batch_sender.config.errors import HomeUnknown


def user_folder(find: Callable[..., Path]) -> Path:
    """Return one of the user's folders for this program; `find` is platformdirs' function for it.

    Raises:
        HomeUnknown: the user has no home, as a container's often has none.
    """
    try:
        folder = find("batch-sender", appauthor=False)
    except (RuntimeError, KeyError) as err:
        raise HomeUnknown from err
    if not folder.is_absolute():  # an older platformdirs leaves the "~" as it is
        raise HomeUnknown
    return folder


def state_folder(environment: Mapping[str, str]) -> Path:
    """Return where this machine remembers its journals: BATCH_SENDER_STATE, the user's state folder."""
    told = environment.get("BATCH_SENDER_STATE")
    return Path(told) if told else user_folder(platformdirs.user_state_path)


def journal_location(flag: str | None, environment: Mapping[str, str]) -> str | Path:
    """Return where the journal lies: `--journal`, BATCH_SENDER_JOURNAL, the user's data folder."""
    return (
        flag
        or environment.get("BATCH_SENDER_JOURNAL")
        or user_folder(platformdirs.user_data_path) / "journal.sqlite3"
    )


def connections_file(environment: Mapping[str, str]) -> Path:
    """Return where the connections file lies: BATCH_SENDER_CONNECTIONS, or the user's settings."""
    told = environment.get("BATCH_SENDER_CONNECTIONS")
    if told:
        return Path(told)
    return user_folder(platformdirs.user_config_path) / "connections.toml"
