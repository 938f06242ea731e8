"""What the sessions of a worker are called, as the server lists them."""

from typing import Final

SESSION: Final = "batch-sender "
"""Begins the name of each session of a worker; the worker's own follows."""

LONGEST_NAME: Final = 63 - len(SESSION)
"""So many bytes of a worker's name the server keeps."""


def session_name(worker: str) -> str:
    """Return what all sessions of a worker are called, so that they can be ended once it is dead."""
    return SESSION + worker
