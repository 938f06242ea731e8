"""The page of the workers: only of a journal that they can share; a program reads the same."""

import os
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest
import requests

from batch_sender.journal import Journal
from batch_sender.web.keys import Keys
from batch_sender.web.roles import Role
from batch_sender.web.serving import Running
from tests.operations import worker_scenes
from tests.results.browser import OUT_OF_SIGHT
from tests.web.browser import chromium_started, visiting
from tests.web.conftest import Visitor


@pytest.fixture
def book(schema: str) -> Iterator[Journal]:
    """A journal on a server; other lanes hold its batches, or the page would settle what was left."""
    with Journal(schema) as opened:
        worker_scenes.everything(opened)
        others = opened.lanes.locks()
        others.open()
        with ExitStack() as stack:
            for batch_id in opened.lanes.still_running():
                assert stack.enter_context(others.batch(batch_id))
            yield opened
        others.close()


@pytest.mark.postgres
def test_it_shows_them_and_what_to_do(visitor: Visitor) -> None:
    assert '<a href="/workers">' in visitor.get("/doctor").text
    page = visitor.get("/workers").text
    for told in ("srv-a.example", "1 of 20", "(loja)", "51.5", "<strong>dead</strong>", "norte"):
        assert told in page, told
    live = visitor.get("/workers/live").text
    assert "<html" not in live
    assert live.strip() in page


@pytest.mark.postgres
def test_a_program_reads_the_same(running: Running) -> None:
    key = Keys(folder=running.folder).add("crm", Role.LOOK, now=datetime.now(UTC))
    head = {"Authorization": f"Bearer {key}"}
    answer = requests.get(f"{running.url}/api/v1/workers", headers=head, timeout=30)
    told = answer.json()
    assert [each["host"] for each in told["workers"]] == ["srv-a.example", "srv-b.example"]
    assert told["left_behind"] == [{"connection": "matriz", "messages": 1}]


@pytest.mark.postgres
def test_a_monitoring_system_may_raise_an_alarm(running: Running) -> None:
    told = requests.get(running.url + "/metrics", timeout=30).text.splitlines()
    assert 'batch_sender_workers{state="alive"} 1' in told
    assert 'batch_sender_workers{state="dead"} 1' in told
    assert "batch_sender_connections_without_worker 3" in told
    assert "batch_sender_messages_left_behind 1" in told


def test_a_journal_in_a_file_has_none(guest: Visitor, lone: Running) -> None:
    assert "/workers" not in guest.get("/doctor").text
    answer = guest.get("/workers")
    assert answer.status_code == 409
    assert "Workers need a journal in PostgreSQL" in answer.text
    key = Keys(folder=lone.folder).add("crm", Role.LOOK, now=datetime.now(UTC))
    head = {"Authorization": f"Bearer {key}"}
    told = requests.get(f"{lone.url}/api/v1/workers", headers=head, timeout=30)
    assert (told.status_code, told.json()["code"]) == (409, "workers_need_server")
    assert "workers" not in requests.get(f"{lone.url}/metrics", timeout=30).text


@pytest.mark.postgres
@pytest.mark.browser
@pytest.mark.parametrize("locale", ["en", "pt-BR"])
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_nothing_sticks_out_and_it_follows(
    running: Running, book: Journal, width: int, locale: str, tmp_path: Path
) -> None:
    with (
        chromium_started() as browser,
        visiting(browser, running, width=width, locale=locale) as tab,
    ):
        tab.goto(f"{running.url}/workers")
        assert tab.evaluate(OUT_OF_SIGHT) == []
        pictures = Path(os.environ.get("BATCH_SENDER_TEST_PICTURES", tmp_path))
        tab.screenshot(path=pictures / f"workers-{width}-{locale}.png", full_page=True)
        worker_scenes.worker(book, "srv-c", known=())
        tab.get_by_text("srv-c.example").wait_for(timeout=30_000)
