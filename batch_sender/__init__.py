"""Send a WhatsApp message to every person on a list, once, through CleverChat's HTTP API.

What is named here is the door for Python (docs/python.md). It is loaded when it is first asked for:
the command line, which comes through here too, must not wait for pandas or SQLAlchemy.
"""

import logging
from typing import TYPE_CHECKING, Final

from batch_sender.models.on_demand import loader

if TYPE_CHECKING:
    from batch_sender.config.connections import Connection
    from batch_sender.config.settings import Settings
    from batch_sender.config.tokens import Token
    from batch_sender.journal import Journal
    from batch_sender.load.errors import ListError
    from batch_sender.models import BatchRecord
    from batch_sender.models.errors import BatchSenderError
    from batch_sender.operations.scripting import (
        RowOutcome,
        check,
        open_journal,
        outcomes,
        report,
        resume,
        saved_connection,
        send,
    )

__all__ = [
    "BatchRecord",
    "BatchSenderError",
    "Connection",
    "Journal",
    "ListError",
    "RowOutcome",
    "Settings",
    "Token",
    "check",
    "open_journal",
    "outcomes",
    "report",
    "resume",
    "saved_connection",
    "send",
]

__version__ = "0.2.0.dev0"

_HOMES: Final = {
    ".config.connections": ("Connection",),
    ".config.settings": ("Settings",),
    ".config.tokens": ("Token",),
    ".journal": ("Journal",),
    ".load.errors": ("ListError",),
    ".models": ("BatchRecord",),
    ".models.errors": ("BatchSenderError",),
    ".operations.scripting": (
        "RowOutcome",
        "check",
        "open_journal",
        "outcomes",
        "report",
        "resume",
        "saved_connection",
        "send",
    ),
}

logging.getLogger(__name__).addHandler(logging.NullHandler())

if not TYPE_CHECKING:  # a checker would take every name for one that there is
    __getattr__ = loader(__name__, _HOMES)

    def __dir__() -> list[str]:
        """Name them, loaded or not."""
        return sorted({*globals(), *__all__})
