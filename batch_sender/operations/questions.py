"""What has to be asked before something goes on, and a person's answers; plain values for any door.

An operation that meets an open question returns `AnswerNeeded`. The door asks, and calls again with
all answers so far: a terminal a moment later, a page in its next request. An answer names its
question by that question's `key`, which holds what was asked about; where that has changed
meanwhile, the answer counts for nothing and the new question is asked.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from batch_sender.config.connections import Connection
from batch_sender.models import FileChange, MessageState, PhoneNumber
from batch_sender.timing.limits import DailyPlan


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """A connection as it may be shown: all but its token."""

    name: str | None
    host: str
    address: str
    number: PhoneNumber | None
    is_local: bool

    @classmethod
    def of(cls, connection: Connection) -> "Sender":
        """Leave out what must not be shown."""
        return cls(
            name=connection.name,
            host=connection.host,
            address=connection.address,
            number=connection.number,
            is_local=connection.is_local,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A person's word. `to`: the key of its question; `typed`: what was typed, where that counts."""

    to: str
    yes: bool = False
    typed: str = field(default="", repr=False)


NONE: tuple[Answer, ...] = ()


# ── the questions ─────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class AfterRestore:
    """The journal is a copy that was brought back: is it the journal from here on?

    `since` (UTC): what went on after it is not in it. `moved_to`: it was not brought back, but copied
    there, and that one counts since.
    """

    since: datetime
    location: str
    is_backup: bool
    moved_to: str | None = None

    @property
    def key(self) -> str:
        """Name this very copy."""
        return f"after_restore:{self.since.isoformat()}"


@dataclass(frozen=True, slots=True, kw_only=True)
class SendAsJudged:
    """The list or a text was changed, or is gone: does what was judged leave all the same?"""

    batch: int
    changes: tuple[FileChange, ...]

    @property
    def key(self) -> str:
        """Name the batch, the files, and what stands there now."""
        stand = (each.now.sha256 if each.now else each.reason for each in self.changes)
        files = (str(each.file.path) for each in self.changes)
        return f"send_as_judged:{self.batch}:{list(zip(files, stand, strict=True))}"


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondMessages:
    """Rows hold another row's number and another message: do they leave, too?

    `rows`: the first of them, of `waiting` in all.
    """

    batch: int
    rows: tuple[int, ...]
    waiting: int

    @property
    def key(self) -> str:
        """Name the batch and how many rows it is about."""
        return f"second_messages:{self.batch}:{self.waiting}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofArrived:
    """A test message has left: is it right on the phone? `number` shows its last digits alone."""

    batch: int
    number: str
    attempt: int

    @property
    def key(self) -> str:
        """Name this very test message."""
        return f"proof_arrived:{self.batch}:{self.attempt}"


@dataclass(frozen=True, slots=True, kw_only=True)
class DaysByPlan:
    """On how many days it leaves, by the plan for all messages and the one for new people."""

    days: int
    every: DailyPlan | None
    new: DailyPlan | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SenderShare:
    """How many messages leave through one of several connections; not `exact` before they are dealt."""

    sender: Sender
    messages: int
    exact: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmSend:
    """May so many messages leave through this connection?

    `first`: so many leave, then it stops and asks again (None: all). `must_type`: a yes is not
    enough, the number of messages has to be typed. `start`: how often the batch was begun before.
    `tested`: a test message was approved a moment ago. `staying`: how many wait besides these and would be
    refused in their turn, because of an opt-out, say. `ends_at`: when the last one leaves (in the batch's
    zone), where the sending hours or a day's limit make it wait; `by_plan`: where that takes several days.
    `new_people`: how many of those who are written to are new; None where nobody counted. `calls_each`: how
    many calls a message is. `shares`: of several connections, how many messages each one gets.
    """

    batch: int
    messages: int
    sender: Sender
    first: int | None
    must_type: bool
    start: int
    tested: bool
    staying: int
    ends_at: datetime | None = None
    by_plan: DaysByPlan | None = None
    new_people: int | None = None
    calls_each: int = 1
    shares: tuple[SenderShare, ...] = ()

    @property
    def key(self) -> str:
        """Name what leaves, through whom, and which of the batch's starts it is."""
        through = f"{self.sender.name or ''}@{self.sender.address}"
        if self.shares:
            every = [(each.sender.name, each.sender.address, each.messages) for each in self.shares]
            through += f"+{hashlib.blake2b(repr(every).encode(), digest_size=8).hexdigest()}"
        return f"confirm_send:{self.batch}:{self.messages}:{self.start}:{through}"

    def is_confirmed_by(self, answer: Answer) -> bool:
        """Say whether that is a yes."""
        return answer.typed == str(self.messages) if self.must_type else answer.yes


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstAnswer:
    """What came of one of the first messages, and whose it was: the phone is searched by that."""

    row: int
    name: str
    number: PhoneNumber | None
    state: MessageState
    reason: str | None
    answer: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class GoOnAfterFirstFew:
    """The first few are out, and this is what came of them: do the other `waiting` follow?"""

    batch: int
    answers: tuple[FirstAnswer, ...]
    waiting: int
    start: int

    @property
    def key(self) -> str:
        """Name the batch, what is left of it, and which of its starts has stopped."""
        return f"go_on_after_first_few:{self.batch}:{self.waiting}:{self.start}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatToLookAt:
    """One of the new people of a look, by what their chat is found by, and when the message was accepted."""

    row: int
    name: str
    number: PhoneNumber | None
    time: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LookAtPhone:
    """How do the messages to these new people stand on the connection's own phone?

    `connection`: which one's phone, where the batch has several. `accepted`: how many new people's messages
    were accepted by then; `waiting`: how many wait besides. A yes
    brings in `typed` what was seen of each row, such as "7=two_ticks,12=clock"; a row that is not named
    was not looked at.
    """

    batch: int
    look: int
    chats: tuple[ChatToLookAt, ...]
    accepted: int
    waiting: int
    connection: str | None = None

    @property
    def key(self) -> str:
        """Name the batch and the look."""
        return f"look_at_phone:{self.batch}:{self.look}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplaceConnection:
    """A connection of this name is saved already: is it to be replaced?"""

    saved: Sender

    @property
    def key(self) -> str:
        """Name what would be replaced."""
        return f"replace_connection:{self.saved.name}@{self.saved.address}"


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenWanted:
    """What is the token of this connection? It must not be shown while it is typed."""

    name: str

    @property
    def key(self) -> str:
        """Name the connection."""
        return f"token:{self.name}"


OpenQuestion = (
    AfterRestore
    | SendAsJudged
    | SecondMessages
    | ProofArrived
    | ConfirmSend
    | GoOnAfterFirstFew
    | LookAtPhone
    | ReplaceConnection
    | TokenWanted
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerNeeded:
    """Nothing goes on before this question is answered."""

    question: OpenQuestion


def answer_to(question: OpenQuestion, answers: Sequence[Answer]) -> Answer | None:
    """Find the answer to this very question."""
    return next((each for each in answers if each.to == question.key), None)
