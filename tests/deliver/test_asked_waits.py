"""A server that asks to wait: the batch waits and says so, or pauses where it would wait long."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from batch_sender import sentences
from batch_sender.config.connections import Connection
from batch_sender.config.settings import Settings
from batch_sender.config.tokens import Token
from batch_sender.deliver.run import deliver, refuse_ill_connection
from batch_sender.gateway.errors import AskedToWait, ProbeUnanswered
from batch_sender.journal import Journal
from batch_sender.models import BatchState, Delay, Reason
from batch_sender.standin import FAULTS, Fault, LineState, StandIn
from batch_sender.standin.replies import TOO_MANY, UNAVAILABLE
from tests.deliver.listener import answering
from tests.support import (
    MONDAY_NOON,
    TOKEN,
    FakeClock,
    Watcher,
    checked_batch,
    connection_to,
    dispatch,
    message,
)

SETTINGS = Settings(gap=0)


class Limiter:
    """The first call to the number that ends in 429 is answered by a wait."""

    def __init__(self) -> None:
        self.asks = "0"
        self.reply = TOO_MANY

    def __call__(self, number: str, before: int) -> Fault | None:
        if not number.endswith("429") or before:
            return None
        reply = replace(self.reply, headers=(("Retry-After", self.asks),))
        return replace(FAULTS["429"], reply=reply, delivers=False)


@pytest.fixture
def limiter() -> Limiter:
    return Limiter()


@pytest.fixture
def api(limiter: Limiter) -> Iterator[StandIn]:
    with StandIn(tokens={TOKEN: LineState.CONNECTED}, faults=limiter) as running:
        yield running


def go_on(
    journal: Journal, batch_id: int, api: StandIn, clock: FakeClock, settings: Settings = SETTINGS
) -> Watcher:
    watcher = Watcher()
    deliver(
        journal,
        dispatch(batch_id, connection_to(api), settings),
        clock=clock,
        watch=watcher,
        stop=threading.Event(),
        chance=lambda: 0.5,
    )
    return watcher


THREE_DAYS = 3 * 86_400


@pytest.mark.parametrize(
    ("reply", "because"),
    [
        (TOO_MANY, Reason.TOO_MANY_REQUESTS),
        (UNAVAILABLE, Reason.SERVICE_UNAVAILABLE),
    ],
)
def test_a_wait_of_days_pauses_the_batch_and_is_told_with_its_end(
    reply: object,
    because: Reason,
    limiter: Limiter,
    journal: Journal,
    api: StandIn,
    clock: FakeClock,
) -> None:
    limiter.asks, limiter.reply = str(THREE_DAYS), reply  # type: ignore[assignment]
    batch_id = checked_batch(journal, [message(2, 2), message(3, 429), message(4, 4)])
    go_on(journal, batch_id, api, clock)

    batch = journal.batches.one(batch_id)
    until = MONDAY_NOON + timedelta(seconds=THREE_DAYS)
    assert (batch.state, batch.paused_because) == (BatchState.PAUSED, because)
    assert (batch.counts.accepted, batch.counts.pending) == (1, 2)
    assert batch.waits == Delay(until=until, because=because)
    assert clock.now() - MONDAY_NOON < timedelta(minutes=1), "nobody waits it out"
    told = sentences.describe_pause(because, batch=batch_id, waits=batch.waits)
    assert "2026-11-26 12:00 (America/Sao_Paulo)" in told
    assert f"batch-sender resume {batch_id}" in told
    assert "few minutes" not in told


def test_whoever_goes_on_before_the_end_waits_for_nothing(
    limiter: Limiter, journal: Journal, api: StandIn, clock: FakeClock
) -> None:
    limiter.asks = str(THREE_DAYS)
    batch_id = checked_batch(journal, [message(2, 429), message(3, 3)])
    go_on(journal, batch_id, api, clock)
    go_on(journal, batch_id, api, clock)

    batch = journal.batches.one(batch_id)
    assert (batch.state, batch.counts.accepted, batch.waits) == (BatchState.FINISHED, 2, None)
    assert clock.now() - MONDAY_NOON < timedelta(minutes=1)


@pytest.mark.parametrize("lanes", [1, 2])
def test_a_wait_of_an_hour_is_sat_out_and_told_at_once(
    lanes: int, limiter: Limiter, journal: Journal, api: StandIn, clock: FakeClock
) -> None:
    limiter.asks = "3600"
    batch_id = checked_batch(journal, [message(2, 429), message(3, 1429), message(4, 4)])
    watcher = go_on(journal, batch_id, api, clock, Settings(gap=0, concurrency=lanes))

    assert journal.batches.one(batch_id).counts.accepted == 3
    events = [each for each in journal.batches.events(batch_id) if each.kind == "waiting"]
    assert [each.detail["because"] for each in events] == watcher.waited_because
    assert watcher.waited_because[0] is Reason.TOO_MANY_REQUESTS
    assert watcher.waited_until[0] == pytest.approx(
        MONDAY_NOON + timedelta(hours=1), abs=timedelta(seconds=5)
    )
    # Once for each time that the server asked, however often a lane looks up while it waits.
    assert len(events) <= 2


def test_a_wait_of_seconds_is_not_worth_a_word(
    limiter: Limiter, journal: Journal, api: StandIn, clock: FakeClock
) -> None:
    limiter.asks = "7"
    batch_id = checked_batch(journal, [message(2, 429)])
    watcher = go_on(journal, batch_id, api, clock)
    assert watcher.waited_until == []
    assert journal.batches.one(batch_id).counts.accepted == 1


@pytest.mark.parametrize(("asked", "fault"), [("259200", AskedToWait), ("2", ProbeUnanswered)])
def test_a_test_of_the_token_tells_the_wait_too(asked: str, fault: type[ProbeUnanswered]) -> None:
    answer = f"HTTP/1.1 429 Slow\r\nRetry-After: {asked}\r\nContent-Length: 0\r\n\r\n"
    with answering(answer.encode()) as there:
        url = f"http://{there}/api/messages/send"
        connection = Connection(name="loja", url=url, token=Token("t"))
        with pytest.raises(ProbeUnanswered) as caught:
            refuse_ill_connection(connection, SETTINGS)
    assert type(caught.value) is fault
    assert ("before 20" in caught.value.message) is (fault is AskedToWait)
