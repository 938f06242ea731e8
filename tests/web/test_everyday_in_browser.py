"""Schedules, report, check-up and the first page in a real browser: nothing that only a script would show is lost."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from batch_sender.journal import Journal
from batch_sender.timing.clock import SystemClock
from batch_sender.web.serving import Running
from tests.journal.desk import ACCEPTED, Desk
from tests.support import FakeClock, message
from tests.web.browser import chromium_started, visiting

pytestmark = pytest.mark.browser

_TOO_WIDE = "document.documentElement.scrollWidth > innerWidth"


@pytest.fixture(scope="module")
def chrome() -> Iterator[Browser]:
    with chromium_started() as browser:
        yield browser


def test_progress_moves_without_a_reload_and_its_end_is_seen(
    chrome: Browser, running: Running, book: Journal
) -> None:
    desk = Desk(book, FakeClock(SystemClock().now()))
    batch = desk.running(message(2, 2), message(3, 3))
    with visiting(chrome, running, width=390) as page:
        with book.batches.holding(batch):
            page.goto(running.url + "/")
            expect(page.get_by_text("0 of 2 messages done")).to_be_visible()
            page.evaluate("document.body.dataset.same = 'yes'")
            desk.record(desk.take(batch), ACCEPTED)
            expect(page.get_by_text("1 of 2 messages done")).to_be_visible(timeout=20_000)
            assert page.evaluate("document.body.dataset.same") == "yes", "it was not loaded anew"
        expect(page.get_by_role("heading", name="Waiting for you")).to_be_visible(timeout=20_000)


def test_a_schedule_is_added_on_a_phone_and_the_check_up_comes_by_itself(
    chrome: Browser, running: Running, place: Path
) -> None:
    (place / "lista.csv").write_text("telefone;nome\n11912345678;Ana\n")
    file = place / "lembrete.toml"
    file.write_text('list = "lista.csv"\ntext = "Olá"\n')
    with visiting(chrome, running, width=320, locale="pt-BR") as page:
        page.goto(running.url + "/schedules/new")
        page.get_by_label("Onde está o arquivo de envio").fill(str(file))
        page.get_by_label("quarta").uncheck()
        page.locator("#time").fill("14:30")
        assert not page.evaluate(_TOO_WIDE)
        page.get_by_role("button", name="Ver as próximas vezes").click()
        expect(page.get_by_text("às 14h30").first).to_be_visible()
        page.get_by_role("button", name="Salvar a agenda").click()
        expect(page.get_by_text("segunda, terça, quinta e sexta às 14h30")).to_be_visible()
        assert not page.evaluate(_TOO_WIDE)
        page.goto(running.url + "/doctor")
        expect(page.get_by_text("Está tudo em ordem")).to_be_visible(timeout=20_000)
        assert page.url == running.url + "/doctor"
        assert not page.evaluate(_TOO_WIDE)
        page.goto(running.url + "/report")
        assert not page.evaluate(_TOO_WIDE)
