"""Faults chosen by the number's end: what the client meets, and whether the customer gets it."""

import contextlib
import http.client
import json
import socket
import threading
import time
from collections import Counter

import pytest
import requests

from batch_sender.standin import FAULTS, Fault, StandIn, by_number, no_faults, random_faults
from batch_sender.standin.replies import Delivery
from batch_sender.standin.wire import LINGER_NOT

BEGINNING = "5511900000"


def post(api: StandIn, digits: str, *, patience: float = 60) -> requests.Response:
    return requests.post(
        api.url,
        json={"number": BEGINNING + digits, "openTicket": "0", "body": "Olá"},
        headers={"Authorization": f"Bearer {api.token}"},
        timeout=patience,
        allow_redirects=False,
    )


ANSWERED = [digits for digits, fault in FAULTS.items() if fault.manner is Delivery.WHOLE]


@pytest.mark.parametrize("digits", ANSWERED)
def test_a_fault_that_answers(api: StandIn, digits: str) -> None:
    fault = FAULTS[digits]
    response = post(api, digits)

    assert (response.status_code, response.text) == (fault.reply.status, fault.reply.text)
    assert dict(fault.reply.headers).items() <= response.headers.items()
    (received,) = api.received
    assert (received.fault, received.status) == (fault.name, fault.reply.status)
    assert received.customer_got == ("Olá" if fault.delivers else None)


STATUSES = {
    ("200", 200), ("201", 200), ("302", 302), ("307", 307), ("400", 400), ("401", 401),
    ("402", 400), ("403", 400), ("404", 404), ("405", 400), ("406", 403), ("407", 401),
    ("409", 400), ("410", 400), ("413", 413), ("429", 429), ("500", 500), ("501", 500),
    ("502", 502), ("503", 503), ("507", 200), ("508", 200), ("514", 503), ("516", 504),
    ("517", 500),
}  # fmt: skip


def test_the_digits_people_learn_do_not_move() -> None:
    assert {(digits, FAULTS[digits].reply.status) for digits in ANSWERED} == STATUSES


@pytest.mark.parametrize("digits", ["429", "503"])
def test_a_fault_that_passes(api: StandIn, digits: str) -> None:
    first, second = post(api, digits), post(api, digits)

    assert (first.status_code, first.headers["Retry-After"]) == (int(digits), "1")
    assert second.json() == {"mensagem": "Mensagem enviada"}
    assert [one.customer_got for one in api.received] == [None, "Olá"]


@pytest.mark.parametrize(
    ("digits", "error", "whole", "got"),
    [
        pytest.param("504", requests.ReadTimeout, True, "Olá", id="never answered"),
        pytest.param("505", requests.ConnectionError, True, "Olá", id="closed after reading"),
        pytest.param("506", requests.ConnectionError, False, None, id="reset before reading"),
        pytest.param("512", requests.exceptions.ChunkedEncodingError, True, "Olá", id="body cut"),
        pytest.param("513", requests.ConnectionError, True, "Olá", id="garbage"),
        pytest.param("515", requests.ConnectionError, True, "Olá", id="reset after reading"),
    ],
)
def test_a_fault_that_does_not_answer(
    api: StandIn, digits: str, error: type[Exception], *, whole: bool, got: str | None
) -> None:
    noted = threading.Event()
    api.tell(lambda _: noted.set())
    with pytest.raises(error):
        post(api, digits, patience=1 if error is requests.ReadTimeout else 60)

    assert noted.wait(60)
    (received,) = api.received
    assert (received.whole, received.status, received.customer_got) == (whole, None, got)
    assert received.fault == FAULTS[digits].name
    assert api.accepted() == {}


@pytest.mark.parametrize(
    ("digits", "reset"),
    [
        pytest.param("505", False, id="closed"),
        pytest.param("506", True, id="reset before reading"),
        pytest.param("515", True, id="reset after reading"),
    ],
)
def test_a_reset_is_not_a_close(api: StandIn, digits: str, *, reset: bool) -> None:
    with socket.create_connection(("127.0.0.1", api.port), timeout=60) as sock:
        sock.sendall(raw_request(api, digits))
        if reset:
            with pytest.raises(ConnectionResetError):
                sock.recv(1)
        else:
            assert sock.recv(1) == b""


def test_headers_cut_short_look_like_an_empty_success(api: StandIn) -> None:
    response = post(api, "511")

    assert (response.status_code, response.text) == (200, "")
    assert api.accepted() == {}


@pytest.mark.parametrize(
    ("digits", "behind"),
    [
        pytest.param("509", b"\r\n\r\n", id="the body drips behind whole headers"),
        pytest.param("510", b"", id="the headers drip"),
    ],
)
def test_an_answer_that_drips(api: StandIn, digits: str, behind: bytes) -> None:
    with socket.create_connection(("127.0.0.1", api.port), timeout=60) as sock:
        began = time.monotonic()
        sock.sendall(raw_request(api, digits))
        answer = b""
        while len(answer.partition(behind)[2] if behind else answer) < 3:
            answer += sock.recv(1)

    assert b"HTTP/1.1 200 OK".startswith(answer[:15])
    assert time.monotonic() - began >= 0.2


def raw_request(api: StandIn, digits: str) -> bytes:
    body = json.dumps({"number": BEGINNING + digits, "openTicket": "0", "body": "Olá"}).encode()
    head = (
        f"POST /api/messages/send HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {api.token}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def test_a_reset_comes_before_a_large_file_has_been_read(api: StandIn) -> None:
    with pytest.raises(requests.ConnectionError):
        requests.post(
            api.url,
            data={"number": BEGINNING + "506", "openTicket": "0"},
            files={"medias": ("filme.mp4", bytes(16 * 1024 * 1024), "video/mp4")},
            headers={"Authorization": f"Bearer {api.token}"},
            timeout=60,
        )

    (received,) = api.received
    assert (received.whole, received.number, received.kind) == (False, BEGINNING + "506", "file")


@pytest.mark.parametrize(
    ("digits", "method", "token"),
    [
        pytest.param("400", "GET", "stand-in", id="not a send"),
        pytest.param("400", "POST", "other", id="token first"),
    ],
)
def test_faults_strike_messages_only(api: StandIn, digits: str, method: str, token: str) -> None:
    body = {"number": BEGINNING + digits, "openTicket": "0", "body": "x"}
    headers = {"Authorization": f"Bearer {token}"}
    requests.request(method, api.url, json=body, headers=headers, timeout=60)

    assert api.received[0].fault is None


def test_no_faults_lets_every_number_through() -> None:
    with StandIn(faults=no_faults) as api:
        assert post(api, "400").status_code == 200


def test_a_fault_of_ones_own() -> None:
    refused = Fault(name="mine", says="", reply=FAULTS["402"].reply, delivers=True)
    with StandIn(faults=lambda _, before: refused if before == 1 else None) as api:
        statuses = [post(api, "601").status_code for _ in range(3)]

    assert statuses == [200, 400, 200]


# ── chance ────────────────────────────────────────────────────────────────────────────────────


def test_chance_strikes_its_share_and_the_same_ones_again() -> None:
    numbers = [f"55119{i:08}" for i in range(4000)]
    struck = [random_faults(share=0.2, seed=7)(number, 0) for number in numbers]
    again = random_faults(share=0.2, seed=7)
    backwards = [again(number, 0) for number in reversed(numbers)]

    assert 700 < sum(1 for fault in struck if fault) < 900
    assert struck == backwards[::-1]
    assert struck != [random_faults(share=0.2, seed=8)(number, 0) for number in numbers]
    assert len(Counter(fault.name for fault in struck if fault)) == 14


def test_chance_can_pass_the_second_time() -> None:
    choose = random_faults(share=0.5, seed=1)

    assert {bool(choose("5511900000601", before)) for before in range(20)} == {True, False}


def test_by_number_reads_the_last_three_digits_alone() -> None:
    assert by_number("5511900000400", 0) is FAULTS["400"]
    assert by_number("5511400000601", 0) is None


def test_no_thread_hangs_on_faults_when_the_stand_in_closes() -> None:
    arrived = threading.Semaphore(0)
    with contextlib.ExitStack() as socks:
        with StandIn() as api:
            api.tell(lambda _: arrived.release())
            for digits in ("504", "509", "510"):
                sock = socket.create_connection(("127.0.0.1", api.port), timeout=60)
                socks.enter_context(sock).sendall(raw_request(api, digits))
                assert arrived.acquire(timeout=60)
            began = time.monotonic()
        took = time.monotonic() - began

    assert len(api.received) == 3
    assert took < 20


@pytest.mark.parametrize(
    "reset", [pytest.param(False, id="closed"), pytest.param(True, id="reset")]
)
def test_a_client_that_leaves_in_the_middle_is_recorded_as_not_whole(
    api: StandIn, *, reset: bool
) -> None:
    noted = threading.Event()
    api.tell(lambda _: noted.set())
    head, _, body = raw_request(api, "601").partition(b"\r\n\r\n")
    with socket.create_connection(("127.0.0.1", api.port), timeout=60) as sock:
        sock.sendall(head + b"\r\nExpect: 100-continue\r\n\r\n")
        assert sock.recv(1024).startswith(b"HTTP/1.1 100")
        sock.sendall(body[:-5])
        if reset:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, LINGER_NOT)

    assert noted.wait(60)
    assert not api.received[0].whole
    assert api.arrived() == {}
    assert api.customer(BEGINNING + "601") == ()


def test_a_redirect_that_is_followed_sends_a_second_copy(api: StandIn) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", api.port, timeout=60)
    connection.connect()
    connection.sock.sendall(raw_request(api, "307"))
    answer = http.client.HTTPResponse(connection.sock)
    answer.begin()
    location = answer.getheader("Location")
    answer.close()
    connection.close()

    assert location == "/api/messages/send"
