"""Share lanes among workers: how many each is to hold, and who has room for more. Pure arithmetic."""

from collections.abc import Collection, Mapping
from math import ceil

from batch_sender.journal import WorkerRecord

_A_TRIFLE = 1e-6  # what sums of fractions miss a whole number by


def fair_share(worker: str, wanted: Collection[int], known: Mapping[str, Collection[int]]) -> int:
    """Return how many of the wanted lanes a worker is to hold, rounded up.

    `known`: of each living worker the connections whose tokens it has. A lane that three can serve is a
    third of a lane to each of them.
    """
    able = [
        sum(lane in theirs for theirs in known.values()) for lane in wanted if lane in known[worker]
    ]
    return ceil(sum(1 / each for each in able) - _A_TRIFLE)


def room(
    others: Collection[WorkerRecord], wanted: Collection[int], known: Mapping[str, Collection[int]]
) -> dict[str, int]:
    """Return how many more lanes each of these workers would hold, were they free."""
    found = {}
    for each in others:
        most = min(each.most_lanes, fair_share(each.id, wanted, known))
        if most > len(each.lanes):
            found[each.id] = most - len(each.lanes)
    return found


def surplus(
    held: Collection[int],
    share: int,
    free: Mapping[str, int],
    known: Mapping[str, Collection[int]],
) -> list[int]:
    """Return the lanes to give up: no more than are held beyond the share, nor than others have room for."""
    left = dict(free)
    given: list[int] = []
    for lane in held:
        if len(held) - len(given) <= share:
            break
        taker = next((who for who, many in left.items() if many and lane in known[who]), None)
        if taker is not None:
            left[taker] -= 1
            given.append(lane)
    return given
