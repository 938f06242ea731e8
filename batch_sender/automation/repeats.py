"""Tell what was told already: who runs unattended looks again and again, and people want to hear once."""

import contextlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from batch_sender.automation.telling import PROGRAM
from batch_sender.journal import DueRecord, DueState, Journal
from batch_sender.journal.errors import JournalError
from batch_sender.models.errors import BatchSenderError
from batch_sender.models.printable import printable

_AGAIN_AFTER: Final = timedelta(hours=12)
"""What is still broken half a day later is told once more."""

_LOOKED_BACK: Final = 50
_FAULT_TOLD: Final = "fault_told"
_PAUSED: Final = "paused"
_PAUSE_TOLD: Final = "pause_told"


# ── a due time that could not begin ───────────────────────────────────────────────────────────


def failed_due(
    journal: Journal, due: DueRecord, err: BatchSenderError, *, now: datetime
) -> tuple[dict[str, Any], bool]:
    """Return what is kept of a due time that could not begin; and whether it has yet to be told."""
    told_at = _told_before(journal, due, err, now=now)
    detail = {
        "code": err.code,
        "message": err.message,
        "next": err.next,
        "told_at": told_at or now.isoformat(),
    }
    return detail, told_at is None


def _told_before(
    journal: Journal, due: DueRecord, err: BatchSenderError, *, now: datetime
) -> str | None:
    """Return when the same was told of the due time before this one, unless that is long ago."""
    before = _earlier(journal, due, DueState.BEGUN, DueState.FAILED)
    if not before or before[-1].state is not DueState.FAILED:
        return None
    detail = before[-1].detail
    same = (detail.get("code"), detail.get("message"), detail.get("next"))
    told_at = detail.get("told_at")
    if same != (err.code, err.message, err.next) or told_at is None:
        return None
    return told_at if now - datetime.fromisoformat(told_at) < _AGAIN_AFTER else None


def _earlier(journal: Journal, due: DueRecord, *states: DueState) -> list[DueRecord]:
    every = journal.schedules.dues_of(due.schedule.id, most=_LOOKED_BACK)
    return [each for each in every if each.id != due.id and each.state in states]


# ── a list of a folder that is refused whenever it is looked at ───────────────────────────────


def refusal(path: Path, err: BatchSenderError) -> dict[str, Any]:
    """Say by what a refused list is known again: as long as it is the same, so is what is wrong."""
    version: list[int] | None = None
    with contextlib.suppress(OSError):
        seen = path.stat()
        version = [seen.st_size, seen.st_mtime_ns]
    return {"list": printable(path.name), "version": version, "code": err.code}


def refused_before(journal: Journal, due: DueRecord) -> Sequence[dict[str, Any]]:
    """Return the lists that were refused the last time this schedule's folder was looked at."""
    before = _earlier(journal, due, DueState.BEGUN)
    return before[-1].detail.get("refused", ()) if before else ()


# ── a batch that cannot go on ─────────────────────────────────────────────────────────────────


def was_told(journal: Journal, batch_id: int, err: BatchSenderError, *, now: datetime) -> bool:
    """Say whether somebody was told of this not long ago, by this process or another."""
    try:
        events = journal.batches.events(batch_id)
    except JournalError:
        return False
    return any(
        event.kind == _FAULT_TOLD
        and event.detail.get("code") == err.code
        and now - event.at < _AGAIN_AFTER
        for event in events
    )


def keep_told(journal: Journal, batch_id: int, err: BatchSenderError) -> None:
    """Write down that it was told; a journal that takes nothing just now has it told again."""
    detail = {"code": err.code, "message": err.message}
    with contextlib.suppress(JournalError):
        journal.batches.note(batch_id, _FAULT_TOLD, who=PROGRAM, detail=detail)


# ── a batch of workers that stands still, at whose pause perhaps nobody looked on ─────────────


def is_pause_untold(journal: Journal, batch_id: int) -> bool:
    """Say whether nobody was told of a batch's last pause, by this process or another."""
    kinds = [event.kind for event in journal.batches.events(batch_id)]
    last = max((at for at, kind in enumerate(kinds) if kind == _PAUSED), default=None)
    return last is not None and _PAUSE_TOLD not in kinds[last:]


def keep_pause_told(journal: Journal, batch_id: int) -> None:
    """Write down that it was told."""
    journal.batches.note(batch_id, _PAUSE_TOLD, who=PROGRAM, detail={})
