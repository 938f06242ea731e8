"""A look at the phone in a browser: by the keyboard, on a narrow phone, with and without script."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from batch_sender.config.settings import Settings
from batch_sender.journal import Journal
from batch_sender.models import BatchState, Sighted
from batch_sender.web.serving import Running
from tests.support import checked_batch
from tests.web.batches import named, rest
from tests.web.browser import chromium_started, visiting
from tests.web.conftest import Visitor
from tests.web.test_batch import send

pytestmark = pytest.mark.browser

LOOKS = Settings(gap=0, window="always", look_after=3)
NAME = "Maria Aparecida dos Santos Albuquerque Cavalcanti"


@pytest.fixture(scope="module")
def chrome() -> Iterator[Browser]:
    with chromium_started() as browser:
        yield browser


@pytest.fixture
def waiting(visitor: Visitor, book: Journal) -> int:
    """A batch that waits for a look after three of its five people."""
    rows = [named(row, row, f"{NAME} {row}")._replace(new_person=True) for row in range(2, 7)]
    batch = checked_batch(book, rows, LOOKS, header=("telefone", "nome"))
    send(visitor, batch)
    rest(book, batch, BatchState.PAUSED)
    return batch


def looked_at(page: Page) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url
    found = axe.Axe().run(page).response["violations"]
    assert [(each["id"], each["nodes"][0]["html"]) for each in found] == [], page.url


@pytest.mark.parametrize("script", [True, False])
def test_what_is_seen_is_said_and_the_others_follow(
    chrome: Browser, running: Running, book: Journal, waiting: int, script: bool
) -> None:
    with visiting(chrome, running, script=script) as page:
        page.goto(f"{running.url}/batches/{waiting}")
        for row, seen in ((2, "two ticks"), (3, "one tick"), (4, "a clock")):
            group = page.get_by_role("group", name=f"row {row} · {NAME} {row}")
            group.get_by_label(seen).check()
        page.get_by_role("button", name="Save what I saw, and go on").click()
        page.wait_for_url(f"{running.url}/batches/{waiting}")
    rest(book, waiting)
    assert book.batches.one(waiting).sighted == Sighted(two_ticks=1, one_tick=1, clock=1)
    assert book.batches.counts(waiting).accepted == 5


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everybody_can_use_it_on_a_narrow_phone(
    chrome: Browser, running: Running, waiting: int, scheme: str
) -> None:
    with visiting(chrome, running, width=320, locale="pt-BR") as page:
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        page.goto(f"{running.url}/batches/{waiting}")
        expect(page.get_by_role("heading", name="Uma olhada no celular")).to_be_visible()
        looked_at(page)
        page.get_by_label("a mensagem não está lá").first.focus()
        page.keyboard.press("Space")
        expect(page.get_by_label("a mensagem não está lá").first).to_be_checked()
