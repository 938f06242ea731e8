"""Tell people what happened to a batch, by a command of theirs, a web hook or mail.

Each is tried once, none may harm the batch, and no secret is told.
"""

import json
import logging
import os
import shlex
import smtplib
import ssl
import subprocess
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from email.message import EmailMessage
from enum import StrEnum
from pathlib import Path
from typing import Any, Final, Literal

import requests

from batch_sender.config.addresses import host_and_port, is_loopback

_log: Final = logging.getLogger(__name__)

_COMMAND_SECONDS: Final = 60
_WEB_SECONDS: Final = (10, 20)
_MAIL_SECONDS: Final = 30
_SECRET: Final = ("TOKEN", "PASSWORD", "JOURNAL", "URL")
"""What a variable of ours is named by that a user's command need not know."""


class Occasion(StrEnum):
    """When somebody may want to be told."""

    ENDED = "ended"
    PAUSED = "paused"
    NOT_STARTED = "not_started"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notification:
    """What happened: in a line, in some lines, and as plain facts for programs."""

    occasion: Occasion
    subject: str
    text: str
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """Where mail goes, through which server. The password comes from the environment alone."""

    server: str
    port: int
    security: Literal["starttls", "tls", "none"]
    sender: str
    receivers: tuple[str, ...]
    user: str | None = None
    password: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class NotificationSettings:
    """Who wants to be told of what, and how.

    `folder`: where a command runs; `variables`: the environment it gets, but for our secrets.
    """

    on: frozenset[Occasion] = frozenset(Occasion)
    command: tuple[str, ...] = ()
    webhook: str | None = field(default=None, repr=False)
    webhook_token: str | None = field(default=None, repr=False)
    mail: Mail | None = None
    folder: Path = Path()
    variables: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One way a notice went: `why` is None where it got through."""

    by: Literal["command", "webhook", "mail"]
    why: str | None = None


def tell(notification: Notification, settings: NotificationSettings) -> list[Told]:
    """Tell everyone who wants to know; say for each way whether it got through."""
    return list(_told(notification, settings)) if notification.occasion in settings.on else []


def _told(notification: Notification, settings: NotificationSettings) -> Iterator[Told]:
    if settings.command:
        yield Told(by="command", why=_tried(_run, notification, settings))
    if settings.webhook:
        yield Told(by="webhook", why=_tried(_post, notification, settings))
    if settings.mail:
        yield Told(by="mail", why=_tried(_send_mail, notification, settings))


def _tried(
    way: Callable[[Notification, NotificationSettings], str | None],
    notification: Notification,
    settings: NotificationSettings,
) -> str | None:
    try:
        return way(notification, settings)
    except Exception as err:  # noqa: BLE001 - whatever it is, it must not harm the batch
        _log.warning("a notice did not get through", exc_info=True)
        return _named(err)


def _named(err: Exception) -> str:
    """Name what went wrong by its kind: its text may hold an address's secret, or a password."""
    if isinstance(err, smtplib.SMTPResponseException):
        return f"{type(err).__name__} {err.smtp_code}"
    return type(err).__name__


# ── a command of the user's ───────────────────────────────────────────────────────────────────


def _run(notification: Notification, settings: NotificationSettings) -> str | None:
    done = subprocess.run(  # noqa: S603 - the user's own command, from the user's own file
        list(settings.command),
        input=json.dumps(notification.facts, ensure_ascii=False),
        env={**_without_secrets(settings.variables), **_as_variables(notification)},
        cwd=settings.folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        encoding="utf-8",
        timeout=_COMMAND_SECONDS,
        check=False,
    )
    return None if done.returncode == 0 else f"exit code {done.returncode}"


def _without_secrets(environment: Mapping[str, str]) -> dict[str, str]:
    return {
        name: value
        for name, value in environment.items()
        if not (name.startswith("BATCH_SENDER_") and any(word in name for word in _SECRET))
    }


def _as_variables(notification: Notification) -> dict[str, str]:
    """Return the facts a shell script can read without a JSON parser."""
    told = {
        name: value for name, value in notification.facts.items() if isinstance(value, str | int)
    }
    return {f"NOTICE_{name.upper()}": str(value) for name, value in told.items()}


def command_of(words: list[str]) -> tuple[str, ...]:
    """Return a command's words: given one by one, or as one line."""
    if len(words) != 1:
        return tuple(words)
    return tuple(shlex.split(words[0])) if os.name != "nt" else (words[0],)


# ── a web hook ────────────────────────────────────────────────────────────────────────────────


def _post(notification: Notification, settings: NotificationSettings) -> str | None:
    url = str(settings.webhook)
    headers = {}
    if settings.webhook_token:
        if not (url.startswith("https://") or is_loopback(host_and_port(url).split(":")[0])):
            return "not https"
        headers["Authorization"] = f"Bearer {settings.webhook_token}"
    answer = requests.post(
        url, json=notification.facts, headers=headers, timeout=_WEB_SECONDS, allow_redirects=False
    )
    return None if answer.ok and answer.status_code < 300 else f"HTTP {answer.status_code}"


# ── mail ──────────────────────────────────────────────────────────────────────────────────────


def _send_mail(notification: Notification, settings: NotificationSettings) -> str | None:
    mail = settings.mail
    if mail is None:
        return None
    letter = EmailMessage()
    letter["Subject"] = notification.subject
    letter["From"] = mail.sender
    letter["To"] = ", ".join(mail.receivers)
    letter.set_content(notification.text)
    with _connected(mail) as server:
        if mail.user:
            server.login(mail.user, mail.password or "")
        server.send_message(letter)
    return None


def _connected(mail: Mail) -> smtplib.SMTP:
    if mail.security == "tls":
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(mail.server, mail.port, timeout=_MAIL_SECONDS, context=context)
    server = smtplib.SMTP(mail.server, mail.port, timeout=_MAIL_SECONDS)
    if mail.security == "starttls":
        try:
            server.starttls(context=ssl.create_default_context())
        except BaseException:
            server.close()
            raise
    return server
