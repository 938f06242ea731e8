"""The figures of a worker: what a monitoring system reads, and what it must never read."""

import re
import socket
from datetime import UTC, datetime

import pytest
import requests

from batch_sender.config.errors import BadSetting
from batch_sender.journal import Claimed, Ending, GivenBack, SendReport, Withdrawn
from batch_sender.models import (
    Accepted,
    ConnectionIll,
    NotLeft,
    ProblemCode,
    Reason,
    Rejected,
    Unknown,
)
from batch_sender.worker.errors import MetricsPortTaken
from batch_sender.worker.metrics import Metrics, served
from batch_sender.worker.metrics_address import MetricsAddress
from tests.journal.desk import Desk, text

ENDINGS: tuple[Ending, ...] = (
    Accepted(status=200, answer="Mensagem enviada"),
    Accepted(status=200, answer="Mensagem enviada"),
    Rejected(reason=Reason.REFUSED, status=400, answer="não foi possível"),
    Unknown(reason=Reason.TIMED_OUT),
    NotLeft(reason=Reason.CONNECTION_REFUSED),
    ConnectionIll(reason=Reason.NOT_CONNECTED, status=400),
    GivenBack(),
    Withdrawn(code=ProblemCode.MEDIA_CHANGED, detail="boleto.pdf"),
)


@pytest.fixture
def claimed(desk: Desk) -> Claimed:
    return desk.take(desk.running(text(2)))


def free(host: str = "127.0.0.1") -> MetricsAddress:
    return MetricsAddress(host=host, port=0)


def read(port: int) -> dict[str, float]:
    answer = requests.get(f"http://127.0.0.1:{port}/metrics", timeout=30)
    assert answer.headers["Content-Type"].startswith("text/plain")
    return {
        name: float(value)
        for name, _, value in (
            line.rpartition(" ") for line in answer.text.splitlines() if line[:1] != "#"
        )
    }


def test_calls_are_counted_by_what_came_of_them(claimed: Claimed) -> None:
    metrics = Metrics.new(most_lanes=20)
    for ending in ENDINGS:
        metrics.called(SendReport(claimed=claimed, ending=ending), seconds=0.3)
    metrics.holds(3)
    metrics.lane_lost()
    metrics.journal_failed()
    metrics.beaten()
    with served(metrics, free()) as port:
        told = read(port)
    calls = {
        name: told[f'batch_sender_worker_calls_total{{outcome="{name}"}}']
        for name in ("accepted", "rejected", "unknown", "not_left", "connection_ill")
    }
    assert calls == {
        "accepted": 2, "rejected": 1, "unknown": 1, "not_left": 1, "connection_ill": 1,
    }  # fmt: skip
    assert told["batch_sender_worker_claims_total"] == 8, "two of them were never called for"
    assert told["batch_sender_worker_call_seconds_count"] == 6
    assert told['batch_sender_worker_call_seconds_bucket{le="0.25"}'] == 0
    assert told['batch_sender_worker_call_seconds_bucket{le="0.5"}'] == 6
    assert told["batch_sender_worker_lanes"] == 3
    assert told["batch_sender_worker_lanes_at_most"] == 20
    for name in ("lanes_lost", "journal_errors", "beats"):
        assert told[f"batch_sender_worker_{name}_total"] == 1
    age = datetime.now(UTC).timestamp() - told["batch_sender_worker_last_beat_timestamp_seconds"]
    assert 0 <= age < 60


def test_nobody_is_in_them(claimed: Claimed) -> None:
    metrics = Metrics.new(most_lanes=20)
    metrics.called(SendReport(claimed=claimed, ending=ENDINGS[2]), seconds=0.3)
    with served(metrics, free()) as port:
        answer = requests.get(f"http://127.0.0.1:{port}/metrics", timeout=30).text
    labels = set(re.findall(r"(\w+)=\"", answer))
    assert labels == {"outcome", "le", "version"}
    assert str(claimed.call.number) not in answer


def test_a_port_that_somebody_has_is_told() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        at = MetricsAddress.of(str(taken.getsockname()[1]))
        with (
            pytest.raises(MetricsPortTaken, match=str(at.port)) as told,
            served(Metrics.new(most_lanes=1), at),
        ):
            pass
    assert "--metrics" in told.value.next


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("9100", "127.0.0.1:9100"),
        (" 0.0.0.0:9100", "0.0.0.0:9100"),
        ("srv-a.example:9100", "srv-a.example:9100"),
        ("[::1]:9100", "[::1]:9100"),
    ],
)
def test_where_it_answers(written: str, address: str) -> None:
    assert str(MetricsAddress.of(written)) == address


@pytest.mark.parametrize(
    "written", ["", "x", ":9100", "::1:9100", "9100/metrics", "65536", "-1", "a b:1"]
)
def test_what_is_no_address_is_refused(written: str) -> None:
    with pytest.raises(BadSetting, match="--metrics"):
        MetricsAddress.of(written)


def test_where_the_part_is_missing_it_says_how_to_install_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    with pytest.raises(Exception, match="not installed") as told:
        MetricsAddress.of("9100")
    assert "batch-sender[metrics]" in str(getattr(told.value, "next", ""))
