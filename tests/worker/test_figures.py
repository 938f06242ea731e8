"""What is seen of a real worker from outside: its figures, and how it is listed."""

import socket

import pytest
import requests

from batch_sender.config.settings import Settings
from batch_sender.models import BatchState
from batch_sender.operations.workers import as_object, look_at_workers, remarks_on
from batch_sender.standin import StandIn
from tests.worker.processes import Plant, wait_until

pytestmark = pytest.mark.postgres


@pytest.fixture
def port() -> str:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return str(free.getsockname()[1])


def figures(port: str) -> str:
    return requests.get(f"http://127.0.0.1:{port}/metrics", timeout=30).text


def test_its_figures_are_what_it_did(plant: Plant, api: StandIn, port: str) -> None:
    connection, number = plant.connect(api)
    batch_id = plant.batch(number, 30)
    plant.work(plant.file_of(connection), "--metrics", port, "--lanes", "7")
    plant.wait_for(BatchState.FINISHED, batch_id)
    told = figures(port)
    assert 'batch_sender_worker_calls_total{outcome="accepted"} 30.0\n' in told
    assert "batch_sender_worker_claims_total 30.0\n" in told
    assert "batch_sender_worker_call_seconds_count 30.0\n" in told
    assert "batch_sender_worker_lanes_at_most 7.0\n" in told
    assert "batch_sender_worker_lanes_lost_total 0.0\n" in told
    wait_until(lambda: "\nbatch_sender_worker_beats_total 0.0\n" not in figures(port), told)
    for secret in (connection.token.reveal(), "loja", "5511"):
        assert secret not in told


def test_a_lane_that_was_taken_is_counted_and_who_holds_it_is_seen(
    plant: Plant, api: StandIn, port: str
) -> None:
    connection, number = plant.connect(api)
    plant.batch(number, 200, Settings(gap=0.2, window="always"))
    worker = plant.work(plant.file_of(connection), "--metrics", port)
    wait_until(api.arrived, worker.told)
    (listed,) = as_object(look_at_workers(plant.journal))["workers"]
    assert (listed["lanes"], listed["pid"], listed["alive"]) == (["loja"], worker.pid, True)
    assert list(remarks_on(look_at_workers(plant.journal))) == []
    plant.journal.lanes.start(number, "somebody-else")
    lost = "batch_sender_worker_lanes_lost_total 1.0\n"
    wait_until(lambda: lost in figures(port), worker.told)
    worker.kill()
    wait_until(
        lambda: any(
            "No worker runs" in each for each in remarks_on(look_at_workers(plant.journal))
        ),
        "it counts as dead",
    )
