"""The workspace of the command that runs: the environment, read once, when the command begins."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Final

from batch_sender.config.workspace import Workspace

_IN_FORCE: Final = ContextVar[Workspace | None]("workspace in force", default=None)


@contextmanager
def entered(profile: str | None) -> Iterator[Workspace]:
    """Let the environment's workspace, or that of a profile, be in force while the block runs.

    Raises:
        ProfileMissing, ProfileNameInvalid: there is no profile of that name.
    """
    entered = Workspace.of(os.environ, profile=profile)
    token = _IN_FORCE.set(entered)
    try:
        yield entered
    finally:
        _IN_FORCE.reset(token)


def workspace() -> Workspace:
    """Return the workspace in force; outside of any command, the environment's as it is now."""
    return _IN_FORCE.get() or Workspace.of(os.environ)


def profile() -> str | None:
    """Return the name of the profile in force, if one is."""
    return workspace().profile


def journal(flag: str | None) -> str | Path:
    """Return where the journal lies: `--journal`, or the workspace's own."""
    return flag or workspace().journal
