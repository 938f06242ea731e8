"""A look at the phone where nobody is there: a notice names the rows, and the batch goes on or waits."""

from dataclasses import replace
from typing import Literal

import pytest

from batch_sender.automation.notices import Notification, Occasion
from batch_sender.models import BatchRecord, BatchState, Seen
from batch_sender.standin import Faults, no_faults
from tests.automation.bench import MORNING, Bench, until_done

NAMES = [f"Ana{n}" for n in range(30)]


@pytest.fixture
def faults() -> Faults:
    """None: whole rows of numbers are accepted."""
    return no_faults


def sent(bench: Bench, unanswered: Literal["go-on", "wait"]) -> BatchRecord:
    bench.a_list("lista.csv", *NAMES)
    path = bench.order("l.toml", "lista.csv")
    order = bench.orders[str(path)]
    wishes = {"look_after": 10, "look_unanswered": unanswered}
    settings = order.request.settings.model_copy(update=wishes)
    bench.orders[str(path)] = replace(order, request=replace(order.request, settings=settings))
    bench.schedule(path)
    bench.at(MORNING)
    until_done(bench.service())
    return bench.journal.batches.one(1)


def tells_of_nobody(notification: Notification) -> bool:
    told = f"{notification.subject} {notification.text} {notification.facts}"
    return "Ana" not in told and "119000" not in told


def test_it_goes_on_and_people_are_told_at_once_and_at_the_end(bench: Bench) -> None:
    batch = sent(bench, "go-on")
    assert (batch.state, batch.counts.accepted) == (BatchState.FINISHED, 30)
    look, ended = bench.notifications
    assert (look.occasion, ended.occasion) == (Occasion.LOOK, Occasion.ENDED)
    first, last = batch.looks
    assert look.facts["look_at_rows"] == list(first.rows)
    assert look.subject == "batch-sender: batch 1 (lista.csv): a look at the phone, please"
    rows = ", ".join(map(str, first.rows))
    assert f"whether the messages of rows {rows} have arrived" in look.text
    assert "batch-sender look 1" in look.text
    assert ended.facts["look_at_rows"] == list(last.rows)
    assert ", ".join(map(str, last.rows)) in ended.text
    assert all(map(tells_of_nobody, bench.notifications))


def test_where_it_is_to_wait_it_stands_still_for_a_person(bench: Bench) -> None:
    batch = sent(bench, "wait")
    stands = (batch.state, batch.paused_because, batch.counts.accepted)
    assert stands == (BatchState.PAUSED, "look_due", 10)
    (paused,) = bench.notifications
    assert (paused.occasion, paused.facts["paused_because"]) == (Occasion.PAUSED, "look_due")
    assert paused.facts["look_at_rows"] == list(batch.looks[0].rows)
    assert "waits for a look at the phone" in paused.text
    until_done(bench.service())
    assert bench.journal.batches.one(1).counts.accepted == 10, "no service goes on by itself"
    assert len(bench.notifications) == 1

    look = batch.looks[0]
    seen = dict.fromkeys(look.rows, Seen.TWO_TICKS)
    bench.journal.looks.answer(1, look.id, seen, who="bia")
    until_done(bench.service())
    assert bench.journal.batches.one(1).counts.accepted == 20, "once somebody has said it may"


def test_a_service_does_not_go_on_where_nothing_was_delivered(bench: Bench) -> None:
    look = sent(bench, "wait").looks[0]
    seen = dict.fromkeys(look.rows, Seen.CLOCK)
    bench.journal.looks.answer(1, look.id, seen, who="bia")
    until_done(bench.service())
    batch = bench.journal.batches.one(1)
    assert (batch.paused_because, batch.counts.accepted) == ("not_delivered", 10)
