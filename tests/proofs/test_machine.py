"""Judging, sending, pauses, crashes, decisions and limits in any order, against a small model.

The model believes one witness alone: what the server saw of each person's text and file.
"""

import contextlib
import itertools
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from threading import Event
from typing import NamedTuple

import pytest
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
from sqlalchemy import select, update

from batch_sender.compose.media import MediaContents, NotRead, check_whole_list_file
from batch_sender.config.connections import fingerprint
from batch_sender.config.settings import Settings
from batch_sender.deliver.errors import BatchEnded
from batch_sender.deliver.health import PauseReason
from batch_sender.deliver.run import deliver
from batch_sender.deliver.session import Dispatch, open_gateway
from batch_sender.journal import Claimed, Decision, Journal, OptOut, SendReport, Terms
from batch_sender.journal.errors import NothingToRetry, RetryTooLate, StateConflict
from batch_sender.journal.schema.tables import attempts, connections
from batch_sender.journal.sending.first_new_people import FIRST
from batch_sender.judge.prepare import Request, prepare
from batch_sender.models import (
    BatchRecord,
    BatchState,
    MessageRecord,
    MessageState,
    Part,
    PhoneNumber,
    Reason,
)
from batch_sender.phones import person_key
from batch_sender.standin import FAULTS, Fault, Received, StandIn
from batch_sender.timing.windows import BRAZIL
from tests.compose.payments.written import boleto
from tests.journal.desk import WHO
from tests.proofs.reckoning import MAY_HAVE_LEFT, MEANS
from tests.support import PATIENT, FakeClock, Watcher, connection_to, dispatch

B, M = BatchState, MessageState
PEOPLE = 10
NOBODY = -1
"""Stands in a row without a number."""
SENDABLE = (B.CHECKED, B.RUNNING, B.PAUSED)
ENDED = (B.FINISHED, B.CANCELLED)
DECIDABLE = (B.CHECKED, B.PAUSED, B.FINISHED, B.CANCELLED)
TEXTS = ("Oi {nome}, um", "Oi {nome}, dois", "Oi {nome}, segue o boleto", "Oi {nome}, pague")
WITH_FILE, WITH_FILE_AND_LINE = TEXTS[2:]
PARTS = {
    WITH_FILE: (Part.TEXT, Part.FILE),
    WITH_FILE_AND_LINE: (Part.TEXT, Part.FILE, Part.PAYMENT),
}
FILES = {WITH_FILE: "boleto.pdf", WITH_FILE_AND_LINE: "fatura.pdf"}
LEFT = (None, "accepted", "rejected", "unknown")
"""Outcomes of attempts that may have left; one without has not ended."""
DAY = 86_400.0  # seconds
YEAR = 365 * 24.0  # hours

FAULTS_WITHOUT_WAITING = (
    *("200", "400", "401", "402", "403", "405", "410", "413", "429", "500", "502", "503"),
    *("505", "506", "507", "508", "511", "512", "513", "514", "515", "516", "517"),
)
ANY_FATE = st.lists(st.sampled_from(("000",) * 16 + FAULTS_WITHOUT_WAITING), min_size=1, max_size=4)
# A file that has to wait, and who is refused, which counts for a cap: by chance alone these hardly
# ever meet a limit.
FATES = st.one_of(ANY_FATE, ANY_FATE, ANY_FATE, st.just(["000", "503"]), st.just(["400"]))
"""What the stand-in does to a person's first requests; those behind them are accepted."""


class Dies(StrEnum):
    """Where a sender's last step ends."""

    BEFORE_THE_REQUEST = "before the request"
    BEFORE_THE_RECORD = "before the record"
    AFTER_THE_RECORD = "after the record"


class Unit(NamedTuple):
    """What must not leave twice: one person's text, one person's file, or their payment line."""

    number: str
    content: str


@dataclass(kw_only=True, eq=False)
class Batch:
    """A batch as the model knows it; `rows`: which person stands in which row."""

    id: int
    rows: dict[int, int]
    text: str
    settings: Settings


class Call(NamedTuple):
    """One attempt, as the journal has it. `left`: it counts for the day on which it began."""

    batch: int
    row: int
    attempt: int
    part: Part
    started_at: datetime
    left: bool


class Fates(dict[str, list[str]]):
    """Chooses the stand-in's faults: by number, and by how many requests for it came before."""

    def __call__(self, number: str, before: int) -> Fault | None:
        told = self.get(number, [])
        return FAULTS.get(told[before]) if before < len(told) else None


@dataclass(kw_only=True)
class Office:
    """What all examples share: each has people of its own."""

    folder: Path
    journal: Journal
    api: StandIn
    clock: FakeClock
    file_shas: dict[str, str]
    fates: "Fates"
    entries: list[Received] = field(default_factory=list)
    cut_off: set[str] = field(default_factory=set)
    serial: Iterator[int] = field(default_factory=itertools.count)

    def note(self, entry: Received) -> None:
        if entry.number and entry.whole:
            self.entries.append(entry)
        elif entry.number:
            # What was reset before it was read told the server nothing but a number.
            self.cut_off.add(entry.number)


class SomebodyElse(Watcher):
    """Does something from another terminal after so many messages have settled."""

    def __init__(self, after: int, act: Callable[[], object]) -> None:
        super().__init__()
        self._after, self._act = after, act

    def settled(self, state: MessageState) -> None:
        super().settled(state)
        if len(self.states) == self._after:
            # The connection may have turned out to be ill a moment before, in another lane.
            with contextlib.suppress(StateConflict):
                self._act()


class Sender(RuleBasedStateMachine):
    """People and programs at one journal, in any order."""

    office: Office

    def __init__(self) -> None:
        super().__init__()
        self.batches: list[Batch] = []
        self.numbers: list[str] = []
        # How often a person said "send again" of a unit that may have left.
        self.words: Counter[Unit] = Counter()
        # Units whose request a crash cut off from its record, or that a person decided over.
        self.unclear: set[Unit] = set()
        self.retried: set[Unit] = set()
        # Who said "no more", and how often they had been written to by then.
        self.silent: dict[str, int] = {}
        self.cap: int | None = None
        self.made: list[Call] = []
        self.stood: dict[int, BatchRecord] = {}
        self.records: dict[int, dict[int, MessageRecord]] = {}
        self.office.entries.clear()

    @property
    def journal(self) -> Journal:
        return self.office.journal

    # ── what people do ────────────────────────────────────────────────────────────────────────

    @initialize(
        fates=st.lists(FATES, min_size=PEOPLE, max_size=PEOPLE),
        cap=st.sampled_from([None, 2, 4]),
    )
    def people(self, fates: list[list[str]], cap: int | None) -> None:
        # A day of its own: what other examples sent counts for others.
        self.office.clock.forward(DAY)
        self.cap = cap
        self.numbers = [f"55119{next(self.office.serial):08d}" for _person in fates]
        self.office.fates.update(zip(self.numbers, fates, strict=True))

    @precondition(lambda self: len(self.batches) < 8)
    @rule(
        rows=st.lists(st.integers(NOBODY, PEOPLE - 1), min_size=3, max_size=8),
        text=st.sampled_from(TEXTS),
        minutes=st.sampled_from([None, None, 30]),
    )
    def judge(self, rows: list[int], text: str, minutes: int | None) -> None:
        cells = [
            (f"Cliente {who}", "" if who == NOBODY else self.numbers[who], self.line(who))
            for who in rows
        ]
        contacts = self.office.folder / "clientes.csv"
        lines = ["nome;telefone;linha", *(";".join(row) for row in cells)]
        contacts.write_text("\n".join(lines) + "\n", encoding="utf-8")
        wanted = self.settings(text, minutes)
        request = Request(list_path=contacts, text=text, origin="", settings=wanted, who=WHO)
        batch_id = prepare(self.journal, request, now=self.office.clock.now())
        on_list = dict(enumerate(rows, start=2))
        self.batches.append(Batch(id=batch_id, rows=on_list, text=text, settings=wanted))

    def settings(self, text: str, minutes: int | None) -> Settings:
        late = None if minutes is None else self.office.clock.now() + timedelta(minutes=minutes)
        return Settings(
            gap=0,
            # One lane: the same steps must lead to the same states each time they are taken.
            concurrency=1,
            media=str(self.office.folder / FILES[text]) if text in FILES else None,
            payment_column="linha" if text == WITH_FILE_AND_LINE else None,
            # Days pass here, and what was said once stays said.
            repeat_hours=YEAR,
            daily_cap=self.cap,
            expires=None if late is None else f"{late.astimezone(BRAZIL):%Y-%m-%d %H:%M}",
        )

    @precondition(lambda self: self.any_at(*SENDABLE))
    @rule(data=st.data(), most=st.sampled_from([None, 1, 2]))
    def send(self, data: st.DataObject, most: int | None) -> None:
        """Somebody sends a batch, or its first few."""
        batch = self.pick(data, *SENDABLE)
        partially_sent = self.journal.messages.partially_sent(batch.id)
        before = {call[:3] for call in self.made}
        self.deliver(batch, Watcher(), Event(), most=most)
        went = {call.row for call in self.calls() if call.left and call[:3] not in before}
        assert most is None or len(went | partially_sent) <= max(most, len(partially_sent))
        if self.journal.batches.one(batch.id).paused_because == PauseReason.CANARY:
            assert not self.journal.messages.partially_sent(batch.id), (
                "whose text has left still gets the rest"
            )

    @rule(hours=st.sampled_from([0.2, 0.6, 24]))
    def time_passes(self, hours: float) -> None:
        self.office.clock.forward(hours * 3600)

    @precondition(lambda self: self.to_expire())
    @rule(data=st.data())
    def time_runs_out(self, data: st.DataObject) -> None:
        """Somebody sends a batch at the very moment from which it may send no more."""
        batch, end = data.draw(st.sampled_from(self.to_expire()))
        self.office.clock.forward((end - self.office.clock.now()).total_seconds())
        assert self.is_over(batch)
        self.deliver(batch, Watcher(), Event())

    @rule(who=st.integers(0, PEOPLE - 1))
    def opt_out(self, who: int) -> None:
        number = PhoneNumber(self.numbers[who])
        told = OptOut(person=person_key(number), number=number, source="by hand")
        self.journal.people.add_opt_outs([told], who=WHO)
        self.silent.setdefault(number, self.times_written(number))

    @precondition(lambda self: self.silent)
    @rule(data=st.data())
    def opt_in(self, data: st.DataObject) -> None:
        number = PhoneNumber(data.draw(st.sampled_from(sorted(self.silent))))
        self.journal.people.remove_opt_outs({person_key(number): number}, who=WHO)
        del self.silent[number]

    @precondition(lambda self: self.any_at(*SENDABLE))
    @rule(data=st.data(), after=st.integers(1, 4))
    def send_disturbed(self, data: st.DataObject, after: int) -> None:
        """One sends; somebody else steps in after a few messages."""
        batch = self.pick(data, *SENDABLE)
        stop = Event()
        acts: dict[str, Callable[[], object]] = {
            "pause": lambda: self.journal.batches.pause(batch.id, because="asked", who=WHO),
            "cancel": lambda: self.journal.batches.cancel(batch.id, who=WHO),
            "stop": stop.set,
        }
        act = data.draw(st.sampled_from(sorted(acts)))
        self.deliver(batch, SomebodyElse(after, acts[act]), stop)

    def deliver(
        self, batch: Batch, watch: Watcher, stop: Event, *, most: int | None = None
    ) -> None:
        deliver(
            self.journal,
            replace(self.order(batch), most=most),
            clock=self.office.clock,
            watch=watch,
            stop=stop,
            chance=lambda: 0.5,
        )
        stands = self.journal.batches.one(batch.id)
        if stands.state is B.PAUSED:
            assert stands.paused_because
        else:
            assert stands.state in ENDED, "it stopped without a reason"

    def order(self, batch: Batch) -> Dispatch:
        through = connection_to(self.office.api)
        # With the day's cap reached it stops: nobody here waits until tomorrow.
        return dispatch(batch.id, through, batch.settings, wait_for_window=False)

    @precondition(lambda self: self.any_at(*SENDABLE))
    @rule(
        data=st.data(),
        steps=st.lists(st.sampled_from([*Dies, Dies.AFTER_THE_RECORD]), min_size=1, max_size=4),
    )
    def crash(self, data: st.DataObject, steps: list[Dies]) -> None:
        """A sender of several lanes dies, each at some step of its own."""
        batch = self.pick(data, *SENDABLE)
        connection = connection_to(self.office.api)
        mark = fingerprint(connection, self.journal.key())
        number = self.journal.sending.known_connection(fingerprint=mark, name="loja", address="api")
        with self.journal.batches.holding(batch.id):
            self.journal.batches.take_over(batch.id, who=WHO)
            self.journal.batches.start(batch.id, connection_id=number, who=WHO, sender={})
            for dies in steps:
                self.claim_and_die(batch, number, dies)

    def claim_and_die(self, batch: Batch, connection_id: int, dies: Dies) -> None:
        order, now = self.order(batch), self.office.clock.now()
        terms = Terms(
            batch_id=batch.id,
            connection_id=connection_id,
            address="api",
            address_gap=0.0,
            sent_since=now - timedelta(hours=YEAR),
            expires_at=batch.settings.expires_at,
            day=batch.settings.calendar.date_at(now).isoformat(),
            daily_plan=batch.settings.daily_plan,
        )
        claimed = self.journal.sending.claim(terms)
        if not isinstance(claimed, Claimed):
            return
        if dies is not Dies.AFTER_THE_RECORD:
            call = claimed.call
            file = call.media.sha256 if call.media and call.part is Part.FILE else None
            self.unclear.add(Unit(call.number, file or call.text))
        if dies is Dies.BEFORE_THE_REQUEST:
            return
        with open_gateway(order.connection, order.settings, PATIENT) as gateway:
            file_read = MediaContents().of(media) if (media := claimed.call.media) else None
            assert not isinstance(file_read, NotRead)
            ending = gateway.send(replace(claimed.call, content=file_read))
        if dies is Dies.AFTER_THE_RECORD:
            self.journal.sending.record(SendReport(claimed=claimed, ending=ending), address="api")

    @precondition(lambda self: self.any_at(*SENDABLE))
    @rule(data=st.data(), cancel=st.sampled_from([False, False, False, True]))
    def halt(self, data: st.DataObject, cancel: bool) -> None:
        """Somebody pauses or cancels a batch that nobody sends at this moment."""
        batch = self.pick(data, *SENDABLE)
        if cancel:
            self.journal.batches.cancel(batch.id, who=WHO)
            assert self.journal.batches.state(batch.id) is B.CANCELLED
        elif self.stood[batch.id].state is B.RUNNING:
            self.journal.batches.pause(batch.id, because="asked", who=WHO)
            assert self.journal.batches.state(batch.id) is B.PAUSED

    @precondition(lambda self: self.any_at(*DECIDABLE))
    @rule(data=st.data(), rejected=st.booleans())
    def retry(self, data: st.DataObject, rejected: bool) -> None:
        batch = self.pick(data, *DECIDABLE)
        before = self.records[batch.id]
        try:
            requeued = self.journal.decisions.retry(batch.id, rejected=rejected, who=WHO)
        except RetryTooLate:
            assert self.is_over(batch)
            return
        except NothingToRetry:
            assert M.FAILED not in {record.state for record in before.values()}
            return
        self.look()
        assert self.stood[batch.id].state is B.CHECKED
        went = {
            row for row, now in self.records[batch.id].items() if now.state is not before[row].state
        }
        assert len(went) == requeued
        left_behind = {M.FAILED, M.SKIPPED, *([M.REJECTED] if rejected else [])}
        assert {before[row].state for row in went} <= left_behind
        self.retried |= {unit for row in went for unit in self.units(batch, row)}

    @precondition(lambda self: self.doubtful())
    @rule(data=st.data(), decision=st.sampled_from(Decision))
    def resolve(self, data: st.DataObject, decision: Decision) -> None:
        """A person says of some rows in doubt, or of all, what is to be done."""
        batch = data.draw(st.sampled_from(self.doubtful()))
        doubtful = {each.row: each for each in self.journal.decisions.in_doubt(batch.id)}
        every = st.sets(st.sampled_from(sorted(doubtful)), min_size=1)
        rows = data.draw(st.one_of(st.none(), every))
        settled = self.journal.decisions.resolve(batch.id, decision, rows=rows, who=WHO)
        assert settled == sorted(doubtful if rows is None else rows)
        for row in settled:
            unit = self.unit(batch, row, doubtful[row].part)
            self.unclear |= set(self.units(batch, row))
            self.words[unit] += decision is Decision.SEND_AGAIN

    @precondition(lambda self: self.any_at(*ENDED))
    @rule(data=st.data())
    def nonsense(self, data: st.DataObject) -> None:
        """What cannot be done to an ended batch is refused and changes nothing."""
        batch = self.pick(data, *ENDED)
        before = self.stood[batch.id], self.records[batch.id]
        with pytest.raises(BatchEnded):
            self.deliver(batch, Watcher(), Event())
        with pytest.raises(StateConflict):
            self.journal.batches.pause(batch.id, because="asked", who=WHO)
        with pytest.raises(StateConflict):
            self.journal.batches.cancel(batch.id, who=WHO)
        self.look()
        assert (self.stood[batch.id], self.records[batch.id]) == before

    # ── what must hold, whatever they do ──────────────────────────────────────────────────────

    @invariant()
    def promises_are_kept(self) -> None:
        self.look()
        self.nobody_gets_anything_twice()
        self.counts_add_up_and_no_row_is_lost()
        self.an_ended_batch_has_nothing_open()
        self.accepted_means_that_the_server_said_so()
        self.what_may_have_left_is_never_called_unsent()
        self.where_nobody_died_or_decided_the_journal_says_what_the_server_said()
        self.nobody_who_said_no_more_is_written_to()
        self.nothing_leaves_when_its_time_is_over()
        self.no_day_sees_more_than_the_cap()

    def teardown(self) -> None:
        """Whatever happened: every batch comes to its end, and the promises are kept then too."""
        for batch in self.batches:
            for _pause in range(30):
                if self.journal.batches.state(batch.id) in ENDED:
                    break
                if self.journal.batches.one(batch.id).paused_because == PauseReason.CAP_REACHED:
                    self.office.clock.forward(DAY)
                self.deliver(batch, Watcher(), Event())
            assert self.journal.batches.state(batch.id) in ENDED
        self.promises_are_kept()

    def nobody_gets_anything_twice(self) -> None:
        for unit, times in self.may_have_left().items():
            assert times <= 1 + self.words[unit], f"{unit} left {times} times"

    def counts_add_up_and_no_row_is_lost(self) -> None:
        for batch in self.batches:
            standing = {row: record.state for row, record in self.records[batch.id].items()}
            assert set(standing) == set(batch.rows)
            counts = self.stood[batch.id].counts
            assert counts.read == len(batch.rows)
            told = Counter(standing.values())
            assert all(getattr(counts, state) == told[state] for state in M)

    def an_ended_batch_has_nothing_open(self) -> None:
        for batch in self.batches:
            if self.stood[batch.id].state in ENDED:
                records = self.records[batch.id].values()
                assert not {M.PENDING, M.SENDING} & {record.state for record in records}

    def accepted_means_that_the_server_said_so(self) -> None:
        said_yes = {self.seen(entry) for entry in self.office.entries if entry.accepted}
        for batch in self.batches:
            for record in self.records[batch.id].values():
                if record.state is M.ACCEPTED and record.reason != Reason.RESOLVED_AS_SENT:
                    assert set(self.units(batch, record.row)) <= said_yes

    def what_may_have_left_is_never_called_unsent(self) -> None:
        where = self.rows_by_unit()
        for unit, times in self.may_have_left().items():
            if times > self.words[unit]:
                assert any(self.admits(batch, record) for batch, record in where[unit]), unit

    def where_nobody_died_or_decided_the_journal_says_what_the_server_said(self) -> None:
        last = {self.seen(entry): MEANS[entry.fault] for entry in self.office.entries}
        told: dict[Unit, set[MessageState]] = {}
        for entry in self.office.entries:
            told.setdefault(self.seen(entry), set()).add(MEANS[entry.fault])
        for unit, places in self.rows_by_unit().items():
            states = {record.state for batch, record in places if batch.text not in PARTS}
            unclear = unit in self.unclear or unit.number in self.office.cut_off
            if unit not in last or unclear or not states:
                continue
            if last[unit] is M.PENDING:
                # Another batch may have sent the same after this one's was rejected.
                assert states <= {M.PENDING, M.FAILED, M.SKIPPED} | told[unit]
            elif last[unit] in MAY_HAVE_LEFT or unit not in self.retried:
                assert last[unit] in states

    def nobody_who_said_no_more_is_written_to(self) -> None:
        for number, times in self.silent.items():
            assert self.times_written(number) == times

    def nothing_leaves_when_its_time_is_over(self) -> None:
        over = {batch.id: batch.settings.expires_at for batch in self.batches}
        for call in self.made:
            end = over[call.batch]
            assert end is None or call.started_at < end

    def no_day_sees_more_than_the_cap(self) -> None:
        begun = [call for call in self.made if call.left and call.part is Part.TEXT]
        days = Counter(call.started_at.astimezone(BRAZIL).date() for call in begun)
        assert self.cap is None or max(days.values(), default=0) <= self.cap

    # ── what the model knows ──────────────────────────────────────────────────────────────────

    def look(self) -> None:
        """Read the journal once; what is asked until the next step is asked of this."""
        self.made = self.calls()
        self.stood = {batch.id: self.journal.batches.one(batch.id) for batch in self.batches}
        self.records = {
            batch.id: {record.row: record for record in self.journal.messages.rows(batch.id)}
            for batch in self.batches
        }

    def pick(self, data: st.DataObject, *states: BatchState) -> Batch:
        fitting = [each for each in self.batches if self.stood[each.id].state in states]
        return data.draw(st.sampled_from(fitting))

    def calls(self) -> list[Call]:
        """Read the attempts at the messages of these batches."""
        mine = attempts.c.batch_id.in_([batch.id for batch in self.batches])
        statement = select(attempts).where(mine)
        with self.journal._handle.engine.connect() as connection:
            return [
                Call(
                    batch=found.batch_id,
                    row=found.row,
                    attempt=found.attempt,
                    part=Part(found.part),
                    started_at=found.started_at,
                    left=found.outcome in LEFT,
                )
                for found in connection.execute(statement)
            ]

    def times_written(self, number: str) -> int:
        return sum(entry.number == number for entry in self.office.entries)

    def is_over(self, batch: Batch) -> bool:
        end = batch.settings.expires_at
        return end is not None and end <= self.office.clock.now()

    def to_expire(self) -> list[tuple[Batch, datetime]]:
        """Which batches may still send something, and until when."""
        return [
            (batch, end)
            for batch in self.batches
            if self.stood[batch.id].state in SENDABLE and not self.is_over(batch)
            for end in [batch.settings.expires_at]
            if end is not None
        ]

    def any_at(self, *states: BatchState) -> bool:
        return any(record.state in states for record in self.stood.values())

    def doubtful(self) -> list[Batch]:
        return [batch for batch in self.batches if self.stood[batch.id].counts.unknown]

    def may_have_left(self) -> Counter[Unit]:
        return Counter(
            self.seen(entry) for entry in self.office.entries if MEANS[entry.fault] in MAY_HAVE_LEFT
        )

    def rows_by_unit(self) -> dict[Unit, list[tuple[Batch, MessageRecord]]]:
        found: dict[Unit, list[tuple[Batch, MessageRecord]]] = {}
        for batch in self.batches:
            for record in self.records[batch.id].values():
                for unit in self.units(batch, record.row):
                    found.setdefault(unit, []).append((batch, record))
        return found

    def admits(self, batch: Batch, record: MessageRecord) -> bool:
        """Whether a row shows that something of it may be out."""
        if record.state in {M.ACCEPTED, M.UNKNOWN, M.SENDING}:
            return True
        # With its text out it may wait for the rest, or have been refused for it.
        return batch.text in PARTS and record.state in {M.PENDING, M.REJECTED}

    def units(self, batch: Batch, row: int) -> list[Unit]:
        if batch.rows[row] == NOBODY:
            return []
        return [self.unit(batch, row, part) for part in PARTS.get(batch.text, (Part.TEXT,))]

    def filled(self, batch: Batch, row: int) -> str:
        return batch.text.replace("{nome}", f"Cliente {batch.rows[row]}")

    def line(self, who: int) -> str:
        return boleto(due=None, free=f"{who + 1:025d}")

    def unit(self, batch: Batch, row: int, part: Part) -> Unit:
        number = self.numbers[batch.rows[row]]
        if part is Part.PAYMENT:
            return Unit(number, self.line(batch.rows[row]))
        file = part is Part.FILE
        return Unit(number, self.office.file_shas[batch.text] if file else self.filled(batch, row))

    def seen(self, entry: Received) -> Unit:
        assert entry.number is not None
        content = entry.files[0].sha256 if entry.files else entry.body
        return Unit(entry.number, content or "")


def send_no_longer_from_a_young_number(office: Office) -> None:
    """Refusals count over all batches of a connection while it is young: one run would tell on the next."""
    connection = connection_to(office.api)
    mark = fingerprint(connection, office.journal.key())
    office.journal.sending.known_connection(fingerprint=mark, name="loja", address="api")
    office.journal._handle.write(lambda tx: tx.execute(update(connections).values(new_tried=FIRST)))


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[type[Sender]]:
    clock, fates = FakeClock(), Fates()
    for text, name in FILES.items():
        (tmp_path / name).write_bytes(f"%PDF-1.4\n% {text}\n%%EOF\n".encode())
    with (
        StandIn(faults=fates) as api,
        Journal(tmp_path / "journal.sqlite3", now=clock.now) as journal,
    ):
        shas = {text: check_whole_list_file(tmp_path / name).sha256 for text, name in FILES.items()}
        office = Office(
            folder=tmp_path, journal=journal, api=api, clock=clock, file_shas=shas, fates=fates
        )
        api.tell(office.note)
        send_no_longer_from_a_young_number(office)
        Sender.office = office
        yield Sender


@pytest.mark.parametrize(
    ("examples", "steps"),
    [
        pytest.param(4, 20, id="few"),
        pytest.param(60, 40, id="many", marks=[pytest.mark.slow, pytest.mark.timeout(1200)]),
    ],
)
def test_nobody_twice_nobody_lost(machine: type[Sender], examples: int, steps: int) -> None:
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            derandomize=False,  # here something new is tried each time
            suppress_health_check=list(HealthCheck),
        ),
    )
