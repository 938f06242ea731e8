"""How SQLite finds what is asked for: by the index that is meant, not through a million rows."""

import contextlib
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest
from sqlalchemy import Connection, event, text
from sqlalchemy.dialects import sqlite

from batch_sender.journal import Journal, NewCapReached
from batch_sender.journal.schema.conditions import counts_as_sent
from batch_sender.models import MessageState, Question
from batch_sender.models.errors import BatchSenderError
from batch_sender.timing.limits import DailyPlan
from tests.journal import desk
from tests.support import FakeClock

SENT = str(counts_as_sent().compile(dialect=sqlite.dialect()))


@pytest.mark.parametrize(
    ("sql", "index"),
    [
        pytest.param(
            "SELECT * FROM messages WHERE batch_id = 1 AND state = 'pending' "
            'ORDER BY parts_done DESC, turn, requeued, "row" LIMIT 1',
            "messages_pending",
            id="the next message",
        ),
        pytest.param(
            "SELECT 1 FROM messages WHERE person = '1' AND state = 'sending'",
            "messages_one_sending_per_person",
            id="the same person",
        ),
        pytest.param(
            "SELECT 1 FROM messages WHERE idempotency_key = 'x' AND {sent}",
            "messages_idempotency_key",
            id="said already",
        ),
        pytest.param(
            "SELECT count(*) FROM messages WHERE person = '1' AND {sent} AND changed_at > '2026'",
            "messages_person",
            id="how often somebody was written to",
        ),
        pytest.param(
            "SELECT EXISTS (SELECT * FROM other_texts, messages WHERE other_texts.key = 'x' "
            "AND other_texts.batch_id = messages.batch_id "
            'AND other_texts."row" = messages."row" AND {sent})',
            "other_texts_key",
            id="said in other words",
        ),
    ],
)
def test_sqlite_finds_it_by_index(tmp_path: Path, sql: str, index: str) -> None:
    with (
        Journal(tmp_path / "journal.sqlite3") as journal,
        journal._handle.engine.connect() as connection,
    ):
        plan = connection.execute(text(f"EXPLAIN QUERY PLAN {sql.format(sent=SENT)}")).all()
    assert index in str(plan)
    assert "TEMP B-TREE" not in str(plan)


@pytest.mark.parametrize(
    ("ask", "by"),
    [
        pytest.param(
            lambda book: book.batches.counts(1),
            [
                "sqlite_autoindex_messages_1",  # all of the batch, by its key alone
                "messages_pending",
                "messages_one_sending_per_person",
                "messages_set_aside",
            ],
            id="counts",
        ),
        pytest.param(
            lambda book: book.batches.calls_left(1), ["messages_pending"], id="what is left"
        ),
        pytest.param(
            lambda book: book.batches.new_people_left(1), ["messages_pending"], id="new people left"
        ),
        pytest.param(
            lambda book: book.messages.partially_sent(1), ["messages_pending"], id="half out"
        ),
        pytest.param(lambda book: next(book.messages.texts(1)), ["messages_pending"], id="texts"),
        pytest.param(
            lambda book: book.messages.previews(1, chance=0.5),
            ["messages_pending"] * 7 + ["sqlite_autoindex_messages_1"],  # the rows themselves
            id="previews",
        ),
        pytest.param(
            lambda book: book.messages.shared_files(1, most=3),
            ["messages_pending"],
            id="files of several",
        ),
        pytest.param(
            lambda book: list(book.messages.rows_sharing_files(1)),
            ["messages_pending"] * 2,
            id="their rows",
        ),
        pytest.param(
            lambda book: book.sending.known_of({"x"}, {"y"}, Question(not_in=[1], accepted_in=[1])),
            ["messages_person"] * 3,  # and who is no new person
            id="who is in other batches",
        ),
        pytest.param(
            lambda book: book.messages.rows_skipped_for(1, "duplicate", most=5),
            ["messages_set_aside"],
            id="skipped",
        ),
        pytest.param(
            lambda book: book.messages.some_rows(1, MessageState.SKIPPED, most=5, behind=5),
            ["messages_set_aside"],
            id="a page of those that are skipped",
        ),
        pytest.param(
            lambda book: book.messages.some_rows(1, MessageState.PENDING, most=5, behind=5),
            ["messages_pending"],
            id="a page of those that wait",
        ),
        pytest.param(
            lambda book: book.decisions.second_messages(1), ["messages_set_aside"], id="second ones"
        ),
        pytest.param(
            lambda book: book.decisions.in_doubt(1), ["messages_set_aside"], id="in doubt"
        ),
        pytest.param(
            lambda book: book.decisions.retryable(1), ["messages_set_aside"] * 2, id="for a retry"
        ),
        pytest.param(
            lambda book: book.batches.settle_abandoned(who="me"),
            [
                "messages_one_sending_per_person",
                "messages_pending",
                "messages_one_sending_per_person",  # again, for the one batch that nobody sends
            ],
            id="what a dead sender left",
        ),
    ],
)
def test_sqlite_looks_at_a_few_rows(
    tmp_path: Path, ask: Callable[[Journal], object], by: list[str]
) -> None:
    """A batch may have a million rows, nearly all accepted: none of these goes through them."""
    plans: list[str] = []

    def explain(connection: Connection, _cursor: object, sql: str, values: Any, *_: object) -> None:
        if "messages" in sql and sql.startswith("SELECT"):
            driver: Any = connection.connection.driver_connection
            plans.extend(row[3] for row in driver.execute(f"EXPLAIN QUERY PLAN {sql}", values))

    with Journal(tmp_path / "journal.sqlite3") as journal:
        desk.Desk(journal, FakeClock()).running(desk.text(2))
        event.listen(journal._handle.engine, "before_cursor_execute", explain)
        with contextlib.suppress(BatchSenderError):
            ask(journal)
    looks = [plan for plan in plans if re.match(r"(SCAN|SEARCH) messages", plan)]
    assert [re.sub(r".* INDEX (\w+).*", r"\1", look) for look in looks] == by
    # By its key alone, or for a few rows: they are many times as long.
    assert all("COVERING" in at or "row=?" in at for at in looks if "autoindex" in at)


def test_new_people_who_wait_for_tomorrow_are_not_gone_through(tmp_path: Path) -> None:
    """A lane looks every half second whether a known person came back: of a long list, too."""
    with Journal(tmp_path / "journal.sqlite3") as journal:
        here = desk.Desk(journal, FakeClock())
        first = desk.text(9999)._replace(new_person=True, turn=1)
        here.record(here.take(here.running(first), **USED_UP), desk.ACCEPTED)
        steps = {many: _steps_of_a_claim(here, many) for many in (20, 2000)}
    assert steps[2000] < 2 * steps[20], steps


USED_UP: Final[dict[str, Any]] = {"day": "2026-11-23", "new_plan": DailyPlan(cap=1)}


def _steps_of_a_claim(here: desk.Desk, many: int) -> int:
    """Return how many steps SQLite takes to find that nobody but new people is left."""
    rows = [desk.text(row)._replace(new_person=True, turn=1) for row in range(2, 2 + many)]
    batch_id, counted = here.running(*rows), 0

    def step() -> int:
        nonlocal counted
        counted += 1
        return 0

    with here.journal._handle.engine.begin() as connection:
        driver: Any = connection.connection.driver_connection
        driver.set_progress_handler(step, 10)
        found = here.journal.sending._claim(connection, here.terms(batch_id, **USED_UP))
        driver.set_progress_handler(None, 0)
    assert found == NewCapReached()
    return counted


@pytest.mark.postgres
def test_postgres_looks_people_up_in_a_table_that_it_has_not_counted(schema: str) -> None:
    """While a long list is judged it is asked of thousands, again and again."""
    plans: list[str] = []

    def explain(connection: Connection, _cursor: object, sql: str, values: Any, *_: object) -> None:
        if "FROM messages" in sql:
            driver: Any = connection.connection.driver_connection
            plans.extend(row[0] for row in driver.execute(f"EXPLAIN {sql}", values))

    with Journal(schema) as journal:
        here = desk.Desk(journal, FakeClock())
        here.record(here.take(here.running(desk.text(2))), desk.ACCEPTED)
        here.checked(*(desk.text(row) for row in range(3, 2_003)))
        event.listen(journal._handle.engine, "before_cursor_execute", explain)
        known = journal.sending.known_of(
            [desk.number(row) for row in range(2, 1_002)],
            [f"key {row}" for row in range(1_000)],
            Question(sent_since=FakeClock().now(), not_in=[1], accepted_in=[1]),
        )
    assert known.accepted == frozenset({desk.number(2)})
    assert [plan for plan in plans if re.search(r"(Seq|Bitmap \w+) Scan on messages", plan)] == []
    assert len(plans) > 5
