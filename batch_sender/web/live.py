"""What changes on a batch's page while it is sent: counts, pace, end, last answers, what it waits for."""

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from batch_sender import phones, sentences
from batch_sender.config.connections import Connection
from batch_sender.journal import CallEnded
from batch_sender.language import _, number
from batch_sender.models import BatchRecord, MessageRecord
from batch_sender.models.errors import BatchSenderError
from batch_sender.operations.connections import choose_connection
from batch_sender.operations.forecast import Forecast, forecast
from batch_sender.operations.held_up import what_holds_up
from batch_sender.operations.names import name_in
from batch_sender.operations.sharing import Share
from batch_sender.operations.status import Progress, progress
from batch_sender.sentences.counts import AS_READ
from batch_sender.sentences.handed_over import describe_workers_sending
from batch_sender.sentences.moments import near, time_of_day
from batch_sender.sentences.outages import describe_delay, describe_silence
from batch_sender.sentences.parts import describe_part
from batch_sender.timing.silence import silence_of
from batch_sender.timing.windows import calendar_of
from batch_sender.web.site import Site

_LOOKED_AT: Final = 400
"""Calls that the pace is taken from, at most."""
_PACE_OF: Final = timedelta(minutes=5)
_ENOUGH: Final = timedelta(seconds=10)
_ANSWERS: Final = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class LastAnswer:
    """What came of a message a moment ago, and whose it was."""

    at: str
    row: int
    name: str
    number: str
    state: str
    why: str


def standing_now(site: Site, batch_id: int) -> dict[str, Any]:
    """Return what the live part of the page shows.

    Raises:
        UnknownBatch: there is none of this number.
    """
    found = progress(site.journal, batch_id)
    batch, counts = found.batch, found.batch.counts
    # Of those that are to leave: who stays out was never waited for.
    wanted = counts.read - counts.skipped
    done = wanted - counts.pending - counts.sending
    percent = 100 * done // wanted if wanted else 100
    told = _("{done} of {all} messages are done: {percent}%.")
    calls = _newest_calls(site, batch_id) if found.being_sent else []
    return {
        "mode": mode(found),
        "being_sent": found.being_sent,
        "percent": percent,
        "told": told.format(done=number(done), all=number(wanted), percent=percent),
        "states": [
            (sentences.state_name(each), number(n), sentences.share(n, counts.read))
            for each in AS_READ
            if (n := getattr(counts, each.value))
        ],
        "parts": [describe_part(each) for each in batch.connections],
        "remarks": [*_sender(site, batch), *_remarks(site, found, calls)]
        if found.being_sent
        else [],
        "answers": _answers(site, batch, calls[:_ANSWERS]),
    }


def _newest_calls(site: Site, batch_id: int) -> Sequence[CallEnded]:
    return site.journal.messages.newest_calls(batch_id, most=_LOOKED_AT)


def mode(found: Progress) -> str:
    """Name how a batch stands as a whole: where that changes, the page is loaded anew."""
    batch = found.batch
    look = "" if batch.open_look is None else f"look{batch.open_look.id}"
    still = "sent" if found.being_sent else "still"
    stopped = "+".join(str(each.id) for each in batch.stopped)
    parts = (batch.state, batch.paused_because or "", still, look, stopped)
    return ".".join(parts)


def _sender(site: Site, batch: BatchRecord) -> Iterator[str]:
    """Say that workers send it, or why they do not; of any other it is known who does."""
    if batch.is_sent_by_workers:
        yield describe_workers_sending(what_holds_up(site.journal, batch.id))


def _remarks(site: Site, found: Progress, calls: Sequence[CallEnded]) -> Iterator[str]:
    """Say what it waits for or, where it waits for nothing, how fast it goes and when it ends."""
    batch, now = found.batch, site.clock.now()
    zone = calendar_of(batch.settings.get("window")).zone
    if silence := _silence(site, batch, now):
        yield silence
    if batch.waits is not None:
        yield f"{describe_delay(batch.waits, now=now, zone=zone)}."
        return
    expected = forecast(
        site.journal,
        batch,
        connection=_connection(site, batch),
        now=now,
        left=found.calls_left,
        shares=_shares(site, batch),
    )
    if expected is None:
        return
    if resting := _resting(expected, now):
        told, until = resting
        yield told.format(when=near(until, now=now, zone=zone))
        return
    a_minute = pace(calls, now)
    if a_minute:
        messages = a_minute * len({each.row for each in calls}) / len(calls)
        yield _("{n} messages a minute.").format(n=number(round(messages, 1)))
    if a_minute and not expected.is_moved:
        end = now + timedelta(minutes=found.calls_left.calls / a_minute)
    elif expected.needed or expected.is_moved:
        end = expected.end
    else:
        return
    yield _("The last message leaves {when}.").format(when=near(end, now=now, zone=zone))


def _resting(expected: Forecast, now: datetime) -> tuple[str, datetime] | None:
    """Say why nothing leaves now although nothing is wrong, and until when."""
    if expected.begin > now:
        told = _("Nothing leaves outside the sending hours; it goes on {when}.")
        return told, expected.begin
    if (full := expected.full) is None:
        return None
    if full.plan == "new_people":
        told = _("The day's new people have been written to; it goes on {when}.")
    else:
        told = _("The day's messages have been sent; it goes on {when}.")
    return told, full.until


def pace(calls: Sequence[CallEnded], now: datetime) -> float | None:
    """Return how many calls a minute have ended of late; None where that is too little to tell."""
    recent = [each for each in calls if now - each.at <= _PACE_OF]
    if len(recent) < 3 or now - recent[-1].at < _ENOUGH:
        return None
    return (len(recent) - 1) / ((now - recent[-1].at) / timedelta(minutes=1))


def _silence(site: Site, batch: BatchRecord, now: datetime) -> str:
    oldest = site.journal.batches.longest_under_way(batch.id) if batch.counts.sending else None
    if oldest is None:
        return ""
    silence = silence_of((now - oldest.since).total_seconds(), file_size=oldest.file_size)
    return "" if silence is None else describe_silence(silence)


def _shares(site: Site, batch: BatchRecord) -> list[Share]:
    """Return what each of several connections has left; those that cannot be found any more send nothing."""
    found: list[Share] = []
    for each in batch.connections:
        with contextlib.suppress(BatchSenderError):
            connection = choose_connection(site.workspace, each.name)
            waiting = 0 if each.paused_because else each.counts.pending
            found.append(Share(connection=connection, messages=waiting, exact=True))
    return found


def _connection(site: Site, batch: BatchRecord) -> Connection | None:
    with contextlib.suppress(
        BatchSenderError
    ):  # it was renamed or removed: nothing is sent by it here
        return choose_connection(site.workspace, batch.connection)
    return None


def _answers(site: Site, batch: BatchRecord, calls: Sequence[CallEnded]) -> list[LastAnswer]:
    newest = list(dict.fromkeys(each.row for each in calls))
    if not newest:
        return []
    rows = site.journal.messages.rows_by_number(batch.id, newest)
    zone = calendar_of(batch.settings.get("window")).zone
    moments = {each.row: time_of_day(each.at, zone) for each in reversed(calls)}
    return [_answer(rows[row], batch, at=moments[row]) for row in newest if row in rows]


def _answer(row: MessageRecord, batch: BatchRecord, *, at: str) -> LastAnswer:
    return LastAnswer(
        at=at,
        row=row.row,
        name=name_in(row.cells, batch.header),
        number=phones.spelled(row.number) if row.number else "",
        state=sentences.state_name(row.state),
        why=sentences.describe(row.reason, row.column, row.detail) if row.reason else "",
    )
