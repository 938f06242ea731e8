"""Judge a connection by the outcomes of its last calls: must it be paused? Pure arithmetic."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final, TypeGuard, assert_never

from batch_sender.models import Accepted, ConnectionIll, NotLeft, Outcome, Reason, Rejected, Unknown
from batch_sender.models.looks import LOOK_DONE, NOT_DELIVERED, PAUSED_FOR_LOOK

MOST_NOT_LEFT: Final = 10
MOST_REFUSED: Final = 10
MOST_UNKNOWN: Final = 10
MOST_NOT_UNDERSTOOD: Final = 3

WORTH_TELLING: Final = 10.0
"""Seconds. A wait that the server asks for is told from here on; shorter ones pass unnoticed."""

LONGEST_WAIT: Final = 3600.0
"""Seconds. Whoever is asked by the server to wait longer than that is told, and decides: a pause."""

LOOKED_BACK_ON: Final = 50
MOST_FAILED: Final = 25
"""Of the last 50 calls, so many rejected or unknown pause the connection.

Half, because an old list may well hold one dead number in five: with that, 25 failures in 50 come
by chance twice in a million, while a connection that loses every other message shows within a few
minutes. Nothing is concluded before 50 calls: a bad beginning of a list is no illness.
"""


_NOT_BY_WAITING: Final = frozenset({Reason.PROXY_NOT_REACHED, Reason.PROXY_REFUSED, Reason.NOT_TLS})
"""What keeps messages from leaving and somebody has to mend: a pause for it names it."""


class PauseReason(StrEnum):
    """Why a batch was paused, besides a `Reason` of the connection itself."""

    INTERRUPTED = "interrupted"
    SERVICE_STOPPED = "service_stopped"
    JOURNAL_FAILED = "journal_failed"
    NOT_LEFT = "ten_not_left"
    REFUSED = "ten_refused"
    YOUNG_REFUSED = "young_refused"
    UNKNOWN = "ten_unknown"
    NOT_UNDERSTOOD = "three_not_understood"
    HALF_FAILED = "half_failed"
    OUTSIDE_WINDOW = "outside_window"
    CAP_REACHED = "cap_reached"
    NEW_CAP_REACHED = "new_cap_reached"
    CANARY = "canary"
    LOOK = PAUSED_FOR_LOOK
    LOOK_DONE = LOOK_DONE
    NOT_DELIVERED = NOT_DELIVERED


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """What the last calls of a connection say: runs of one kind of trouble, and its share.

    `unknown` counts every outcome in doubt, `not_understood` the answers among them that nobody
    could read: an outage behind a gateway that answers must not burn through a list either.
    `last` holds the last 50 calls that may have left, oldest first; True: rejected or unknown.
    """

    not_left: int = 0
    refused: int = 0
    unknown: int = 0
    not_understood: int = 0
    last: tuple[bool, ...] = ()

    def after(self, outcome: Outcome) -> "Health":
        """Return the health after one more outcome."""
        failed = _failed(outcome)
        last = self.last if failed is None else (*self.last, failed)[-LOOKED_BACK_ON:]
        return replace(self._runs_after(outcome), last=last)

    def _runs_after(self, outcome: Outcome) -> "Health":
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
        if isinstance(outcome, ConnectionIll) or is_asked_to_wait_long(outcome):
            return outcome.reason
        limits = (
            (self.not_left >= MOST_NOT_LEFT, _why_none_leaves(outcome)),
            (self.refused >= MOST_REFUSED, PauseReason.REFUSED),
            (self.not_understood >= MOST_NOT_UNDERSTOOD, PauseReason.NOT_UNDERSTOOD),
            (self.unknown >= MOST_UNKNOWN, PauseReason.UNKNOWN),
            (self._half_failed, PauseReason.HALF_FAILED),
        )
        return next((reason for reached, reason in limits if reached), None)

    @property
    def _half_failed(self) -> bool:
        return len(self.last) == LOOKED_BACK_ON and sum(self.last) >= MOST_FAILED


def is_asked_to_wait_long(outcome: Outcome) -> TypeGuard[NotLeft]:
    """Say whether the server asked for a wait that no batch sits out."""
    return isinstance(outcome, NotLeft) and (outcome.retry_after or 0) > LONGEST_WAIT


def is_out_of_reach(reason: Reason, *, times: int) -> bool:
    """Say whether a batch must be paused, after so many files in a row that could not be read for this."""
    return reason is Reason.MEDIA_DENIED or times >= MOST_NOT_LEFT


def _why_none_leaves(outcome: Outcome) -> Reason | PauseReason:
    """Name what somebody has to mend; what may pass by itself is told as ten that did not leave."""
    match outcome:
        case NotLeft(reason=reason) if reason in _NOT_BY_WAITING:
            return reason
    return PauseReason.NOT_LEFT


def _failed(outcome: Outcome) -> bool | None:
    """Say whether a call failed; None for what says nothing about it, as no call was made."""
    match outcome:
        case NotLeft() | ConnectionIll() | Rejected(status=None):
            return None
        case Rejected() | Unknown():
            return True
        case Accepted():
            return False
        case _:
            assert_never(outcome)
