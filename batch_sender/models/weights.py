"""Deal things out by weight: in a fixed order, so that each one's share is never off by one or more."""

from collections.abc import Sequence
from functools import reduce
from math import gcd


def dealing_order(weights: Sequence[int]) -> tuple[int, ...]:
    """Return whose turn it is, by place, until each has had its weight; from there on it begins again.

    The quota method of Balinski and Young: whoever is behind their share is next, the one with the
    greatest weight for each thing they would have. At every moment each one's share lies between
    the exact one rounded down and up (The quota method of apportionment, 1975).
    """
    common = reduce(gcd, weights)
    plain = [weight // common for weight in weights]
    total, dealt = sum(plain), [0] * len(plain)
    order: list[int] = []
    for n in range(1, total + 1):
        behind = (i for i, weight in enumerate(plain) if dealt[i] * total < weight * n)
        place = max(behind, key=lambda i: (plain[i] / (dealt[i] + 1), -i))
        dealt[place] += 1
        order.append(place)
    return tuple(order)


def dealt_out(things: int, weights: Sequence[int]) -> list[int]:
    """Return how many of so many things each one gets, dealt from the beginning."""
    order = dealing_order(weights)
    rounds, rest = divmod(things, len(order))
    return [
        rounds * order.count(place) + order[:rest].count(place) for place in range(len(weights))
    ]
