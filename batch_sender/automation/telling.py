"""Compose what people are told of an unattended batch."""

import platform
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from batch_sender import sentences
from batch_sender.automation.notices import Notification, NotificationSettings, Occasion
from batch_sender.language import _
from batch_sender.models import BatchRecord, BatchState, MessageState
from batch_sender.models.errors import BatchSenderError

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
        list=batch.list_path.name,
        state=sentences.state_name(batch.state),
        counts=", ".join(sentences.all_counted(batch.counts)) or "0",
    )
    facts = {
        "batch": batch.id,
        "state": batch.state.value,
        "list": batch.list_path.name,
        "read": batch.counts.read,
        **{state.value: getattr(batch.counts, state.value) for state in MessageState},
        "problems": dict(batch.problems),
        "paused_because": batch.paused_because,
        "waits_until": batch.waits.until.isoformat() if batch.waits else None,
        "results": str(results) if results else None,
        "batch_file": str(batch_file),
        "profile": profile,
    }
    ended = batch.state in {BatchState.FINISHED, BatchState.CANCELLED}
    occasion = Occasion.ENDED if ended else Occasion.PAUSED
    return _notification(occasion, subject, list(_lines_of(batch, results)), facts)


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
    told = {"event": occasion.value, **facts, "host": host}
    text = "\n".join([*lines, "", _("This machine: {host}").format(host=host), ""])
    return Notification(
        occasion=occasion,
        subject=f"{whose}: {subject}",
        text=text,
        facts={**told, "subject": f"{whose}: {subject}"},
    )


def _lines_of(batch: BatchRecord, results: Path | None) -> Iterator[str]:
    yield _("Batch {batch} · {list} · {state}").format(
        batch=batch.id, list=batch.list_path.name, state=sentences.state_name(batch.state)
    )
    yield from sentences.all_counted(batch.counts, width=7)
    yield _("  {n:>7}  rows read in all").format(n=batch.counts.read).strip()
    if batch.paused_because:
        yield sentences.describe_pause(batch.paused_because, batch=batch.id, waits=batch.waits)
    if results:
        yield _("Results: {path}").format(path=results)
