"""Rows that are streamed into PostgreSQL stand there as they were, and what goes wrong is told as ever."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.exc import DataError, IntegrityError, OperationalError

from batch_sender.journal import Journal
from batch_sender.journal.database.copying import copy_in
from batch_sender.journal.errors import JournalError
from batch_sender.journal.schema.tables import meta
from batch_sender.models import JudgedRows
from tests.journal.desk import new_batch
from tests.journal.desk import text as message

pytestmark = pytest.mark.postgres

ODD = ["", "a\tb", "c\\nd", "e\nf", "\\N", "é 👋", '{"g": 1}', "\x0b\x0c\r", "\\"]
COLUMNS = ["key", "value"]


@pytest.fixture
def journal(schema: str) -> Iterator[Journal]:
    with Journal(schema) as opened:
        yield opened


@pytest.fixture
def engine(journal: Journal) -> Engine:
    return journal._handle.engine


def test_texts_stand_there_as_they_were(engine: Engine) -> None:
    with engine.begin() as tx:
        copy_in(tx, meta, COLUMNS, [(f"odd {n}", each) for n, each in enumerate(ODD)])
    with engine.connect() as connection:
        found = connection.execute(
            select(meta.c.value).where(meta.c.key.like("odd%")).order_by(meta.c.key)
        )
        assert list(found.scalars()) == ODD


def test_what_the_server_refuses_is_an_error_of_sqlalchemys(engine: Engine) -> None:
    with pytest.raises(IntegrityError), engine.begin() as tx:
        copy_in(tx, meta, COLUMNS, [("twice", "a"), ("twice", "b")])
    with pytest.raises(DataError) as caught, engine.begin() as tx:
        copy_in(tx, meta, COLUMNS, [("key", "Ana\x00")])
    assert "Ana" not in str(caught.value)
    with engine.connect() as connection:
        assert connection.execute(select(meta.c.key).where(meta.c.key == "twice")).first() is None


def test_a_session_that_went_is_let_go(engine: Engine) -> None:
    with engine.connect() as tx:
        own = tx.execute(text("SELECT pg_backend_pid()")).scalar_one()
        with engine.connect() as other:
            other.execute(text("SELECT pg_terminate_backend(:own, 5000)"), {"own": own})
        with pytest.raises(OperationalError) as caught:
            copy_in(tx, meta, COLUMNS, [("key", "value")])
    assert caught.value.connection_invalidated
    with engine.begin() as again:
        copy_in(again, meta, COLUMNS, [("key", "value")])


def test_rows_that_cannot_be_kept_are_a_journals_error(journal: Journal) -> None:
    batch_id = journal.batches.add(new_batch())
    row = message(2)._replace(text="Ana\x00")
    with pytest.raises(JournalError) as caught:
        journal.batches.add_messages(batch_id, JudgedRows.of([row]))
    assert "Ana" not in str(caught.value)
