"""Any sequence of what people, lanes and crashes do to a journal, against a model of a few lines."""

from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from batch_sender.journal import Claimed, Drained, Halted, Wait
from batch_sender.journal.states import Ending
from batch_sender.models import (
    Accepted,
    BatchState,
    JudgedMessage,
    MessageState,
    Part,
    ProblemCode,
    Unknown,
)
from tests.journal.desk import (
    ACCEPTED,
    CHANGED,
    FILE_AWAY,
    GIVEN_BACK,
    ILL,
    MOVED,
    NOT_LEFT,
    REFUSED,
    TIMED_OUT,
    WHO,
    Desk,
    skipped,
    text,
    with_file,
    with_file_and_payment,
    with_payment,
)

M = MessageState
# By chance alone three parts of one message would hardly ever be accepted.
ENDINGS = st.sampled_from([
    *[ACCEPTED] * 5, REFUSED, TIMED_OUT, NOT_LEFT, ILL, MOVED, GIVEN_BACK, FILE_AWAY, CHANGED,
])  # fmt: skip
ROWS = st.lists(
    st.tuples(
        st.sampled_from(["text", "file", "payment", "file, payment", "other text", "skipped"]),
        st.integers(0, 3),
    ),
    min_size=3,
    max_size=6,
)
OPEN = (BatchState.RUNNING, BatchState.PAUSED)


def other_text(row: int, *, to: int, idempotency_key: str) -> JudgedMessage:
    """A row that gets another text, in a batch that has this one, too."""
    return text(row, to=to, idempotency_key=f"{idempotency_key}/other")._replace(
        other_keys=(idempotency_key,)
    )


MAKERS = {
    "text": text,
    "file": with_file,
    "payment": with_payment,
    "file, payment": with_file_and_payment,
    "other text": other_text,
}


def keys(message: JudgedMessage) -> set[str | None]:
    """What a message says, in any of its batch's words."""
    return {message.idempotency_key, *message.other_keys}


@dataclass(kw_only=True)
class Batch:
    """What the model knows of one batch."""

    id: int
    rows: dict[int, JudgedMessage]
    state: BatchState = BatchState.RUNNING
    events: list[str] = field(default_factory=lambda: ["checked", "started"])
    out: dict[int, Claimed] = field(default_factory=dict)
    rested: dict[int, MessageState] = field(default_factory=dict)

    def pending(self) -> list[JudgedMessage]:
        return [
            message
            for row, message in self.rows.items()
            if message.problem is None and row not in self.out and row not in self.rested
        ]


class Office(RuleBasedStateMachine):
    """People and programs at one journal; what may have left is what the model remembers."""

    desk: Desk
    first_number = 0

    def __init__(self) -> None:
        super().__init__()
        # Every example has people of its own: the journal is one for all of them.
        Office.first_number += 4
        self.people = Office.first_number
        self.batches: list[Batch] = []
        self.touched: list[Batch] = []
        self.maybe_out: set[tuple[int, int, Part]] = set()

    def pick(self, data: st.DataObject, *states: BatchState) -> Batch:
        fitting = [batch for batch in self.batches if batch.state in states]
        return self.touch(data.draw(st.sampled_from(fitting)))

    def touch(self, batch: Batch) -> Batch:
        self.touched.append(batch)
        return batch

    def any_at(self, *states: BatchState) -> bool:
        return any(batch.state in states for batch in self.batches)

    @initialize(first=ROWS, second=ROWS)
    def two_batches(self, first: list[tuple[str, int]], second: list[tuple[str, int]]) -> None:
        self.judge(first)
        self.judge(second)

    @precondition(lambda self: not self.any_at(*OPEN))
    @rule(rows=ROWS)
    def judge(self, rows: list[tuple[str, int]]) -> None:
        made: dict[int, JudgedMessage] = {}
        for row, (kind, person) in enumerate(rows, start=2):
            make = MAKERS.get(kind)
            to = self.people + person
            made[row] = (
                make(row, to=to, idempotency_key=f"{to}/{row % 2}") if make else skipped(row)
            )
        batch_id = self.desk.running(*made.values())
        self.batches.append(self.touch(Batch(id=batch_id, rows=made)))

    @precondition(lambda self: self.any_at(*OPEN))
    @rule(data=st.data())
    def decide(self, data: st.DataObject) -> None:
        """A person pauses, goes on with, ends or cancels a batch."""
        batch = self.pick(data, *OPEN)
        if batch.state is BatchState.PAUSED:
            self.desk.start(batch.id)
            batch.state = BatchState.RUNNING
            batch.events.append("resumed")
            return
        verb = data.draw(st.sampled_from([self.pause, self.pause, self.finish, self.cancel]))
        verb(batch)
        if batch.state is not BatchState.RUNNING:
            assert self.desk.claim(batch.id) == Halted(state=batch.state)

    def pause(self, batch: Batch) -> None:
        self.desk.journal.batches.pause(batch.id, because="asked", who=WHO)
        batch.state = BatchState.PAUSED
        batch.events.append("paused")

    def finish(self, batch: Batch) -> None:
        ended = self.desk.journal.batches.finish(batch.id, who=WHO)
        assert ended == (not batch.out and not batch.pending())
        if ended:
            batch.state = BatchState.FINISHED
            batch.events.append("finished")

    def cancel(self, batch: Batch) -> None:
        with self.everybody_alive():
            self.desk.journal.batches.cancel(batch.id, who=WHO)
        batch.state = BatchState.CANCELLED
        batch.events.append("cancelled")
        for message in batch.pending():
            batch.rested[message.row] = self.desk.standing(batch.id)[message.row]

    @precondition(lambda self: self.all_out())
    @rule(data=st.data())
    def crash(self, data: st.DataObject) -> None:
        """A sender dies; the next one takes over."""
        batch = self.touch(self.batch_of(data.draw(st.sampled_from(self.all_out())).batch_id))
        assert self.desk.journal.batches.take_over(batch.id, who=WHO) == len(batch.out)
        batch.events.append("taken_over")
        batch.rested.update(dict.fromkeys(batch.out, M.UNKNOWN))
        self.maybe_out.update((batch.id, row, out.call.part) for row, out in batch.out.items())
        batch.out.clear()

    @precondition(lambda self: self.any_at(BatchState.RUNNING))
    @rule(data=st.data())
    def claim(self, data: st.DataObject) -> None:
        batch = self.pick(data, BatchState.RUNNING)
        with self.everybody_alive():
            found = self.desk.claim(batch.id)
        self.rest_what_was_said_already(batch)
        match found:
            case Claimed():
                self.remember(batch, found)
            case Drained():
                assert not batch.pending()
            case Wait():
                busy = {claimed.call.number for claimed in self.all_out()}
                assert {message.number for message in batch.pending()} <= busy
            case _:
                raise AssertionError(found)

    def remember(self, batch: Batch, claimed: Claimed) -> None:
        assert batch.state is BatchState.RUNNING
        assert batch.rows[claimed.row] in batch.pending()
        assert (batch.id, claimed.row, claimed.call.part) not in self.maybe_out
        assert claimed.call.number not in {other.call.number for other in self.all_out()}
        assert not self.is_said_elsewhere(batch, claimed.row)
        batch.out[claimed.row] = claimed

    def rest_what_was_said_already(self, batch: Batch) -> None:
        for record in self.desk.journal.messages.rows(batch.id):
            if ProblemCode.ALREADY_SENT in (record.reason, record.detail):
                assert self.is_said_elsewhere(batch, record.row)
                batch.rested.setdefault(record.row, record.state)

    def is_said_elsewhere(self, batch: Batch, row: int) -> bool:
        """Whether another row may have said the same, in whatever words."""
        out = {(of, its) for of, its, _part in self.maybe_out} - {(batch.id, row)}
        said = {key for of, its in out for key in keys(self.batch_of(of).rows[its])}
        return bool(keys(batch.rows[row]) & said)

    @precondition(lambda self: self.all_out())
    @rule(data=st.data(), ending=ENDINGS)
    def record(self, data: st.DataObject, ending: Ending) -> None:
        claimed = data.draw(st.sampled_from(self.all_out()))
        batch = self.touch(self.batch_of(claimed.batch_id))
        settled = self.desk.record(claimed, ending)
        del batch.out[claimed.row]
        if isinstance(ending, Accepted | Unknown):
            self.maybe_out.add((batch.id, claimed.row, claimed.call.part))
        if settled.state is not M.PENDING:
            batch.rested[claimed.row] = settled.state
        assert batch.state is not BatchState.CANCELLED or settled.state is not M.PENDING

    def everybody_alive(self) -> ExitStack:
        """Hold what is being sent: whoever sends is alive, and only `crash` takes over."""
        stack = ExitStack()
        for batch in self.batches:
            if batch.out:
                stack.enter_context(self.desk.journal.batches.holding(batch.id))
        return stack

    def batch_of(self, batch_id: int) -> Batch:
        return next(batch for batch in self.batches if batch.id == batch_id)

    def all_out(self) -> list[Claimed]:
        return [claimed for batch in self.batches for claimed in batch.out.values()]

    @invariant()
    def the_last_step_left_all_in_order(self) -> None:
        for batch in self.touched:
            standing = self.desk.standing(batch.id)
            counts = self.desk.journal.batches.counts(batch.id)
            by_state = Counter(standing.values())
            assert counts.read == len(batch.rows)
            assert all(getattr(counts, state) == by_state[state] for state in M)
            assert {row for row in standing if standing[row] is M.SENDING} == set(batch.out)
            assert {row: standing[row] for row in batch.rested} == batch.rested
            assert batch.state in OPEN or not by_state[M.PENDING]
            self.what_may_be_out_is_not_safe_to_send_again(batch, standing)
            self.what_is_accepted_left_whole(batch, standing)
        self.touched.clear()

    def what_is_accepted_left_whole(self, batch: Batch, standing: dict[int, MessageState]) -> None:
        for row in (row for row in standing if standing[row] is M.ACCEPTED):
            parts = {(batch.id, row, part) for part in batch.rows[row].form.parts}
            assert parts <= self.maybe_out

    def what_may_be_out_is_not_safe_to_send_again(
        self, batch: Batch, standing: dict[int, MessageState]
    ) -> None:
        for batch_id, row, part in self.maybe_out:
            if batch_id == batch.id:
                more_is_due = part is not batch.rows[row].form.parts[-1]
                assert standing[row] not in {M.FAILED, M.SKIPPED}
                assert more_is_due or standing[row] not in {M.PENDING, M.SENDING}

    def teardown(self) -> None:
        self.touched = list(self.batches)
        self.the_last_step_left_all_in_order()
        for batch in self.batches:
            told = [event.kind for event in self.desk.journal.batches.events(batch.id)]
            assert told == batch.events


def test_nothing_is_sent_twice_and_nothing_is_lost(desk: Desk, location: str) -> None:
    Office.desk = desk
    run_state_machine_as_test(
        Office,
        settings=settings(
            # Few where each step asks a server: the rules are the same.
            max_examples=5 if "://" in location else 15,
            stateful_step_count=30,
            deadline=None,
            report_multiple_bugs=False,
            suppress_health_check=list(HealthCheck),
        ),
    )
