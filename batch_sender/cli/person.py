"""`history` and `forget`: what the journal holds of one person, and its removal with a receipt."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from batch_sender import sentences
from batch_sender.cli import context, output, purging, wording
from batch_sender.config.settings import Settings
from batch_sender.journal import Attempt, Forgotten, PersonMessage
from batch_sender.language import _, ngettext
from batch_sender.models import BatchRecord
from batch_sender.operations.errors import RemovalUnconfirmed
from batch_sender.operations.forget import ForgetReceipt
from batch_sender.operations.forget import forget as remove_person
from batch_sender.operations.history import History
from batch_sender.operations.history import history as find_history
from batch_sender.phones.people import Person, person_of
from batch_sender.sentences.attempts import outcome_in_words, part_in_words
from batch_sender.sentences.events import row_ranges
from batch_sender.timing.windows import BRAZIL

# ── history ───────────────────────────────────────────────────────────────────────────────────


def history(written: str, *, as_json: bool) -> int:
    """Tell every message that was meant for a person: "why did I get this?"."""
    person_of(written)  # before a journal is opened for what is no number
    context.refuse_missing()
    with context.open_to_look() as book:
        found = find_history(book, written)
    if as_json:
        output.say_json(_history_as_json(found))
    else:
        for line in _told(found):
            output.say(line)
    return 0


def _told(found: History) -> Iterator[str]:
    yield _heading(found)
    for each in found.messages:
        yield ""
        yield from _lines(each, found.batches[each.batch])
    yield ""
    yield _opt_out(opted_out=found.opted_out)


def _heading(found: History) -> str:
    number, n = found.person.shown, len(found.messages)
    if not n:
        told = _("{number}: the journal holds nothing that was meant for this person.")
        return told.format(number=number)
    told = ngettext(
        "{number}: {n} row was meant for this person.",
        "{number}: {n} rows were meant for this person.",
        n,
    )
    return told.format(number=number, n=n)


def _lines(each: PersonMessage, batch: BatchRecord) -> Iterator[str]:
    zone = Settings(**batch.settings).calendar.zone
    heading = _("Batch {batch}, row {row} · {list} · {moment} · {state}")
    yield heading.format(
        batch=each.batch,
        row=each.row,
        list=batch.list_name,
        moment=wording.moment_there(each.time, zone),
        state=sentences.state_name(each.state),
    )
    if each.reason:
        why = sentences.describe(each.reason, each.column, each.detail)
        yield f"  {sentences.as_sentence(why)}"
    yield _circumstances(each, batch)
    written = [*(each.text or "").splitlines(), *filter(None, [each.payment_line])]
    yield from (f"    {line}".rstrip() for line in written)
    for attempt in each.attempts:
        came = " · ".join(
            part
            for part in (outcome_in_words(attempt.outcome, attempt.reason), attempt.answer)
            if part
        )
        yield f"  {wording.moment(attempt.at, zone)}  {part_in_words(attempt.part)}: {came}"


def _circumstances(each: PersonMessage, batch: BatchRecord) -> str:
    facts = [
        (_("who"), batch.who),
        (_("connection"), batch.name_of(each.connection_id) or batch.connection),
        (_("purpose"), batch.settings.get("purpose")),
        (_("media"), each.media_name),
    ]
    return "  " + " · ".join(f"{label}: {value}" for label, value in facts if value)


def _opt_out(*, opted_out: bool) -> str:
    if opted_out:
        return _("On the opt-out list: nothing is sent to this person.")
    return _("Not on the opt-out list. To put them on it: batch-sender optout add NUMBER")


def _history_as_json(found: History) -> dict[str, Any]:
    return {
        "number": found.person.numbers[0],
        "opted_out": found.opted_out,
        "messages": [_message_as_json(each, found.batches[each.batch]) for each in found.messages],
    }


def _message_as_json(each: PersonMessage, batch: BatchRecord) -> dict[str, Any]:
    return {
        "batch": each.batch,
        "row": each.row,
        "list": str(batch.list_path),
        "who": batch.who,
        "connection": batch.name_of(each.connection_id) or batch.connection,
        "purpose": batch.settings.get("purpose"),
        "status": each.state.value,
        "reason": each.reason,
        "message": each.text,
        "media": each.media_name,
        "payment_line": each.payment_line,
        "time": each.time.isoformat(),
        "attempts": [_attempt_as_json(attempt) for attempt in each.attempts],
    }


def _attempt_as_json(attempt: Attempt) -> dict[str, Any]:
    return {
        "at": attempt.at.isoformat(),
        "part": attempt.part,
        "outcome": attempt.outcome,
        "reason": attempt.reason,
        "answer": attempt.answer,
    }


# ── forget ────────────────────────────────────────────────────────────────────────────────────


def forget(written: str, *, yes: bool, as_json: bool) -> int:
    """Remove one person from the journal; end with 3 if others' rows still name the number."""
    person, who = person_of(written), context.who()
    if not yes and not output.on_terminal():
        raise RemovalUnconfirmed
    context.refuse_missing()
    with context.open_journal() as book:
        book.batches.settle_abandoned(who=who)
        if not yes and not output.ask(_question(person)):
            output.tell(_("Nothing was changed."))
            return 1
        receipt = remove_person(book, person, now=datetime.now(UTC), who=who)
    _show(receipt, as_json=as_json)
    return 0 if receipt.is_complete else 3


def _question(person: Person) -> str:
    asked = _("Remove everything the journal holds of {number} for good?")
    return asked.format(number=person.shown)


def _show(receipt: ForgetReceipt, *, as_json: bool) -> None:
    if as_json:
        output.say_json(_receipt_as_json(receipt))
        return
    for line in _proof(receipt):
        output.say(line)


def _proof(receipt: ForgetReceipt) -> Iterator[str]:
    yield from _removed(receipt)
    yield from _what_remains(receipt.removed)
    if not receipt.rewritten:
        yield purging.remains()
    if receipt.removed.known:
        yield _("Taken off the list of known people, too: from now on they would be new.")
    if receipt.removed.opted_out:
        yield _("The opt-out stays, and with it the number: nothing is sent to this person.")
    else:
        yield _(
            "A list that still holds them reaches them again, unless they are on the opt-out list."
        )
    yield _("Receipt {receipt}, {moment}; the journal keeps it without the number.").format(
        receipt=receipt.code, moment=wording.moment_there(receipt.at, BRAZIL)
    )
    yield ""
    yield from purging.left_outside(receipt.files)


def _removed(receipt: ForgetReceipt) -> Iterator[str]:
    n = sum(len(rows) for rows in receipt.removed.rows.values())
    removed = ngettext(
        "{number}: {n} row was emptied; what is left is where it stood and when.",
        "{number}: {n} rows were emptied; what is left is where they stood and when.",
        n,
    )
    yield removed.format(number=receipt.person.shown, n=n)
    for batch_id, rows in receipt.removed.rows.items():
        line = _("  batch {batch}, row {rows}")
        yield line.format(batch=batch_id, rows=row_ranges(list(rows)))


def _what_remains(done: Forgotten) -> Iterator[str]:
    if not done.elsewhere and not done.in_texts:
        yield _("Looked for again in everything the journal keeps of rows: nowhere any more.")
    for batch_id, row in done.elsewhere:
        told = _("Still named in a row of somebody else: batch {batch}, row {row}.")
        yield told.format(batch=batch_id, row=row)
    for batch_id in done.in_texts:
        told = _("Still named in the text or the file name of batch {batch}.")
        yield told.format(batch=batch_id)


def _receipt_as_json(receipt: ForgetReceipt) -> dict[str, Any]:
    done = receipt.removed
    return {
        "receipt": receipt.code,
        "at": receipt.at.isoformat(timespec="seconds"),
        "rows": {str(batch_id): list(rows) for batch_id, rows in done.rows.items()},
        "elsewhere": [{"batch": batch_id, "row": row} for batch_id, row in done.elsewhere],
        "in_texts": list(done.in_texts),
        "opted_out": done.opted_out,
        "known_removed": done.known,
        "rewritten": receipt.rewritten,
        "files": [str(path) for path in receipt.files],
    }
