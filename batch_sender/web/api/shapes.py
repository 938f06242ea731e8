"""What stands in the bodies and query strings of the HTTP API; its description is made of these."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from batch_sender.models import BatchState, MessageState, SeenOnPhone

Count = Annotated[int, Field(ge=0)]
RowNumber = Annotated[int, Field(ge=1, le=2_000_000)]
Text = Annotated[str, Field(min_length=1, max_length=20_000)]
Number = Annotated[str, Field(min_length=1, max_length=40)]
Texts = Annotated[list[Text], Field(min_length=1, max_length=20)]
Cells = list[str]
RowNumbers = list[int]


class BodyShape(BaseModel):
    """A body: what is not named in it is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


# ── lists and batches ─────────────────────────────────────────────────────────────────────────


class ListShape(BodyShape):
    """An uploaded list and what was understood of it. `problem`: why its columns cannot be told."""

    list: str = Field(description="Its id, for POST /batches. Kept for 14 days.")
    name: str
    kind: str
    columns: Cells
    sample: Sequence[Cells] = Field(description="Its first rows, at most three.")
    hidden: int = Field(description="Rows that are hidden in the workbook, and left out.")
    read_as: dict[str, Any]
    problem: dict[str, Any] | None = Field(
        description="Why the columns cannot be told, if they cannot: name them in the options."
    )


class JudgeBody(BodyShape):
    """A list and its texts; of several texts each person gets one."""

    list: str = Field(pattern=r"^[a-z0-9]{16}$")
    texts: Texts
    options: dict[str, Any] = Field(default_factory=dict)


class JudgingShape(BodyShape):
    """How far a list is checked. `batch`: what became of it; `problem`: why nothing did."""

    check: str
    state: str = Field(pattern="^(judging|checked|failed)$")
    rows: Count
    sendable: Count
    problems: dict[str, Count]
    batch: int | None
    problem: dict[str, Any] | None


class ForecastShape(BodyShape):
    """When the last message leaves, if the batch is started now."""

    calls: Count
    calls_each: Count
    begins_at: datetime
    ends_at: datetime
    days: Count


PartShapes = list[dict[str, Any]]


class BatchShape(BodyShape):
    """A batch as it stands: the keys of the command line's JSON summary, and some more."""

    batch: int
    state: BatchState
    read: Count
    skipped: Count
    pending: Count
    sending: Count
    accepted: Count
    rejected: Count
    failed: Count
    unknown: Count
    hidden: int | None
    new_people: Count | None = Field(
        description="To how many people nothing was accepted before, of those who may be written to."
    )
    results: list[str]
    problems: dict[str, Count]
    repairs: dict[str, Count]
    variants: dict[str, dict[str, Count]]
    paused_because: str | None
    by_workers: bool = Field(description="Whether workers send it, or would if it went on.")
    waits_until: str | None
    waits_because: str | None
    profile: str | None
    list: str
    connection: str | None
    connections: PartShapes = Field(
        description="Of several connections each one's name, weight, counts, and why it stands still."
    )
    who: str
    being_sent: bool
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    expires_at: datetime | None
    forecast: ForecastShape | None
    read_as: dict[str, Any]
    look_at_rows: RowNumbers = Field(
        description="Rows whose chats somebody is to look at on the connection's phone."
    )
    seen_on_phone: dict[str, Any] | None = Field(
        description="What was seen there; `share` and `likely`: an estimate for all new people."
    )


class BatchesQuery(BodyShape):
    """How many batches, and from which on: the newest first."""

    limit: Annotated[int, Field(ge=1, le=200)] = 50
    before: Annotated[int, Field(ge=1, le=2_147_483_647)] | None = Field(
        default=None, description="Only those with lower numbers: the last answer's `next`."
    )


class BatchesShape(BodyShape):
    """Some batches, newest first; `next` goes on behind them."""

    batches: list[BatchShape]
    next: int | None


# ── rows ──────────────────────────────────────────────────────────────────────────────────────


class RowsQuery(BodyShape):
    """Which rows, and how many."""

    limit: Annotated[int, Field(ge=1, le=1000)] = 200
    after: Annotated[int, Field(ge=0, le=2_147_483_647)] = Field(
        default=0, description="Only rows behind this one: the last answer's `next`."
    )
    state: MessageState | None = None


class RowsShape(BodyShape):
    """Some rows in the order of the list, each as in the JSON Lines results; `next` goes on behind them."""

    rows: list[dict[str, Any]]
    next: int | None


# ── sending ───────────────────────────────────────────────────────────────────────────────────


class AnswerBody(BodyShape):
    """A person's word. `to`: the key of its question; `typed`: what was typed, where that counts."""

    to: str = Field(min_length=1, max_length=2000)
    yes: bool = False
    typed: str = Field(default="", max_length=100)


_ConnectionName = Annotated[str, Field(max_length=200)]
ConnectionNames = _ConnectionName | Annotated[list[_ConnectionName], Field(max_length=1000)]


class SendingBody(BodyShape):
    """How a batch is sent, by the keys that a batch file has for it."""

    connection: ConnectionNames | None = Field(
        default=None,
        description="One connection, or several: the rows are spread over them, by weight: vendas2=2.",
    )
    canary: Annotated[int, Field(ge=1)] | None = None
    look_after: Annotated[int, Field(ge=0)] | None = None
    look_unanswered: Literal["go-on", "wait"] | None = None
    no_wait: bool = False
    other_connection: bool = False
    after_restore: bool = False
    as_judged: bool = False
    workers: bool = Field(
        default=False,
        description="Hand it over to the workers; a batch that they have begun goes back to them.",
    )
    here: bool = Field(
        default=False, description="Send it from this server although workers sent it before."
    )
    answers: list[AnswerBody] = Field(default_factory=list, max_length=20)


class ResumeBody(SendingBody):
    """How a batch goes on."""

    move_from: list[_ConnectionName] = Field(
        default_factory=list,
        max_length=1000,
        description="Connections of the batch whose waiting rows move to its others.",
    )


class StartBody(SendingBody):
    """A start names how many messages will leave, so that nobody starts what they did not mean."""

    messages: Annotated[int, Field(ge=1)]
    proof: Number | None = Field(
        default=None, description="A number that a test message goes to first."
    )


class RetryBody(BodyShape):
    """Which rows are put back: those that surely did not leave and, if asked, those that were rejected."""

    rejected: bool = False


class RetriedShape(BodyShape):
    """How many rows wait again, and the batch, which a start sends."""

    rows: Count
    batch: BatchShape


class DecisionsBody(BodyShape):
    """What is to become of rows in doubt."""

    as_sent: list[RowNumber] = Field(default_factory=list, max_length=100_000)
    send_again: list[RowNumber] = Field(default_factory=list, max_length=100_000)


class DoubtShape(BodyShape):
    """The rows in doubt: they may have left, or not. None is ever sent again by itself."""

    rows: list[dict[str, Any]]


class LookShape(BodyShape):
    """New people whose chats are to be looked at on the connection's own phone. `look`: null where nobody is asked."""

    look: int | None
    connection: str | None = Field(
        default=None, description="Which one's phone, where the batch has several connections."
    )
    accepted: Count = Field(description="How many new people's messages were accepted by then.")
    rows: list[dict[str, Any]]


class SeenInChat(BodyShape):
    """How the message of a row stands in its chat."""

    row: RowNumber
    seen: SeenOnPhone


class SeenBody(BodyShape):
    """What was seen; rows that are not named were not looked at. `skip`: nobody has looked, and it may go on."""

    look: Annotated[int, Field(ge=1, le=2_147_483_647)] = Field(
        description="The `look` that was shown."
    )
    seen: list[SeenInChat] = Field(default_factory=list, max_length=100)
    skip: bool = False


# ── results, and errors ───────────────────────────────────────────────────────────────────────


class PageOfPeopleQuery(BodyShape):
    """Whether a page of results, too, holds names and numbers; every other format does anyway."""

    with_people: str = Field(default="false", pattern="^(true|false)$")


class ProblemShape(BaseModel):
    """An error, as RFC 9457 has it."""

    type: str
    code: str
    title: str
    status: int
    detail: str
    next: str
    errors: list[dict[str, str]] | None = Field(
        default=None, description="Where a request is not as it should be."
    )
    question: dict[str, Any] | None = Field(
        default=None, description="What has to be answered first, with its `key`."
    )
