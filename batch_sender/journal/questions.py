"""Questions to the journal; each answer is true at the moment it is read."""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Any

from batch_sender.allowances import Usage
from batch_sender.journal.batches import (
    counting,
    previews,
    reading,
    resolutions,
    retries,
    samples,
    second_messages,
    shared_files,
    sums,
)
from batch_sender.journal.batches.previews import Previews
from batch_sender.journal.batches.reading import Event
from batch_sender.journal.batches.resolutions import InDoubt
from batch_sender.journal.batches.retries import Retryable
from batch_sender.journal.batches.shared_files import SharedFiles
from batch_sender.journal.batches.sums import HourlySum
from batch_sender.journal.handle import Handle
from batch_sender.journal.sending import quotas, refusals
from batch_sender.models import (
    BatchRecord,
    BatchState,
    Call,
    Counts,
    Known,
    MessageRecord,
    PhoneNumber,
    Question,
)


class Questions(Handle):
    """What the journal tells."""

    def second_messages(self, batch_id: int) -> int:
        """Count the rows skipped because another row has their number and another message."""
        with self._reading() as connection:
            return second_messages.waiting_for_a_word(connection, batch_id)

    def batch(self, batch_id: int) -> BatchRecord:
        """Read one batch."""
        with self._reading() as connection:
            return reading.batch(connection, batch_id)

    def recent(self, *, most: int = 20) -> list[BatchRecord]:
        """Read the newest batches, newest first."""
        with self._reading() as connection:
            return reading.recent(connection, most=most)

    def resumable(self) -> list[int]:
        """Return the numbers of the batches that were running or paused."""
        with self._reading() as connection:
            return reading.with_states(connection, BatchState.RUNNING, BatchState.PAUSED)

    def counts(self, batch_id: int) -> Counts:
        """Count a batch's messages by state."""
        with self._reading() as connection:
            return counting.counts(connection, batch_id)

    def state(self, batch_id: int) -> BatchState:
        """Say where a batch stands."""
        with self._reading() as connection:
            return reading.state(connection, batch_id)

    def settings(self, batch_id: int) -> dict[str, Any]:
        """Return the settings a batch was judged with."""
        with self._reading() as connection:
            return reading.settings(connection, batch_id)

    def fingerprint(self, batch_id: int) -> str | None:
        """Return the keyed hash of the connection a batch was started with, if it was."""
        with self._reading() as connection:
            return reading.fingerprint(connection, batch_id)

    def rows(self, batch_id: int) -> Iterator[MessageRecord]:
        """Stream a batch's messages in the order of the list."""
        with self._reading() as connection:
            yield from reading.rows(connection, batch_id)

    def previews(self, batch_id: int, *, chance: float) -> Previews:
        """Read the pending messages that a person should see before they leave."""
        with self._reading() as connection:
            return previews.previews(connection, batch_id, chance=chance)

    def rows_repaired_by(self, batch_id: int, rule: str, *, most: int) -> list[MessageRecord]:
        """Read the first rows in which a rule mended the number."""
        with self._reading() as connection:
            return previews.rows_repaired_by(connection, batch_id, rule, most=most)

    def rows_noticed_for(self, batch_id: int, code: str, *, most: int) -> list[MessageRecord]:
        """Read the first rows with a notice of this kind."""
        with self._reading() as connection:
            return previews.rows_noticed_for(connection, batch_id, code, most=most)

    def shared_files(self, batch_id: int, *, most: int) -> SharedFiles:
        """Find the files that pending messages would take to several people."""
        with self._reading() as connection:
            return shared_files.shared_files(connection, batch_id, most=most)

    def rows_sharing_files(self, batch_id: int) -> Iterator[int]:
        """Stream the rows whose file would go to another person, too, in the order of the list."""
        with self._reading() as connection:
            yield from shared_files.rows_sharing_files(connection, batch_id)

    def texts(self, batch_id: int) -> Iterator[tuple[int, str]]:
        """Stream the texts of the batch's pending messages, each with its row."""
        with self._reading() as connection:
            yield from samples.texts(connection, batch_id)

    def first_of_each_text(self, batch_id: int) -> list[MessageRecord]:
        """Read the first pending message of each of the batch's texts."""
        with self._reading() as connection:
            return samples.first_of_each_text(connection, batch_id)

    def proof_calls(
        self, batch_id: int, number: PhoneNumber, *, greeting: str | None = None
    ) -> list[Call]:
        """Return the calls of the first message of each text, addressed to `number` instead."""
        with self._reading() as connection:
            return samples.proof_calls(connection, batch_id, number, greeting=greeting)

    def rows_skipped_for(self, batch_id: int, code: str, *, most: int) -> list[MessageRecord]:
        """Read the first rows that were skipped for one problem."""
        with self._reading() as connection:
            return reading.rows_skipped_for(connection, batch_id, code, most=most)

    def calls_left(self, batch_id: int) -> int:
        """Count the calls that the pending messages of a batch still need."""
        with self._reading() as connection:
            return counting.calls_left(connection, batch_id)

    def half_out(self, batch_id: int) -> frozenset[int]:
        """Return the pending rows of a batch whose text has left and whose file has not."""
        with self._reading() as connection:
            return reading.half_out(connection, batch_id)

    def rows_answered(self, batch_id: int, *, since: datetime, most: int) -> list[MessageRecord]:
        """Read the first rows that came to rest after a call that began `since` then."""
        with self._reading() as connection:
            return reading.rows_answered(connection, batch_id, since=since, most=most)

    def retryable(self, batch_id: int, *, rejected: bool = False) -> Retryable:
        """Count what `retry` would put back.

        Raises:
            NothingToRetry: nothing; RetryTooLate where that is because of the time.
        """
        with self._reading() as connection:
            return retries.retryable(connection, batch_id, rejected=rejected, now=self._now())

    def in_doubt(
        self,
        batch_id: int,
        *,
        rows: Collection[int] | None = None,
        said_since: datetime | None = None,
    ) -> list[InDoubt]:
        """Read rows in doubt, those named or all of them, and who has said the same since.

        Raises:
            NothingInDoubt, RowsNotInDoubt: none is, or one of those named is not.
        """
        with self._reading() as connection:
            return resolutions.in_doubt(connection, batch_id, rows=rows, said_since=said_since)

    def events(self, batch_id: int) -> list[Event]:
        """Read a batch's events, oldest first."""
        with self._reading() as connection:
            return reading.events_of(connection, batch_id)

    def judged(self, batch_id: int) -> Mapping[str, Any]:
        """Return what was noted when the list was judged: how it was read, and what was found."""
        found = (event.detail for event in self.events(batch_id) if event.kind == "checked")
        return next(found, {})

    def known_of(self, people: Collection[str], keys: Collection[str], question: Question) -> Known:
        """Say what is known of some people on a list and of their messages' `said` keys."""
        with self._reading() as connection:
            return refusals.known_of(connection, people, keys, question)

    def hourly_sums(self, *, since: datetime, until: datetime) -> list[HourlySum]:
        """Sum up the messages that came to stand where they stand from `since` to before `until`."""
        with self._reading() as connection:
            return sums.hourly(connection, since=since, until=until)

    def usage(self, fingerprint: str, day: str) -> Usage:
        """Say where a connection stands in its plan on a day (ISO date)."""
        with self._reading() as connection:
            return quotas.usage(connection, fingerprint, day)
