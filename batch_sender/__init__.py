"""Send a WhatsApp message to every person on a list, once, through CleverChat's HTTP API.

What is named here is the door for Python (docs/python.md). It is loaded when it is first asked for:
the command line, which comes through here too, must not wait for pandas or SQLAlchemy.
"""

import logging
from importlib import import_module
from typing import TYPE_CHECKING, Final

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

_ELSEWHERE: Final = {
    "BatchRecord": "batch_sender.models",
    "BatchSenderError": "batch_sender.models.errors",
    "Connection": "batch_sender.config.connections",
    "Journal": "batch_sender.journal",
    "ListError": "batch_sender.load.errors",
    "Settings": "batch_sender.config.settings",
    "Token": "batch_sender.config.tokens",
}
"""Where a name comes from that is none of `operations.scripting`."""

logging.getLogger(__name__).addHandler(logging.NullHandler())

if not TYPE_CHECKING:  # a checker would take every name for one that there is

    def __getattr__(name: str) -> object:
        """Load one of the names above (PEP 562)."""
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        home = _ELSEWHERE.get(name, "batch_sender.operations.scripting")
        found = globals()[name] = getattr(import_module(home), name)
        return found

    def __dir__() -> list[str]:
        """Name them, loaded or not."""
        return sorted({*globals(), *__all__})
