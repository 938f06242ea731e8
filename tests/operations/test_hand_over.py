"""A batch that is handed over to the workers: whoever did it looks on, and it goes on without them."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import batch_sender
from batch_sender.config.connections import Connection
from batch_sender.config.settings import Settings
from batch_sender.deliver.errors import LookingOnBroke
from batch_sender.deliver.health import PauseReason
from batch_sender.deliver.session import Dispatch
from batch_sender.journal import Journal
from batch_sender.journal.errors import SentByWorkers
from batch_sender.journal.lanes.errors import WorkersNeedServer
from batch_sender.models import BatchState, LookRecord, MessageState
from batch_sender.models.held_up import HeldUp
from batch_sender.operations import connections
from batch_sender.operations.hand_over import hand_over
from batch_sender.operations.options import Caller, Onlooker, SendOptions
from batch_sender.operations.pause import pause
from batch_sender.operations.questions import Answer, AnswerNeeded, GoOnAfterFirstFew
from batch_sender.operations.send import SendOutcome, Sent, go_on, send
from batch_sender.operations.status import is_being_sent
from batch_sender.standin import StandIn
from batch_sender.timing.clock import SystemClock
from tests.support import Watcher, checked_batch, connection_to, message, number
from tests.tcp_proxy import TcpProxy
from tests.worker.processes import Plant, WorkerProcess, plant_in

pytestmark = pytest.mark.postgres

OPTIONS = SendOptions(yes=True, workers=True)
ROWS = range(2, 12)


class Looker(Watcher):
    """Looks on, remembers what it hears, and may stop looking."""

    def __init__(self) -> None:
        super().__init__()
        self.stop = threading.Event()
        self.held: list[HeldUp | None] = []

    @contextmanager
    def watching(self, dispatch: Dispatch) -> Iterator[Onlooker]:
        self.dispatch = dispatch
        yield Onlooker(watch=self, stop=self.stop, held_up=self.held.append)


@pytest.fixture
def plant(schema: str, tmp_path: Path) -> Iterator[Plant]:
    with plant_in(schema, tmp_path) as made:
        yield made


@pytest.fixture
def book(plant: Plant) -> Journal:
    return plant.journal


@pytest.fixture
def connection(api: StandIn) -> Connection:
    return connection_to(api)


def working(plant: Plant, connection: Connection) -> WorkerProcess:
    return plant.work(plant.file_of(connection))


def batch_of(book: Journal, rows: range = ROWS, **settings: Any) -> int:
    wanted = Settings(**{"gap": 0, "window": "always", **settings})
    return checked_batch(
        book, [message(row, row)._replace(new_person=True) for row in rows], wanted
    )


def sent(
    book: Journal,
    batch: int,
    connection: Connection,
    looker: Looker,
    *answers: Answer,
    options: SendOptions = OPTIONS,
    carry_on: Callable[..., SendOutcome] = send,
    **caller: Any,
) -> SendOutcome:
    by = Caller(who="ana", watching=looker.watching, **caller)
    return carry_on(book, batch, connections.probed(connection, Settings()), options, by, answers)


@contextmanager
def in_background(work: Callable[[], object]) -> Iterator[threading.Thread]:
    """Run it beside the block, which has to let it end."""
    faults: list[BaseException] = []

    def guarded() -> None:
        try:
            work()
        except BaseException as err:  # noqa: BLE001 - raised again below
            faults.append(err)

    thread = threading.Thread(target=guarded)
    thread.start()
    yield thread
    thread.join(60)
    assert not thread.is_alive()
    if faults:
        raise faults[0]


def until(holds: Callable[[], object], *, seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.02)


def kinds(book: Journal, batch: int) -> list[str]:
    return [each.kind for each in book.batches.events(batch)]


def left(api: StandIn) -> list[str]:
    return sorted(each.number for each in api.received if each.number)


def test_workers_send_it_and_whoever_handed_it_over_hears_how_it_goes(
    book: Journal, plant: Plant, api: StandIn, connection: Connection
) -> None:
    batch, looker = batch_of(book), Looker()
    working(plant, connection)
    outcome = sent(book, batch, connection, looker)
    assert isinstance(outcome, Sent)
    assert (outcome.batch.state, outcome.batch.by_workers) == (BatchState.FINISHED, True)
    assert looker.states == [MessageState.ACCEPTED] * len(ROWS)
    assert left(api) == [number(row) for row in ROWS]
    assert kinds(book, batch)[1:] == ["started", "finished"]
    begun = book.batches.events(batch)[1]
    assert (begun.who, begun.detail["id"]) == ("ana", "workers")


def test_a_file_takes_no_workers(journal: Journal, api: StandIn, connection: Connection) -> None:
    batch = batch_of(journal)
    with pytest.raises(WorkersNeedServer):
        sent(journal, batch, connection, Looker())
    assert journal.batches.state(batch) is BatchState.CHECKED
    assert not left(api)


def test_what_holds_it_up_is_said_once_and_again_when_nothing_does(
    book: Journal, plant: Plant, api: StandIn, connection: Connection
) -> None:
    batch, looker = batch_of(book), Looker()
    with in_background(lambda: sent(book, batch, connection, looker)):
        until(lambda: looker.held == [HeldUp.NO_WORKER])
        stranger = replace(connection, url=connection.url.replace("127.0.0.1", "localhost"))
        working(plant, stranger)
        until(lambda: looker.held == [HeldUp.NO_WORKER, HeldUp.NO_TOKEN])
        assert not left(api)
        working(plant, connection)
        until(lambda: book.batches.state(batch) is BatchState.FINISHED)
    assert looker.held[:2] == [HeldUp.NO_WORKER, HeldUp.NO_TOKEN]
    assert len(left(api)) == len(ROWS)


def test_who_stops_looking_on_stops_nothing(
    book: Journal, plant: Plant, api: StandIn, connection: Connection
) -> None:
    batch, looker = batch_of(book), Looker()
    with in_background(lambda: sent(book, batch, connection, looker)):
        until(lambda: looker.held == [HeldUp.NO_WORKER])
        looker.stop.set()
    assert book.batches.state(batch) is BatchState.RUNNING
    assert is_being_sent(book, book.batches.one(batch))
    book.batches.settle_abandoned(who="bia")
    assert book.batches.state(batch) is BatchState.RUNNING, (
        "it waits for a worker, and for nobody else"
    )
    working(plant, connection)
    outcome = sent(book, batch, connection, Looker(), carry_on=go_on)
    assert isinstance(outcome, Sent)
    assert outcome.batch.state is BatchState.FINISHED
    assert left(api) == [number(row) for row in ROWS]
    assert kinds(book, batch)[1:] == ["started", "finished"], "it was looked on at, not begun anew"


def test_a_pause_from_elsewhere_is_heard_and_without_the_option_it_goes_back_to_the_workers(
    book: Journal, plant: Plant, api: StandIn, connection: Connection
) -> None:
    batch = batch_of(book, range(2, 60), gap=0.05)
    working(plant, connection)
    with in_background(lambda: sent(book, batch, connection, Looker())) as looking:
        until(lambda: len(left(api)) > 3)
        began = time.monotonic()
        pause(book, batch, who="bia")
        looking.join(20)
        assert time.monotonic() - began < 5
    stood = len(left(api))
    assert stood < 58
    outcome = sent(book, batch, connection, Looker(), options=SendOptions(yes=True), carry_on=go_on)
    assert isinstance(outcome, Sent)
    assert (outcome.batch.state, outcome.batch.by_workers) == (BatchState.FINISHED, True)
    assert left(api) == sorted(number(row) for row in range(2, 60))


def test_from_here_it_is_sent_only_once_it_is_paused(
    book: Journal, api: StandIn, connection: Connection
) -> None:
    batch, looker = batch_of(book), Looker()
    with in_background(lambda: sent(book, batch, connection, looker)):
        until(lambda: looker.held)
        here = SendOptions(yes=True, here=True)
        with pytest.raises(SentByWorkers):
            sent(book, batch, connection, Looker(), options=here, carry_on=go_on)
        assert not left(api)
        pause(book, batch, who="bia")
    outcome = sent(book, batch, connection, Looker(), options=here, carry_on=go_on)
    assert isinstance(outcome, Sent)
    assert (outcome.batch.state, outcome.batch.by_workers) == (BatchState.FINISHED, False)
    assert left(api) == [number(row) for row in ROWS]


def test_no_row_is_moved_while_workers_may_claim_it_and_that_is_said(
    book: Journal, connection: Connection
) -> None:
    batch, looker = batch_of(book), Looker()
    with in_background(lambda: sent(book, batch, connection, looker)):
        until(lambda: looker.held)
        moving = replace(looker.dispatch, move_from=("vendas",))
        another = Looker()
        another.stop.set()
        with pytest.raises(SentByWorkers), another.watching(moving) as onlooker:
            hand_over(book, moving, clock=SystemClock(), onlooker=onlooker)
        looker.stop.set()
    assert is_being_sent(book, book.batches.one(batch))


def test_it_goes_on_while_a_lane_still_holds_it(
    book: Journal, plant: Plant, api: StandIn, connection: Connection
) -> None:
    batch, looker, again = batch_of(book), Looker(), Looker()
    locks = book.lanes.locks()
    locks.open()
    with closing(locks), ExitStack() as lane:
        with in_background(lambda: sent(book, batch, connection, looker)):
            until(lambda: looker.held)
            assert lane.enter_context(locks.batch(batch))
            pause(book, batch, who="bia")
        with in_background(lambda: sent(book, batch, connection, again, carry_on=go_on)):
            until(lambda: again.held)
            assert book.batches.state(batch) is BatchState.RUNNING
            assert book.batches.is_held(batch)
            lane.close()
            working(plant, connection)
            until(lambda: book.batches.state(batch) is BatchState.FINISHED)
    assert left(api) == [number(row) for row in ROWS]


def test_the_first_few_leave_and_the_others_wait_for_a_word(
    book: Journal, plant: Plant, api: StandIn, connection: Connection
) -> None:
    batch, looker = batch_of(book), Looker()
    few = replace(OPTIONS, canary=3)
    working(plant, connection)
    outcome = sent(book, batch, connection, looker, options=few)
    assert isinstance(outcome, AnswerNeeded)
    assert isinstance(outcome.question, GoOnAfterFirstFew)
    assert len(left(api)) == 3
    assert looker.states == [MessageState.ACCEPTED] * 3
    yes = Answer(to=outcome.question.key, yes=True)
    outcome = sent(book, batch, connection, Looker(), yes, options=few)
    assert isinstance(outcome, Sent)
    assert outcome.batch.state is BatchState.FINISHED
    assert left(api) == [number(row) for row in ROWS]


def test_a_look_that_is_drawn_meanwhile_is_told_of(
    book: Journal, plant: Plant, api: StandIn, connection: Connection
) -> None:
    batch = batch_of(book, range(2, 40), gap=0.1)
    told: list[LookRecord] = []
    working(plant, connection)
    sent(
        book,
        batch,
        connection,
        Looker(),
        options=replace(OPTIONS, look_after=5),
        look_drawn=told.append,
    )
    assert [each.batch for each in told] == [batch]
    assert len(left(api)) == 38


def test_whoever_looks_on_lives_through_a_journal_that_is_away(
    book: Journal, plant: Plant, api: StandIn, connection: Connection
) -> None:
    batch, looker = batch_of(book, range(2, 60), gap=0.1), Looker()
    proxy = TcpProxy.before(plant.location)
    working(plant, connection)
    with (
        closing(proxy),
        Journal(proxy.url(plant.location)) as far,
        in_background(lambda: sent(far, batch, connection, looker)),
    ):
        until(lambda: len(left(api)) > 2)
        proxy.cut()
        until(lambda: HeldUp.JOURNAL_AWAY in looker.held)
        proxy.mend()
        until(lambda: looker.held[-1] is None)
    assert book.batches.state(batch) is BatchState.FINISHED
    assert Counter(looker.states) == {MessageState.ACCEPTED: 58}
    assert len(left(api)) == 58


def test_who_leaves_while_the_journal_is_away_is_told_that_it_goes_on(
    book: Journal, plant: Plant, connection: Connection
) -> None:
    batch, looker = batch_of(book), Looker()
    proxy = TcpProxy.before(plant.location)
    with closing(proxy), Journal(proxy.url(plant.location)) as far:

        def handed_over() -> None:
            with pytest.raises(LookingOnBroke) as told:
                sent(far, batch, connection, looker)
            assert told.value.exit_code == 4

        with in_background(handed_over):
            until(lambda: looker.held == [HeldUp.NO_WORKER])
            proxy.cut()
            until(lambda: looker.held[-1] is HeldUp.JOURNAL_AWAY)
            looker.stop.set()
    assert book.batches.state(batch) is BatchState.RUNNING


def test_from_a_script_too(
    book: Journal, plant: Plant, api: StandIn, connection: Connection
) -> None:
    batch = batch_of(book)
    working(plant, connection)
    done: list[int] = []
    ended = batch_sender.send(
        book, batch, connection=connection, workers=True, as_judged=True, progress=done.append
    )
    assert (ended.state, ended.by_workers, sum(done)) == (BatchState.FINISHED, True, len(ROWS))
    assert left(api) == [number(row) for row in ROWS]


def test_outside_the_hours_it_says_until_when(book: Journal, connection: Connection) -> None:
    far = replace(connection, url="https://192.0.2.1/x")  # never called: nothing leaves now
    batch = batch_of(book, window=_closed_now())
    looker = Looker()
    by = Caller(who="ana", watching=looker.watching)
    with in_background(lambda: send(book, batch, connections.Tested(connection=far), OPTIONS, by)):
        until(lambda: looker.waited_until)
        pause(book, batch, who="bia")
    assert set(looker.waited_because) == {PauseReason.OUTSIDE_WINDOW}


def test_once_the_days_messages_have_left_it_says_until_when(
    book: Journal, plant: Plant, api: StandIn, connection: Connection
) -> None:
    batch, looker = batch_of(book, daily_cap=3), Looker()
    working(plant, connection)
    with in_background(lambda: sent(book, batch, connection, looker)):
        until(lambda: PauseReason.CAP_REACHED in looker.waited_because, seconds=60)
        pause(book, batch, who="bia")
    assert len(left(api)) == 3


def _closed_now() -> str:
    """Return hours of another day than this one."""
    days = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    today = time.gmtime().tm_wday
    return f"{days[(today + 3) % 7]} 08:00-09:00"
