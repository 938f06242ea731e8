"""Who got one of several texts is told none of the others: whatever batch, order and moment."""

import shutil
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, event, select

from batch_sender.journal import Claimed, Drained, Journal, SendReport, Wait
from batch_sender.journal.schema.tables import other_texts
from batch_sender.journal.sending import records
from batch_sender.journal.states import Ending
from batch_sender.models import JudgedMessage, JudgedRows, MessageState, ProblemCode, Question
from batch_sender.phones.people import person_of
from tests.journal.desk import (
    ACCEPTED,
    NOT_LEFT,
    REFUSED,
    TIMED_OUT,
    WHO,
    Desk,
    new_batch,
    text,
    waiting_for_a_lock,
)
from tests.support import FakeClock

M = MessageState
HOUR = timedelta(hours=1)


def key(to: int, letter: str) -> str:
    return f"{letter} to {to}"


def one_text(row: int, letter: str = "A", *, to: int = 2) -> JudgedMessage:
    return text(row, to=to, idempotency_key=key(to, letter))


def one_of(row: int, letters: str, *, to: int = 2) -> JudgedMessage:
    """A row that gets the last of these texts, where its batch has all of them."""
    own = letters[-1]
    other_keys = tuple(key(to, letter) for letter in letters[:-1])
    return text(row, to=to, idempotency_key=key(to, own))._replace(
        other_keys=other_keys, variant=own
    )


SINGLE, SEVERAL, OVERLAP = one_text(2), one_of(2, "AB"), one_of(2, "BC")
PAIRS = [
    pytest.param(SINGLE, SEVERAL, id="A, then B of A and B"),
    pytest.param(SEVERAL, SINGLE, id="B of A and B, then A"),
    pytest.param(SEVERAL, OVERLAP, id="B of A and B, then C of B and C"),
    pytest.param(one_of(2, "BA"), OVERLAP, id="A of A and B, then C of B and C"),
    pytest.param(one_of(2, "AC"), one_of(2, "AD"), id="their common text is sent by neither"),
]


@pytest.mark.parametrize(("sooner", "later"), PAIRS)
def test_who_was_told_another_text_since_is_known_of_a_row_in_doubt(
    desk: Desk, sooner: JudgedMessage, later: JudgedMessage
) -> None:
    first, second = desk.running(sooner), desk.running(later)
    desk.record(desk.take(first), TIMED_OUT)
    desk.record(desk.take(second, sent_since=None), ACCEPTED)  # --allow-repeat
    [row] = desk.journal.decisions.in_doubt(first, sent_since=desk.clock.now() - HOUR)
    assert row.sent_elsewhere is not None
    assert row.sent_elsewhere.startswith(f"{second} 2 ")


@pytest.mark.parametrize(("sooner", "later"), PAIRS)
@pytest.mark.parametrize("ending", [ACCEPTED, TIMED_OUT])
def test_of_two_that_were_judged_at_once_the_second_stays(
    desk: Desk, sooner: JudgedMessage, later: JudgedMessage, ending: Ending
) -> None:
    first, second = desk.running(sooner), desk.running(later)
    desk.record(desk.take(first), ending)
    assert desk.claim(second) == Drained()
    (row,) = desk.journal.messages.rows(second)
    assert (row.state, row.reason) == (M.SKIPPED, ProblemCode.ALREADY_SENT)
    assert row.detail.startswith(f"{first} 2 ")


@pytest.mark.parametrize(("sooner", "later"), PAIRS)
@pytest.mark.parametrize("ending", [REFUSED, NOT_LEFT])
def test_what_did_not_reach_anybody_keeps_nobody_back(
    desk: Desk, sooner: JudgedMessage, later: JudgedMessage, ending: Ending
) -> None:
    first, second = desk.running(sooner), desk.running(later)
    desk.record(desk.take(first), ending, not_before=desk.clock.now() + HOUR)
    assert desk.take(second).row == 2


@pytest.mark.parametrize(("sooner", "later"), PAIRS)
def test_while_one_is_on_its_way_the_other_waits(
    desk: Desk, sooner: JudgedMessage, later: JudgedMessage
) -> None:
    first, second = desk.running(sooner), desk.running(later)
    with desk.journal.batches.holding(first):
        under_way = desk.take(first)
        assert isinstance(desk.claim(second), Wait)
        desk.record(under_way, ACCEPTED)
        assert desk.claim(second) == Drained()


def test_other_people_and_other_texts_are_news(desk: Desk) -> None:
    first = desk.running(one_of(2, "AB"))
    second = desk.running(one_text(2, "C"), one_text(3, "A", to=3), one_of(4, "AB", to=4))
    desk.record(desk.take(first), ACCEPTED)
    assert desk.rows_taken(second) == [2, 3, 4]


def test_a_message_does_not_stand_in_its_own_way(desk: Desk) -> None:
    alike = one_of(2, "AB")._replace(other_keys=(key(2, "A"), key(2, "B"), key(2, "A")))
    assert desk.rows_taken(desk.running(alike)) == [2]


def test_what_is_long_ago_does_not_count(desk: Desk) -> None:
    first, second = desk.running(SEVERAL), desk.running(SINGLE)
    desk.record(desk.take(first), ACCEPTED)
    desk.clock.forward(25 * 3600)
    assert desk.take(second).row == 2


def test_whoever_sends_it_again_on_purpose_may(desk: Desk) -> None:
    first, second = desk.running(SEVERAL), desk.running(SINGLE)
    desk.record(desk.take(first), ACCEPTED)
    assert desk.take(second, sent_since=None).row == 2


# ── at the same time ──────────────────────────────────────────────────────────────────────────


def test_two_programs_that_run_at_once_never_both_send(terminals: list[Desk]) -> None:
    here, there = terminals
    people = range(2, 32)
    single = here.running(*(one_text(to, to=to) for to in people))
    # The other way round, so that they meet.
    several = there.running(*(one_of(34 - to, "AB", to=to) for to in people))
    start = threading.Barrier(2)

    def send(desk: Desk, batch_id: int) -> int:
        sent = 0
        start.wait(60)
        while not isinstance(found := desk.claim(batch_id), Drained):
            if isinstance(found, Claimed):
                desk.record(found, ACCEPTED)
                sent += 1
        return sent

    with (
        here.journal.batches.holding(single),
        there.journal.batches.holding(several),
        ThreadPoolExecutor(2) as pool,
    ):
        both = [pool.submit(send, here, single), pool.submit(send, there, several)]
        sent = [each.result(timeout=60) for each in both]
    assert sum(sent) == len(people)
    counts = here.journal.batches.counts(single), here.journal.batches.counts(several)
    assert [each.accepted for each in counts] == sent
    assert sum(each.skipped for each in counts) == len(people)


@pytest.mark.postgres
@pytest.mark.parametrize(("sooner", "later"), PAIRS)
def test_what_was_said_while_a_claim_waited_is_seen(
    schema: str, clock: FakeClock, sooner: JudgedMessage, later: JudgedMessage
) -> None:
    """The other machine marks, is answered and records before this one's lock is free."""
    with Journal(schema, now=clock.now) as here, Journal(schema, now=clock.now) as there:
        one, two = Desk(here, clock), Desk(there, clock)
        first, second = one.running(sooner), two.running(later)
        marked, go = threading.Event(), threading.Event()

        def say_it(tx: Connection) -> None:
            claimed = here.sending._claim(tx, one.terms(first))
            assert isinstance(claimed, Claimed)
            marked.set()
            assert go.wait(60)
            report = SendReport(claimed=claimed, ending=ACCEPTED)
            records.record(tx, report, address="a", now=clock.now())

        with waiting_for_a_lock(there) as blocked, ThreadPoolExecutor(2) as pool:
            saying = pool.submit(here._handle.writer.run, say_it)
            assert marked.wait(60)
            waiting = pool.submit(two.claim, second)
            assert blocked.wait(60)
            go.set()
            saying.result(timeout=60)
            assert waiting.result(timeout=60) == Drained()
        assert two.ends(second) == {2: (M.SKIPPED, ProblemCode.ALREADY_SENT)}


# ── people who go ─────────────────────────────────────────────────────────────────────────────


def several_accepted(desk: Desk) -> int:
    batch_id = desk.running(one_of(2, "AB"), one_of(3, "AB", to=3))
    assert desk.rows_taken(batch_id) == [2, 3]
    assert desk.journal.batches.finish(batch_id, who=WHO)
    return batch_id


def kept(desk: Desk) -> list[tuple[int, int, str]]:
    with desk.journal._handle.engine.connect() as connection:
        found = connection.execute(select(other_texts).order_by(*other_texts.c))
        return [(each.batch_id, each.row, each.key) for each in found]


def test_a_purge_keeps_what_was_said_otherwise(desk: Desk) -> None:
    desk.journal.people.purge(several_accepted(desk), who=WHO)
    question = Question(sent_since=desk.clock.now() - HOUR)
    assert list(
        desk.journal.sending.known_of([SINGLE.number or ""], [key(2, "A")], question).already_sent
    ) == [key(2, "A")]
    assert desk.claim(desk.running(SINGLE)) == Drained()


def test_of_who_is_forgotten_nothing_stays(desk: Desk) -> None:
    batch_id = several_accepted(desk)
    person = person_of(SINGLE.number or "")
    desk.journal.people.forget(person.key, person.numbers, receipt="abcd", who=WHO)
    assert kept(desk) == [(batch_id, 3, key(3, "A"))]
    assert desk.rows_taken(desk.running(SINGLE, one_text(3, to=3))) == [2]


def test_a_batch_that_was_never_judged_to_its_end_leaves_nothing(desk: Desk) -> None:
    desk.running(one_of(2, "AB"))
    batch_id = desk.journal.batches.add(new_batch())
    rows = [one_of(row, "ABC", to=row) for row in range(2, 9)]
    desk.journal.batches.add_messages(batch_id, JudgedRows.of(rows))
    desk.journal.batches.discard(batch_id)
    assert kept(desk) == [(1, 2, key(2, "A"))]


# ── the journal ───────────────────────────────────────────────────────────────────────────────


def test_a_claim_asks_in_one_look_what_nearly_every_message_passes(
    migrated_file: Path, tmp_path: Path, clock: FakeClock
) -> None:
    place = tmp_path / "journal.sqlite3"
    shutil.copy(migrated_file, place)
    seen: list[str] = []
    with Journal(place, now=clock.now) as journal:
        desk = Desk(journal, clock)
        desk.running(one_of(2, "AB"))
        batch_id = desk.running(text(3), text(4))
        # SQLite itself tells each statement: those of a claim go past SQLAlchemy's events.
        event.listen(
            journal._handle.engine, "checkout", lambda raw, *_: raw.set_trace_callback(seen.append)
        )
        journal._handle.writer._let_go()
        desk.take(batch_id)
    looks = [each for each in seen if "opt_outs" in each or "other_texts" in each]
    assert len(looks) == 1, seen
