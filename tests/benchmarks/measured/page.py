"""Walk through the page with a list as a browser does, up to a batch that is sent and ended.

python -m tests.benchmarks.measured.page LIST ROWS     prints the seconds of each of `page.STEPS`
"""

import html
import os
import re
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import requests
from sqlalchemy import create_engine, text

from batch_sender.config.workspace import Workspace
from batch_sender.journal import Journal
from batch_sender.standin import StandIn
from batch_sender.web.serving import Running, served
from tests.benchmarks.page import STEPS

_TEXT: Final = "Olá, {{ nome }}! O valor de {{ valor }} vence em {{ data }}."
_PLAN: Final = {"first": "mon", "last": "sun", "opens": "00:00", "closes": "23:59", "rate": "30"}
_IN_DOUBT: Final = 1000
_PATIENCE: Final = 120.0


class Walk:
    """A browser without a script, and the seconds that it waited at each step."""

    def __init__(self, running: Running, http: requests.Session) -> None:
        self._url, self._http = running.url, http
        self.told: dict[str, float] = {}
        self.page = ""
        self.at = ""

    def timed(self, step: str, ask: Callable[[], object]) -> None:
        began = time.perf_counter()
        ask()
        self.told[step] = time.perf_counter() - began

    def get(self, path: str) -> None:
        self._seen(self._http.get(self._url + path, timeout=_PATIENCE))

    def post(
        self, path: str, fields: Mapping[str, Sequence[str]], list_path: Path | None = None
    ) -> None:
        headers = {"Origin": self._url, "Sec-Fetch-Site": "same-origin"}
        files = None if list_path is None else {"list": list_path.open("rb")}
        answer = self._http.post(
            self._url + path, data=fields, files=files, headers=headers, timeout=_PATIENCE
        )
        self._seen(answer)

    def _seen(self, answer: requests.Response) -> None:
        answer.raise_for_status()
        self.page, self.at = answer.text, answer.url.removeprefix(self._url)

    def hidden(self) -> dict[str, list[str]]:
        """Return the hidden fields of the page."""
        found = dict[str, list[str]]()
        for name, value in re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', self.page):
            found.setdefault(name, []).append(html.unescape(value))
        return found


def main(path: Path, many: int, folder: Path) -> None:
    """Walk, and print."""
    with (
        StandIn() as api,
        Journal(folder / "journal.sqlite3") as book,
        served(
            book, _workspace(folder, api), who="benchmark", health=dict, last_words=30
        ) as running,
        requests.Session() as http,
    ):
        http.headers["Accept-Language"] = "en"
        walk = Walk(running, http)
        http.post(running.url + "/enter", data={"ticket": running.sessions.ticket()}, timeout=30)
        draft = _list_and_text(walk, path, many)
        _check_and_plan(walk, draft, many)
        batch = _send(walk, draft)
        _end(folder / "journal.sqlite3", batch)
        _look_at(walk, batch)
    print(*(walk.told[step] for step in STEPS))


def _workspace(folder: Path, api: StandIn) -> Workspace:
    places = {
        "BATCH_SENDER_STATE": str(folder / "state"),
        "BATCH_SENDER_JOURNAL": str(folder / "journal.sqlite3"),
    }
    account = {"BATCH_SENDER_URL": api.url, "BATCH_SENDER_TOKEN": api.token}
    return Workspace.of({**os.environ, **places, **account})


def _list_and_text(walk: Walk, path: Path, many: int) -> str:
    walk.post("/new", {})
    draft = walk.at.removesuffix("/list")
    upload = {"how": "file", "whole": "1"}
    walk.timed("upload (read whole)", lambda: walk.post(f"{draft}/list", upload, path))
    walk.timed("columns", lambda: walk.get(f"{draft}/columns"))
    for step, row in (
        ("columns below another header row (begun to be read)", "2"),
        ("columns below the first one again", "1"),
    ):
        chosen = {**walk.hidden(), "header_row": row, "do": "apply"}
        walk.timed(step, lambda chosen=chosen: walk.post(f"{draft}/columns", chosen))  # type: ignore[misc]
        _until_read(walk, draft)
    walk.post(f"{draft}/columns", {**walk.hidden(), "header_row": "", "do": "apply"})
    _until_read(walk, draft)
    walk.timed("text", lambda: walk.get(f"{draft}/text"))
    typed = {"text": _TEXT, "row": str(many)}
    walk.timed("preview of the last row", lambda: walk.post(f"{draft}/text/preview", typed))
    return draft if _kept(walk, draft, typed) else ""


def _until_read(walk: Walk, draft: str) -> None:
    while "columns/live" in walk.page:
        time.sleep(0.2)
        walk.get(f"{draft}/columns")


def _kept(walk: Walk, draft: str, typed: dict[str, str]) -> bool:
    walk.timed("text kept", lambda: walk.post(f"{draft}/text", {**typed, "do": "next"}))
    return walk.at == f"{draft}/check"


def _check_and_plan(walk: Walk, draft: str, many: int) -> None:
    began = time.perf_counter()
    walk.timed("check begun, first answer", lambda: walk.post(f"{draft}/check", {}))
    while not re.search(r"[1-9]", _figures(walk.page)):
        walk.get(f"{draft}/check")
    walk.told["check begun, first figures"] = time.perf_counter() - began
    while "check/live" in walk.page:
        time.sleep(0.2)
        walk.get(f"{draft}/check")
    walk.timed("check, once judged", lambda: walk.get(f"{draft}/check"))
    last = f"{draft}/check?show=to_send&page={many}"
    walk.timed("check, last page of the rows", lambda: walk.get(last))
    walk.timed("plan", lambda: walk.get(f"{draft}/plan"))
    walk.timed("plan kept", lambda: walk.post(f"{draft}/plan", _PLAN))
    while "check/live" in walk.page:
        time.sleep(0.2)
        walk.get(f"{draft}/send")


def _figures(page: str) -> str:
    """Return the part of a page with the figures."""
    return page.partition("<main")[2].partition("</main>")[0]


def _send(walk: Walk, draft: str) -> int:
    walk.timed("send", lambda: walk.get(f"{draft}/send"))
    fields = {**walk.hidden(), "do": "send", "reply": "yes", "typed": _typed(walk.page)}
    walk.timed("send pressed", lambda: walk.post(f"{draft}/send", fields))
    while not walk.at.startswith("/batches/"):
        if 'name="reply"' in walk.page:
            walk.post(
                f"{draft}/send", {**walk.hidden(), "reply": "yes", "typed": _typed(walk.page)}
            )
        else:
            walk.get(f"{draft}/send")
    batch = int(walk.at.split("/")[2])
    walk.timed("batch that is sent", lambda: walk.get(f"/batches/{batch}"))
    walk.timed("its live part", lambda: walk.get(f"/batches/{batch}/live"))
    walk.timed("paused", lambda: walk.post(f"/batches/{batch}/pause", {}))
    return batch


def _typed(page: str) -> str:
    """Return the number that is to be typed, where one is."""
    found = re.search(r'value="confirm_send:\d+:(\d+)', page)
    return found[1] if found else ""


def _end(journal: Path, batch: int) -> None:
    """Write down that everything left, a second between any two; only it takes days to send it."""
    began = datetime(2026, 11, 24, 9, 0, tzinfo=UTC).timestamp()
    engine = create_engine(f"sqlite:///{journal}", connect_args={"timeout": 30})
    time.sleep(2)  # what is on its way arrives
    with engine.begin() as tx:
        of = {"batch": batch, "began": began, "doubts": _IN_DOUBT}
        for statement in _ENDED:
            tx.execute(text(statement), of)
    engine.dispose()


_ENDED: Final = (
    "UPDATE messages SET state = 'accepted', attempts = 1, parts_done = 1,"
    " changed_at = strftime('%Y-%m-%d %H:%M:%f000', :began + row, 'unixepoch')"
    " WHERE batch_id = :batch AND state = 'pending'",
    "INSERT OR IGNORE INTO attempts (batch_id, row, attempt, part, started_at, ended_at, outcome)"
    " SELECT batch_id, row, 1, 'text', changed_at, changed_at, 'accepted' FROM messages"
    " WHERE batch_id = :batch AND state = 'accepted'",
    "UPDATE messages SET state = 'unknown', reason = 'no_answer', parts_done = 0 WHERE batch_id = :batch AND row IN"
    " (SELECT row FROM messages WHERE batch_id = :batch AND state = 'accepted' LIMIT :doubts)",
    "UPDATE batches SET state = 'finished', paused_because = NULL, ended_at = created_at WHERE id = :batch",
)


def _look_at(walk: Walk, batch: int) -> None:
    at = f"/batches/{batch}"
    walk.timed("finished batch with charts", lambda: walk.get(at))
    walk.timed("its rows", lambda: walk.get(f"{at}/rows"))
    for step, piece in (
        ("rows looked for, one found", "conceicao"),
        ("rows looked for, none found", "ninguém se chama assim"),
    ):
        walk.timed(step, lambda piece=piece: walk.post(f"{at}/rows", {"q": piece}))  # type: ignore[misc]
    walk.timed("1,000 rows in doubt", lambda: walk.get(f"{at}/doubts"))


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        main(Path(sys.argv[1]), int(sys.argv[2]), Path(folder))
