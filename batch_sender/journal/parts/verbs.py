"""The connections of a batch that has several: spread its rows, stop a part, move rows from one to the others."""

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import partial

from batch_sender.journal.batches import changes
from batch_sender.journal.batches import parts as reading
from batch_sender.journal.handle import MOST_ROWS_TOGETHER, Subject, asked
from batch_sender.journal.parts import spreading, stopping
from batch_sender.journal.parts.dealing import Weighted
from batch_sender.journal.parts.spreading import Spread
from batch_sender.journal.parts.stopping import PartStop


class Parts(Subject):
    """What a batch has for each of several connections."""

    of_batch = asked(reading.of_batch)
    fingerprints = asked(reading.fingerprints)
    undealt = asked(reading.undealt)

    def spread(self, batch_id: int, over: Sequence[Weighted]) -> None:
        """See that every pending row leaves through one of these connections, dealt by weight.

        Whoever was written to before stays with that connection, and two rows of one person have one. Only
        for who holds the batch.
        """
        order = Spread(batch_id=batch_id, over=tuple(over), most=MOST_ROWS_TOGETHER)
        spreading.spread(self._handle.write, order)

    def deal(self, batch_id: int) -> None:
        """Give the pending rows that have none their connection, of those that the batch has; likewise."""
        spreading.deal(self._handle.write, batch_id, most=MOST_ROWS_TOGETHER)

    def move(self, batch_id: int, away: Sequence[int], *, who: str) -> int:
        """Deal the waiting rows of some connections to the batch's others; return how many. Likewise."""
        names = {each.id: each.name for each in self.of_batch(batch_id)}
        moved = spreading.move(self._handle.write, batch_id, away, most=MOST_ROWS_TOGETHER)
        detail = {"rows": moved, "connections": [names[each] for each in away]}
        self._handle.write(
            lambda tx: changes.note(
                tx, batch_id, "rows_moved", who=who, detail=detail, now=self._handle.now()
            )
        )
        return moved

    def stop(
        self,
        batch_id: int,
        connection_id: int,
        *,
        because: str,
        who: str,
        sender: str | None = None,
        until: datetime | None = None,
    ) -> bool:
        """Let nothing more of a running batch leave through a connection; False where it stands already."""
        order = PartStop(
            batch_id=batch_id,
            connection_id=connection_id,
            because=because,
            who=who,
            now=self._handle.now(),
            sender=sender,
            until=until,
        )
        return self._handle.write(partial(stopping.stop, order=order))

    def leave_out(self, batch_id: int, connection_ids: Collection[int], *, because: str) -> None:
        """Write down that nothing leaves through these for now; what is known of one stands."""
        for each in connection_ids:
            self._handle.write(
                partial(stopping.mark, batch_id=batch_id, connection_id=each, because=because)
            )

    def pause_if_stopped(self, batch_id: int, *, who: str) -> bool:
        """Pause a batch of which nothing is left but for connections that are stopped; say whether it was."""
        now = self._handle.now()
        return self._handle.write(
            lambda tx: stopping.pause_if_stopped(tx, batch_id, who=who, now=now)
        )
