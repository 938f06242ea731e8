"""The service: what is due begins once, what was cut short goes on, what a person paused stays paused."""

import json
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from batch_sender.automation import ProblemRows, rounds
from batch_sender.automation.notices import Occasion
from batch_sender.config.connections import fingerprint
from batch_sender.config.errors import BatchFileKeyUnknown
from batch_sender.journal import Journal, ScheduleState
from batch_sender.models import BatchState
from batch_sender.standin import StandIn
from tests.automation.bench import MORNING, PATIENCE, Bench, until_done
from tests.support import connection_to


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
    service._wrap_up(replace(known, wrapped_up=False))  # as it stood when this one looked
    assert len(bench.notifications) == 1


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
    rounds.run_due(service, stop=stop)
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


def test_what_a_crash_left_running_goes_on(bench: Bench, tmp_path: Path) -> None:
    bench.a_list("lista.csv", "Ana", "Bia")
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
    until_done(bench.service())
    assert bench.told() == ["Oi Ana", "Oi Bia"]


def test_a_paused_batch_stays_paused_and_people_are_told(bench: Bench) -> None:
    bench.a_list("lista.csv", "Ana", "Bia", "Caio")
    bench.schedule(bench.order("l.toml", "lista.csv", canary=1))
    bench.at(MORNING)
    until_done(bench.service())
    until_done(bench.service())
    assert bench.told() == ["Oi Ana"]
    assert bench.journal.batches.one(1).paused_because == "canary"
    assert [notification.occasion for notification in bench.notifications] == [Occasion.PAUSED]


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


def test_facts_of_a_notice_are_json_and_hold_nobodys_number(bench: Bench) -> None:
    bench.a_list("lista.csv", "Ana")
    bench.schedule(bench.order("l.toml", "lista.csv"))
    bench.at(MORNING)
    until_done(bench.service())
    told = json.dumps(dict(bench.notifications[0].facts)) + bench.notifications[0].text
    assert "90000" not in told
    assert bench.api.token not in told
