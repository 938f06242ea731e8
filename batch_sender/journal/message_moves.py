"""One message after another: the claim before it leaves, the record of what came of it."""

from sqlalchemy import Connection

from batch_sender.journal.handle import PROGRAM
from batch_sender.journal.sending import claims, rates, records
from batch_sender.journal.sending.claims import Claim, Claimed, Drained
from batch_sender.journal.sending.rates import Terms, Wait
from batch_sender.journal.sending.records import Report
from batch_sender.journal.sending.states import Settled
from batch_sender.journal.unattended import UnattendedMoves


class MessageMoves(UnattendedMoves):
    """Moves of single messages."""

    def claim(self, terms: Terms) -> Claim:
        """Mark the next message that may leave; it is on disk when this returns.

        Raises:
            UnknownBatch: there is none of this number.
        """
        return self._looked_after(
            self._write(lambda tx: self._claim(tx, terms)),
        )

    def let_out(self, terms: Terms) -> Wait | None:
        """Let a call leave now that is no row of a batch (None), or say until when it has to wait."""
        return self._write(
            lambda tx: rates.let_out(tx, terms, now=self._now(), clock=self._pace_clock)
        )

    def record(self, report: Report, *, address: str) -> Settled:
        """Write what came of a claimed message.

        Raises:
            StateConflict: it was given up meanwhile; what was decided then stands.
        """
        return self._write(lambda tx: records.record(tx, report, address=address, now=self._now()))

    def record_and_claim(self, report: Report, terms: Terms) -> tuple[Settled, Claim]:
        """Record, then claim, in one commit: flushing costs more than all that is written.

        Nothing is claimed where nothing could be recorded; what is recorded stays, whatever comes
        of the claim.

        Raises:
            StateConflict, UnknownBatch: as the two by themselves.
        """
        recorded: list[Settled] = []

        def record(tx: Connection) -> Settled:
            recorded.clear()
            settled = records.record(tx, report, address=terms.address, now=self._now())
            recorded.append(settled)
            return settled

        def claim(tx: Connection) -> Claim:
            return self._claim(tx, terms) if recorded else Drained()

        settled, found = self._write_both(record, claim)
        return settled, self._looked_after(found)

    def _claim(self, tx: Connection, terms: Terms) -> Claim:
        return claims.claim(tx, terms, now=self._now(), clock=self._pace_clock)

    def _looked_after(self, found: Claim) -> Claim:
        if isinstance(found, Wait):
            # A dead sender's mark must not keep its person from every other batch for ever.
            for batch_id in found.behind:
                self._take_over_if_dead(batch_id, who=PROGRAM)
        elif isinstance(found, Claimed) and self._beat.due(self._now()):
            # Before its request leaves: a copy without this mark must not pass for the journal.
            self.count_generation()
        return found
