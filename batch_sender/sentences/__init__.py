"""Say in the reader's language what each code of states, problems, repairs, pauses and reasons means."""

from datetime import datetime

from batch_sender import language
from batch_sender.language import _
from batch_sender.models import (
    BESIDE,
    NEAR,
    BatchState,
    Delay,
    MessageState,
    NoticeCode,
    ProblemCode,
    Repair,
)
from batch_sender.models.area_codes import ddd_in, is_ddd
from batch_sender.sentences.advice import Advice
from batch_sender.sentences.counts import AT_REST, all_counted, counted, counted_with_shares, share
from batch_sender.sentences.doubts import evidence
from batch_sender.sentences.file_changes import describe_change
from batch_sender.sentences.moments import moment_there
from batch_sender.sentences.names import COLUMNS, CONNECTION, REPAIRS, STATES, VARIANT
from batch_sender.sentences.notices import NOT_COMPARED, NOTICES
from batch_sender.sentences.pauses import PAUSES
from batch_sender.sentences.payments import counted_payments, payment_in_words
from batch_sender.sentences.problems import NOT_MENDED_IN_LIST, PROBLEMS
from batch_sender.sentences.reasons import REASONS
from batch_sender.sentences.warnings import TEXT_WARNINGS
from batch_sender.timing.windows import BRAZIL

__all__ = [
    "AT_REST",
    "COLUMNS",
    "CONNECTION",
    "NOTICES",
    "PAUSES",
    "PROBLEMS",
    "REASONS",
    "REPAIRS",
    "STATES",
    "TEXT_WARNINGS",
    "VARIANT",
    "all_counted",
    "as_sentence",
    "change_in_words",
    "column_title",
    "counted",
    "counted_payments",
    "counted_with_shares",
    "describe",
    "describe_change",
    "describe_notice",
    "describe_pause",
    "describe_problem",
    "describe_reason",
    "describe_repair",
    "describe_wait",
    "detail_in_words",
    "earlier_message",
    "evidence",
    "in_column",
    "is_mended_in_list",
    "notice_in_words",
    "remedy_for",
    "share",
    "state_name",
    "why_paused",
]


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
    return _with_detail(_meaning(PROBLEMS, code), column, detail_in_words(code, detail))


def describe_notice(code: str, detail: str = "") -> str:
    """Say what is worth a look in a row that is sent all the same."""
    return _with_detail(_meaning(NOTICES, code), None, notice_in_words(code, detail))


def notice_in_words(code: str, detail: str) -> str:
    """Tell a notice's detail in words: a file's name, or why it was not compared."""
    if code == NoticeCode.MEDIA_NOT_COMPARED and detail in NOT_COMPARED:
        return _(NOT_COMPARED[detail])
    return detail


def describe_reason(code: str, detail: str = "") -> str:
    """Say why an attempt ended as it did; a `detail` that is itself a code is told in words."""
    known = detail in PROBLEMS or detail in REASONS
    return _with_detail(_meaning(REASONS, code), None, describe(detail) if known else detail)


def describe_repair(rule: str) -> str:
    """Say what a rule mends in a number."""
    return _(REPAIRS[rule]) if rule in REPAIRS else rule


def is_mended_in_list(code: str) -> bool:
    """Say whether a person mends this problem in the list itself."""
    return code not in NOT_MENDED_IN_LIST


def remedy_for(code: str, detail: str = "") -> str:
    """Say what to do about any code of a row, or a pause; an unknown code has no advice.

    A file that is there under another name is named: the `detail` of a `media_missing` tells it.
    """
    if code == ProblemCode.MEDIA_MISSING and NEAR in detail:
        advice_there = _("There is a file {name}: write its name like that, or rename the file.")
        return advice_there.format(name=detail.partition(NEAR)[2])
    if code == ProblemCode.PHONE_NO_DDD and BESIDE in detail:
        return _remedy_beside(detail)
    tables = (PROBLEMS, REASONS, NOTICES, PAUSES)
    advice = next((table[code] for table in tables if code in table), None)
    return _(advice.remedy) if advice else ""


def _remedy_beside(detail: str) -> str:
    """Say what to do about a number without DDD where a column says it, or may."""
    column, ddd = detail.partition(BESIDE)[0].rsplit(": ", 1)
    if is_ddd(ddd_in(ddd)):
        advice = _("Where the column {column} holds the DDDs, say so: --map ddd={column}")
        return advice.format(column=f'"{column}"')
    return _("Write the DDD into the column {column}.").format(column=f"“{column}”")


def describe_pause(
    code: str,
    *,
    batch: int | None = None,
    waits: Delay | None = None,
    about: str = "",
    go_on: str | None = None,
) -> str:
    """Say why a batch stands still, what to do, and the command that goes on with it.

    `waits`: until when, where the server has said so. `about`: what it was found at. `go_on`: that command, where the usual one would
    not find the batch.
    """
    command = go_on or language.command("resume", *(() if batch is None else (batch,)))
    if waits is None:
        return _pause(why_paused(code, about), remedy_for(code), command)
    return _pause(describe_wait(waits), _("Wait until then."), command)


def describe_wait(waits: Delay) -> str:
    """Say that the server takes nothing, why, and until when."""
    told = _("{why}; it takes nothing before {moment}")
    return told.format(why=why_paused(waits.because), moment=moment_there(waits.until))


def _pause(why: str, remedy: str, command: str) -> str:
    go_on = _("Then go on with: {command}") if remedy else _("Go on with: {command}")
    parts = (as_sentence(why), remedy, go_on.format(command=command))
    return " ".join(part for part in parts if part)


def why_paused(code: str, about: str = "") -> str:
    """Say why a batch stands still, in a few words, and what that was found at."""
    return _with_detail(_meaning(PAUSES if code in PAUSES else REASONS, code), None, about)


def state_name(state: MessageState | BatchState) -> str:
    """Name a state: in English by itself, in Portuguese as people there read it."""
    return _(STATES[state])


def column_title(code: str) -> str:
    """Name a column that the results add behind the list's own."""
    return _(COLUMNS[code])


def _meaning(table: dict[str, Advice], code: str) -> str:
    return _(table[code].meaning) if code in table else code


def detail_in_words(code: str, detail: str) -> str:
    """Tell a problem's detail in words, where it is not simply what stands in the cell."""
    match code, detail.split():
        case (
            ProblemCode.DUPLICATE
            | ProblemCode.DUPLICATE_OTHER_MESSAGE
            | ProblemCode.PAYMENT_SHARED,
            [row],
        ) if row.isdecimal():
            return _("row {row}").format(row=row)
        case ProblemCode.MESSAGE_TOO_LONG, [length]:
            return _("{length} characters").format(length=length)
        case ProblemCode.ALREADY_SENT, [batch, row, time]:
            return _("batch {batch}, row {row}, {day}").format(batch=batch, row=row, day=_day(time))
        case ProblemCode.MEDIA_MISSING, _ if NEAR in detail:
            written, there = detail.split(NEAR, 1)
            return _("{written}; there is {name}").format(written=written, name=there)
    return payment_in_words(code, detail)


def earlier_message(detail: str) -> str:
    """Name another message in words, from the journal's "batch row time" (UTC, ISO 8601)."""
    return detail_in_words(ProblemCode.ALREADY_SENT, detail)


def _day(time: str) -> str:
    day = datetime.fromisoformat(time).astimezone(BRAZIL)
    return day.strftime("%d/%m/%Y" if language.current() == "pt-BR" else "%Y-%m-%d")


def as_sentence(fragment: str) -> str:
    """Make a sentence of a few words that say what a code means."""
    return f"{fragment[:1].upper()}{fragment[1:]}."


def _with_detail(meaning: str, column: str | None, detail: str) -> str:
    found = in_column(column, detail)
    return f"{meaning} ({found})" if found else meaning


def in_column(column: str | None, found: str) -> str:
    """Name the column in which something was found; where several took part, what was found names them."""
    named = f"{BESIDE}{found}"
    if BESIDE in found and f"{BESIDE}{column}: " in named:
        return found
    return ": ".join(part for part in (column, found) if part)


def change_in_words(repair: Repair) -> str:
    """Tell what became of a number or a cell; only the number, where nothing became of it."""
    number = _digits(repair.before.rpartition(": ")[2])
    same = repair.rule.is_note and number in {repair.after, repair.after[2:]}
    return repair.before if same else f"{repair.before} → {repair.after or _('(empty)')}"


def _digits(text: str) -> str:
    return "".join(filter(str.isdecimal, text)).lstrip("0")
