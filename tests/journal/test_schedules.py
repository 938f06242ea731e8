"""Schedules in both databases: each due time is written once, and begun once, however many look."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from batch_sender.journal import DueState, Journal, NewBatch, NewSchedule, ScheduleState
from batch_sender.journal.errors import BatchFileBusy, StateConflict, UnknownSchedule
from batch_sender.models import BatchState, JudgedRows, Source
from batch_sender.timing.due_times import Verdict
from tests.support import FakeClock, checked_batch, message

DAILY = NewSchedule(
    batch_file="/envios/lembrete.toml",
    cron="0 9 * * *",
    at=None,
    zone="America/Sao_Paulo",
    late="run-if-within 2h",
    who="ana",
)


@pytest.fixture
def other(location: str, journal: Journal, clock: FakeClock) -> Iterator[Journal]:  # noqa: ARG001 - opened first
    """The same journal, as another process has it open."""
    with Journal(location, now=clock.now) as opened:
        yield opened


def at(clock: FakeClock, text: str) -> None:
    clock.forward((datetime.fromisoformat(text).replace(tzinfo=UTC) - clock.now()).total_seconds())


def states(journal: Journal, schedule: int) -> list[tuple[str, str]]:
    return [(due.local, due.state.value) for due in journal.schedules.dues_of(schedule, most=1000)]


def test_a_due_time_is_written_once_whoever_looks(
    journal: Journal, other: Journal, clock: FakeClock
) -> None:
    number = journal.schedules.add(DAILY)
    at(clock, "2026-11-24T12:00")
    with ThreadPoolExecutor(8) as office:
        looks = [office.submit(each.schedules.look) for each in (journal, other) * 4]
        seen = [due for look in looks for due in look.result()]
    assert seen == [("2026-11-24T09:00", Verdict.OPEN)]
    assert states(other, number) == [("2026-11-24T09:00", "open")]


def test_nothing_due_writes_nothing(journal: Journal, clock: FakeClock) -> None:
    journal.schedules.add(DAILY)
    before = journal.schedules.every()
    at(clock, "2026-11-24T11:59")
    assert journal.schedules.look() == []
    assert journal.schedules.every() == before


def test_a_machine_asleep_over_three_due_times(journal: Journal, clock: FakeClock) -> None:
    number = journal.schedules.add(DAILY)
    at(clock, "2026-11-26T13:00")
    journal.schedules.look()
    assert states(journal, number) == [
        ("2026-11-24T09:00", "missed"),
        ("2026-11-25T09:00", "missed"),
        ("2026-11-26T09:00", "open"),
    ]
    assert journal.schedules.look() == []


def test_a_clock_set_back_brings_no_due_time_again(journal: Journal, clock: FakeClock) -> None:
    number = journal.schedules.add(DAILY)
    at(clock, "2026-11-24T12:00")
    journal.schedules.look()
    clock.forward(-7200)
    journal.schedules.look()
    at(clock, "2026-11-24T12:05")
    assert journal.schedules.look() == []
    assert len(states(journal, number)) == 1


YEAR_2031 = "2031-11-24T12:05"


def test_a_clock_that_was_ahead_for_a_while_kills_no_schedule(
    journal: Journal, clock: FakeClock
) -> None:
    number = journal.schedules.add(DAILY)
    at(clock, YEAR_2031)
    journal.schedules.look()
    (open_one,) = journal.schedules.open_dues()
    with journal.schedules.beginning(open_one.id):
        journal.schedules.settle_due(open_one.id, DueState.BEGUN, detail={"batches": [7]})
    at(clock, "2026-11-24T11:00")
    (back,) = journal.schedules.take_back()
    assert (back.schedule.id, back.dues) == (number, 5 * 365 + 1)
    assert f"{back.looked_until:%Y-%m-%dT%H:%M}" == YEAR_2031
    assert states(journal, number) == [("2031-11-24T09:00", "begun")], "its batch is there"
    assert journal.schedules.take_back() == []
    at(clock, "2026-11-24T12:00")
    assert journal.schedules.look() == [("2026-11-24T09:00", Verdict.OPEN)]
    at(clock, YEAR_2031)
    looked = journal.schedules.look()
    assert ("2031-11-24T09:00", Verdict.OPEN) not in looked, "nobody twice"


def test_a_moment_that_a_clock_ahead_has_missed_still_comes(
    journal: Journal, clock: FakeClock
) -> None:
    once = replace(DAILY, cron=None, at=datetime(2026, 12, 1, 9, 0))  # noqa: DTZ001 - a wall clock's
    number = journal.schedules.add(once)
    at(clock, YEAR_2031)
    assert journal.schedules.look() == [("2026-12-01T09:00", Verdict.LATE)]
    at(clock, "2026-11-30T12:00")
    journal.schedules.take_back()
    (schedule,) = journal.schedules.every()
    assert schedule.state is ScheduleState.ACTIVE
    at(clock, "2026-12-01T12:00")
    assert journal.schedules.look() == [("2026-12-01T09:00", Verdict.OPEN)]
    assert states(journal, number) == [("2026-12-01T09:00", "open")]


def test_a_moment_that_is_past_by_the_right_clock_too_stays_past(
    journal: Journal, clock: FakeClock
) -> None:
    once = replace(DAILY, cron=None, at=datetime(2026, 12, 1, 9, 0))  # noqa: DTZ001 - a wall clock's
    journal.schedules.add(once)
    at(clock, YEAR_2031)
    journal.schedules.look()
    at(clock, "2026-12-02T12:00")
    journal.schedules.take_back()
    (schedule,) = journal.schedules.every()
    assert schedule.state is ScheduleState.ENDED


def test_a_schedule_that_rested_through_it_goes_on_as_well(
    journal: Journal, clock: FakeClock
) -> None:
    number = journal.schedules.add(DAILY)
    at(clock, YEAR_2031)
    journal.schedules.look()
    journal.schedules.move(number, ScheduleState.PAUSED, who="ana")
    at(clock, "2026-11-24T11:00")
    journal.schedules.move(number, ScheduleState.ACTIVE, who="ana")
    at(clock, "2026-11-24T12:00")
    assert journal.schedules.look() == [("2026-11-24T09:00", Verdict.OPEN)]


def test_a_clock_that_is_set_by_seconds_takes_nothing_back(
    journal: Journal, clock: FakeClock
) -> None:
    journal.schedules.add(DAILY)
    at(clock, "2026-11-24T12:00")
    journal.schedules.look()
    clock.forward(-30)
    assert journal.schedules.take_back() == []
    assert [schedule.is_ahead(clock.now()) for schedule in journal.schedules.every()] == [False]


def test_only_one_begins_a_due_time(journal: Journal, other: Journal, clock: FakeClock) -> None:
    journal.schedules.add(DAILY)
    at(clock, "2026-11-24T12:00")
    journal.schedules.look()
    (due,) = journal.schedules.open_dues()
    with journal.schedules.beginning(due.id) as mine, other.schedules.beginning(due.id) as theirs:
        assert (mine, theirs) == (True, False)
        journal.schedules.settle_due(due.id, DueState.BEGUN, detail={"batches": [7]})
    with other.schedules.beginning(due.id) as again:
        assert not again, "it has begun"
    assert other.schedules.open_dues() == []
    with pytest.raises(StateConflict):
        other.schedules.settle_due(due.id, DueState.FAILED, detail={})


def test_what_is_begun_by_nobody_stays_open(journal: Journal, clock: FakeClock) -> None:
    journal.schedules.add(DAILY)
    at(clock, "2026-11-24T12:00")
    journal.schedules.look()
    (due,) = journal.schedules.open_dues()
    with journal.schedules.beginning(due.id):
        pass  # and there its process died
    assert journal.schedules.open_dues() == [due]


def test_a_moment_comes_once_and_its_schedule_is_over(journal: Journal, clock: FakeClock) -> None:
    once = replace(DAILY, cron=None, at=datetime(2026, 12, 1, 9, 0))  # noqa: DTZ001 - a wall clock's
    number = journal.schedules.add(once)
    at(clock, "2026-12-01T12:00")
    assert journal.schedules.look() == [("2026-12-01T09:00", Verdict.OPEN)]
    (schedule,) = journal.schedules.every()
    assert schedule.state is ScheduleState.ENDED
    assert states(journal, number) == [("2026-12-01T09:00", "open")]


def test_what_is_due_while_a_schedule_rests_is_not_made_up_for(
    journal: Journal, clock: FakeClock
) -> None:
    number = journal.schedules.add(DAILY)
    journal.schedules.move(number, ScheduleState.PAUSED, who="ana")
    at(clock, "2026-11-24T12:30")
    assert journal.schedules.look() == []
    journal.schedules.move(number, ScheduleState.ACTIVE, who="ana")
    assert journal.schedules.look() == []
    at(clock, "2026-11-25T12:00")
    assert journal.schedules.look() == [("2026-11-25T09:00", Verdict.OPEN)]


def test_moves_that_cannot_be(journal: Journal) -> None:
    number = journal.schedules.add(DAILY)
    with pytest.raises(UnknownSchedule):
        journal.schedules.move(number + 1, ScheduleState.PAUSED, who="ana")
    with pytest.raises(StateConflict):
        journal.schedules.move(number, ScheduleState.ACTIVE, who="ana")
    journal.schedules.move(number, ScheduleState.REMOVED, who="ana")
    assert journal.schedules.every() == []
    with pytest.raises(UnknownSchedule):
        journal.schedules.move(number, ScheduleState.ACTIVE, who="ana")


def test_a_year_over_both_clock_changes_with_two_who_look(
    journal: Journal, other: Journal, clock: FakeClock
) -> None:
    """By a clock that runs through 2018 in steps of 31 hours: every due time is there once."""
    at(clock, "2018-01-01T03:00")
    number = journal.schedules.add(replace(DAILY, cron="30 0,23 * * *", late="run"))
    looked: list[str] = []
    end = datetime(2019, 1, 1, 3, tzinfo=UTC)
    while clock.now() < end:
        clock.forward(timedelta(hours=31).total_seconds())
        for each in (journal, other):
            looked += [local for local, _verdict in each.schedules.look()]
    found = states(journal, number)
    assert [local for local, _state in found] == looked
    assert len(set(looked)) == len(looked)
    days = {local[:10] for local in looked}
    assert {f"2018-{m:02d}-{d:02d}" for m, d in ((2, 17), (2, 18), (11, 3), (11, 4))} <= days
    # Twice a day, but for the first 0:30: it was past when the schedule was added.
    assert len([each for each in looked if each < "2019"]) == 2 * 365 - 1
    assert sum(state == "open" for _local, state in found) <= len(range(0, 366 * 24, 31)) + 1


# ── what batches are made of ──────────────────────────────────────────────────────────────────


def new_batch(source: Source) -> NewBatch:
    return NewBatch(
        list_path="/entrada/a.csv",
        sheet=None,
        header=("telefone",),
        hidden=0,
        template="Olá!",
        settings={},
        gap_seconds=0,
        who="ana",
        version="0",
        source=source,
    )


SOURCE = Source(name="/envios/a.toml", key="c0ffee", batch_file="/envios/a.toml")


def test_of_one_content_one_batch_is_made(journal: Journal, other: Journal) -> None:
    batch_id = journal.batches.add(new_batch(SOURCE))
    assert other.sources.taken(SOURCE.name, ["c0ffee", "other"]) == {"c0ffee": batch_id}
    with pytest.raises(StateConflict):
        other.batches.add(new_batch(SOURCE))
    elsewhere = replace(SOURCE, name="/envios/b.toml")
    assert other.batches.add(new_batch(elsewhere)) != batch_id


def test_a_batch_never_judged_to_its_end_gives_its_list_back(journal: Journal) -> None:
    journal.batches.add(new_batch(SOURCE))
    journal.batches.discard_abandoned()
    assert journal.sources.taken(SOURCE.name, [SOURCE.key]) == {}
    assert journal.batches.add(new_batch(SOURCE))


def test_only_approved_batches_go_on_by_themselves(journal: Journal) -> None:
    batch_id = journal.batches.add(new_batch(SOURCE))
    journal.batches.add_messages(batch_id, JudgedRows.of([message(2, 1)]))
    journal.batches.mark_checked(batch_id, who="ana", repairs={})
    assert journal.sources.open_ones() == []
    journal.sources.approve(batch_id)
    (found,) = journal.sources.open_ones()
    assert (found.state, found.started, found.source) == (BatchState.CHECKED, False, SOURCE)
    journal.sources.wrap_up(batch_id)
    assert journal.sources.open_ones() == []
    known = journal.sources.one(batch_id)
    assert known is not None
    assert known.wrapped_up
    assert journal.sources.one(checked_batch(journal, [message(2, 2)])) is None


def test_two_processes_do_not_take_lists_for_one_batch_file(
    journal: Journal, other: Journal
) -> None:
    with journal.sources.taking("/envios/a.toml"):
        with pytest.raises(BatchFileBusy), other.sources.taking("/envios/a.toml"):
            raise AssertionError("both took lists")
        with other.sources.taking("/envios/b.toml"):
            pass
