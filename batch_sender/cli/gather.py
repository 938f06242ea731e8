"""What a command was given goes in; a text, settings, an open journal, a name come out."""

import getpass
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from batch_sender import pacing
from batch_sender.errors import TemplateFileUnreadable, TextOrTemplate
from batch_sender.journal import Journal
from batch_sender.settings import Settings, from_flags, journal_location


def open_journal(flag: str | None) -> Journal:
    """Open the journal that `--journal`, the environment or the default names."""
    return Journal(journal_location(flag, os.environ))


def message_text(template: Path | None, text: str | None) -> tuple[str, str]:
    """Return the message text and where it comes from.

    Raises:
        TextOrTemplate: neither or both were given.
        TemplateFileUnreadable: there is no such file, or it is no UTF-8 text.
    """
    if (template is None) == (text is None):
        raise TextOrTemplate
    if template is None:
        return str(text), "--text"
    try:
        return template.read_text(encoding="utf-8-sig"), str(template)
    except UnicodeDecodeError:
        return _as_windows_saves(template), str(template)
    except OSError as err:
        raise TemplateFileUnreadable(path=template) from err


def _as_windows_saves(template: Path) -> str:
    try:
        return template.read_text(encoding="cp1252")
    except UnicodeDecodeError as err:
        raise TemplateFileUnreadable(path=template) from err


def settings(given: Mapping[str, Any]) -> Settings:
    """Make settings of a command's parameters, each of which has the name it has there."""
    flags = {name: given.get(name) for name in Settings.model_fields}
    if given.get("rate") is not None:
        flags["gap"] = pacing.parse_rate(given["rate"])
    return from_flags(flags)


def who() -> str:
    """Return the name of whoever runs the program."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "?"
