"""Notices beside the sending: written down, tried, tried again later, given up; and nobody is held up."""

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from batch_sender.automation.notices import (
    NoticeRecords,
    Notification,
    NotificationQueue,
    NotificationSettings,
    Occasion,
)
from batch_sender.journal import Journal
from tests.automation.servers import PATIENCE, Endless, Hook
from tests.support import FakeClock, checked_batch, message

NOBODY_STOPS = threading.Event()
SHORT = 0.3


class Office:
    """A queue on a journal, whose batch files name one hook each."""

    def __init__(self, journal: Journal | None, clock: FakeClock) -> None:
        self.journal, self.clock = journal, clock
        self.hooks: dict[str, NotificationSettings] = {}
        self.said: list[str] = []
        self.queue = self.another()

    def another(self) -> NotificationQueue:
        return NotificationQueue(
            records=NoticeRecords(journal=self.journal, clock=self.clock),
            notify_of=lambda path: self.hooks[path.name],
            report=self.said.append,
        )

    def tell(self, url: str, batch: int | None = None, *, file: str = "a.toml") -> None:
        settings = NotificationSettings(webhook=url, webhook_token="segredo")
        self.hooks[file] = settings
        self.queue.tell(notification(batch, file=file), settings)

    def later(self, minutes: float) -> None:
        self.clock.forward(minutes * 60)
        self.queue.look()
        settle(self.queue)

    def waiting(self) -> int:
        assert self.journal is not None
        self.clock.forward(86_400)
        found = len(self.journal.notifications.due())
        self.clock.forward(-86_400)
        return found

    def events(self, batch: int) -> list[str]:
        assert self.journal is not None
        return [each.kind for each in self.journal.batches.events(batch) if "notice" in each.kind]


def notification(batch: int | None, *, file: str = "a.toml") -> Notification:
    facts = {"event": "ended", "batch": batch, "batch_file": f"/envios/{file}"}
    return Notification(
        occasion=Occasion.ENDED, subject=f"envio {batch}", text="Pronto.", facts=facts
    )


def settle(queue: NotificationQueue) -> None:
    until(lambda: not queue._is_busy())


def until(holds: Callable[[], bool]) -> None:
    ends = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < ends
        threading.Event().wait(0.01)


@pytest.fixture
def office(journal: Journal, clock: FakeClock) -> Iterator[Office]:
    made = Office(journal, clock)
    yield made
    made.queue.close(0, stop=NOBODY_STOPS)


@pytest.fixture
def batch(journal: Journal) -> int:
    return checked_batch(journal, [message(2, 1)])


def test_what_got_through_is_an_event_and_waits_no_more(office: Office, batch: int) -> None:
    with Hook() as hook:
        office.tell(hook.url, batch)
        settle(office.queue)
    assert [body["batch"] for body in hook.bodies] == [batch]
    assert (office.events(batch), office.waiting(), office.said) == (["notice_sent"], 0, [])


def test_it_is_written_down_before_it_is_tried(office: Office, batch: int) -> None:
    waiting: list[int] = []
    with Hook(at_arrival=lambda: waiting.append(office.waiting())) as hook:
        office.tell(hook.url, batch)
        settle(office.queue)
    assert waiting == [1]


def test_a_hook_that_hangs_holds_nobody_up(office: Office, batch: int) -> None:
    with Endless(b"x", slowly=0.02) as endless, Hook() as good:
        began = time.monotonic()
        for _ in range(20):
            office.tell(endless.url, file="hangs.toml")
        office.tell(good.url, batch)
        assert time.monotonic() - began < PATIENCE / 3
        until(lambda: office.events(batch) == ["notice_sent"])
        assert endless.reached.wait(PATIENCE)
        named = [thread for thread in threading.enumerate() if thread.name == "notices"]
        assert len(named) <= 2, "a thread a line, not one a notice"


def test_what_failed_is_tried_again_later_a_few_times(office: Office, batch: int) -> None:
    with Hook(500) as hook:
        office.tell(hook.url, batch)
        settle(office.queue)
        assert office.said == [
            "The notice by webhook did not get through: HTTP 500. It is tried again later."
        ]
        office.later(0.5)
        assert len(hook.bodies) == 1, "not at once"
        office.later(0.6)
        assert len(hook.bodies) == 2
        hook.status = 200
        office.later(4.9)
        assert len(hook.bodies) == 2
        office.later(0.2)
        assert len(hook.bodies) == 3
    assert office.events(batch) == ["notice_failed", "notice_failed", "notice_sent"]
    assert office.waiting() == 0


def test_what_never_gets_through_is_given_up_and_said(office: Office, batch: int) -> None:
    with Hook(500) as hook:
        office.tell(hook.url, batch)
        settle(office.queue)
        for minutes in (2, 6, 31, 600):
            office.later(minutes)
        assert len(hook.bodies) == 4
    assert office.events(batch) == ["notice_failed"] * 3 + ["notice_dropped"]
    assert office.said[-1] == (
        f"The notice by webhook was given up: HTTP 500. It said: envio {batch}"
    )
    assert office.waiting() == 0


def test_what_a_dead_process_left_is_told_by_the_next_one(office: Office, batch: int) -> None:
    with Endless(b"", slowly=PATIENCE) as endless:
        office.tell(endless.url, batch)
        assert endless.reached.wait(PATIENCE)  # and here its process dies
        with Hook() as hook:
            office.hooks["a.toml"] = NotificationSettings(webhook=hook.url)
            next_one = office.another()
            next_one.look()
            settle(next_one)
            assert hook.bodies == [], "it may live, and be trying"
            office.clock.forward(121)
            others = [office.another() for _ in range(4)]
            for each in (next_one, *others):
                each.look()
            for each in (next_one, *others):
                settle(each)
            assert [body["batch"] for body in hook.bodies] == [batch], "once, whoever looks"


def test_a_notice_that_kills_whoever_tries_it_is_given_up(office: Office, batch: int) -> None:
    with Hook(500) as hook:
        office.tell(hook.url, batch)
        settle(office.queue)
        assert office.journal is not None
        for _ in range(9):
            office.clock.forward(3600)
            for seen in office.journal.notifications.due():
                office.journal.notifications.claim(seen, until=office.clock.now())
        office.later(1)
        assert office.waiting() == 0


def test_a_clock_that_was_ahead_keeps_no_notice_back(office: Office, batch: int) -> None:
    with Hook(500) as hook:
        office.clock.forward(400 * 86_400)
        office.tell(hook.url, batch)
        settle(office.queue)
        office.clock.forward(-400 * 86_400)
        hook.status = 200
        office.later(1)
        assert office.events(batch) == ["notice_failed", "notice_sent"]


def test_the_end_waits_for_no_hook_and_says_what_was_given_up(office: Office, batch: int) -> None:
    with Endless(b"x", slowly=0.02) as endless, Hook(503) as ill:
        office.tell(ill.url, batch, file="b.toml")
        until(lambda: bool(office.said))
        for _ in range(3):
            office.tell(endless.url)
        assert endless.reached.wait(PATIENCE)
        began = time.monotonic()
        office.queue.close(SHORT, stop=NOBODY_STOPS)
        assert time.monotonic() - began < PATIENCE / 3
        assert endless.gone.wait(PATIENCE)
    assert office.waiting() == 0
    assert sorted(office.said[1:]) == sorted(
        [
            "The notice by webhook was given up: HTTP 503. It said: envio 1",
            "The notice by webhook was given up: the program ended meanwhile. It said: envio None",
            "The notice by webhook was given up: not tried yet. It said: envio None",
            "The notice by webhook was given up: not tried yet. It said: envio None",
        ]
    )
    assert office.events(batch)[-1] == "notice_dropped"


def test_the_end_lets_a_hook_that_answers_answer(office: Office, batch: int) -> None:
    with Hook() as hook:
        office.tell(hook.url, batch)
        office.queue.close(PATIENCE, stop=NOBODY_STOPS)
    assert office.events(batch) == ["notice_sent"]


def test_what_stops_the_program_stops_the_waiting(office: Office, batch: int) -> None:
    stop = threading.Event()
    with Endless(b"x", slowly=0.02) as endless:
        office.tell(endless.url, batch)
        assert endless.reached.wait(PATIENCE)
        stop.set()
        began = time.monotonic()
        office.queue.close(10 * PATIENCE, stop=stop)
        assert time.monotonic() - began < PATIENCE / 3


def test_what_is_kept_is_told_by_the_next_run(office: Office, batch: int) -> None:
    with Hook(500) as hook:
        office.tell(hook.url, batch)
        office.queue.close(PATIENCE, stop=NOBODY_STOPS, keep=True)
        assert len(office.said) == 1
        assert office.said[0].endswith("It is tried again later.")
        hook.status = 200
        office.queue = office.another()
        office.later(2)
    assert office.events(batch) == ["notice_failed", "notice_sent"]


def test_where_nobody_looks_again_what_fails_is_given_up(office: Office, batch: int) -> None:
    office.queue.once = True
    with Hook(500) as hook:
        office.tell(hook.url, batch)
        office.queue.close(PATIENCE, stop=NOBODY_STOPS)
    assert office.said == ["The notice by webhook was given up: HTTP 500. It said: envio 1"]
    assert (office.events(batch), office.waiting()) == (["notice_dropped"], 0)


@pytest.mark.parametrize("broken", [True, False])
def test_without_a_journal_it_is_told_all_the_same(
    journal: Journal, clock: FakeClock, *, broken: bool
) -> None:
    office = Office(journal if broken else None, clock)
    journal._handle.write(lambda tx: tx.exec_driver_sql("DROP TABLE notifications"))
    with Hook() as hook:
        office.tell(hook.url)
        settle(office.queue)
        hook.status = 500
        office.tell(hook.url)
        settle(office.queue)
        assert len(hook.bodies) == 2
    assert office.said == ["The notice by webhook was given up: HTTP 500. It said: envio None"]


def test_a_newer_notice_of_a_batch_stands_for_the_older(office: Office, batch: int) -> None:
    with Hook(500) as hook:
        for _ in range(3):
            office.tell(hook.url, batch)
            settle(office.queue)
        assert office.waiting() == 1


def test_who_asks_for_it_no_more_is_left_alone(office: Office, batch: int) -> None:
    with Hook(500) as hook:
        office.tell(hook.url, batch)
        settle(office.queue)
        office.hooks["a.toml"] = replace(office.hooks["a.toml"], webhook=None)
        for minutes in (2, 6, 31):
            office.later(minutes)
        assert len(hook.bodies) == 1
    assert office.waiting() == 0


def test_a_batch_file_that_is_gone_holds_up_no_other(office: Office, batch: int) -> None:
    with Hook(500) as hook:
        office.tell(hook.url, file="gone.toml")
        office.tell(hook.url, batch)
        settle(office.queue)
        del office.hooks["gone.toml"]  # reading it raises
        hook.status = 200
        office.later(2)
    assert office.events(batch) == ["notice_failed", "notice_sent"]


def test_too_many_for_one_hook_do_not_pile_up(office: Office) -> None:
    with Endless(b"x", slowly=0.02) as endless:
        for _ in range(120):
            office.tell(endless.url)
        assert sum("too many" in each for each in office.said) in {19, 20}


def test_no_secret_is_written_down(office: Office, batch: int, tmp_path: Path) -> None:
    with Hook(500) as hook:
        office.tell(hook.url, batch)
        settle(office.queue)
        assert office.waiting() == 1
        with sqlite3.connect(tmp_path / "journal.sqlite3") as book:
            kept = "\n".join(book.iterdump())
        book.close()
    assert "envio 1" in kept
    assert "segredo" not in kept
    assert "secret" not in kept
