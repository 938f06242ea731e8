"""Schedules in both databases: each due time is written once, and begun once, however many look."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from batch_sender.errors import BatchFileBusy, StateConflict, UnknownSchedule
from batch_sender.journal import DueState, Journal, NewBatch, NewSchedule, ScheduleState
from batch_sender.models import BatchState, Source
from batch_sender.schedules import Verdict
from batch_sender.table_rows import table_row
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
    return [(due.local, due.state.value) for due in journal.dues_of(schedule, most=1000)]


def test_a_due_time_is_written_once_whoever_looks(
    journal: Journal, other: Journal, clock: FakeClock
) -> None:
    number = journal.add_schedule(DAILY)
    at(clock, "2026-11-24T12:00")
    with ThreadPoolExecutor(8) as office:
        looks = [office.submit(each.look) for each in (journal, other) * 4]
        seen = [due for look in looks for due in look.result()]
    assert seen == [("2026-11-24T09:00", Verdict.OPEN)]
    assert states(other, number) == [("2026-11-24T09:00", "open")]


def test_nothing_due_writes_nothing(journal: Journal, clock: FakeClock) -> None:
    journal.add_schedule(DAILY)
    before = journal.schedules()
    at(clock, "2026-11-24T11:59")
    assert journal.look() == []
    assert journal.schedules() == before


def test_a_machine_asleep_over_three_due_times(journal: Journal, clock: FakeClock) -> None:
    number = journal.add_schedule(DAILY)
    at(clock, "2026-11-26T13:00")
    journal.look()
    assert states(journal, number) == [
        ("2026-11-24T09:00", "missed"),
        ("2026-11-25T09:00", "missed"),
        ("2026-11-26T09:00", "open"),
    ]
    assert journal.look() == []


def test_a_clock_set_back_brings_no_due_time_again(journal: Journal, clock: FakeClock) -> None:
    number = journal.add_schedule(DAILY)
    at(clock, "2026-11-24T12:00")
    journal.look()
    clock.forward(-7200)
    journal.look()
    at(clock, "2026-11-24T12:05")
    assert journal.look() == []
    assert len(states(journal, number)) == 1


def test_only_one_begins_a_due_time(journal: Journal, other: Journal, clock: FakeClock) -> None:
    journal.add_schedule(DAILY)
    at(clock, "2026-11-24T12:00")
    journal.look()
    (due,) = journal.open_dues()
    with journal.beginning(due.id) as mine, other.beginning(due.id) as theirs:
        assert (mine, theirs) == (True, False)
        journal.settle_due(due.id, DueState.BEGUN, detail={"batches": [7]})
    with other.beginning(due.id) as again:
        assert not again, "it has begun"
    assert other.open_dues() == []
    with pytest.raises(StateConflict):
        other.settle_due(due.id, DueState.FAILED, detail={})


def test_what_is_begun_by_nobody_stays_open(journal: Journal, clock: FakeClock) -> None:
    journal.add_schedule(DAILY)
    at(clock, "2026-11-24T12:00")
    journal.look()
    (due,) = journal.open_dues()
    with journal.beginning(due.id):
        pass  # and there its process died
    assert journal.open_dues() == [due]


def test_a_moment_comes_once_and_its_schedule_is_over(journal: Journal, clock: FakeClock) -> None:
    once = replace(DAILY, cron=None, at=datetime(2026, 12, 1, 9, 0))  # noqa: DTZ001 - a wall clock's
    number = journal.add_schedule(once)
    at(clock, "2026-12-01T12:00")
    assert journal.look() == [("2026-12-01T09:00", Verdict.OPEN)]
    (schedule,) = journal.schedules()
    assert schedule.state is ScheduleState.ENDED
    assert states(journal, number) == [("2026-12-01T09:00", "open")]


def test_what_is_due_while_a_schedule_rests_is_not_made_up_for(
    journal: Journal, clock: FakeClock
) -> None:
    number = journal.add_schedule(DAILY)
    journal.move_schedule(number, ScheduleState.PAUSED, who="ana")
    at(clock, "2026-11-24T12:30")
    assert journal.look() == []
    journal.move_schedule(number, ScheduleState.ACTIVE, who="ana")
    assert journal.look() == []
    at(clock, "2026-11-25T12:00")
    assert journal.look() == [("2026-11-25T09:00", Verdict.OPEN)]


def test_moves_that_cannot_be(journal: Journal) -> None:
    number = journal.add_schedule(DAILY)
    with pytest.raises(UnknownSchedule):
        journal.move_schedule(number + 1, ScheduleState.PAUSED, who="ana")
    with pytest.raises(StateConflict):
        journal.move_schedule(number, ScheduleState.ACTIVE, who="ana")
    journal.move_schedule(number, ScheduleState.REMOVED, who="ana")
    assert journal.schedules() == []
    with pytest.raises(UnknownSchedule):
        journal.move_schedule(number, ScheduleState.ACTIVE, who="ana")


def test_a_year_over_both_clock_changes_with_two_who_look(
    journal: Journal, other: Journal, clock: FakeClock
) -> None:
    """By a clock that runs through 2018 in steps of 31 hours: every due time is there once."""
    at(clock, "2018-01-01T03:00")
    number = journal.add_schedule(replace(DAILY, cron="30 0,23 * * *", late="run"))
    looked: list[str] = []
    end = datetime(2019, 1, 1, 3, tzinfo=UTC)
    while clock.now() < end:
        clock.forward(timedelta(hours=31).total_seconds())
        for each in (journal, other):
            looked += [local for local, _verdict in each.look()]
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
    batch_id = journal.add_batch(new_batch(SOURCE))
    assert other.taken(SOURCE.name, ["c0ffee", "other"]) == {"c0ffee": batch_id}
    with pytest.raises(StateConflict):
        other.add_batch(new_batch(SOURCE))
    elsewhere = replace(SOURCE, name="/envios/b.toml")
    assert other.add_batch(new_batch(elsewhere)) != batch_id


def test_a_batch_never_judged_to_its_end_gives_its_list_back(journal: Journal) -> None:
    journal.add_batch(new_batch(SOURCE))
    journal.discard_abandoned()
    assert journal.taken(SOURCE.name, [SOURCE.key]) == {}
    assert journal.add_batch(new_batch(SOURCE))


def test_only_approved_batches_go_on_by_themselves(journal: Journal) -> None:
    batch_id = journal.add_batch(new_batch(SOURCE))
    journal.add_messages(batch_id, [table_row(message(2, 1))])
    journal.mark_checked(batch_id, who="ana", repairs={})
    assert journal.open_unattended() == []
    journal.approve(batch_id)
    (found,) = journal.open_unattended()
    assert (found.state, found.started, found.source) == (BatchState.CHECKED, False, SOURCE)
    journal.wrap_up(batch_id)
    assert journal.open_unattended() == []
    known = journal.unattended(batch_id)
    assert known is not None
    assert known.wrapped_up
    assert journal.unattended(checked_batch(journal, [message(2, 2)])) is None


def test_two_processes_do_not_take_lists_for_one_batch_file(
    journal: Journal, other: Journal
) -> None:
    with journal.taking("/envios/a.toml"):
        with pytest.raises(BatchFileBusy), other.taking("/envios/a.toml"):
            raise AssertionError("both took lists")
        with other.taking("/envios/b.toml"):
            pass
