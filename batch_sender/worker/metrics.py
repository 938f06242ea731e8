"""WorkerFigures of one worker for a monitoring system (Prometheus), served at /metrics.

No token, no phone number, no person, and no connection's name is in them: nothing but counts.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final, Self

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, Info, start_http_server

from batch_sender import __version__
from batch_sender.journal import GivenBack, SendReport, Withdrawn
from batch_sender.journal.states import outcome_code
from batch_sender.worker.errors import MetricsPortTaken
from batch_sender.worker.metrics_address import MetricsAddress

OUTCOMES: Final = ("accepted", "rejected", "unknown", "not_left", "connection_ill")
"""Each is there from the start, at nothing: a rate over a series that begins late is wrong."""

_SECONDS: Final = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 120.0)
_PREFIX: Final = "batch_sender_worker"


@dataclass(frozen=True, slots=True, kw_only=True)
class Metrics:
    """The figures of one worker; see `WorkerFigures`."""

    registry: CollectorRegistry
    calls: Counter
    claims: Counter
    call_seconds: Histogram
    lanes: Gauge
    lanes_lost: Counter
    journal_errors: Counter
    beats: Counter
    beat_at: Gauge

    @classmethod
    def new(cls, *, most_lanes: int) -> Self:
        """Begin at nothing."""
        registry = CollectorRegistry()
        told = f"{_PREFIX}_lanes_at_most"
        Gauge(told, "Lanes that the worker holds at most.", registry=registry).set(most_lanes)
        build = Info(f"{_PREFIX}_build", "The program.", registry=registry)
        build.info({"version": __version__})

        def counter(name: str, told: str, *labels: str) -> Counter:
            return Counter(f"{_PREFIX}_{name}", told, labels, registry=registry)

        calls = counter("calls", "Calls to the API, by outcome.", "outcome")
        for outcome in OUTCOMES:
            calls.labels(outcome)
        seconds = (
            "Seconds from a message's mark in the journal to the record of what came of its call."
        )
        return cls(
            registry=registry,
            calls=calls,
            claims=counter("claims", "Messages that were marked to be sent from here."),
            call_seconds=Histogram(
                f"{_PREFIX}_call_seconds", seconds, buckets=_SECONDS, registry=registry
            ),
            lanes=Gauge(f"{_PREFIX}_lanes", "Lanes that the worker holds.", registry=registry),
            lanes_lost=counter("lanes_lost", "Lanes that were started elsewhere meanwhile."),
            journal_errors=counter("journal_errors", "Times that the journal failed."),
            beats=counter("beats", "Beats that the journal has."),
            beat_at=Gauge(
                f"{_PREFIX}_last_beat_timestamp_seconds",
                "When the journal had the last beat, by this machine's clock.",
                registry=registry,
            ),
        )

    def called(self, report: SendReport, *, seconds: float) -> None:
        """Count a message that was claimed, and its call, where one was made."""
        self.claims.inc()
        if not isinstance(report.ending, GivenBack | Withdrawn):
            self.calls.labels(outcome_code(report.ending)).inc()
            self.call_seconds.observe(seconds)

    def holds(self, lanes: int) -> None:
        """Say how many lanes the worker holds."""
        self.lanes.set(lanes)

    def lane_lost(self) -> None:
        """Count a lane that was started elsewhere."""
        self.lanes_lost.inc()

    def journal_failed(self) -> None:
        """Count a failure of the journal."""
        self.journal_errors.inc()

    def beaten(self) -> None:
        """Count a beat."""
        self.beats.inc()
        self.beat_at.set_to_current_time()


@contextmanager
def served(metrics: Metrics, at: MetricsAddress) -> Iterator[int]:
    """Answer at this address while the block runs; yields the port.

    Raises:
        MetricsPortTaken: nothing can be answered there.
    """
    try:
        server, thread = start_http_server(at.port, at.host, metrics.registry)
    except OSError as err:
        raise MetricsPortTaken(address=str(at), why=err.strerror or str(err)) from err
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
