"""The frozen values that pass between the stages."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, Final, NewType

from batch_sender.greeting import Spot

PhoneNumber = NewType("PhoneNumber", str)
"""An E.164 number as the API wants it: digits only, country code first, no plus sign.

Made in `phones` alone.
"""


NEAR: Final = " ≈ "
"""Stands, in the detail of a missing file, between the name as written and a name that is there."""


class MessageState(StrEnum):
    """Where a message stands (DESIGN.md section 4)."""

    PENDING = "pending"
    SENDING = "sending"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    UNKNOWN = "unknown"
    FAILED = "failed"
    SKIPPED = "skipped"


class BatchState(StrEnum):
    """Where a batch stands."""

    JUDGING = "judging"
    CHECKED = "checked"
    RUNNING = "running"
    PAUSED = "paused"
    FINISHED = "finished"
    CANCELLED = "cancelled"


class ProblemCode(StrEnum):
    """Why a row is skipped. A code never changes its meaning."""

    PHONE_MISSING = "phone_missing"
    PHONE_INVALID = "phone_invalid"
    PHONE_DAMAGED = "phone_damaged"
    PHONE_NO_DDD = "phone_no_ddd"
    PHONE_NOT_ALLOWED = "phone_not_allowed"
    PHONE_FIXED_LINE = "phone_fixed_line"
    CONSENT_MISSING = "consent_missing"
    CONSENT_REFUSED = "consent_refused"
    DUPLICATE = "duplicate"
    DUPLICATE_OTHER_MESSAGE = "duplicate_other_message"
    OPTED_OUT = "opted_out"
    TOO_OFTEN = "too_often"
    NOT_CHOSEN = "not_chosen"
    ALREADY_SENT = "already_sent"
    VALUE_MISSING = "value_missing"
    VALUE_UNUSABLE = "value_unusable"
    MESSAGE_EMPTY = "message_empty"
    MESSAGE_TOO_LONG = "message_too_long"
    MEDIA_MISSING = "media_missing"
    MEDIA_NOT_ALLOWED = "media_not_allowed"
    MEDIA_CHANGED = "media_changed"
    TEXT_NOT_ALLOWED = "text_not_allowed"
    OVER_LIMIT = "over_limit"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


class NoticeCode(StrEnum):
    """What is worth a look in a row that is sent all the same. A code never changes its meaning."""

    MEDIA_SHARED = "media_shared"
    MEDIA_MISMATCH = "media_mismatch"
    MEDIA_NOT_COMPARED = "media_not_compared"


class RepairRule(StrEnum):
    """What was mended in a number, or is worth knowing of it, visibly."""

    NINTH_DIGIT_ADDED = "ninth_digit_added"
    COUNTRY_CODE_ADDED = "country_code_added"
    TRUNK_PREFIX_REMOVED = "trunk_prefix_removed"
    CARRIER_CODE_REMOVED = "carrier_code_removed"
    DDD_ADDED = "ddd_added"  # from --ddd
    DDD_JOINED = "ddd_joined"  # from the row's own DDD column
    COUNTRY_CODE_JOINED = "country_code_joined"  # from the row's own DDI column
    EXTENSION_REMOVED = "extension_removed"
    LABEL_REMOVED = "label_removed"
    DIGITS_CONVERTED = "digits_converted"
    INVISIBLE_REMOVED = "invisible_removed"
    DECIMALS_REMOVED = "decimals_removed"
    SCIENTIFIC_WRITTEN_OUT = "scientific_written_out"
    # Nothing was mended: which number was taken, and what it is.
    FIRST_OF_SEVERAL = "first_of_several"
    OTHER_PHONE_COLUMN = "other_phone_column"
    FIXED_LINE = "fixed_line"

    @property
    def is_note(self) -> bool:
        """Whether the digits stay as they were, and this only says something of them."""
        return self in _NOTES


_NOTES = frozenset(
    {RepairRule.FIRST_OF_SEVERAL, RepairRule.OTHER_PHONE_COLUMN, RepairRule.FIXED_LINE}
)


class Reason(StrEnum):
    """Why an attempt ended as it did."""

    # rejected: the API answered, and said no to this message
    REFUSED = "refused"  # the generic text: number not on WhatsApp, or the look-up failed
    SENDING_FAILED = "sending_failed"  # ERR_SENDING_WAPP_MSG
    PAYLOAD_REFUSED = "payload_refused"  # a known JSON text in a 500, "Validation error", a 413
    # unknown: it may have left
    TIMED_OUT = "timed_out"
    CONNECTION_LOST = "connection_lost"
    SERVER_ERROR = "server_error"
    ANSWER_NOT_UNDERSTOOD = "answer_not_understood"
    CRASHED = "crashed"
    HALF_SENT = "half_sent"
    JOURNAL_RESTORED = (
        "journal_restored"  # it waited in a copy of the journal that was brought back
    )
    # accepted, on a person's word alone
    RESOLVED_AS_SENT = "resolved_as_sent"
    # it surely did not leave
    NAME_NOT_FOUND = "name_not_found"
    CONNECTION_REFUSED = "connection_refused"
    CONNECT_TIMED_OUT = "connect_timed_out"
    TOO_MANY_REQUESTS = "too_many_requests"
    SERVICE_UNAVAILABLE = "service_unavailable"
    MEDIA_CHANGED = "media_changed"  # between the last look at the file and the call
    # the connection is ill
    TOKEN_REFUSED = "token_refused"  # noqa: S105 - a reason, not a secret
    NOT_CONNECTED = "not_connected"
    NO_DEFAULT_CONNECTION = "no_default_connection"
    API_NOT_IN_PLAN = "api_not_in_plan"
    WRONG_ADDRESS = "wrong_address"
    CERTIFICATE_REFUSED = "certificate_refused"


class Part(StrEnum):
    """What one HTTP call carries. With `openTicket` 0 text and file are two calls."""

    TEXT = "text"
    FILE = "file"
    FILE_WITH_CAPTION = "file_with_caption"


class Form(StrEnum):
    """How a message is made up; `parts` are its calls, in the order they leave."""

    TEXT = "text"
    TEXT_THEN_FILE = "text_then_file"
    FILE_WITH_CAPTION = "file_with_caption"

    @property
    def parts(self) -> tuple[Part, ...]:
        """The calls this message needs."""
        match self:
            case Form.TEXT:
                return (Part.TEXT,)
            case Form.TEXT_THEN_FILE:
                return (Part.TEXT, Part.FILE)
            case Form.FILE_WITH_CAPTION:
                return (Part.FILE_WITH_CAPTION,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What an unattended batch was made of: of one `name` and `key` there is one batch at most.

    `name`: a schedule, or the batch file a list was taken for; `key`: the due time, or the list's
    content. `batch_file`: where it says what follows, results and notices.
    """

    name: str
    key: str
    batch_file: str


# ── texts, rows, and what is made of them ──────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageText:
    """A message text as its author wrote it; `origin`: where it comes from, for error sentences."""

    text: str
    origin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """One row of the list: `row` as Excel numbers it, `cells` as the sheet shows them."""

    row: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Why a row is not sent: the column it sits in (None: the whole row) and what was found."""

    code: ProblemCode
    column: str | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What is worth a look in a row, before it is sent: what was found."""

    code: NoticeCode
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """A number mended, chosen or remarked on by a rule: the text before, the digits after."""

    rule: RepairRule
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Phone:
    """A usable number and every repair that made it so."""

    number: PhoneNumber
    repairs: tuple[Repair, ...] = ()

    @property
    def rules(self) -> frozenset[RepairRule]:
        """The rules that were applied."""
        return frozenset(repair.rule for repair in self.repairs)

    @property
    def is_fixed_line(self) -> bool:
        """Whether it is a fixed line, which only some people have on WhatsApp."""
        return RepairRule.FIXED_LINE in self.rules


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaFile:
    """A checked file: where it lies, and what is sent of it (`size` in bytes, SHA-256 in hex)."""

    path: Path
    name: str
    content_type: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedMessage:
    """One row as `prepare` judged it: with a problem it is skipped, without one it may leave.

    `problem` decides, and is the one that is counted; `further` are the row's other problems.
    `person` is what a number and its ninth-digit twin share. `said` tells messages apart: the same
    person, template, values and media give the same `said`, whatever the batch. `variant` names the
    text, where a batch has several, and `said_too` what the others would have said: whoever got one
    of them gets none of the rest. `greetings`: where the text greets by the hour. From `expires_at` on (UTC) it is too late to send it.
    """

    row: int
    cells: tuple[str, ...]
    problem: Problem | None = None
    further: tuple[Problem, ...] = ()
    notices: tuple[Notice, ...] = ()
    repairs: tuple[Repair, ...] = ()
    number: PhoneNumber | None = None
    person: str | None = None
    said: str | None = None
    said_too: tuple[str, ...] = ()
    variant: str | None = None
    text: str | None = None
    greetings: tuple[Spot, ...] = ()
    form: Form = Form.TEXT
    media: MediaFile | None = None
    expires_at: datetime | None = None


# ── one call and what came of it ──────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One part of one message, ready to leave."""

    number: PhoneNumber
    part: Part
    text: str
    media: MediaFile | None = None


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


# ── what the journal tells ────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many messages stand in each state; they always add up to `read`."""

    skipped: int = 0
    pending: int = 0
    sending: int = 0
    accepted: int = 0
    rejected: int = 0
    failed: int = 0
    unknown: int = 0

    @property
    def read(self) -> int:
        """All rows of the list."""
        return (
            self.skipped
            + self.pending
            + self.sending
            + self.accepted
            + self.rejected
            + self.failed
            + self.unknown
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """One of several texts of a batch: its name (A, B, …), and what became of those who got it."""

    name: str
    text: str
    origin: str
    counts: Counts


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageRecord:
    """One row as the journal holds it. `reason` is a ProblemCode or a Reason, `time` is UTC.

    `further`: problems of the row besides the one that `reason` names. `variant`: which of the batch's
    texts it has; None where there is one only.
    """

    row: int
    cells: tuple[str, ...]
    state: MessageState
    reason: str | None
    column: str | None
    detail: str
    repairs: tuple[Repair, ...]
    number: PhoneNumber | None
    text: str | None
    media_name: str | None
    time: datetime | None
    attempts: int
    answer: str | None
    further: tuple[Problem, ...] = ()
    variant: str | None = None
    greetings: tuple[Spot, ...] = ()
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchRecord:
    """One batch as the journal holds it; times are UTC, `settings` those it was judged with.

    `template` is its text, the first of them where it has several: `variants` holds them all.
    `purged_at`: since when its people are removed.
    """

    id: int
    state: BatchState
    list_path: Path
    sheet: str | None
    header: tuple[str, ...]
    hidden: int | None
    template: str
    connection: str | None
    address: str | None
    who: str
    version: str
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    paused_because: str | None
    counts: Counts
    expires_at: datetime | None = None
    problems: dict[str, int] = field(default_factory=dict)
    repairs: dict[str, int] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)
    purged_at: datetime | None = None
    variants: tuple[Variant, ...] = ()


def column_key(name: str) -> str:
    """Return what two column names have in common when people mean the same column.

    Case, accents, spaces and every sign but letters and digits do not count: "Nome Completo",
    "nome_completo" and "NOME-COMPLETO" are one.
    """
    plain = unicodedata.normalize("NFKD", name.casefold())
    return "".join(c for c in plain if c.isalnum())
