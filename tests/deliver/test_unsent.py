"""An outage in which no connection comes about: every row goes back, none is in doubt."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from batch_sender import sentences
from batch_sender.config.connections import Connection
from batch_sender.config.settings import Settings
from batch_sender.config.tokens import Token
from batch_sender.deliver.run import deliver, refuse_ill_connection
from batch_sender.gateway.errors import (
    CertificateStoreMissing,
    ConnectionFault,
    ConnectionNotMade,
    NotTls,
    ProxyNotReached,
    ProxyRefused,
)
from batch_sender.journal import Journal
from batch_sender.models import BatchState
from tests.deliver.listener import answering
from tests.support import FakeClock, Watcher, checked_batch, dispatch, message

REFUSAL = b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n"


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy", "REQUESTS_CA_BUNDLE"):
        monkeypatch.delenv(name, raising=False)


OUTAGES = [
    pytest.param("proxy", REFUSAL, "proxy_refused", ProxyRefused, id="a proxy refuses"),
    pytest.param("proxy gone", b"", "proxy_not_reached", ProxyNotReached, id="no proxy is there"),
    pytest.param("store gone", b"", "certificate_store_missing", CertificateStoreMissing, id="no certificates"),
    pytest.param("server", REFUSAL, "not_tls", NotTls, id="plain http on the port"),
    pytest.param("server", b"", "ten_not_left", ConnectionNotMade, id="closed in the handshake"),
]  # fmt: skip


@pytest.fixture
def connection(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Connection]:
    """A connection that meets the outage of the test's parameters."""
    what, answer = request.param
    with answering(answer) as there:
        host = there
        if what.startswith("proxy"):
            proxy = f"http://{there}" if what == "proxy" else "http://127.0.0.1:9"
            monkeypatch.setenv("HTTPS_PROXY", proxy)
            host = "api.example.com"
        if what == "store gone":
            monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "none.pem"))
        url = f"https://{host}/api/messages/send"
        yield Connection(name="loja", url=url, token=Token("t"))


@pytest.mark.parametrize(
    ("connection", "because", "fault"),
    [
        pytest.param((what, answer), because, fault, id=each.id)
        for each in OUTAGES
        for what, answer, because, fault in [each.values]
    ],
    indirect=["connection"],
)
def test_what_surely_did_not_leave_goes_back_and_the_pause_says_why(
    connection: Connection,
    because: str,
    fault: type[ConnectionFault],
    journal: Journal,
    clock: FakeClock,
) -> None:
    batch_id = checked_batch(journal, [message(row, row) for row in range(2, 14)])
    deliver(
        journal,
        dispatch(batch_id, connection),
        clock=clock,
        watch=Watcher(),
        stop=threading.Event(),
    )

    batch = journal.batches.one(batch_id)
    assert (batch.counts.pending, batch.counts.read) == (12, 12)
    assert (batch.state, batch.paused_because) == (BatchState.PAUSED, because)
    told = sentences.describe_pause(because, batch=batch_id)
    assert f"batch-sender resume {batch_id}" in told
    with pytest.raises(fault) as caught:
        refuse_ill_connection(connection, Settings())
    assert type(caught.value) is fault
    assert "few minutes" not in told + caught.value.next
