"""Each line of the API's contract: what is answered, and what the customer would get."""

import json
import threading
import time
from itertools import pairwise
from typing import Any

import pytest
import requests

from batch_sender.standin import LineState, OpenTicket, StandIn

NUMBER = "5511900000601"
ACCEPTED = '{"mensagem":"Mensagem enviada"}'
GENERIC = '{"error":"Não foi possível enviar a mensagem, tente novamente em alguns instantes"}'
PAYLOAD = '{"error":"Sessão Expirada! Recarregue sua página."}'
NO_API = (
    '{"error":"API Desabilitada. Entre em contato com o suporte para verificar nossos planos!"}'
)
TEXT = {"number": NUMBER, "openTicket": "0", "body": "Olá, Ana!"}
PDF = ("boleto.pdf", b"%PDF-1.4", "application/pdf")


def without(*names: str) -> dict[str, Any]:
    return {name: value for name, value in TEXT.items() if name not in names}


def post(session: requests.Session, api: StandIn, **request: Any) -> requests.Response:
    request.setdefault("url", api.url)
    return session.post(**request, timeout=60, allow_redirects=False)


# ── text ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("fields", "status", "answer", "got"),
    [
        pytest.param(TEXT, 200, ACCEPTED, "Olá, Ana!", id="accepted"),
        pytest.param(TEXT | {"openTicket": 0}, 200, ACCEPTED, "Olá, Ana!", id="0 as a number"),
        pytest.param(
            TEXT | {"openTicket": "1", "queueId": 3}, 200, ACCEPTED, "Olá, Ana!", id="with a ticket"
        ),
        pytest.param(without("openTicket"), 400, GENERIC, None, id="no openTicket"),
        pytest.param(without("number"), 400, GENERIC, None, id="no number: the harmless probe"),
        pytest.param(TEXT | {"number": ""}, 400, GENERIC, None, id="empty number"),
        pytest.param(
            TEXT | {"number": "(11) 90000-0601"}, 400, GENERIC, None, id="a mask is no number"
        ),
        pytest.param(without("body"), 200, ACCEPTED, "undefined", id="no body"),
        pytest.param(TEXT | {"body": ""}, 200, ACCEPTED, "", id="empty body: an empty message"),
        pytest.param(
            TEXT | {"body": "Olá {{name}} {{x"}, 200, ACCEPTED, "Olá {{name}} {{x", id="braces, 0"
        ),
        pytest.param(
            TEXT | {"openTicket": "1", "body": "Olá {{name}}!"},
            200,
            ACCEPTED,
            "Olá !",
            id="braces, 1: blanked",
        ),
        pytest.param(
            TEXT | {"openTicket": "1", "body": "Olá {{name"},
            400,
            '{"error":"ERR_SENDING_WAPP_MSG"}',
            None,
            id="open braces, 1: refused",
        ),
    ],
)
def test_text(
    api: StandIn,
    session: requests.Session,
    fields: dict[str, Any],
    status: int,
    answer: str,
    got: str | None,
) -> None:
    response = post(session, api, json=fields)

    assert (response.status_code, response.text) == (status, answer)
    assert response.headers["Content-Type"] == "application/json; charset=utf-8"
    (received,) = api.received
    assert (received.status, received.answer, received.kind) == (status, answer, "text")
    assert received.customer_got == got


@pytest.mark.parametrize(
    ("body", "kind", "status", "answer"),
    [
        pytest.param(b'{"number": ', "application/json", 500, PAYLOAD, id="malformed JSON"),
        pytest.param(b'{"number": NaN}', "application/json", 500, PAYLOAD, id="NaN is not JSON"),
        pytest.param(b'"5511"', "application/json", 500, PAYLOAD, id="neither object nor array"),
        pytest.param(b"[" * 90_000, "application/json", 500, PAYLOAD, id="nested without end"),
        pytest.param(b"[]", "application/json", 400, GENERIC, id="an array has no number"),
        pytest.param(b"", "application/json", 400, GENERIC, id="nothing"),
        pytest.param(
            f"number={NUMBER}&openTicket=0&body=x".encode(),
            "application/x-www-form-urlencoded",
            400,
            GENERIC,
            id="urlencoded is not parsed",
        ),
        pytest.param(b"--x--", "multipart/form-data", 500, PAYLOAD, id="form without a boundary"),
        pytest.param(b"--x\r\n", "multipart/form-data; boundary=x", 500, PAYLOAD, id="cut form"),
    ],
)
def test_bodies_that_are_no_message(
    api: StandIn, session: requests.Session, body: bytes, kind: str, status: int, answer: str
) -> None:
    response = post(session, api, data=body, headers={"Content-Type": kind})

    assert (response.status_code, response.text) == (status, answer)
    assert api.customer(NUMBER) == ()


@pytest.mark.parametrize(
    ("size", "status"),
    [
        pytest.param(100 * 1024, 200, id="100 kB"),
        pytest.param(100 * 1024 + 1, 500, id="one byte more"),
    ],
)
def test_the_largest_json(api: StandIn, session: requests.Session, size: int, status: int) -> None:
    body = json.dumps(TEXT).encode()
    response = post(
        session, api, data=body.ljust(size), headers={"Content-Type": "application/json"}
    )

    assert response.status_code == status


# ── media ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("ticket", "file", "got"),
    [
        pytest.param("0", PDF, "[file boleto.pdf] boleto.pdf", id="0: captioned with its name"),
        pytest.param("1", PDF, "[file boleto.pdf] Segue", id="1: captioned with the body"),
        pytest.param("0", ("boleto", b"x"), None, id="no ending, 0: lost"),
        pytest.param("1", ("boleto", b"x"), "[file boleto] Segue", id="no ending, 1"),
        pytest.param(
            "0", ("aviso.txt", b"x"), "[broken image aviso.txt] aviso.txt", id="text file, 0"
        ),
        pytest.param(
            "0", ("lista.CSV", b"x"), "[broken image lista.CSV] lista.CSV", id="another, 0"
        ),
        pytest.param("1", ("aviso.txt", b"x"), "[file aviso.txt] Segue", id="text file, 1"),
        pytest.param("0", ("meu audio.mp3", b"x"), None, id="audio with a space: lost"),
        pytest.param("1", ("a;b.ogg", b"x"), None, id="audio with a shell sign: lost"),
        pytest.param("0", ("audio.mp3", b"x"), "[file audio.mp3] audio.mp3", id="plain audio"),
        pytest.param(
            "0", ("João.pdf", b"x"), "[file JoÃ£o.pdf] JoÃ£o.pdf", id="accents are garbled"
        ),
    ],
)
def test_media(
    api: StandIn, session: requests.Session, ticket: str, file: tuple[Any, ...], got: str | None
) -> None:
    fields = {"number": NUMBER, "openTicket": ticket, "queueId": "3", "body": "Segue"}
    response = post(session, api, data=fields, files={"medias": file})

    assert (response.status_code, response.text) == (200, ACCEPTED)
    (received,) = api.received
    assert received.kind == "file"
    assert received.customer_got == got
    assert received.files[0].size == len(file[1])


def test_several_files_are_a_message_each(api: StandIn, session: requests.Session) -> None:
    files = [("medias", PDF), ("medias", ("foto.jpg", b"\xff\xd8", "image/jpeg"))]
    post(session, api, data={"number": NUMBER, "openTicket": "0"}, files=files)

    assert [thing.file for thing in api.customer(NUMBER)] == ["boleto.pdf", "foto.jpg"]
    assert [file.content_type for file in api.received[0].files] == [
        "application/pdf",
        "image/jpeg",
    ]


@pytest.mark.parametrize(
    ("parts", "status", "answer"),
    [
        pytest.param({"openTicket": (None, "0")}, 200, ACCEPTED, id="without a file: nothing"),
        pytest.param({}, 400, GENERIC, id="without openTicket"),
        pytest.param({"openTicket": (None, "0"), "media": PDF}, 500, PAYLOAD, id="wrong field"),
    ],
)
def test_media_that_brings_nothing(
    api: StandIn,
    session: requests.Session,
    parts: dict[str, Any],
    status: int,
    answer: str,
) -> None:
    response = post(session, api, files={"number": (None, NUMBER), **parts})

    assert (response.status_code, response.text) == (status, answer)
    assert api.received[0].customer_got is None


def test_a_file_of_16_megabytes_arrives_whole(api: StandIn, session: requests.Session) -> None:
    content = bytes(range(256)) * 65536
    file = ("filme.mp4", content, "video/mp4")
    response = post(
        session, api, data={"number": NUMBER, "openTicket": "0"}, files={"medias": file}
    )

    assert response.status_code == 200
    assert api.received[0].files[0].size == 16 * 1024 * 1024


# ── addresses and tokens ──────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("method", "path", "status", "answer"),
    [
        pytest.param("POST", "/api/messages/finish", 200, '{"recebido":"ok"}', id="another call"),
        pytest.param("GET", "/api/messages/nada?x=1", 200, '{"recebido":"ok"}', id="any at all"),
        pytest.param("POST", "/", 404, None, id="the panel's address"),
        pytest.param("POST", "/api/messages", 404, None, id="without a call"),
        pytest.param("POST", "/v2/api/messages/send", 404, None, id="under another path"),
    ],
)
def test_addresses(
    api: StandIn,
    session: requests.Session,
    method: str,
    path: str,
    status: int,
    answer: str | None,
) -> None:
    url = f"http://127.0.0.1:{api.port}{path}"
    response = session.request(method, url, json=TEXT, timeout=60)

    assert response.status_code == status
    if answer is None:
        assert response.headers["Content-Type"].startswith("text/html")
    else:
        assert response.text == answer
    assert api.customer(NUMBER) == ()


@pytest.mark.parametrize(
    "header",
    [
        pytest.param(None, id="missing"),
        pytest.param("Bearer outro", id="unknown"),
        pytest.param("stand-in", id="without Bearer"),
        pytest.param("Bearer ", id="empty"),
    ],
)
def test_a_wrong_token_is_refused(api: StandIn, header: str | None) -> None:
    headers = {"Authorization": header} if header else {}
    response = requests.post(api.url, json=TEXT, headers=headers, timeout=60)

    assert (response.status_code, response.text) == (401, '{"error":"Acesso não permitido"}')
    assert not api.received[0].token_known


@pytest.mark.parametrize(
    ("state", "ticket", "status", "answer"),
    [
        pytest.param(
            LineState.NOT_STARTED,
            "0",
            400,
            '{"error":"ERR_WAPP_NOT_INITIALIZED"}',
            id="not started",
        ),
        pytest.param(
            LineState.NO_DEFAULT, "0", 400, '{"error":"ERR_NO_DEF_WAPP_FOUND"}', id="no default"
        ),
        pytest.param(LineState.NO_API, "0", 400, NO_API, id="plan without API"),
        pytest.param(LineState.DOWN_ANOTHER_UP, "0", 200, ACCEPTED, id="accepted, then lost"),
        pytest.param(
            LineState.DOWN_ANOTHER_UP,
            "1",
            400,
            '{"error":"ERR_WAPP_NOT_INITIALIZED"}',
            id="down, with a ticket",
        ),
    ],
)
def test_a_connection_that_is_ill(
    api: StandIn,
    session: requests.Session,
    state: LineState,
    ticket: str,
    status: int,
    answer: str,
) -> None:
    api.set_line(state)
    response = post(session, api, json=TEXT | {"openTicket": ticket})

    assert (response.status_code, response.text) == (status, answer)
    assert api.received[0].customer_got is None

    api.set_line(LineState.CONNECTED)
    post(session, api, json=TEXT)
    assert [str(thing) for thing in api.customer(NUMBER)] == ["Olá, Ana!"]


@pytest.mark.parametrize(
    ("state", "answer"),
    [
        pytest.param(LineState.CONNECTED, GENERIC, id="good"),
        pytest.param(LineState.NOT_STARTED, GENERIC, id="the probe does not see the state"),
        pytest.param(LineState.NO_API, NO_API, id="plan"),
    ],
)
def test_the_probe_without_a_number(
    api: StandIn, session: requests.Session, state: LineState, answer: str
) -> None:
    api.set_line(state)

    assert post(session, api, json={}).text == answer


def test_each_token_has_its_own_connection() -> None:
    tokens = {"um": LineState.CONNECTED, "dois": LineState.NOT_STARTED}
    with StandIn(tokens=tokens) as api:
        statuses = [
            requests.post(
                api.url, json=TEXT, headers={"Authorization": f"Bearer {token}"}, timeout=60
            ).status_code
            for token in tokens
        ]

    assert api.token == "um"
    assert statuses == [200, 400]


# ── tickets ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("queue", "expected"),
    [
        pytest.param({"queueId": 3}, 3, id="a number"),
        pytest.param({"queueId": "3"}, 3, id="as text"),
        pytest.param({}, None, id="missing"),
        pytest.param({"queueId": 0}, None, id="zero"),
        pytest.param({"queueId": 1000}, None, id="unknown"),
        pytest.param({"queueId": "vendas"}, None, id="not a number"),
    ],
)
def test_the_queue_of_a_ticket(
    api: StandIn, session: requests.Session, queue: dict[str, Any], expected: int | None
) -> None:
    response = post(session, api, json=TEXT | {"openTicket": "1"} | queue)

    assert response.status_code == 200
    assert api.received[0].ticket == OpenTicket(
        queue=expected, was_open=False, taken_from_agent=False
    )
    assert api.received[0].customer_got == "Olá, Ana!"


def test_openticket_0_opens_none(api: StandIn, session: requests.Session) -> None:
    post(session, api, json=TEXT | {"queueId": 3})

    assert api.received[0].ticket is None


@pytest.mark.parametrize(
    ("queue", "got"),
    [
        pytest.param("3", "Você foi transferido(a)…\nOlá, Ana!", id="a JSON string announces it"),
        pytest.param(3, "Olá, Ana!", id="a JSON number does not"),
    ],
)
def test_a_queue_on_an_open_ticket(
    api: StandIn, session: requests.Session, queue: object, got: str
) -> None:
    for _ in range(2):
        post(session, api, json=TEXT | {"openTicket": "1", "queueId": queue})

    assert [received.customer_got for received in api.received] == ["Olá, Ana!", got]


def test_a_queue_in_a_multipart_form_is_not_announced(
    api: StandIn, session: requests.Session
) -> None:
    fields = {"number": NUMBER, "openTicket": "1", "queueId": "3", "body": "Segue"}
    for _ in range(2):
        post(session, api, data=fields, files={"medias": PDF})

    assert api.received[1].customer_got == "[file boleto.pdf] Segue"


@pytest.mark.parametrize(
    ("digits", "opened"),
    [
        pytest.param("410", True, id="WhatsApp refused: opened all the same"),
        pytest.param("400", False, id="not on WhatsApp"),
    ],
)
def test_the_ticket_of_a_refusal(
    api: StandIn, session: requests.Session, digits: str, *, opened: bool
) -> None:
    number = "5511900000" + digits
    post(session, api, json=TEXT | {"number": number, "openTicket": "1", "queueId": 3})

    assert (api.received[0].status, bool(api.received[0].ticket)) == (400, opened)


def test_a_ticket_is_taken_from_its_agent_once(api: StandIn, session: requests.Session) -> None:
    api.agent_takes(NUMBER)
    for _ in range(2):
        post(session, api, json=TEXT | {"openTicket": "1", "queueId": 3})

    assert [one.ticket and one.ticket.taken_from_agent for one in api.received] == [True, False]


def test_a_ticket_opens_even_for_a_refused_text(api: StandIn, session: requests.Session) -> None:
    post(session, api, json=TEXT | {"openTicket": "1", "queueId": 3, "body": "{{"})

    assert api.received[0].ticket == OpenTicket(queue=3, was_open=False, taken_from_agent=False)


# ── pace ──────────────────────────────────────────────────────────────────────────────────────


def test_one_queue_hands_over_one_message_at_a_time_for_all_connections() -> None:
    tokens = {"um": LineState.CONNECTED, "dois": LineState.CONNECTED}
    with StandIn(tokens=tokens, queue_seconds=0.2) as api:
        for token, text in (("um", "1"), ("dois", "2"), ("um", "3")):
            headers = {"Authorization": f"Bearer {token}"}
            fields = TEXT | {"body": text}
            assert requests.post(api.url, json=fields, headers=headers, timeout=60).ok
        assert api.waiting
        assert api.wait_until_delivered(10)
        times = [thing.time for thing in api.customer(NUMBER) if thing.time]
        assert [thing.text for thing in api.customer(NUMBER)] == ["1", "2", "3"]

    gaps = [(after - before).total_seconds() for before, after in pairwise(times)]
    assert len(gaps) == 2
    assert min(gaps) >= 0.19


def test_a_ticket_does_not_wait_for_the_queue() -> None:
    with StandIn(queue_seconds=60, latency=0.1) as api:
        headers = {"Authorization": f"Bearer {api.token}"}
        began = time.monotonic()
        for ticket in ("0", "0", "1"):
            requests.post(
                api.url, json=TEXT | {"openTicket": ticket}, headers=headers, timeout=60
            ).raise_for_status()

        assert time.monotonic() - began >= 0.3, "each request waits"
        assert api.received[2].customer_got == "Olá, Ana!"
        assert not api.wait_until_delivered(0)

    assert api.received[1].customer_got is None, "what is queued at the end is lost"


def test_requests_at_once_to_one_new_number_clash() -> None:
    together = 4
    answers: list[tuple[int, str]] = []
    gate = threading.Barrier(together)

    def send(api: StandIn) -> None:
        gate.wait(60)
        headers = {"Authorization": f"Bearer {api.token}"}
        response = requests.post(api.url, json=TEXT, headers=headers, timeout=60)
        answers.append((response.status_code, response.text))

    # Long enough for all to be there before the first is answered.
    with StandIn(latency=2) as api:
        for _ in range(2):
            threads = [threading.Thread(target=send, args=(api,)) for _ in range(together)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join(60)

    clash = (400, '{"error":"Validation error"}')
    assert sorted(answers[:together]) == [(200, ACCEPTED)] + [clash] * 3
    assert answers[together:] == [(200, ACCEPTED)] * 4, "the number is no longer new"
    assert sorted(one.in_flight for one in api.received) == [0, 0, 1, 1, 2, 2, 3, 3]


# ── the record ────────────────────────────────────────────────────────────────────────────────


def test_every_request_can_be_counted(api: StandIn, session: requests.Session) -> None:
    other = "5521900000602"
    for number in (NUMBER, NUMBER, other, "5511900000400"):
        post(session, api, json=TEXT | {"number": number})

    assert api.arrived() == {NUMBER: 2, other: 1, "5511900000400": 1}
    assert api.accepted() == {NUMBER: 2, other: 1}
    assert [one.id for one in api.received] == [1, 2, 3, 4]
    assert all(one.time.utcoffset() is not None for one in api.received)


def test_the_answer_and_the_record_agree_on_utf8(api: StandIn, session: requests.Session) -> None:
    text = "Ação às 9h 😀 \u2028 fim"
    body = json.dumps(TEXT | {"body": text}, ensure_ascii=False).encode()
    post(session, api, data=body, headers={"Content-Type": "application/json"})

    assert api.received[0].body == text
