"""Workers as processes, real PostgreSQL, real HTTP: each message once, whoever sends it."""

import pytest

from batch_sender.models import BatchState, MessageState
from batch_sender.standin import StandIn
from tests.worker.processes import Plant

pytestmark = pytest.mark.postgres


def test_a_worker_sends_a_batch_to_its_end_once(plant: Plant, api: StandIn) -> None:
    connection, number = plant.connect(api)
    batch_id = plant.batch(number, 40)
    worker = plant.work(plant.file_of(connection))
    plant.wait_for(BatchState.FINISHED, batch_id)
    assert plant.states(batch_id) == {MessageState.ACCEPTED: 40}
    assert set(api.arrived().values()) == {1}
    assert len(api.arrived()) == 40
    assert worker.terminate() == 0
    assert not plant.journal.lanes.all_workers()
    assert connection.token.reveal() not in worker.told()
