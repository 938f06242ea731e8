"""The settings a batch was judged with, read back from where they are kept."""

from collections.abc import Mapping
from typing import Any, Protocol

from batch_sender.config.settings import Settings


class KeepsSettings(Protocol):
    """The batches of a journal, as far as it matters here."""

    def settings(self, batch_id: int, /) -> Mapping[str, Any]:
        """Return the settings of a batch as they were written down."""
        ...


def settings_of(batches: KeepsSettings, batch_id: int) -> Settings:
    """Return the settings of a batch.

    Raises:
        UnknownBatch: there is none of this number.
    """
    return Settings(**batches.settings(batch_id))
