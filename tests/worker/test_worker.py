"""Workers as processes, real PostgreSQL, real HTTP: each message once, whoever sends it."""

import signal
import time
from pathlib import Path

import pytest

from batch_sender.config.connections import Connection, Token
from batch_sender.config.settings import Settings
from batch_sender.deliver.handed_over import HandedOver
from batch_sender.models import BatchState, MessageState
from batch_sender.standin import LineState, StandIn, no_faults
from tests.proofs.reckoning import Arrivals
from tests.support import TOKEN
from tests.tcp_proxy import TcpProxy
from tests.worker.processes import Plant, plant_in, wait_until, write_connections

pytestmark = pytest.mark.postgres

PACED = Settings(gap=0.2)
BEGUN = (MessageState.SENDING, MessageState.ACCEPTED, MessageState.UNKNOWN)


def arrived_once(api: StandIn) -> bool:
    return set(api.arrived().values()) == {1}


def test_a_worker_sends_a_batch_to_its_end_once(plant: Plant, api: StandIn) -> None:
    connection, number = plant.connect(api)
    batch_id = plant.batch(number, 40)
    worker = plant.work(plant.file_of(connection))
    plant.wait_for(BatchState.FINISHED, batch_id)
    assert plant.states(batch_id) == {MessageState.ACCEPTED: 40}
    assert arrived_once(api)
    assert len(api.arrived()) == 40
    assert worker.terminate() == 0
    assert not plant.journal.lanes.all_workers()
    assert TOKEN not in worker.told()


def test_what_is_handed_over_while_a_worker_runs_is_sent(plant: Plant, api: StandIn) -> None:
    connection, number = plant.connect(api)
    plant.work(plant.file_of(connection))
    wait_until(plant.journal.lanes.all_workers, "a worker beats")
    first, second = plant.batch(number, 5, PACED), plant.batch(number, 5, PACED)
    plant.wait_for(BatchState.FINISHED, first, second)
    third = plant.batch(number, 3)
    plant.wait_for(BatchState.FINISHED, third)
    assert arrived_once(api)


def test_after_a_polite_stop_another_worker_goes_on(plant: Plant, api: StandIn) -> None:
    connection, number = plant.connect(api)
    file = plant.file_of(connection)
    batch_id = plant.batch(number, 40, PACED)
    first = plant.work(file)
    plant.wait_sent(batch_id, 5)
    assert first.terminate() == 0
    assert plant.states(batch_id)[MessageState.SENDING] == 0
    assert plant.state(batch_id) is BatchState.RUNNING
    plant.work(file)
    plant.wait_for(BatchState.FINISHED, batch_id)
    assert plant.states(batch_id) == {MessageState.ACCEPTED: 40}
    assert arrived_once(api)


def test_what_a_killed_worker_had_on_its_way_is_in_doubt_and_the_rest_is_sent(plant: Plant) -> None:
    with StandIn(tokens={TOKEN: LineState.CONNECTED}, faults=no_faults) as api:
        arrivals = Arrivals()
        api.tell(arrivals)
        connection, number = plant.connect(api)
        file = plant.file_of(connection)
        first, second = plant.work(file), plant.work(file)
        wait_until(lambda: len(plant.journal.lanes.all_workers()) == 2, "two workers beat")
        arrivals.hold_after(5)
        batch_id = plant.batch(number, 30)
        on_its_way = {MessageState.ACCEPTED: 5, MessageState.SENDING: 1, MessageState.PENDING: 24}
        wait_until(lambda: plant.states(batch_id) == on_its_way, "the sixth is on its way")
        holder = plant.holders()[number]
        killed = first if f"-{first.pid}-" in holder else second
        killed.kill()
        arrivals.let_go()
        plant.wait_for(BatchState.FINISHED, batch_id, seconds=40)
    states = plant.states(batch_id)
    assert states[MessageState.UNKNOWN] == 1
    assert states[MessageState.ACCEPTED] == 29
    assert set(api.arrived().values()) == {1}


def test_a_frozen_worker_loses_its_lane_and_writes_nothing_when_it_wakes(plant: Plant) -> None:
    with StandIn(tokens={TOKEN: LineState.CONNECTED}, faults=no_faults) as api:
        connection, number = plant.connect(api)
        file = plant.file_of(connection)
        frozen = plant.work(file)
        batch_id = plant.batch(number, 40, Settings(gap=0.5))
        plant.wait_sent(batch_id, 3)
        other = plant.work(file)
        wait_until(lambda: len(plant.journal.lanes.all_workers()) == 2, "two workers beat")
        frozen.freeze()
        wait_until(lambda: f"-{other.pid}-" in plant.holders().get(number, ""), "the other sends")
        plant.wait_sent(batch_id, plant.states(batch_id)[MessageState.ACCEPTED] + 3)
        frozen.wake()
        plant.wait_for(BatchState.FINISHED, batch_id, seconds=120)
        assert frozen.lives
    states = plant.states(batch_id)
    assert states[MessageState.UNKNOWN] <= 1
    assert states[MessageState.ACCEPTED] + states[MessageState.UNKNOWN] == 40
    assert set(api.arrived().values()) == {1}


@pytest.mark.parametrize("asked", ["pause", "cancel"])
def test_a_word_of_a_person_is_heard_within_two_seconds(
    plant: Plant, api: StandIn, asked: str
) -> None:
    connection, number = plant.connect(api)
    batch_id = plant.batch(number, 200, PACED)
    plant.work(plant.file_of(connection))
    plant.wait_sent(batch_id, 2)
    if asked == "pause":
        plant.journal.batches.pause(batch_id, because="asked", who="ana")
    else:
        plant.journal.batches.cancel(batch_id, who="ana")
    at_once = len(api.arrived())
    wait_until(lambda: not plant.holders(), "the lane is given up", seconds=6)
    assert len(api.arrived()) <= at_once + 1
    assert plant.states(batch_id)[MessageState.SENDING] == 0
    if asked == "pause":
        plant.hand_over(batch_id, number)
        plant.wait_sent(batch_id, at_once + 3)
    assert arrived_once(api)


def test_only_who_has_the_token_sends(plant: Plant, api: StandIn) -> None:
    with StandIn(tokens={"another-token": LineState.CONNECTED}, faults=no_faults) as elsewhere:
        mine, here = plant.connect(api)
        theirs, there = plant.connect(elsewhere, "filial")
        plant.work(plant.file_of(mine), "--name", "um")
        plant.work(plant.file_of(theirs), "--name", "dois")
        wait_until(lambda: len(plant.journal.lanes.all_workers()) == 2, "two workers beat")
        first, second = plant.batch(here, 8, PACED), plant.batch(there, 8, PACED)
        wait_until(lambda: len(plant.holders()) == 2, "both are sent")
        holders = plant.holders()
        assert holders[here].startswith("um-")
        assert holders[there].startswith("dois-")
        plant.wait_for(BatchState.FINISHED, first, second)
        assert len(elsewhere.arrived()) == 8


def test_a_connection_that_is_added_while_it_runs_is_served(plant: Plant, api: StandIn) -> None:
    with StandIn(tokens={"another-token": LineState.CONNECTED}, faults=no_faults) as elsewhere:
        first, _one = plant.connect(api)
        second, number = plant.connect(elsewhere, "filial")
        batch_id = plant.batch(number, 30, PACED)
        file = plant.file_of(first)
        plant.work(file)
        wait_until(plant.journal.lanes.all_workers, "a worker beats")
        assert not elsewhere.arrived()
        write_connections(file, first, second)
        plant.wait_sent(batch_id, 2, seconds=20)
        write_connections(file, first)
        wait_until(lambda: not plant.holders(), "it is given up", seconds=20)
        assert plant.state(batch_id) is BatchState.RUNNING


def test_a_second_worker_gets_its_share_and_then_nothing_moves(plant: Plant) -> None:
    tokens = [f"token-{n}" for n in range(6)]
    with StandIn(tokens=dict.fromkeys(tokens, LineState.CONNECTED), faults=no_faults) as shared:
        known = [
            plant.know(Connection(name=f"c{n}", url=shared.url, token=Token(token)))
            for n, token in enumerate(tokens)
        ]
        file = plant.file_of(*(each for each, _n in known))
        batches = [plant.batch(number, 300, Settings(gap=1)) for _each, number in known]
        first = plant.work(file)
        wait_until(lambda: len(plant.holders()) == 6, "one worker holds all")
        second = plant.work(file)

        def each_has_three() -> bool:
            holders = list(plant.holders().values())
            theirs = [sum(f"-{who.pid}-" in each for each in holders) for who in (first, second)]
            return theirs == [3, 3]

        wait_until(lambda: len(plant.journal.lanes.all_workers()) == 2, "two workers beat")
        assert wait_until(each_has_three, "half of them moved", seconds=20) < 12
        epochs = plant.epochs()
        time.sleep(5)  # long enough for whatever bounces to show
        assert plant.epochs() == epochs
        assert second.terminate() == 0
        wait_until(lambda: len(plant.holders()) == 6, "they come back", seconds=20)
        for each in batches:
            plant.journal.batches.cancel(each, who="ana")
    assert set(shared.arrived().values()) == {1}


def test_what_nobody_has_the_token_for_any_more_is_settled(plant: Plant) -> None:
    with StandIn(tokens={TOKEN: LineState.CONNECTED}, faults=no_faults) as api:
        arrivals = Arrivals()
        api.tell(arrivals)
        connection, number = plant.connect(api)
        file = plant.file_of(connection)
        arrivals.hold_after(0)
        batch_id = plant.batch(number, 3)
        first = plant.work(file)
        wait_until(lambda: plant.states(batch_id)[MessageState.SENDING], "one is on its way")
        assert arrivals.wait_for_more(0)
        first.kill()
        arrivals.let_go()
        plant.journal.batches.pause(batch_id, because="asked", who="ana")
        plant.work(plant.file_of(Connection(name="x", url=api.url, token=Token("other"))))
        wait_until(lambda: plant.states(batch_id)[MessageState.UNKNOWN] == 1, "it is in doubt")
    assert plant.state(batch_id) is BatchState.PAUSED


def test_the_first_few_leave_and_then_somebody_is_asked(plant: Plant, api: StandIn) -> None:
    connection, number = plant.connect(api)
    batch_id = plant.hand_over(plant.checked(10), number, HandedOver(first_few=4))
    plant.work(plant.file_of(connection))
    plant.wait_for(BatchState.PAUSED, batch_id)
    assert plant.journal.batches.one(batch_id).paused_because == "canary"
    assert len(api.arrived()) == 4
    plant.hand_over(batch_id, number)
    plant.wait_for(BatchState.FINISHED, batch_id)
    assert arrived_once(api)


def test_it_lives_through_the_loss_of_every_session(plant: Plant, api: StandIn) -> None:
    connection, number = plant.connect(api)
    batch_id = plant.batch(number, 60, PACED)
    worker = plant.work(plant.file_of(connection))
    plant.wait_sent(batch_id, 3)
    lost = plant.journal.lanes.end_sessions(frozenset({plant.holders()[number]}))
    assert lost >= 3
    plant.wait_for(BatchState.FINISHED, batch_id)
    assert worker.lives
    states = plant.states(batch_id)
    assert states[MessageState.UNKNOWN] <= 1
    assert states[MessageState.ACCEPTED] + states[MessageState.UNKNOWN] == 60
    assert arrived_once(api)
    assert "Traceback" not in worker.told()


def test_nothing_leaves_while_the_database_is_away_and_it_goes_on_by_itself(
    schema: str, tmp_path: Path, api: StandIn
) -> None:
    with TcpProxy.before(schema) as proxy, plant_in(schema, tmp_path) as plant:
        connection, number = plant.connect(api)
        batch_id = plant.batch(number, 60, PACED)
        worker = plant.work(
            plant.file_of(connection), environment={"BATCH_SENDER_JOURNAL": proxy.url(schema)}
        )
        plant.wait_sent(batch_id, 3)
        proxy.cut()
        marked = sum(plant.states(batch_id)[each] for each in BEGUN)
        wait_until(lambda: "asked again until it answers" in worker.told(), "it notices")
        assert len(api.arrived()) <= marked
        sent = plant.states(batch_id)[MessageState.ACCEPTED]
        proxy.mend()
        plant.wait_sent(batch_id, sent + 1, seconds=25)
        plant.wait_for(BatchState.FINISHED, batch_id, seconds=90)
        assert worker.lives
        told = worker.told()
    assert told.count("asked again until it answers") == 1
    assert "answers again" in told
    assert "Traceback" not in told
    states = plant.states(batch_id)
    assert states[MessageState.UNKNOWN] <= 1
    assert states[MessageState.ACCEPTED] + states[MessageState.UNKNOWN] == 60
    assert arrived_once(api)


def test_a_second_ctrl_c_says_that_it_waits(plant: Plant) -> None:
    with StandIn(tokens={TOKEN: LineState.CONNECTED}, faults=no_faults) as api:
        arrivals = Arrivals()
        api.tell(arrivals)
        connection, number = plant.connect(api)
        arrivals.hold_after(0)
        batch_id = plant.batch(number, 3)
        worker = plant.work(plant.file_of(connection))
        wait_until(lambda: plant.states(batch_id)[MessageState.SENDING], "one is on its way")
        assert arrivals.wait_for_more(0)
        worker.signal(signal.SIGINT)
        wait_until(lambda: "Stopping: what is on its way" in worker.told(), "it says so")
        worker.signal(signal.SIGINT)
        wait_until(lambda: "Stopping already" in worker.told(), "it says that it waits")
        assert worker.lives
        arrivals.let_go()
        assert worker.ended() == 0
    states = plant.states(batch_id)
    assert states == {MessageState.ACCEPTED: 1, MessageState.PENDING: 2}
