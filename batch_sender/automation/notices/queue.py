"""Tell people beside the sending: each notice is written down, tried, tried again later, or given up.

Each way of each batch file has a line of its own, with a thread while somebody stands in it: a hook
that hangs holds up nobody but those who wait for the same hook.
"""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from contextvars import copy_context
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, cast

from batch_sender.automation.notices.delivery import LONGEST, NoticeDelivery
from batch_sender.automation.notices.notification import (
    By,
    Notification,
    NotificationSettings,
    Occasion,
)
from batch_sender.automation.notices.records import NoticeRecords
from batch_sender.journal import WaitingNotification
from batch_sender.language import _

_log: Final = logging.getLogger(__name__)

_MOST_IN_LINE: Final = 100
"""Of more notices than these that wait for one way of one batch file, the oldest is given up."""

_A_MOMENT: Final = 0.1  # seconds
_LAST_MOMENT: Final = 1.0  # seconds that a thread gets to end once its try was cut off


@dataclass(frozen=True, slots=True, kw_only=True)
class _Errand:
    """What somebody is to be told, and how that goes."""

    waiting: WaitingNotification
    settings: NotificationSettings

    @property
    def by(self) -> By:
        return cast("By", self.waiting.by)

    @property
    def notification(self) -> Notification:
        told = self.waiting
        occasion = Occasion(told.occasion)
        return Notification(
            occasion=occasion, subject=told.subject, text=told.text, facts=told.facts
        )


@dataclass(kw_only=True)
class _NoticeLine:
    """Those who wait for one way of one batch file, and who is being told now."""

    errands: deque[_Errand] = field(default_factory=deque)
    delivery: NoticeDelivery | None = None
    thread: threading.Thread | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Owed:
    """A notice that did not get through yet, why, and whether that was said."""

    waiting: WaitingNotification
    why: str
    is_said: bool = False


@dataclass(kw_only=True)
class NotificationQueue:
    """Tells people without holding anybody up.

    `notify_of`: who wants to be told, of a batch file, when a notice is tried again; `report` hears
    what did not get through; `longest`: seconds for each try; `once`: nobody looks again, so what
    fails is given up.
    """

    records: NoticeRecords
    notify_of: Callable[[Path], NotificationSettings]
    report: Callable[[str], None]
    longest: float = LONGEST
    once: bool = False
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _lines: dict[tuple[str, str], _NoticeLine] = field(default_factory=dict)
    _queued: set[int] = field(default_factory=set)
    _owed: dict[int, _Owed] = field(default_factory=dict)
    _closed: bool = False

    def tell(self, notification: Notification, settings: NotificationSettings) -> None:
        """Write down what whoever wants to know is to be told, and begin to tell it."""
        for by in settings.ways(notification.occasion):
            waiting = self.records.add(notification, by)
            self._queue(_Errand(waiting=waiting, settings=settings))

    def look(self) -> None:
        """Try again what it is time for, and what a process that died has left.

        Raises:
            JournalError: the journal cannot be used now.
        """
        with self._lock:
            in_line = frozenset(self._queued)
        for waiting in self.records.due():
            if waiting.id in in_line:
                continue
            self._queue(_Errand(waiting=waiting, settings=self._settings_of(waiting)))
        with self._lock:
            for line in self._lines.values():
                self._begin(line)

    def close(self, seconds: float, *, stop: threading.Event, keep: bool = False) -> None:
        """Let tries end within so many seconds, or until `stop`; give up what was not told by then.

        `keep`: leave it to the next process that looks.
        """
        ends = time.monotonic() + seconds
        while self._is_busy() and time.monotonic() < ends and not stop.is_set():
            stop.wait(_A_MOMENT)
        with self._lock:
            self._closed = True
            lines, owed = tuple(self._lines.values()), tuple(self._owed.values())
        for line in lines:
            self._cut(line)
        for each in owed:
            if keep and each.waiting.id > 0:
                self._leave(each)
            else:
                self._give_up(each.waiting, each.why)

    def _settings_of(self, waiting: WaitingNotification) -> NotificationSettings:
        try:
            return self.notify_of(Path(waiting.batch_file))
        except Exception:  # noqa: BLE001 - one broken batch file must not hold up the others
            _log.warning("who wants a notice cannot be read", exc_info=True)
            return NotificationSettings(on=frozenset())

    # ── lines ──

    def _queue(self, errand: _Errand) -> None:
        waiting = errand.waiting
        with self._lock:
            if self._closed or waiting.id in self._queued:
                return
            self._queued.add(waiting.id)
            self._owed.setdefault(waiting.id, _Owed(waiting=waiting, why=_("not tried yet")))
            line = self._lines.setdefault((waiting.batch_file, waiting.by), _NoticeLine())
            line.errands.append(errand)
            too_many = line.errands.popleft() if len(line.errands) > _MOST_IN_LINE else None
            self._begin(line)
        if too_many is not None:
            self._give_up(too_many.waiting, _("too many wait for it"))

    def _begin(self, line: _NoticeLine) -> None:
        """See that somebody works the line off. Where no thread can start, the next look tries it."""
        if line.thread is not None or not line.errands:
            return
        work = copy_context().run
        line.thread = threading.Thread(
            target=work, args=(self._work_off, line), name="notices", daemon=True
        )
        try:
            line.thread.start()
        except RuntimeError:
            _log.warning("no thread for notices", exc_info=True)
            line.thread = None

    def _work_off(self, line: _NoticeLine) -> None:
        while (errand := self._next_of(line)) is not None:
            try:
                self._try(errand, line)
            except Exception:  # noqa: BLE001 - one broken notice must not hold up the others
                _log.warning("a notice broke", exc_info=True)
            with self._lock:
                self._queued.discard(errand.waiting.id)

    def _next_of(self, line: _NoticeLine) -> _Errand | None:
        with self._lock:
            if line.errands and not self._closed:
                return line.errands.popleft()
            line.thread = None
            return None

    def _is_busy(self) -> bool:
        with self._lock:
            return any(line.thread is not None for line in self._lines.values())

    def _cut(self, line: _NoticeLine) -> None:
        with self._lock:
            delivery, thread = line.delivery, line.thread
        if delivery is not None:
            delivery.cut()
        if thread is not None:
            thread.join(_LAST_MOMENT)

    # ── one notice ──

    def _try(self, errand: _Errand, line: _NoticeLine) -> None:
        """Tell it, if this process may, and write down what came of it."""
        if not self.records.claimed(errand.waiting):
            self._forget(errand.waiting)
            return
        why = self._why_not(errand, line)
        with self._lock:
            if self._closed:
                return  # whoever closed it says what became of this one
            self._owed[errand.waiting.id] = _Owed(
                waiting=errand.waiting, why=why or "", is_said=True
            )
        if why is None:
            self._forget(errand.waiting)
            self.records.got_through(errand.waiting)
        elif not self.once and self.records.failed(errand.waiting, why):
            told = _("The notice by {by} did not get through: {why}. It is tried again later.")
            self.report(told.format(by=errand.by, why=why))
        else:
            self._give_up(errand.waiting, why)

    def _why_not(self, errand: _Errand, line: _NoticeLine) -> str | None:
        """Tell it, and return why it did not get through, or None."""
        if errand.by not in errand.settings.ways(errand.notification.occasion):
            return _("its batch file does not ask for it now")
        delivery = NoticeDelivery(errand.notification, errand.settings, errand.by)
        with self._lock:
            line.delivery = delivery
            why = _("the program ended meanwhile")
            self._owed[errand.waiting.id] = _Owed(waiting=errand.waiting, why=why)
            if self._closed:
                delivery.cut()
        return delivery.within(self.longest).why

    def _give_up(self, waiting: WaitingNotification, why: str) -> None:
        self._forget(waiting)
        if not self.records.drop(waiting, why):
            return  # another process has told it
        told = _("The notice by {by} was given up: {why}. It said: {subject}")
        self.report(told.format(by=waiting.by, why=why, subject=waiting.subject))

    def _leave(self, owed: _Owed) -> None:
        if not owed.is_said:
            told = _("The notice by {by} did not get through: {why}. It is tried again later.")
            self.report(told.format(by=owed.waiting.by, why=owed.why))

    def _forget(self, waiting: WaitingNotification) -> None:
        with self._lock:
            self._owed.pop(waiting.id, None)
            self._queued.discard(waiting.id)
