"""Look at each page of the page as a Brazilian does, at each step, with nothing and with everything in it."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import requests
from argon2 import PasswordHasher
from starlette.routing import Route

from batch_sender.config.workspace import Workspace
from batch_sender.journal import Journal
from batch_sender.web.app import every_route
from batch_sender.web.drafts import Draft
from batch_sender.web.judged_drafts import judge
from batch_sender.web.roles import Role
from batch_sender.web.serving import Running, folder_of, served
from batch_sender.web.users import Users
from tests.portuguese.reading import text_of_page
from tests.web.drafting import drafted, judged

_CHEAP: Final = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
_DOWNLOADS: Final = ("/static", "{kind}", "/workbook", "/batch-file", "/healthz", "/metrics")
"""What is taken home or read by programs; the files of results are read as such."""

_LEAVE_THINGS_AS_THEY_ARE: Final = ("/language", "/logout", "/enter", "/login", "/stop")
_WHOLE_BATCHES: Final = 4
"""So many batches are looked at from every side; of the others there is one page."""


def pages(journal: Path) -> dict[str, str]:
    """Return what each page shows, by its address; a line that an earlier page has is left out."""
    workspace = Workspace.of(os.environ)
    with Journal(journal) as book:
        with _running(book, workspace) as page, requests.Session() as http:
            http.cookies.set(page.sessions.name, page.sessions.begin())
            desk = _Looking(page, http)
            desk.look_at_all()
        Users(folder_of(workspace), hasher=_CHEAP).add("bia", Role.LOOK, "três pratos de trigo")
        with _running(book, workspace) as page, requests.Session() as http:
            _Looking(page, http, desk.shown, desk.seen).sign_in()
    return desk.shown


def _running(book: Journal, workspace: Workspace):  # type: ignore[no-untyped-def]  # a context of Running
    return served(book, workspace, who="ana", health=lambda: {"state": "ok"}, last_words=30)


@dataclass
class _Looking:
    page: Running
    http: requests.Session
    shown: dict[str, str] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)

    def look_at_all(self) -> None:
        """Get each page there is, then post each form with nothing in it."""
        drafts = [draft.id for draft in self._drafts()]
        batches = self._batches()
        gets, posts = _addresses("GET"), _addresses("POST")
        for path in (*self._filled(gets, drafts, batches[:_WHOLE_BATCHES]), "/falta"):
            self._ask("GET", path)
        for batch in batches[_WHOLE_BATCHES:]:
            self._ask("GET", f"/batches/{batch}")
        for path in self._filled(posts, drafts, batches[1:_WHOLE_BATCHES]):
            self._ask("POST", path)
        self._ask("POST", "/enter")
        self.http.cookies.clear()
        self._ask("GET", "/")

    def sign_in(self) -> None:
        """See the pages of those who have a password."""
        self._ask("GET", "/login")
        self._ask("POST", "/login")
        user = self.page.site.users.find("bia")
        assert user is not None
        self.http.cookies.set(
            self.page.site.cookie, self.page.site.signed_in.begin(user.name, user.stamp)
        )
        for way, path in (
            ("GET", "/account"), ("POST", "/account/password"), ("POST", "/optouts/add"), ("GET", "/"),
        ):  # fmt: skip
            self._ask(way, path)

    def _drafts(self) -> Iterator[Draft]:
        """Drafts as each step leaves them, good ones and bad ones."""
        yield self.page.site.drafts.begin()
        yield drafted(self.page, "Quem;Cidade\nAna;Santos\n", texts=())
        yield drafted(self.page, texts=("Oi {apelido}", "Olá {nome}"))
        for texts in (("Oi {nome}",), ("Oi {apelido}",)):
            draft = drafted(self.page, texts=texts)
            judge(self.page.site, draft)
            judged(self.page, draft)
            yield draft

    def _batches(self) -> list[int]:
        """Those with most to see first, one of each state among them."""
        every = self.page.site.journal.batches.recent(most=1000)
        every.sort(key=lambda each: -(each.counts.unknown * 1000 + each.counts.read))
        first = {each.state: each.id for each in reversed(every)}
        most = [each.id for each in every]
        return list(dict.fromkeys([*most[:2], *first.values(), *most]))

    def _filled(self, patterns: list[str], drafts: list[str], batches: list[int]) -> Iterator[str]:
        for pattern in patterns:
            if "{draft}" in pattern:
                yield from (pattern.replace("{draft}", each) for each in drafts)
            elif "{batch:int}" in pattern:
                yield from (pattern.replace("{batch:int}", str(each)) for each in batches)
            else:
                yield pattern.replace("{schedule:int}", "1")

    def _ask(self, way: str, path: str) -> None:
        head = {
            "Accept-Language": "pt-BR",
            "Origin": self.page.url,
            "Sec-Fetch-Site": "same-origin",
        }
        answer = self.http.request(way, self.page.url + path, headers=head, data={}, timeout=60)
        assert answer.status_code != 500, (way, path)
        if answer.headers.get("Content-Type", "").startswith("text/html"):
            lines = [" ".join(line.split()) for line in text_of_page(answer.text).splitlines()]
            new = [line for line in dict.fromkeys(lines) if line and line not in self.seen]
            self.seen.update(new)
            self.shown[f"{way} {path}"] = "\n".join(new)


def _addresses(method: str) -> list[str]:
    routes = [each for each in every_route() if isinstance(each, Route)]
    return [
        each.path
        for each in routes
        if method in (each.methods or ())
        and not any(part in each.path for part in _DOWNLOADS)
        and each.path not in _LEAVE_THINGS_AS_THEY_ARE
    ]
