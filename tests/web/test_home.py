"""The first page: what is being sent, what waits for a person and why, what has ended."""

import re

import pytest

from batch_sender.journal import Journal
from batch_sender.timing.clock import SystemClock
from batch_sender.web.serving import Running
from tests.journal.desk import TIMED_OUT, Desk
from tests.support import FakeClock, message
from tests.web.conftest import Visitor
from tests.web.drafting import drafted, judged


@pytest.fixture
def own_desk(book: Journal) -> Desk:
    return Desk(book, FakeClock(SystemClock().now()))


def section(page: str, name: str) -> str:
    found = re.search(f'<section aria-labelledby="{name}">(.*?)</section>', page, re.DOTALL)
    return found[1] if found else ""


def test_each_batch_stands_where_it_wants_something(
    visitor: Visitor, book: Journal, own_desk: Desk
) -> None:
    checked = own_desk.checked(message(2, 2))
    paused = own_desk.running(message(3, 3))
    book.batches.pause(paused, because="asked", who="ana")
    doubtful = own_desk.running(message(4, 4))
    own_desk.record(own_desk.take(doubtful), TIMED_OUT)
    book.batches.finish(doubtful, who="ana")
    ended = own_desk.running(message(5, 5))
    own_desk.rows_taken(ended)
    book.batches.finish(ended, who="ana")
    sending = own_desk.running(message(6, 6), message(7, 7))
    own_desk.record(own_desk.take(sending), TIMED_OUT)
    with book.batches.holding(sending):
        page = visitor.get("/").text
        waiting = section(page, "waiting")
        assert f"/batches/{sending}" in section(page, "sending")
        assert '<progress max="2" value="1"' in section(page, "sending")
        live = visitor.get(f"/live?of={sending}")
        assert "1 of 2 messages done" in live.text
        assert "X-Over" not in live.headers
    assert "X-Over" in visitor.get(f"/live?of={sending}").headers, "it is sent no longer"
    for number, why in (
        (checked, "nothing has left"),
        (paused, "paused by hand"),
        (doubtful, "1 row is in doubt"),
    ):
        assert f"/batches/{number}" in waiting
        assert why in waiting
    assert re.findall(r"/batches/(\d+)", section(page, "ended")) == [str(ended)]


def test_older_batches_are_paged(visitor: Visitor, own_desk: Desk) -> None:
    for _ in range(21):
        own_desk.checked()
    assert "1 older batch" in visitor.get("/").text
    second = visitor.get("/batches?page=2").text
    assert re.findall(r'<a href="/batches/(\d+)"', second) == ["1"]
    assert "page 2 of 2" in second
    for beyond in ("3", "99999999999999999999", "x", "-1", ""):
        assert visitor.get(f"/batches?page={beyond}").status_code == 200


def test_whoever_has_no_connection_is_told_so_first(guest: Visitor) -> None:
    page = guest.get("/").text
    assert '<a href="/connections">Add a connection</a>' in page
    assert "No batch yet" in guest.get("/batches").text


def test_a_batch_in_the_making_goes_on_where_it_was_left(
    running: Running, visitor: Visitor
) -> None:
    draft = drafted(running)
    at = f"/new/{draft.id}/check"
    assert f'<a href="{at}">Clientes de março.csv</a>' in section(visitor.get("/").text, "drafts")
    visitor.post(at)
    assert judged(running, draft).fault is None
    waiting = section(visitor.get("/").text, "waiting")
    assert f'<h3><a href="{at}">clientes-de-marco.csv</a></h3>' in waiting


@pytest.mark.parametrize(
    ("address", "entry"), [("/batches", "/"), ("/people", "/optouts"), ("/stop", "/doctor")]
)
def test_each_page_belongs_to_an_entry_in_the_head(
    guest: Visitor, address: str, entry: str
) -> None:
    assert f'<a href="{entry}" aria-current="page">' in guest.get(address).text
