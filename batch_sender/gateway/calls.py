"""Write the body of a call's request, or refuse a call that must not leave."""

import hashlib
import json
import re
from dataclasses import dataclass
from typing import Final

from urllib3.filepost import encode_multipart_formdata

from batch_sender.config.errors import QueueIdMissing
from batch_sender.language import _
from batch_sender.models import Call, MediaFile, NotLeft, Part, Reason, Rejected

LARGEST_JSON: Final = 100_000
"""Bytes. The server's parser refuses more than 100 kB with a misleading 500 (docs/api-contract.md)."""

LARGEST_FILE: Final = 16 * 1024 * 1024
"""Bytes. `media` allows no more."""

_JSON: Final = "application/json"
# A multipart content type is not escaped on its way out: a line break in it would add headers.
_CONTENT_TYPE: Final = re.compile(r"[a-z]+/[a-z0-9][a-z0-9.+-]*")
_FILE_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*\.[A-Za-z0-9]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """Whether the API opens a ticket for each message, and in which queue.

    Raises:
        QueueIdMissing: a ticket to open without a queue; the API would leave it without one.
    """

    open: bool = False
    queue_id: int | None = None

    def __post_init__(self) -> None:
        if self.open and (self.queue_id is None or self.queue_id < 1):
            raise QueueIdMissing


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestBody:
    """A request's body, whole, and its content type."""

    content_type: str
    content: bytes


def body_of(call: Call, ticket: Ticket) -> RequestBody | Rejected | NotLeft:
    """Return what leaves for `call`, or the outcome of one that must not."""
    if _has_lone_surrogate(call.text):
        return _refused_here(_("the text holds half a character"))
    return _media_body(call, ticket) if call.part.is_file else _json_body(call, ticket)


def probe_body() -> RequestBody:
    """Return the harmless test of a token: a message to no number (docs/api-contract.md, last part)."""
    return RequestBody(content_type=_JSON, content=json.dumps({"openTicket": "0"}).encode())


def _json_body(call: Call, ticket: Ticket) -> RequestBody | Rejected:
    if not call.text:
        # The API would send the word "undefined", or an empty message.
        return _refused_here(_("the text is empty"))
    fields: dict[str, str | int] = {
        "number": call.number,
        "openTicket": _flag(ticket),
        "body": call.text,
    }
    if ticket.open and ticket.queue_id is not None:
        # A JSON number: a string makes the server send a second, automatic message.
        fields["queueId"] = ticket.queue_id
    # Plain ASCII (\u escapes), which no proxy or charset on the way can garble.
    body = json.dumps(fields).encode("ascii")
    if len(body) > LARGEST_JSON:
        return _refused_here(_("the text is too long"))
    return RequestBody(content_type=_JSON, content=body)


def _media_body(call: Call, ticket: Ticket) -> RequestBody | Rejected | NotLeft:
    media = call.media
    if media is None:
        return _refused_here(_("there is no file"))
    if not _CONTENT_TYPE.fullmatch(media.content_type) or not _FILE_NAME.fullmatch(media.name):
        return _refused_here(_("the file's name or type is not safe"))
    content = call.content
    if content is None or not _is_judged(content, media):
        return NotLeft(reason=Reason.MEDIA_CHANGED)
    fields = {"number": str(call.number), "openTicket": _flag(ticket)}
    if ticket.open and ticket.queue_id is not None:
        fields["queueId"] = str(ticket.queue_id)
    # Never left out: what is missing may reach the customer as the word "undefined".
    fields["body"] = call.text if call.part is Part.FILE_WITH_CAPTION else ""
    return _multipart_body(fields, media, content)


def _multipart_body(fields: dict[str, str], media: MediaFile, content: bytes) -> RequestBody:
    # The file comes last, so that the server knows the rest when it arrives.
    file = ("medias", (media.name, content, media.content_type))
    body, content_type = encode_multipart_formdata([*fields.items(), file])
    return RequestBody(content_type=content_type, content=body)


def _is_judged(content: bytes, media: MediaFile) -> bool:
    """Tell whether the bytes are still those that were judged: nothing else leaves."""
    if len(content) > LARGEST_FILE:
        return False
    return hashlib.sha256(content).hexdigest() == media.sha256


def _has_lone_surrogate(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False


def _flag(ticket: Ticket) -> str:
    return "1" if ticket.open else "0"


def _refused_here(why: str) -> Rejected:
    answer = _("not sent: {why}").format(why=why)
    return Rejected(reason=Reason.PAYLOAD_REFUSED, status=None, answer=answer)
