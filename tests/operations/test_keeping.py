"""Operations over what a journal keeps: called by themselves, as a page or a script calls them."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from batch_sender.config.workspace import Workspace
from batch_sender.journal import Decision, Journal, ScheduleState
from batch_sender.models import BatchState, MessageState
from batch_sender.operations.cancel import cancel
from batch_sender.operations.doctor import Severity, Surroundings, Symptom, doctor
from batch_sender.operations.errors import CannotCancel, CannotPause, CronOrMoment, DueMomentPassed
from batch_sender.operations.forget import forget
from batch_sender.operations.history import history
from batch_sender.operations.pause import pause
from batch_sender.operations.profiles import add_profile, list_profiles
from batch_sender.operations.purge import PurgeOptions, purge, purge_targets
from batch_sender.operations.resolve import doubtful, resolve
from batch_sender.operations.schedules import (
    ScheduleOptions,
    add_schedule,
    list_schedules,
    next_due,
    pause_schedule,
    timing_of,
)
from batch_sender.operations.status import newest, now_being_sent, status
from tests.journal.desk import ACCEPTED, TIMED_OUT, WHO, Desk, text
from tests.support import FakeClock


@pytest.fixture(autouse=True)
def _nothing_is_said_or_asked(capfd: pytest.CaptureFixture[str]) -> Iterator[None]:
    """No operation prints."""
    yield
    assert tuple(capfd.readouterr()) == ("", "")


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(datetime(2026, 11, 2, 12, tzinfo=UTC))


@pytest.fixture
def ended(desk: Desk) -> int:
    """A batch of two: the first is in doubt, the second was accepted."""
    batch_id = desk.running(text(2), text(3))
    for ending in (TIMED_OUT, ACCEPTED):
        desk.record(desk.take(batch_id), ending)
    desk.journal.batches.finish(batch_id, who=WHO)
    return batch_id


def test_a_batch_is_paused_and_cancelled_and_stands_so(desk: Desk) -> None:
    batch_id = desk.running(text(2))
    with desk.journal.batches.holding(batch_id):
        assert now_being_sent(desk.journal) == batch_id
    assert pause(desk.journal, batch_id, who=WHO).state is BatchState.PAUSED
    assert cancel(desk.journal, batch_id, who=WHO).state is BatchState.CANCELLED
    (standing,) = newest(desk.journal, who=WHO, most=None).batches
    assert (standing.batch.state, standing.being_sent) == (BatchState.CANCELLED, False)
    _standing, events = status(desk.journal, batch_id, who=WHO)
    assert [event.kind for event in events][-2:] == ["paused", "cancelled"]


@pytest.mark.parametrize(("verb", "refusal"), [(pause, CannotPause), (cancel, CannotCancel)])
def test_a_refusal_carries_the_state_as_its_code(
    desk: Desk, ended: int, verb: Callable[..., object], refusal: type[CannotPause | CannotCancel]
) -> None:
    with pytest.raises(refusal) as refused:
        verb(desk.journal, ended, who=WHO)
    assert refused.value.details["state"] is BatchState.FINISHED


def test_what_is_in_doubt_is_read_now_and_decided_later(desk: Desk, ended: int) -> None:
    found = doubtful(desk.journal, ended, rows=None, now=desk.clock.now(), who=WHO)
    assert (found.numbers, found.name_of(found.rows[0])) == ([2], "Ana")
    done = resolve(desk.journal, ended, {Decision.AS_SENT: found.numbers}, who=WHO)
    assert (done.batch.counts.accepted, done.being_sent) == (2, False)
    assert desk.standing(ended)[2] is MessageState.ACCEPTED


def test_whose_people_would_go_is_told_before_they_go(desk: Desk, ended: int) -> None:
    desk.clock.forward(timedelta(days=40).total_seconds())
    options = PurgeOptions(older_than=timedelta(days=30), retain=timedelta(days=30), sets_rule=True)
    targets = purge_targets(desk.journal, options, who=WHO)
    assert (list(targets.batches), targets.rows, list(targets.not_ended)) == ([ended], 2, [])
    result = purge(desk.journal, options, targets, who=WHO)
    assert [each.rows for each in result.removed] == [2]
    assert (result.rewritten, result.retention) == (True, timedelta(days=30))


def test_a_person_is_found_and_forgotten(desk: Desk, ended: int) -> None:
    found = history(desk.journal, "(11) 90000-0003")
    assert [(each.batch, each.row) for each in found.messages] == [(ended, 3)]
    receipt = forget(desk.journal, found.person, now=desk.clock.now(), who=WHO)
    assert (dict(receipt.removed.rows), receipt.is_complete) == ({ended: [3]}, True)
    assert not history(desk.journal, "11900000003").messages


def test_schedules_are_listed_with_what_is_next(desk: Desk) -> None:
    now = desk.clock.now()
    for cron in ("0 9 * * *", "0 8 * * *"):
        add_schedule(desk.journal, Path("l.toml"), ScheduleOptions(cron=cron), now=now, who=WHO)
    first = next_due(list_schedules(desk.journal, now=now))
    assert first is not None
    assert first.schedule.id == 2
    pause_schedule(desk.journal, 2, who=WHO)
    listed = list_schedules(desk.journal, now=now)
    assert [(each.schedule.state, len(each.upcoming)) for each in listed] == [
        (ScheduleState.ACTIVE, 3), (ScheduleState.PAUSED, 0),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("options", "refusal"),
    [
        pytest.param(ScheduleOptions(), CronOrMoment, id="when?"),
        pytest.param(ScheduleOptions(at="2020-01-01 09:00"), DueMomentPassed, id="past"),
    ],
)
def test_what_would_never_be_due_is_refused(
    options: ScheduleOptions, refusal: type[CronOrMoment | DueMomentPassed]
) -> None:
    with pytest.raises(refusal):
        timing_of(options, now=datetime(2026, 11, 2, tzinfo=UTC))


def test_two_workspaces_know_nothing_of_each_other(tmp_path: Path) -> None:
    here, there = (
        Workspace.of({"BATCH_SENDER_PROFILES": str(tmp_path / name)}) for name in ("a", "b")
    )
    made = add_profile(here, "loja")
    assert made.templates.is_dir()
    assert [each.name for each in list_profiles(here)] == ["loja"]
    assert list_profiles(there) == []


def test_a_doctor_finds_by_codes_and_goes_on_after_a_fault(tmp_path: Path) -> None:
    environment = {
        "BATCH_SENDER_JOURNAL": str(tmp_path / "journal.sqlite3"),
        "BATCH_SENDER_CONNECTIONS": str(tmp_path / "connections.toml"),
    }
    workspace = Workspace.of(environment)

    def read(path: Path) -> Surroundings:
        raise AssertionError(path)

    around = Surroundings(
        workspace=workspace,
        open_journal=lambda: Journal(workspace.journal),
        read_batch_file=read,  # type: ignore[arg-type]  # no schedule names one
    )
    by_what = {each.what: each for each in doctor(around)}
    assert by_what["journal"].symptom is Symptom.JOURNAL_MISSING
    assert by_what["connections"].details["saved"] == 0
    assert by_what["no_connection"].severity is Severity.BAD
    assert by_what["no_connection"].error is not None
    with around.open_journal():
        pass
    assert {each.what: each for each in doctor(around)}["journal"].severity is Severity.GOOD
