"""The system's Chromium on the page: what it complains of, or asks of anybody else, fails the test."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from batch_sender.web.serving import Running
from tests.results.browser import QUIET, program


@contextmanager
def browsing(
    url: str, *, width: int = 1280, height: int = 900, locale: str = "en-US", script: bool = True
) -> Iterator[BrowserContext]:
    """Open a browser of its own that reaches the page at `url` alone; what it complains of fails the test."""
    path = program("BATCH_SENDER_TEST_CHROMIUM", "chromium", "chromium-browser", "google-chrome")
    complaints: list[str] = []
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=list(QUIET))
        context = browser.new_context(
            viewport={"width": width, "height": height},
            locale=locale,
            java_script_enabled=script,
            accept_downloads=True,
        )
        context.on("console", lambda message: complaints.append(message.text))
        context.on("weberror", lambda error: complaints.append(str(error.error)))
        context.on(
            "request",
            lambda asked: (
                None
                if asked.url.startswith((url, "file:", "data:", "blob:"))
                else complaints.append(f"asked for {asked.url}")
            ),
        )
        yield context
        browser.close()
    assert not complaints


@contextmanager
def chromium_started() -> Iterator[Browser]:
    """Start one for the tests of a module; skip them where there is none."""
    path = program("BATCH_SENDER_TEST_CHROMIUM", "chromium", "chromium-browser", "google-chrome")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=list(QUIET))
        yield browser
        browser.close()


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
    complaints: list[str] = []
    context = browser.new_context(
        viewport={"width": width, "height": 900}, locale=locale, java_script_enabled=script
    )
    name, cookie = running.sessions.name, running.sessions.begin()
    context.add_cookies([{"name": name, "value": cookie, "url": running.url}])
    page = context.new_page()
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda asked: _only_us(asked.url, running.url, complaints))
    yield page
    context.close()
    assert not complaints


def _only_us(url: str, own: str, complaints: list[str]) -> None:
    if not url.startswith((own, "data:")):
        complaints.append(f"asked for {url}")
