"""Put a page together: its template, the language in force, and the words that every page uses."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any, Final
from zoneinfo import ZoneInfo

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from batch_sender import __version__, language, phones, sentences
from batch_sender.language import N_, _, ngettext, number
from batch_sender.timing.windows import BRAZIL
from batch_sender.web.problem_words import meaning_of

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

_MOMENTS: Final = {"pt-BR": "%d/%m/%Y %H:%M"}


def page(
    request: Request,
    template: str,
    context: Mapping[str, Any] | None = None,
    *,
    status: int = 200,
) -> HTMLResponse:
    """Answer with a template of `pages/`; what people wrote is escaped in it."""
    found = _environment().get_template(template)
    body = found.render(
        {
            "path": request.url.path,
            "lang": language.current(),
            "navigation": [(path, _(name)) for path, name in NAVIGATION],
            "sitting": True,
            **(context or {}),
        }
    )
    return HTMLResponse(body, status)


def moment(when: datetime | None, zone: ZoneInfo = BRAZIL) -> str:
    """Write a moment as people read it: 24/11/2026 09:05."""
    form = _MOMENTS.get(language.current(), "%Y-%m-%d %H:%M")
    return "" if when is None else when.astimezone(zone).strftime(form)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("batch_sender.web", "pages"),
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
        version=__version__,
    )
    environment.filters["capfirst"] = lambda text: f"{text[:1].upper()}{text[1:]}"
    return environment
