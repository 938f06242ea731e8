"""A prepared statement does what SQLAlchemy's own execution does: values, rows and errors."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import Connection, Engine, bindparam, insert, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError, InvalidRequestError

from batch_sender.journal.database.engine import open_engine
from batch_sender.journal.database.faults import is_transient, took_everything
from batch_sender.journal.database.prepared import Prepared
from batch_sender.journal.schema.tables import rate_limits

NOON = datetime(2026, 11, 23, 12, 0, 0, 250_000, tzinfo=UTC)

OF = rate_limits.c.key == bindparam("of")
ADD, CHANGE, READ = (
    Prepared(insert(rate_limits)),
    Prepared(update(rate_limits).where(OF)),
    Prepared(select(rate_limits).where(OF)),
)


@pytest.fixture
def engine(location: str) -> Iterator[Engine]:
    opened = open_engine(location)
    yield opened
    opened.dispose()


@pytest.fixture
def tx(engine: Engine) -> Iterator[Connection]:
    with engine.connect() as connection, connection.begin() as transaction:
        ADD.run(connection, {"key": "a", "next_at": NOON})
        yield connection
        if transaction.is_active:
            transaction.rollback()


def test_a_row_is_what_sqlalchemy_reads(tx: Connection) -> None:
    found = READ.first(tx, {"of": "a"})
    assert found._asdict() == tx.execute(select(rate_limits)).one()._asdict()
    assert (found.key, found.next_at, found.drained_at) == ("a", NOON, None)


def test_a_moment_is_kept_in_utc_wherever_it_comes_from(tx: Connection) -> None:
    there = NOON.astimezone(timezone(timedelta(hours=-3)))
    assert CHANGE.run(tx, {"of": "a", "drained_at": there}) == 1
    assert READ.first(tx, {"of": "a"}).drained_at == NOON


def test_who_names_other_columns_sets_those_alone(tx: Connection) -> None:
    CHANGE.run(tx, {"of": "a", "drained_at": NOON, "estimated_at": NOON})
    CHANGE.run(tx, {"of": "a", "next_at": NOON + timedelta(seconds=1)})
    found = READ.first(tx, {"of": "a"})
    assert (found.next_at, found.drained_at) == (NOON + timedelta(seconds=1), NOON)


def test_where_there_is_none_it_says_so(tx: Connection) -> None:
    assert READ.first(tx, {"of": "b"}) is None
    assert CHANGE.run(tx, {"of": "b", "next_at": NOON}) == 0


def test_a_value_that_is_wanting_is_not_taken_for_an_empty_one(tx: Connection) -> None:
    with pytest.raises(InvalidRequestError, match="of"):
        CHANGE.run(tx, {"next_at": NOON})


def test_a_refused_row_is_the_error_of_sqlalchemy_and_names_no_value(tx: Connection) -> None:
    with pytest.raises(IntegrityError) as refused:
        ADD.run(tx, {"key": "a", "next_at": NOON})
    assert not took_everything(refused.value)
    assert "2026" not in str(refused.value).partition("DETAIL")[0]


@pytest.mark.postgres
def test_a_connection_that_went_takes_everything(schema: str) -> None:
    opened = open_engine(schema)
    with opened.connect() as connection, opened.connect() as other:
        with connection.begin() as transaction:
            pid = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
            other.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": pid})
            with pytest.raises(DBAPIError) as lost:
                READ.first(connection, {"of": "a"})
            transaction.rollback()
        assert took_everything(lost.value)
        assert not is_transient(lost.value)
        # As after any loss, the next piece of work gets a connection that lives.
        with connection.begin():
            assert READ.first(connection, {"of": "a"}) is None
    opened.dispose()


@pytest.mark.postgres
def test_who_was_in_the_way_of_another_transaction_may_try_again(schema: str) -> None:
    opened = open_engine(schema)
    with opened.begin() as before:
        ADD.run(before, {"key": "a", "next_at": NOON})
    one_moment = opened.connect().execution_options(isolation_level="REPEATABLE READ")
    with one_moment as connection, connection.begin() as transaction:
        READ.first(connection, {"of": "a"})
        with opened.begin() as other:
            CHANGE.run(other, {"of": "a", "next_at": NOON})
        with pytest.raises(DBAPIError) as refused:
            CHANGE.run(connection, {"of": "a", "next_at": NOON})
        transaction.rollback()
    assert is_transient(refused.value)
    opened.dispose()
