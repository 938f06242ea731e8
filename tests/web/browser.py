"""The system's Chromium, on the page and on nothing else."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import BrowserContext, sync_playwright

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
