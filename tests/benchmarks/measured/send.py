"""Send a checked batch of so many messages through the journal, at no pace.

python -m tests.benchmarks.measured.send URL MESSAGES LANES [DATABASE]
    DATABASE: of PostgreSQL; SQLite, unless told. Prints the seconds from the first request to the last
    answer, and the processor's of sending.
"""

import sys
import tempfile
import threading
import time
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
from batch_sender.timing.silence import Silence
from tests.benchmarks import batches
from tests.benchmarks.answering import seconds_at


class Nobody:
    """Looks on, and keeps nothing."""

    def settled(self, state: MessageState) -> None:
        """Hear of a message."""

    def waiting(self, until: datetime, *, because: PauseReason | Reason) -> None:
        """Hear of a wait."""

    def answering(self) -> None:
        """Hear that it is over."""

    def unanswered(self, silence: Silence) -> None:
        """Hear of a call without an answer."""


def main(url: str, messages: int, lanes: int, journal: Path | str) -> None:
    """Send them all."""
    # More lanes than one batch may ask for: as many as a service has for all its connections.
    settings = Settings(gap=0).model_copy(update={"concurrency": lanes})
    batch_id = batches.checked(journal, messages, settings)
    with Journal(journal) as book:
        connection = Connection(name=None, url=url, token=Token("token-of-the-benchmark"))
        dispatch = Dispatch(
            batch_id=batch_id, connection=connection, settings=settings, who="benchmark"
        )
        began = time.process_time()
        deliver(book, dispatch, clock=SystemClock(), watch=Nobody(), stop=threading.Event())
        worked = time.process_time() - began
        accepted = book.batches.counts(batch_id).accepted
    if accepted != messages:
        sys.exit(f"{accepted} of {messages} were accepted")
    print(seconds_at(url), worked)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        database = sys.argv[4] if sys.argv[4:] else Path(folder) / "journal.sqlite3"
        main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), database)
