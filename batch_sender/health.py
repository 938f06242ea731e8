"""Is a connection well: outcomes go in, a reason to pause it comes out. Pure arithmetic."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final, assert_never

from batch_sender.models import Accepted, ConnectionIll, NotLeft, Outcome, Reason, Rejected, Unknown

MOST_NOT_LEFT: Final = 10
MOST_REFUSED: Final = 10
MOST_UNKNOWN: Final = 10
MOST_NOT_UNDERSTOOD: Final = 3


class PauseReason(StrEnum):
    """Why a batch was paused, besides a `Reason` of the connection itself."""

    INTERRUPTED = "interrupted"
    NOT_LEFT = "ten_not_left"
    REFUSED = "ten_refused"
    UNKNOWN = "ten_unknown"
    NOT_UNDERSTOOD = "three_not_understood"
    OUTSIDE_WINDOW = "outside_window"


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """What the last calls of a connection say: runs of one kind of trouble.

    `unknown` counts every outcome in doubt, `not_understood` the answers among them that nobody
    could read: an outage behind a gateway that answers must not burn through a list either.
    """

    not_left: int = 0
    refused: int = 0
    unknown: int = 0
    not_understood: int = 0

    def after(self, outcome: Outcome) -> "Health":
        """Return the health after one more outcome."""
        match outcome:
            case NotLeft():
                return replace(self, not_left=self.not_left + 1)
            case Rejected(reason=reason):
                refused = self.refused + (reason is Reason.REFUSED)
                return Health(refused=refused)
            case Unknown(reason=reason):
                not_understood = self.not_understood + (reason is Reason.ANSWER_NOT_UNDERSTOOD)
                unknown = self.unknown + 1
                return replace(self, not_left=0, unknown=unknown, not_understood=not_understood)
            case Accepted():
                return Health()
            case ConnectionIll():
                return replace(self, not_left=0)
            case _:
                assert_never(outcome)

    def must_pause(self, outcome: Outcome) -> Reason | PauseReason | None:
        """Say why the connection must be paused after `outcome`, which is already counted."""
        if isinstance(outcome, ConnectionIll):
            return outcome.reason
        if self.not_left >= MOST_NOT_LEFT:
            return PauseReason.NOT_LEFT
        if self.refused >= MOST_REFUSED:
            return PauseReason.REFUSED
        if self.not_understood >= MOST_NOT_UNDERSTOOD:
            return PauseReason.NOT_UNDERSTOOD
        if self.unknown >= MOST_UNKNOWN:
            return PauseReason.UNKNOWN
        return None
