"""The system's Chromium on the page: what it complains of, or asks of anybody else, fails the test."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from batch_sender.web.serving import Running
from tests.results.browser import QUIET, program

_REFUSED: Final = "Failed to load resource: the server responded with a status of 4"


@contextmanager
def chromium_started() -> Iterator[Browser]:
    """Start one for the tests of a module; skip them where there is none."""
    path = program("BATCH_SENDER_TEST_CHROMIUM", "chromium", "chromium-browser", "google-chrome")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=list(QUIET))
        yield browser
        browser.close()


@contextmanager
def windows(
    browser: Browser,
    url: str,
    *,
    width: int = 1200,
    locale: str = "en",
    script: bool = True,
    refused: bool = False,
) -> Iterator[BrowserContext]:
    """Let a person open windows of a jar of their own, on the page at `url` and on nothing else.

    `refused`: pages turn them away, which the browser complains of.
    """
    complaints: list[str] = []
    context = browser.new_context(
        viewport={"width": width, "height": 900}, locale=locale, java_script_enabled=script
    )
    context.on("console", lambda message: complaints.append(message.text))
    context.on("weberror", lambda error: complaints.append(str(error.error)))
    context.on("request", lambda asked: _only_us(asked.url, url, complaints))
    yield context
    context.close()
    assert not [each for each in complaints if not (refused and _REFUSED in each)]


@contextmanager
def browsing(url: str, *, width: int = 1200, locale: str = "en") -> Iterator[BrowserContext]:
    """Do so in a browser of its own."""
    with (
        chromium_started() as browser,
        windows(browser, url, width=width, locale=locale) as context,
    ):
        yield context


@contextmanager
def visiting(
    browser: Browser,
    running: Running,
    *,
    width: int = 1200,
    locale: str = "en",
    script: bool = True,
) -> Iterator[Page]:
    """Open an empty window of somebody who has been let in."""
    with windows(browser, running.url, width=width, locale=locale, script=script) as context:
        name, cookie = running.sessions.name, running.sessions.begin()
        context.add_cookies([{"name": name, "value": cookie, "url": running.url}])
        yield context.new_page()


def _only_us(url: str, own: str, complaints: list[str]) -> None:
    if not url.startswith((own, "file:", "data:", "blob:")):
        complaints.append(f"asked for {url}")
