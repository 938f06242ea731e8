"""A checked batch that was never begun is taken back without a trace; any other stays."""

import pytest

from batch_sender.journal import Journal
from batch_sender.journal.batches import changes
from batch_sender.journal.batches.changes import PROOF_SENDING
from batch_sender.journal.errors import BatchBusy, StateConflict, UnknownBatch
from batch_sender.models import BatchState, MessageState, ProblemCode
from tests.support import checked_batch, message


@pytest.fixture
def batch(journal: Journal) -> int:
    return checked_batch(journal, [message(row, row) for row in range(2, 8)])


def begin(journal: Journal, batch: int) -> None:
    connection = journal.sending.known_connection(fingerprint="f", name="loja", address="a")
    journal.batches.start(batch, connection_id=connection, who="ana", sender={})


def test_it_is_gone_with_its_rows_and_its_number_is_not_given_again(
    journal: Journal, batch: int
) -> None:
    journal.batches.withdraw(batch, who="ana")
    with pytest.raises(UnknownBatch):
        journal.batches.one(batch)
    assert not list(journal.messages.rows(batch))
    assert not journal.batches.recent()
    assert checked_batch(journal, [message(2, 2)]) == batch + 1


def test_one_that_was_begun_stays_as_it_is(journal: Journal, batch: int) -> None:
    begin(journal, batch)
    with pytest.raises(StateConflict):
        journal.batches.withdraw(batch, who="ana")
    journal.batches.pause(batch, because="person", who="ana")
    with pytest.raises(StateConflict):
        journal.batches.withdraw(batch, who="ana")
    assert journal.batches.counts(batch).pending == 6


def test_one_that_was_begun_and_put_back_stays(journal: Journal, batch: int) -> None:
    begin(journal, batch)
    journal.batches.cancel(batch, who="ana")
    journal.decisions.retry(batch, rejected=False, who="ana")
    assert journal.batches.state(batch) is BatchState.CHECKED
    with pytest.raises(StateConflict):
        journal.batches.withdraw(batch, who="ana")


def test_a_test_message_stays_on_record(journal: Journal, batch: int) -> None:
    journal.batches.note(batch, PROOF_SENDING, who="ana", detail={"number": "…5678"})
    journal.batches.withdraw(batch, who="ana")
    assert journal.batches.state(batch) is BatchState.CANCELLED
    assert journal.batches.one(batch).problems == {ProblemCode.CANCELLED: 6}
    assert PROOF_SENDING in [event.kind for event in journal.batches.events(batch)]


def test_whoever_holds_it_keeps_it(journal: Journal, batch: int) -> None:
    with journal.batches.holding(batch), pytest.raises(BatchBusy):
        journal.batches.withdraw(batch, who="ana")
    assert journal.batches.state(batch) is BatchState.CHECKED


def test_one_that_was_cut_short_is_finished_by_the_next(journal: Journal, batch: int) -> None:
    now = journal.batches.one(batch).created_at
    journal._handle.write(lambda tx: changes.take_back(tx, batch, who="ana", now=now))
    journal.batches.discard_abandoned()
    with pytest.raises(UnknownBatch):
        journal.batches.one(batch)


def test_rows_are_read_by_pages(journal: Journal) -> None:
    batch = checked_batch(journal, [message(row, row) for row in range(2, 12)])

    def rows(state: MessageState | None, behind: int) -> list[int]:
        found = journal.messages.some_rows(batch, state, most=4, behind=behind)
        return [each.row for each in found]

    for state in (None, MessageState.PENDING):
        assert [rows(state, n) for n in (0, 4, 8, 12)] == [[2, 3, 4, 5], [6, 7, 8, 9], [10, 11], []]
    assert rows(MessageState.SKIPPED, 0) == []
    journal.batches.cancel(batch, who="ana")
    assert rows(MessageState.SKIPPED, 8) == [10, 11]
    skipped = journal.messages.rows_skipped_for(batch, ProblemCode.CANCELLED, most=4, behind=8)
    assert [each.row for each in skipped] == [10, 11]
