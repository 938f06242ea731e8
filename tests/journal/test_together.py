"""Several lanes, terminals and machines at one journal: each message once, each person one at a time."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from sqlalchemy import Connection, update

from batch_sender.journal import Claimed, Drained, Journal, SendReport, Wait
from batch_sender.journal.schema.tables import messages
from batch_sender.journal.sending import records
from batch_sender.models import MessageState, ProblemCode
from tests.journal.desk import ACCEPTED, GIVEN_BACK, REFUSED, WHO, Desk, text, waiting_for_a_lock
from tests.support import FakeClock

ROWS = 30


class Phones:
    """The people at the other end; notices when two messages come to one of them at once."""

    def __init__(self) -> None:
        self.got: Counter[str] = Counter()
        self.at_once: list[str] = []
        self._ringing: set[str] = set()
        self._lock = threading.Lock()

    @contextmanager
    def ringing(self, person: str) -> Iterator[None]:
        with self._lock:
            if person in self._ringing:
                self.at_once.append(person)
            self._ringing.add(person)
            self.got[person] += 1
        yield
        with self._lock:
            self._ringing.discard(person)


def lane(desk: Desk, batch_id: int, phones: Phones, **terms: object) -> None:
    while not isinstance(found := desk.claim(batch_id, **terms), Drained):
        if isinstance(found, Claimed):
            # Over before it is recorded: from then on the next one may be under way to them.
            with phones.ringing(found.call.number):
                threading.Event().wait(0.002)  # long enough to be caught at it
            settled = desk.record(found, ACCEPTED)
            assert settled.state is MessageState.ACCEPTED
        else:
            desk.clock.forward(1)


def all_at_once(*work: Callable[[], None]) -> None:
    with ThreadPoolExecutor(len(work)) as pool:
        for done in [pool.submit(each) for each in work]:
            done.result(timeout=60)


def test_lanes_of_one_batch_share_it_without_overlap(desk: Desk) -> None:
    phones = Phones()
    batch_id = desk.running(*(text(row) for row in range(2, 2 + ROWS)))
    all_at_once(*(lambda: lane(desk, batch_id, phones) for _ in range(4)))
    assert desk.journal.batches.counts(batch_id).accepted == ROWS
    assert set(phones.got.values()) == {1}


def test_two_programs_never_send_to_one_person_at_once(terminals: list[Desk]) -> None:
    phones = Phones()
    here, there = terminals
    # The same people, in two batches that say different things, on two connections.
    people = range(2, 2 + ROWS)
    other = there.connection_named("filial")
    first = here.running(*(text(row) for row in people))
    second = there.running(
        *(text(row, idempotency_key=f"b{row}") for row in people), connection=other
    )
    with here.journal.batches.holding(first), there.journal.batches.holding(second):
        all_at_once(
            *(lambda: lane(here, first, phones) for _ in range(2)),
            *(lambda: lane(there, second, phones, connection_id=other) for _ in range(2)),
        )
    assert phones.at_once == []
    assert set(phones.got.values()) == {2}


def test_two_programs_never_say_the_same_twice(terminals: list[Desk]) -> None:
    phones = Phones()
    here, there = terminals
    rows = [text(row) for row in range(2, 2 + ROWS)]
    first, second = here.running(*rows), there.running(*rows)
    with here.journal.batches.holding(first), there.journal.batches.holding(second):
        all_at_once(lambda: lane(here, first, phones), lambda: lane(there, second, phones))
    assert set(phones.got.values()) == {1}
    both = here.journal.batches.counts(first), here.journal.batches.counts(second)
    assert sum(counts.accepted for counts in both) == ROWS
    assert sum(counts.skipped for counts in both) == ROWS


def test_two_spellings_of_a_number_are_one_person(terminals: list[Desk]) -> None:
    here, there = terminals
    # 9 9000-0002 and 9000-0002 reach the same phone.
    twin = text(2, to=2)._replace(number="551190000002", idempotency_key="b")  # type: ignore[arg-type]  # made here
    first, second = here.running(text(2)), there.running(twin)
    with here.journal.batches.holding(first):
        claimed = here.take(first)
        assert isinstance(there.claim(second), Wait)
        here.record(claimed, REFUSED)
    assert there.take(second).call.number == "551190000002"


def test_the_database_itself_refuses_a_second_mark(desk: Desk) -> None:
    """Whatever a claim overlooked: two rows of one person are never `sending` together."""
    batch_id = desk.running(text(2, to=7, idempotency_key="a"), text(3, to=7, idempotency_key="b"))
    desk.take(batch_id)
    second = (messages.c.batch_id == batch_id) & (messages.c.row == 3)
    mark = update(messages).where(second).values(state=MessageState.SENDING)
    with pytest.raises(Exception, match=r"(?i)unique"):
        desk.journal._handle.writer.run(lambda tx: tx.execute(mark))
    assert desk.standing(batch_id)[3] is MessageState.PENDING


def test_a_person_who_is_busy_does_not_hold_up_the_others(desk: Desk) -> None:
    batch_id = desk.running(
        text(2, to=7, idempotency_key="a"), text(3, to=7, idempotency_key="b"), text(4)
    )
    first = desk.take(batch_id)
    assert desk.take(batch_id).row == 4
    found = desk.claim(batch_id)
    assert isinstance(found, Wait)
    assert 0 < (found.until - desk.clock.now()).total_seconds() <= 1
    desk.record(first, ACCEPTED)
    assert desk.take(batch_id).row == 3


def test_two_programs_keep_one_pace(terminals: list[Desk]) -> None:
    here, there = terminals
    first, second = (
        each.running(*(text(20 * n + row) for row in range(8)), gap=3.5)
        for n, each in enumerate(terminals)
    )
    for _ in range(6):
        found: list[object] = []
        all_at_once(
            lambda: found.append(here.claim(first, address_gap=3.5)),  # noqa: B023 - done by then
            lambda: found.append(there.claim(second, address_gap=3.5)),  # noqa: B023
        )
        assert sorted(type(each).__name__ for each in found) == ["Claimed", "Wait"]
        here.clock.forward(3.5)


@pytest.mark.postgres
def test_what_was_said_while_a_claim_waited_is_seen(schema: str, clock: FakeClock) -> None:
    """The other machine marks, is answered and records before this one's lock is free."""
    with Journal(schema, now=clock.now) as here, Journal(schema, now=clock.now) as there:
        one, two = Desk(here, clock), Desk(there, clock)
        first, second = one.running(text(2)), two.running(text(2))
        marked, go = threading.Event(), threading.Event()

        def say_it(tx: Connection) -> None:
            claimed = here.sending._claim(tx, one.terms(first))
            assert isinstance(claimed, Claimed)
            report = SendReport(claimed=claimed, ending=ACCEPTED)
            records.record(tx, report, address="a", now=clock.now())
            marked.set()
            assert go.wait(60)

        with waiting_for_a_lock(there) as blocked, ThreadPoolExecutor(2) as pool:
            saying = pool.submit(here._handle.writer.run, say_it)
            assert marked.wait(60)
            waiting = pool.submit(two.claim, second)
            assert blocked.wait(60)
            go.set()
            saying.result(timeout=60)
            assert waiting.result(timeout=60) == Drained()
        assert two.ends(second) == {2: (MessageState.SKIPPED, ProblemCode.ALREADY_SENT)}


def test_what_several_see_for_the_first_time_is_written_once(location: str) -> None:
    numbers: list[int] = []
    keys: list[bytes] = []

    def look(journal: Journal) -> None:
        numbers.append(journal.sending.known_connection(fingerprint="#new", name=None, address="a"))
        keys.append(journal.key())

    with Journal(location) as one, Journal(location) as two, Journal(location) as three:
        all_at_once(lambda: look(one), lambda: look(two), lambda: look(three))
    assert len(set(numbers)) == 1
    assert len(set(keys)) == 1
    assert len(keys[0]) == 32


def test_nothing_is_marked_after_a_pause_has_returned(terminals: list[Desk]) -> None:
    here, there = terminals
    batch_id = here.running(*(text(row) for row in range(2, 2 + ROWS)))
    open_when_paused: list[int] = []

    def send_on() -> None:
        while isinstance(found := here.claim(batch_id), Claimed):
            here.record(found, GIVEN_BACK)

    def pause() -> None:
        there.journal.batches.pause(batch_id, because="asked", who=WHO)
        open_when_paused.append(attempts_made(there, batch_id))

    all_at_once(send_on, pause)
    assert attempts_made(here, batch_id) == open_when_paused[0]


def attempts_made(desk: Desk, batch_id: int) -> int:
    return sum(record.attempts for record in desk.journal.messages.rows(batch_id))


def test_a_cancellation_leaves_nothing_pending_whatever_comes_back(terminals: list[Desk]) -> None:
    here, there = terminals
    for _ in range(2):
        batch_id = here.running(*(text(row) for row in range(2, 12)))

        def give_back(batch_id: int = batch_id) -> None:
            while isinstance(found := here.claim(batch_id), Claimed):
                here.record(found, GIVEN_BACK)

        def cancel(batch_id: int = batch_id) -> None:
            there.journal.batches.cancel(batch_id, who=WHO)

        with here.journal.batches.holding(batch_id):
            all_at_once(give_back, cancel)
        counts = here.journal.batches.counts(batch_id)
        assert (counts.skipped, counts.read) == (10, 10)
        assert {reason for _, reason in here.ends(batch_id).values()} == {ProblemCode.CANCELLED}
