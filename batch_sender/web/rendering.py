"""Put a page together: its template, the language in force, and the words that every page uses."""

import threading
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from http import HTTPStatus
from typing import Any, Final
from zoneinfo import ZoneInfo

from jinja2 import ChoiceLoader, Environment, PackageLoader, PrefixLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from batch_sender import __version__, language, phones, sentences
from batch_sender.language import N_, _, ngettext, number
from batch_sender.timing.windows import BRAZIL
from batch_sender.web.people import person_of
from batch_sender.web.problem_words import meaning_of
from batch_sender.web.roles import Role, allows, needed
from batch_sender.web.whatsapp_look import runs

NAVIGATION: Final[tuple[tuple[str, str], ...]] = (
    ("/", N_("Batches")),
    ("/new", N_("New batch")),
    ("/connections", N_("Connections")),
    ("/optouts", N_("Do not send")),
    ("/schedules", N_("Schedules")),
    ("/texts", N_("Texts")),
    ("/report", N_("Reports")),
    ("/doctor", N_("Check-up")),
)
"""Address and name of what stands in the head of each page."""

_BELONGS_TO: Final = {
    "batches": "/",
    "known": "/optouts",
    "people": "/optouts",
    "stop": "/doctor",
    "workers": "/doctor",
}
"""The entry that other pages belong to, by the first part of their address."""

_MOMENTS: Final = {"pt-BR": "%d/%m/%Y %H:%M"}


def page(
    request: Request,
    template: str,
    context: Mapping[str, Any] | None = None,
    *,
    status: int = 200,
) -> HTMLResponse:
    """Answer with a template of `pages/`; what people wrote is escaped in it.

    `may` tells a template whether whoever asks may post to an address: what they may not is not shown.
    """
    found = _environment().get_template(template)
    person = person_of(request)
    role = person.role if person is not None else Role.LOOK
    body = found.render(
        {
            "path": request.url.path,
            "here_in_navigation": _entry_of(request.url.path),
            "is_faulty": status == HTTPStatus.UNPROCESSABLE_ENTITY,
            "lang": language.current(),
            "navigation": [
                (path, _(name)) for path, name in NAVIGATION if allows(role, needed("GET", path))
            ],
            "sitting": True,
            "person": person,
            "may": lambda path: allows(role, needed("POST", path)),
            **(context or {}),
        }
    )
    return HTMLResponse(body, status)


def compile_ahead() -> None:
    """Compile every template in the background: the first to see a page would wait for its own."""

    def every() -> None:
        for name in _environment().list_templates(extensions=("html",)):
            _environment().get_template(name)

    threading.Thread(target=every, name="templates", daemon=True).start()


def _entry_of(path: str) -> str:
    first = path.split("/")[1]
    return _BELONGS_TO.get(first, f"/{first}")


def moment(when: datetime | None, zone: ZoneInfo = BRAZIL) -> str:
    """Write a moment as people read it: 24/11/2026 09:05."""
    form = _MOMENTS.get(language.current(), "%Y-%m-%d %H:%M")
    return "" if when is None else when.astimezone(zone).strftime(form)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=ChoiceLoader(
            [
                PackageLoader("batch_sender.web", "pages"),
                # What pages of results show, too.
                PrefixLoader({"results": PackageLoader("batch_sender.results", "page")}),
            ]
        ),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    environment.globals.update(
        _=_,
        ngettext=ngettext,
        number=number,
        moment=moment,
        spelled=phones.spelled,
        state_name=sentences.state_name,
        meaning_of=meaning_of,
        runs=runs,
        describe_wait=sentences.describe_wait,
        version=__version__,
    )
    environment.filters["capfirst"] = lambda text: f"{text[:1].upper()}{text[1:]}"
    return environment
