"""Claim one message after another, and record what came of each."""

import contextlib

from sqlalchemy import Connection, select, update

from batch_sender.journal.batches.verbs import Batches
from batch_sender.journal.errors import JournalError, JournalFromNewerVersion
from batch_sender.journal.handle import MOST_ROWS_TOGETHER, PROGRAM, Handle, Subject, asked
from batch_sender.journal.schema.statements import insert_if_absent
from batch_sender.journal.schema.tables import connections
from batch_sender.journal.sending import (
    claims,
    first_new_people,
    new_people,
    quotas,
    rates,
    records,
    refusals,
    staying,
)
from batch_sender.journal.sending.claims import Claim, Claimed, Drained
from batch_sender.journal.sending.rates import Terms, Wait
from batch_sender.journal.sending.records import SendReport
from batch_sender.journal.states import GivenBack, Settled


class Sending(Subject):
    """Moves of single messages, and what is asked before one is made."""

    known_of = asked(refusals.known_of)
    usage = asked(quotas.usage)
    usage_of_new_people = asked(quotas.usage_of_new_people)
    first_new_people = asked(first_new_people.first_new_people)
    staying = asked(staying.staying)

    def __init__(self, handle: Handle, batches: Batches) -> None:
        super().__init__(handle)
        self._batches = batches

    def known_connection(self, *, fingerprint: str, name: str | None, address: str) -> int:
        """Return the number of this connection; write it down the first time it is seen."""
        known = connections.c.fingerprint == fingerprint
        values = {"fingerprint": fingerprint, "name": name, "address": address}

        def work(tx: Connection) -> int:
            insert_if_absent(tx, connections, **values, created_at=self._handle.now())
            tx.execute(update(connections).where(known).values(name=name))
            return int(tx.execute(select(connections.c.id).where(known)).scalar_one())

        return self._handle.write(work)

    def renew_turns(self, batch_id: int) -> None:
        """Let those leave among the first who have become known since the list was judged."""
        new_people.renew_turns(self._handle.write, batch_id, most=MOST_ROWS_TOGETHER)

    def claim(self, terms: Terms) -> Claim:
        """Mark the next message that may leave; it is on disk when this returns.

        Raises:
            UnknownBatch: there is none of this number.
        """
        return self._follow_up(
            self._handle.write(lambda tx: self._claim(tx, terms)),
        )

    def admit_call(self, terms: Terms) -> Wait | None:
        """Let a call leave now that is no row of a batch (None), or say until when it has to wait."""
        return self._handle.write(
            lambda tx: rates.admit_call(
                tx, terms, now=self._handle.now(), clock=self._handle.rate_clock
            )
        )

    def record(self, report: SendReport, *, address: str) -> Settled:
        """Write what came of a claimed message.

        Raises:
            StateConflict: it was given up meanwhile; what was decided then stands.
        """
        return self._handle.write(
            lambda tx: records.record(tx, report, address=address, now=self._handle.now())
        )

    def record_and_claim(self, report: SendReport, terms: Terms) -> tuple[Settled, Claim]:
        """Record, then claim, in one commit: flushing costs more than all that is written.

        Nothing is claimed where nothing could be recorded; what is recorded stays, whatever comes
        of the claim.

        Raises:
            StateConflict, UnknownBatch: as the two by themselves.
        """
        recorded: list[Settled] = []

        def record(tx: Connection) -> Settled:
            recorded.clear()
            settled = records.record(tx, report, address=terms.address, now=self._handle.now())
            recorded.append(settled)
            return settled

        def claim(tx: Connection) -> Claim:
            return self._claim(tx, terms) if recorded else Drained()

        settled, found = self._handle.write_both(record, claim)
        return settled, self._follow_up(found)

    def _claim(self, tx: Connection, terms: Terms) -> Claim:
        return claims.claim(tx, terms, now=self._handle.now(), clock=self._handle.rate_clock)

    def _follow_up(self, found: Claim) -> Claim:
        if isinstance(found, Wait):
            # A dead sender's mark must not keep its person from every other batch for ever.
            for batch_id in found.held_up_by:
                self._batches.take_over_if_dead(batch_id, who=PROGRAM)
        elif isinstance(found, Claimed):
            # Before its request leaves: a copy without this mark must not pass for the journal.
            try:
                self._handle.count_generation_if_due()
            except JournalFromNewerVersion:
                self._give_back(found)  # it surely stays here, for whoever has the newer program
                raise
        return found

    def _give_back(self, claimed: Claimed) -> None:
        report = SendReport(claimed=claimed, ending=GivenBack())
        with contextlib.suppress(JournalError):  # then it is in doubt
            self._handle.write(
                lambda tx: records.record(tx, report, address="", now=self._handle.now())
            )
