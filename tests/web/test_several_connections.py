"""Several connections on the page: ticked with weights in the plan, told before and while it leaves, rows moved by a button."""

import html
from collections.abc import Iterator
from pathlib import Path

import pytest

from batch_sender.config.connections import Connection, Token, add
from batch_sender.models import BatchState
from batch_sender.standin import LineState, StandIn, no_faults
from batch_sender.web.serving import Running
from tests.support import AtArrival
from tests.web.conftest import Visitor
from tests.web.drafting import checked, waited_for

NAMES = ("vendas1", "vendas2")
ROWS = "nome,telefone,cidade\n" + "".join(
    f"Ana Maria,11 90000-15{n:02d},Santos\n" for n in range(12)
)
PLAN = {"first": "mon", "last": "sat", "opens": "08:00", "closes": "20:00", "rate": "off"}


@pytest.fixture
def phones(place: Path) -> Iterator[dict[str, StandIn]]:
    running = {
        name: StandIn(tokens={f"tok-{name}": LineState.CONNECTED}, faults=no_faults)
        for name in NAMES
    }
    for name, each in running.items():
        each.start()
        saved = Connection(name=name, url=each.url, token=Token(f"tok-{name}"))
        add(place / "connections.toml", saved)
    yield running
    for each in running.values():
        each.close()


def stands(running: Running, batch_id: int, state: BatchState) -> None:
    journal = running.site.journal
    waited_for(lambda: True if journal.batches.state(batch_id) is state else None)
    waited_for(lambda: None if batch_id in running.site.senders.sending else True)


def planned(running: Running, visitor: Visitor) -> tuple[str, int]:
    """Plan a batch over both, by a plain form; return where it is sent, and its number."""
    draft = checked(running, ROWS)
    page = visitor.get(f"/new/{draft.id}/plan").text
    assert 'name="through" value="vendas1"' in page
    assert 'name="weight:vendas2"' in page
    through: dict[str, str | list[str]] = {"through": list(NAMES), "weight:vendas2": "3"}
    answer = visitor.post(f"/new/{draft.id}/plan", {**PLAN, **through})
    assert answer.url.endswith("/send")
    told = html.unescape(answer.text)
    assert "12 messages leave through 2 connections" in told
    assert "about 3" in told
    assert "about 9" in told
    batch = running.site.drafts.one(draft.id).batch
    assert batch is not None
    return f"/new/{draft.id}", batch


def sent(visitor: Visitor, at: str) -> None:
    page = visitor.get(f"{at}/send").text
    key = page.split('name="asked" value="')[1].split('"')[0]
    answered = {"do": "send", "asked": html.unescape(key), "reply": "yes"}
    assert "/batches/" in visitor.post(f"{at}/send", answered).url


def test_ticked_with_weights_it_leaves_through_both(
    running: Running, visitor: Visitor, phones: dict[str, StandIn]
) -> None:
    at, batch = planned(running, visitor)
    assert 'id="through-1"' in visitor.get(f"{at}/plan").text
    assert 'value="3"' in visitor.get(f"{at}/plan").text  # it is kept
    sent(visitor, at)
    stands(running, batch, BatchState.FINISHED)
    assert {name: len(each.arrived()) for name, each in phones.items()} == {
        "vendas1": 3,
        "vendas2": 9,
    }
    page = html.unescape(visitor.get(f"/batches/{batch}").text)
    assert "through vendas1, vendas2" in page


def test_a_weight_that_is_none_is_said_beside_the_field(
    running: Running, visitor: Visitor, phones: dict[str, StandIn]
) -> None:
    assert phones
    draft = checked(running, ROWS)
    through: dict[str, str | list[str]] = {"through": list(NAMES), "weight:vendas2": "viel"}
    answer = visitor.post(f"/new/{draft.id}/plan", {**PLAN, **through})
    assert answer.status_code == 422
    assert "weight of connection vendas2" in answer.text
    assert 'value="viel"' in answer.text


def test_rows_of_an_ill_connection_move_by_a_button(
    running: Running, visitor: Visitor, phones: dict[str, StandIn]
) -> None:
    ill = phones["vendas2"]
    ill.tell(AtArrival(2, lambda: ill.set_line(LineState.NOT_STARTED)))
    at, batch = planned(running, visitor)
    sent(visitor, at)
    stands(running, batch, BatchState.PAUSED)
    page = html.unescape(visitor.get(f"/batches/{batch}").text)
    assert "(connection vendas2)" in page
    assert "vendas2: 1 accepted" in page or "vendas2: 2 accepted" in page
    assert "Go on, the rows of vendas2 through the others" in page
    visitor.post(f"/batches/{batch}/resume", {"move_from": "vendas2"})
    stands(running, batch, BatchState.FINISHED)
    counts = running.site.journal.batches.counts(batch)
    assert (counts.accepted, counts.pending) == (12, 0)
    page = html.unescape(visitor.get(f"/batches/{batch}").text)
    assert "moved to the others" in page
