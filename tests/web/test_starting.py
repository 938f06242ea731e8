"""`batch-sender serve` as a person starts it: a browser opens, a second start opens the same page."""

import os
import re
import signal
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import requests

from tests.proofs.reckoning import PATIENCE
from tests.web.browser import browsing

pytestmark = pytest.mark.skipif(os.name == "nt", reason="a shell script stands for the browser")


@pytest.fixture
def environment(place: Path) -> dict[str, str]:
    """Where a script stands for the browser: it keeps the file that it was to open, and how it was called."""
    script = place / "browser.sh"
    script.write_text(
        f'#!/bin/sh\necho "$@" >> "{place}/called"\ncp -p "${{1#file://}}" "{place}/given.html"\n'
    )
    script.chmod(0o755)
    return {**os.environ, "BROWSER": f"{script} %s", "BATCH_SENDER_STATE": str(place / "state")}


class Page:
    """`serve` in a process of its own."""

    def __init__(self, place: Path, environment: dict[str, str], *more: str) -> None:
        self.place = place
        self.log = place / f"page-{len(list(place.glob('page-*.log')))}.log"
        self.process = subprocess.Popen(
            [sys.executable, "-m", "batch_sender", "serve", "--log", str(self.log), *more],
            cwd=place, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip

    def url(self) -> str:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            log = self.log.read_text("utf-8") if self.log.exists() else ""
            if found := re.search(r"The page: (http://\S+)", log):
                return found[1]
            assert self.process.poll() is None, self.process.stdout and self.process.stdout.read()
            threading.Event().wait(0.05)  # only the process itself can say when it is up
        raise AssertionError("the page never came up")

    def ended(self) -> int:
        self.process.communicate(timeout=PATIENCE)
        return self.process.returncode

    def end(self) -> str:
        self.process.send_signal(signal.SIGTERM)
        out, _err = self.process.communicate(timeout=PATIENCE)
        return out


@pytest.fixture
def started(place: Path, environment: dict[str, str]) -> Iterator[Callable[..., Page]]:
    pages: list[Page] = []

    def start(*more: str) -> Page:
        pages.append(Page(place, environment, *more))
        return pages[-1]

    yield start
    for each in pages:
        if each.process.poll() is None:
            each.process.kill()
            each.process.communicate()


def ticket_in(place: Path) -> str:
    found = re.search(r'name="ticket" value="([^"]+)"', (place / "given.html").read_text("utf-8"))
    assert found
    return found[1]


def test_a_start_opens_a_browser_with_a_ticket_that_nobody_else_reads(
    place: Path, started: Callable[..., Page]
) -> None:
    page = started()
    url = page.url()
    ticket = ticket_in(place)
    assert stat.S_IMODE((place / "given.html").stat().st_mode) == 0o600
    assert ticket not in (place / "called").read_text("utf-8"), "a process list would show it"
    assert requests.get(url + "/", timeout=30).status_code == 401
    with requests.Session() as http:
        assert http.post(url + "/enter", data={"ticket": ticket}, timeout=30).status_code == 200
        assert http.get(url + "/", timeout=30).status_code == 200
        # A second start opens the page that runs, with a ticket of its own, and ends.
        second = started()
        told, _err = second.process.communicate(timeout=PATIENCE)
        assert second.process.returncode == 0
        assert f"The page runs already: {url}" in told
        assert ticket_in(place) != ticket
        answer = http.post(url + "/enter", data={"ticket": ticket_in(place)}, timeout=30)
        assert answer.status_code == 200
        # What was let in stays in, at the same address, after the server was stopped and started.
        assert ticket not in page.end()
        again = started("--no-browser")
        assert again.url() == url
        assert http.get(url + "/", timeout=30).status_code == 200
        # Whoever started it by a double-click has no terminal to stop it in.
        assert "on their way" in http.get(url + "/stop", timeout=30).text
        assert http.post(url + "/stop", timeout=30).status_code == 200
        assert again.ended() == 0
    assert ticket not in page.log.read_text("utf-8")
    assert not list((place / "state").rglob("open.html"))


@pytest.mark.browser
def test_a_real_browser_comes_in_and_remembers_no_ticket(
    place: Path, started: Callable[..., Page]
) -> None:
    page = started()
    url = page.url()
    with browsing(url) as context:
        tab = context.new_page()
        tab.goto((place / "given.html").as_uri())
        tab.get_by_role("heading", name="Batches").wait_for()
        assert tab.url == url + "/"
        (cookie,) = context.cookies()
        assert (cookie["httpOnly"], cookie["sameSite"]) == (True, "Strict")
    page.end()
