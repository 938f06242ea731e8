"""Workers whose machines see a batch's files, and workers whose machines do not."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from batch_sender.compose.media import check_whole_list_file
from batch_sender.models import BatchState, Form, MessageState
from batch_sender.models.places import Place
from batch_sender.standin import StandIn
from tests import stores
from tests.stores import LocalStore, local_store
from tests.support import checked_batch
from tests.worker.processes import Plant, wait_until

pytestmark = pytest.mark.postgres

COVER = 'mount -t tmpfs none "$0" && exec "$@"'
"""Run a program where another disk, an empty one, lies over a folder."""


def can_cover() -> bool:
    """Say whether this machine lets a process have mounts of its own."""
    if shutil.which("unshare") is None:
        return False
    tried = ["unshare", "-m", "sh", "-c", COVER, "/mnt", "true"]
    return subprocess.run(tried, capture_output=True, check=False).returncode == 0


def handed_over(plant: Plant, number: int, places: list[Place]) -> int:
    """Judge a list of which each row has its own file, and hand it over."""
    messages = [
        message._replace(form=Form.TEXT_THEN_FILE, media=check_whole_list_file(place))
        for message, place in zip(plant.messages(len(places)), places, strict=True)
    ]
    return plant.hand_over(checked_batch(plant.journal, messages), number)


def arrived_once(api: StandIn, rows: int) -> None:
    """Assert that each of so many people got the text once, and the file once."""
    calls = [(each.number, each.kind) for each in api.received if each.number]
    assert len(calls) == len({*calls}) == 2 * rows


@pytest.mark.skipif(not can_cover(), reason="needs mounts of one's own (unshare -m)")
def test_a_worker_that_does_not_see_the_folder_takes_no_row_out_and_another_sends_them(
    plant: Plant, api: StandIn, tmp_path: Path
) -> None:
    share = tmp_path / "share"
    share.mkdir()
    places: list[Place] = []
    for row in range(6):
        places.append(share / f"{row}.pdf")
        (share / f"{row}.pdf").write_bytes(b"%PDF-1.4 bill " + str(row).encode())
    connection, number = plant.connect(api)
    batch_id = handed_over(plant, number, places)
    file = plant.file_of(connection)
    blind = plant.work(file, prefix=("unshare", "-m", "sh", "-c", COVER, str(share)))

    def tries() -> int:
        return sum(each.attempts for each in plant.journal.messages.rows(batch_id))

    wait_until(lambda: tries() >= 3, lambda: f"three tries: {plant.told(batch_id)}")
    assert blind.terminate() == 0
    assert plant.states(batch_id) == {MessageState.PENDING: 6}
    assert not [each for each in api.received if each.number]
    first, *_others = list(plant.journal.messages.rows(batch_id))
    assert str(places[0]) in (first.answer or "")

    plant.work(file)
    plant.wait_for(BatchState.FINISHED, batch_id)
    assert plant.states(batch_id) == {MessageState.ACCEPTED: 6}
    arrived_once(api, 6)


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> Iterator[LocalStore]:
    with local_store(monkeypatch) as found:
        yield found


def test_a_worker_that_the_store_denies_pauses_the_batch_and_one_with_keys_sends_it(
    plant: Plant, api: StandIn, store: LocalStore
) -> None:
    places: list[Place] = [
        store.put(f"boletos/{row}.pdf", b"%PDF-1.4 " + str(row).encode()) for row in range(4)
    ]
    connection, number = plant.connect(api)
    batch_id = handed_over(plant, number, places)
    file = plant.file_of(connection)
    denied = plant.work(file, environment={"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": ""})
    plant.wait_for(BatchState.PAUSED, batch_id)
    assert denied.terminate() == 0
    batch = plant.journal.batches.one(batch_id)
    assert batch.paused_because == "media_denied"
    assert str(places[0]) in batch.paused_about
    assert os.uname().nodename in batch.paused_about
    assert plant.states(batch_id) == {MessageState.PENDING: 4}

    plant.hand_over(batch_id, number)
    worker = plant.work(file)
    plant.wait_for(BatchState.FINISHED, batch_id)
    assert plant.states(batch_id) == {MessageState.ACCEPTED: 4}
    arrived_once(api, 4)
    for each in (denied, worker):
        assert stores.SECRET not in each.told()
        assert stores.KEY not in each.told()
