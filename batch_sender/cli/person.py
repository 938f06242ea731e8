"""`history` and `forget`: what the journal holds of one person, and its removal with a receipt."""

import secrets
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from batch_sender import sentences
from batch_sender.cli import gather, outside, purging, talk, wording
from batch_sender.errors import RemovalUnconfirmed
from batch_sender.history import row_ranges
from batch_sender.journal import Attempt, Forgotten, Journal, PersonMessage
from batch_sender.language import N_, _, ngettext
from batch_sender.models import BatchRecord, Part
from batch_sender.pacing import BRAZIL
from batch_sender.people import Person, person_of
from batch_sender.settings import Settings

_PARTS: Final[Mapping[str, str]] = {
    Part.TEXT: N_("text"),
    Part.FILE: N_("file"),
    Part.FILE_WITH_CAPTION: N_("file with its text"),
}
_OUTCOMES: Final[Mapping[str, str]] = {
    "accepted": N_("accepted"),
    "rejected": N_("rejected"),
    "unknown": N_("unknown"),
    "not_left": N_("it did not leave"),
    "connection_ill": N_("it did not leave: the connection was refused"),
    "given_back": N_("it did not leave: it was too late when its turn came"),
    "withdrawn": N_("it did not leave: it was withdrawn"),
}

# ── history ───────────────────────────────────────────────────────────────────────────────────


def history(written: str, *, journal: str | None, as_json: bool) -> int:
    """Tell every message that was meant for a person: "why did I get this?"."""
    person = person_of(written)
    gather.refuse_missing(journal)
    with gather.open_journal(journal) as book:
        found = book.messages_to(person.numbers)
        batches = {each.batch: book.batch(each.batch) for each in found}
        opted_out = book.is_opted_out(person.key)
    if as_json:
        messages = [_message_as_json(each, batches[each.batch]) for each in found]
        talk.say_json({"number": person.numbers[0], "opted_out": opted_out, "messages": messages})
        return 0
    talk.say(_heading(person, found))
    for each in found:
        talk.say()
        for line in _lines(each, batches[each.batch]):
            talk.say(line)
    talk.say()
    talk.say(_opt_out(opted_out=opted_out))
    return 0


def _heading(person: Person, found: list[PersonMessage]) -> str:
    if not found:
        told = _("{number}: the journal holds nothing that was meant for this person.")
        return told.format(number=person.shown)
    told = ngettext(
        "{number}: {n} row was meant for this person.",
        "{number}: {n} rows were meant for this person.",
        len(found),
    )
    return told.format(number=person.shown, n=len(found))


def _lines(each: PersonMessage, batch: BatchRecord) -> Iterator[str]:
    zone = Settings(**batch.settings).calendar.zone
    heading = _("Batch {batch}, row {row} · {list} · {moment} · {state}")
    yield heading.format(
        batch=each.batch,
        row=each.row,
        list=batch.list_path.name,
        moment=wording.moment_there(each.time, zone),
        state=sentences.state_name(each.state),
    )
    if each.reason:
        yield f"  {each.reason}: {sentences.describe(each.reason, each.column, each.detail)}"
    facts = [
        (_("who"), batch.who),
        (_("connection"), batch.connection),
        (_("purpose"), batch.settings.get("purpose")),
        (_("media"), each.media_name),
    ]
    yield "  " + " · ".join(f"{label}: {value}" for label, value in facts if value)
    yield from (f"    {line}".rstrip() for line in (each.text or "").splitlines())
    for attempt in each.attempts:
        came = " · ".join(part for part in (_outcome(attempt), attempt.answer) if part)
        yield f"  {wording.moment(attempt.at, zone)}  {_(_PARTS[attempt.part])}: {came}"


def _outcome(attempt: Attempt) -> str:
    if attempt.outcome is None:
        return _("no outcome is known")
    told = _(_OUTCOMES.get(attempt.outcome, attempt.outcome))
    return f"{told} ({sentences.describe(attempt.reason)})" if attempt.reason else told


def _opt_out(*, opted_out: bool) -> str:
    if opted_out:
        return _("On the opt-out list: nothing is sent to this person.")
    return _("Not on the opt-out list. To put them on it: batch-sender optout add NUMBER")


def _message_as_json(each: PersonMessage, batch: BatchRecord) -> dict[str, Any]:
    return {
        "batch": each.batch,
        "row": each.row,
        "list": str(batch.list_path),
        "who": batch.who,
        "connection": batch.connection,
        "purpose": batch.settings.get("purpose"),
        "status": each.state.value,
        "reason": each.reason,
        "message": each.text,
        "media": each.media_name,
        "time": each.time.isoformat(),
        "attempts": [
            {
                "at": attempt.at.isoformat(),
                "part": attempt.part,
                "outcome": attempt.outcome,
                "reason": attempt.reason,
                "answer": attempt.answer,
            }
            for attempt in each.attempts
        ],
    }


# ── forget ────────────────────────────────────────────────────────────────────────────────────


def forget(written: str, *, yes: bool, journal: str | None, as_json: bool) -> int:
    """Remove one person from the journal; end with 3 if others' rows still name the number."""
    person = person_of(written)
    if not yes and not talk.on_terminal():
        raise RemovalUnconfirmed
    gather.refuse_missing(journal)
    with gather.open_journal(journal) as book:
        book.settle_abandoned(who=gather.who())
        question = _("Remove everything the journal holds of {number} for good?")
        if not yes and not talk.ask(question.format(number=person.shown)):
            talk.tell(_("Nothing was changed."))
            return 1
        receipt = secrets.token_hex(4)
        done = book.forget(person.key, person.numbers, receipt=receipt, who=gather.who())
        rewritten = book.rewrite()
        if as_json:
            talk.say_json(_as_json(book, done, receipt, rewritten=rewritten))
        else:
            for line in _proof(book, person, done, receipt, rewritten=rewritten):
                talk.say(line)
    return 3 if done.elsewhere or done.in_texts else 0


def _proof(
    book: Journal, person: Person, done: Forgotten, receipt: str, *, rewritten: bool
) -> Iterator[str]:
    n = sum(len(rows) for rows in done.rows.values())
    removed = ngettext(
        "{number}: {n} row was emptied; what is left is where it stood and when.",
        "{number}: {n} rows were emptied; what is left is where they stood and when.",
        n,
    )
    yield removed.format(number=person.shown, n=n)
    for batch_id, rows in done.rows.items():
        line = _("  batch {batch}, row {rows}")
        yield line.format(batch=batch_id, rows=row_ranges(list(rows)))
    yield from _what_remains(done)
    if not rewritten:
        yield purging.remains()
    if done.opted_out:
        yield _("The opt-out stays, and with it the number: nothing is sent to this person.")
    else:
        yield _(
            "A list that still holds them reaches them again, unless they are on the opt-out list."
        )
    yield _("Receipt {receipt}, {moment}; the journal keeps it without the number.").format(
        receipt=receipt, moment=wording.moment_there(datetime.now(UTC), BRAZIL)
    )
    yield ""
    yield from outside.told(outside.files(book, list(done.rows)))


def _what_remains(done: Forgotten) -> Iterator[str]:
    if not done.elsewhere and not done.in_texts:
        yield _("Looked for again in everything the journal keeps of rows: nowhere any more.")
    for batch_id, row in done.elsewhere:
        told = _("Still named in a row of somebody else: batch {batch}, row {row}.")
        yield told.format(batch=batch_id, row=row)
    for batch_id in done.in_texts:
        told = _("Still named in the text or the file name of batch {batch}.")
        yield told.format(batch=batch_id)


def _as_json(book: Journal, done: Forgotten, receipt: str, *, rewritten: bool) -> dict[str, Any]:
    return {
        "receipt": receipt,
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "rows": {str(batch_id): list(rows) for batch_id, rows in done.rows.items()},
        "elsewhere": [{"batch": batch_id, "row": row} for batch_id, row in done.elsewhere],
        "in_texts": list(done.in_texts),
        "opted_out": done.opted_out,
        "rewritten": rewritten,
        "files": [str(path) for path in outside.files(book, list(done.rows))],
    }
