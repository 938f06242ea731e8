"""Make names of files beside others that are no longer than the system takes."""

import os
from typing import Final

from batch_sender.models.printable import is_text

LONGEST: Final = 255
"""Bytes of a name: what most file systems take."""


def fitting(stem: str, ending: str) -> str:
    """Return a name with this ending, its beginning as much of `stem` as there is room for."""
    return shortened(stem, LONGEST - len(os.fsencode(ending))) + ending


def shortened(name: str, most: int) -> str:
    """Return as many whole characters of a name as fit into so many bytes."""
    content = os.fsencode(name)
    if len(content) <= most:
        return name
    kept = content[: max(most, 0)]
    return kept.decode("utf-8", "ignore") if is_text(name) else os.fsdecode(kept)
