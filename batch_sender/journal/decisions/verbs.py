"""Carry out what a person decides over a batch: retry, resolve, let in second messages."""

from collections.abc import Collection
from functools import partial

from batch_sender.journal.batches.verbs import Batches
from batch_sender.journal.decisions import resolutions, retries, second_messages
from batch_sender.journal.decisions.resolutions import Decision
from batch_sender.journal.decisions.retries import Retryable
from batch_sender.journal.handle import MOST_ROWS_TOGETHER, Handle, Subject, asked


class Decisions(Subject):
    """`retry`, `resolve`, and second messages to one person."""

    in_doubt = asked(resolutions.in_doubt)
    second_messages = asked(second_messages.waiting_for_a_word)

    def __init__(self, handle: Handle, batches: Batches) -> None:
        super().__init__(handle)
        self._batches = batches

    def retryable(self, batch_id: int, *, rejected: bool = False) -> Retryable:
        """Count what `retry` would put back.

        Raises:
            NothingToRetry: nothing; RetryTooLate where that is because of the time.
        """
        with self._handle.reading() as connection:
            return retries.retryable(
                connection, batch_id, rejected=rejected, now=self._handle.now()
            )

    def retry(self, batch_id: int, *, rejected: bool = False, who: str) -> int:
        """Put back what surely did not leave and, if asked, what was rejected; return how many.

        The batch goes to `checked`, where it waits for a yes.

        Raises:
            NothingToRetry: see `retryable`. BatchBusy: a process still sends it.
            StateConflict: it is being judged, or was left at `running`.
        """
        with self._batches.holding(batch_id):
            found = self.retryable(batch_id, rejected=rejected)
            order = retries.Retry(
                batch_id=batch_id,
                rejected=rejected,
                who=who,
                now=self._handle.now(),
                most=MOST_ROWS_TOGETHER,
            )
            return retries.retry(self._handle.write, order, rows=found.rows)

    def admit_second_messages(self, batch_id: int, *, most: int | None, who: str) -> int:
        """Let in second messages to one person that a checked batch skipped; return how many.

        Raises:
            StateConflict: it is no longer at `checked`. BatchBusy: a process sends it.
        """
        done = 0
        with self._batches.holding(batch_id):
            waiting = self.second_messages(batch_id)
            wanted = waiting if most is None else min(most, waiting)
            while done < wanted:
                order = second_messages.Admission(
                    batch_id=batch_id,
                    most=min(MOST_ROWS_TOGETHER, wanted - done),
                    who=who,
                    now=self._handle.now(),
                )
                done += self._handle.write(partial(second_messages.admit, order=order))
        return done

    def resolve(
        self, batch_id: int, decision: Decision, *, rows: Collection[int] | None, who: str
    ) -> list[int]:
        """Settle rows in doubt, those named or all of them (None); return which.

        Raises:
            NothingInDoubt, RowsNotInDoubt: nothing was changed.
        """
        resolution = resolutions.Resolution(
            batch_id=batch_id,
            decision=decision,
            rows=rows,
            who=who,
            now=self._handle.now(),
            most=MOST_ROWS_TOGETHER,
        )
        return resolutions.resolve(self._handle.write, resolution)
