"""A batch with several connections, sent by workers: each connection's lane has its own rows."""

import threading
from collections.abc import Iterator

import pytest

from batch_sender.config.settings import Settings
from batch_sender.config.through import Through
from batch_sender.deliver.session import Dispatch
from batch_sender.journal.errors import SentByWorkers
from batch_sender.models import BatchState, MessageState
from batch_sender.operations.hand_over import hand_over
from batch_sender.operations.options import Onlooker
from batch_sender.standin import LineState, StandIn, no_faults
from batch_sender.timing.clock import SystemClock
from tests.support import AtArrival, checked_batch, message
from tests.worker.processes import Plant

pytestmark = pytest.mark.postgres

NAMES = ("vendas1", "vendas2")


@pytest.fixture
def phones() -> Iterator[dict[str, StandIn]]:
    running = {
        name: StandIn(tokens={f"tok-{name}": LineState.CONNECTED}, faults=no_faults)
        for name in NAMES
    }
    for each in running.values():
        each.start()
    yield running
    for each in running.values():
        each.close()


def handed_over(
    plant: Plant,
    through: tuple[Through, ...],
    *,
    rows: int,
    batch_id: int | None = None,
    **how: object,
) -> int:
    """Hand a batch over to the workers, and do not look on."""
    settings = Settings(gap=0)
    if batch_id is None:
        batch_id = checked_batch(
            plant.journal, [message(row, 1500 + row) for row in range(2, rows + 2)], settings
        )
    gone = threading.Event()
    gone.set()
    order = Dispatch(
        batch_id=batch_id,
        connection=through[0].connection,
        through=through if len(through) > 1 else (),
        named=how.pop("named", True) is True,
        settings=settings,
        who="ana",
        by_workers=True,
        **how,  # type: ignore[arg-type]  # as a test has it
    )
    hand_over(plant.journal, order, clock=SystemClock(), onlooker=Onlooker(stop=gone))
    return batch_id


def test_each_worker_sends_the_rows_of_its_connection(
    plant: Plant, phones: dict[str, StandIn]
) -> None:
    made = {name: plant.connect(phones[name], name) for name in NAMES}
    through = tuple(
        Through(connection=made[name][0], weight=weight)
        for name, weight in zip(NAMES, (1, 3), strict=True)
    )
    batch_id = handed_over(plant, through, rows=40)
    for name in NAMES:
        plant.work(plant.file_of(made[name][0]))
    plant.wait_for(BatchState.FINISHED, batch_id)
    assert {name: len(each.arrived()) for name, each in phones.items()} == {
        "vendas1": 10,
        "vendas2": 30,
    }
    assert all(times == 1 for each in phones.values() for times in each.arrived().values())
    record = plant.journal.batches.one(batch_id)
    assert [each.counts.accepted for each in record.connections] == [10, 30]


def test_an_ill_connection_stops_its_part_and_its_rows_move_when_asked(
    plant: Plant, phones: dict[str, StandIn]
) -> None:
    made = {name: plant.connect(phones[name], name) for name in NAMES}
    ill = phones["vendas2"]
    ill.tell(AtArrival(3, lambda: ill.set_line(LineState.NOT_STARTED)))
    through = tuple(Through(connection=made[name][0]) for name in NAMES)
    plant.work(plant.file_of(*(made[name][0] for name in NAMES)))
    batch_id = handed_over(plant, through, rows=40)
    plant.wait_for(BatchState.PAUSED, batch_id)
    record = plant.journal.batches.one(batch_id)
    assert [each.name for each in record.stopped] == ["vendas2"]
    assert record.connections[0].counts.accepted == 20
    waiting = record.counts.pending
    assert waiting
    handed_over(plant, through[:1], rows=0, batch_id=batch_id, named=False, move_from=("vendas2",))
    plant.wait_for(BatchState.FINISHED, batch_id)
    assert plant.states(batch_id) == {MessageState.ACCEPTED: 40}
    assert len(phones["vendas1"].accepted()) == 20 + waiting
    accepted = [*phones["vendas1"].accepted().items(), *phones["vendas2"].accepted().items()]
    assert len({number for number, _times in accepted}) == len(accepted) == 40


def test_rows_move_only_while_nobody_sends_them(plant: Plant, phones: dict[str, StandIn]) -> None:
    through = tuple(Through(connection=plant.connect(phones[name], name)[0]) for name in NAMES)
    batch_id = handed_over(plant, through, rows=6)
    again = {"named": False, "move_from": ("vendas2",)}
    with pytest.raises(SentByWorkers):
        handed_over(plant, through[:1], rows=0, batch_id=batch_id, **again)
    plant.journal.batches.pause(batch_id, because="interrupted", who="ana")
    handed_over(plant, through[:1], rows=0, batch_id=batch_id, **again)
    first, second = plant.journal.batches.one(batch_id).connections
    assert (first.counts.pending, second.counts.pending) == (6, 0)


def test_the_first_few_leave_through_one_connection_and_are_counted_over_all(
    plant: Plant, phones: dict[str, StandIn]
) -> None:
    made = {name: plant.connect(phones[name], name) for name in NAMES}
    through = tuple(
        Through(connection=made[name][0], weight=weight)
        for name, weight in zip(NAMES, (1, 9), strict=True)
    )
    plant.work(plant.file_of(*(made[name][0] for name in NAMES)))
    batch_id = handed_over(plant, through, rows=20, most=6)
    plant.wait_for(BatchState.PAUSED, batch_id)
    # vendas1 has two rows in all: the others of the first six are those of the next connection.
    assert sum(len(each.arrived()) for each in phones.values()) == 6
    assert plant.journal.batches.one(batch_id).paused_because == "canary"
