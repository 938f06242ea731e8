"""Schedules: batch files that run by themselves; list, add, pause, go on, remove."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from batch_sender.journal import ScheduleRecord, ScheduleState
from batch_sender.journal.errors import UnknownSchedule
from batch_sender.language import N_, _
from batch_sender.operations import schedules
from batch_sender.operations.schedules import ListedSchedule
from batch_sender.sentences.hours import WEEKDAYS
from batch_sender.sentences.schedules import (
    LAST_DAY,
    clock_shows,
    cron_in_words,
    late_in_words,
    what_became,
)
from batch_sender.timing.due_times import Due, Timing
from batch_sender.timing.windows import BRAZIL
from batch_sender.web import batch_files
from batch_sender.web.forms import back_to, posted, text
from batch_sender.web.rendering import page
from batch_sender.web.schedule_form import LATE, ZONES, ScheduleForm, other_zones, understand
from batch_sender.web.site import Site, site_of

_MOST_PAST: Final = 3
_MONTH_DAYS: Final = 28
"""Every month has them; the last one is chosen by name."""

_STATES: Final = {
    ScheduleState.ACTIVE: N_("active"),
    ScheduleState.PAUSED: N_("resting"),
    ScheduleState.ENDED: N_("over: its moment has come"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownSchedule:
    """A schedule as the page shows it. `batches`: what its last due times have begun."""

    id: int
    name: str
    folder: str
    when: str
    late: str
    state: str
    is_active: bool
    is_paused: bool
    ahead: str
    upcoming: tuple[str, ...]
    past: tuple[tuple[str, str, tuple[int, ...]], ...]


def show(request: Request) -> Response:
    """Show the schedules, each with its next times and what the last ones came to."""
    site = site_of(request)
    found = schedules.list_schedules(site.journal, now=site.clock.now())
    return page(request, "schedules.html", {"schedules": [_shown(each) for each in found]})


def _shown(listed: ListedSchedule) -> ShownSchedule:
    schedule, zone = listed.schedule, listed.schedule.timing.zone
    path = Path(schedule.batch_file)
    return ShownSchedule(
        id=schedule.id,
        name=path.name,
        folder=str(path.parent),
        when=when_in_words(schedule.timing),
        late=late_in_words(schedule.late),
        state=_(_STATES[schedule.state]),
        is_active=schedule.state is ScheduleState.ACTIVE,
        is_paused=schedule.state is ScheduleState.PAUSED,
        ahead=clock_shows(schedule.looked_until.astimezone(zone)) if listed.ahead else "",
        upcoming=_times(listed.upcoming, schedule.timing),
        past=tuple(
            (
                clock_shows(datetime.fromisoformat(due.local)),
                what_became(due.state, due.detail),
                tuple(due.detail.get("batches", ())),
            )
            for due in listed.past[-_MOST_PAST:][::-1]
        ),
    )


def when_in_words(timing: Timing) -> str:
    """Say when a schedule is due, and by whose clocks where they are not Brasília's."""
    if timing.at is not None:
        told = _("once, {moment}").format(moment=clock_shows(timing.at))
    else:
        told = cron_in_words(timing.cron or "")
    return told if timing.zone == BRAZIL else f"{told} ({timing.zone.key})"


def _times(upcoming: Iterable[Due], timing: Timing) -> tuple[str, ...]:
    return tuple(clock_shows(due.at.astimezone(timing.zone)) for due in upcoming)


# ── adding one ────────────────────────────────────────────────────────────────────────────────


def new(request: Request) -> Response:
    """Show the form of a new schedule."""
    return _form(request, ScheduleForm(), {})


def add(request: Request, form: FormData) -> Response:
    """Show when a new schedule would be due; once that was seen, keep it."""
    site, typed = site_of(request), ScheduleForm.of(form)
    meant = understand(site, typed)
    step = text(form, "step")
    if meant.faults or step == "change" or meant.filed is None or meant.timing is None:
        return _form(request, typed, meant.faults if step != "change" else {})
    if step == "save":
        path, options = typed.batch_file(), typed.options()
        now = site.clock.now()
        schedules.add_schedule(site.journal, path, options, now=now, who=site.who)
        return back_to("/schedules")
    context = {
        "typed": typed,
        "file": batch_files.understood(meant.filed),
        "when": when_in_words(meant.timing),
        "late": late_in_words(typed.late),
        "upcoming": _times(meant.timing.next_times(site.clock.now()), meant.timing),
    }
    return page(request, "schedule_seen.html", context)


def _form(request: Request, typed: ScheduleForm, faults: dict[str, str]) -> Response:
    known = [
        (str(each), each.name, str(each.parent)) for each in batch_files.known(site_of(request))
    ]
    context = {
        "typed": typed,
        "faults": faults,
        "known": known,
        "weekdays": [(str((n + 1) % 7), _(name)) for n, name in enumerate(WEEKDAYS)],
        "month_days": [str(n) for n in range(1, _MONTH_DAYS + 1)],
        "last_day": LAST_DAY,
        "zones": [(key, _(name)) for key, name in ZONES],
        "other_zones": other_zones(),
        "late": [(written, _(said)) for written, said in LATE],
    }
    return page(request, "schedule_new.html", context, status=422 if faults else 200)


# ── one that is there ─────────────────────────────────────────────────────────────────────────


def one(site: Site, number: int) -> ScheduleRecord:
    """Return a schedule.

    Raises:
        UnknownSchedule: it was removed, or there never was one.
    """
    for each in site.journal.schedules.every():
        if each.id == number:
            return each
    raise UnknownSchedule(schedule=number)


def ask_removal(request: Request) -> Response:
    """Ask whether a schedule is to be removed."""
    schedule = one(site_of(request), request.path_params["schedule"])
    context: dict[str, Any] = {"id": schedule.id, "name": Path(schedule.batch_file).name}
    return page(request, "schedule_remove.html", context)


def _moved(operation: Callable[..., None]) -> Callable[[Request, FormData], Response]:
    def move(request: Request, _form: FormData) -> Response:
        site = site_of(request)
        operation(site.journal, request.path_params["schedule"], who=site.who)
        return back_to("/schedules")

    return move


_ONE: Final = "/schedules/{schedule:int}"

ROUTES: Final = (
    Route("/schedules", show),
    Route("/schedules/new", new, methods=["GET"]),
    Route("/schedules/new", posted(add), methods=["POST"]),
    Route(f"{_ONE}/pause", posted(_moved(schedules.pause_schedule)), methods=["POST"]),
    Route(f"{_ONE}/resume", posted(_moved(schedules.resume_schedule)), methods=["POST"]),
    Route(f"{_ONE}/remove", ask_removal, methods=["GET"]),
    Route(f"{_ONE}/remove", posted(_moved(schedules.remove_schedule)), methods=["POST"]),
)
