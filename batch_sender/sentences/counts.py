"""How many messages are in a state, in words that go with the number."""

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from batch_sender.language import ngettext
from batch_sender.models import Counts, MessageState

_COUNTED: Final[Mapping[MessageState, Callable[[int], str]]] = {
    MessageState.ACCEPTED: lambda n: ngettext("{n} accepted", "{n} accepted", n),
    MessageState.REJECTED: lambda n: ngettext("{n} rejected", "{n} rejected", n),
    MessageState.UNKNOWN: lambda n: ngettext("{n} unknown", "{n} unknown", n),
    MessageState.FAILED: lambda n: ngettext("{n} failed", "{n} failed", n),
    MessageState.SKIPPED: lambda n: ngettext("{n} skipped", "{n} skipped", n),
    MessageState.SENDING: lambda n: ngettext("{n} sending", "{n} sending", n),
    MessageState.PENDING: lambda n: ngettext("{n} pending", "{n} pending", n),
}


AS_READ: Final = tuple(_COUNTED)
AT_REST: Final = AS_READ[:5]
"""Where a message's way ends."""


def counted(state: MessageState, n: int, *, width: int = 0) -> str:
    """Say how many messages are in a state; with a `width`, as a line of a column of figures."""
    figure = f"{n:>{width}} " if width else n
    return _COUNTED[state](n).format(n=figure)


def share(n: int, of: int) -> str:
    """Say which part of the whole that is; never nothing of something, nor all where one is missing."""
    percent = round(100 * n / of) if of else 0
    if n and not percent:
        return "<1%"
    return ">99%" if n < of and percent == 100 else f"{percent}%"


def all_counted(
    counts: Counts, states: Iterable[MessageState] = AS_READ, *, width: int = 0
) -> list[str]:
    """Say how many messages stand at each state that occurs, in the order in which people read them."""
    return [counted(each, n, width=width) for each in states if (n := getattr(counts, each.value))]


def counted_with_shares(counts: Counts, *, width: int = 0) -> list[str]:
    """Say how many messages stand at each state that occurs, and which part of all rows that is."""
    return [
        f"{counted(each, n, width=width)} ({share(n, counts.read)})"
        for each in AS_READ
        if (n := getattr(counts, each.value))
    ]
