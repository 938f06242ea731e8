"""Hold what the lanes of one delivery session share: the order, the terms of a claim, when to halt.

How the connection does is `connection_monitor`'s to tell, how its first new people fare
`young_number`'s, when messages may leave `timetable`'s, and how many may `canary`'s: the session itself
changes in two ways alone, `halt` and `fault`.
"""

import contextlib
import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Protocol

from batch_sender.compose.media import MediaContents
from batch_sender.config.connections import Connection
from batch_sender.config.settings import Settings
from batch_sender.config.through import Through
from batch_sender.deliver.calls_under_way import CallsUnderWay
from batch_sender.deliver.canary import Canary
from batch_sender.deliver.connection_monitor import AfterCall, ConnectionMonitor
from batch_sender.deliver.health import PauseReason
from batch_sender.deliver.new_people import LookDue
from batch_sender.deliver.outage import Answering
from batch_sender.deliver.timetable import Timetable
from batch_sender.deliver.young_number import YoungNumber
from batch_sender.gateway import Gateway, Ticket, Timeouts
from batch_sender.journal import FileAway, Journal, SendReport, Settled, Terms
from batch_sender.journal.errors import StateConflict
from batch_sender.models import BatchState, LookRecord, MessageState, Outcome, Reason
from batch_sender.timing import rates
from batch_sender.timing.clock import Clock
from batch_sender.timing.silence import Silence

_log: Final = logging.getLogger(__name__)

_TIMEOUTS: Final = Timeouts()


class Watch(Protocol):
    """Someone who looks on while a batch is sent. Called from many threads."""

    def settled(self, state: MessageState) -> None:
        """Hear that one message came to rest in a state."""

    def waiting(self, until: datetime, *, because: PauseReason | Reason) -> None:
        """Hear that nothing may leave before `until`."""

    def answering(self) -> None:
        """Hear that the server, which took nothing for a while, answers again."""

    def unanswered(self, silence: Silence) -> None:
        """Hear that a call has had no answer for a while, and is still waited for."""


Log = Callable[[SendReport, Settled], None]
"""Hears of every call, once the journal has it. Called from many threads."""


def _unheard(_report: SendReport, _settled: Settled) -> None:
    return


def _unnoticed() -> None:
    return


LookDrawn = Callable[[LookRecord], None]
"""Hears of a look at the phone that somebody is to take, while the batch goes on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispatch:
    """What is to be sent, through what, and by whom.

    `wait_for_window`: outside the sending window, or with one of the day's caps reached, wait (True) or
    pause the batch.
    `other_connection`: go on although the batch began on another connection. `through`: where there are several
    connections, all of them, `connection` first; `named`: somebody has named them, and the batch leaves
    through these alone; `move_from`: those of the batch whose waiting rows go to its others. `most`: so many
    messages may leave, then the batch pauses (None: all). `stopped_because`: why it is paused if it
    is stopped on the way. `door`: what began it, for who has to know whose it is to go on with;
    `began`: called once the journal has it that the batch is being sent. `look_after`: after so many accepted
    new people somebody is to look at the phone (0: never); `look_drawn`: who is told of that, while the
    batch goes on; None: it pauses. `by_workers`: it is handed over to these.
    """

    batch_id: int
    connection: Connection
    settings: Settings
    who: str
    timeouts: Timeouts = _TIMEOUTS
    wait_for_window: bool = True
    other_connection: bool = False
    through: tuple[Through, ...] = ()
    named: bool = False
    move_from: tuple[str, ...] = ()
    most: int | None = None
    stopped_because: PauseReason = PauseReason.INTERRUPTED
    log: Log = _unheard
    door: str | None = None
    began: Callable[[], None] = _unnoticed
    look_after: int = 0
    look_drawn: LookDrawn | None = None
    by_workers: bool = False

    @property
    def all_through(self) -> tuple[Through, ...]:
        """All connections, be it one."""
        return self.through or (Through(connection=self.connection),)


@dataclass(frozen=True, slots=True, kw_only=True)
class LaneStart:
    """Of a worker: which start of the connection's lane this is, and how to see what others decide.

    `own_rows`: the batch has several connections, and only this one's rows leave. `runs`: says whether nobody
    has paused or cancelled a batch, as of a moment ago: a claim asks the journal itself. `contents`: the bytes of
    files, which all lanes of a worker keep together.
    """

    connection_id: int
    epoch: int
    own_rows: bool
    runs: Callable[[int], bool]
    contents: MediaContents = field(default_factory=MediaContents)


def open_gateway(
    connection: Connection, settings: Settings, timeouts: Timeouts = _TIMEOUTS
) -> Gateway:
    """Open a way to the API for one lane."""
    ticket = Ticket(open=settings.open_ticket, queue_id=settings.queue_id)
    return Gateway(url=connection.url, token=connection.token, ticket=ticket, timeouts=timeouts)


@dataclass(kw_only=True)
class DeliverySession:
    """One run of a batch on one connection: what its lanes share, until it halts.

    `monitor`: how the connection does; `young`: how its first new people fare; `calls`: which of them
    have no answer yet; `timetable`: when messages may leave; `contents`: the bytes of files; `lane`: where a
    worker sends it; `fault`: what broke it. `own_rows`: the batch has several connections, of which this is
    one: `halt` then is that of all of them, `part_halt` its own.
    """

    journal: Journal
    dispatch: Dispatch
    connection_id: int
    sender: str
    clock: Clock
    watch: Watch
    stop: threading.Event
    chance: Callable[[], float]
    canary: Canary
    lane: LaneStart | None = None
    new_people: LookDue = field(default_factory=lambda: LookDue(0))
    own_rows: bool = False
    halt: threading.Event = field(default_factory=threading.Event)
    contents: MediaContents = field(default_factory=MediaContents)

    def __post_init__(self) -> None:
        self.monitor = ConnectionMonitor(self.clock, self.chance)
        self._file_away = ""
        self.calls = CallsUnderWay(self.clock, read=self.dispatch.timeouts.read)
        local = self.dispatch.connection.is_local
        self.timetable = Timetable.of(self.dispatch.settings, local=local)
        self.young = YoungNumber(self.journal, self.connection_id)
        self._greeter = self.dispatch.settings.greeter
        self.stretching = rates.Stretching(self.chance)
        self._telling = threading.Lock()
        self.part_halt = threading.Event() if self.own_rows else self.halt
        self.fault: BaseException | None = None

    @property
    def address(self) -> str:
        """The API address all its calls go to."""
        return self.dispatch.connection.address

    def open_gateway(self) -> Gateway:
        """Open one lane's way to the API."""
        dispatch = self.dispatch
        return open_gateway(dispatch.connection, dispatch.settings, dispatch.timeouts)

    @property
    def going(self) -> bool:
        """Whether another message may be claimed."""
        return not (self.stop.is_set() or self.halt.is_set() or self.part_halt.is_set())

    @property
    def is_clear(self) -> bool:
        """Whether the next message may leave at once: nothing to wait for, nor to be counted first."""
        now = self.clock.now()
        settings = self.dispatch.settings
        unhindered = self.dispatch.most is None and not settings.gap
        unhindered = unhindered and not self.new_people.is_near(settings.concurrency)
        return (
            self.going
            and unhindered
            and self.timetable.opening(now) <= now
            and self.monitor.is_clear
        )

    def still_running(self) -> bool:
        """Say whether nobody paused or cancelled the batch."""
        if self.lane is not None:
            return self.lane.runs(self.dispatch.batch_id)
        return self.journal.batches.state(self.dispatch.batch_id) is BatchState.RUNNING

    def terms(self, rows: frozenset[int] | None) -> Terms:
        """Return the terms of the next claim; with `rows`, only one of these may be claimed."""
        now = self.clock.now()
        settings = self.dispatch.settings
        repeat_after = settings.repeat_after
        return Terms(
            batch_id=self.dispatch.batch_id,
            connection_id=self.connection_id,
            address=self.address,
            address_gap=rates.address_gap(settings.gap),
            sender=self.sender,
            jitter=self.stretching.factor,
            closes_at=self.timetable.closing(now),
            sent_since=None if repeat_after is None else now - repeat_after,
            rows=rows,
            expires_at=self.timetable.expires_at,
            person_limit=settings.person_limit,
            day=self.timetable.day(now),
            daily_plan=settings.daily_plan,
            new_plan=settings.new_plan,
            greeting=self._greeter.at(now),
            epoch=None if self.lane is None else self.lane.epoch,
            own_rows=self.own_rows,
        )

    def count(self, outcome: Outcome, *, began: float) -> AfterCall:
        """Count the outcome of a call, and halt if the connection must be paused for it."""
        after = self.monitor.count(outcome, began=began)
        if self.monitor.ill is not None:
            self.part_halt.set()
        return after

    def count_file_away(self, ending: FileAway, *, began: float) -> AfterCall:
        """Count a message whose file is out of reach, and halt if the batch must be paused for it."""
        self._file_away = ending.answer
        after = self.monitor.count_file_away(ending.reason, began=began)
        if self.monitor.ill is not None:
            self.halt.set()
        return after

    def pause_if_ill(self) -> None:
        """Pause what leaves through this connection, or the batch, if the last outcomes ask for it."""
        ill = self.monitor.ill
        if ill in {Reason.MEDIA_AWAY, Reason.MEDIA_DENIED}:  # no connection's own trouble
            self.pause(ill, about=self._file_away)
        elif ill is not None:
            self.pause_part(ill, until=self.monitor.ill_until)

    def pause_if_new_people_are_refused(self, report: SendReport) -> None:
        """Pause the batch if too many of the connection's first new people were refused."""
        if report.new_person_at is not None and self.young.must_pause():
            self.pause_part(PauseReason.YOUNG_REFUSED)

    def tell_of_outage(self) -> None:
        """Tell whoever looks on, and the journal, that the server takes nothing, or answers again.

        What the batch is paused for is told by the pause; where nothing is left, nothing waits.
        """
        batches, batch_id, who = self.journal.batches, self.dispatch.batch_id, self.dispatch.who
        with self._telling:  # in the order in which it happened
            news = self.monitor.news()
            if news is None or self.monitor.ill is not None or not batches.unfinished(batch_id):
                return
            if isinstance(news, Answering):
                batches.note_answering(batch_id, who=who, connection=self._name)
                self.watch.answering()
            else:
                batches.note_delay(batch_id, news, who=who, connection=self._name)
                self.tell_of_wait(news.until, because=news.because)

    @property
    def _name(self) -> str | None:
        """What the connection is called, where a batch has several."""
        connection = self.dispatch.connection
        return (connection.name or connection.address) if self.own_rows else None

    def tell_of_wait(self, until: datetime, *, because: PauseReason | Reason) -> None:
        """Tell whoever looks on that nothing leaves before a moment; not where other connections go on."""
        if not self.own_rows or because is PauseReason.OUTSIDE_WINDOW:
            self.watch.waiting(until, because=because)

    def tell_of_silence(self) -> None:
        """Tell whoever looks on, once, that a call has no answer yet; the lane that made it waits."""
        silence = self.calls.silence()
        if silence is not None:
            self.watch.unanswered(silence)

    def look_if_due(self) -> None:
        """Have somebody look at the phone, if enough new people were accepted since the last look.

        Where the first few are just out, that is asked first.
        """
        if self.canary.used_up or not self.new_people.take():
            return
        if self.dispatch.look_drawn is None:
            self.halt.set()  # before all else: the other lanes claim on while this one writes
            self._draw_look()
            self.pause(PauseReason.LOOK)
        else:
            self._tell_of_look(self.dispatch.look_drawn)

    def _tell_of_look(self, told: LookDrawn) -> None:
        done = self.journal.looks.at_phone(self.dispatch.batch_id, self._phone)
        if done and done[-1].answers is None:
            return  # nobody has looked yet: they are not asked again and again
        look = self._draw_look()
        try:
            if look is not None:
                told(look)
        except Exception:  # noqa: BLE001 - logged, and the batch goes on
            _log.exception("nobody could be told of a look at the phone")

    def _draw_look(self) -> LookRecord | None:
        return self.journal.looks.draw(
            self.dispatch.batch_id, who=self.dispatch.who, connection_id=self._phone
        )

    @property
    def _phone(self) -> int | None:
        """At which of several connections' phones somebody looks."""
        return self.connection_id if self.own_rows else None

    def last_look(self) -> None:
        """Draw a look among the new people accepted since the last one, where nothing is left to send."""
        left = self.journal.batches.unfinished(self.dispatch.batch_id)
        if self.new_people.are_counted and not left:
            self._draw_look()

    def pause_part(self, because: str, *, until: datetime | None = None) -> None:
        """Let nothing more leave through this connection: of several the others go on.

        `until`: likewise.
        """
        if not self.own_rows:
            self.pause(because, until=until)
            return
        self.part_halt.set()
        self.journal.parts.stop(
            self.dispatch.batch_id,
            self.connection_id,
            because=because,
            who=self.dispatch.who,
            sender=self.sender,
            until=until,
        )

    def pause(self, because: str, *, until: datetime | None = None, about: str = "") -> None:
        """Pause the batch, unless another lane or terminal was quicker.

        `until`: when it may go on, where the server has said so. `about`: what it was found at.
        """
        self.halt.set()
        with contextlib.suppress(StateConflict):
            self.journal.batches.pause(
                self.dispatch.batch_id,
                because=because,
                who=self.dispatch.who,
                sender=self.sender,
                until=until,
                about=about,
            )
