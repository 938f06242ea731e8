"""Why nothing leaves of a batch that was handed over to the workers."""

from enum import StrEnum


class HeldUp(StrEnum):
    """What keeps workers from a batch, as far as whoever handed it over can see."""

    NO_WORKER = "no_worker"
    NO_TOKEN = "no_token"  # noqa: S105 - a name, no token
    SOME_TOKENS = "some_tokens"
    JOURNAL_AWAY = "journal_away"
