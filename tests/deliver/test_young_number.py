"""Ten refused of a connection's first hundred new people pause it; a number that is older goes on."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from batch_sender.config.settings import Settings
from batch_sender.deliver.run import deliver
from batch_sender.journal import Journal
from batch_sender.models import BatchState, JudgedMessage, PhoneNumber
from batch_sender.standin import StandIn
from tests.support import (
    AtArrival,
    FakeClock,
    Watcher,
    checked_batch,
    connection_to,
    dispatch,
    message,
)


def row(tail: int, *, new: bool = True, refused: bool = False) -> JudgedMessage:
    """Somebody of a number of their own; the stand-in refuses numbers that end in 400."""
    made = message(tail, tail)
    number = PhoneNumber(f"55119{tail:05d}400") if refused else made.number
    return made._replace(number=number, person=number, idempotency_key=f"{number}", new_person=new)


def rows(pattern: str, first: int = 2000, *, new: bool = True) -> list[JudgedMessage]:
    """Write a batch as a pattern: a dot is accepted, an x refused."""
    signs = enumerate(pattern, start=first)
    return [row(tail, new=new, refused=sign == "x") for tail, sign in signs]


class Shop:
    """One connection, and whoever sends through it."""

    def __init__(self, journal: Journal, api: StandIn, clock: FakeClock) -> None:
        self.journal, self.api, self.clock = journal, api, clock

    def begin(self, messages: list[JudgedMessage], *, lanes: int = 1) -> int:
        batch_id = checked_batch(self.journal, messages)
        self.go_on(batch_id, lanes=lanes)
        return batch_id

    def go_on(self, batch_id: int, *, lanes: int = 1) -> None:
        deliver(
            self.journal,
            dispatch(batch_id, connection_to(self.api), Settings(gap=0, concurrency=lanes)),
            clock=self.clock,
            watch=Watcher(),
            stop=threading.Event(),
            chance=lambda: 0.5,
        )

    def stands(self, batch_id: int) -> tuple[str | None, int, int]:
        """Why it is paused, and how many were accepted and rejected."""
        record = self.journal.batches.one(batch_id)
        return record.paused_because, record.counts.accepted, record.counts.rejected


@pytest.fixture
def shop(journal: Journal, api: StandIn, clock: FakeClock) -> Shop:
    return Shop(journal, api, clock)


YOUNG = "young_refused"


@pytest.mark.parametrize(
    ("pattern", "stands"),
    [
        pytest.param("..x" * 10 + "....", (YOUNG, 20, 10), id="at the tenth, and no message more"),
        pytest.param("..x" * 9 + "....", (None, 22, 9), id="nine do not"),
        pytest.param("." * 90 + ".x" * 6, (None, 96, 6), id="a list that is good enough"),
        pytest.param(
            "..........x" * 9 + "." + "....x" * 6, (None, 115, 15), id="the hundredth is the last"
        ),
        pytest.param("x" * 12, ("ten_refused", 0, 10), id="ten in a row say more: it may be ill"),
    ],
)
def test_ten_refused_of_the_first_hundred(
    shop: Shop, pattern: str, stands: tuple[str | None, int, int]
) -> None:
    assert shop.stands(shop.begin(rows(pattern))) == stands


def test_refusals_of_people_who_are_known_are_no_sign(shop: Shop) -> None:
    assert shop.stands(shop.begin(rows("..x" * 12, new=False))) == (None, 24, 12)


def test_they_are_the_connections_over_all_its_batches(shop: Shop) -> None:
    assert shop.stands(shop.begin(rows("..x" * 6)))[0] is None
    assert shop.stands(shop.begin(rows("..x" * 6, 3000))) == (YOUNG, 8, 4)


def test_whoever_goes_on_has_ten_more(shop: Shop) -> None:
    batch_id = shop.begin(rows("..x" * 25))
    assert shop.stands(batch_id) == (YOUNG, 20, 10)
    shop.go_on(batch_id)
    assert shop.stands(batch_id) == (YOUNG, 40, 20)
    shop.go_on(batch_id)
    assert shop.journal.batches.state(batch_id) is BatchState.FINISHED


def test_several_lanes_count_together(shop: Shop) -> None:
    because, _accepted, rejected = shop.stands(shop.begin(rows("..x" * 20), lanes=4))
    assert because == YOUNG
    assert 10 <= rejected <= 13, "the tenth, and what was on its way"


@pytest.fixture
def second(tmp_path: Path, api: StandIn, clock: FakeClock) -> Iterator[Shop]:
    """Another process on the same journal and connection."""
    with Journal(tmp_path / "journal.sqlite3", now=clock.now) as journal:
        yield Shop(journal, api, clock)


def test_what_another_process_met_stops_this_one_at_its_next_new_person(
    shop: Shop, second: Shop, api: StandIn
) -> None:
    """The other one sends ten that are refused while this one is at its third message."""
    other: list[int] = []
    api.tell(AtArrival(3, lambda: other.append(second.begin(rows("..x" * 11, 3000)))))
    batch_id = shop.begin(rows("." * 20))
    assert shop.stands(other[0]) == (YOUNG, 20, 10)
    assert shop.stands(batch_id) == (YOUNG, 3, 0)
