"""What people are told of a batch, who wants to know it, and by what ways."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, Literal

By = Literal["command", "webhook", "mail"]
"""The ways by which somebody is told."""


class Occasion(StrEnum):
    """When somebody may want to be told."""

    ENDED = "ended"
    PAUSED = "paused"
    NOT_STARTED = "not_started"
    LOOK = "look"
    """Somebody is to look at the phone, and the batch goes on meanwhile."""


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

    def ways(self, occasion: Occasion) -> list[By]:
        """Return by what ways people want to be told of this."""
        wanted: dict[By, object] = {
            "command": self.command,
            "webhook": self.webhook,
            "mail": self.mail,
        }
        return [by for by, to in wanted.items() if to] if occasion in self.on else []


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One way a notice went: `why` is None where it got through."""

    by: By
    why: str | None = None
