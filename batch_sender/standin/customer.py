"""Work out what the customer's phone would really show of an accepted message.

Each line of the contract's table "accepted with 200, and yet wrong" has its branch here.
"""

import re
from pathlib import PurePosixPath
from typing import Final

from batch_sender.standin.forms import RequestForm
from batch_sender.standin.record import Delivered, OpenTicket, ReceivedFile

KNOWN_QUEUES: Final = range(1, 1000)
TRANSFER_NOTICE: Final = "Você foi transferido(a)…"
_TEMPLATE_STEP: Final = re.compile(r"\{\{.*?\}\}", re.DOTALL)
_TEXT_FILES: Final = frozenset((".css", ".csv", ".htm", ".html", ".ics", ".md", ".tsv", ".txt"))
_AUDIO_FILES: Final = frozenset((".aac", ".m4a", ".mp3", ".oga", ".ogg", ".opus", ".wav"))
_SHELL_SAFE: Final = re.compile(r"[\w.-]+", re.ASCII)


def breaks_template_step(form: RequestForm) -> bool:
    """Tell whether the text leaves a `{{` open, which the server's own template step refuses."""
    return form.open_ticket == "1" and "{{" in _after_template_step(form)


def screen(form: RequestForm, ticket: OpenTicket | None) -> tuple[Delivered, ...]:
    """Return what the customer sees of an accepted form, in order."""
    if form.files is None:
        shown: tuple[Delivered, ...] = (Delivered(what="text", text=_text(form)),)
    else:
        shown = tuple(thing for file in form.files for thing in _file(form, file))
    return _transfer_notice(form, ticket) + shown


def queue_of(form: RequestForm) -> int | None:
    """Return the queue a ticket gets: None when `queueId` is missing, unknown or not a number."""
    text = str(form.queue_id)
    queue = int(text) if text.isascii() and text.isdigit() else 0
    return queue if queue in KNOWN_QUEUES else None


def _transfer_notice(form: RequestForm, ticket: OpenTicket | None) -> tuple[Delivered, ...]:
    announced = ticket and ticket.was_open and form.is_json and isinstance(form.queue_id, str)
    return (Delivered(what="transfer notice", text=TRANSFER_NOTICE),) if announced else ()


def _text(form: RequestForm) -> str:
    if form.body is None:
        return "undefined"
    return _after_template_step(form) if form.open_ticket == "1" else form.body


def _after_template_step(form: RequestForm) -> str:
    return _TEMPLATE_STEP.sub("", form.body or "")


def _file(form: RequestForm, file: ReceivedFile) -> tuple[Delivered, ...]:
    suffix = PurePosixPath(file.name).suffix.lower()
    ticket = form.open_ticket == "1"
    lost = not suffix and not ticket
    unconvertible = suffix in _AUDIO_FILES and not _SHELL_SAFE.fullmatch(file.name)
    if lost or unconvertible:
        return ()
    if suffix in _TEXT_FILES and not ticket:
        return (Delivered(what="broken image", text=file.name, file=file.name),)
    caption = _after_template_step(form) if ticket else file.name
    return (Delivered(what="file", text=caption, file=file.name),)
