"""Compose what people are told of an unattended batch."""

import platform
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from batch_sender import language, sentences
from batch_sender.automation.notices import Notification, NotificationSettings, Occasion
from batch_sender.language import _
from batch_sender.models import BatchRecord, BatchState, MessageState
from batch_sender.models.errors import BatchSenderError
from batch_sender.models.printable import all_printable, printable
from batch_sender.sentences.looks import to_look_at, why_look
from batch_sender.sentences.parts import moving, what_else

PROGRAM: Final = "batch-sender"


Telling = Callable[[Notification, NotificationSettings], object]
"""Takes what whoever wants to know is to be told. It holds nobody up, and harms nothing."""


def nobody(_notification: Notification, _settings: NotificationSettings) -> None:
    """Tell nobody."""


def of_batch(
    batch: BatchRecord, *, batch_file: Path, results: Path | None, profile: str | None = None
) -> Notification:
    """Say that a batch has ended or stands still, with its counts; no number and no text of anybody.

    `profile`: the client whose batch it is, where there are several.
    """
    subject = _("batch {batch} ({list}) {state}: {counts}").format(
        batch=batch.id,
        list=batch.list_name,
        state=sentences.state_name(batch.state),
        counts=", ".join(sentences.all_counted(batch.counts)) or "0",
    )
    ended = batch.state in {BatchState.FINISHED, BatchState.CANCELLED}
    occasion = Occasion.ENDED if ended else Occasion.PAUSED
    facts = _facts_of(batch, batch_file=batch_file, results=results, profile=profile)
    return _notification(occasion, subject, list(_lines_of(batch, results)), facts)


def of_look(batch: BatchRecord, *, batch_file: Path, profile: str | None = None) -> Notification:
    """Say that somebody is to look at the phone, while the batch goes on; rows are named, and nobody's number."""
    subject = _("batch {batch} ({list}): a look at the phone, please").format(
        batch=batch.id, list=batch.list_name
    )
    facts = _facts_of(batch, batch_file=batch_file, results=None, profile=profile)
    return _notification(Occasion.LOOK, subject, list(_look_at(batch)), facts)


def _facts_of(
    batch: BatchRecord, *, batch_file: Path, results: Path | None, profile: str | None
) -> dict[str, Any]:
    look = batch.open_look
    return {
        "batch": batch.id,
        "state": batch.state.value,
        "list": batch.list_name,
        "read": batch.counts.read,
        **{state.value: getattr(batch.counts, state.value) for state in MessageState},
        "problems": dict(batch.problems),
        "paused_because": batch.paused_because,
        "waits_until": batch.waits.until.isoformat() if batch.waits else None,
        "results": str(results) if results else None,
        "batch_file": str(batch_file),
        "profile": profile,
        "look_at_rows": list(look.rows) if look else [],
    }


def of_fault(
    err: BatchSenderError,
    *,
    batch_file: Path,
    path: Path | None = None,
    profile: str | None = None,
) -> Notification:
    """Say that a batch could not begin, why, and what to do."""
    subject = _("{file} could not start").format(file=batch_file.name)
    facts = {
        "batch": None,
        "batch_file": str(batch_file),
        "list": path.name if path else None,
        "code": err.code,
        "message": err.message,
        "next": err.next,
        "profile": profile,
    }
    return _notification(Occasion.NOT_STARTED, subject, [err.message, err.next], facts)


def _notification(
    occasion: Occasion, subject: str, lines: list[str], facts: Mapping[str, Any]
) -> Notification:
    profile, host = facts["profile"], platform.node()
    whose = f"batch-sender [{profile}]" if profile else "batch-sender"
    subject = printable(f"{whose}: {subject}")
    told = {"event": occasion.value, **facts, "host": host, "subject": subject}
    text = "\n".join([*lines, "", _("This machine: {host}").format(host=host), ""])
    return Notification(
        occasion=occasion,
        subject=subject,
        text=printable(text),
        facts=all_printable(told),  # files may have names that no mail and no JSON takes
    )


def _lines_of(batch: BatchRecord, results: Path | None) -> Iterator[str]:
    yield _("Batch {batch} · {list} · {state}").format(
        batch=batch.id, list=batch.list_name, state=sentences.state_name(batch.state)
    )
    yield from sentences.all_counted(batch.counts, width=7)
    yield _("  {n:>7}  rows read in all").format(n=batch.counts.read).strip()
    if batch.paused_because:
        yield sentences.describe_pause(
            batch.paused_because, batch=batch.id, waits=batch.waits, about=batch.paused_about
        )
        yield from filter(None, [what_else(batch).format(command=moving(batch))])
    yield from _look_at(batch)
    if results:
        yield _("Results: {path}").format(path=results)


def _look_at(batch: BatchRecord) -> Iterator[str]:
    look = batch.open_look
    if look is None:
        return
    yield to_look_at(look.rows)
    yield why_look(batch.name_of(look.connection_id))
    told = _("Who they are, and where to say what you saw: {command}")
    yield told.format(command=language.command("look", str(batch.id)))
