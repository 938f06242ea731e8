"""Step 3 of a new batch: what is said, the file that goes along, and how a phone shows it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from batch_sender.compose.errors import MediaError
from batch_sender.compose.variants import NAMES
from batch_sender.language import N_, _
from batch_sender.load.columns.mapping import Field
from batch_sender.models.errors import BatchSenderError
from batch_sender.operations.ready_texts import find_ready_text, ready_texts
from batch_sender.web import files_sent_along as files
from batch_sender.web.drafts import Draft
from batch_sender.web.errors import NoFileChosen
from batch_sender.web.forms import back_to, posted, text, whole_number
from batch_sender.web.rendering import page
from batch_sender.web.requests_of_drafts import origin_of, values_of
from batch_sender.web.routes.reading import being_read
from batch_sender.web.routes.steps import address, draft_of, steps
from batch_sender.web.saved_texts import saved_texts
from batch_sender.web.site import Site, site_of
from batch_sender.web.text_previews import TextPreview, columns_for, text_preview
from batch_sender.web.understood import pairs_of, understood

MOST_FILES: Final = 1_000
_MOST_TEXTS: Final = len(NAMES)

EMOJI: Final[Mapping[str, str]] = {
    "😊": N_("smile"),
    "👋": N_("wave"),
    "🙏": N_("thanks"),
    "✅": N_("check mark"),
    "📅": N_("calendar"),
    "⏰": N_("clock"),
    "📍": N_("place"),
    "📞": N_("phone"),
    "💳": N_("card"),
    "🎉": N_("party"),
    "❤️": N_("heart"),
    "⚠️": N_("careful"),
}
FORMATS: Final = (("*", N_("Bold")), ("_", N_("Italic")), ("~", N_("Strike")), ("`", N_("Mono")))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Typed:
    """What the form holds. `boxes`: every text, empty ones too."""

    boxes: tuple[str, ...]
    row: int

    @classmethod
    def of(cls, form: FormData) -> "_Typed":
        boxes = (each for each in form.getlist("text") if isinstance(each, str))
        return cls(
            boxes=tuple(each.replace("\r\n", "\n") for each in boxes)[:_MOST_TEXTS],
            row=whole_number(text(form, "row")),
        )

    @property
    def texts(self) -> tuple[str, ...]:
        return tuple(each for each in self.boxes if each.strip())


def show(request: Request) -> Response:
    """Show the texts as they are, and what a row gets of them."""
    draft, asked = draft_of(request), request.query_params
    if draft.list_file and (waiting := being_read(request, draft, "text")) is not None:
        return waiting
    draft = draft_of(request)
    many, row = (whole_number(asked.get(name, "")) for name in ("boxes", "row"))
    boxes = (*draft.texts, *("",) * (max(1, min(many, _MOST_TEXTS)) - len(draft.texts)))
    return _page(request, draft, _Typed(boxes=boxes, row=row))


def _preview(request: Request, form: FormData) -> Response:
    """Answer while somebody types: what a row gets. The texts are kept, so that none gets lost."""
    site, typed = site_of(request), _Typed.of(form)
    draft = _kept(site, draft_of(request), texts=typed.texts, values=_chosen(form))
    return page(request, "text_preview.html", _seen(site, draft, typed))


def _write(request: Request, form: FormData) -> Response:
    """Keep what was typed, and do what the button says."""
    site, typed = site_of(request), _Typed.of(form)
    draft = _kept(site, draft_of(request), texts=typed.texts, values=_chosen(form))
    try:
        draft = _with_files(site, draft, form)
        boxes, row = _done(site, typed, form)
    except (MediaError, NoFileChosen) as err:
        return _page(request, draft, typed, {"media_file": f"{err.message} {err.next}"})
    except BatchSenderError as err:
        return _page(request, draft, typed, {"save_name": f"{err.message} {err.next}"})
    texts = tuple(each for each in boxes if each.strip())
    draft = _kept(site, draft, texts=texts, values={})
    if text(form, "do") == "next":
        return _gone_on(request, site, draft, replace(typed, boxes=boxes))
    return back_to(f"{address(draft, 'text')}?boxes={len(boxes)}&row={row}#text")


def _gone_on(request: Request, site: Site, draft: Draft, typed: _Typed) -> Response:
    """Go on to the check once each text can be filled; until there is a list, to the list."""
    if not draft.texts:
        return _page(
            request, draft, typed, {"text-1": _("There is no text yet. Write the message.")}
        )
    seen = text_preview(site, draft, draft.texts, typed.row)
    if seen.faults:
        return _page(request, draft, replace(typed, boxes=draft.texts), wrong=True)
    return back_to(address(draft, "check" if draft.list_file else "list"))


# ── what the buttons do ───────────────────────────────────────────────────────────────────────


def _done(site: Site, typed: _Typed, form: FormData) -> tuple[tuple[str, ...], int]:
    """Return the texts and the row to show after what was asked for."""
    do, boxes = text(form, "do"), typed.boxes
    verb, _dash, what = do.partition("-")
    match verb:
        case "add" if len(boxes) < _MOST_TEXTS:
            return (*boxes, ""), typed.row
        case "remove":
            left = tuple(each for at, each in enumerate(boxes, start=1) if str(at) != what)
            return left, typed.row
        case "row":
            return boxes, whole_number(what)
        case "take":
            return _with_taken(site, boxes, text(form, "taken")), typed.row
        case "save":
            place = min(whole_number(text(form, "save_place")), len(boxes) - 1)
            replaces = bool(form.get("save_replaces"))
            saved_texts(site).save(text(form, "save_name"), boxes[place], replace=replaces)
    return boxes, typed.row


def _with_taken(site: Site, boxes: tuple[str, ...], taken: str) -> tuple[str, ...]:
    """Put a ready or a saved text into the first empty box, or make it one more variant."""
    kind, _colon, name = taken.partition(":")
    if not name:
        return boxes
    found = find_ready_text(name).text if kind == "ready" else saved_texts(site).one(name).text
    if found in boxes:
        return boxes
    empty = next((at for at, each in enumerate(boxes) if not each.strip()), len(boxes))
    return (*boxes[:empty], found, *boxes[empty + 1 :])[:_MOST_TEXTS]


# ── what is kept ──────────────────────────────────────────────────────────────────────────────


def _with_files(site: Site, draft: Draft, form: FormData) -> Draft:
    """Take over which file goes along.

    Raises:
        MediaError: it cannot be sent.
    """
    match text(form, "media_choice"):
        case "none":
            return _kept(site, draft, values=files.NONE)
        case "one":
            values = files.one_for_all(site.drafts.place(draft), _sent(form, "media_file"), draft)
            return _kept(site, draft, values=values)
        case "column" if draft.list_file:
            folder, place = site.drafts.place(draft), whole_number(text(form, "media_column"))
            draft = _kept(site, draft, values=files.of_each(folder))
            draft = _kept(site, draft, values={"map": _map_with(site, draft, place)})
            files.keep_of_each(folder, _sent(form, "media_files"))
    return draft


def _map_with(site: Site, draft: Draft, place: int) -> list[str]:
    """Return which column is what, the files' one chosen anew."""
    seen = understood(site, draft)
    if place >= len(seen.header):
        return list(draft.values.get("map", ()))
    columns = {**seen.found.columns, Field.MEDIA: (place,)}
    return pairs_of(seen, seen.found._replace(columns=columns))


def _sent(form: FormData, name: str) -> list[UploadFile]:
    every = (each for each in form.getlist(name) if isinstance(each, UploadFile))
    return [each for each in every if each.filename]


def _chosen(form: FormData) -> dict[str, Any]:
    return {name: text(form, name) or None for name in ("message_lang", "payment_column")}


def _kept(
    site: Site, draft: Draft, *, texts: tuple[str, ...] | None = None, values: Mapping[str, Any]
) -> Draft:
    """Keep what was said; what was judged with something else does not count any more."""
    now = replace(draft, texts=draft.texts if texts is None else texts).chosen(**values)
    if now == draft:
        return draft
    now = replace(now, batch=None)
    site.drafts.save(now)
    return now


# ── what is shown ─────────────────────────────────────────────────────────────────────────────


def _seen(site: Site, draft: Draft, typed: _Typed) -> dict[str, Any]:
    """Gather what the preview shows; its faults stand at the boxes that the texts were typed into."""
    filled = [at for at, each in enumerate(typed.boxes, start=1) if each.strip()]
    seen = text_preview(site, draft, typed.texts, typed.row) if filled else TextPreview()
    faults = {f"text-{filled[place]}": f"{err.message} {err.next}" for place, err in seen.faults}
    return {"seen": seen, "at_boxes": faults, "boxes": typed.boxes, "draft": draft}


def _page(
    request: Request,
    draft: Draft,
    typed: _Typed,
    faults: Mapping[str, str] | None = None,
    *,
    wrong: bool = False,
) -> Response:
    site = site_of(request)
    seen = _seen(site, draft, typed)
    at_fields = {**(seen["at_boxes"] if wrong else {}), **(faults or {})}
    context = {
        **seen,
        "steps": steps(draft),
        "faults": at_fields,
        "names": [origin_of(at, len(typed.boxes)) for at in range(len(typed.boxes))],
        "columns": columns_for(draft, site),
        "emoji": {sign: _(name) for sign, name in EMOJI.items()},
        "formats": [(sign, _(name)) for sign, name in FORMATS],
        "ready": [(each.name, _(each.when)) for each in ready_texts()],
        "saved": saved_texts(site).every(),
        "may_add": len(typed.boxes) < _MOST_TEXTS,
        **_media(site, draft),
    }
    return page(request, "new_text.html", context, status=422 if at_fields else 200)


def _media(site: Site, draft: Draft) -> dict[str, Any]:
    """Tell which file goes along, and which could."""
    found = understood(site, draft) if draft.list_file else None
    place = next(iter(found.found.columns.get(Field.MEDIA, ())), None) if found else None
    one = values_of(site, draft).get("media")
    choice = "none" if draft.values.get("no_media") else "column" if place is not None else "none"
    return {
        "media_choice": "one" if one else choice,
        "media_one": Path(one).name if one else "",
        "media_place": place,
        "media_header": found.header if found else (),
        "media_there": files.names_of_each(site.drafts.place(draft)),
    }


ROUTES: Final = (
    Route("/new/{draft}/text", show, methods=["GET"]),
    Route("/new/{draft}/text", posted(_write, files=MOST_FILES), methods=["POST"]),
    Route("/new/{draft}/text/preview", posted(_preview), methods=["POST"]),
)
