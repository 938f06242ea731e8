"""The report over time: what became of all messages between two days, to look at and to take along."""

import tempfile
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from batch_sender.language import N_, _
from batch_sender.operations.report_across import report_across
from batch_sender.results import Across
from batch_sender.results.across_files import write_across
from batch_sender.results.page.across import shown_sums
from batch_sender.timing.windows import BRAZIL
from batch_sender.web.forms import back_to
from batch_sender.web.rendering import page
from batch_sender.web.site import Site, site_of

_DAYS: Final = 30
_YEARS: Final = range(2000, 2101)
"""What a day is looked for in: a mistyped year is told, and never counted for."""

KINDS: Final = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "html": "text/html; charset=utf-8",
}
_NAMES: Final = {"xlsx": N_("Workbook (XLSX)"), "csv": "CSV", "html": N_("Page (HTML)")}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportDays:
    """The days of a report as they were asked for, and what is wrong with them, by field."""

    since: str
    until: str
    faults: dict[str, str] = field(default_factory=dict)


def show(request: Request) -> Response:
    """Show the sums between two days, of the last thirty unless others are asked for."""
    site, span = site_of(request), _span(request)
    context = {"span": span, "kinds": [(kind, _(name)) for kind, name in _NAMES.items()]}
    if span.faults:
        return page(request, "report.html", {**context, "across": None}, status=422)
    across = _across(site, span)
    return page(request, "report.html", {**context, "across": across, **shown_sums(across)})


def download(request: Request) -> Response:
    """Hand the same sums out as a file; it holds no number and no name."""
    site, span, kind = site_of(request), _span(request), request.path_params["kind"]
    if span.faults or kind not in KINDS:
        return back_to("/report")
    name = f"{_('messages')}-{span.since}-{span.until}.{kind}"
    with tempfile.TemporaryDirectory() as folder:
        written = write_across(Path(folder) / name, _across(site, span))
        content = written.read_bytes()
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=KINDS[kind], headers=headers)


def _across(site: Site, span: ReportDays) -> Across:
    site.journal.batches.settle_if_writable(who=site.who)
    since, until = (date.fromisoformat(day) for day in (span.since, span.until))
    return report_across(site.journal, since=since, until=until, now=site.clock.now())


def _span(request: Request) -> ReportDays:
    today = site_of(request).clock.now().astimezone(BRAZIL).date()
    asked = request.query_params
    since = asked.get("since", "").strip() or (today - timedelta(days=_DAYS - 1)).isoformat()
    until = asked.get("until", "").strip() or today.isoformat()
    days = {"since": _day(since), "until": _day(until)}
    faults = {name: _("Write a day, such as 2026-11-01.") for name, day in days.items() if not day}
    if days["since"] and days["until"] and days["until"] < days["since"]:
        faults["until"] = _("The last day is before the first one.")
    return ReportDays(since=since, until=until, faults=faults)


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if found.year in _YEARS and found.isoformat() == text else None


ROUTES: Final = (
    Route("/report", show),
    Route("/report/{kind}", download),
)
