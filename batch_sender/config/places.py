"""Where things lie on this machine when nobody says otherwise."""

from collections.abc import Mapping
from pathlib import Path

import platformdirs


def state_folder(environment: Mapping[str, str]) -> Path:
    """Return where this machine remembers its journals: BATCH_SENDER_STATE, the user's state folder."""
    told = environment.get("BATCH_SENDER_STATE")
    return Path(told) if told else platformdirs.user_state_path("batch-sender", appauthor=False)


def journal_location(flag: str | None, environment: Mapping[str, str]) -> str | Path:
    """Return where the journal lies: `--journal`, BATCH_SENDER_JOURNAL, the user's data folder."""
    return (
        flag
        or environment.get("BATCH_SENDER_JOURNAL")
        or platformdirs.user_data_path("batch-sender", appauthor=False) / "journal.sqlite3"
    )


def connections_file(environment: Mapping[str, str]) -> Path:
    """Return where the connections file lies: BATCH_SENDER_CONNECTIONS, or the user's settings."""
    told = environment.get("BATCH_SENDER_CONNECTIONS")
    if told:
        return Path(told)
    return platformdirs.user_config_path("batch-sender", appauthor=False) / "connections.toml"
