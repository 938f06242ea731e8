"""One call to the API, and its outcome: a closed union."""

from dataclasses import dataclass, field

from batch_sender.models.codes import Part, Reason
from batch_sender.models.rows import MediaFile, PhoneNumber


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One part of one message, ready to leave.

    `content`: the bytes of its file, read once right before it leaves, so that what is looked at is what is sent.
    """

    number: PhoneNumber
    part: Part
    text: str
    media: MediaFile | None = None
    content: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """The API said yes: queued there, which is not yet delivered."""

    status: int
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """The API said no to this message; without a status the gateway did, and nothing left."""

    reason: Reason
    status: int | None
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """It may have left; nobody can tell from here."""

    reason: Reason
    status: int | None = None
    answer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotLeft:
    """It surely did not leave. `retry_after`: seconds the server asked to wait, if it did."""

    reason: Reason
    status: int | None = None
    answer: str = ""
    retry_after: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionIll:
    """The connection, not the message, was refused: nothing more may leave through it."""

    reason: Reason
    status: int | None = None
    answer: str = ""


Outcome = Accepted | Rejected | Unknown | NotLeft | ConnectionIll
