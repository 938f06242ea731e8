"""Multipart bodies as clients make them, and as nobody should."""

import contextlib
import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from urllib3.filepost import encode_multipart_formdata

from batch_sender.standin.forms import (
    RequestForm,
    UnreadableError,
    early_number,
    parse_json,
    parse_multipart,
)


@given(text=st.text(st.characters(exclude_categories=["Cs"])), content=st.binary())
def test_what_a_client_writes_is_read_back(text: str, content: bytes) -> None:
    body, kind = encode_multipart_formdata(
        [
            ("number", "5511900000601"),
            ("openTicket", "0"),
            ("body", text),
            ("medias", ("a.pdf", content, "application/pdf")),
        ]
    )
    form = parse_multipart(body, kind)

    assert (form.number, form.open_ticket, form.body) == ("5511900000601", "0", text)
    assert form.files is not None
    assert [(file.name, file.size) for file in form.files] == [("a.pdf", len(content))]
    assert form.files[0].sha256 == hashlib.sha256(content).hexdigest()


LATIN_1 = st.text(st.characters(max_codepoint=255))


@given(body=st.binary() | st.sampled_from([b"--x", b"\r\n--x\r\n\r\n--x--"]), kind=LATIN_1)
def test_any_bytes_are_read_or_refused(body: bytes, kind: str) -> None:
    with contextlib.suppress(UnreadableError):
        assert isinstance(parse_json(body), RequestForm)
    with contextlib.suppress(UnreadableError):
        assert isinstance(
            parse_multipart(body, "multipart/form-data; boundary=x" + kind), RequestForm
        )


PART = b'--x\r\nContent-Disposition: form-data; name="number"\r\n\r\n5511900000601'


@pytest.mark.parametrize(
    ("body", "number"),
    [
        pytest.param(PART + b"\r\n--x--\r\n", "5511900000601", id="plain"),
        pytest.param(b"preamble\r\n" + PART + b"\r\n--x--", "5511900000601", id="with a preamble"),
        pytest.param(PART + b"\r\n--x--\r\nepilogue", "5511900000601", id="with an epilogue"),
        pytest.param(b"--x--\r\n", None, id="no parts"),
    ],
)
def test_forms_within_the_rules(body: bytes, number: str | None) -> None:
    assert parse_multipart(body, 'multipart/form-data; boundary="x"').number == number


@pytest.mark.parametrize(
    ("disposition", "name"),
    [
        pytest.param('filename="a b.pdf"', "a b.pdf", id="plain"),
        pytest.param('filename="João.pdf"', "JoÃ£o.pdf", id="UTF-8 read as Latin-1"),
        pytest.param("filename*=utf-8''Jo%C3%A3o.pdf", "Jo\ufffdo.pdf", id="Latin-1 read as UTF-8"),
    ],
)
def test_file_names_as_the_server_reads_them(disposition: str, name: str) -> None:
    head = f'--x\r\nContent-Disposition: form-data; name="medias"; {disposition}\r\n\r\nx\r\n--x--'
    form = parse_multipart(head.encode(), "multipart/form-data; boundary=x")

    assert form.files is not None
    assert form.files[0].name == name


@pytest.mark.parametrize(
    ("start", "number"),
    [
        pytest.param(
            b'{"openTicket":"0","number": "5511900000506","bo', "5511900000506", id="JSON"
        ),
        pytest.param(b'{"body":"\\"number\\":\\"506\\""', None, id="quoted inside the text"),
        pytest.param(PART + b"\r\n--x", "5511900000601", id="multipart"),
        pytest.param(PART, None, id="not whole yet"),
        pytest.param(b"", None, id="nothing yet"),
    ],
)
def test_the_number_is_seen_early(start: bytes, number: str | None) -> None:
    assert early_number(start) == number
