"""Choose the rows of the sheets behind Results: to send again, to decide, to call."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from batch_sender.language import N_, _
from batch_sender.models import MessageRecord, MessageState, PhoneNumber, ProblemCode, Reason
from batch_sender.results.cells import Cell
from batch_sender.results.table import ResultTable, reason_of
from batch_sender.sentences import column_title, remedy_for, sheet_names

_NOT_TRIED: Final = frozenset({ProblemCode.EXPIRED, ProblemCode.CANCELLED})
_NO_NUMBER: Final = frozenset({
    ProblemCode.PHONE_MISSING, ProblemCode.PHONE_INVALID, ProblemCode.PHONE_DAMAGED,
    ProblemCode.PHONE_NO_DDD, ProblemCode.PHONE_NOT_ALLOWED, ProblemCode.PHONE_IS_NAME,
})  # fmt: skip

_LOOK: Final = N_(
    "On the connection's own phone, open the chat with this number: does the message stand there, "
    "at about this time? Yes: batch-sender resolve {batch} --row {row} --as-sent. "
    "No: batch-sender resolve {batch} --row {row} --send-again"
)
_LOOK_AT_THE_TICKET: Final = N_(
    "In CleverChat, open the ticket of this number (Atendimentos), or its chat on the connection's "
    "own phone: does the message stand there, at about this time? Yes: batch-sender resolve {batch} "
    "--row {row} --as-sent. No: batch-sender resolve {batch} --row {row} --send-again"
)
_LOOK_FOR_THE_REST: Final = N_(
    "Only a part of it is known to have gone out. On the connection's own phone, open the chat with "
    "this number: is all of it there, text, file and payment line? Yes: batch-sender resolve {batch} "
    "--row {row} --as-sent. No: batch-sender resolve {batch} --row {row} --send-again sends what is missing."
)


ON_NO_OTHER_SHEET: Final = frozenset({
    MessageState.ACCEPTED, MessageState.PENDING, MessageState.SENDING,
})  # fmt: skip
"""States that nobody has anything to do about: most rows, so that they are not asked further."""


def is_safe_to_send_again(record: MessageRecord) -> bool:
    """Tell whether a row surely did not leave, and was not given up for a fault of its own."""
    if record.state is MessageState.FAILED:
        return True
    return record.state is MessageState.SKIPPED and record.reason in _NOT_TRIED


def has_to_be_decided(record: MessageRecord) -> bool:
    """Tell whether a row may have left, so that a person has to look."""
    return record.state is MessageState.UNKNOWN


def can_only_be_called(record: MessageRecord) -> bool:
    """Tell whether WhatsApp does not reach this person: no usable number, or refused."""
    if record.state is MessageState.REJECTED:
        return True
    return record.state is MessageState.SKIPPED and record.reason in _NO_NUMBER


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp:
    """A sheet behind the results: which rows, and what it says of each behind the list's own cells.

    `columns`: the titles, with the widths, of what it adds; `always`: even without a row.
    """

    title: str
    colour: str
    wants: Callable[[MessageRecord], bool]
    columns: tuple[tuple[str, int], ...]
    added: Callable[[ResultTable, MessageRecord], Iterator[Cell]]
    always: bool = False


def follow_ups() -> tuple[FollowUp, ...]:
    """Return the sheets, in their order, in the language in force."""
    return (
        FollowUp(
            title=_(sheet_names.SEND_AGAIN),
            colour="843C0C",
            wants=is_safe_to_send_again,
            columns=(),
            added=lambda _table, _record: iter(()),
            # Even when empty: given back, the workbook must never be taken for the whole list.
            always=True,
        ),
        FollowUp(
            title=_(sheet_names.TO_DECIDE),
            colour="7F6000",
            wants=has_to_be_decided,
            columns=(
                (_("row"), 9),
                (column_title("number"), 21),
                (column_title("time"), 20),
                (column_title("message"), 44),
                (column_title("reason"), 36),
                (_("what to look for"), 68),
            ),
            added=_to_decide,
        ),
        FollowUp(
            title=_(sheet_names.TO_CALL),
            colour="9C0006",
            wants=can_only_be_called,
            columns=(
                (column_title("number"), 21),
                (column_title("reason"), 44),
                (_("what to do"), 56),
            ),
            added=_to_call,
        ),
    )


def _to_decide(table: ResultTable, record: MessageRecord) -> Iterator[Cell]:
    look = _LOOK_AT_THE_TICKET if table.batch.settings.get("open_ticket") else _LOOK
    if record.reason == Reason.HALF_SENT:
        look = _LOOK_FOR_THE_REST
    yield record.row
    yield spelled(record.number)
    yield table.local(record.time)
    yield record.whole_text
    yield reason_of(record)
    yield _(look).format(batch=table.batch.id, row=record.row)


def _to_call(_table: ResultTable, record: MessageRecord) -> Iterator[Cell]:
    yield spelled(record.number)
    yield reason_of(record)
    yield remedy_for(record.reason or "")


def spelled(number: PhoneNumber | None) -> str | None:
    """Write a number as it is dialled: "+55 11 98765-4321"; one from abroad keeps its digits."""
    if number is None:
        return None
    if not number.startswith("55") or len(number) not in {12, 13}:
        return f"+{number}"
    return f"+55 {number[2:4]} {number[4:-4]}-{number[-4:]}"
