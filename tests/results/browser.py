"""Programs of the system that results are opened in: Chromium and LibreOffice, or why not."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page, sync_playwright

QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)

OUT_OF_SIGHT = """() => [...document.querySelectorAll("th, td, dd, p, h1, h2, input, button")]
    .filter((each) => each.getBoundingClientRect().right > innerWidth + 1)
    .map((each) => each.outerHTML.slice(0, 80))"""
"""What stands beyond the window's right edge; for `evaluate`."""


def program(variable: str, *names: str) -> str:
    """Return the path of a program; skip the test where there is none and none was promised."""
    promised = os.environ.get(variable)
    found = promised or next(filter(None, map(shutil.which, names)), None)
    if found is None:
        pytest.skip(f"{names[0]} is missing: install it, or name it in {variable}")
    return found


@contextmanager
def chromium(*, width: int = 1200, height: int = 900) -> Iterator[Page]:
    """Open an empty page that reaches no network; what it complains of fails the test."""
    path = program("BATCH_SENDER_TEST_CHROMIUM", "chromium", "chromium-browser", "google-chrome")
    complaints: list[str] = []
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=list(QUIET))
        page = browser.new_page(viewport={"width": width, "height": height})
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda asked: _only_files(asked.url, complaints))
        yield page
        browser.close()
    assert not complaints


def _only_files(url: str, complaints: list[str]) -> None:
    if not url.startswith("file:"):
        complaints.append(f"asked for {url}")


def as_libreoffice_sees(workbook: Path, folder: Path) -> list[Path]:
    """Open a workbook in LibreOffice and save each sheet as it is shown; return the CSV files."""
    # 44,34,76: comma, quote, UTF-8; true, -1: cells as shown, every sheet.
    shown = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
    through_libreoffice(workbook, folder, shown)
    return sorted(folder.glob("*.csv"))


def through_libreoffice(path: Path, folder: Path, to: str) -> None:
    """Open a file in LibreOffice and save it in another format."""
    office = program("BATCH_SENDER_TEST_OFFICE", "soffice", "libreoffice")
    profile = f"-env:UserInstallation=file://{folder / 'profile'}"
    subprocess.run(
        [office, profile, "--headless", "--convert-to", to, "--outdir", str(folder), path],
        check=True,
        capture_output=True,
        timeout=100,
    )
