"""The one table of options: flags, batch-file keys, forms and the reference are made of it.

It is data and knows no door: not the command line's parser, not the page. A module a subject; here
stand the sets that a door takes as a whole.
"""

from collections.abc import Mapping
from typing import Final

from batch_sender.config.options.choosing import CHOOSING
from batch_sender.config.options.common import JOURNAL, JSON
from batch_sender.config.options.model import Argument, Group, Kind, Option, Parameter
from batch_sender.config.options.pacing import PACING
from batch_sender.config.options.reading import FILE, READING
from batch_sender.config.options.sending import SENDING
from batch_sender.config.options.unattended import FILED, NOTIFY
from batch_sender.config.options.writing import TEMPLATE, TEXT, WRITING

__all__ = [
    "BATCH_FILE_KEYS",
    "FILE",
    "JUDGING",
    "SEND",
    "Argument",
    "Group",
    "Kind",
    "Option",
    "Parameter",
    "batch_file_kinds",
]

JUDGING: Final = (TEMPLATE, TEXT, *READING, *WRITING, *CHOOSING, *PACING)
"""What settles how a list is judged: the text, and everything under its name in Settings."""

SEND: Final = (*JUDGING, *SENDING, JOURNAL, JSON)
"""Every option of `send`."""

BATCH_FILE_KEYS: Final[Mapping[str, Option]] = {each.key: each for each in (*FILED, *SEND)}
"""What may stand in a batch file or a profile's defaults, by its key; [notify] besides."""


def batch_file_kinds() -> Mapping[str, Kind | Mapping[str, Kind]]:
    """Return every key of a batch file with the kind of its value, sections inside."""
    kinds = {key: option.kind for key, option in BATCH_FILE_KEYS.items()}
    return {**kinds, "notify": NOTIFY}
