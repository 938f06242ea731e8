"""Connections, the list "Do not send", replies and a number's history for everybody, on a narrow phone."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from batch_sender.journal import Journal
from batch_sender.operations.optouts import add_opt_outs
from batch_sender.standin import StandIn
from tests.support import TOKEN
from tests.web.browser import browsing
from tests.web.conftest import Visitor

pytestmark = pytest.mark.browser
axe = pytest.importorskip("axe_playwright_python.sync_playwright")

PASTED = (
    "[24/11/2026 09:05] +55 11 91234-5678: SAIR\n"
    "[24/11/2026 09:06] +55 21 98765-4321: quero cancelar a consulta de amanhã por favor\n"
)


def looked_at(page: Page) -> None:
    """See that the page fits, and that axe-core finds nothing on it."""
    page.evaluate("document.querySelectorAll('details').forEach((each) => each.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url
    found = axe.Axe().run(page).response["violations"]
    assert [(each["id"], each["nodes"][0]["html"]) for each in found] == [], page.url


@pytest.fixture
def page(visitor: Visitor) -> Iterator[Page]:
    """A narrow phone that has come in, in Portuguese and in the dark."""
    cookies = [
        {"name": each.name, "value": each.value or "", "url": visitor.url}
        for each in visitor.http.cookies
    ]
    with browsing(visitor.url, width=320, locale="pt-BR") as context:
        context.add_cookies(cookies)  # type: ignore[arg-type]  # a TypedDict of Playwright's own
        opened = context.new_page()
        opened.emulate_media(color_scheme="dark")
        yield opened


def test_a_connection_is_added_and_its_removal_asked(
    visitor: Visitor, page: Page, api: StandIn
) -> None:
    page.goto(visitor.url + "/connections/new")
    looked_at(page)
    page.fill("#name", "loja")
    page.fill("#url", api.url)
    page.fill("#token", TOKEN)
    page.click("main button")
    page.wait_for_url(visitor.url + "/connections?done=saved")
    looked_at(page)
    page.click("main .card .danger >> nth=0")
    assert page.locator("h1").inner_text() == "Remover “loja”?"


def test_known_people_are_added_and_shown(visitor: Visitor, page: Page) -> None:
    page.goto(visitor.url + "/optouts")
    page.click("text=Pessoas conhecidas")
    looked_at(page)
    page.fill("#numbers", "11 91234-5678")
    page.click("text=Colocar na lista")
    page.wait_for_url(visitor.url + "/known?added=1&already=0&unreadable=0&left_out=0")
    looked_at(page)
    assert "1 pessoa agora é conhecida" in page.inner_text("main")
    assert "+55 11 91234-5678" in page.inner_text("main")


def test_who_answered_is_put_on_the_list_and_found_there(
    visitor: Visitor, page: Page, book: Journal
) -> None:
    add_opt_outs(book, ["31 99888-7766"], who="ana")
    page.goto(visitor.url + "/optouts/replies")
    page.fill("#pasted", PASTED)
    page.click("main button.main")
    assert page.locator("input[type=checkbox]:checked").count() == 1
    looked_at(page)
    page.click("main button.main")
    page.wait_for_url(visitor.url + "/optouts?added=1&already=0")
    looked_at(page)
    page.goto(visitor.url + "/people")
    page.fill("#number", "11 91234-5678")
    page.click("main button.main")
    page.click("summary")
    assert page.locator("button.danger").is_visible()
