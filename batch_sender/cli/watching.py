"""`status --watch`: a line that tells how a batch goes on, as long as it is being sent."""

import sys
import threading
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from batch_sender import sentences
from batch_sender.cli import layout, output, streams, summary, wording
from batch_sender.journal import Journal
from batch_sender.language import _, number
from batch_sender.models import BatchRecord, BatchState
from batch_sender.operations.status import now_being_sent, progress
from batch_sender.timing import rates
from batch_sender.timing.clock import Clock, SystemClock

_EVERY: Final = 1.0  # seconds
_ENOUGH: Final = 10.0  # seconds of looking on, before a pace is told


def watch(book: Journal, batch: int | None, *, clock: Clock, as_json: bool) -> BatchRecord:
    """Show how a batch goes on until nobody sends it any more; return it as it then stands.

    Without a number the newest that is being sent. Ctrl-C ends the looking, not the sending.

    Raises:
        NothingToWatch: none is. UnknownBatch: there is none of this number.
    """
    batch_id = now_being_sent(book) if batch is None else batch
    line = _Line(began=clock.monotonic(), at_first=book.batches.counts(batch_id).pending)
    screen, never = _Screen(as_json=as_json), threading.Event()
    try:
        while True:
            found = progress(book, batch_id)
            told = line.told(found.batch, found.calls_left, now=clock.monotonic())
            screen.show(
                output.as_json(summary.as_json(found.batch, results=[])) if as_json else told
            )
            if not found.being_sent:
                break
            clock.wait(never, _EVERY)
    except KeyboardInterrupt:
        pass  # the batch goes on
    screen.leave()
    return book.batches.one(batch_id)


@dataclass(kw_only=True)
class _Line:
    """What is told each second; it remembers when the looking began, and how much was left then."""

    began: float
    at_first: int

    def told(self, batch: BatchRecord, calls: int, *, now: float) -> str:
        counts = batch.counts
        done = counts.read - counts.pending - counts.sending
        parts = [
            _("Batch {batch}: {done} of {read}").format(
                batch=batch.id, done=number(done), read=number(counts.read)
            ),
            sentences.state_name(batch.state),
            ", ".join(sentences.all_counted(counts, sentences.AT_REST)),
            *(waits(batch, being_sent=True) or self._pace(batch, calls, now)),
        ]
        return " · ".join(part for part in parts if part)

    def _pace(self, batch: BatchRecord, calls: int, now: float) -> list[str]:
        left = batch.counts.pending
        if batch.state is not BatchState.RUNNING or not left:
            return []
        seconds, gone = now - self.began, self.at_first - left
        if seconds < _ENOUGH or gone <= 0:
            gap = float(batch.settings.get("gap") or 0)
            length = rates.estimate(calls, gap) if gap else None
            return [] if length is None else [_left(length)]
        pace = _("{n} a minute").format(n=number(round(60 * gone / seconds, 1)))
        return [pace, _left(timedelta(seconds=left * seconds / gone))]


def waits(batch: BatchRecord, *, being_sent: bool) -> list[str]:
    """Say that the server asked to wait, why, and until when, if it still does."""
    asked = batch.waits
    if asked is None or not being_sent or batch.state is not BatchState.RUNNING:
        return []
    return [sentences.describe_wait(asked)] if asked.until > SystemClock().now() else []


def _left(length: timedelta) -> str:
    return _("about {duration} left").format(duration=wording.duration(length))


class _Screen:
    """A few lines that are written over on a terminal; elsewhere a line whenever it changed."""

    def __init__(self, *, as_json: bool) -> None:
        self._as_json = as_json
        self._over = sys.stderr.isatty() and not as_json
        self._last = ""
        self._drawn = layout.Drawn()

    def show(self, line: str) -> None:
        """Show a line that is not the one that stands there already."""
        if line == self._last:
            return
        if self._as_json:
            output.say_whole(line)
        elif self._over:
            streams.write("stderr", self._drawn.over(line, sys.stderr))
        else:
            output.tell(line)
        self._last = line

    def leave(self) -> None:
        """Leave the line as it stands."""
        if self._over:
            output.tell()
