"""Parse a request's body, JSON or multipart, into the fields that the API reads."""

import hashlib
import json
import re
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import unquote

from batch_sender.standin.record import ReceivedFile

LARGEST_JSON: Final = 100 * 1024
_NUMBER: Final = re.compile(
    rb'name="number"\r\n(?:[^\r]+\r\n)*\r\n(\d+)\r\n|"number"\s*:\s*"(\d+)"'
)
_QUOTED: Final = re.compile(r'([\w*]+)="((?:[^"\\]|\\.)*)"|([\w*]+)=([^;\s"]+)')


class UnreadableError(Exception):
    """The body is not what its content type says, or more than the server takes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestForm:
    """What the API reads of a body; None where a field is missing.

    `files` is None in a JSON body: a text. In a multipart body it holds the files, perhaps none.
    `is_json` tells apart a JSON string from the same characters in a multipart field.
    """

    number: str | None = None
    body: str | None = None
    open_ticket: str | None = None
    queue_id: str | int | None = None
    files: tuple[ReceivedFile, ...] | None = None
    wrong_file_field: bool = False

    @property
    def is_json(self) -> bool:
        """Whether the fields came in a JSON body."""
        return self.files is None


def parse_json(body: bytes) -> RequestForm:
    """Read a JSON body as the API's server does: at most 100 kB, an object or an array."""
    if len(body) > LARGEST_JSON:
        raise UnreadableError
    try:
        value = json.loads(body.decode("utf-8", "replace") or "{}", parse_constant=_refuse)
    except (ValueError, RecursionError) as err:
        raise UnreadableError from err
    if not isinstance(value, dict | list):
        raise UnreadableError
    fields: dict[str, Any] = value if isinstance(value, dict) else {}
    queue = fields.get("queueId")
    return RequestForm(
        number=_as_text(fields.get("number")),
        body=_as_text(fields["body"]) if "body" in fields else None,
        open_ticket=_as_text(fields.get("openTicket")),
        queue_id=queue if isinstance(queue, int) else _as_text(queue),
    )


def _refuse(constant: str) -> None:
    raise ValueError(constant)


def _as_text(value: object) -> str | None:
    return value if value is None or isinstance(value, str) else json.dumps(value)


def parse_multipart(body: bytes, content_type: str) -> RequestForm:
    """Read a multipart body; the files are weighed, not kept."""
    fields: dict[str, str] = {}
    files: list[ReceivedFile] = []
    wrong = False
    for head, content in _parts(body, content_type):
        parameters = _parameters(_header(head, "content-disposition"))
        name = parameters.get("name", "")
        if "filename" not in parameters and "filename*" not in parameters:
            fields[name] = bytes(content).decode("utf-8", "replace")
        elif name == "medias":
            files.append(_file(parameters, _header(head, "content-type"), content))
        else:
            wrong = True
    return RequestForm(
        number=fields.get("number") or None,
        body=fields.get("body"),
        open_ticket=fields.get("openTicket"),
        queue_id=fields.get("queueId"),
        files=tuple(files),
        wrong_file_field=wrong,
    )


def _file(parameters: dict[str, str], content_type: str, content: memoryview) -> ReceivedFile:
    return ReceivedFile(
        name=_file_name(parameters),
        content_type=content_type,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
    )


def _parts(body: bytes, content_type: str) -> list[tuple[str, memoryview]]:
    boundary = _parameters(content_type).get("boundary", "")
    if not boundary:
        raise UnreadableError
    mark = b"\r\n--" + boundary.encode("latin-1")
    parts = []
    # The first boundary may stand at the very start, with no line break before it.
    here = len(mark) - 2 if body.startswith(mark[2:]) else body.find(mark) + len(mark)
    while body[here : here + 2] == b"\r\n":
        blank, end = body.find(b"\r\n\r\n", here), body.find(mark, here)
        if not here < blank < end:
            raise UnreadableError
        head = body[here:blank].decode("latin-1")
        parts.append((head, memoryview(body)[blank + 4 : end]))
        here = end + len(mark)
    if body[here : here + 2] != b"--":
        raise UnreadableError
    return parts


def _header(head: str, name: str) -> str:
    for line in head.split("\r\n"):
        key, _, value = line.partition(":")
        if key.strip().lower() == name:
            return value.strip()
    return ""


def _parameters(value: str) -> dict[str, str]:
    return {
        (quoted or plain).lower(): (inside if quoted else bare)
        for quoted, inside, plain, bare in _QUOTED.findall(value)
    }


def _file_name(parameters: dict[str, str]) -> str:
    """Return the name as the server garbles it: UTF-8 read as Latin-1, or the other way round."""
    if "filename*" in parameters:
        name = unquote(parameters["filename*"].rpartition("'")[2])
        return name.encode("latin-1", "replace").decode("utf-8", "replace")
    return parameters["filename"]


def early_number(start: bytes) -> str | None:
    """Return the number, as far as the start of a body shows it."""
    found = _NUMBER.search(start)
    return (found[1] or found[2]).decode() if found else None
