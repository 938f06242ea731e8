"""The service: what is due begins once, what was cut short goes on, what a person paused stays paused."""

import json
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from batch_sender.automation import ProblemRows, rounds
from batch_sender.automation.notices import (
    Occasion,
)
from batch_sender.config.connections import fingerprint
from batch_sender.config.errors import BatchFileKeyUnknown
from batch_sender.journal import Journal, ScheduleState
from batch_sender.models import BatchState
from batch_sender.standin import FAULTS, Fault, Faults, LineState, StandIn
from batch_sender.standin.replies import TOO_MANY
from tests.automation.bench import MORNING, PATIENCE, Bench, until_done
from tests.support import TOKEN, connection_to


def test_what_is_due_is_judged_sent_reported_and_told(bench: Bench) -> None:
    bench.a_list("lista.csv", "Ana", "Bia")
    number = bench.schedule(bench.order("l.toml", "lista.csv", out="{name}-{date}.csv"))
    service = bench.service()
    until_done(service)
    assert not bench.told(), "not yet"
    bench.at(MORNING)
    until_done(service)
    assert bench.told() == ["Oi Ana", "Oi Bia"]
    assert (bench.folder / "lista-2026-11-24.csv").is_file()
    (notification,) = bench.notifications
    assert (notification.occasion, notification.facts["accepted"]) == (Occasion.ENDED, 2)
    (due,) = bench.journal.schedules.dues_of(number)
    assert (due.state, due.detail) == ("begun", {"batches": [1]})
    until_done(service)
    assert len(bench.notifications) == 1


def test_two_services_on_one_journal_start_one_batch(bench: Bench, tmp_path: Path) -> None:
    bench.a_list("lista.csv", "Ana", "Bia")
    bench.schedule(bench.order("l.toml", "lista.csv"), cron="0 9,10,11 * * *")
    with Journal(tmp_path / "journal.sqlite3", now=bench.clock.now) as second:
        both = [bench.service(), bench.service(second)]
        for hour in (12, 13, 14):
            bench.at(f"2026-11-24T{hour}:00")
            threads = [threading.Thread(target=until_done, args=(each,)) for each in both]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join(PATIENCE)
    assert bench.told() == sorted(["Oi Ana", "Oi Bia"] * 3)
    assert [batch.id for batch in bench.journal.batches.recent()] == [3, 2, 1]
    assert [notification.occasion for notification in bench.notifications] == [Occasion.ENDED] * 3


def test_a_machine_asleep_over_three_due_times_sends_once(bench: Bench) -> None:
    bench.a_list("lista.csv", "Ana")
    bench.schedule(bench.order("l.toml", "lista.csv"))
    bench.at("2026-11-26T13:00")
    until_done(bench.service())
    assert bench.told() == ["Oi Ana"]


def test_a_schedule_that_rests_starts_nothing(bench: Bench) -> None:
    bench.a_list("lista.csv", "Ana")
    number = bench.schedule(bench.order("l.toml", "lista.csv"))
    bench.journal.schedules.move(number, ScheduleState.PAUSED, who="ana")
    bench.at(MORNING)
    until_done(bench.service())
    assert not bench.told()


def test_what_another_service_has_wrapped_up_is_not_told_again(bench: Bench) -> None:
    bench.a_list("lista.csv", "Ana")
    bench.schedule(bench.order("l.toml", "lista.csv"))
    bench.at(MORNING)
    service = bench.service()
    until_done(service)
    known = bench.journal.sources.one(1)
    assert known is not None
    service._half_done.wrap_up(replace(known, wrapped_up=False))  # as it stood when this one looked
    assert len(bench.notifications) == 1


def test_a_clock_that_was_ahead_kills_no_schedule(bench: Bench) -> None:
    """The battery of the clock was empty: for a minute it is 2031, then 8:00 of the right day."""
    bench.a_list("lista.csv", "Ana")
    bench.schedule(bench.order("l.toml", "lista.csv"))
    service = bench.service()
    bench.at("2031-06-01T03:00")
    until_done(service)
    bench.at("2026-11-24T11:00")
    until_done(service)
    assert not bench.told()
    assert any("the clock has gone back" in line for line in bench.log), bench.log
    bench.at(MORNING)
    until_done(service)
    assert bench.told() == ["Oi Ana"]


def test_what_was_put_off_for_a_minute_is_not_put_off_for_years(bench: Bench) -> None:
    bench.a_list("lista.csv", "Ana")
    bench.schedule(bench.order("l.toml", "lista.csv"), late="run")
    service = bench.service()
    with StandIn() as gone:
        bench.connect(gone)
    bench.at("2031-06-01T12:00")
    until_done(service)
    bench.at("2026-11-24T12:00")
    bench.connect(bench.api)
    until_done(service)
    assert bench.told() == ["Oi Ana"]


def test_what_becomes_due_while_run_due_looks_a_last_time_is_sent_to_its_end(
    bench: Bench,
) -> None:
    """The minute turns while the first list is sent: its service does not leave the next one half done."""
    bench.a_list("lista.csv", "Ana")
    bench.schedule(bench.order("l.toml", "lista.csv"), cron="0 9,10 * * *")
    bench.at(MORNING)
    service, stop = bench.service(), threading.Event()
    wait = service.wait

    def an_hour_passes(seconds: float) -> bool:
        ended = wait(PATIENCE)
        if not bench.told()[1:]:
            bench.clock.forward(3600)
        return ended and bool(seconds)

    service.wait = an_hour_passes  # type: ignore[method-assign]
    rounds.run_due(service, bench.queue(service), stop=stop)
    assert not service.sending
    assert bench.told() == ["Oi Ana", "Oi Ana"]
    assert [batch.state for batch in bench.journal.batches.recent()] == [BatchState.FINISHED] * 2


# ── what was cut short ────────────────────────────────────────────────────────────────────────


class Killed(BaseException):
    """The process is gone."""


def dying(work: Callable[..., Any], *, after: bool) -> Callable[..., Any]:
    """Do some work and die behind it, or die before it."""

    def dies(*args: object, **kwargs: object) -> None:
        if after:
            work(*args, **kwargs)
        raise Killed

    return dies


@pytest.mark.parametrize(
    ("verb", "after"),
    [
        pytest.param("schedules.beginning", False, id="before the due time is taken"),
        pytest.param("batches.add_messages", False, id="while the list is judged"),
        pytest.param("batches.mark_checked", True, id="with the list judged"),
        pytest.param("sources.approve", False, id="before it may be sent"),
        pytest.param("sources.approve", True, id="when it may be sent"),
        pytest.param("schedules.settle_due", False, id="before the due time is settled"),
        pytest.param("schedules.settle_due", True, id="when the due time is settled"),
    ],
)
def test_a_due_time_survives_a_crash_at_any_step(
    bench: Bench, tmp_path: Path, verb: str, *, after: bool
) -> None:
    bench.a_list("lista.csv", "Ana", "Bia")
    bench.schedule(bench.order("l.toml", "lista.csv"))
    bench.at(MORNING)
    with Journal(tmp_path / "journal.sqlite3", now=bench.clock.now) as dead:
        subject, _, name = verb.partition(".")
        whom = getattr(dead, subject)
        setattr(whom, name, dying(getattr(whom, name), after=after))
        with pytest.raises(Killed):
            bench.service(dead).look()
    until_done(bench.service())
    until_done(bench.service())
    assert bench.told() == ["Oi Ana", "Oi Bia"], "nobody twice, nobody forgotten"
    assert len([b for b in bench.journal.batches.recent() if b.state is BatchState.FINISHED]) == 1


def test_what_the_services_own_end_paused_goes_on(bench: Bench) -> None:
    bench.a_list("lista.csv", "Ana")
    bench.schedule(bench.order("l.toml", "lista.csv"))
    bench.at(MORNING)
    service = bench.service()
    service.look()
    service.stop.set()  # as SIGTERM does, before or while it sends
    assert service.wait(PATIENCE)
    until_done(bench.service())
    assert bench.told() == ["Oi Ana"]


@pytest.mark.parametrize("fate", ["as it was", "changed", "gone"])
def test_what_a_crash_left_running_goes_on_as_it_was_judged(
    bench: Bench, tmp_path: Path, fate: str
) -> None:
    path = bench.a_list("lista.csv", "Ana", "Bia")
    bench.schedule(bench.order("l.toml", "lista.csv"))
    bench.at(MORNING)
    with Journal(tmp_path / "journal.sqlite3", now=bench.clock.now) as dead:
        dead.schedules.settle_due = dying(dead.schedules.settle_due, after=True)  # type: ignore[method-assign]
        with pytest.raises(Killed):
            bench.service(dead).look()
    connection = connection_to(bench.api)
    mark = fingerprint(connection, bench.journal.key())
    connection_id = bench.journal.sending.known_connection(
        fingerprint=mark, name="loja", address="x"
    )
    bench.journal.batches.start(1, connection_id=connection_id, who="x", sender={"id": "x"})
    if fate == "changed":
        bench.a_list("lista.csv", "Ana", "Bia", "Caio")
    elif fate == "gone":
        path.unlink()
    until_done(bench.service())
    assert bench.told() == ["Oi Ana", "Oi Bia"]
    said = [line for line in bench.log if "goes on as it was judged" in line]
    assert len(said) == (fate != "as it was"), "the log says it, and it asks nobody"


def test_a_paused_batch_stays_paused_and_people_are_told(bench: Bench) -> None:
    bench.a_list("lista.csv", "Ana", "Bia", "Caio")
    bench.schedule(bench.order("l.toml", "lista.csv", canary=1))
    bench.at(MORNING)
    until_done(bench.service())
    until_done(bench.service())
    assert bench.told() == ["Oi Ana"]
    assert bench.journal.batches.one(1).paused_because == "canary"
    assert [notification.occasion for notification in bench.notifications] == [Occasion.PAUSED]


def limited(seconds: int) -> Faults:
    """Ask the second person's first call to wait so long."""

    def faults(number: str, before: int) -> Fault | None:
        if before or not number.endswith("2001"):
            return None
        reply = replace(TOO_MANY, headers=(("Retry-After", str(seconds)),))
        return replace(FAULTS["429"], reply=reply, delivers=False)

    return faults


@pytest.mark.parametrize(("seconds", "accepted"), [(1800, 2), (200_000, 1)])
def test_a_wait_that_the_server_asks_for_is_in_the_log_or_a_notice(
    bench: Bench, seconds: int, accepted: int
) -> None:
    bench.a_list("lista.csv", "Ana", "Bia")
    bench.schedule(bench.order("l.toml", "lista.csv"))
    with StandIn(tokens={TOKEN: LineState.CONNECTED}, faults=limited(seconds)) as api:
        bench.connect(api)
        bench.service().look()
        bench.at(MORNING)
        until_done(bench.service())
    (notification,) = bench.notifications
    assert notification.facts["accepted"] == accepted
    waits = [line for line in bench.log if "next try at 09:30:00 (the server asked" in line]
    if accepted == 2:
        assert waits, bench.log
    else:
        assert notification.occasion is Occasion.PAUSED
        assert "takes nothing before 2026-11-26 16:33 (America/Sao_Paulo)" in notification.text
        assert notification.facts["waits_until"].startswith("2026-11-26T19:33")


def test_rows_that_a_person_put_back_wait_for_that_persons_yes(bench: Bench) -> None:
    bench.a_list("lista.csv", "Ana", "Bia")
    bench.schedule(bench.order("l.toml", "lista.csv", canary=1))
    bench.at(MORNING)
    until_done(bench.service())
    bench.journal.batches.cancel(1, who="ana")
    bench.journal.decisions.retry(1, who="ana")
    assert bench.journal.batches.state(1) is BatchState.CHECKED
    until_done(bench.service())
    assert bench.told() == ["Oi Ana"]


# ── what cannot begin ─────────────────────────────────────────────────────────────────────────


def test_a_broken_batch_file_is_told_once(bench: Bench) -> None:
    path = bench.order("l.toml", "lista.csv")
    bench.faults[str(path)] = BatchFileKeyUnknown(path=path, line=1, key="x", keys="")
    number = bench.schedule(path)
    bench.at(MORNING)
    until_done(bench.service())
    until_done(bench.service())
    assert [notification.facts["code"] for notification in bench.notifications] == [
        "batch_file_key_unknown"
    ]
    (due,) = bench.journal.schedules.dues_of(number)
    assert due.state == "failed"


def test_a_list_with_too_many_problems_is_not_sent(bench: Bench) -> None:
    bench.a_list("lista.csv", "Ana").write_text(
        "nome,telefone\nAna,11 90000-0601\nBia,1\n", "utf-8"
    )
    bench.schedule(
        bench.order("l.toml", "lista.csv", problem_rows=ProblemRows.parse("stop above 0"))
    )
    bench.at(MORNING)
    until_done(bench.service())
    until_done(bench.service())
    assert not bench.told()
    assert [notification.facts["code"] for notification in bench.notifications] == [
        "too_many_problems"
    ]


def test_an_unreachable_address_is_tried_again_while_it_is_in_time(bench: Bench) -> None:
    bench.a_list("lista.csv", "Ana")
    number = bench.schedule(bench.order("l.toml", "lista.csv"))
    with StandIn() as gone:
        bench.connect(gone)
    bench.at(MORNING)
    service = bench.service()
    until_done(service)
    assert [due.state.value for due in bench.journal.schedules.dues_of(number)] == ["open"]
    bench.connect(bench.api)
    until_done(service)
    assert not bench.told(), "not at once"
    bench.clock.forward(61)
    until_done(service)
    assert bench.told() == ["Oi Ana"]


def test_what_nobody_expected_of_one_order_keeps_no_other_back(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    bench.a_list("lista.csv", "Ana")
    broken = bench.schedule(bench.folder / "broken.toml")  # no order: reading it raises KeyError
    bench.schedule(bench.order("l.toml", "lista.csv"))
    bench.at(MORNING)
    service = bench.service()
    until_done(service)
    until_done(service)
    assert bench.told() == ["Oi Ana"]
    (due,) = bench.journal.schedules.dues_of(broken)
    assert (due.state, due.detail["code"]) == ("failed", "unforeseen")
    assert [record.getMessage() for record in caplog.records] == ["due 1 broke"]
    assert caplog.records[0].exc_info
    (told, _ended) = bench.notifications
    assert (told.occasion, told.facts["code"]) == (Occasion.NOT_STARTED, "unforeseen")
    assert "KeyError" in told.text


def test_an_address_unreachable_for_too_long_is_told(bench: Bench) -> None:
    bench.a_list("lista.csv", "Ana")
    number = bench.schedule(bench.order("l.toml", "lista.csv"))
    with StandIn() as gone:
        bench.connect(gone)
    service = bench.service()
    for minutes in (0, 60, 121):
        bench.at(f"2026-11-24T{12 + minutes // 60}:{minutes % 60:02d}")
        until_done(service)
    assert [due.state.value for due in bench.journal.schedules.dues_of(number)] == ["failed"]
    assert [notification.facts["code"] for notification in bench.notifications] == [
        "address_unreachable"
    ]


def test_each_list_of_a_pattern_is_sent_once_and_moved(bench: Bench) -> None:
    bench.a_list("inbox/a.csv", "Ana")
    path = bench.order("l.toml", "inbox/*.csv", move_to=bench.folder / "enviados")
    bench.schedule(path, cron="*/5 * * * *")
    service = bench.service()
    for minute in range(0, 20, 5):
        bench.at(f"2026-11-24T12:{minute:02d}")
        until_done(service)
        if minute == 10:
            bench.a_list("inbox/b.csv", "Bia")
    assert bench.told() == ["Oi Ana", "Oi Bia"]
    assert sorted(each.name for each in (bench.folder / "enviados").iterdir()) == ["a.csv", "b.csv"]


# ── lists that somebody may still be writing ──────────────────────────────────────────────────


def test_a_list_that_is_being_written_is_sent_when_it_is_whole(bench: Bench) -> None:
    path = bench.order("l.toml", "inbox/*.csv", at_rest=60)
    number = bench.schedule(path)
    half = bench.a_list("inbox/a.csv", "Ana")
    half.write_text(half.read_text("utf-8") + "Bia,11 9000", "utf-8")
    bench.at(MORNING)
    service = bench.service()
    until_done(service)
    bench.clock.forward(50)
    bench.a_list("inbox/a.csv", "Ana", "Bia")  # its writer had stalled
    bench.clock.forward(11)
    until_done(service)
    assert not bench.told()
    assert any("a.csv is not taken yet" in line for line in bench.log), bench.log
    bench.a_list("inbox/b.csv", "Caio")
    bench.clock.forward(61)
    until_done(service)
    assert bench.told() == ["Oi Ana", "Oi Bia"], "what is whole waits for nothing"
    bench.clock.forward(61)
    until_done(service)
    assert bench.told() == ["Oi Ana", "Oi Bia", "Oi Caio"]
    (due,) = bench.journal.schedules.dues_of(number)
    assert (due.state, due.detail) == ("begun", {"batches": [1, 2]})


def test_the_one_list_of_a_schedule_is_waited_for_as_well(bench: Bench) -> None:
    number = bench.schedule(bench.order("l.toml", "lista.csv", at_rest=60))
    bench.a_list("lista.csv", "Ana")
    bench.at(MORNING)
    service = bench.service()
    until_done(service)
    assert [due.state.value for due in bench.journal.schedules.dues_of(number)] == ["open"]
    assert service.awaits_lists
    bench.clock.forward(61)
    until_done(service)
    assert bench.told() == ["Oi Ana"]
    assert not service.awaits_lists


@pytest.mark.parametrize("late", ["run", "run-if-within 2h"])
def test_a_list_that_is_never_whole_is_told(bench: Bench, late: str) -> None:
    number = bench.schedule(bench.order("l.toml", "lista.csv"), late=late)
    bench.a_list("lista.csv", "Ana").with_name("lista.csv.part").touch()
    service = bench.service()
    for minutes in (0, 30, 59, 61, 90):
        bench.at(f"2026-11-24T{12 + minutes // 60}:{minutes % 60:02d}")
        until_done(service)
    assert not bench.told()
    assert [due.state.value for due in bench.journal.schedules.dues_of(number)] == ["failed"]
    assert [notification.facts["code"] for notification in bench.notifications] == [
        "list_has_neighbour"
    ]


def test_a_list_that_is_never_whole_keeps_no_other_back(bench: Bench) -> None:
    number = bench.schedule(bench.order("l.toml", "inbox/*.csv"))
    bench.a_list("inbox/a.csv", "Ana").with_name("a.csv.part").touch()
    bench.a_list("inbox/b.csv", "Bia")
    bench.at(MORNING)
    service = bench.service()
    until_done(service)
    assert bench.told() == ["Oi Bia"]
    bench.at("2026-11-24T13:01")
    until_done(service)
    (due,) = bench.journal.schedules.dues_of(number)
    assert (due.state, due.detail) == ("begun", {"batches": [1]})


def test_a_list_that_cannot_be_read_is_told_once_while_another_is_waited_for(bench: Bench) -> None:
    bench.schedule(bench.order("l.toml", "inbox/*.csv"))
    bench.a_list("inbox/a.csv", "Ana").with_name("a.csv.part").touch()
    (bench.folder / "inbox" / "b.csv").write_bytes(b"PK\x03\x04 not a workbook")
    bench.at(MORNING)
    service = bench.service()
    for _ in range(3):
        until_done(service)
        bench.clock.forward(61)
    assert [notification.facts["list"] for notification in bench.notifications] == ["b.csv"]


def test_run_due_waits_for_a_list_that_is_being_written(bench: Bench) -> None:
    bench.schedule(bench.order("l.toml", "inbox/*.csv", at_rest=60))
    bench.a_list("inbox/a.csv", "Ana")
    bench.at(MORNING)
    service = bench.service()
    rounds.run_due(service, bench.queue(service), stop=service.stop)
    assert bench.told() == ["Oi Ana"]


def test_facts_of_a_notice_are_json_and_hold_nobodys_number(bench: Bench) -> None:
    bench.a_list("lista.csv", "Ana")
    bench.schedule(bench.order("l.toml", "lista.csv"))
    bench.at(MORNING)
    until_done(bench.service())
    told = json.dumps(dict(bench.notifications[0].facts)) + bench.notifications[0].text
    assert "90000" not in told
    assert bench.api.token not in told
