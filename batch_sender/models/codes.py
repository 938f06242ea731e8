"""The closed lists: states, problems, notices, repairs, reasons, and how a message is made up."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

NEAR: Final = " ≈ "
"""Stands, in the detail of a missing file, between the name as written and a name that is there."""

BESIDE: Final = " · "
"""Stands between the cells of a detail that comes of several columns: "DDD: 41 · telefone: 9966099888"."""


class MessageState(StrEnum):
    """Where a message stands (docs/architecture.md, states)."""

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
    PHONE_IS_NAME = "phone_is_name"
    PHONE_DAMAGED = "phone_damaged"
    PHONE_NO_DDD = "phone_no_ddd"
    PHONE_NOT_ALLOWED = "phone_not_allowed"
    PHONE_FIXED_LINE = "phone_fixed_line"
    DDD_UNKNOWN = "ddd_unknown"
    DDD_CONTRADICTS = "ddd_contradicts"
    COUNTRY_CODE_MISSING = "country_code_missing"
    COUNTRY_CONTRADICTS = "country_contradicts"
    ROW_SHIFTED = "row_shifted"
    ROW_UNREADABLE = "row_unreadable"
    OTHER_TABLE = "other_table"
    FORMULA_WITHOUT_VALUE = "formula_without_value"
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
    VALUE_NOT_COMPARABLE = "value_not_comparable"
    MESSAGE_EMPTY = "message_empty"
    MESSAGE_TOO_LONG = "message_too_long"
    MEDIA_MISSING = "media_missing"
    MEDIA_NOT_ALLOWED = "media_not_allowed"
    MEDIA_CHANGED = "media_changed"
    TEXT_NOT_ALLOWED = "text_not_allowed"
    PAYMENT_DAMAGED = "payment_damaged"
    PAYMENT_BAR_CODE = "payment_bar_code"
    PAYMENT_SHARED = "payment_shared"
    PAYMENT_OVERDUE = "payment_overdue"
    PAYMENT_AMOUNT_DIFFERS = "payment_amount_differs"
    PAYMENT_DUE_DIFFERS = "payment_due_differs"
    OVER_LIMIT = "over_limit"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    FORGOTTEN = "forgotten"


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
    # In any cell of the row.
    ENTITIES_DECODED = "entities_decoded"
    NULL_EMPTIED = "null_emptied"
    LETTERS_MENDED = "letters_mended"
    # Nothing was mended: which number was taken, and what it is.
    FIRST_OF_SEVERAL = "first_of_several"
    OTHER_PHONE_COLUMN = "other_phone_column"
    FIXED_LINE = "fixed_line"
    DDD_DIFFERS = "ddd_differs"
    ANSWERED_BY_OTHER = "answered_by_other"

    @property
    def is_note(self) -> bool:
        """Whether the digits stay as they were, and this only says something of them."""
        return self in _NOTES


_NOTES = frozenset(
    {
        RepairRule.FIRST_OF_SEVERAL,
        RepairRule.OTHER_PHONE_COLUMN,
        RepairRule.FIXED_LINE,
        RepairRule.DDD_DIFFERS,
        RepairRule.ANSWERED_BY_OTHER,
    }
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
    CONNECTION_NOT_MADE = "connection_not_made"  # closed before or in the handshake
    NOT_TLS = (
        "not_tls"  # the handshake met something that is no TLS, or none that it can agree with
    )
    PROXY_NOT_REACHED = "proxy_not_reached"
    PROXY_REFUSED = "proxy_refused"  # it was asked for a way to the server (CONNECT), and gave none
    TOO_MANY_REQUESTS = "too_many_requests"
    SERVICE_UNAVAILABLE = "service_unavailable"
    MEDIA_CHANGED = "media_changed"  # what was read for the call is not what was judged
    MEDIA_AWAY = "media_away"  # the folder or the store of the files does not answer here
    MEDIA_DENIED = "media_denied"  # it lets nobody read them here, until somebody changes that
    # the connection is ill
    TOKEN_REFUSED = "token_refused"  # noqa: S105 - a reason, not a secret
    NOT_CONNECTED = "not_connected"
    NO_DEFAULT_CONNECTION = "no_default_connection"
    API_NOT_IN_PLAN = "api_not_in_plan"
    WRONG_ADDRESS = "wrong_address"
    CERTIFICATE_REFUSED = "certificate_refused"
    CERTIFICATE_STORE_MISSING = "certificate_store_missing"  # this machine's own


class Part(StrEnum):
    """What one HTTP call carries. With `openTicket` 0 text and file are two calls.

    `PAYMENT`: the payment line alone, so that one long press on it copies it and nothing else.
    """

    TEXT = "text"
    FILE = "file"
    FILE_WITH_CAPTION = "file_with_caption"
    PAYMENT = "payment"

    @property
    def is_file(self) -> bool:
        """Whether the call carries a file."""
        return self in {Part.FILE, Part.FILE_WITH_CAPTION}


class Form(StrEnum):
    """How a message is made up; `parts` are its calls, in the order they leave."""

    TEXT = "text"
    TEXT_THEN_FILE = "text_then_file"
    FILE_WITH_CAPTION = "file_with_caption"
    TEXT_THEN_PAYMENT = "text_then_payment"
    TEXT_THEN_FILE_THEN_PAYMENT = "text_then_file_then_payment"
    FILE_WITH_CAPTION_THEN_PAYMENT = "file_with_caption_then_payment"

    @classmethod
    def of(cls, *parts: Part) -> "Form":
        """Return the form of a message that is made of these calls."""
        return cls("_then_".join(parts))

    @property
    def parts(self) -> tuple[Part, ...]:
        """The calls this message needs."""
        return _PARTS[self]


_PARTS: Final[Mapping[Form, tuple[Part, ...]]] = {
    form: tuple(map(Part, form.split("_then_"))) for form in Form
}


class Notation(StrEnum):
    """How the numbers of a column are written: 1.234,56 or 1,234.56."""

    BRAZILIAN = "brazilian"
    ENGLISH = "english"
