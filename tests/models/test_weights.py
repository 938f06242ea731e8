"""Dealing by weight: at every moment each one has its share, rounded down or up."""

from hypothesis import given
from hypothesis import strategies as st

from batch_sender.models.weights import dealing_order, dealt_out

_WEIGHTS = st.lists(st.integers(1, 12), min_size=1, max_size=6)


@given(_WEIGHTS, st.integers(0, 200))
def test_each_share_is_within_one_of_the_exact_one(weights: list[int], things: int) -> None:
    order = dealing_order(weights)
    dealt = [0] * len(weights)
    for n in range(1, things + 1):
        dealt[order[(n - 1) % len(order)]] += 1
        for share, weight in zip(dealt, weights, strict=True):
            assert abs(share - n * weight / sum(weights)) < 1
    assert dealt_out(things, weights) == dealt
    assert sum(dealt) == things


def test_twice_the_weight_gets_twice_as_many() -> None:
    assert dealt_out(300, [1, 2]) == [100, 200]


def test_the_order_ends_where_each_has_had_its_weight() -> None:
    assert sorted(dealing_order([2, 4, 6])) == [0, 1, 1, 2, 2, 2]
