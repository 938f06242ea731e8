"""The one table of sentences behind codes: a code goes in, plain words in the reader's language come out."""

from datetime import datetime
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from batch_sender import language
from batch_sender.language import N_, _
from batch_sender.models import BatchState, MessageState, ProblemCode, Reason, RepairRule

_BRAZIL: Final = ZoneInfo("America/Sao_Paulo")


class Advice(NamedTuple):
    """What a code means, and what a person can do about it."""

    meaning: str
    remedy: str


PROBLEMS: Final[dict[str, Advice]] = {
    ProblemCode.PHONE_MISSING: Advice(
        N_("no phone number"),
        N_("Fill in the number with its DDD, or take the row off the list."),
    ),
    ProblemCode.PHONE_INVALID: Advice(
        N_("not a valid phone number"),
        N_("Correct the number in the list: DDD and number, such as 11 98765-4321."),
    ),
    ProblemCode.PHONE_DAMAGED: Advice(
        N_("the spreadsheet has cut digits off this number, as in 5,51E+12"),
        N_("Take the number from the original list, and save the list as XLSX instead of CSV."),
    ),
    ProblemCode.PHONE_NO_DDD: Advice(
        N_("the number has no DDD, its area code"),
        N_("Write the DDD in front of the number, such as 11 98765-4321."),
    ),
    ProblemCode.PHONE_NOT_ALLOWED: Advice(
        N_("not a person's number: toll-free, a service or invented"),
        N_("Put the person's own number there."),
    ),
    ProblemCode.DUPLICATE: Advice(
        N_("the same message to the same number stands in another row"),
        N_("Nothing to do: the person gets the message once."),
    ),
    ProblemCode.DUPLICATE_OTHER_MESSAGE: Advice(
        N_("another row has the same number with another message"),
        N_("Put both messages into one row, or send this row in a list of its own."),
    ),
    ProblemCode.OPTED_OUT: Advice(
        N_("this person asked not to be written to"),
        N_("Nothing to do: batch-sender optout list shows who asked."),
    ),
    ProblemCode.TOO_OFTEN: Advice(
        N_("this person was written to as often as --max-per-person allows"),
        N_("Send to this person later, or allow more with --max-per-person."),
    ),
    ProblemCode.NOT_CHOSEN: Advice(
        N_("--not-in or --accepted-in leaves this person out"),
        N_("Nothing to do. Without these options the row would be sent."),
    ),
    ProblemCode.ALREADY_SENT: Advice(
        N_("another batch has this same message for this number"),
        N_("Nothing to do. To send it once more, change the text or use --allow-repeat."),
    ),
    ProblemCode.VALUE_MISSING: Advice(
        N_("the message needs a cell that is empty"),
        N_("Fill in the cell, or take its placeholder out of the message."),
    ),
    ProblemCode.VALUE_UNUSABLE: Advice(
        N_("the message cannot use what is in the cell"),
        N_("Correct the cell, for example a date or an amount written in an unusual way."),
    ),
    ProblemCode.MESSAGE_EMPTY: Advice(
        N_("the message came out empty"),
        N_("Look at the message and at the cells it uses."),
    ),
    ProblemCode.MESSAGE_TOO_LONG: Advice(
        N_("the message is too long"),
        N_("Shorten the message, or the cell that makes it long."),
    ),
    ProblemCode.MEDIA_MISSING: Advice(
        N_("the file to send was not found"),
        N_("Put the file into the media folder under exactly this name, or correct the cell."),
    ),
    ProblemCode.MEDIA_NOT_ALLOWED: Advice(
        N_("this file cannot be sent"),
        N_(
            "Use a PDF, picture, audio or video with its usual ending, not empty and not too large, "
            "inside the media folder."
        ),
    ),
    ProblemCode.MEDIA_CHANGED: Advice(
        N_("the file was changed after it had been checked"),
        N_("Make sure that it is the right file, then send these rows as a new batch."),
    ),
    ProblemCode.TEXT_NOT_ALLOWED: Advice(
        N_("the text holds two braces {{, which CleverChat would replace when it opens a ticket"),
        N_("Take the {{ out of the text or the cell, or send without opening tickets."),
    ),
    ProblemCode.OVER_LIMIT: Advice(
        N_("beyond the limit set for this batch"),
        N_("Send the remaining rows when you are ready, with a higher limit or none."),
    ),
    ProblemCode.EXPIRED: Advice(
        N_("the message's time ran out before it was this row's turn"),
        N_("Send these rows as a new batch if the message still makes sense."),
    ),
    ProblemCode.CANCELLED: Advice(
        N_("the batch was cancelled before it was this row's turn"),
        N_("Send these rows as a new batch if the message still makes sense."),
    ),
}

_LOOK_AT_THE_PHONE: Final = N_(
    "Look on the connection's own phone whether the message went out. "
    "It is never sent again by itself."
)
_NETWORK: Final = N_("Check the internet connection and the API address.")

REASONS: Final[dict[str, Advice]] = {
    Reason.REFUSED: Advice(
        N_("CleverChat refused it: the number is probably not on WhatsApp"),
        N_(
            "Look the number up in WhatsApp. If many rows in a row were refused, check the "
            "connection in CleverChat."
        ),
    ),
    Reason.SENDING_FAILED: Advice(
        N_("WhatsApp did not take it; CleverChat has opened a ticket all the same"),
        N_("Go on from that ticket in CleverChat, and close it when done."),
    ),
    Reason.PAYLOAD_REFUSED: Advice(
        N_("CleverChat did not take the text or the file of this row"),
        N_("Shorten the text or use a smaller file, then send this row as a new batch."),
    ),
    Reason.TIMED_OUT: Advice(N_("no answer in time: it may have gone out"), _LOOK_AT_THE_PHONE),
    Reason.CONNECTION_LOST: Advice(
        N_("the connection broke while sending: it may have gone out"), _LOOK_AT_THE_PHONE
    ),
    Reason.SERVER_ERROR: Advice(
        N_("the server answered with an error: it may have gone out"), _LOOK_AT_THE_PHONE
    ),
    Reason.ANSWER_NOT_UNDERSTOOD: Advice(
        N_("the server's answer was not understood: it may have gone out"), _LOOK_AT_THE_PHONE
    ),
    Reason.CRASHED: Advice(
        N_("the program or the computer stopped while sending: it may have gone out"),
        _LOOK_AT_THE_PHONE,
    ),
    Reason.HALF_SENT: Advice(
        N_("only a part of it, the text or the file, is known to have gone out"),
        N_("Look on the connection's own phone which part is missing, and send that part by hand."),
    ),
    Reason.JOURNAL_RESTORED: Advice(
        N_("the journal is a copy that was brought back: it may have gone out since it was made"),
        _LOOK_AT_THE_PHONE,
    ),
    Reason.RESOLVED_AS_SENT: Advice(
        N_("a person decided to count it as sent"),
        N_("Nothing to do. The batch's events say who decided and when."),
    ),
    Reason.NAME_NOT_FOUND: Advice(N_("the API's address was not found"), _NETWORK),
    Reason.CONNECTION_REFUSED: Advice(N_("nothing answers at the API's address"), _NETWORK),
    Reason.CONNECT_TIMED_OUT: Advice(N_("the server could not be reached in time"), _NETWORK),
    Reason.TOO_MANY_REQUESTS: Advice(
        N_("the server asked to slow down"),
        N_("Wait a few minutes, and choose a slower pace with --rate."),
    ),
    Reason.SERVICE_UNAVAILABLE: Advice(
        N_("the server is not available for the moment"), N_("Wait a few minutes.")
    ),
    Reason.MEDIA_CHANGED: Advice(
        N_("the file was changed after it had been checked"),
        N_("Make sure that it is the right file, then send these rows as a new batch."),
    ),
    Reason.MEDIA_CHANGED: PROBLEMS[ProblemCode.MEDIA_CHANGED],
    Reason.TOKEN_REFUSED: Advice(
        N_("CleverChat refused the token"),
        N_("Copy the connection's token again from CleverChat: Conexões → editar → token."),
    ),
    Reason.NOT_CONNECTED: Advice(
        N_("the WhatsApp connection is off"),
        N_("Connect it again in CleverChat under Conexões, and check that its phone is online."),
    ),
    Reason.NO_DEFAULT_CONNECTION: Advice(
        N_("CleverChat has no default connection"),
        N_("Mark a connection as default (padrão) in CleverChat under Conexões."),
    ),
    Reason.API_NOT_IN_PLAN: Advice(
        N_("the CleverChat plan does not include the API"),
        N_("Ask CleverChat's support to add the API to your plan."),
    ),
    Reason.WRONG_ADDRESS: Advice(
        N_("there is no API at this address"),
        N_(
            "Use the full address of the API, such as "
            "https://api.cleverchat.com.br/api/messages/send."
        ),
    ),
    Reason.CERTIFICATE_REFUSED: Advice(
        N_("the server's security certificate was refused"),
        N_("Check this computer's date and time, the address, and any proxy or antivirus."),
    ),
}

REPAIRS: Final[dict[str, str]] = {
    RepairRule.NINTH_DIGIT_ADDED: N_("the 9 that mobile numbers begin with was put in"),
    RepairRule.COUNTRY_CODE_ADDED: N_("Brazil's country code 55 was put in front"),
    RepairRule.TRUNK_PREFIX_REMOVED: N_(
        "the 0 in front, with its carrier code if any, was removed"
    ),
}

STATES: Final[dict[MessageState | BatchState, str]] = {
    MessageState.PENDING: N_("pending"),
    MessageState.SENDING: N_("sending"),
    MessageState.ACCEPTED: N_("accepted"),
    MessageState.REJECTED: N_("rejected"),
    MessageState.UNKNOWN: N_("unknown"),
    MessageState.FAILED: N_("failed"),
    MessageState.SKIPPED: N_("skipped"),
    BatchState.JUDGING: N_("judging"),
    BatchState.CHECKED: N_("checked"),
    BatchState.RUNNING: N_("running"),
    BatchState.PAUSED: N_("paused"),
    BatchState.FINISHED: N_("finished"),
    BatchState.CANCELLED: N_("cancelled"),
}

COLUMNS: Final[dict[str, str]] = {
    "status": N_("status"),
    "reason": N_("reason"),
    "number": N_("number"),
    "message": N_("message"),
    "media": N_("media"),
    "time": N_("time"),
    "attempts": N_("attempts"),
    "answer": N_("answer"),
}

PAUSES: Final[dict[str, Advice]] = {
    "asked": Advice(N_("it was paused by hand"), ""),
    "interrupted": Advice(N_("it was interrupted; what was on its way was finished first"), ""),
    "stopped": Advice(
        N_("its sender stopped in the middle, by a crash or a power cut"),
        N_("What was on its way is shown as unknown; nothing else is lost."),
    ),
    "journal_failed": Advice(
        N_("the journal could not be written while messages were leaving"),
        N_("What was on its way is shown as unknown; see that its disk has room."),
    ),
    "ten_not_left": Advice(
        N_("ten messages in a row could not leave"),
        _NETWORK,
    ),
    "ten_refused": Advice(
        N_("CleverChat refused ten messages in a row"),
        N_("Check in CleverChat under Conexões that the connection is up."),
    ),
    "ten_unknown": Advice(
        N_("ten messages in a row got no clear answer: they may have gone out"),
        N_("Check the internet connection, and look on the connection's own phone what went out."),
    ),
    "three_not_understood": Advice(
        N_("three answers in a row were not understood"),
        N_("Check the API address, and look on the connection's own phone what went out."),
    ),
    "half_failed": Advice(
        N_("half of the last fifty messages were refused or got no clear answer"),
        N_(
            "Look at the reasons in the results. If most say that the number is not on WhatsApp, "
            "clean up the list; otherwise check in CleverChat that the connection is up."
        ),
    ),
    "cap_reached": Advice(
        N_("as many messages have gone out today as --daily-cap or --warm-up allows"),
        N_("Wait until tomorrow."),
    ),
    "canary": Advice(
        N_("the first messages are out, as asked, and the others wait for your word"),
        N_("Look at their answers, and at how they look on a phone."),
    ),
    "outside_window": Advice(
        N_("the hours in which messages may go out are over"),
        N_("Wait until they begin again."),
    ),
    "restored": Advice(
        N_(
            "the journal is a copy that was brought back; what waited in it is unknown, because "
            "it may have gone out since"
        ),
        N_("Decide on those rows with: batch-sender resolve."),
    ),
    "proof_declined": Advice(
        N_("the test message was not approved; nothing went to the list"),
        N_("If the text is wrong, correct it and send the list as a new batch."),
    ),
}


def describe(code: str, column: str | None = None, detail: str = "") -> str:
    """Say what a row's code means, whether it is a ProblemCode or a Reason."""
    if code in PROBLEMS:
        return describe_problem(code, column, detail)
    return describe_reason(code, detail)


def describe_problem(code: str, column: str | None = None, detail: str = "") -> str:
    """Say why a row is not sent; `detail` is what was found in `column`, as it was found there.

    Some details are read: the other row of a `duplicate`, the length of a `message_too_long`, and
    the journal's "batch row time" (UTC, ISO 8601) of an `already_sent`.
    """
    return _with_detail(_meaning(PROBLEMS, code), column, _readable(code, detail))


def describe_reason(code: str, detail: str = "") -> str:
    """Say why an attempt ended as it did; a `detail` that is itself a code is told in words."""
    known = detail in PROBLEMS or detail in REASONS
    return _with_detail(_meaning(REASONS, code), None, describe(detail) if known else detail)


def describe_repair(rule: str) -> str:
    """Say what a rule mends in a number."""
    return _(REPAIRS[rule]) if rule in REPAIRS else rule


def remedy_for(code: str) -> str:
    """Say what to do about a ProblemCode, a Reason or a pause; an unknown code has no advice."""
    advice = PROBLEMS.get(code) or REASONS.get(code) or PAUSES.get(code)
    return _(advice.remedy) if advice else ""


def describe_pause(code: str, *, batch: int | None = None) -> str:
    """Say why a batch stands still, what to do, and the command that goes on with it."""
    remedy = remedy_for(code)
    go_on = (_("Then go on with: {command}") if remedy else _("Go on with: {command}")).format(
        command="batch-sender resume" if batch is None else f"batch-sender resume {batch}"
    )
    return " ".join(part for part in (_as_sentence(why_paused(code)), remedy, go_on) if part)


def why_paused(code: str) -> str:
    """Say why a batch stands still, in a few words."""
    return _meaning(PAUSES if code in PAUSES else REASONS, code)


def state_name(state: MessageState | BatchState) -> str:
    """Name a state: in English by itself, in Portuguese as people there read it."""
    return _(STATES[state])


def column_title(code: str) -> str:
    """Name a column that the results add behind the list's own."""
    return _(COLUMNS[code])


def _meaning(table: dict[str, Advice], code: str) -> str:
    return _(table[code].meaning) if code in table else code


def _readable(code: str, detail: str) -> str:
    match code, detail.split():
        case ProblemCode.DUPLICATE | ProblemCode.DUPLICATE_OTHER_MESSAGE, [row] if row.isdecimal():
            return _("row {row}").format(row=row)
        case ProblemCode.MESSAGE_TOO_LONG, [length]:
            return _("{length} characters").format(length=length)
        case ProblemCode.ALREADY_SENT, [batch, row, time]:
            return _("batch {batch}, row {row}, {day}").format(batch=batch, row=row, day=_day(time))
    return detail


def earlier_message(detail: str) -> str:
    """Name another message in words, from the journal's "batch row time" (UTC, ISO 8601)."""
    return _readable(ProblemCode.ALREADY_SENT, detail)


def _day(time: str) -> str:
    day = datetime.fromisoformat(time).astimezone(_BRAZIL)
    return day.strftime("%d/%m/%Y" if language.current() == "pt-BR" else "%Y-%m-%d")


def _as_sentence(fragment: str) -> str:
    return f"{fragment[:1].upper()}{fragment[1:]}."


def _with_detail(meaning: str, column: str | None, detail: str) -> str:
    found = ": ".join(part for part in (column, detail) if part)
    return f"{meaning} ({found})" if found else meaning
