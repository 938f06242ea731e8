"""What a lane begins of a batch: as it stands once the batch is held, whatever the last look said."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from batch_sender.compose.media import MediaContents
from batch_sender.config.connections import Connection, Token
from batch_sender.deliver.handed_over import HandedOver
from batch_sender.journal import Weighted, Work
from batch_sender.timing.clock import SystemClock
from batch_sender.worker.lane import Lane
from batch_sender.worker.look import LatestLook
from batch_sender.worker.sending import dispatch_of
from batch_sender.worker.surroundings import Calls
from tests.worker.processes import Plant

pytestmark = pytest.mark.postgres


class Lanes:
    """Two connections of one batch, as a worker sees them."""

    def __init__(self, plant: Plant) -> None:
        self.plant = plant
        self.known = [
            plant.know(
                Connection(name=name, url=f"http://127.0.0.1:9/{name}", token=Token(f"tok-{name}"))
            )
            for name in ("vendas1", "vendas2")
        ]
        self.batch_id = plant.checked(10)

    def spread(self) -> None:
        over = [Weighted(number, 1) for _connection, number in self.known]
        self.plant.journal.parts.spread(self.batch_id, over)

    def start(self, terms: HandedOver | None = None) -> None:
        self.plant.hand_over(self.batch_id, self.known[0][1], terms)

    def looked_at(self) -> list[Work]:
        return list(self.plant.journal.lanes.overview().work)

    def begins(self, work: Work) -> bool:
        around: Any = SimpleNamespace(
            journal=self.plant.journal, calls=Calls(), figures=None, clock=SystemClock()
        )
        connection = next(each for each, number in self.known if number == work.connection_id)
        return dispatch_of(around, work, connection) is not None


@pytest.fixture
def two(plant: Plant) -> Lanes:
    return Lanes(plant)


def test_while_the_first_few_are_due_one_connection_alone_begins(two: Lanes) -> None:
    two.spread()
    two.start(HandedOver(first_few=3))
    looked_at = [replace(each, terms=HandedOver().told()) for each in two.looked_at()]
    assert [two.begins(each) for each in looked_at] == [True, False]


def test_nobody_claims_the_rows_of_another_connection_that_came_since(two: Lanes) -> None:
    two.start()
    (alone,) = two.looked_at()
    assert two.begins(alone)
    two.plant.journal.batches.pause(two.batch_id, because="interrupted", who="ana")
    two.spread()
    two.start()
    assert not two.begins(alone)
    assert all(map(two.begins, two.looked_at()))


def test_all_lanes_of_a_worker_keep_the_bytes_of_files_together(two: Lanes) -> None:
    two.spread()
    two.start()
    around: Any = SimpleNamespace(contents=MediaContents(), looks=LatestLook())
    starts = [
        Lane(around, number, connection, 1)._start(work)
        for (connection, number), work in zip(two.known, two.looked_at(), strict=True)
    ]
    assert all(each.contents is around.contents for each in starts)
