"""Pause a batch, go on with it, send it, end it; take a word on its first few, and a look at the phone."""

from collections.abc import Callable, Sequence
from typing import Any, Final
from urllib.parse import urlencode

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from batch_sender.models import BatchState
from batch_sender.models.errors import BatchSenderError
from batch_sender.operations.cancel import cancel as cancelled
from batch_sender.operations.cancel import refuse_unless_open
from batch_sender.operations.first_few import first_few_question, go_on_after_first_few
from batch_sender.operations.options import SendOptions
from batch_sender.operations.pause import pause as paused
from batch_sender.operations.questions import Answer, AnswerNeeded, LookAtPhone, OpenQuestion
from batch_sender.operations.send import Declined, SendOutcome
from batch_sender.operations.status import is_being_sent
from batch_sender.web import phone_looks, questions
from batch_sender.web.batch_view import batch_page
from batch_sender.web.connection_fields import connections_in
from batch_sender.web.errors import AlreadyDecided, SentAlready
from batch_sender.web.forms import back_to, posted, text, texts
from batch_sender.web.rendering import page
from batch_sender.web.senders import Departed, Underway
from batch_sender.web.site import Site, site_of

Outcome = Departed | Underway | SendOutcome

_FIRST_LOOK: Final = 0.2  # seconds

Action = Callable[[Request, Site, int, FormData], Response]
"""What a button of a batch's page does."""


def address(batch_id: int, part: str = "") -> str:
    """Return where a batch's page, or a part of it, is."""
    return f"/batches/{batch_id}" + (f"/{part}" if part else "")


def pressed(action: Action) -> Callable[[Request, FormData], Response]:
    """Make a handler of an action: what it refuses is said on the batch's page, as that stands now."""

    def handler(request: Request, form: FormData) -> Response:
        batch_id = request.path_params["batch"]
        try:
            return action(request, site_of(request), batch_id, form)
        except BatchSenderError as err:
            return batch_page(request, batch_id, fault=err)

    return handler


def arrived(
    request: Request, outcome: Outcome, batch_id: int, *, action: str, answers: Sequence[Answer]
) -> Response:
    """Go back to a batch that is on its way or waits; ask what has to be answered first.

    Raises:
        SentAlready: somebody else was quicker.
    """
    match outcome:
        case AnswerNeeded(question=LookAtPhone()):
            return back_to(address(batch_id))  # the batch's own page asks it
        case AnswerNeeded(question=question):
            return _asked(request, question, action=action, answers=answers)
        case Underway():
            return back_to(address(batch_id, "departure"))
        case Departed(by_another=True):
            raise SentAlready(batch=batch_id)
    return back_to(address(batch_id))


def _asked(
    request: Request, question: OpenQuestion, *, action: str, answers: Sequence[Answer]
) -> Response:
    view = questions.asked(question, now=site_of(request).clock.now())
    mistyped = questions.is_mistyped(view, answers)
    context = questions.context_of(view, answers, mistyped=mistyped)
    more: dict[str, Any] = {"action": action, "hidden": {}, "steps": None}
    return page(request, "question.html", context | more, status=422 if mistyped else 200)


def departure(request: Request) -> Response:
    """Show that a batch is about to leave, as long as its connection has not answered; then what came of it."""
    site, batch_id = site_of(request), request.path_params["batch"]
    task = site.senders.latest(batch_id)
    if task is None or task.is_told:
        return back_to(address(batch_id))
    if not task.is_known_within(_FIRST_LOOK):
        return page(request, "batch_departure.html", {"batch": site.journal.batches.one(batch_id)})
    task.is_told = True
    begun = site.journal.batches.state(batch_id) is not BatchState.CHECKED
    name = task.options.connection
    moved = task.options.move_from
    action = resumed_at(batch_id, moved) if begun else sending_at(batch_id, name)
    try:
        outcome = task.result()
        return arrived(request, outcome, batch_id, action=action, answers=task.answers)
    except BatchSenderError as err:
        return batch_page(request, batch_id, fault=err)


def refuse_if_sent(site: Site, batch_id: int) -> None:
    """See that nobody sends a batch just now.

    Raises:
        SentAlready: somebody does.
    """
    if is_being_sent(site.journal, site.journal.batches.one(batch_id)):
        raise SentAlready(batch=batch_id)


# ── what the buttons do ───────────────────────────────────────────────────────────────────────


def _pause(_request: Request, site: Site, batch_id: int, _form: FormData) -> Response:
    paused(site.journal, batch_id, who=site.who)
    return back_to(address(batch_id))


def _resume(request: Request, site: Site, batch_id: int, form: FormData) -> Response:
    refuse_if_sent(site, batch_id)
    answers = questions.answers_of(form)
    move_from = texts(form, "move_from") or tuple(request.query_params.getlist("move_from"))
    outcome = site.senders.resume(batch_id, SendOptions(move_from=move_from), answers)
    action = resumed_at(batch_id, move_from)
    return arrived(request, outcome, batch_id, action=action, answers=answers)


def resumed_at(batch_id: int, move_from: Sequence[str]) -> str:
    """Return where a batch goes on, rows of some of its connections moved to the others."""
    query = urlencode([("move_from", name) for name in move_from])
    return address(batch_id, "resume") + (f"?{query}" if query else "")


def _send(request: Request, site: Site, batch_id: int, form: FormData) -> Response:
    """Send a batch that waits at `checked`; its connection is chosen once, and kept while it asks."""
    refuse_if_sent(site, batch_id)
    told = text(form, "connection"), *request.query_params.getlist("connection")
    connection = connections_in(form) or tuple(filter(None, told))
    answers, options = questions.answers_of(form), SendOptions(connection=connection)
    outcome = site.senders.send(batch_id, options, answers)
    if isinstance(outcome, Declined) and answers and answers[-1].yes:
        # A yes, and another number of messages than there are: it is asked again.
        outcome = site.senders.send(batch_id, options, answers[:-1])
    action = sending_at(batch_id, connection)
    return arrived(request, outcome, batch_id, action=action, answers=answers)


def sending_at(batch_id: int, connection: Sequence[str]) -> str:
    """Return where a batch is sent through a connection, or several."""
    query = urlencode([("connection", name) for name in connection])
    return address(batch_id, "send") + (f"?{query}" if query else "")


def _first_few(request: Request, site: Site, batch_id: int, form: FormData) -> Response:
    """Let the others follow the first few, or not; it counts for the very answers that were shown."""
    question = first_few_question(site.journal, site.journal.batches.one(batch_id))
    if question is None or question.key != text(form, "asked"):
        raise AlreadyDecided(batch=batch_id)
    answers = questions.answers_of(form)
    if text(form, "reply") != "yes":
        go_on_after_first_few(site.journal, batch_id, answers, who=site.who)
        return back_to(address(batch_id))
    outcome = site.senders.resume(batch_id, SendOptions(), answers)
    action = address(batch_id, "resume")
    return arrived(request, outcome, batch_id, action=action, answers=answers)


def _look(request: Request, site: Site, batch_id: int, form: FormData) -> Response:
    """Keep what was seen on the phone; a batch that stood still for it goes on, unless nothing was delivered."""
    done = phone_looks.answered(site.journal, batch_id, form, who=site.who)
    if not phone_looks.may_go_on(done.batch):
        return back_to(address(batch_id))
    outcome = site.senders.resume(batch_id, SendOptions())
    return arrived(request, outcome, batch_id, action=address(batch_id, "resume"), answers=())


def ask_to_cancel(request: Request) -> Response:
    """Say what ending a batch means, before it is ended."""
    site, batch_id = site_of(request), request.path_params["batch"]
    try:
        refuse_unless_open(site.journal, batch_id, who=site.who)
    except BatchSenderError as err:
        return batch_page(request, batch_id, fault=err)
    batch = site.journal.batches.one(batch_id)
    return page(request, "batch_cancel.html", {"batch": batch, "counts": batch.counts})


def _cancel(_request: Request, site: Site, batch_id: int, _form: FormData) -> Response:
    cancelled(site.journal, batch_id, who=site.who)
    return back_to(address(batch_id))


def _button(name: str, action: Action) -> Route:
    return Route(f"/batches/{{batch:int}}/{name}", posted(pressed(action)), methods=["POST"])


ROUTES: Final = (
    _button("pause", _pause),
    _button("resume", _resume),
    _button("send", _send),
    _button("first-few", _first_few),
    _button("look", _look),
    Route("/batches/{batch:int}/departure", departure),
    Route("/batches/{batch:int}/cancel", ask_to_cancel, methods=["GET"]),
    _button("cancel", _cancel),
)
