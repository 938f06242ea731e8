"""What leaves for a call, field by field; and what must not leave."""

import hashlib
import json
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from batch_sender.config.errors import QueueIdMissing
from batch_sender.gateway import Ticket
from batch_sender.gateway.calls import LARGEST_FILE, LARGEST_JSON, RequestBody, body_of, probe_body
from batch_sender.models import Call, MediaFile, NotLeft, Part, PhoneNumber, Reason, Rejected

NUMBER = PhoneNumber("5511987654321")
NO_TICKET = Ticket()
TICKET = Ticket(open=True, queue_id=7)
CONTENT = b"%PDF-1.4\r\n--boundary\r\n\x00\xff"


def text(body: str) -> Call:
    return Call(number=NUMBER, part=Part.TEXT, text=body)


def file(path: Path, part: Part = Part.FILE, **changes: Any) -> Call:
    path.write_bytes(CONTENT)
    media = MediaFile(
        path=path,
        name="boleto_1.pdf",
        content_type="application/pdf",
        size=len(CONTENT),
        sha256=hashlib.sha256(CONTENT).hexdigest(),
    )
    file = replace(media, **changes)
    return Call(number=NUMBER, part=part, text="Segue", media=file, content=CONTENT)


def read_body(call: Call, ticket: Ticket) -> RequestBody:
    written = body_of(call, ticket)
    assert isinstance(written, RequestBody)
    return written


def parts_of(form: RequestBody) -> list[tuple[str, str | None, str, bytes]]:
    """Read a multipart body as a server does: name, file name, content type, content."""
    head = f"Content-Type: {form.content_type}\r\n\r\n".encode()
    message = message_from_bytes(head + form.content, policy=policy.HTTP)
    return [
        (
            str(part.get_param("name", header="content-disposition")),
            part.get_filename(),
            part.get_content_type() if part.get_filename() else "",
            cast("bytes", part.get_payload(decode=True)),
        )
        for part in cast("list[EmailMessage]", message.get_payload())
    ]


# ── text ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("ticket", "fields"),
    [
        pytest.param(
            NO_TICKET, {"number": NUMBER, "openTicket": "0", "body": "Olá 👋"}, id="no-ticket"
        ),
        pytest.param(
            # The queue is a number: as a string it makes the server send a second message.
            TICKET,
            {"number": NUMBER, "openTicket": "1", "body": "Olá 👋", "queueId": 7},
            id="ticket",
        ),
        pytest.param(
            Ticket(queue_id=7),
            {"number": NUMBER, "openTicket": "0", "body": "Olá 👋"},
            id="a-queue-without-a-ticket-says-nothing",
        ),
    ],
)
def test_text_leaves_as_json(ticket: Ticket, fields: dict[str, object]) -> None:
    written = read_body(text("Olá 👋"), ticket)

    assert written.content_type == "application/json"
    assert json.loads(written.content) == fields


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_every_text_arrives_as_it_was(body: str) -> None:
    written = read_body(text(body), NO_TICKET)

    assert json.loads(written.content)["body"] == body
    assert written.content.isascii()


@pytest.mark.parametrize(
    ("body", "why"),
    [
        pytest.param("", "empty", id="the-customer-would-get-an-empty-message"),
        pytest.param("a" * LARGEST_JSON, "too long", id="the-server-would-answer-a-misleading-500"),
        pytest.param("a\ud83d", "half a character", id="no-utf-8-has-this"),
    ],
)
def test_a_text_the_api_would_garble_stays_here(body: str, why: str) -> None:
    outcome = body_of(text(body), NO_TICKET)

    assert isinstance(outcome, Rejected)
    assert (outcome.reason, outcome.status) == (Reason.PAYLOAD_REFUSED, None)
    assert why in outcome.answer


def test_the_largest_text_that_leaves_is_as_large_as_allowed() -> None:
    around = len(read_body(text("a"), NO_TICKET).content) - 1

    assert len(read_body(text("a" * (LARGEST_JSON - around)), NO_TICKET).content) == LARGEST_JSON
    assert isinstance(body_of(text("a" * (LARGEST_JSON - around + 1)), NO_TICKET), Rejected)


@pytest.mark.parametrize("ticket", [NO_TICKET, TICKET])
def test_a_payment_line_leaves_alone_as_a_text_does(ticket: Ticket) -> None:
    line = replace(text("23793.38128 60082"), part=Part.PAYMENT)
    assert read_body(line, ticket) == read_body(text("23793.38128 60082"), ticket)


# ── files ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("part", "ticket", "fields"),
    [
        pytest.param(Part.FILE, NO_TICKET, [("openTicket", b"0"), ("body", b"")], id="file"),
        pytest.param(
            Part.FILE_WITH_CAPTION,
            TICKET,
            [("openTicket", b"1"), ("queueId", b"7"), ("body", b"Segue")],
            id="file-with-caption",
        ),
        pytest.param(
            Part.FILE,
            TICKET,
            [("openTicket", b"1"), ("queueId", b"7"), ("body", b"")],
            id="the-text-of-a-file-alone-is-no-caption",
        ),
    ],
)
def test_a_file_leaves_as_a_form_and_comes_last(
    part: Part, ticket: Ticket, fields: list[tuple[str, bytes]], tmp_path: Path
) -> None:
    form = read_body(file(tmp_path / "Boleto João.pdf", part), ticket)

    assert parts_of(form) == [
        ("number", None, "", NUMBER.encode()),
        *((name, None, "", value) for name, value in fields),
        ("medias", "boleto_1.pdf", "application/pdf", CONTENT),
    ]


def test_bytes_other_than_those_judged_stay_here(tmp_path: Path) -> None:
    call = file(tmp_path / "a.pdf")
    for content in (CONTENT + b"!", CONTENT[:-1], b"", None):
        other = replace(call, content=content)
        assert body_of(other, NO_TICKET) == NotLeft(reason=Reason.MEDIA_CHANGED)


def test_the_bytes_sent_are_those_read_whatever_lies_there_by_now(tmp_path: Path) -> None:
    call = file(tmp_path / "a.pdf")
    (tmp_path / "a.pdf").write_bytes(b"another person's bill")
    assert parts_of(read_body(call, NO_TICKET))[-1][-1] == CONTENT


def test_a_file_over_the_limit_stays_here(tmp_path: Path) -> None:
    content = bytes(LARGEST_FILE + 1)
    call = file(tmp_path / "a.pdf", sha256=hashlib.sha256(content).hexdigest())
    large = replace(call, content=content)
    assert body_of(large, NO_TICKET) == NotLeft(reason=Reason.MEDIA_CHANGED)


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"content_type": "application/pdf\r\nX-Evil: 1"}, id="adds-a-header"),
        pytest.param({"content_type": "application/pdf\n"}, id="ends-in-a-line-break"),
        pytest.param({"content_type": ""}, id="no-type"),
        pytest.param({"name": 'a";filename="b.exe.pdf'}, id="quotes"),
        pytest.param({"name": "João.pdf"}, id="accents-are-garbled"),
        pytest.param({"name": "a b.ogg"}, id="spaces-break-the-conversion"),
        pytest.param({"name": "boleto"}, id="without-an-ending-it-is-lost"),
        pytest.param({"name": "../boleto.pdf"}, id="a-path"),
    ],
)
def test_an_unsafe_name_or_type_stays_here(changes: dict[str, str], tmp_path: Path) -> None:
    outcome = body_of(file(tmp_path / "a.pdf", Part.FILE, **changes), NO_TICKET)

    assert isinstance(outcome, Rejected)
    assert outcome.reason is Reason.PAYLOAD_REFUSED


def test_a_file_part_without_a_file_stays_here() -> None:
    assert isinstance(body_of(replace(text("x"), part=Part.FILE), NO_TICKET), Rejected)


# ── ticket and probe ──────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("queue_id", [None, 0, -1])
def test_a_ticket_without_a_queue_is_refused(queue_id: int | None) -> None:
    with pytest.raises(QueueIdMissing):
        Ticket(open=True, queue_id=queue_id)


def test_the_probe_names_nobody_and_says_nothing() -> None:
    assert json.loads(probe_body().content) == {"openTicket": "0"}
