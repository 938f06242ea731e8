"""How lanes are shared among workers: evenly, by whose tokens they are, and never so that one bounces."""

from datetime import UTC, datetime

import pytest

from batch_sender.journal import WorkerRecord
from batch_sender.worker import shares

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)


def worker(name: str, *lanes: int, most: int = 200) -> WorkerRecord:
    return WorkerRecord(
        id=name,
        host="h",
        pid=1,
        version="0",
        most_lanes=most,
        started_at=NOW,
        beat_at=NOW,
        seen_at=NOW,
        calls=0,
        calls_a_minute=0.0,
        connections=frozenset(),
        lanes=lanes,
        is_alive=True,
    )


@pytest.mark.parametrize(
    ("wanted", "known", "share"),
    [
        ({1, 2, 3, 4}, {"a": {1, 2, 3, 4}, "b": {1, 2, 3, 4}}, 2),
        ({1, 2, 3}, {"a": {1, 2, 3}, "b": {1, 2, 3}}, 2),  # rounded up
        ({1}, {"a": {1}, "b": {1}}, 1),
        ({1, 2, 3, 4}, {"a": {1, 2, 3, 4}, "b": {3, 4}}, 3),  # two are its own, two are shared
        ({1, 2}, {"a": {1, 2}, "b": set()}, 2),
        (set(), {"a": {1, 2}}, 0),
        (set(range(9)), {"a": set(range(9)), "b": set(range(9)), "c": set(range(9))}, 3),
    ],
)
def test_a_fair_share(wanted: set[int], known: dict[str, set[int]], share: int) -> None:
    assert shares.fair_share("a", wanted, known) == share


def test_no_more_is_given_up_than_others_have_room_for() -> None:
    known = {"a": {1, 2, 3, 4, 5, 6}, "b": {1, 2, 3, 4, 5, 6}}
    small = worker("b", most=1)
    free = shares.room([small], known["a"], known)
    assert free == {"b": 1}
    assert shares.surplus([1, 2, 3, 4, 5, 6], 3, free, known) == [1]
    assert shares.room([worker("b", 1, most=1)], known["a"], known) == {}


def test_what_nobody_else_has_the_token_for_is_kept() -> None:
    known = {"a": {1, 2, 3, 4}, "b": {3, 4}}
    free = shares.room([worker("b")], known["a"], known)
    assert shares.surplus([1, 2, 3, 4], 3, free, known) == [3]


def test_whoever_holds_no_more_than_its_share_gives_nothing_up() -> None:
    known = {"a": {1, 2, 3}, "b": {1, 2, 3}}
    free = shares.room([worker("b", 3)], known["a"], known)
    assert shares.surplus([1, 2], 2, free, known) == []
