"""What people are still to be told, in both databases: tried by one process at a time, and an event at its end."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from batch_sender.journal import Journal, NewNotification
from tests.support import FakeClock, checked_batch, message

MINUTE = timedelta(minutes=1)


@pytest.fixture
def other(location: str, journal: Journal, clock: FakeClock) -> Iterator[Journal]:  # noqa: ARG001 - opened first
    """The same journal, as another process has it open."""
    with Journal(location, now=clock.now) as opened:
        yield opened


@pytest.fixture
def batch(journal: Journal) -> int:
    return checked_batch(journal, [message(2, 1)])


def new(batch: int | None, *, by: str = "webhook", accepted: int = 1) -> NewNotification:
    return NewNotification(
        batch_id=batch,
        batch_file="/envios/a.toml",
        by=by,
        occasion="ended",
        subject="envio",
        text="Pronto: ção.",
        facts={"accepted": accepted, "problems": {"phone_invalid": 2}},
    )


def events(journal: Journal, batch: int) -> list[tuple[str, str | None]]:
    every = journal.batches.events(batch)
    return [(each.kind, each.detail["why"]) for each in every if "notice" in each.kind]


def test_it_is_its_makers_own_for_a_while(
    journal: Journal, other: Journal, clock: FakeClock, batch: int
) -> None:
    written = journal.notifications.add(new(batch), others_from=clock.now() + MINUTE)
    assert other.notifications.due() == []
    clock.forward(60)
    assert other.notifications.due() == [written]
    assert written.facts == {"accepted": 1, "problems": {"phone_invalid": 2}}


def test_one_at_a_time_tries_it(
    journal: Journal, other: Journal, clock: FakeClock, batch: int
) -> None:
    seen = journal.notifications.add(new(batch), others_from=clock.now())
    until = clock.now() + MINUTE
    with ThreadPoolExecutor(8) as office:
        tries = [
            office.submit(each.notifications.claim, seen, until=until)
            for each in (journal, other) * 4
        ]
    assert [each.result() for each in tries].count(True) == 1
    assert other.notifications.due() == []
    clock.forward(60)
    (again,) = other.notifications.due()
    assert again.tries == 1, "whoever had it has died"


def test_what_failed_waits_and_what_got_through_is_gone(
    journal: Journal, clock: FakeClock, batch: int
) -> None:
    seen = journal.notifications.add(new(batch), others_from=clock.now())
    journal.notifications.failed(seen, "HTTP 500", next_try_at=clock.now() + 5 * MINUTE)
    clock.forward(299)
    assert journal.notifications.due() == []
    clock.forward(1)
    (again,) = journal.notifications.due()
    journal.notifications.got_through(again)
    assert journal.notifications.due() == []
    assert events(journal, batch) == [("notice_failed", "HTTP 500"), ("notice_sent", None)]


def test_what_is_given_up_is_so_once(journal: Journal, clock: FakeClock, batch: int) -> None:
    seen = journal.notifications.add(new(batch), others_from=clock.now())
    assert journal.notifications.drop(seen, "HTTP 500")
    assert not journal.notifications.drop(seen, "HTTP 500")
    assert events(journal, batch) == [("notice_dropped", "HTTP 500")]


def test_the_newest_of_a_batch_stands_for_the_others_by_the_same_way(
    journal: Journal, clock: FakeClock, batch: int
) -> None:
    for accepted in (1, 2):
        journal.notifications.add(new(batch, accepted=accepted), others_from=clock.now())
    journal.notifications.add(new(batch, by="mail"), others_from=clock.now())
    for _ in range(2):
        journal.notifications.add(new(None), others_from=clock.now())
    found = [(each.batch_id, each.by) for each in journal.notifications.due()]
    assert found == [(batch, "webhook"), (batch, "mail"), (None, "webhook"), (None, "webhook")]
    assert journal.notifications.due()[0].facts["accepted"] == 2
