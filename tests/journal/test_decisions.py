"""What a person decides: rows that did not leave go again, rows in doubt are settled, no other is."""

import itertools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, event, update

from batch_sender.journal import Claimed, Decision, Halted, Journal, states
from batch_sender.journal.decisions import resolutions, retries
from batch_sender.journal.errors import (
    BatchBusy,
    NothingInDoubt,
    NothingToRetry,
    RetryTooLate,
    RowsNotInDoubt,
    StateConflict,
    UnknownBatch,
)
from batch_sender.journal.schema.tables import batches, messages
from batch_sender.models import (
    BatchState,
    JudgedMessage,
    JudgedRows,
    MessageState,
    Outcome,
    Part,
    ProblemCode,
    Reason,
)
from tests.journal.desk import (
    ACCEPTED,
    REFUSED,
    TIMED_OUT,
    WHO,
    Desk,
    new_batch,
    skipped,
    text,
    with_file,
    with_file_and_payment,
    with_payment,
)
from tests.journal.large import MANY, running_batch
from tests.support import FakeClock

M = MessageState
B = BatchState
AS_SENT, SEND_AGAIN = Decision.AS_SENT, Decision.SEND_AGAIN


def put(desk: Desk, batch_id: int, row: int, state: MessageState, **values: Any) -> None:
    """Let a row stand anywhere, without the road that leads there."""
    here = (messages.c.batch_id == batch_id) & (messages.c.row == row)
    change = update(messages).where(here).values(state=state, **values)
    desk.journal._handle.writer.run(lambda tx: tx.execute(change))


def retry(desk: Desk, batch_id: int, *, rejected: bool = False) -> int:
    return desk.journal.decisions.retry(batch_id, rejected=rejected, who="bia")


def resolve(desk: Desk, batch_id: int, how: Decision, *rows: int) -> list[int]:
    return desk.journal.decisions.resolve(batch_id, how, rows=rows or None, who="bia")


def all_of_it(desk: Desk, batch_id: int) -> tuple[Any, ...]:
    journal = desk.journal
    return (
        journal.batches.one(batch_id),
        desk.everything(batch_id),
        journal.batches.events(batch_id),
    )


def ended(desk: Desk, *endings: Any) -> int:
    """A finished batch whose rows, from 2 on, ended so."""
    batch_id = desk.running(*(text(row) for row, _ in enumerate(endings, start=2)))
    for ending in endings:
        desk.record(desk.take(batch_id), ending)
    desk.journal.batches.finish(batch_id, who=WHO)
    return batch_id


# ── retry ─────────────────────────────────────────────────────────────────────────────────────

# Where a row can stand, and whether it goes back: by itself, and with the rejected ones.
STANDINGS: list[tuple[MessageState, str | None, bool, bool]] = [
    (M.FAILED, Reason.CONNECTION_REFUSED, True, True),
    (M.SKIPPED, ProblemCode.CANCELLED, True, True),
    (M.SKIPPED, ProblemCode.EXPIRED, True, True),  # and its time is not over: see below
    (M.REJECTED, Reason.REFUSED, False, True),
    (M.REJECTED, Reason.HALF_SENT, False, True),
    (M.PENDING, None, False, False),
    (M.ACCEPTED, None, False, False),
    (M.ACCEPTED, Reason.RESOLVED_AS_SENT, False, False),
    (M.UNKNOWN, Reason.TIMED_OUT, False, False),
    (M.UNKNOWN, Reason.HALF_SENT, False, False),
    *((M.SKIPPED, code, False, False) for code in ProblemCode if code not in {"cancelled", "expired"}),
]  # fmt: skip


@pytest.mark.parametrize("rejected", [False, True])
def test_only_what_surely_did_not_leave_goes_back(desk: Desk, rejected: bool) -> None:
    rows = range(2, 2 + len(STANDINGS))
    batch_id = desk.checked(*(text(row) for row in rows))
    for row, (state, reason, _, _) in zip(rows, STANDINGS, strict=True):
        put(desk, batch_id, row, state, reason=reason)
    before = desk.ends(batch_id)

    goes = {
        row
        for row, (_, _, plainly, if_asked) in zip(rows, STANDINGS, strict=True)
        if (if_asked if rejected else plainly)
    }
    assert desk.journal.decisions.retryable(batch_id, rejected=rejected).rows == len(goes)
    assert retry(desk, batch_id, rejected=rejected) == len(goes)

    after = desk.ends(batch_id)
    assert after == {**before, **dict.fromkeys(goes, (M.PENDING, None))}
    assert {(before[row][0], M.PENDING) for row in goes} <= states.MESSAGE_DECISIONS


def test_what_goes_back_starts_afresh_and_keeps_its_attempts(desk: Desk) -> None:
    batch_id = ended(desk, REFUSED)
    desk.clock.forward(60)
    retry(desk, batch_id, rejected=True)
    (row,) = desk.journal.messages.rows(batch_id)
    assert (row.state, row.reason, row.detail, row.answer) == (M.PENDING, None, "", None)
    desk.start(batch_id)
    assert desk.take(batch_id).attempt == 2
    assert [each.outcome for each in desk.attempts(batch_id, 2)] == ["rejected", None]


@pytest.mark.parametrize(
    ("make", "out", "part"),
    [
        pytest.param(with_file, 1, Part.FILE, id="its file"),
        pytest.param(with_payment, 1, Part.PAYMENT, id="its payment line"),
        pytest.param(
            with_file_and_payment, 1, Part.FILE, id="its file, the payment line behind it"
        ),
        pytest.param(with_file_and_payment, 2, Part.PAYMENT, id="the last of three"),
    ],
)
def test_of_a_rejected_message_the_parts_that_are_missing_go_again(
    desk: Desk, make: Callable[[int], JudgedMessage], out: int, part: Part
) -> None:
    batch_id = desk.running(make(2))
    endings: list[Outcome] = [*[ACCEPTED] * out, REFUSED]
    for ending in endings:
        desk.record(desk.take(batch_id), ending)
    desk.journal.batches.finish(batch_id, who=WHO)
    with pytest.raises(NothingToRetry):
        retry(desk, batch_id)
    retry(desk, batch_id, rejected=True)
    desk.start(batch_id)
    assert desk.take(batch_id).call.part is part


@pytest.mark.parametrize("state", [B.CHECKED, B.PAUSED, B.FINISHED, B.CANCELLED])
def test_a_batch_at_rest_goes_back_to_where_a_yes_is_asked_for(
    desk: Desk, state: BatchState
) -> None:
    batch_id = ended(desk, REFUSED)
    values: dict[str, Any] = {"state": state}
    if state in {B.CHECKED, B.PAUSED}:
        values |= {"ended_at": None, "paused_because": "asked" if state is B.PAUSED else None}
    moved = update(batches).where(batches.c.id == batch_id).values(values)
    desk.journal._handle.writer.run(lambda tx: tx.execute(moved))
    retry(desk, batch_id, rejected=True)
    batch = desk.journal.batches.one(batch_id)
    assert (batch.state, batch.ended_at, batch.paused_because) == (B.CHECKED, None, None)
    assert (
        batch_id not in desk.journal.batches.resumable()
    )  # `resume` without a number leaves it alone
    told = desk.journal.batches.events(batch_id)[-1]
    assert (told.kind, told.who, told.detail) == ("retried", "bia", {"rows": 1, "rejected": True})
    desk.start(batch_id)
    assert desk.journal.batches.events(batch_id)[-1].kind == "resumed"
    desk.record(desk.take(batch_id), ACCEPTED)
    assert desk.journal.batches.finish(batch_id, who=WHO)


def test_a_batch_that_is_judged_or_sent_is_left_alone(desk: Desk, location: str) -> None:
    judged = desk.journal.batches.add(new_batch())
    running = desk.running(text(2), text(3))
    desk.record(desk.take(running), REFUSED)
    desk.journal.batches.add_messages(judged, JudgedRows.of([text(2)]))
    put(desk, judged, 2, M.FAILED)
    for batch_id in (judged, running):
        before = all_of_it(desk, batch_id)
        with pytest.raises(StateConflict):
            retry(desk, batch_id, rejected=True)
        assert all_of_it(desk, batch_id) == before
    desk.journal.batches.pause(running, because="asked", who=WHO)
    with Journal(location) as sender, sender.batches.holding(running), pytest.raises(BatchBusy):
        retry(desk, running, rejected=True)  # its last request may still be on its way
    assert desk.journal.batches.state(running) is B.PAUSED


def test_with_nothing_left_behind_nothing_is_changed(desk: Desk) -> None:
    batch_id = ended(desk, ACCEPTED, TIMED_OUT, REFUSED)
    before = all_of_it(desk, batch_id)
    with pytest.raises(NothingToRetry):
        retry(desk, batch_id)
    assert all_of_it(desk, batch_id) == before
    with pytest.raises(UnknownBatch):
        desk.journal.decisions.retryable(batch_id + 1)


def test_what_has_expired_stays(desk: Desk) -> None:
    judged_so = skipped(6, ProblemCode.EXPIRED)  # its cell lay in the past already
    batch_id = desk.checked(*(text(row) for row in range(2, 6)), judged_so)
    desk.journal.batches.cancel(batch_id, who=WHO)
    now = desk.clock.now()
    put(desk, batch_id, 2, M.SKIPPED, expires_at=now - timedelta(seconds=1))
    put(desk, batch_id, 3, M.SKIPPED, expires_at=now + timedelta(hours=1))
    put(desk, batch_id, 4, M.FAILED, reason="x", expires_at=now)
    found = desk.journal.decisions.retryable(batch_id)
    assert (found.rows, found.expired) == (2, 2)
    retry(desk, batch_id)
    stays = {2: M.SKIPPED, 4: M.FAILED, 6: M.SKIPPED}
    assert desk.standing(batch_id) == {**stays, 3: M.PENDING, 5: M.PENDING}


def test_of_an_expired_batch_all_stay(desk: Desk) -> None:
    batch_id = desk.checked(text(2))
    desk.journal.batches.cancel(batch_id, who=WHO)
    over = update(batches).values(expires_at=desk.clock.now())
    desk.journal._handle.writer.run(lambda tx: tx.execute(over))
    before = all_of_it(desk, batch_id)
    with pytest.raises(RetryTooLate):
        retry(desk, batch_id)
    assert all_of_it(desk, batch_id) == before


def test_what_another_batch_has_said_meanwhile_is_not_said_again(desk: Desk) -> None:
    batch_id = desk.checked(text(2))
    desk.journal.batches.cancel(batch_id, who=WHO)
    other = desk.running(text(2))
    desk.record(desk.take(other), ACCEPTED)
    retry(desk, batch_id)
    desk.start(batch_id)
    assert not isinstance(desk.claim(batch_id), Claimed)
    assert desk.ends(batch_id) == {2: (M.SKIPPED, ProblemCode.ALREADY_SENT)}


def test_a_retry_cut_short_is_finished_by_the_next(desk: Desk) -> None:
    batch_id = desk.checked(*(text(row) for row in range(2, 12)))
    desk.journal.batches.cancel(batch_id, who=WHO)
    order = retries.Retry(
        batch_id=batch_id, rejected=False, who="bia", now=desk.clock.now(), most=3
    )
    steps = itertools.count()

    def dies_at_the_third(work: Callable[[Connection], Any]) -> Any:
        if next(steps) == 3:
            raise KeyboardInterrupt
        return desk.journal._handle.writer.run(work)

    with pytest.raises(KeyboardInterrupt):
        retries.retry(dies_at_the_third, order, rows=10)
    counts = desk.journal.batches.counts(batch_id)
    assert (counts.pending, counts.skipped) == (6, 4)
    assert desk.journal.batches.state(batch_id) is B.CHECKED  # and nothing of it goes by itself
    desk.journal.batches.settle_abandoned(who=WHO)
    assert retry(desk, batch_id) == 4
    assert desk.journal.batches.counts(batch_id).pending == 10


def test_a_cancellation_still_under_way_does_not_undo_a_retry(desk: Desk) -> None:
    batch_id = desk.checked(text(2), text(3))
    desk.journal.batches.cancel(batch_id, who=WHO)
    retry(desk, batch_id)
    desk.journal.batches._cancel_pending(batch_id)  # what a slower `cancel` would still do
    assert desk.journal.batches.counts(batch_id).pending == 2


# ── resolve ───────────────────────────────────────────────────────────────────────────────────


def test_a_row_counted_as_sent_is_accepted_and_shows_whose_word_that_is(desk: Desk) -> None:
    batch_id = ended(desk, TIMED_OUT, ACCEPTED)
    left_at = desk.journal.decisions.in_doubt(batch_id)[0].time
    desk.clock.forward(3600)
    assert resolve(desk, batch_id, AS_SENT) == [2]
    row, sure = desk.journal.messages.rows(batch_id)
    assert (row.state, row.reason, row.detail) == (
        M.ACCEPTED, Reason.RESOLVED_AS_SENT, Reason.TIMED_OUT,
    )  # fmt: skip
    assert row.time == left_at  # when it may have left, not when somebody looked
    assert (sure.state, sure.reason) == (M.ACCEPTED, None)
    assert desk.journal.batches.state(batch_id) is B.FINISHED
    told = desk.journal.batches.events(batch_id)[-1]
    assert (told.kind, told.who, told.at) == ("resolved", "bia", desk.clock.now())
    assert told.detail == {"decision": "as_sent", "rows": [2]}
    assert (M.UNKNOWN, M.ACCEPTED) in states.MESSAGE_DECISIONS


def test_a_row_to_send_again_leaves_once_more_and_only_once(desk: Desk) -> None:
    batch_id = ended(desk, TIMED_OUT, TIMED_OUT)
    assert resolve(desk, batch_id, SEND_AGAIN, 3) == [3]
    assert desk.standing(batch_id) == {2: M.UNKNOWN, 3: M.PENDING}
    batch = desk.journal.batches.one(batch_id)
    assert (batch.state, batch.ended_at) == (B.CHECKED, None)
    desk.start(batch_id)
    # Itself it is what has been said before: that does not hold it back, a person has decided.
    assert desk.rows_taken(batch_id) == [3]
    assert desk.standing(batch_id) == {2: M.UNKNOWN, 3: M.ACCEPTED}


@pytest.mark.parametrize("decided", [AS_SENT, SEND_AGAIN])
def test_the_same_message_elsewhere_is_refused_all_the_same(desk: Desk, decided: Decision) -> None:
    other = desk.running(text(2))
    batch_id = ended(desk, TIMED_OUT)
    resolve(desk, batch_id, decided)
    if decided is SEND_AGAIN:
        desk.start(batch_id)
        desk.record(desk.take(batch_id), TIMED_OUT)
    assert not isinstance(desk.claim(other), Claimed)
    assert desk.ends(other) == {2: (M.SKIPPED, ProblemCode.ALREADY_SENT)}


def test_who_has_said_the_same_since_is_told_beforehand(desk: Desk) -> None:
    batch_id = ended(desk, TIMED_OUT, TIMED_OUT)
    other = desk.running(text(2))
    desk.record(desk.take(other, sent_since=None), ACCEPTED)  # --allow-repeat
    since = desk.clock.now() - timedelta(hours=24)
    first, second = desk.journal.decisions.in_doubt(batch_id, sent_since=since)
    assert first.sent_elsewhere is not None
    assert first.sent_elsewhere.startswith(f"{other} 2 ")
    assert second.sent_elsewhere is None


@pytest.mark.parametrize(
    ("make", "before", "again"),
    [
        pytest.param(with_file, 0, [Part.TEXT, Part.FILE], id="its text is in doubt"),
        pytest.param(with_file, 1, [Part.FILE], id="its file is in doubt"),
        pytest.param(with_payment, 0, [Part.TEXT, Part.PAYMENT], id="with a payment line"),
        pytest.param(with_payment, 1, [Part.PAYMENT], id="its payment line is in doubt"),
        pytest.param(
            with_file_and_payment, 0, [Part.TEXT, Part.FILE, Part.PAYMENT], id="the first of three"
        ),
        pytest.param(with_file_and_payment, 1, [Part.FILE, Part.PAYMENT], id="the second of three"),
        pytest.param(with_file_and_payment, 2, [Part.PAYMENT], id="the last of three"),
    ],
)
def test_of_several_parts_what_is_out_does_not_leave_again(
    desk: Desk, make: Callable[[int], JudgedMessage], before: int, again: list[Part]
) -> None:
    message = make(2)
    batch_id = desk.running(message)
    endings: list[Outcome] = [*[ACCEPTED] * before, TIMED_OUT]
    for ending in endings:
        desk.record(desk.take(batch_id), ending)
    desk.journal.batches.pause(batch_id, because="asked", who=WHO)
    (found,) = desk.journal.decisions.in_doubt(batch_id)
    told = (found.part, found.form, found.detail, found.payment_line)
    assert told == (again[0], message.form, Reason.TIMED_OUT, message.payment_line)
    resolve(desk, batch_id, SEND_AGAIN)
    desk.start(batch_id)
    left = []
    while isinstance(claimed := desk.claim(batch_id), Claimed):
        left.append(claimed.call.part)
        desk.record(claimed, ACCEPTED)
    assert left == again
    assert desk.standing(batch_id) == {2: M.ACCEPTED}


@pytest.mark.parametrize(
    ("make", "parts"), [(with_file, 2), (with_payment, 2), (with_file_and_payment, 3)]
)
def test_half_a_message_counted_as_sent_is_whole(
    desk: Desk, make: Callable[[int], JudgedMessage], parts: int
) -> None:
    batch_id = desk.running(make(2))
    desk.record(desk.take(batch_id), TIMED_OUT)
    resolve(desk, batch_id, AS_SENT)
    assert desk.ends(batch_id) == {2: (M.ACCEPTED, Reason.RESOLVED_AS_SENT)}
    kept: Any = desk.everything(batch_id)[0]
    assert kept.parts_done == parts


@pytest.mark.parametrize("state", [B.CHECKED, B.RUNNING, B.PAUSED])
def test_a_batch_that_has_not_ended_stays_where_it_is(desk: Desk, state: BatchState) -> None:
    batch_id = ended(desk, TIMED_OUT)
    moved = update(batches).values(state=state)
    desk.journal._handle.writer.run(lambda tx: tx.execute(moved.where(batches.c.id == batch_id)))
    resolve(desk, batch_id, SEND_AGAIN)
    assert desk.journal.batches.state(batch_id) is state
    assert desk.standing(batch_id) == {2: M.PENDING}
    assert not desk.journal.batches.finish(batch_id, who=WHO) if state is B.RUNNING else True


@pytest.mark.parametrize("how", Decision)
@pytest.mark.parametrize(
    "named",
    [
        pytest.param([2, 3], id="one of them was accepted"),
        pytest.param([2, 99], id="one of them does not exist"),
        pytest.param([4], id="it was skipped"),
    ],
)
def test_all_rows_named_are_in_doubt_or_nothing_changes(
    desk: Desk, how: Decision, named: list[int]
) -> None:
    batch_id = desk.running(text(2), text(3), skipped(4))
    for ending in (TIMED_OUT, ACCEPTED):
        desk.record(desk.take(batch_id), ending)
    before = all_of_it(desk, batch_id)
    with pytest.raises(RowsNotInDoubt) as caught:
        resolve(desk, batch_id, how, *named)
    wrong = ", ".join(str(row) for row in named if row != 2)
    assert f": {wrong}." in caught.value.message
    assert all_of_it(desk, batch_id) == before


def test_a_row_is_decided_once(desk: Desk) -> None:
    batch_id = ended(desk, TIMED_OUT)
    resolve(desk, batch_id, AS_SENT)
    before = all_of_it(desk, batch_id)
    for how in Decision:
        with pytest.raises(NothingInDoubt):
            resolve(desk, batch_id, how)
        with pytest.raises(NothingInDoubt):
            resolve(desk, batch_id, how, 2)
    assert all_of_it(desk, batch_id) == before
    with pytest.raises(UnknownBatch):
        resolve(desk, batch_id + 1, AS_SENT)


def test_two_who_decide_at_once_do_not_overrule_each_other(desk: Desk) -> None:
    batch_id = ended(desk, TIMED_OUT, TIMED_OUT)
    late = resolutions.Resolution(
        batch_id=batch_id, decision=SEND_AGAIN, rows=None, who="caio", now=desk.clock.now(), most=9
    )
    works: list[Any] = []

    def overtaken(work: Callable[[Connection], Any]) -> Any:
        if works:
            resolve(desk, batch_id, AS_SENT, 3)
        works.append(work)
        return desk.journal._handle.writer.run(work)

    with pytest.raises(StateConflict):
        resolutions.resolve(overtaken, late)
    assert desk.standing(batch_id) == {2: M.UNKNOWN, 3: M.ACCEPTED}
    assert [
        each.who for each in desk.journal.batches.events(batch_id) if each.kind == "resolved"
    ] == ["bia"]


# ── a large batch ─────────────────────────────────────────────────────────────────────────────

LARGEST = 5_000


@dataclass
class Transactions:
    """How many rows of which table each transaction of a journal has changed."""

    done: list[dict[str, int]] = field(default_factory=list)
    between: list[Callable[[], None]] = field(default_factory=list)
    _open: dict[str, int] = field(default_factory=dict)

    @contextmanager
    def of(self, journal: Journal) -> Iterator["Transactions"]:
        heard: list[tuple[str, Any, Any]] = [
            ("begin", journal._handle.engine, self._before),
            ("after_cursor_execute", journal._handle.engine, self._statement),
            ("commit", journal._handle.engine, self._commit),
        ]
        for name, target, listener in heard:
            event.listen(target, name, listener)
        yield self
        for name, target, listener in heard:
            event.remove(target, name, listener)

    def _before(self, *_: object) -> None:
        if self.done:
            for look in self.between:
                look()

    def _statement(self, _c: Any, cursor: Any, statement: str, *_: object) -> None:
        if statement.startswith(("UPDATE", "INSERT", "DELETE")) and cursor.rowcount:
            table = statement.replace("INTO ", "").replace("FROM ", "").split()[1]
            self._open[table] = self._open.get(table, 0) + cursor.rowcount

    def _commit(self, _connection: Any) -> None:
        if self._open:
            self.done.append(self._open)
        self._open = {}


@pytest.mark.slow
def test_a_large_batch_flips_at_once_and_its_rows_follow(tmp_path: Path) -> None:
    running_batch(tmp_path / "journal.sqlite3")
    with (
        Journal(tmp_path / "journal.sqlite3") as here,
        Journal(tmp_path / "journal.sqlite3") as there,
    ):
        cancels_at_once(here, Desk(there, FakeClock()))
        retries_in_pieces(here)
        resolves_in_pieces(here)


def cancels_at_once(here: Journal, lane: Desk) -> None:
    seen: list[Any] = []
    with Transactions(between=[lambda: seen.append(lane.claim(1))]).of(here) as cancelling:
        here.batches.cancel(1, who=WHO)
    assert cancelling.done[0] == {"batches": 1, "events": 1}
    pieces = [each["messages"] for each in cancelling.done[1:]]
    assert (sum(pieces), max(pieces)) == (MANY, LARGEST)
    # A lane that asked between any two of these transactions was told to stop.
    assert len(seen) >= len(pieces)
    assert set(seen) == {Halted(state=B.CANCELLED)}
    assert here.batches.counts(1).skipped == MANY


def retries_in_pieces(here: Journal) -> None:
    with Transactions().of(here) as retrying:
        assert here.decisions.retry(1, who=WHO) == MANY
    assert retrying.done[0] == {"batches": 1, "events": 1}
    pieces = [each["messages"] for each in retrying.done[1:]]
    assert (sum(pieces), max(pieces)) == (MANY, LARGEST)
    assert here.batches.counts(1).pending == MANY


def resolves_in_pieces(here: Journal) -> None:
    some = 2 * LARGEST + 2_000
    in_doubt = update(messages).values(state=M.UNKNOWN, reason=Reason.TIMED_OUT)
    for how in Decision:
        here._handle.writer.run(lambda tx: tx.execute(in_doubt.where(messages.c.row <= some)))
        with Transactions().of(here) as resolving:
            rows = here.decisions.resolve(1, how, rows=None, who=WHO)
        assert rows == list(range(1, some + 1))
        assert [each["messages"] for each in resolving.done] == [LARGEST, LARGEST, 2_000]
        told = [each.detail["rows"] for each in here.batches.events(1)[-3:]]
        assert [row for piece in told for row in piece] == rows


def test_the_journal_is_asked_once_for_all_that_is_in_doubt(desk: Desk) -> None:
    batch_id = ended(desk, *[TIMED_OUT] * 4)
    since, statements = desk.clock.now() - timedelta(hours=24), list[object]()

    def hear(*told: object) -> None:
        statements.append(told[2])

    event.listen(desk.journal._handle.engine, "before_cursor_execute", hear)
    assert len(desk.journal.decisions.in_doubt(batch_id, rows=[2], sent_since=since)) == 1
    for_one = len(statements)
    assert len(desk.journal.decisions.in_doubt(batch_id, sent_since=since)) == 4
    assert len(statements) == 2 * for_one
