"""Step 6: one sentence says what will happen; a test message first, then all of them, each once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, assert_never

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from batch_sender.config.through import Through
from batch_sender.language import _
from batch_sender.models import BatchRecord, Problem
from batch_sender.models.errors import BatchSenderError, SettingsError
from batch_sender.operations.connections import choose_connections
from batch_sender.operations.forecast import Forecast, forecast
from batch_sender.operations.options import SendOptions, as_names
from batch_sender.operations.parts import by_weight
from batch_sender.operations.questions import Answer, AnswerNeeded, ConfirmSend
from batch_sender.operations.send import Declined, Sent, confirmation
from batch_sender.phones import parse_phone
from batch_sender.sentences import as_sentence, describe_reason
from batch_sender.sentences.plans import new_people_among
from batch_sender.web.departures import Departed, SendingTask, Underway
from batch_sender.web.drafts import Draft
from batch_sender.web.forms import back_to, posted, text
from batch_sender.web.judged_drafts import batch_of, has_begun, is_current, take_back_replaced
from batch_sender.web.plan_words import beside_the_end, sentence, shares_told
from batch_sender.web.questions import (
    answers_of,
    asked,
    context_of,
    first_few,
    is_mistyped,
    send_button,
    staying,
)
from batch_sender.web.rendering import page
from batch_sender.web.requests_of_drafts import is_for_workers, values_of
from batch_sender.web.routes.new_check import FIRST_FIGURES, judging_page
from batch_sender.web.routes.steps import address, draft_of, is_open, steps
from batch_sender.web.site import Site, site_of

Said = tuple[SendOptions, Sequence[Answer]]
"""What a try was asked with."""

Outcome = Departed | Underway | Declined | Sent | AnswerNeeded


def show(request: Request) -> Response:
    """Show what will happen, or what came of what was asked for a moment ago."""
    site, draft = site_of(request), draft_of(request)
    batch = batch_of(site, draft)
    if batch is not None and has_begun(batch):
        return _begun(request, batch)
    judged = site.judgings.heard_within(draft.id, FIRST_FIGURES)
    if judged is not None and not judged.is_over:
        return judging_page(request, draft, judged, step="send")
    take_back_replaced(site, draft)
    if batch is None or not is_current(site, draft, batch):
        return back_to(address(draft, "check" if is_open(draft, "check") else "text"))
    departure = site.senders.latest(batch.id)
    if departure is not None and not departure.is_told:
        return _waited_for(request, draft, batch, departure)
    return _page(request, draft, batch)


def send(request: Request, form: FormData) -> Response:
    """Send a test message, or all of them, once every question is answered."""
    site, draft = site_of(request), draft_of(request)
    batch = batch_of(site, draft)
    if batch is not None and has_begun(batch):
        return _second(request, batch)
    if batch is None or not is_current(site, draft, batch):
        return back_to(address(draft, "send"))
    proof = text(form, "proof")
    if text(form, "do") == "proof" and isinstance(parse_phone(proof), Problem):
        fault = _("Write your own number with its DDD, such as 11 91234-5678.")
        return _page(request, draft, batch, SendNotice(wrong={"proof": fault}, proof=proof))
    wrong = _mistyped(request, draft, batch, form)
    if wrong is not None:
        return wrong
    options = SendOptions(
        connection=as_names(values_of(site, draft)["connection"]),
        proof=proof or None,
        workers=is_for_workers(site, draft),
    )
    answers = answers_of(form)
    try:
        outcome = site.senders.send(batch.id, options, answers)
    except BatchSenderError as err:
        return _refused(request, draft, batch, err, proof=proof)
    return _answered(request, draft, batch, outcome, (options, answers))


def live(request: Request) -> Response:
    """Answer with X-Over once it is known what came of what was asked for."""
    site, draft = site_of(request), draft_of(request)
    answer = page(request, "new_send_live.html")
    departure = None if draft.batch is None else site.senders.latest(draft.batch)
    if departure is None or departure.is_known_within(0):
        answer.headers["X-Over"] = "1"
    return answer


# ── what comes of it ──────────────────────────────────────────────────────────────────────────


def _waited_for(
    request: Request, draft: Draft, batch: BatchRecord, departure: SendingTask
) -> Response:
    """Show what came of a try that took longer than whoever asked waited for."""
    if not departure.is_known_within(FIRST_FIGURES):
        live_at = address(draft, "send/live")
        return page(request, "new_send_waiting.html", _frame(draft) | {"live": live_at})
    departure.is_told = True
    try:
        outcome = departure.result()
    except BatchSenderError as err:
        return _refused(request, draft, batch, err, proof=departure.options.proof or "")
    return _answered(request, draft, batch, outcome, (departure.options, departure.answers))


def _answered(
    request: Request, draft: Draft, batch: BatchRecord, outcome: Outcome, said: Said
) -> Response:
    options, answers = said
    match outcome:
        case Departed(by_another=True):
            return _second(request, batch)
        case Departed() | Sent():
            return back_to(f"/batches/{batch.id}")
        case Underway():
            return back_to(address(draft, "send"))
        case Declined(reason=reason):
            return _page(request, draft, batch, SendNotice(declined=_declined(reason)))
        case AnswerNeeded(question=question):
            view = asked(question, now=site_of(request).clock.now())
            context = _asking(draft, options.proof or "") | context_of(view, answers)
            return page(request, "question.html", context)
        case _:
            assert_never(outcome)


def _asking(draft: Draft, proof: str) -> dict[str, Any]:
    hidden = {"do": "answer", "proof": proof}
    return _frame(draft) | {"action": address(draft, "send"), "hidden": hidden}


def _declined(reason: str | None) -> str:
    if reason is None:
        return _("Nothing was sent. If the text is wrong, change it in step 3.")
    told = _("The test message did not arrive: {why} Nothing was sent.")
    return told.format(why=as_sentence(describe_reason(reason)))


def _begun(request: Request, batch: BatchRecord) -> Response:
    """Go to a batch that was begun just now; whoever comes later hears first that it was."""
    departure = site_of(request).senders.latest(batch.id)
    if departure is not None and not departure.is_told:
        departure.is_told = True
        return back_to(f"/batches/{batch.id}")
    return _second(request, batch, status=200)


def _second(request: Request, batch: BatchRecord, *, status: int = 409) -> Response:
    return page(request, "new_send_second.html", {"batch": batch}, status=status)


def _refused(
    request: Request, draft: Draft, batch: BatchRecord, err: BatchSenderError, *, proof: str
) -> Response:
    now = batch_of(site_of(request), draft)
    if now is not None and has_begun(now):
        return _second(request, now)
    return _page(request, draft, batch, SendNotice(fault=err, proof=proof))


def _mistyped(
    request: Request, draft: Draft, batch: BatchRecord, form: FormData
) -> Response | None:
    """Show the page again where the number of messages was to be typed, and another one was."""
    site, answers = site_of(request), answers_of(form)
    try:
        question = _to_confirm(site, batch, _through(site, draft), text(form, "proof"))
    except SettingsError:
        return None  # sending will say it
    if question is None:
        return None
    view = asked(question, now=site.clock.now())
    if not is_mistyped(view, answers):
        return None
    if text(form, "do") == "answer":
        context = _asking(draft, text(form, "proof")) | context_of(view, answers, mistyped=True)
        return page(request, "question.html", context, status=422)
    fault = _("Type {n} to send them.").format(n=view.typed)
    return _page(request, draft, batch, SendNotice(wrong={"typed": fault}))


# ── the page ──────────────────────────────────────────────────────────────────────────────────


def _through(site: Site, draft: Draft) -> tuple[Through, ...]:
    return choose_connections(site.workspace, as_names(values_of(site, draft)["connection"]))


def _to_confirm(
    site: Site,
    batch: BatchRecord,
    through: Sequence[Through],
    proof: str = "",
    expected: Forecast | None = None,
) -> ConfirmSend | None:
    options, journal = SendOptions(proof=proof or None), site.journal
    return confirmation(journal, batch.id, through, options, site.caller, expected=expected)


@dataclass(frozen=True, slots=True, kw_only=True)
class SendNotice:
    """What the page says besides: why it was not sent, and what was typed; `wrong`: by field."""

    fault: BatchSenderError | None = None
    declined: str = ""
    proof: str = ""
    wrong: Mapping[str, str] = field(default_factory=dict)

    @property
    def status(self) -> int:
        """What a page with it answers."""
        return 422 if self.wrong else 409 if self.fault is not None else 200


_NOTHING: Final = SendNotice()


def _page(
    request: Request, draft: Draft, batch: BatchRecord, notice: SendNotice = _NOTHING
) -> Response:
    context: dict[str, Any] = {
        "fault": notice.fault,
        "notice": notice,
        "left_out": batch.counts.skipped,
        "at": {step: address(draft, step) for step in ("text", "check", "plan")},
    }
    try:
        context |= _told(site_of(request), draft, batch)
    except SettingsError as err:
        context |= {"question": None, "fault": notice.fault or err, "told": "", "more": []}
    return page(request, "new_send.html", _frame(draft) | context, status=notice.status)


def _told(site: Site, draft: Draft, batch: BatchRecord) -> dict[str, Any]:
    through = _through(site, draft)
    found = forecast(
        site.journal,
        batch,
        connection=through[0].connection,
        now=site.clock.now(),
        shares=by_weight(batch.counts.pending, through),
    )
    question = _to_confirm(site, batch, through, expected=found)
    if question is None or found is None:
        return {"question": None, "told": "", "more": []}
    out = batch.counts.skipped + question.staying
    more = list(shares_told(question))
    more += [first_few(question.first)] if question.first is not None else []
    more += [staying(question.staying)] if question.staying else []
    more += [new_people_among(question.new_people)] if question.new_people else []
    return {
        "question": question,
        "told": sentence(question, found, left_out=out),
        "more": [*more, *beside_the_end(found, by_workers=is_for_workers(site, draft))],
        "button": send_button(question.messages),
    }


def _frame(draft: Draft) -> dict[str, Any]:
    return {"steps": steps(draft), "here": address(draft, "send")}


ROUTES: Final = (
    Route("/new/{draft}/send", show, methods=["GET"]),
    Route("/new/{draft}/send", posted(send), methods=["POST"]),
    Route("/new/{draft}/send/live", live),
)
