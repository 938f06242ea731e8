"""Batch files as the command line reads them: from this folder, in the workspace in force."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from batch_sender.automation import Order, batch_files
from batch_sender.automation.batch_files import BatchFileReader, Filed
from batch_sender.automation.notices import NotificationSettings
from batch_sender.cli import context, in_force


def read(path: Path, flags: Mapping[str, Any] | None = None) -> Filed:
    """Read a batch file and flags into one order."""
    reader = BatchFileReader(
        workspace=in_force.workspace(), who=context.who(), here=_here(), now=datetime.now(UTC)
    )
    return batch_files.read(path, reader, flags=flags)


def _here() -> Path:
    """Return the current folder, which paths in flags count from; one that was removed has no name."""
    try:
        return Path.cwd()
    except FileNotFoundError:
        return Path()


def order_of(path: Path) -> Order:
    """Read a batch file as a service does, with no flags."""
    return read(path).order


def notify_of(path: Path) -> NotificationSettings:
    """Say who wants to be told, even of a batch file with a mistake elsewhere."""
    return batch_files.notify_of(path, in_force.workspace())
