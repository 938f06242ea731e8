"""A look at the phone on a batch's page: five people with what may be seen, without any script."""

import re

import pytest

from batch_sender.config.settings import Settings
from batch_sender.journal import Journal
from batch_sender.models import BatchState, Seen, Sighted
from batch_sender.standin import StandIn
from tests.support import checked_batch
from tests.web.batches import named, rest
from tests.web.conftest import Visitor
from tests.web.drafting import told
from tests.web.test_batch import send

LOOKS = Settings(gap=0, window="always", look_after=6)


def new_people(book: Journal, many: int = 14) -> int:
    rows = [named(row, row, f"Ana {row}")._replace(new_person=True) for row in range(2, 2 + many)]
    return checked_batch(book, rows, LOOKS, header=("telefone", "nome"))


@pytest.fixture
def waiting(visitor: Visitor, book: Journal) -> int:
    """A batch that waits for a look after six of its fourteen people."""
    batch = new_people(book)
    send(visitor, batch)
    rest(book, batch, BatchState.PAUSED)
    return batch


def rows_of(book: Journal, batch: int) -> list[int]:
    look = book.batches.one(batch).open_look
    assert look is not None
    return list(look.rows)


def form_of(page: str) -> dict[str, str]:
    """Return what the form holds before anybody has chosen."""
    look = re.search(r'name="look" value="(\d+)"', page)
    assert look, page
    chosen = re.findall(r'name="(seen-\d+)" value="(\w+)" checked', page)
    return {"look": look[1], **dict(chosen)}


def test_the_page_shows_the_five_with_labelled_groups_of_radios(
    visitor: Visitor, book: Journal, waiting: int
) -> None:
    page = visitor.get(f"/batches/{waiting}").text
    assert "it waits for a look at the phone" in page
    for row in rows_of(book, waiting):
        assert re.search(rf"<legend>row {row} · Ana {row} · .*\+55 11 90000-000{row}", page)
        radios = re.findall(rf'<input type="radio" id="([^"]*)" name="seen-{row}"', page)
        assert len(radios) == 5
        assert all(f'<label for="{each}">' in page for each in radios)
    assert set(form_of(page).values()) >= {"not_looked"}
    assert f'action="/batches/{waiting}/resume"' not in page, "one way to go on, not two"


def test_what_was_seen_lets_the_batch_go_on(
    visitor: Visitor, book: Journal, waiting: int, api: StandIn
) -> None:
    form = form_of(visitor.get(f"/batches/{waiting}").text)
    for row in rows_of(book, waiting):
        form[f"seen-{row}"] = "two_ticks"
    visitor.post(f"/batches/{waiting}/look", form | {"reply": "seen"})
    rest(book, waiting, BatchState.PAUSED)  # after six more
    batch = book.batches.one(waiting)
    assert (batch.counts.accepted, batch.looks[0].answers) == (
        12,
        dict.fromkeys(batch.looks[0].rows, Seen.TWO_TICKS),
    )
    page = visitor.get(f"/batches/{waiting}").text
    assert "about 100% delivered (5 of the 5 looked at; likely 57% to 100%)" in page
    late = visitor.post(f"/batches/{waiting}/look", form | {"reply": "seen"})
    assert late.status_code == 409
    assert "Somebody else decided this a moment ago" in told(late)
    assert sum(api.arrived().values()) == 12


def test_where_none_arrived_it_stands_still_and_says_what_helps(
    visitor: Visitor, book: Journal, waiting: int
) -> None:
    form = form_of(visitor.get(f"/batches/{waiting}").text)
    for row in rows_of(book, waiting):
        form[f"seen-{row}"] = "clock"
    answer = visitor.post(f"/batches/{waiting}/look", form | {"reply": "seen"})
    assert "WhatsApp seems to bar this number from new chats" in answer.text
    assert f'action="/batches/{waiting}/resume"' in answer.text
    batch = book.batches.one(waiting)
    assert (batch.paused_because, batch.counts.accepted) == ("not_delivered", 6)


def test_whoever_chooses_nothing_is_told_and_may_go_on_without_a_look(
    visitor: Visitor, book: Journal, waiting: int
) -> None:
    form = form_of(visitor.get(f"/batches/{waiting}").text)
    refused = visitor.post(f"/batches/{waiting}/look", form | {"reply": "seen"})
    assert refused.status_code == 409
    assert "Of no row is said what was seen on the phone." in told(refused)
    assert book.batches.one(waiting).open_look is not None
    visitor.post(f"/batches/{waiting}/look", form | {"reply": "skip"})
    rest(book, waiting, BatchState.PAUSED)
    assert book.batches.one(waiting).counts.accepted == 12


def test_what_no_form_holds_is_refused(visitor: Visitor, book: Journal, waiting: int) -> None:
    form = form_of(visitor.get(f"/batches/{waiting}").text)
    first = rows_of(book, waiting)[0]
    refused = visitor.post(f"/batches/{waiting}/look", form | {f"seen-{first}": "delivered"})
    assert "says nothing of this look" in told(refused)
    assert book.batches.one(waiting).open_look is not None


def test_an_ended_batch_still_takes_its_last_look(visitor: Visitor, book: Journal) -> None:
    batch = new_people(book, many=4)
    send(visitor, batch)
    rest(book, batch)
    page = visitor.get(f"/batches/{batch}").text
    form = form_of(page)
    assert "Nobody looks" in page
    first, *_others = rows_of(book, batch)
    visitor.post(f"/batches/{batch}/look", form | {"reply": "seen", f"seen-{first}": "one_tick"})
    assert book.batches.one(batch).sighted == Sighted(one_tick=1)
    assert book.batches.state(batch) is BatchState.FINISHED


def test_what_another_door_has_answered_leaves_a_button_to_go_on(
    visitor: Visitor, book: Journal, waiting: int
) -> None:
    look = book.batches.one(waiting).looks[0]
    seen = dict.fromkeys(look.rows, Seen.TWO_TICKS)
    book.looks.answer(waiting, look.id, seen, who="crm")
    page = visitor.get(f"/batches/{waiting}").text
    assert "Somebody has said what is seen on the phone, and it may go on." in page
    visitor.post(f"/batches/{waiting}/resume")
    rest(book, waiting, BatchState.PAUSED)
    assert book.batches.one(waiting).counts.accepted == 12


def test_it_speaks_portuguese(visitor: Visitor, waiting: int) -> None:
    page = visitor.get(f"/batches/{waiting}", headers={"Accept-Language": "pt-BR"}).text
    assert "Elas chegam? Uma olhada no celular" in page
    assert "um tique: saiu, ainda não foi entregue" in page
