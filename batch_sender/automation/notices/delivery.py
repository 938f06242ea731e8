"""Tell somebody by one way, once, within a total time; whatever happens, it harms nothing."""

import logging
import smtplib
import threading
from collections.abc import Callable, Mapping
from contextvars import copy_context
from typing import Final

from batch_sender.automation.notices import command, mail, webhook
from batch_sender.automation.notices.attempt import NoticeAttempt
from batch_sender.automation.notices.notification import (
    By,
    Notification,
    NotificationSettings,
    Told,
)
from batch_sender.language import _

_log: Final = logging.getLogger(__name__)

LONGEST: Final = 30.0
"""Seconds that a try may take in all."""

_Way = Callable[[Notification, NotificationSettings, NoticeAttempt], str | None]
_WAYS: Final[Mapping[By, _Way]] = {
    "command": command.run,
    "webhook": webhook.post,
    "mail": mail.send,
}


class NoticeDelivery:
    """One try by one way, in a thread of its own, which can be cut off."""

    def __init__(self, notification: Notification, settings: NotificationSettings, by: By) -> None:
        self._told = (notification, settings)
        self._by: By = by
        self._attempt = NoticeAttempt()
        self._over = threading.Event()
        self._why: str | None = _("cut off")

    def within(self, seconds: float = LONGEST) -> Told:
        """Try it; what has not ended after so many seconds is cut off, and did not get through."""
        thread = threading.Thread(target=copy_context().run, args=(self._try,), daemon=True)
        thread.start()
        if not self._over.wait(seconds):
            self._why = _("not over after {seconds} s").format(seconds=f"{seconds:g}")
            self.cut()
        return Told(by=self._by, why=self._why)

    def cut(self) -> None:
        """End it, from another thread. Who looks up a name cannot be ended, and is not waited for."""
        self._over.set()
        self._attempt.cut()

    def _try(self) -> None:
        try:
            why = _WAYS[self._by](*self._told, self._attempt)
        except Exception as err:  # noqa: BLE001 - whatever it is, it must not harm the batch
            # What was cut off fails in whatever it was at: that says nothing new.
            level = logging.DEBUG if self._over.is_set() else logging.WARNING
            _log.log(level, "a notice did not get through", exc_info=True)
            why = _named(err)
        finally:
            self._attempt.close()
        if not self._over.is_set():
            self._why = why
            self._over.set()


def _named(err: Exception) -> str:
    """Name what went wrong by its kind: its text may hold an address's secret, or a password."""
    if isinstance(err, smtplib.SMTPResponseException):
        return f"{type(err).__name__} {err.smtp_code}"
    return type(err).__name__
