"""A newer program has migrated the journal: an older worker ends by itself, with nothing left half done."""

import pytest
from sqlalchemy import update

from batch_sender.config.settings import Settings
from batch_sender.journal.schema import migrations
from batch_sender.models import BatchState, MessageState
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


def test_an_idle_one_ends_too_and_newer_ones_go_on(plant: Plant, api: StandIn) -> None:
    connection, number = plant.connect(api)
    file = plant.file_of(connection)
    batch_id = plant.batch(number, 30, Settings(gap=0.2, window="always"))
    older = plant.work(file), plant.work(file)
    plant.wait_sent(batch_id, 3)
    wait_until(lambda: len(plant.journal.lanes.all_workers()) == 2, "both workers beat")
    set_version(plant, "j9999_newer")
    assert [each.ended() for each in older] == [1, 1]
    set_version(plant, migrations.HEAD)  # to the next one this is the newest
    assert plant.states(batch_id).keys() == {MessageState.ACCEPTED, MessageState.PENDING}
    plant.work(file)
    plant.wait_for(BatchState.FINISHED, batch_id)
    assert plant.states(batch_id) == {MessageState.ACCEPTED: 30}
    assert set(api.arrived().values()) == {1}


def set_version(plant: Plant, version: str) -> None:
    with plant.journal._handle.engine.begin() as tx:
        tx.execute(update(migrations.VERSION_TABLE).values(version_num=version))
