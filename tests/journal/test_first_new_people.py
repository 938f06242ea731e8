"""How the first messages to new people fared: counted for the connection, whoever sends them."""

import threading
from collections.abc import Callable

import pytest

from batch_sender.journal import Claimed
from batch_sender.journal.sending.first_new_people import FIRST
from batch_sender.journal.states import Ending
from batch_sender.models import Reason, Rejected
from tests.journal.desk import (
    ACCEPTED,
    CHANGED,
    FILE_AWAY,
    GIVEN_BACK,
    ILL,
    NOT_LEFT,
    REFUSED,
    TIMED_OUT,
    Desk,
    text,
    with_file,
)

NOT_TAKEN = Rejected(reason=Reason.MEDIA_CHANGED, status=None, answer="")
TOO_LARGE = Rejected(reason=Reason.PAYLOAD_REFUSED, status=413, answer="")


def counted(desk: Desk, connection: int | None = None) -> tuple[int, int]:
    found = desk.journal.sending.first_new_people(connection or desk.connection)
    return found.tried, found.refused


def send(desk: Desk, batch_id: int, ending: Ending) -> Claimed:
    claimed = desk.take(batch_id)
    desk.record(claimed, ending, new_person_at=desk.connection)
    return claimed


@pytest.mark.parametrize(
    ("ending", "tried", "refused"),
    [
        pytest.param(ACCEPTED, 1, 0, id="accepted"),
        pytest.param(REFUSED, 1, 1, id="refused, mostly as not on WhatsApp"),
        pytest.param(TOO_LARGE, 1, 0, id="refused for what it holds says nothing of the number"),
        pytest.param(TIMED_OUT, 1, 0, id="in doubt: it may have left"),
        pytest.param(NOT_LEFT, 0, 0, id="it did not leave"),
        pytest.param(ILL, 0, 0, id="the connection was refused"),
        pytest.param(GIVEN_BACK, 0, 0, id="the mark grew too old"),
        pytest.param(FILE_AWAY, 0, 0, id="its file is out of reach"),
        pytest.param(CHANGED, 0, 0, id="its file changed"),
        pytest.param(NOT_TAKEN, 0, 0, id="refused here, before any call"),
    ],
)
def test_what_counts(desk: Desk, ending: Ending, tried: int, refused: int) -> None:
    send(desk, desk.running(text(2)), ending)
    assert counted(desk) == (tried, refused)


def test_a_claim_knows_a_new_person(desk: Desk) -> None:
    batch_id = desk.running(text(2), with_file(3)._replace(new_person=True))
    assert [send(desk, batch_id, ACCEPTED).new_person for _row in range(3)] == [False, True, True]


def test_what_is_not_told_to_count_does_not(desk: Desk) -> None:
    batch_id = desk.running(text(2))
    desk.record(desk.take(batch_id), REFUSED)
    assert counted(desk) == (0, 0)


def test_it_is_the_connections_over_all_batches(desk: Desk) -> None:
    for row in (2, 3):
        send(desk, desk.running(text(row)), REFUSED)
    assert counted(desk) == (2, 2)
    assert counted(desk, desk.connection_named("filial")) == (0, 0)


def test_after_the_first_hundred_none_counts(desk: Desk) -> None:
    batch_id = desk.running(*(text(row) for row in range(2, FIRST + 5)))
    for _row in range(FIRST):
        send(desk, batch_id, ACCEPTED)
    send(desk, batch_id, REFUSED)
    assert counted(desk) == (FIRST, 0)


def test_two_processes_lose_no_count(terminals: list[Desk]) -> None:
    batches = [
        desk.running(*(text(row, to=row + first) for row in range(20)))
        for desk, first in zip(terminals, (100, 200), strict=True)
    ]

    def all_of(desk: Desk, batch_id: int) -> Callable[[], None]:
        def work() -> None:
            for _row in range(20):
                send(desk, batch_id, REFUSED)

        return work

    both = [
        threading.Thread(target=all_of(desk, batch_id))
        for desk, batch_id in zip(terminals, batches, strict=True)
    ]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    assert counted(terminals[0]) == (40, 40)
