"""Drafts as the first three steps leave them, for the tests of the other three."""

import html
import re
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import requests

from batch_sender.standin import StandIn
from batch_sender.web.drafts import Draft
from batch_sender.web.judged_drafts import judge
from batch_sender.web.judging import Judged
from batch_sender.web.serving import Running

T = TypeVar("T")

LIST = (
    "nome,telefone,cidade\n"
    "Ana,11 90000-0601,Santos\n"
    "Bia,11 90000-0602,Santos\n"
    "Caio,11 1234,Santos\n"
    "Davi,,Santos\n"
    "Eva,11 90000-0605,\n"
    "Ana,11 90000-0601,Santos\n"
)
"""Three to send, three not: an invalid number, a missing one, a duplicate."""

TEXT = "Oi {nome}, tudo bem?"


def drafted(
    page: Running,
    rows: str = LIST,
    *,
    texts: tuple[str, ...] = (TEXT,),
    name: str = "Clientes de março.csv",
    **values: Any,
) -> Draft:
    """Make a draft with a list, a text, and no pace unless one is given."""
    drafts = page.site.drafts
    draft = drafts.begin()
    file = Path(drafts.place(draft)) / "uploading"
    file.write_text(rows, "utf-8")
    draft = drafts.with_list(draft, name, file)
    draft = replace(draft.chosen(**{"rate": "off", **values}), texts=texts)
    drafts.save(draft)
    return draft


def judged(page: Running, draft: Draft) -> Judged:
    """Wait until a draft's list is judged, or cannot be."""

    def found() -> Judged | None:
        now = page.site.judgings.of(draft.id)
        return now if now is not None and now.is_over else None

    return waited_for(found)


def waited_for(found: Callable[[], T | None], seconds: float = 60) -> T:
    """Look again and again until there is something."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if (now := found()) is not None:
            return now
        threading.Event().wait(0.01)
    raise AssertionError("it never came")


EVERYBODY = ["5511900000601", "5511900000602", "5511900000605"]


def checked(running: Running, rows: str = LIST, **values: Any) -> Draft:
    """Make a draft whose list is judged."""
    draft = drafted(running, rows, **values)
    judge(running.site, draft)
    assert judged(running, draft).fault is None
    return running.site.drafts.one(draft.id)


def fields(page: str) -> dict[str, list[str]]:
    """Return what the last form of a page would post: its hidden fields."""
    form = page.rpartition("<form")[0].rpartition("<form")[2]
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form):
        found.setdefault(name, []).append(html.unescape(value))
    return found


def left(api: StandIn) -> list[str]:
    return [each.number for each in api.received if each.number]


def told(answer: requests.Response) -> str:
    """What a page says to whoever was too late."""
    found = re.search(r'role="alert".*?</div>', answer.text, re.DOTALL)
    return "" if found is None else re.sub(r"<[^>]*>", " ", found[0])
