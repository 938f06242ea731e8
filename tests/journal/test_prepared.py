"""A prepared statement does what SQLAlchemy's own execution of it does, in both databases."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, bindparam, func, insert, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from batch_sender.errors import JournalServerUnreachable
from batch_sender.journal import Journal
from batch_sender.journal.engine import open_engine
from batch_sender.journal.prepared import Prepared
from batch_sender.journal.tables import batches, events
from batch_sender.models import BatchState
from tests.journal.desk import Desk
from tests.journal.desk import text as row
from tests.support import FakeClock

NOON = datetime(2026, 3, 1, 12, 0, 0, 123456, tzinfo=UTC)
EVENT = {
    "id": 7,
    "batch_id": None,
    "at": NOON,
    "kind": BatchState.PAUSED,
    "who": "Zé d'Água; 100 %",
    "detail": {"rows": [1, 2.5, None], "said": "Olá"},
}
ADD = Prepared(insert(events), sets=tuple(EVENT))
FIND = Prepared(select(events).where(events.c.id == bindparam("of")))


@pytest.fixture
def engine(location: str) -> Iterator[Engine]:
    opened = open_engine(location)
    yield opened
    opened.dispose()


@pytest.fixture
def tx(engine: Engine) -> Iterator[Connection]:
    with engine.begin() as connection:
        yield connection


def test_what_goes_in_is_what_sqlalchemy_puts_in(tx: Connection) -> None:
    assert ADD.run(tx, EVENT) == 1
    tx.execute(insert(events), EVENT | {"id": 8})
    kept = tx.execute(text("SELECT at, kind, who, CAST(detail AS TEXT) FROM events ORDER BY id"))
    ours, theirs = kept.all()
    assert ours == theirs


def test_what_comes_out_is_what_sqlalchemy_brings_out(tx: Connection) -> None:
    tx.execute(insert(events), EVENT)
    ours = FIND.first(tx, {"of": 7})
    theirs = tx.execute(select(events)).one()
    assert (tuple(ours), ours._fields) == (tuple(theirs), theirs._fields)
    assert (ours.at, ours.detail, ours.batch_id) == (NOON, EVENT["detail"], None)


def test_every_column_of_a_batch_comes_out_alike(desk: Desk) -> None:
    batch_id = desk.running(row(2), gap=2.5)
    one = select(batches).where(batches.c.id == bindparam("of"))
    with desk.journal._engine.connect() as connection:
        ours = Prepared(one).first(connection, {"of": batch_id})
        assert tuple(ours) == tuple(connection.execute(one, {"of": batch_id}).one())
        assert (ours.gap_seconds, ours.state) == (2.5, BatchState.RUNNING)


def test_what_returns_rows_gives_the_first_and_its_change_stands(tx: Connection) -> None:
    tx.execute(insert(events), [EVENT, EVENT | {"id": 8}])
    later = update(events).where(events.c.id >= bindparam("of")).returning(events.c.id, events.c.at)
    found = Prepared(later, sets=("at",)).first(tx, {"of": 7, "at": NOON + timedelta(hours=1)})
    assert found.at == NOON + timedelta(hours=1)
    assert set(tx.execute(select(events.c.at)).scalars()) == {NOON + timedelta(hours=1)}


def test_what_a_statement_itself_says_is_said_each_time(tx: Connection) -> None:
    tx.execute(insert(events), EVENT)
    named = Prepared(
        update(events).where(events.c.id == bindparam("of")).values(who="ana", at=NOON)
    )
    assert [named.run(tx, {"of": number}) for number in (7, 8, 7)] == [1, 0, 1]
    assert FIND.first(tx, {"of": 7}).who == "ana"


def test_nothing_found_is_none(tx: Connection) -> None:
    assert FIND.first(tx, {"of": 7}) is None
    assert FIND.scalar(tx, {"of": 7}) is None
    assert Prepared(select(func.count()).select_from(events)).scalar(tx, {}) == 0


def test_it_is_part_of_the_transaction(engine: Engine) -> None:
    with engine.connect() as connection:
        ADD.run(connection, EVENT)
        connection.rollback()
        assert FIND.first(connection, {"of": 7}) is None
        ADD.run(connection, EVENT)
        connection.commit()
    with engine.connect() as connection:
        assert FIND.first(connection, {"of": 7}) is not None


# ── errors ────────────────────────────────────────────────────────────────────────────────────


def test_a_naive_moment_is_refused(tx: Connection) -> None:
    with pytest.raises(ValueError, match="naive"):
        ADD.run(tx, EVENT | {"at": NOON.replace(tzinfo=None)})


def test_a_value_that_is_missing_is_no_null(tx: Connection) -> None:
    with pytest.raises(KeyError):
        ADD.run(tx, {name: value for name, value in EVENT.items() if name != "batch_id"})


def test_an_error_is_sqlalchemys_and_tells_no_values(engine: Engine) -> None:
    with engine.connect() as connection:
        ADD.run(connection, EVENT)
        with pytest.raises(IntegrityError) as refused:
            ADD.run(connection, EVENT)
    assert "Água" not in str(refused.value)
    assert not refused.value.connection_invalidated


def test_an_error_leaves_what_stands_before_a_savepoint(tx: Connection) -> None:
    ADD.run(tx, EVENT)
    with pytest.raises(IntegrityError), tx.begin_nested():
        ADD.run(tx, EVENT)
    assert FIND.first(tx, {"of": 7}) is not None


@pytest.mark.postgres
def test_a_connection_that_is_gone_is_known_to_be(schema: str) -> None:
    opened = open_engine(schema)
    try:
        with opened.connect() as connection:
            _shoot(opened, connection)
            with pytest.raises(DBAPIError) as lost:
                FIND.first(connection, {"of": 7})
            assert lost.value.connection_invalidated
            assert connection.invalidated
        with opened.connect() as connection:
            assert FIND.first(connection, {"of": 7}) is None
    finally:
        opened.dispose()


@pytest.mark.postgres
def test_a_claim_whose_server_goes_away_says_so_and_goes_on_afterwards(schema: str) -> None:
    clock = FakeClock()
    with Journal(schema, now=clock.now) as journal:
        desk = Desk(journal, clock)
        batch_id = desk.running(row(2), row(3))
        desk.take(batch_id)
        assert journal._writer._connection is not None
        _shoot(journal._engine, journal._writer._connection)
        with pytest.raises(JournalServerUnreachable):
            desk.claim(batch_id)
        assert desk.take(batch_id).row == 3


def _shoot(engine: Engine, connection: Connection) -> None:
    """Let the server end a connection, as it does when it goes down."""
    driver: Any = connection.connection.driver_connection
    with engine.connect() as other:
        other.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": driver.info.backend_pid})
