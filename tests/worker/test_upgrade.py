"""A newer program has migrated the journal: an older worker ends by itself, with nothing left half done."""

import pytest
from sqlalchemy import update

from batch_sender.config.settings import Settings
from batch_sender.journal.schema import migrations
from batch_sender.models import MessageState
from batch_sender.standin import StandIn
from tests.worker.processes import Plant, wait_until

pytestmark = pytest.mark.postgres


def test_it_finishes_what_is_on_its_way_and_says_why_it_ends(plant: Plant, api: StandIn) -> None:
    connection, number = plant.connect(api)
    batch_id = plant.batch(number, 300, Settings(gap=0.1, window="always"))
    worker = plant.work(plant.file_of(connection))
    wait_until(lambda: len(api.arrived()) >= 3, worker.told)
    newer = update(migrations.VERSION_TABLE).values(version_num="j9999_newer")
    with plant.journal._handle.engine.begin() as tx:
        tx.execute(newer)
    assert worker.ended() == 1
    assert "was written by a newer batch-sender" in worker.told()
    states = plant.states(batch_id)
    assert not states[MessageState.SENDING]
    assert not states[MessageState.UNKNOWN]
    assert states[MessageState.ACCEPTED] == len(api.arrived()) < 300
    assert not plant.journal.lanes.all_workers()
