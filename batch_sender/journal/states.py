"""Decide what becomes of a message or batch: the moves there are, and what each outcome leads to.

The one list of moves (docs/architecture.md, states). Pure: no table, no clock.
"""

from dataclasses import dataclass, replace
from typing import Final, assert_never

from batch_sender.models import (
    Accepted,
    BatchState,
    ConnectionIll,
    Form,
    MessageState,
    NotLeft,
    Outcome,
    ProblemCode,
    Reason,
    Rejected,
    Unknown,
)

M = MessageState
B = BatchState

# None leads on from UNKNOWN: the message may have left, and nobody is sent anything twice unless a
# person decides so (MESSAGE_DECISIONS).
MESSAGE_MOVES: Final = frozenset({
    (M.PENDING, M.SENDING),
    (M.PENDING, M.SKIPPED),  # sent already, opted out, too often, expired, cancelled, forgotten
    (M.PENDING, M.UNKNOWN),  # the same, with a part of it out and another not: a person decides;
    # in a copy of the journal that was brought back, any of them
    (M.SENDING, M.PENDING),  # it surely did not leave, or its next part is due
    (M.SENDING, M.ACCEPTED),
    (M.SENDING, M.REJECTED),
    (M.SENDING, M.UNKNOWN),
    (M.SENDING, M.FAILED),
    (M.SENDING, M.SKIPPED),  # its file changed since it was judged; its batch was cancelled
})  # fmt: skip

BATCH_MOVES: Final = frozenset({
    (B.JUDGING, B.CHECKED),
    (B.CHECKED, B.JUDGING),  # never begun, and judged anew: it is discarded from there
    (B.CHECKED, B.RUNNING),
    (B.RUNNING, B.RUNNING),  # its sender died; another takes over, under the lock
    (B.PAUSED, B.RUNNING),
    (B.RUNNING, B.PAUSED),
    (B.RUNNING, B.FINISHED),
    (B.PAUSED, B.FINISHED),  # its last messages were on their way when it was paused
    (B.CHECKED, B.CANCELLED),
    (B.RUNNING, B.CANCELLED),
    (B.PAUSED, B.CANCELLED),
})  # fmt: skip

MESSAGE_DECISIONS: Final = frozenset({
    (M.FAILED, M.PENDING),
    (M.SKIPPED, M.PENDING),  # cancelled, or expired too early
    (M.REJECTED, M.PENDING),
    (M.UNKNOWN, M.PENDING),
    (M.UNKNOWN, M.ACCEPTED),
})  # fmt: skip
"""Moves that only a person's word makes: `retry` and `resolve`."""

BATCH_DECISIONS: Final = frozenset({
    (B.PAUSED, B.CHECKED),
    (B.FINISHED, B.CHECKED),
    (B.CANCELLED, B.CHECKED),
})  # fmt: skip
"""The same for a batch: it goes to where a yes is asked for, and never goes on by itself."""

MOST_REQUEUED: Final = 5
"""So often may one message come back, while others on its connection get answers."""

MOST_ILL: Final = 3
"""So often may one message alone meet what the test before each resume did not."""

_DENIED_BY_THE_TEST: Final = frozenset({
    Reason.TOKEN_REFUSED,
    Reason.WRONG_ADDRESS,
    Reason.API_NOT_IN_PLAN,
})  # fmt: skip
"""What every resume tests first. A message that meets it all the same, time and again, has trouble
of its own: a firewall may refuse its text, or send its file elsewhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a message at `sending` stands: its form and how many of its parts were accepted."""

    form: Form
    parts_done: int
    requeued: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What becomes of a message: its next state, why, and what is kept.

    The `detail` of `half_sent` is the code of what came last.
    """

    state: MessageState
    reason: Reason | ProblemCode | None = None
    detail: str = ""
    parts_done: int
    requeued: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenBack:
    """The request was never made: the mark had grown too old when its turn came."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawn:
    """The request was never made: what was judged is no longer what would be sent."""

    code: ProblemCode
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FileAway:
    """The request was never made: the message's file is out of reach of whoever sends it.

    Nothing is known against the file itself. `answer`: where it lies, on which machine, and what is wrong.
    """

    reason: Reason
    answer: str


Ending = Outcome | GivenBack | Withdrawn | FileAway


def settle(  # noqa: PLR0911 - one return for each kind of ending
    standing: Standing,
    ending: Ending,
    *,
    connection_answers: bool,
    cancelled: bool,
    ill_before: int = 0,
) -> Settled:
    """Say what becomes of a message at `sending`.

    `connection_answers`: the call before this one on the connection was answered, so that the
    trouble is this message's own. `cancelled`: its batch was, meanwhile. `ill_before`: how many
    calls of this message before found the connection ill.
    """
    match ending:
        case Accepted():
            return _accepted(standing, cancelled=cancelled)
        case Rejected(reason=reason):
            return _end(M.REJECTED, reason, standing, may_have_left=False)
        case Unknown(reason=reason):
            return _end(M.UNKNOWN, reason, standing, may_have_left=True)
        case Withdrawn(code=code, detail=detail):
            return withdrawn(standing, code, detail)
        case NotLeft(reason=reason):
            too_often = standing.requeued + 1 >= MOST_REQUEUED
            alone = connection_answers and too_often and not cancelled
            return _not_left(standing, reason, alone=alone, cancelled=cancelled)
        case ConnectionIll(reason=reason) if reason in _DENIED_BY_THE_TEST:
            alone = ill_before + 1 >= MOST_ILL and not cancelled
            return _not_left(standing, reason, alone=alone, cancelled=cancelled)
        # However often: of a store that is away no message is to blame, nor may it end in doubt.
        case ConnectionIll() | GivenBack() | FileAway():
            return _comes_back(standing, cancelled=cancelled)
        case _:
            assert_never(ending)


ILL: Final = "connection_ill"

_OUTCOME_CODES: Final[dict[type[Ending], str]] = {
    Accepted: "accepted",
    Rejected: "rejected",
    Unknown: "unknown",
    NotLeft: "not_left",
    ConnectionIll: ILL,
    GivenBack: "given_back",
    Withdrawn: "withdrawn",
    FileAway: "file_away",
}


def outcome_code(ending: Ending) -> str:
    """Name an ending as the journal's attempts do."""
    return _OUTCOME_CODES[type(ending)]


def _not_left(standing: Standing, reason: Reason, *, alone: bool, cancelled: bool) -> Settled:
    """Put a message back; what it meets `alone`, the last time, is its own trouble."""
    back = replace(standing, requeued=standing.requeued + 1)
    if alone:
        return _end(M.FAILED, reason, back, may_have_left=False)
    return _comes_back(back, cancelled=cancelled)


def _accepted(standing: Standing, *, cancelled: bool) -> Settled:
    more = replace(standing, parts_done=standing.parts_done + 1)
    if more.parts_done < len(standing.form.parts):
        return _comes_back(more, cancelled=cancelled)
    return Settled(state=M.ACCEPTED, parts_done=more.parts_done, requeued=more.requeued)


def _comes_back(standing: Standing, *, cancelled: bool) -> Settled:
    if cancelled:
        return withdrawn(standing, ProblemCode.CANCELLED)
    return Settled(state=M.PENDING, parts_done=standing.parts_done, requeued=standing.requeued)


def crashed(standing: Standing) -> Settled:
    """Say what becomes of a message that stood at `sending` when its sender died."""
    return _end(M.UNKNOWN, Reason.CRASHED, standing, may_have_left=True)


def withdrawn(standing: Standing, code: ProblemCode, detail: str = "") -> Settled:
    """Say what becomes of a message that is not to leave any more."""
    return _end(M.SKIPPED, code, standing, may_have_left=False, detail=detail)


def left_over(code: ProblemCode, *, partially_sent: bool) -> Settled:
    """Say what becomes of a pending message whose batch was cancelled or has expired.

    `partially_sent`: a part of it was accepted, and another has not left.
    """
    return withdrawn(_pending(partially_sent=partially_sent), code)


def forgotten(*, partially_sent: bool) -> Settled:
    """Say what becomes of a pending message in a copy of the journal that was brought back.

    It may have left in the meantime. `partially_sent`: see `left_over`.
    """
    standing = _pending(partially_sent=partially_sent)
    return _end(M.UNKNOWN, Reason.JOURNAL_RESTORED, standing, may_have_left=True)


def _pending(*, partially_sent: bool) -> Standing:
    """Stand for a message that waits, of which only this is told."""
    form, done = (Form.TEXT_THEN_FILE, 1) if partially_sent else (Form.TEXT, 0)
    return Standing(form=form, parts_done=done, requeued=0)


def standing_of(form: str, parts_done: int, requeued: int) -> Standing:
    """Read a standing from the journal's columns."""
    return Standing(form=Form(form), parts_done=parts_done, requeued=requeued)


def _end(
    state: MessageState,
    reason: Reason | ProblemCode,
    standing: Standing,
    *,
    may_have_left: bool,
    detail: str = "",
) -> Settled:
    # With a part accepted or unknown a message of several ends only as accepted, rejected or
    # unknown: calling it failed or skipped would let what is out go out a second time.
    several_parts = len(standing.form.parts) > 1
    if several_parts and (standing.parts_done or may_have_left):
        detail = str(reason)
        state = M.REJECTED if state is M.REJECTED else M.UNKNOWN
        reason = Reason.HALF_SENT
    return Settled(
        state=state,
        reason=reason,
        detail=detail,
        parts_done=standing.parts_done,
        requeued=standing.requeued,
    )
