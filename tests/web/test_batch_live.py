"""The page of a batch in a real browser: it follows the sending without a reload, and says so."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from batch_sender.config.settings import Settings
from batch_sender.journal import Journal
from batch_sender.models import BatchState
from tests.results.browser import OUT_OF_SIGHT
from tests.support import checked_batch
from tests.web.batches import named, rest
from tests.web.browser import browsing
from tests.web.conftest import Visitor

pytestmark = pytest.mark.browser


def come_in(context: BrowserContext, visitor: Visitor) -> Page:
    """Open a tab with the cookie of somebody who has come in."""
    kept = visitor.http.cookies.items()
    context.add_cookies(
        [{"name": name, "value": value, "url": visitor.url} for name, value in kept]
    )
    return context.new_page()


def test_it_follows_the_sending_and_is_worked_by_the_keyboard(
    visitor: Visitor, book: Journal
) -> None:
    people = [named(row, row, f"Pessoa {row}") for row in range(2, 62)]
    batch = checked_batch(
        book, people, Settings(gap=0.4, window="always"), header=("telefone", "nome")
    )
    with browsing(visitor.url, width=320) as context:
        tab = come_in(context, visitor)
        tab.goto(f"{visitor.url}/batches/{batch}")
        tab.get_by_role("button", name="Send 60 messages …").press("Enter")
        tab.get_by_role("button", name="Send 60 messages", exact=True).press("Enter")
        tab.get_by_role("button", name="Pause").wait_for()
        tab.evaluate("window.sameDocument = true")
        told = tab.locator("#live .so-far")
        expect(told).not_to_have_text(str(told.text_content()), timeout=30_000)
        assert tab.evaluate("window.sameDocument"), "it was not loaded anew"
        # Said at each tenth alone: the first change may be less.
        expect(tab.locator("#announced")).to_contain_text("messages are done", timeout=30_000)
        assert tab.evaluate(OUT_OF_SIGHT) == []
        # Somebody else pauses it: this page says so by itself.
        book.batches.pause(batch, because="asked", who="bia")
        expect(tab.get_by_text("It was paused by hand.")).to_be_visible(timeout=30_000)
        tab.get_by_role("button", name="Go on sending").press("Enter")
        tab.get_by_role("button", name="Pause").wait_for()
        book.batches.cancel(batch, who="bia")
        tab.get_by_role("heading", name="What became of the rows").wait_for(timeout=30_000)
        assert tab.evaluate(OUT_OF_SIGHT) == []
        with tab.expect_download() as loading:
            tab.get_by_role("link", name="Workbook for Excel").press("Enter")
        assert loading.value.suggested_filename == f"clientes-results-{batch}.xlsx"
    rest(book, batch, BatchState.CANCELLED)
