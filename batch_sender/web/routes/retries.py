"""Send again what surely did not leave and, if that is ticked, what CleverChat rejected."""

from typing import Any, Final

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from batch_sender.deliver.parts import refuse_other_connections
from batch_sender.journal import Journal, Retryable
from batch_sender.journal.errors import NothingToRetry
from batch_sender.models.errors import BatchSenderError
from batch_sender.operations.options import SendOptions
from batch_sender.operations.parts import names_to_put_back
from batch_sender.operations.resume import probe_to_go_on
from batch_sender.operations.retry import refuse_unless_at_rest, retryable
from batch_sender.operations.retry import retry as put_back
from batch_sender.web import questions
from batch_sender.web.batch_view import batch_page
from batch_sender.web.forms import posted, text
from batch_sender.web.rendering import page
from batch_sender.web.routes.batch_control import arrived, pressed, sending_at
from batch_sender.web.site import Site, site_of


def ask(request: Request) -> Response:
    """Say how many rows would be sent again, before they are."""
    site, batch_id = site_of(request), request.path_params["batch"]
    try:
        refuse_unless_at_rest(site.journal, batch_id, who=site.who)
        found = _found(site.journal, batch_id)
    except BatchSenderError as err:
        return batch_page(request, batch_id, fault=err)
    batch = site.journal.batches.one(batch_id)
    return page(request, "batch_retry.html", {"batch": batch, **found})


def _found(journal: Journal, batch_id: int) -> dict[str, Any]:
    """Count what surely did not leave, and what was rejected besides.

    Raises:
        NothingToRetry: there is neither.
    """
    every = retryable(journal, batch_id, rejected=True)
    try:
        sure = retryable(journal, batch_id, rejected=False)
    except NothingToRetry:
        sure = Retryable(rows=0, expired=0, forgotten=0)
    return {"sure": sure, "rejected": every.rows - sure.rows, "forgotten": every.forgotten}


def _retry(request: Request, site: Site, batch_id: int, form: FormData) -> Response:
    """Put the rows back, and ask what is asked before anything leaves.

    Nothing is put back where nothing could leave.
    """
    journal, rejected = site.journal, text(form, "rejected") == "yes"
    refuse_unless_at_rest(journal, batch_id, who=site.who)
    retryable(journal, batch_id, rejected=rejected)
    batch, options = journal.batches.one(batch_id), SendOptions()
    tested = probe_to_go_on(journal, site.workspace, batch, options, names_of=names_to_put_back)
    refuse_other_connections(journal, batch_id, tested.through, named=tested.named)
    put_back(journal, batch_id, rejected=rejected, who=site.who)
    answers = questions.answers_of(form)
    outcome = site.senders.send(batch_id, options, answers)
    action = sending_at(batch_id, ())
    return arrived(request, outcome, batch_id, action=action, answers=answers)


ROUTES: Final = (
    Route("/batches/{batch:int}/retry", ask, methods=["GET"]),
    Route("/batches/{batch:int}/retry", posted(pressed(_retry)), methods=["POST"]),
)
