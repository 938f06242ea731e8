"""Replies that are pasted: show who asks for no more messages, and put those who were ticked on the list."""

from collections.abc import Sequence
from typing import Any, Final

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from batch_sender.language import N_, _, number
from batch_sender.models import PhoneNumber
from batch_sender.models.errors import SettingsError
from batch_sender.operations.connections import list_connections
from batch_sender.operations.optouts import choose_stop_words, opt_out_senders, stop_words
from batch_sender.operations.replies import SenderReplies, by_sender, read_replies
from batch_sender.operations.reply_words import Wish, word_list
from batch_sender.phones import person_key
from batch_sender.web.forms import back_to, posted, text, texts
from batch_sender.web.rendering import page
from batch_sender.web.site import Site, site_of

_UNDERSTOOD: Final = {
    Wish.STOP: N_("wants no more messages"),
    Wish.PERHAPS: N_("not clear: read it yourself"),
    Wish.NOTHING: N_("nothing about the list"),
}
_ORDER: Final = tuple(_UNDERSTOOD)

_MOST_PASTED: Final = 1_000_000
"""Signs that are read at once: while it reads, nothing else is answered fast."""

_MOST_SENDERS: Final = 1_000
"""Senders at once: each is looked for on the list, and has a tick in the form."""


def show(request: Request) -> Response:
    """Show the box."""
    return _box(request)


def _box(request: Request, *, pasted: str = "", fault: str = "", status: int = 200) -> Response:
    context = {
        "pasted": pasted,
        "fault": fault,
        "done": request.query_params.get("done", "") == "words",
        "words": stop_words(site_of(request).journal),
    }
    return page(request, "replies.html", context, status=status)


def _look(request: Request, form: FormData) -> Response:
    """Show each reply, what was understood, and a tick for those who go onto the list."""
    pasted = text(form, "pasted")
    if len(pasted) > _MOST_PASTED:
        fault = _("That is more than can be read at once. Paste the replies of a few days.")
        return _box(request, fault=fault, status=422)
    senders = _senders(site_of(request), pasted)
    if fault := _unusable(pasted, senders):
        return _box(request, pasted=pasted, fault=fault, status=422)
    return _preview(request, pasted, senders)


def _unusable(pasted: str, senders: Sequence[SenderReplies]) -> str:
    if len(senders) > _MOST_SENDERS:
        told = _("These are the replies of more than {n} people. Paste fewer of them at once.")
        return told.format(n=number(_MOST_SENDERS))
    if not senders and pasted:
        return _("No reply was found in it: each needs the number it came from.")
    return "" if senders else _("Paste the replies here.")


def _preview(
    request: Request, pasted: str, senders: Sequence[SenderReplies], *, fault: str = ""
) -> Response:
    ordered = sorted(senders, key=lambda each: (_ORDER.index(each.wish), each.number is None))
    on_list = site_of(request).journal.people.is_opted_out

    def is_free(each: SenderReplies) -> bool:
        return each.number is not None and not on_list(person_key(each.number))

    rows = [
        {
            "sender": each,
            "understood": _(_UNDERSTOOD[each.wish]),
            "is_ticked": each.wish is Wish.STOP and is_free(each) and not fault,
            "is_free": is_free(each),
        }
        for each in ordered
    ]
    context: dict[str, Any] = {
        "rows": rows,
        "pasted": pasted,
        "fault": fault,
        "clear": sum(bool(each["is_ticked"]) for each in rows),
        "own": len(by_sender(read_replies(pasted))) > len(senders),
        "doubtful": sum(each.wish is Wish.PERHAPS for each in senders),
        "nameless": sum(each.number is None and each.wish is not Wish.NOTHING for each in senders),
    }
    return page(request, "replies_preview.html", context, status=422 if fault else 200)


def _add(request: Request, form: FormData) -> Response:
    """Put those who were ticked on the list."""
    site, pasted = site_of(request), text(form, "pasted")[:_MOST_PASTED]
    ticked = set(texts(form, "ticked"))
    senders = _senders(site, pasted)
    chosen = [each for each in senders if each.number in ticked]
    if not chosen:
        if not senders:
            return back_to("/optouts/replies")
        return _preview(request, pasted, senders, fault=_("Tick at least one of them."))
    done = opt_out_senders(site.journal, chosen, who=site.who)
    return back_to(f"/optouts?added={done.added}&already={done.already}")


def _choose_words(request: Request, form: FormData) -> Response:
    """Let other words count from now on; an empty box brings the usual ones back."""
    site = site_of(request)
    typed = "" if text(form, "usual") else text(form, "words")
    choose_stop_words(site.journal, word_list(typed), who=site.who)
    return back_to("/optouts/replies?done=words")


def _senders(site: Site, pasted: str) -> list[SenderReplies]:
    return by_sender(read_replies(pasted), stop_words(site.journal), own=_own_numbers(site))


def _own_numbers(site: Site) -> list[PhoneNumber]:
    """Return the numbers that are sent from: what they wrote is copied along with the replies."""
    try:
        return [each.number for each in list_connections(site.workspace) if each.number]
    except SettingsError:  # the page of the connections says what is wrong with them
        return []


ROUTES: Final = (
    Route("/optouts/replies", show, methods=["GET"]),
    Route("/optouts/replies", posted(_look), methods=["POST"]),
    Route("/optouts/replies/add", posted(_add), methods=["POST"]),
    Route("/optouts/replies/words", posted(_choose_words), methods=["POST"]),
)
