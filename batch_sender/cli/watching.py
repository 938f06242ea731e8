"""`status --watch`: a line that tells how a batch goes on, as long as it is being sent."""

import sys
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from batch_sender import sentences
from batch_sender.cli import layout, output, streams, summary, wording
from batch_sender.journal import Journal
from batch_sender.language import _, number
from batch_sender.models import BatchRecord, BatchState, Delay
from batch_sender.operations.status import Progress, now_being_sent, progress
from batch_sender.sentences.outages import describe_answering, describe_delay, describe_silence
from batch_sender.timing import rates
from batch_sender.timing.clock import Clock
from batch_sender.timing.silence import Silences, silence_of
from batch_sender.timing.windows import calendar_of

_EVERY: Final = 1.0  # seconds
_BETWEEN: Final = " · "
_ENOUGH: Final = 10.0  # seconds of looking on, before a pace is told


def watch(book: Journal, batch: int | None, *, clock: Clock, as_json: bool) -> BatchRecord:
    """Show how a batch goes on until nobody sends it any more; return it as it then stands.

    Without a number the newest that is being sent. Ctrl-C ends the looking, not the sending.

    Raises:
        NothingToWatch: none is. UnknownBatch: there is none of this number.
    """
    batch_id = now_being_sent(book) if batch is None else batch
    line = _Line(began=clock.monotonic(), at_first=book.batches.counts(batch_id).pending)
    outages, silences = _Outages(clock), _Silences(book, clock)
    screen, never = _Screen(as_json=as_json), threading.Event()
    try:
        while True:
            found = progress(book, batch_id)
            if as_json:
                screen.show(output.as_json(summary.as_json(found.batch, results=[])))
            else:
                screen.tell(outages.told(found))
                screen.tell(silences.told(found))
                screen.show(line.told(found.batch, found.calls_left.calls, now=clock.monotonic()))
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
        waits = batch.state is BatchState.RUNNING and batch.waits is not None
        parts = [
            _("Batch {batch}: {done} of {read}").format(
                batch=batch.id, done=number(done), read=number(counts.read)
            ),
            _("waiting") if waits else sentences.state_name(batch.state),
            ", ".join(sentences.all_counted(counts, sentences.AT_REST)),
            *([] if waits else self._pace(batch, calls, now)),
        ]
        return _BETWEEN.join(part for part in parts if part)

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


class _Outages:
    """Tells of each try that a server which is gone has cost, and that it answers again."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._known: Delay | None = None

    def told(self, found: Progress) -> str:
        """Say what is new of it."""
        known, self._known = self._known, found.batch.waits if found.being_sent else None
        if self._known == known:
            return ""
        if self._known is None:
            return describe_answering() if found.being_sent else ""
        return waits(found.batch, now=self._clock.now())[0]


class _Silences:
    """Tells of a call that has no answer yet, by the message that has been under way the longest."""

    def __init__(self, book: Journal, clock: Clock) -> None:
        self._book, self._clock = book, clock
        self._known = Silences()

    def told(self, found: Progress) -> str:
        """Say what is new of it."""
        if not (found.being_sent and found.batch.counts.sending):
            return ""
        oldest = self._book.batches.longest_under_way(found.batch.id)
        if oldest is None:
            return ""
        began, now = oldest.since.timestamp(), self._clock.now().timestamp()
        silence = silence_of(now - began, file_size=oldest.file_size)
        if silence is None or not self._known.is_news(began=began, now=now):
            return ""
        return describe_silence(silence)


def waits(batch: BatchRecord, *, now: datetime) -> list[str]:
    """Say of a batch that is being sent that the server takes nothing, why, and until when."""
    if batch.waits is None:
        return []
    zone = calendar_of(batch.settings.get("window")).zone
    return [f"{describe_delay(batch.waits, now=now, zone=zone)}."]


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

    def tell(self, sentence: str) -> None:
        """Show a sentence that stays, above the line, if there is one to show."""
        if not sentence:
            return
        if self._over and self._last:
            streams.write("stderr", self._drawn.over("", sys.stderr) + "\r")
        self._last = ""
        output.tell(sentence)

    def leave(self) -> None:
        """Leave the line as it stands."""
        if self._over:
            output.tell()
