"""What a command was given goes in; a text, settings, an open journal, a name come out."""

import getpass
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from batch_sender import allowances, pacing
from batch_sender.cli import in_force, talk, text_file
from batch_sender.errors import BadSetting, JournalMissing, TextOrTemplate
from batch_sender.journal import Journal, Memory, file_of, synchronised_by
from batch_sender.language import _
from batch_sender.models import MessageText
from batch_sender.settings import Settings, from_flags


def open_journal(flag: str | None) -> Journal:
    """Open the journal that `--journal`, the environment or the default names."""
    location = in_force.journal(flag)
    _warn_of_sync_folder(location)
    return Journal(location, memory=Memory(in_force.workspace().state))


def refuse_missing(flag: str | None) -> None:
    """See that there is a journal, where one is to be looked at and not made.

    Raises:
        JournalMissing: there is no such file.
    """
    file = file_of(in_force.journal(flag))
    if file is not None and not file.exists():
        raise JournalMissing(location=str(file))


def _warn_of_sync_folder(location: str | Path) -> None:
    file = file_of(location)
    service = synchronised_by(file, in_force.workspace().variables) if file else None
    if service is not None:
        warning = _(
            "Warning: the journal {path} lies in a folder that {service} keeps the same on several "
            "machines. An older copy that comes back that way has forgotten what was sent; choose "
            "another folder with BATCH_SENDER_JOURNAL or --journal."
        )
        talk.tell(warning.format(path=file, service=service))


def under_profile(given: Mapping[str, Any]) -> Mapping[str, Any]:
    """Lay a command's parameters over the defaults of the profile in force, if one is."""
    if in_force.profile() is None:
        return given
    from batch_sender.cli import batch_files  # noqa: PLC0415 - a profile alone needs it

    return batch_files.under_profile(given)


def message_texts(
    templates: Sequence[Path] | None, texts: Sequence[str] | None
) -> list[MessageText]:
    """Return the message texts and where they come from; of several each person gets one.

    Raises:
        TextOrTemplate: neither or both were given.
        TemplateError: the file cannot be read, is no text, or too large for one.
    """
    if bool(templates) == bool(texts):
        raise TextOrTemplate
    if texts:
        return [MessageText(text=text, origin="--text") for text in texts]
    return [MessageText(text=text_file.read(path), origin=str(path)) for path in templates or ()]


def settings(given: Mapping[str, Any]) -> Settings:
    """Make settings of a command's parameters, each of which has the name it has there."""
    flags = {name: given.get(name) for name in Settings.model_fields}
    if given.get("rate") is not None:
        flags["gap"] = pacing.parse_rate(given["rate"])
    if given.get("repeat_after") is not None:
        flags["repeat_hours"] = allowances.parse_span(given["repeat_after"]) / timedelta(hours=1)
    for name in ("not_in", "accepted_in"):
        flags[name] = _batches(name, given.get(name) or ())
    flags["map"] = [_pair(each) for each in given.get("map") or ()]
    return from_flags(flags)


def _pair(written: str) -> tuple[str, str]:
    """Read "field=column"; the column's own name may hold a =."""
    field, sign, column = written.partition("=")
    if not (sign and field.strip() and column.strip()):
        allowed = _("FIELD=COLUMN, such as phone=Celular")
        raise BadSetting(setting="--map", value=written, allowed=allowed)
    return field.strip(), column.strip()


def _batches(name: str, given: Iterable[str]) -> list[int]:
    """Read numbers that are repeated, parted by commas, or both."""
    numbers = [number.strip() for part in given for number in part.split(",")]
    for number in numbers:
        if not re.fullmatch(r"0*[1-9]\d{0,8}", number, re.ASCII):
            flag = f"--{name.replace('_', '-')}"
            raise BadSetting(setting=flag, value=number, allowed=_("the numbers of batches"))
    return [int(number) for number in numbers]


def zone_of(book: Journal, batch_id: int) -> ZoneInfo:
    """Return the zone by whose clocks a batch is sent and its times are shown."""
    return Settings(**book.settings(batch_id)).calendar.zone


def who() -> str:
    """Return the name of whoever runs the program."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "?"
