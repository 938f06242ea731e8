"""PostgreSQL goes away: nothing leaves without its mark, what is there ends right, and all go on by themselves."""

import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

from batch_sender.journal import Claimed, Halted, Journal
from batch_sender.journal.database.engine import open_engine
from batch_sender.journal.errors import (
    JournalServerUnreachable,
    StateConflict,
)
from batch_sender.models import BatchState, MessageState, Reason
from tests.journal.desk import ACCEPTED, WHO, Desk, text
from tests.support import FakeClock
from tests.tcp_proxy import TcpProxy

pytestmark = pytest.mark.postgres

A_WHILE = 20.0


@pytest.fixture
def proxy(schema: str) -> Iterator[TcpProxy]:
    with TcpProxy.before(schema) as running:
        yield running


@pytest.fixture
def far(proxy: TcpProxy, schema: str, clock: FakeClock) -> Iterator[Desk]:
    """Whoever works through the wire that is cut."""
    with Journal(proxy.url(schema), now=clock.now) as journal:
        yield Desk(journal, clock)
        proxy.mend()


@pytest.fixture
def near(schema: str, clock: FakeClock) -> Iterator[Desk]:
    """Another program, whose wire is whole."""
    with Journal(schema, now=clock.now) as journal:
        yield Desk(journal, clock)


def tell(schema: str, *statements: str) -> None:
    import psycopg  # noqa: PLC0415

    with psycopg.connect(schema, autocommit=True) as admin:
        for each in statements:
            admin.execute(each)


# ── a mark of which nobody knows whether it is on disk ────────────────────────────────────────


@pytest.mark.parametrize("lost", [b"COMMIT", b"UPDATE messages"])
def test_a_claim_without_an_answer_lets_nothing_leave_and_its_row_ends_right(
    proxy: TcpProxy, far: Desk, near: Desk, lost: bytes
) -> None:
    batch = far.running(text(2), text(3))
    proxy.lose_answer_to(lost, after=b"UPDATE messages" if lost == b"COMMIT" else b"")
    with pytest.raises(JournalServerUnreachable):  # no `Claimed`: no request is made
        far.claim(batch)
    assert proxy.answer_lost.is_set()
    near.journal.batches.take_over(batch, who=WHO)
    # Where the mark is on disk it may have left, as far as anybody can tell later; else it waits.
    marked = lost == b"COMMIT"
    ended = {2: (MessageState.UNKNOWN, Reason.CRASHED), 3: (MessageState.PENDING, None)}
    assert near.ends(batch) == (ended if marked else {2: ended[3], 3: ended[3]})
    assert near.rows_taken(batch) == ([3] if marked else [2, 3])
    assert not near.journal.maintenance.check().findings


def test_a_result_without_an_answer_is_told_and_the_row_is_not_sent_again(
    proxy: TcpProxy, far: Desk, near: Desk
) -> None:
    batch = far.running(text(2))
    claimed = far.take(batch)
    proxy.lose_answer_to(b"COMMIT", after=b"UPDATE messages")
    with pytest.raises(JournalServerUnreachable):
        far.record(claimed, ACCEPTED)
    assert near.standing(batch) == {2: MessageState.ACCEPTED}
    assert near.rows_taken(batch) == []


# ── it comes back ─────────────────────────────────────────────────────────────────────────────


def test_after_it_was_away_every_connection_recovers_by_itself(proxy: TcpProxy, far: Desk) -> None:
    batch = far.running(text(2), text(3), text(4))
    far.record(far.take(batch), ACCEPTED)
    proxy.cut()
    for _again in range(3):
        with pytest.raises(JournalServerUnreachable):
            far.claim(batch)
        with pytest.raises(JournalServerUnreachable):
            far.standing(batch)
    proxy.mend()
    assert far.standing(batch)[3] is MessageState.PENDING
    assert far.rows_taken(batch) == [3, 4]


def test_sessions_that_the_server_ended_are_replaced(schema: str, far: Desk) -> None:
    batch = far.running(text(2), text(3))
    far.record(far.take(batch), ACCEPTED)
    ended = (
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    tell(schema, ended)
    taken: list[int] = []
    until = time.monotonic() + A_WHILE
    while taken != [3] and time.monotonic() < until:
        try:
            taken = far.rows_taken(batch)
        except JournalServerUnreachable:
            continue
    assert taken == [3]


# ── a sender that has lost its lock ───────────────────────────────────────────────────────────


def start_as(desk: Desk, batch: int, sender: str) -> None:
    desk.journal.batches.start(
        batch, connection_id=desk.connection, who=WHO, sender={"pid": 7, "host": "x", "id": sender}
    )


def test_a_sender_that_lost_its_lock_claims_and_records_nothing_behind_its_successor(
    proxy: TcpProxy, far: Desk, near: Desk
) -> None:
    batch = far.checked(text(2), text(3))
    with far.journal.batches.holding(batch):
        start_as(far, batch, "first")
        claimed = far.take(batch, sender="first")
        proxy.drop()  # all its sessions end, and the lock with them
        until = time.monotonic() + A_WHILE
        while near.journal.batches.is_held(batch) and time.monotonic() < until:
            time.sleep(0.05)
        with near.journal.batches.holding(batch):
            near.journal.batches.take_over(batch, who=WHO)
            start_as(near, batch, "second")
            far_claim = claim_again(far, batch)
            assert isinstance(far_claim, Halted)
            with pytest.raises(StateConflict):
                far.record(claimed, ACCEPTED)
            second = near.take(batch, sender="second")
            assert second.row == 3
            near.record(second, ACCEPTED)
    assert near.ends(batch)[2] == (MessageState.UNKNOWN, Reason.CRASHED)
    assert near.standing(batch)[3] is MessageState.ACCEPTED
    assert near.journal.batches.state(batch) is BatchState.RUNNING


def claim_again(desk: Desk, batch: int) -> object:
    """Claim, by a connection that may first have to be found gone."""
    try:
        return desk.claim(batch, sender="first")
    except JournalServerUnreachable:
        return desk.claim(batch, sender="first")


# ── nobody waits for ever ─────────────────────────────────────────────────────────────────────


def test_both_sides_notice_a_dead_peer_within_half_a_minute(schema: str) -> None:
    engine = open_engine(schema)
    with engine.connect() as connection:
        driver: Any = connection.connection.driver_connection
        told = driver.info.get_parameters()
        server: dict[str, str] = dict(
            connection.exec_driver_sql(
                "SELECT name, setting FROM pg_settings WHERE name LIKE 'tcp_%%'"
            ).all()
        )
        is_on_network = driver.info.hostaddr
    engine.dispose()
    assert int(told["keepalives_idle"]) + 3 * int(told["keepalives_interval"]) <= 30
    assert int(told["tcp_user_timeout"]) <= 30_000
    if is_on_network:  # a socket file has no wire that could be cut
        idle, probe = server["tcp_keepalives_idle"], server["tcp_keepalives_interval"]
        assert int(idle) + int(server["tcp_keepalives_count"]) * int(probe) <= 30
        assert 0 < int(server["tcp_user_timeout"]) <= 30_000


def test_a_wire_that_is_only_frozen_holds_a_claim_up_and_loses_nothing(
    proxy: TcpProxy, far: Desk
) -> None:
    batch = far.running(text(2), text(3))
    far.record(far.take(batch), ACCEPTED)
    proxy.freeze()
    found: list[object] = []
    claiming = threading.Thread(target=lambda: found.append(far.claim(batch)))
    claiming.start()
    claiming.join(0.5)
    assert claiming.is_alive()
    proxy.mend()
    claiming.join(A_WHILE)
    assert isinstance(found[0], Claimed)
