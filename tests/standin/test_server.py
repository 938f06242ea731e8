"""The server itself: sockets, the record on disk, beginning and end."""

import json
import os
import socket
import stat
import sys
import threading
from pathlib import Path

import pytest
import requests

from batch_sender.standin import LineState, Received, StandIn, serve
from batch_sender.standin.errors import StandInPortTaken, StandInRecordUnusable

NUMBER = "5511900000601"
SECRET = "um-segredo-muito-secreto"


def send(api: StandIn, *, token: str | None = None) -> int:
    return requests.post(
        api.url,
        json={"number": NUMBER, "openTicket": "0", "body": "Olá"},
        headers={"Authorization": f"Bearer {token or api.token}"},
        timeout=60,
    ).status_code


def talk(api: StandIn, data: bytes) -> bytes:
    """Send raw bytes, and read until the server hangs up."""
    with socket.create_connection(("127.0.0.1", api.port), timeout=60) as sock:
        sock.sendall(data)
        answer = b""
        while more := sock.recv(65536):
            answer += more
    return answer


@pytest.mark.parametrize(
    ("request_bytes", "status"),
    [
        pytest.param(b"hello\r\n\r\n", b"400", id="not HTTP"),
        pytest.param(b"GET / HTTP/2\r\n\r\n", b"400", id="another protocol"),
        pytest.param(b"POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", b"400", id="negative"),
        pytest.param(
            "POST / HTTP/1.1\r\nContent-Length: ²\r\n\r\n".encode("latin-1"), b"400", id="²"
        ),
        pytest.param(b"POST / HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\n", b"413", id="huge"),
        pytest.param(
            b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", b"411", id="chunked"
        ),
        pytest.param(b"x" * 70_000, b"400", id="a head without end"),
    ],
)
def test_bytes_that_are_no_request(api: StandIn, request_bytes: bytes, status: bytes) -> None:
    assert talk(api, request_bytes)[9:12] == status
    assert send(api) == 200, "the next client is served"


def test_requests_follow_one_another_on_one_connection(api: StandIn) -> None:
    one = b"GET /api/messages/x HTTP/1.1\r\nHost: x\r\n"
    answer = talk(api, one + b"\r\n" + one + b"Connection: close\r\n\r\n")

    assert answer.count(b'{"recebido":"ok"}') == 2
    assert answer.count(b"Connection: keep-alive") == answer.count(b"Connection: close") == 1


def test_a_client_may_ask_before_it_sends_a_body(api: StandIn) -> None:
    head = b"POST /x HTTP/1.1\r\nExpect: 100-continue\r\nConnection: close\r\nContent-Length: 2\r\n\r\n"

    assert talk(api, head + b"{}").startswith(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 404 ")


def test_the_record_holds_a_line_for_each_request_and_each_delivery(tmp_path: Path) -> None:
    path = tmp_path / "recebido à tarde.jsonl"
    with StandIn(record=path, tokens={SECRET: LineState.CONNECTED}) as api:
        send(api, token=SECRET)
        send(api, token="errado-" + SECRET)
        lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]

    assert [line["event"] for line in lines] == ["request", "customer", "request"]
    assert [line.get("token_known") for line in lines] == [True, None, False]
    assert lines[0]["body"] == lines[1]["text"] == "Olá"
    assert (lines[1]["request"], lines[1]["number"]) == (1, NUMBER)
    assert SECRET not in path.read_text("utf-8")


def test_a_record_is_continued_never_emptied(tmp_path: Path) -> None:
    path = tmp_path / "record.jsonl"
    for _ in range(2):
        with StandIn(record=path) as api:
            send(api)

    assert len(path.read_text("utf-8").splitlines()) == 4


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no modes")
def test_a_record_is_its_owners(tmp_path: Path) -> None:
    before = os.umask(0o022)
    with StandIn(record=tmp_path / "record.jsonl"):
        pass
    os.umask(before)
    assert stat.S_IMODE((tmp_path / "record.jsonl").stat().st_mode) == 0o600


def test_a_lone_surrogate_does_not_stop_the_record(tmp_path: Path) -> None:
    path = tmp_path / "record.jsonl"
    with StandIn(record=path) as api:
        body = b'{"number":"5511900000601","openTicket":"0","body":"\\ud800"}'
        headers = {"Authorization": f"Bearer {api.token}", "Content-Type": "application/json"}
        assert requests.post(api.url, data=body, headers=headers, timeout=60).status_code == 200

    assert "\\ud800" in path.read_text("utf-8")


def test_a_record_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    with pytest.raises(StandInRecordUnusable, match="--record"):
        StandIn(record=tmp_path / "nowhere" / "record.jsonl").start()


def test_a_port_that_is_taken_is_said(api: StandIn) -> None:
    with pytest.raises(StandInPortTaken, match=str(api.port)):
        StandIn(port=api.port).start()


@pytest.mark.parametrize("port", [-1, 65_536])
def test_a_port_that_cannot_be_is_said(port: int) -> None:
    with pytest.raises(StandInPortTaken):
        StandIn(port=port).start()


def test_nothing_stays_behind() -> None:
    before = threading.active_count()
    with StandIn(queue_seconds=60) as api, requests.Session() as kept_alive:
        headers = {"Authorization": f"Bearer {api.token}"}
        kept_alive.post(
            api.url, json={"number": NUMBER, "openTicket": "0"}, headers=headers, timeout=60
        )
        port = api.port

    assert threading.active_count() == before
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=60)
    assert len(api.received) == 1, "it can be asked afterwards"


def test_many_clients_at_once_lose_nothing(api: StandIn) -> None:
    def burst(lane: int) -> None:
        with requests.Session() as session:
            session.headers["Authorization"] = f"Bearer {api.token}"
            for i in range(50):
                number = f"55119000{lane:02}{600 + i}"
                body = {"number": number, "openTicket": "0", "body": number}
                session.post(api.url, json=body, timeout=60).raise_for_status()

    threads = [threading.Thread(target=burst, args=(lane,)) for lane in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert len(api.accepted()) == 400
    assert set(api.accepted().values()) == {1}
    assert all(one.customer_got == one.number for one in api.received)
    assert [one.id for one in api.received] == list(range(1, 401))


def test_serve_says_when_it_is_ready_and_what_comes() -> None:
    stop, told = threading.Event(), list[Received]()

    def ready(api: StandIn) -> None:
        send(api)
        stop.set()

    serve(StandIn(), ready=ready, told=told.append, stop=stop)

    assert [one.number for one in told] == [NUMBER]


def test_serve_ends_at_ctrl_c_without_a_traceback() -> None:
    def interrupt(_: StandIn) -> None:
        raise KeyboardInterrupt

    before = threading.active_count()
    serve(StandIn(), ready=interrupt)

    assert threading.active_count() == before
