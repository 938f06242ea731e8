"""After so many accepted new people somebody is to look at the phone: when it stops, and when it only tells."""

import threading
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest

from batch_sender.config.settings import Settings
from batch_sender.deliver.new_people import LookDue
from batch_sender.deliver.run import deliver
from batch_sender.journal import Journal
from batch_sender.models import BatchState, JudgedMessage, LookRecord, SeenOnPhone
from batch_sender.standin import StandIn
from tests.support import FakeClock, Watcher, checked_batch, connection_to, dispatch, message

STOPPED = (BatchState.PAUSED, "look_due")
FINISHED = (BatchState.FINISHED, None)


def new(rows: Iterable[int]) -> list[JudgedMessage]:
    return [message(row, row)._replace(new_person=True) for row in rows]


def known(rows: Iterable[int]) -> list[JudgedMessage]:
    return [message(row, row) for row in rows]


class Office:
    """One journal, one server, one clock."""

    def __init__(self, journal: Journal, api: StandIn, clock: FakeClock) -> None:
        self.journal, self.api, self.clock = journal, api, clock

    def send(
        self, batch_id: int, *, after: int, lanes: int = 1, gap: float = 0, **how: Any
    ) -> None:
        settings = Settings(gap=gap, concurrency=lanes)
        plain = dispatch(batch_id, connection_to(self.api), settings)
        deliver(
            self.journal,
            replace(plain, look_after=after, **how),
            clock=self.clock,
            watch=Watcher(),
            stop=threading.Event(),
            chance=lambda: 0.5,
        )

    def stands(self, batch_id: int) -> tuple[BatchState, str | None]:
        record = self.journal.batches.one(batch_id)
        return record.state, record.paused_because

    def looks(self, batch_id: int) -> tuple[LookRecord, ...]:
        return self.journal.looks.of_batch(batch_id)

    def accepted(self, batch_id: int) -> int:
        return self.journal.batches.counts(batch_id).accepted

    def see(self, batch_id: int, code: SeenOnPhone) -> None:
        look = self.looks(batch_id)[-1]
        seen = dict.fromkeys(look.rows, code)
        self.journal.looks.answer(batch_id, look.id, seen, who="ana")


@pytest.fixture
def office(journal: Journal, api: StandIn, clock: FakeClock) -> Office:
    return Office(journal, api, clock)


@pytest.mark.parametrize("gap", [0, 3.5])
def test_it_stops_after_exactly_so_many_and_goes_on_with_the_rest(
    office: Office, gap: float
) -> None:
    # Without a pace a row is claimed together with the record of the last one: none may slip out.
    batch_id = checked_batch(office.journal, new(range(2, 32)))
    office.send(batch_id, after=10, gap=gap)
    assert (office.stands(batch_id), office.accepted(batch_id)) == (STOPPED, 10)
    [look] = office.looks(batch_id)
    assert (len(look.rows), look.accepted) == (5, 10)
    assert set(look.rows) <= set(range(2, 12))

    office.see(batch_id, SeenOnPhone.TWO_TICKS)
    office.send(batch_id, after=10, gap=gap)
    assert (office.stands(batch_id), office.accepted(batch_id)) == (STOPPED, 20)


def test_known_people_are_not_counted(office: Office) -> None:
    batch_id = checked_batch(office.journal, [*known(range(2, 22)), *new(range(22, 28))])
    office.send(batch_id, after=5)
    assert (office.stands(batch_id), office.accepted(batch_id)) == (STOPPED, 25)


def test_where_nobody_new_is_written_to_nobody_is_asked(office: Office) -> None:
    batch_id = checked_batch(office.journal, known(range(2, 22)))
    office.send(batch_id, after=5)
    assert (office.stands(batch_id), office.looks(batch_id)) == (FINISHED, ())


def test_refused_messages_do_not_count(office: Office) -> None:
    # Whose number ends in 400 is refused by the stand-in.
    refused = [message(row, row * 1000 + 400)._replace(new_person=True) for row in range(2, 8)]
    batch_id = checked_batch(office.journal, [*refused, *new(range(8, 20))])
    office.send(batch_id, after=4)
    assert (office.stands(batch_id), office.accepted(batch_id)) == (STOPPED, 4)


def test_nought_asks_for_no_look(office: Office) -> None:
    batch_id = checked_batch(office.journal, new(range(2, 42)))
    office.send(batch_id, after=0)
    assert (office.stands(batch_id), office.looks(batch_id)) == (FINISHED, ())


def test_at_the_end_those_are_drawn_that_came_since(office: Office) -> None:
    batch_id = checked_batch(office.journal, new(range(2, 10)))
    office.send(batch_id, after=6)
    office.see(batch_id, SeenOnPhone.TWO_TICKS)
    office.send(batch_id, after=6)
    assert office.stands(batch_id) == FINISHED
    first, last = office.looks(batch_id)
    assert {8, 9} <= set(last.rows), "and whoever was accepted in the very moment of the first look"
    assert set(last.rows).isdisjoint(first.rows)


def test_the_last_one_of_all_is_no_reason_to_stop(office: Office) -> None:
    batch_id = checked_batch(office.journal, new(range(2, 12)))
    office.send(batch_id, after=10)
    assert office.stands(batch_id) == FINISHED
    assert len(office.looks(batch_id)) == 1


def test_where_it_goes_on_somebody_is_told_once(office: Office) -> None:
    told: list[LookRecord] = []
    batch_id = checked_batch(office.journal, new(range(2, 42)))
    office.send(batch_id, after=10, look_drawn=told.append)
    assert (office.stands(batch_id), office.accepted(batch_id)) == (FINISHED, 40)
    first, last = office.looks(batch_id)
    assert told == [first], "while nobody answers, nobody is asked again, but for the end"
    assert (first.accepted, last.accepted) == (10, 40)


def test_lanes_side_by_side_overshoot_by_what_is_on_its_way_alone(office: Office) -> None:
    batch_id = checked_batch(office.journal, new(range(2, 82)))
    office.send(batch_id, after=20, lanes=8)
    assert office.stands(batch_id) == STOPPED
    assert 20 <= office.accepted(batch_id) <= 27


def test_it_counts_on_over_an_interruption(office: Office) -> None:
    batch_id = checked_batch(office.journal, new(range(2, 42)))
    office.send(batch_id, after=10, most=6)  # the first few
    assert (office.stands(batch_id)[1], office.accepted(batch_id)) == ("canary", 6)
    office.send(batch_id, after=10)
    assert (office.stands(batch_id), office.accepted(batch_id)) == (STOPPED, 10)


def test_the_first_few_are_asked_about_before_the_phone_is_looked_at(office: Office) -> None:
    batch_id = checked_batch(office.journal, new(range(2, 42)))
    office.send(batch_id, after=10, most=10)
    assert (office.stands(batch_id)[1], office.looks(batch_id)) == ("canary", ())
    office.send(batch_id, after=10)
    assert (office.stands(batch_id), office.accepted(batch_id)) == (STOPPED, 10)


def test_after_a_look_that_found_none_the_next_comes_sooner(office: Office) -> None:
    batch_id = checked_batch(office.journal, new(range(2, 62)))
    office.send(batch_id, after=20)
    office.see(batch_id, SeenOnPhone.CLOCK)
    assert office.stands(batch_id)[1] == "not_delivered"
    office.send(batch_id, after=20)
    assert (office.stands(batch_id), office.accepted(batch_id)) == (STOPPED, 25)
    office.see(batch_id, SeenOnPhone.TWO_TICKS)
    office.send(batch_id, after=20)
    assert (office.stands(batch_id), office.accepted(batch_id)) == (STOPPED, 45)


def test_a_look_is_due_once_however_many_lanes_ask() -> None:
    people = LookDue(3, accepted=1)
    assert not people.take()
    people.accepted()
    assert people.is_near(1)
    assert not people.is_near(0)
    people.accepted()
    assert [people.take() for _ in range(3)] == [True, False, False]
    assert not LookDue(0, accepted=99).take()
