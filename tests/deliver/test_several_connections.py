"""Several connections side by side under one batch: each its own lanes, looks and trouble; the batch's own in common."""

import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

from batch_sender.config.connections import Connection, Token
from batch_sender.config.settings import Settings
from batch_sender.config.through import Through
from batch_sender.deliver.errors import OtherConnection
from batch_sender.deliver.run import deliver
from batch_sender.deliver.session import LookDrawn
from batch_sender.journal import Journal
from batch_sender.models import BatchState, LookRecord, SeenOnPhone
from batch_sender.standin import LineState, StandIn, no_faults
from tests.support import AtArrival, FakeClock, Watcher, checked_batch, dispatch, message

NAMES = ("vendas1", "vendas2")


class Office:
    """One journal, one clock, a server behind each of two connections."""

    def __init__(self, journal: Journal, clock: FakeClock, phones: dict[str, StandIn]) -> None:
        self.journal, self.clock, self.phones = journal, clock, phones
        self.watcher = Watcher()

    def through(self, *weights: int, names: tuple[str, ...] = NAMES) -> tuple[Through, ...]:
        weights = weights or (1,) * len(names)
        return tuple(
            Through(
                connection=Connection(
                    name=name, url=self.phones[name].url, token=Token(self.phones[name].token)
                ),
                weight=weight,
            )
            for name, weight in zip(names, weights, strict=True)
        )

    def batch(self, rows: int) -> int:
        made = [message(row, 1500 + row)._replace(new_person=True) for row in range(2, rows + 2)]
        return checked_batch(self.journal, made)

    def send(
        self,
        batch_id: int,
        through: tuple[Through, ...],
        settings: Settings | None = None,
        *,
        named: bool = True,
        **how: Any,
    ) -> None:
        several = through if len(through) > 1 else ()
        first = through[0].connection
        order = dispatch(batch_id, first, settings, through=several, named=named, **how)
        deliver(
            self.journal,
            order,
            clock=self.clock,
            watch=self.watcher,
            stop=threading.Event(),
            chance=lambda: 0.5,
        )

    def stands(self, batch_id: int) -> tuple[BatchState, str | None]:
        record = self.journal.batches.one(batch_id)
        return record.state, record.paused_because

    def arrived(self) -> list[int]:
        return [sum(each.arrived().values()) for each in self.phones.values()]


@pytest.fixture
def office(journal: Journal, clock: FakeClock) -> Iterator[Office]:
    phones = {
        name: StandIn(tokens={f"tok-{name}": LineState.CONNECTED}, faults=no_faults)
        for name in NAMES
    }
    for each in phones.values():
        each.start()
    yield Office(journal, clock, phones)
    for each in phones.values():
        each.close()


def test_each_keeps_its_own_pace_and_they_leave_side_by_side(office: Office) -> None:
    batch_id = office.batch(12)
    began = office.clock.monotonic()
    office.send(batch_id, office.through(), Settings(gap=3))
    assert office.stands(batch_id) == (BatchState.FINISHED, None)
    assert office.arrived() == [6, 6]
    # Two addresses: six each at a message in three seconds, not twelve one behind the other.
    assert office.clock.monotonic() - began < 12 * 3 - 3


def test_a_look_is_at_the_phone_of_each_and_counts_what_left_through_it(office: Office) -> None:
    drawn: list[LookRecord] = []
    hear: LookDrawn = drawn.append
    batch_id = office.batch(40)
    office.send(batch_id, office.through(1, 3), look_after=10, look_drawn=hear)
    assert office.stands(batch_id) == (BatchState.FINISHED, None)
    record = office.journal.batches.one(batch_id)
    names = [record.name_of(look.connection_id) for look in record.looks]
    assert {name: names.count(name) for name in NAMES} == {"vendas1": 1, "vendas2": 2}
    rows = {each.row: each.connection_id for each in office.journal.messages.rows(batch_id)}
    for look in record.looks:
        assert {rows[row] for row in look.rows} == {look.connection_id}


def test_a_phone_on_which_nothing_arrives_stops_its_part_alone(office: Office) -> None:
    def nothing_arrives(look: LookRecord) -> None:
        record = office.journal.batches.one(look.batch)
        if record.name_of(look.connection_id) == "vendas2":
            seen = dict.fromkeys(look.rows, SeenOnPhone.CLOCK)
            office.journal.looks.answer(look.batch, look.id, seen, who="ana")

    batch_id = office.batch(40)
    office.send(batch_id, office.through(), look_after=5, look_drawn=nothing_arrives)
    assert office.stands(batch_id) == (BatchState.PAUSED, "not_delivered")
    record = office.journal.batches.one(batch_id)
    first, second = record.connections
    assert first.counts.accepted == 20
    assert 5 <= second.counts.accepted < 20
    assert second.paused_because == "not_delivered"


def test_where_somebody_is_there_each_phone_is_asked_about_in_turn(office: Office) -> None:
    batch_id = office.batch(8)
    office.send(batch_id, office.through(), look_after=25)
    assert office.stands(batch_id) == (BatchState.FINISHED, None)
    first = office.journal.batches.one(batch_id).open_look
    assert first is not None
    seen = dict.fromkeys(first.rows, SeenOnPhone.TWO_TICKS)
    office.journal.looks.answer(batch_id, first.id, seen, who="ana")
    other = office.journal.batches.one(batch_id).open_look
    assert other is not None
    assert other.connection_id != first.connection_id


def test_going_on_needs_those_alone_that_have_rows_left(office: Office) -> None:
    batch_id = office.batch(12)
    office.phones["vendas2"].set_line(LineState.NOT_STARTED)
    office.send(batch_id, office.through())
    assert office.stands(batch_id)[0] is BatchState.PAUSED
    office.phones["vendas2"].set_line(LineState.CONNECTED)
    office.send(batch_id, office.through(names=("vendas2",)), named=False)
    assert office.stands(batch_id) == (BatchState.FINISHED, None)
    assert [each.counts.accepted for each in office.journal.batches.one(batch_id).connections] == [
        6,
        6,
    ]


def test_a_part_that_nobody_sends_never_leaves_the_batch_running(office: Office) -> None:
    batch_id = office.batch(12)
    office.send(batch_id, office.through(), most=2)
    office.send(batch_id, office.through(names=("vendas1",)), named=False)
    state, because = office.stands(batch_id)
    assert (state, because) == (BatchState.PAUSED, "interrupted")
    assert [each.name for each in office.journal.batches.one(batch_id).stopped] == ["vendas2"]


def test_the_first_few_leave_through_the_others_where_one_is_stopped(office: Office) -> None:
    ill, well = (office.phones[name] for name in NAMES)

    def is_answered_last() -> None:
        until = time.monotonic() + 10
        while not well.accepted() and time.monotonic() < until:
            time.sleep(0.01)
        time.sleep(0.5)  # the other one has asked for another message, in vain

    ill.set_line(LineState.NOT_STARTED)
    ill.tell(AtArrival(1, is_answered_last))
    batch_id = office.batch(12)
    office.send(batch_id, office.through(), most=2)
    assert office.stands(batch_id) == (BatchState.PAUSED, "canary")
    first, second = office.journal.batches.one(batch_id).connections
    assert (first.counts.accepted, second.counts.accepted) == (0, 2)
    assert first.paused_because is not None


def test_a_begun_batch_goes_on_through_others_only_when_that_is_said(office: Office) -> None:
    batch_id = office.batch(12)
    office.send(batch_id, office.through(), most=2)
    alone = office.through(names=("vendas1",))
    with pytest.raises(OtherConnection):
        office.send(batch_id, alone)
    office.send(batch_id, alone, other_connection=True)
    assert office.stands(batch_id) == (BatchState.FINISHED, None)
    assert sum(office.arrived()) == 12


def test_what_one_waits_for_is_no_wait_of_the_batch(office: Office) -> None:
    batch_id = office.batch(10)
    for name in NAMES:
        office.phones[name].set_line(LineState.CONNECTED)
    office.send(batch_id, office.through(), Settings(gap=0, daily_cap=5))
    assert office.stands(batch_id) == (BatchState.FINISHED, None)
    # Five a day for each of them: the caps add up, and all ten leave on one day.
    assert not office.watcher.waited_until
