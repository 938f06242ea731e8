"""A journal that a newer program has migrated: the older workers end by themselves, with nothing half done."""

import pytest
from sqlalchemy import text

from batch_sender.journal.schema import migrations
from batch_sender.models import BatchState, MessageState
from batch_sender.standin import StandIn
from tests.worker.processes import Plant, wait_until
from tests.worker.test_worker import PACED, arrived_once

pytestmark = pytest.mark.postgres


def set_version(plant: Plant, version: str) -> None:
    with plant.journal._handle.engine.begin() as tx:
        tx.execute(text("UPDATE alembic_version SET version_num = :it"), {"it": version})


def test_older_workers_end_and_newer_ones_go_on(plant: Plant, api: StandIn) -> None:
    connection, number = plant.connect(api)
    file = plant.file_of(connection)
    batch_id = plant.batch(number, 30, PACED)
    idle_one, older = plant.work(file), plant.work(file)
    plant.wait_sent(batch_id, 3)
    wait_until(lambda: len(plant.journal.lanes.all_workers()) == 2, "both workers beat")
    set_version(plant, "j9999")
    assert [each.ended() for each in (idle_one, older)] == [1, 1]
    assert "newer batch-sender" in older.told()
    set_version(plant, migrations.HEAD)  # to the next one this is the newest
    assert plant.states(batch_id).keys() == {MessageState.ACCEPTED, MessageState.PENDING}
    plant.work(file)
    plant.wait_for(BatchState.FINISHED, batch_id)
    assert plant.states(batch_id) == {MessageState.ACCEPTED: 30}
    assert arrived_once(api)
