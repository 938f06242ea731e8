"""Tell people by a command of theirs."""

import json
import os
import shlex
import signal
import subprocess
from collections.abc import Mapping
from typing import Final

from batch_sender.automation.notices.attempt import NoticeAttempt
from batch_sender.automation.notices.notification import Notification, NotificationSettings
from batch_sender.language import _

_SECRET: Final = ("TOKEN", "PASSWORD", "JOURNAL", "URL")
"""What a variable of ours is named by that a user's command need not know."""


def run(
    notification: Notification, settings: NotificationSettings, attempt: NoticeAttempt
) -> str | None:
    """Start the command and wait for its end; return why it failed, None where it did not."""
    process = subprocess.Popen(  # noqa: S603 - the user's own command, from the user's own file
        list(settings.command),
        env={**_without_secrets(settings.variables), **_as_variables(notification)},
        cwd=settings.folder,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        encoding="utf-8",
        start_new_session=True,  # what it has started itself is ended with it
    )
    with process:
        attempt.at_cut(lambda: _kill(process))
        process.communicate(json.dumps(notification.facts, ensure_ascii=False))
    code = process.returncode
    return None if code == 0 else _("exit code {code}").format(code=code)


def command_of(words: list[str]) -> tuple[str, ...]:
    """Return a command's words: given one by one, or as one line."""
    if len(words) != 1:
        return tuple(words)
    return tuple(shlex.split(words[0])) if os.name != "nt" else (words[0],)


def _kill(process: "subprocess.Popen[str]") -> None:
    if process.poll() is not None:
        return
    if hasattr(os, "killpg"):
        os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()


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
