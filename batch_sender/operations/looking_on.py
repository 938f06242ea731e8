"""Look on while workers send a batch, by the journal alone, and tell whoever asked for it how it goes."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from batch_sender.deliver.health import PauseReason
from batch_sender.deliver.session import Dispatch
from batch_sender.deliver.timetable import Timetable
from batch_sender.journal import Journal
from batch_sender.journal.batches.reading import Glance
from batch_sender.journal.errors import (
    JournalBusy,
    JournalServerFull,
    JournalServerRefused,
    JournalServerUnreachable,
)
from batch_sender.models import BatchRecord, BatchState, Counts, Delay, MessageState
from batch_sender.models.held_up import HeldUp
from batch_sender.operations.forecast import forecast
from batch_sender.operations.held_up import what_holds_up
from batch_sender.operations.options import Onlooker
from batch_sender.operations.sharing import Share
from batch_sender.timing.clock import Clock
from batch_sender.timing.silence import Silences, silence_of

_EVERY: Final = 1.0
"""Seconds between two looks."""

_WORKERS_EVERY: Final = 3.0
"""Seconds between two looks at which workers there are."""

_SHARE_OF_COUNTING: Final = 20
"""Counting a long list takes time: so many times as long it is not done again."""

_CAPS_EVERY: Final = 15.0
"""Seconds between two looks whether the day's messages have left."""

_CAPS: Final = {
    "messages": PauseReason.CAP_REACHED,
    "new_people": PauseReason.NEW_CAP_REACHED,
}

_PASSES: Final = (
    JournalBusy,
    JournalServerFull,
    JournalServerRefused,
    JournalServerUnreachable,
)
"""What a server that restarts says: the workers live through it, and so does whoever looks on."""

_AT_REST: Final = (
    MessageState.ACCEPTED,
    MessageState.REJECTED,
    MessageState.FAILED,
    MessageState.UNKNOWN,
    MessageState.SKIPPED,
)


@dataclass(kw_only=True)
class LookingOn:
    """Looks at a batch each second, and tells the onlooker what is new; made before the batch begins."""

    journal: Journal
    dispatch: Dispatch
    onlooker: Onlooker
    clock: Clock
    _told: Counts = field(init=False)
    _count_at: float = 0.0
    _delay: Delay | None = None
    _silences: Silences = field(default_factory=Silences)
    _held_up: HeldUp | None = None
    _workers_at: float = 0.0
    _looks: int = field(init=False)
    _resting_since: float | None = None
    _caps_at: float = 0.0

    def __post_init__(self) -> None:
        self._told = self.journal.batches.counts(self.dispatch.batch_id)
        self._looks = len(self.journal.looks.of_batch(self.dispatch.batch_id))
        settings, connection = self.dispatch.settings, self.dispatch.connection
        self._timetable = Timetable.of(settings, local=connection.is_local)

    def until_it_rests(self) -> None:
        """Look on until nobody sends the batch any more, or the onlooker asks to stop.

        Raises:
            JournalError: the journal cannot be used, and that does not pass by itself.
        """
        while not (self._rests() or self.onlooker.stop.is_set()):
            self.clock.wait(self.onlooker.stop, _EVERY)

    def _rests(self) -> bool:
        try:
            found = self.journal.batches.glance(self.dispatch.batch_id)
            rests = self._is_over(found)
            self._tell(found, rests=rests)
        except _PASSES:
            self._tell_held_up(HeldUp.JOURNAL_AWAY)
            return False
        return rests

    def _is_over(self, found: Glance) -> bool:
        """Say whether nothing of it is under way any more, either: a lane finishes what it has begun."""
        if found.by_workers and found.state is BatchState.RUNNING:
            self._resting_since = None
            return False
        now = self.clock.monotonic()
        if self._resting_since is None:
            self._resting_since = now
        # A lane whose worker died leaves it to its successor, which may take longer than a call does.
        waited = now - self._resting_since > self.dispatch.timeouts.total
        return waited or self.journal.batches.longest_under_way(self.dispatch.batch_id) is None

    def _tell(self, found: Glance, *, rests: bool) -> None:
        self._tell_of_outage(found)
        self._tell_counts(at_once=rests)
        self._tell_of_looks()
        if found.state is BatchState.RUNNING:
            self._tell_of_hours()
            self._tell_of_silence()
            self._tell_of_workers()

    # ── each thing that may be new ──

    def _tell_counts(self, *, at_once: bool) -> None:
        began = self.clock.monotonic()
        if began < self._count_at and not at_once:
            return
        now = self.journal.batches.counts(self.dispatch.batch_id)
        ended = self.clock.monotonic()
        self._count_at = ended + max(_EVERY, _SHARE_OF_COUNTING * (ended - began)) - _EVERY / 2
        for state in _AT_REST:
            for _each in range(getattr(now, state) - getattr(self._told, state)):
                self.onlooker.watch.settled(state)
        self._told = now

    def _tell_of_outage(self, found: Glance) -> None:
        known, self._delay = self._delay, found.waits
        if self._delay == known:
            return
        if self._delay is not None:
            self.onlooker.watch.waiting(self._delay.until, because=self._delay.because)
        elif found.state is BatchState.RUNNING:
            self.onlooker.watch.answering()

    def _tell_of_hours(self) -> None:
        now = self.clock.now()
        if self._timetable.is_over(now):
            return
        opening = self._timetable.opening(now)
        if opening > now:
            until = self._timetable.until(opening)
            self.onlooker.watch.waiting(until, because=PauseReason.OUTSIDE_WINDOW)
        else:
            self._tell_of_caps(now)

    def _tell_of_caps(self, now: datetime) -> None:
        """Say that a day's messages have left, where nothing has come to rest for a while."""
        settings, moment = self.dispatch.settings, self.clock.monotonic()
        if moment < self._caps_at or (settings.daily_plan is None and settings.new_plan is None):
            return
        self._caps_at = moment + _CAPS_EVERY
        batch = self.journal.batches.one(self.dispatch.batch_id)
        connection, shares = self.dispatch.connection, self._shares(batch)
        found = forecast(self.journal, batch, connection=connection, now=now, shares=shares)
        if found is not None and found.full is not None:
            because = _CAPS[found.full.plan]
            self.onlooker.watch.waiting(self._timetable.until(found.full.until), because=because)

    def _shares(self, batch: BatchRecord) -> list[Share]:
        """Return what each of several connections has yet to send."""
        waiting = {
            each.name: each.counts.pending for each in batch.connections if not each.paused_because
        }
        return [
            Share(
                connection=each.connection,
                messages=waiting.get(each.connection.name or "", 0),
                exact=True,
            )
            for each in self.dispatch.through
        ]

    def _tell_of_silence(self) -> None:
        oldest = self.journal.batches.longest_under_way(self.dispatch.batch_id)
        if oldest is None:
            return
        began, now = oldest.since.timestamp(), self.clock.now().timestamp()
        silence = silence_of(now - began, file_size=oldest.file_size)
        if silence is not None and self._silences.is_news(began=began, now=now):
            self.onlooker.watch.unanswered(silence)

    def _tell_of_looks(self) -> None:
        if self.dispatch.look_drawn is None or not self.dispatch.look_after:
            return
        drawn = self.journal.looks.of_batch(self.dispatch.batch_id)
        new, self._looks = drawn[self._looks :], len(drawn)
        for look in new:
            if look.answers is None and not self._is_at_end():
                self.dispatch.look_drawn(look)

    def _is_at_end(self) -> bool:
        """The last look of a batch is told of with its end."""
        return not self.journal.batches.unfinished(self.dispatch.batch_id)

    def _tell_of_workers(self) -> None:
        now = self.clock.monotonic()
        if now < self._workers_at:
            return
        self._workers_at = now + _WORKERS_EVERY
        self._tell_held_up(what_holds_up(self.journal, self.dispatch.batch_id))

    def _tell_held_up(self, because: HeldUp | None) -> None:
        if because != self._held_up:
            self._held_up = because
            self.onlooker.held_up(because)
