"""A look at the phone: whose chats are looked at, what was seen there, and what follows from it."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from math import sqrt
from typing import Final, Self

PAUSED_FOR_LOOK: Final = "look_due"
"""Why a batch was paused that waits for a look at the phone."""

LOOK_DONE: Final = "look_done"
"""Why a batch stands still whose look was answered: nothing keeps it any more but that nobody has it go on."""

NOT_DELIVERED: Final = "not_delivered"
"""Why a batch was paused after a look that found nothing delivered."""

LOOKED_AT_TOGETHER: Final = 5
"""People who are drawn for one look."""

ENOUGH: Final = 3
"""So many chats must have been looked at before something is concluded from none delivered.

One or two phones may well be off; three at once seldom are. Where only two were drawn, both count.
"""

_NORMAL_95: Final = 1.959964


class SeenOnPhone(StrEnum):
    """How a message stood in its chat on the phone. A code never changes its meaning."""

    TWO_TICKS = "two_ticks"
    """Delivered."""
    ONE_TICK = "one_tick"
    """Sent, and not delivered yet: the other phone may be off."""
    CLOCK = "clock"
    """Not sent: it waits on the connection's own phone."""
    ABSENT = "absent"
    """Not sent: there is no such message in the chat, or no chat."""
    NOT_LOOKED = "not_looked"
    """Nobody looked there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LookRecord:
    """Some new people of a batch whose chats are to be looked at; times are UTC.

    `accepted`: how many messages to new people were accepted by then. `answers`: what was seen of each row;
    None while nobody has answered. `connection_id`: on the phone of which of the batch's connections; None
    where it has but one.
    """

    id: int
    batch: int
    at: datetime
    accepted: int
    rows: tuple[int, ...]
    answers: Mapping[int, SeenOnPhone] | None = None
    answered_at: datetime | None = None
    who: str | None = None
    connection_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighted:
    """What was seen in all looks of a batch, counted, and the share delivered that follows from it."""

    two_ticks: int = 0
    one_tick: int = 0
    clock: int = 0
    absent: int = 0

    @classmethod
    def of(cls, looks: Iterable[LookRecord]) -> Self | None:
        """Count what was seen; None where nobody has looked."""
        seen = Counter(each for look in looks for each in (look.answers or {}).values())
        del seen[SeenOnPhone.NOT_LOOKED]
        return cls(**{code.value: n for code, n in seen.items()}) if seen else None

    @property
    def looked_at(self) -> int:
        """Chats that were looked at."""
        return self.two_ticks + self.one_tick + self.clock + self.absent

    @property
    def share(self) -> float:
        """The share that was delivered, of those looked at."""
        return self.two_ticks / self.looked_at

    @property
    def likely(self) -> tuple[float, float]:
        """The range in which the share among all new people lies, at 95 % (Wilson's score interval).

        Wilson's, because it holds for five as well as for fifty, and never leaves 0 to 1. That the
        people are drawn from a batch of some size is left out: it would only make the range narrower.
        """
        n, z = self.looked_at, _NORMAL_95
        middle = self.share + z * z / (2 * n)
        reach = z * sqrt(self.share * (1 - self.share) / n + z * z / (4 * n * n))
        whole = 1 + z * z / n
        return max(0.0, (middle - reach) / whole), min(1.0, (middle + reach) / whole)


def is_none_delivered(seen: Collection[SeenOnPhone]) -> bool:
    """Say whether what was seen of the people of one look means that nothing arrives."""
    looked = [each for each in seen if each is not SeenOnPhone.NOT_LOOKED]
    enough = min(ENOUGH, max(len(seen), 2))
    return SeenOnPhone.TWO_TICKS not in looked and len(looked) >= enough
