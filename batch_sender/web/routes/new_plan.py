"""Step 5: through which connection, when, how fast, and until when."""

from collections.abc import Sequence
from typing import Final

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from batch_sender.config.through import Through
from batch_sender.config.workspace import Workspace
from batch_sender.language import _
from batch_sender.models import BatchRecord
from batch_sender.models.errors import BatchSenderError, SettingsError
from batch_sender.operations.connections import choose_connections, list_connections
from batch_sender.operations.forecast import forecast
from batch_sender.operations.options import as_names
from batch_sender.operations.parts import by_weight
from batch_sender.operations.questions import Sender
from batch_sender.sentences.hours import WEEKDAYS
from batch_sender.web.connection_fields import ConnectionField, connection_fields
from batch_sender.web.drafts import Draft
from batch_sender.web.forms import back_to, posted
from batch_sender.web.judged_drafts import batch_of, has_begun, is_current, judge
from batch_sender.web.plan_fields import OPTIONS, PlanFields, fields_of, values_in
from batch_sender.web.plan_words import finishing, named
from batch_sender.web.rendering import page
from batch_sender.web.requests_of_drafts import is_for_workers, request_of, values_of
from batch_sender.web.routes.steps import address, draft_of, is_open, steps
from batch_sender.web.site import Site, site_of


def show(request: Request) -> Response:
    """Show what is planned so far, and when it would be finished."""
    site, draft = site_of(request), draft_of(request)
    batch = batch_of(site, draft)
    return _elsewhere(draft, batch) or _page(request, draft, fields_of(draft.values), batch)


def save(request: Request, form: FormData) -> Response:
    """Keep the plan; where something changes that the list was judged with, it is judged again."""
    site, draft = site_of(request), draft_of(request)
    batch = batch_of(site, draft)
    if (elsewhere := _elsewhere(draft, batch)) is not None:
        return elsewhere
    values, fields = values_in(form, draft.values)
    faults = {**fields.faults, **_unchosen(site, draft.chosen(**values))}
    if faults:
        again = PlanFields(shown=fields.shown, faults=faults)
        return _page(request, draft.chosen(**values), again, batch, status=422)
    site.drafts.save(draft.chosen(**values))
    new = site.drafts.one(draft.id)
    if batch is None or not is_current(site, new, batch):
        judge(site, new)
    return back_to(address(new, "send"))


def reckon(request: Request, form: FormData) -> Response:
    """Answer with when it would be finished by what stands in the form, and change nothing."""
    site, draft = site_of(request), draft_of(request)
    values, fields = values_in(form, draft.values)
    told = [] if fields.faults else _finish(site, draft.chosen(**values), batch_of(site, draft))
    return page(request, "new_plan_end.html", {"finish": told})


# ── the page ──────────────────────────────────────────────────────────────────────────────────


def _elsewhere(draft: Draft, batch: BatchRecord | None) -> Response | None:
    """Lead to where the draft is instead, if it is not at this step."""
    if batch is not None and has_begun(batch):
        return back_to(f"/batches/{batch.id}")
    if not is_open(draft, "plan"):
        return back_to(address(draft, "text" if draft.list_file else "list"))
    return None


def _page(
    request: Request,
    draft: Draft,
    fields: PlanFields,
    batch: BatchRecord | None,
    *,
    status: int = 200,
) -> Response:
    site = site_of(request)
    senders, fault = _senders(site.workspace)
    ticks = _connection_fields(draft, senders)
    context = {
        "steps": steps(draft),
        "here": address(draft, "plan"),
        "back": address(draft, "check"),
        "fields": fields,
        "faults": [(name, told) for name, told in fields.faults.items()],
        "options": OPTIONS,
        "days": [(code, _(name)) for code, name in zip(_DAY_CODES, WEEKDAYS, strict=True)],
        "senders": ticks,
        "ticked": len([each for each in ticks if each.ticked]),
        "several": len([each for each in senders if each.name]) > 1,
        "fault": fault,
        "finish": [] if fields.faults else _finish(site, draft, batch),
        "may_hand_over": site.journal.lanes.can_be_shared and not site.senders.hands_all_over,
    }
    return page(request, "new_plan.html", context, status=status)


_DAY_CODES: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def _senders(workspace: Workspace) -> tuple[list[Sender], BatchSenderError | None]:
    """Return the connections there are, the environment's own first; and what is wrong with their file."""
    try:
        saved = list_connections(workspace)
        own = [each.connection for each in _chosen(workspace, ())]
        unnamed = [Sender.of(each) for each in own if each.name is None]
    except SettingsError as err:
        return [], err
    return [*unnamed, *saved], None


def _connection_fields(draft: Draft, senders: Sequence[Sender]) -> list[ConnectionField]:
    chosen = as_names(draft.values.get("connection"))
    return connection_fields([(each.name or "", named(each)) for each in senders], chosen)


def _chosen(workspace: Workspace, names: Sequence[str]) -> tuple[Through, ...]:
    """Return the connections that are chosen, or the one that is there alone; none where nobody has chosen."""
    try:
        return choose_connections(workspace, names)
    except SettingsError:
        return ()


def _unchosen(site: Site, draft: Draft) -> dict[str, str]:
    try:
        choose_connections(site.workspace, as_names(values_of(site, draft)["connection"]))
    except SettingsError as err:
        return {"connection": err.message}
    return {}


def _finish(site: Site, draft: Draft, batch: BatchRecord | None) -> list[str]:
    """Say when the last message would leave, by what the draft says now."""
    if batch is None:
        return []
    try:
        through = _chosen(site.workspace, as_names(values_of(site, draft)["connection"]))
        found = forecast(
            site.journal,
            batch,
            connection=through[0].connection if through else None,
            now=site.clock.now(),
            settings=request_of(site, draft).settings,
            shares=by_weight(batch.counts.pending, through),
        )
    except BatchSenderError:
        return []
    if found is None:
        return []
    return list(finishing(found, by_workers=is_for_workers(site, draft)))


ROUTES: Final = (
    Route("/new/{draft}/plan", show, methods=["GET"]),
    Route("/new/{draft}/plan", posted(save), methods=["POST"]),
    Route("/new/{draft}/plan/end", posted(reckon), methods=["POST"]),
)
