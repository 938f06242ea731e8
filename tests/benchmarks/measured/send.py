"""Send a checked batch of so many messages through the journal, at no pace.

python send.py URL MESSAGES LANES     prints the seconds from the first request to the last answer
"""

import sys
import tempfile
import threading
from datetime import datetime
from pathlib import Path

from batch_sender.config.connections import Connection
from batch_sender.config.settings import Settings
from batch_sender.config.tokens import Token
from batch_sender.deliver.health import PauseReason
from batch_sender.deliver.run import deliver
from batch_sender.deliver.session import Dispatch
from batch_sender.journal import Journal
from batch_sender.models import MessageState, Reason
from batch_sender.timing.clock import SystemClock
from tests.benchmarks import batches
from tests.benchmarks.answering import seconds_at


class Nobody:
    """Looks on, and keeps nothing."""

    def settled(self, state: MessageState) -> None:
        """Hear of a message."""

    def waiting(self, until: datetime, *, because: PauseReason | Reason) -> None:
        """Hear of a wait."""


def main(url: str, messages: int, lanes: int, journal: Path) -> None:
    """Send them all."""
    settings = Settings(gap=0, concurrency=lanes)
    batch_id = batches.checked(journal, messages, settings)
    with Journal(journal) as book:
        connection = Connection(name=None, url=url, token=Token("token-of-the-benchmark"))
        dispatch = Dispatch(
            batch_id=batch_id, connection=connection, settings=settings, who="benchmark"
        )
        deliver(book, dispatch, clock=SystemClock(), watch=Nobody(), stop=threading.Event())
        accepted = book.batches.counts(batch_id).accepted
    if accepted != messages:
        sys.exit(f"{accepted} of {messages} were accepted")
    print(seconds_at(url))


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), Path(folder) / "journal.sqlite3")
