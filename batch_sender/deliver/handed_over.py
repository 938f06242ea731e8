"""On what terms a batch was handed over to the workers, as the journal keeps it for whoever sends it next."""

import os
import platform
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from batch_sender.journal.batches.verbs import WORKERS


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedOver:
    """What was asked for at the door, where it is not in the batch's own settings.

    `door`: what began it, for who has to know whose it is to go on with. `wait_for_window`, `look_after`: as in
    `Dispatch`. `first_few`: so many messages of the batch may have been called for, in all, before a person is
    asked (None: all may leave). `look_pauses`: a look at the phone keeps the rest until somebody has answered.
    """

    door: str | None = None
    wait_for_window: bool = True
    first_few: int | None = None
    look_after: int = 0
    look_pauses: bool = True

    def told(self) -> dict[str, Any]:
        """Return it as the batch's `sender`, beside who has handed it over."""
        return {
            "id": WORKERS,
            "pid": os.getpid(),
            "host": platform.node(),
            "door": self.door,
            "wait_for_window": self.wait_for_window,
            "first_few": self.first_few,
            "look_after": self.look_after,
            "look_pauses": self.look_pauses,
        }

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> Self:
        """Read it back."""
        return cls(
            door=told.get("door"),
            wait_for_window=told.get("wait_for_window", True),
            first_few=told.get("first_few"),
            look_after=told.get("look_after", 0),
            look_pauses=told.get("look_pauses", True),
        )
