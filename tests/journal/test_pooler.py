"""A pooler in transaction mode is refused wherever a lock is to last; any other way in is taken."""

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, make_url, text

from batch_sender.journal import Journal
from batch_sender.journal.database.engine import open_engine
from batch_sender.journal.database.pooler import refuse_pooler
from batch_sender.journal.errors import PoolerInBetween
from batch_sender.standin import StandIn
from tests.journal.desk import Desk, new_batch
from tests.journal.desk import text as row
from tests.pgbouncer import pgbouncer
from tests.support import FakeClock, Run

pytestmark = pytest.mark.postgres

ROUND_ROBIN = "server_round_robin = 1\nmin_pool_size = 8"


@pytest.fixture(scope="module")
def database(postgres: str) -> Iterator[str]:
    """A database of its own: PgBouncer lets no schema be chosen."""
    import psycopg  # noqa: PLC0415

    name = f"pooled_{os.getpid()}"
    with psycopg.connect(postgres, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name}")
        url = make_url(postgres).set(database=name).render_as_string(hide_password=False)
        Journal(url).close()
        yield url
        admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.mark.parametrize("more", ["", ROUND_ROBIN])
def test_transaction_mode_is_refused_whoever_else_uses_the_pool(
    database: str, tmp_path: Path, more: str
) -> None:
    with pgbouncer(database, tmp_path, mode="transaction", more=more) as url, busy(url):
        for _again in range(5):
            with opened(url) as engine, pytest.raises(PoolerInBetween):
                refuse_pooler(engine)


@pytest.mark.parametrize("wanted", ["direct", "session"])
def test_no_other_way_in_is_refused_however_many_use_it(
    database: str, tmp_path: Path, wanted: str
) -> None:
    with pgbouncer(database, tmp_path, mode="session") as pooled:
        url = database if wanted == "direct" else pooled
        with busy(url):
            for _again in range(20):
                with opened(url) as engine:
                    refuse_pooler(engine)


def test_nothing_is_judged_or_sent_through_it_and_what_is_there_can_be_read(
    database: str, tmp_path: Path, clock: FakeClock
) -> None:
    pooled = pgbouncer(database, tmp_path, mode="transaction")
    with pooled as url, Journal(url, now=clock.now) as journal:
        desk = Desk(journal, clock)
        with pytest.raises(PoolerInBetween), journal.batches.judging(new_batch()):
            pytest.fail("a list was judged")
        with Journal(database, now=clock.now) as direct:
            batch = Desk(direct, clock).checked(row(2))
        with pytest.raises(PoolerInBetween), journal.batches.holding(batch):
            pytest.fail("a batch was held")
        with pytest.raises(PoolerInBetween):
            journal.lanes.locks().open()
        assert journal.batches.counts(batch).pending == 1
        assert desk.connection


def test_send_says_so_and_sends_nothing(database: str, place: Path, run: Run, api: StandIn) -> None:
    (place / "clientes.csv").write_text("nome,telefone\nAna,11987654321\n", "utf-8")
    with pgbouncer(database, place, mode="transaction") as url:
        code, _out, err = run("send", "clientes.csv", "--text", "Oi", "--yes", "--journal", url)
    assert code == 1
    assert "pooler in transaction mode" in err
    assert not [each for each in api.received if each.number]


class opened:  # noqa: N801 - reads as a verb
    def __init__(self, url: str) -> None:
        self._engine = open_engine(url)

    def __enter__(self) -> Engine:
        return self._engine

    def __exit__(self, *_exc: object) -> None:
        self._engine.dispose()


class busy:  # noqa: N801 - reads as a verb
    """Others who keep taking sessions and giving them back meanwhile."""

    def __init__(self, url: str) -> None:
        self._engine = open_engine(url)
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._work) for _each in range(3)]

    def _work(self) -> None:
        while not self._stop.is_set():
            with self._engine.connect() as connection, connection.begin():
                connection.connection.driver_connection.prepare_threshold = None  # type: ignore[union-attr]
                connection.execute(text("SELECT 1")).scalar()

    def __enter__(self) -> None:
        for each in self._threads:
            each.start()

    def __exit__(self, *_exc: object) -> None:
        self._stop.set()
        for each in self._threads:
            each.join()
        self._engine.dispose()
