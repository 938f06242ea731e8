"""The page and the HTTP API hand batches over to workers, and look on; a server that ends stops none of them."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from batch_sender.config.connections import Connection
from batch_sender.config.tokens import Token
from batch_sender.config.workspace import Workspace
from batch_sender.journal import Journal
from batch_sender.models import BatchState
from batch_sender.operations.options import Caller
from batch_sender.standin import StandIn
from batch_sender.web.keys import Keys
from batch_sender.web.roles import Role
from batch_sender.web.senders import Senders
from batch_sender.web.serving import Running
from tests.support import TOKEN
from tests.web.api.conftest import Client
from tests.web.batches import rest, until
from tests.web.conftest import Visitor
from tests.web.drafting import EVERYBODY, LIST, checked, fields, left
from tests.worker.processes import Plant, plant_in

PLAN = {"first": "mon", "last": "sun", "always": "yes", "rate": "off"}
PEOPLE = "nome,telefone,cidade\n" + "".join(
    f"P{i},11 90000-{1000 + i:04d},Santos\n" for i in range(60)
)


@pytest.fixture
def plant(
    place: Path, schema: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Plant]:
    assert place.is_dir()  # its fixture comes first: it sets another journal
    monkeypatch.setenv("BATCH_SENDER_JOURNAL", schema)
    folder = tmp_path / "machines"
    folder.mkdir()
    with plant_in(schema, folder) as made:
        yield made


@pytest.fixture
def book(plant: Plant) -> Journal:
    return plant.journal


def working(plant: Plant, api: StandIn) -> None:
    plant.work(plant.file_of(Connection(name="loja", url=api.url, token=Token(TOKEN))))


def begun(visitor: Visitor, running: Running, rows: str = LIST, *, rate: str = "off") -> int:
    """Plan a draft for the workers, and send it with a yes."""
    draft = checked(running, rows, window="always", rate=rate)
    page = visitor.post(f"/new/{draft.id}/plan", {**PLAN, "workers": "yes", "rate": rate})
    assert page.url.endswith("/send"), page.text
    assert "Workers send it; this computer may be switched off meanwhile." in page.text
    visitor.post(f"/new/{draft.id}/send", {**fields(page.text), "do": "send", "reply": "yes"})
    batch = running.site.drafts.one(draft.id).batch
    assert batch is not None
    return batch


@pytest.mark.postgres
def test_a_plan_for_workers_is_sent_by_them(
    visitor: Visitor, running: Running, plant: Plant, api: StandIn, book: Journal
) -> None:
    batch = begun(visitor, running)
    until(lambda: book.batches.state(batch) is BatchState.RUNNING)
    assert book.batches.one(batch).by_workers
    live = visitor.get(f"/batches/{batch}/live").text
    assert "No worker has taken the batch yet: none is running." in live
    working(plant, api)
    until(lambda: not plant.journal.batches.unfinished(batch))
    rest(book, batch)
    until(lambda: batch not in running.site.senders.sending)
    assert sorted(left(api)) == EVERYBODY
    assert "Send again what did not leave" not in visitor.get(f"/batches/{batch}").text


@pytest.mark.postgres
def test_paused_and_let_go_on_at_once_it_goes_back_to_them(
    visitor: Visitor, running: Running, plant: Plant, api: StandIn, book: Journal
) -> None:
    batch = begun(visitor, running, PEOPLE, rate="600/min")
    working(plant, api)
    until(lambda: len(left(api)) > 2)
    assert "Workers send it." in visitor.get(f"/batches/{batch}/live").text
    visitor.post(f"/batches/{batch}/pause")
    assert book.batches.state(batch) is BatchState.PAUSED
    page = visitor.post(f"/batches/{batch}/resume")
    assert page.status_code == 200, page.text
    until(lambda: book.batches.state(batch) is not BatchState.PAUSED)
    assert book.batches.one(batch).by_workers
    rest(book, batch)
    assert len(left(api)) == len(set(left(api))) == 60


@pytest.mark.postgres
def test_a_server_that_ends_stops_no_worker_and_the_next_one_looks_on(
    place: Path, plant: Plant, api: StandIn, book: Journal, visitor: Visitor, running: Running
) -> None:
    batch = begun(visitor, running, PEOPLE)
    until(lambda: book.batches.state(batch) is BatchState.RUNNING)
    assert running.site.senders.stop(10)
    assert book.batches.state(batch) is BatchState.RUNNING
    workspace = Workspace.of({**os.environ, "BATCH_SENDER_STATE": str(place / "state")})
    later = Senders(book, workspace, Caller(who="ana"))
    later.take_up()
    until(lambda: later.sending == [batch])
    working(plant, api)
    rest(book, batch)
    until(lambda: not later.sending)
    kinds = [each.kind for each in book.batches.events(batch)]
    assert (kinds.count("started"), kinds.count("resumed"), kinds.count("paused")) == (1, 0, 0)
    assert len(left(api)) == 60
    assert later.stop(10)


def key_of(running: Running) -> Client:
    keys = Keys(folder=running.folder)
    return Client(url=running.url, key=keys.add("crm", Role.SEND, now=datetime.now(UTC)))


@pytest.mark.postgres
def test_a_program_hands_over_pauses_and_takes_it_back(
    running: Running, api: StandIn, book: Journal
) -> None:
    crm = key_of(running)
    batch = crm.judged(window="always")
    answer = crm.start(batch, "one", {"messages": 3, "workers": True})
    assert answer.status_code == 202, answer.text
    told = answer.json()
    assert (told["state"], told["by_workers"], told["being_sent"]) == ("running", True, True)

    here: dict[str, Any] = {"here": True}
    refused = crm.post(f"/batches/{batch}/resume", here)
    assert (refused.status_code, refused.json()["code"]) == (409, "sent_by_workers")
    assert crm.post(f"/batches/{batch}/pause").json()["state"] == "paused"
    until(lambda: batch not in running.site.senders.sending)
    assert crm.post(f"/batches/{batch}/resume", here).status_code == 202
    ended = crm.until(batch, "finished")
    assert (ended["accepted"], ended["by_workers"]) == (3, False)
    assert len(left(api)) == 3
    assert not book.batches.unfinished(batch)


class TestOnAFile:
    """A journal that no workers share."""

    @pytest.fixture
    def book(self, place: Path) -> Iterator[Journal]:
        with Journal(place / "journal.sqlite3") as opened:
            yield opened

    def test_the_page_offers_no_workers_and_a_program_is_refused(
        self, visitor: Visitor, running: Running, api: StandIn
    ) -> None:
        draft = checked(running)
        assert 'name="workers"' not in visitor.get(f"/new/{draft.id}/plan").text
        crm = key_of(running)
        batch = crm.judged(window="always")
        answer = crm.start(batch, "one", {"messages": 3, "workers": True})
        assert answer.json()["code"] == "workers_need_server"
        assert crm.get(f"/batches/{batch}").json()["state"] == "checked"
        assert not left(api)
