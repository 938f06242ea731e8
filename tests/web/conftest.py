"""A page that really answers on loopback, with the stand-in behind it; what its tests share."""

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests

from batch_sender.config.workspace import Workspace
from batch_sender.journal import Journal
from batch_sender.web.serving import Running, served

Fields = Mapping[str, str | list[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """A browser without a script: a session of requests that has been let in.

    `waits`: it looks again as long as a page says that the list is being read, as its refresh tells it to.
    """

    url: str
    http: requests.Session
    waits: bool = True

    def get(self, path: str, **more: object) -> requests.Response:
        answer = self.http.get(self.url + path, timeout=30, **more)  # type: ignore[arg-type]
        return self._once_read(answer, **more)

    def post(self, path: str, fields: Fields | None = None, **more: object) -> requests.Response:
        headers = {"Origin": self.url, "Sec-Fetch-Site": "same-origin"}
        answer = self.http.post(
            self.url + path,
            data=fields,
            headers=headers,
            timeout=30,
            **more,  # type: ignore[arg-type]
        )
        return self._once_read(answer)

    def _once_read(self, answer: requests.Response, **more: object) -> requests.Response:
        while self.waits and re.search(r'data-live="[^"]*/columns/live"', answer.text):
            answer = self.http.get(answer.url, timeout=30, **more)  # type: ignore[arg-type]
        return answer


@pytest.fixture
def book(place: Path) -> Iterator[Journal]:
    with Journal(place / "journal.sqlite3") as opened:
        yield opened


@pytest.fixture
def running(book: Journal, place: Path) -> Iterator[Running]:
    """The page over the journal and the connection of `place`."""
    environment = {**os.environ, "BATCH_SENDER_STATE": str(place / "state")}
    workspace = Workspace.of(environment)
    with served(book, workspace, who="ana", health=lambda: {"state": "ok"}, last_words=30) as page:
        yield page


@pytest.fixture
def visitor(running: Running) -> Iterator[Visitor]:
    """Somebody who has come in and reads English."""
    with requests.Session() as http:
        http.headers["Accept-Language"] = "en"
        answer = http.post(
            running.url + "/enter", data={"ticket": running.sessions.ticket()}, timeout=30
        )
        assert answer.status_code == 200
        yield Visitor(url=running.url, http=http)


@pytest.fixture(scope="module")
def lone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A page that the tests of a module share, where nothing leaves: no stand-in, a journal of its own."""
    folder = tmp_path_factory.mktemp("page")
    environment = {
        "BATCH_SENDER_STATE": str(folder / "state"),
        "BATCH_SENDER_JOURNAL": str(folder / "journal.sqlite3"),
        "BATCH_SENDER_CONNECTIONS": str(folder / "connections.toml"),
    }
    with (
        Journal(folder / "journal.sqlite3") as opened,
        served(
            opened,
            Workspace.of(environment),
            who="ana",
            health=lambda: {"state": "ok"},
            last_words=30,
        ) as page,
    ):
        yield page


@pytest.fixture(scope="module")
def guest(lone: Running) -> Iterator[Visitor]:
    """Somebody who reads English on the page that the tests share."""
    with requests.Session() as http:
        http.headers["Accept-Language"] = "en"
        http.post(lone.url + "/enter", data={"ticket": lone.sessions.ticket()}, timeout=30)
        yield Visitor(url=lone.url, http=http)
