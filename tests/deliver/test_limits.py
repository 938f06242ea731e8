"""Batches with limits through the real journal to a real server: what leaves, when, and what does not."""

import itertools
import threading
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from batch_sender.config.settings import Settings
from batch_sender.deliver.health import PauseReason
from batch_sender.deliver.run import deliver
from batch_sender.journal import Journal, KnownPerson
from batch_sender.journal.people.opt_outs import OptOut
from batch_sender.models import (
    BatchState,
    JudgedMessage,
    MessageRecord,
    Problem,
    ProblemCode,
    Reason,
)
from batch_sender.standin import StandIn
from tests.support import (
    AtArrival,
    FakeClock,
    Watcher,
    checked_batch,
    connection_to,
    dispatch,
    message,
    number,
)

BRAZIL = ZoneInfo("America/Sao_Paulo")


def at(text: str, *, fold: int = 0) -> datetime:
    """A moment as São Paulo's clocks show it; `fold` 1 is the second time they do."""
    local = datetime.fromisoformat(text).replace(tzinfo=BRAZIL, fold=fold)
    return local.astimezone(UTC)


class Hands(FakeClock):
    """A clock somebody turns: after so many waits its wall clock, or all of it, jumps."""

    def __init__(self) -> None:
        super().__init__()
        self.waits_left = 0
        self.jump = timedelta()
        self.asleep = False

    def wait(self, event: threading.Event, seconds: float) -> None:
        super().wait(event, seconds)
        self.waits_left -= 1
        if self.waits_left == 0:
            self.set_by(self.jump)

    def set_by(self, jump: timedelta) -> None:
        """Turn the wall clock alone: a sleeping machine, or somebody who sets it."""
        self._now += jump

    def go_to(self, moment: datetime) -> None:
        self._now = moment


@pytest.fixture
def clock() -> Hands:
    return Hands()


class Office:
    """One journal, one server, one clock: sends batches and tells what became of them."""

    def __init__(self, journal: Journal, api: StandIn, clock: Hands) -> None:
        self.journal, self.api, self.clock = journal, api, clock
        self.watcher = Watcher()

    def send(self, messages: list[JudgedMessage], settings: Settings, **changes: bool) -> int:
        batch_id = checked_batch(self.journal, messages, settings)
        self.go_on(batch_id, settings, **changes)
        return batch_id

    def go_on(self, batch_id: int, settings: Settings, **changes: bool) -> None:
        deliver(
            self.journal,
            dispatch(batch_id, connection_to(self.api), settings, **changes),
            clock=self.clock,
            watch=self.watcher,
            stop=threading.Event(),
            chance=lambda: 0.5,
        )

    def rows(self, batch_id: int) -> list[MessageRecord]:
        return list(self.journal.messages.rows(batch_id))

    def times(self, batch_id: int) -> list[datetime]:
        return [row.time for row in self.rows(batch_id) if row.time]

    def asked(self) -> list[str | None]:
        return [each.number for each in self.api.received if each.number]


@pytest.fixture
def office(journal: Journal, api: StandIn, clock: Hands) -> Office:
    return Office(journal, api, clock)


def some(count: int) -> list[JudgedMessage]:
    return [message(row, row) for row in range(2, 2 + count)]


# ── who must not be written to ────────────────────────────────────────────────────────────────


def test_who_opts_out_while_the_batch_runs_gets_nothing(office: Office) -> None:
    told = OptOut(person=number(3), number=number(3), source="person")

    def opt_out() -> None:
        office.journal.people.add_opt_outs([told], who="ana")

    office.api.tell(AtArrival(1, opt_out))
    batch_id = office.send(some(3), Settings(gap=0))
    assert office.asked() == [number(2), number(4)]
    assert [row.reason for row in office.rows(batch_id)] == [None, "opted_out", None]
    # Whoever looks on sees all of them come to rest: the bar gets to its end.
    assert office.watcher.states == ["accepted", "skipped", "accepted"]
    assert office.journal.batches.one(batch_id).state is BatchState.FINISHED


def test_one_person_gets_no_more_than_allowed(office: Office) -> None:
    messages = [message(row, 7, text=f"{row}") for row in range(2, 6)]
    settings = Settings(gap=0, max_per_person="2/7d")
    batch_id = office.send(messages, settings)
    assert office.asked() == [number(7)] * 2
    assert [row.reason for row in office.rows(batch_id)] == [None, None, "too_often", "too_often"]


# ── expiry ────────────────────────────────────────────────────────────────────────────────────


def test_what_has_not_left_when_the_batch_expires_is_skipped(office: Office) -> None:
    settings = Settings(gap=10, window="always", expires="2026-11-23 12:01")  # in a minute
    batch_id = office.send(some(10), settings)
    counts = office.journal.batches.one(batch_id).counts
    assert (counts.accepted, counts.skipped, counts.pending) == (6, 4, 0)
    assert {row.reason for row in office.rows(batch_id)} == {None, "expired"}
    assert office.journal.batches.one(batch_id).state is BatchState.FINISHED
    assert max(office.times(batch_id)) < at("2026-11-23 12:01")
    assert len(office.watcher.states) == len(office.rows(batch_id))


def test_a_batch_that_expires_before_its_hours_begin_does_not_wait_for_them(
    office: Office,
) -> None:
    office.clock.go_to(at("2026-11-23 07:59"))
    settings = Settings(gap=0, window="mon-sat 8:00-20:00", expires="2026-11-23 07:59:30")
    settings = settings.model_copy(update={"expires": "2026-11-23 08:00"})
    batch_id = office.send(some(2), settings)
    assert office.watcher.waited_until[-1] == at("2026-11-23 08:00")
    assert office.journal.batches.one(batch_id).counts.skipped == 2
    assert not office.asked()


def test_it_says_that_it_waits_no_longer_than_the_batch_holds(office: Office) -> None:
    office.clock.go_to(at("2026-11-22 10:00"))  # a Sunday
    settings = Settings(gap=0, window="mon-sat 8:00-20:00", expires="2026-11-22 10:01")
    batch_id = office.send(some(1), settings)
    assert set(office.watcher.waited_until) == {at("2026-11-22 10:01")}
    assert [row.reason for row in office.rows(batch_id)] == ["expired"]


@pytest.mark.parametrize("wait", [True, False])
def test_a_batch_that_expired_while_it_was_paused_ends_when_it_is_resumed(
    office: Office, wait: bool
) -> None:
    office.clock.go_to(at("2026-11-23 20:30"))
    settings = Settings(gap=0, window="mon-sat 8:00-20:00", expires="2026-11-23 21:00")
    batch_id = office.send(some(2), settings, wait_for_window=False)
    assert office.journal.batches.one(batch_id).paused_because == PauseReason.OUTSIDE_WINDOW
    office.clock.go_to(at("2026-11-24 03:00"))
    office.go_on(batch_id, settings, wait_for_window=wait)
    record = office.journal.batches.one(batch_id)
    assert (record.state, record.counts.skipped) == (BatchState.FINISHED, 2)
    assert not office.asked()


def test_rows_with_a_time_of_their_own_stay_out_once_it_is_over(office: Office) -> None:
    soon = office.clock.now() + timedelta(seconds=15)
    messages = [each._replace(expires_at=soon) for each in some(3)] + [message(9, 9)]
    batch_id = office.send(messages, Settings(gap=10, window="always"))
    assert [row.reason for row in office.rows(batch_id)] == [None, None, "expired", None]
    assert office.journal.batches.one(batch_id).state is BatchState.FINISHED


# ── so many a day ─────────────────────────────────────────────────────────────────────────────


def test_with_the_cap_reached_it_waits_for_the_next_day(office: Office) -> None:
    office.clock.go_to(at("2026-11-23 23:59:30"))
    settings = Settings(gap=0, window="always", daily_cap=2)
    batch_id = office.send(some(4), settings)
    midnight = at("2026-11-24 00:00")
    assert [time >= midnight for time in office.times(batch_id)] == [False, False, True, True]
    assert set(office.watcher.waited_until) == {midnight}
    assert set(office.watcher.waited_because) == {PauseReason.CAP_REACHED}


def test_it_waits_for_the_next_days_hours(office: Office) -> None:
    settings = Settings(gap=0, window="mon-sat 8:00-20:00", daily_cap=1)
    stop = threading.Event()

    class Impatient(Watcher):
        """Stops the batch as soon as it hears until when it waits."""

        def waiting(self, until: datetime, *, because: PauseReason | Reason) -> None:
            super().waiting(until, because=because)
            stop.set()

    office.clock.go_to(at("2026-11-28 12:00"))  # a Saturday
    watcher = Impatient()
    deliver(
        office.journal,
        dispatch(
            checked_batch(office.journal, some(2), settings), connection_to(office.api), settings
        ),
        clock=office.clock,
        watch=watcher,
        stop=stop,
        chance=lambda: 0.5,
    )
    assert watcher.waited_until == [at("2026-11-30 08:00")]


def test_a_batch_that_must_not_wait_pauses_and_goes_on_the_next_day(office: Office) -> None:
    settings = Settings(gap=0, window="always", daily_cap=2)
    batch_id = office.send(some(3), settings, wait_for_window=False)
    record = office.journal.batches.one(batch_id)
    assert (record.paused_because, record.counts.accepted) == ("cap_reached", 2)
    office.go_on(batch_id, settings, wait_for_window=False)
    assert office.journal.batches.one(batch_id).paused_because == "cap_reached", (
        "resumed the same day"
    )
    office.clock.go_to(at("2026-11-24 00:00"))
    office.go_on(batch_id, settings, wait_for_window=False)
    assert office.journal.batches.one(batch_id).state is BatchState.FINISHED


def test_a_warm_up_rises_day_by_day(office: Office) -> None:
    settings = Settings(gap=0, window="always", daily_cap=3, warm_up="1,2,9")
    batch_id = checked_batch(office.journal, some(9), settings)
    accepted = []
    for day in (23, 24, 27, 28):
        office.clock.go_to(at(f"2026-11-{day} 12:00"))
        office.go_on(batch_id, settings, wait_for_window=False)
        accepted.append(office.journal.batches.counts(batch_id).accepted)
    assert accepted == [1, 3, 6, 9]


def test_what_could_not_leave_does_not_use_the_day_up(office: Office) -> None:
    settings = Settings(gap=0, window="always", daily_cap=2)
    batch_id = office.send([message(2, 429), message(3, 3)], settings, wait_for_window=False)
    record = office.journal.batches.one(batch_id)
    assert (record.state, record.counts.accepted) == (BatchState.FINISHED, 2)
    assert sum(row.attempts for row in office.rows(batch_id)) == 3


def test_a_cap_holds_with_many_lanes(office: Office) -> None:
    settings = Settings(gap=0, window="always", daily_cap=7, concurrency=8)
    batch_id = office.send(some(30), settings, wait_for_window=False)
    assert len(office.asked()) == office.journal.batches.counts(batch_id).accepted == 7


# ── new people ────────────────────────────────────────────────────────────────────────────────


def new(count: int) -> list[JudgedMessage]:
    return [each._replace(new_person=True, turn=1) for each in some(count)]


def test_with_only_new_people_left_it_waits_for_the_next_day(office: Office) -> None:
    office.clock.go_to(at("2026-11-23 23:59:30"))
    known = message(99, 99)
    batch_id = office.send([*new(3), known], Settings(gap=0, window="always", new_cap="2"))
    midnight = at("2026-11-24 00:00")
    left = [row.row for row in office.rows(batch_id) if row.time and row.time < midnight]
    assert left == [2, 3, 99], "the known one on the first day, though it stands last"
    assert set(office.watcher.waited_because) == {PauseReason.NEW_CAP_REACHED}


def test_a_batch_that_must_not_wait_pauses_by_a_reason_of_its_own(office: Office) -> None:
    settings = Settings(gap=0, window="always", new_cap="2")
    batch_id = office.send(new(3), settings, wait_for_window=False)
    record = office.journal.batches.one(batch_id)
    assert (record.paused_because, record.counts.accepted) == ("new_cap_reached", 2)
    office.clock.go_to(at("2026-11-24 00:00"))
    office.go_on(batch_id, settings, wait_for_window=False)
    assert office.journal.batches.one(batch_id).state is BatchState.FINISHED


def test_a_cap_on_new_people_holds_with_many_lanes(office: Office) -> None:
    settings = Settings(gap=0, window="always", new_cap="7", concurrency=8)
    batch_id = office.send(new(30), settings, wait_for_window=False)
    assert len(office.asked()) == office.journal.batches.counts(batch_id).accepted == 7


def test_who_is_known_since_leaves_though_the_days_new_ones_are_used_up(office: Office) -> None:
    settings = Settings(gap=0, window="always", new_cap="1")
    batch_id = office.send(new(3), settings, wait_for_window=False)
    whom = office.rows(batch_id)[2].number or number(0)
    entry = KnownPerson(person=whom, number=whom, source="list")
    office.journal.people.add_known([entry], who="ana")
    office.go_on(batch_id, settings, wait_for_window=False)
    assert [row.state for row in office.rows(batch_id)] == ["accepted", "pending", "accepted"]


# ── holidays ──────────────────────────────────────────────────────────────────────────────────


def test_nothing_leaves_on_a_holiday_if_asked(office: Office) -> None:
    office.clock.go_to(at("2026-12-25 12:00"))  # Christmas, a Friday
    settings = Settings(gap=0, window="mon-sat 8:00-20:00", skip_holidays=True)
    batch_id = office.send(some(1), settings, wait_for_window=False)
    assert office.journal.batches.one(batch_id).paused_because == PauseReason.OUTSIDE_WINDOW
    assert not office.asked()
    office.send(some(1), Settings(gap=0, window="mon-sat 8:00-20:00"))
    assert len(office.asked()) == 1


def test_without_hours_a_holiday_ends_at_midnight(office: Office) -> None:
    office.clock.go_to(at("2026-12-25 23:59:50"))
    settings = Settings(gap=0, window="always", skip_holidays=True)
    batch_id = office.send(some(1), settings)
    (time,) = office.times(batch_id)
    assert at("2026-12-26 00:00") <= time < at("2026-12-26 00:00:02")


# ── clocks that jump, machines that sleep: no burst ───────────────────────────────────────────


def gaps(times: list[datetime]) -> list[float]:
    return [(after - before).total_seconds() for before, after in itertools.pairwise(times)]


@pytest.mark.parametrize(
    "asleep", [timedelta(seconds=40), timedelta(minutes=11), timedelta(hours=6)], ids=str
)
def test_after_a_sleep_the_pace_goes_on_without_a_burst(office: Office, asleep: timedelta) -> None:
    office.clock.waits_left, office.clock.jump = 50, asleep
    batch_id = office.send(some(8), Settings(gap=10, window="always"))
    assert office.journal.batches.counts(batch_id).accepted == 8
    assert min(gaps(office.times(batch_id))) >= 9.9


@pytest.mark.parametrize("wait", [True, False])
def test_a_batch_with_nothing_to_send_waits_for_no_hours(office: Office, wait: bool) -> None:
    office.clock.go_to(at("2026-11-22 10:00"))  # a Sunday
    rows = [each._replace(problem=Problem(code=ProblemCode.PHONE_INVALID)) for each in some(2)]
    settings = Settings(gap=0, window="mon-sat 8:00-20:00")
    batch_id = office.send(rows, settings, wait_for_window=wait)
    assert office.journal.batches.state(batch_id) is BatchState.FINISHED
    assert not office.watcher.waited_until


def test_a_batch_whose_last_call_is_in_doubt_when_its_hours_end_ends_with_them(
    office: Office,
) -> None:
    """After an answer that says nothing no message is claimed at once: whether one may leave is asked."""
    office.api.tell(AtArrival(1, lambda: office.clock.go_to(at("2026-11-23 20:00"))))
    batch_id = office.send([message(2, 502)], Settings(gap=0, window="mon-sat 8:00-20:00"))
    record = office.journal.batches.one(batch_id)
    assert (record.state, record.counts.unknown) == (BatchState.FINISHED, 1)
    assert not office.watcher.waited_until


def test_a_machine_that_wakes_outside_the_hours_sends_nothing(office: Office) -> None:
    office.clock.waits_left, office.clock.jump = 50, timedelta(hours=9)  # from 12:00 to 21:00
    settings = Settings(gap=10, window="mon-sat 8:00-20:00")
    batch_id = office.send(some(8), settings, wait_for_window=False)
    record = office.journal.batches.one(batch_id)
    assert record.paused_because == PauseReason.OUTSIDE_WINDOW
    assert 0 < record.counts.accepted == len(office.asked()) < 8


@pytest.mark.parametrize("back", [timedelta(minutes=5), timedelta(hours=3)], ids=str)
def test_a_clock_that_is_set_back_neither_bursts_nor_stalls(
    office: Office, back: timedelta
) -> None:
    office.clock.waits_left, office.clock.jump = 50, -back
    started = office.clock.monotonic()
    batch_id = office.send(some(8), Settings(gap=10, window="always"))
    assert office.journal.batches.counts(batch_id).accepted == 8
    # By the clock that is never set: one call may come early, the others keep their distance.
    assert 50 <= office.clock.monotonic() - started <= 90
    early = [gap for gap in gaps(office.times(batch_id)) if 0 <= gap < 9.9]
    assert early == []


def test_a_clock_set_back_over_midnight_goes_on_with_that_days_count(office: Office) -> None:
    office.clock.go_to(at("2026-11-24 00:00:30"))
    settings = Settings(gap=0, window="always", daily_cap=2)
    batch_id = office.send(some(5), settings, wait_for_window=False)
    office.clock.go_to(at("2026-11-23 23:59"))
    office.go_on(batch_id, settings, wait_for_window=False)
    office.clock.go_to(at("2026-11-24 00:01"))
    office.go_on(batch_id, settings, wait_for_window=False)
    assert office.journal.batches.counts(batch_id).accepted == 4, (
        "two on each of the days, not two each time"
    )


# ── days on which clocks change (Brazil, 2018) ────────────────────────────────────────────────


def test_in_the_night_without_midnight_it_begins_when_the_clocks_have_changed(
    office: Office,
) -> None:
    office.clock.go_to(at("2018-11-03 23:59:30"))  # a Saturday; 0:00 does not come, 1:00 does
    batch_id = office.send(some(4), Settings(gap=10, window="sun 0:00-8:00"))
    times = office.times(batch_id)
    assert times[0] >= at("2018-11-04 01:00")
    assert times[0] - at("2018-11-04 01:00") < timedelta(seconds=2)
    assert min(gaps(times)) >= 9.9


def test_an_hour_that_comes_twice_sends_no_second_time(office: Office) -> None:
    settings = Settings(gap=10, window="sat 23:00-23:30")
    office.clock.go_to(at("2018-02-17 23:29:30"))
    batch_id = office.send(some(9), settings, wait_for_window=False)
    accepted = office.journal.batches.counts(batch_id).accepted
    assert 0 < accepted < 9
    office.clock.go_to(at("2018-02-17 23:10", fold=1))
    office.go_on(batch_id, settings, wait_for_window=False)
    assert office.journal.batches.counts(batch_id).accepted == accepted


def test_a_day_of_25_hours_has_one_cap(office: Office) -> None:
    settings = Settings(gap=0, window="always", daily_cap=2)
    office.clock.go_to(at("2018-02-17 23:30"))
    batch_id = office.send(some(5), settings, wait_for_window=False)
    office.clock.go_to(at("2018-02-17 23:30", fold=1))
    office.go_on(batch_id, settings, wait_for_window=False)
    assert office.journal.batches.counts(batch_id).accepted == 2
    office.clock.go_to(at("2018-02-18 00:00"))
    office.go_on(batch_id, settings, wait_for_window=False)
    assert office.journal.batches.counts(batch_id).accepted == 4
