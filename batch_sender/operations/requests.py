"""Turn the values of options into what is to be judged: the texts, the settings, the request."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from batch_sender.config.errors import BadSetting
from batch_sender.config.settings import Settings, from_options
from batch_sender.judge.request import Request
from batch_sender.language import _
from batch_sender.load.columns.mapping import FOUND_BY_THEMSELVES, field_of
from batch_sender.models import MessageText
from batch_sender.models.errors import OptionName
from batch_sender.operations import text_files
from batch_sender.operations.errors import TextOrTemplate
from batch_sender.timing import limits, rates


def request_of(values: Mapping[str, Any], contact_list: Path, *, who: str) -> Request:
    """Gather what is to be judged from the values of options, each under its option's name.

    Raises:
        OptionError: a value cannot be meant, or there is no text, or there are two.
        TemplateError: a text's file cannot be read, is no text, or too large for one.
    """
    first, *others = texts_of(values.get("template"), values.get("text"), contact_list=contact_list)
    return Request(
        list_path=contact_list,
        text=first.text,
        origin=first.origin,
        text_file=first.file,
        settings=settings_of(values),
        who=who,
        others=tuple(others),
    )


def texts_of(
    templates: Sequence[Path] | None, texts: Sequence[str] | None, *, contact_list: Path
) -> tuple[MessageText, ...]:
    """Return the message texts and where they come from; of several each person gets one.

    Raises:
        TextOrTemplate: neither or both were given.
        TemplateError: a file cannot be read, is no text or the list, or too large for one.
    """
    if bool(templates) == bool(texts):
        raise TextOrTemplate
    for text in texts or ():
        text_files.refuse_list(text, "--text")
    if texts:
        return tuple(MessageText(text=text, origin="--text") for text in texts)
    return tuple(text_files.read(path, contact_list=contact_list) for path in templates or ())


def settings_of(values: Mapping[str, Any]) -> Settings:
    """Make settings of the values of options; what is missing or None was not given.

    Raises:
        OptionError: a value is none that the option can have.
    """
    flags = {name: values.get(name) for name in Settings.model_fields}
    if values.get("rate") is not None:
        flags["gap"] = rates.parse_rate(values["rate"])
    if values.get("repeat_after") is not None:
        flags["repeat_hours"] = limits.parse_span(values["repeat_after"]) / timedelta(hours=1)
    for name in ("not_in", "accepted_in"):
        flags[name] = _batches(name, values.get(name) or ())
    flags["map"] = [_pair(each) for each in values.get("map") or ()]
    return from_options(flags)


def _pair(written: str) -> tuple[str, str]:
    """Read "field=column"; the column's own name may hold a =. "consent=": no column says it."""
    field, sign, column = written.partition("=")
    may_be_none = field_of(field) in FOUND_BY_THEMSELVES
    if not (sign and field.strip() and (column.strip() or may_be_none)):
        allowed = _("FIELD=COLUMN, such as phone=Celular")
        raise BadSetting(setting=OptionName("map"), value=written, allowed=allowed)
    return field.strip(), column.strip()


def _batches(name: str, given: Iterable[str]) -> list[int]:
    """Read numbers that are repeated, parted by commas, or both."""
    numbers = [number.strip() for part in given for number in part.split(",")]
    for number in numbers:
        if not re.fullmatch(r"0*[1-9]\d{0,8}", number, re.ASCII):
            allowed = _("the numbers of batches")
            raise BadSetting(setting=OptionName(name), value=number, allowed=allowed)
    return [int(number) for number in numbers]
