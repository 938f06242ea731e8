"""The steps of a new batch: their addresses, and which of them can be gone to already."""

from typing import Final

from starlette.requests import Request

from batch_sender.language import N_, _
from batch_sender.web.drafts import Draft
from batch_sender.web.site import site_of

STEPS: Final[tuple[tuple[str, str], ...]] = (
    ("list", N_("List")),
    ("columns", N_("Columns")),
    ("text", N_("Text")),
    ("check", N_("Check")),
    ("plan", N_("Plan")),
    ("send", N_("Send")),
)
"""The last part of each step's address, and its name."""


def address(draft: Draft, step: str) -> str:
    """Return where a step of a draft is."""
    return f"/new/{draft.id}/{step}"


def steps(draft: Draft) -> list[tuple[str, str, bool]]:
    """Return address and name of each step, and whether it can be gone to."""
    return [(address(draft, step), _(name), is_open(draft, step)) for step, name in STEPS]


def is_open(draft: Draft, step: str) -> bool:
    """Say whether a draft has what a step needs: a list, a text, a batch that was judged of them."""
    match step:
        case "list" | "text":
            return True  # a text can be tried before there is a list
        case "columns":
            return bool(draft.list_file)
        case "check" | "plan":
            return bool(draft.list_file and draft.texts)
    return draft.batch is not None


def next_step(draft: Draft) -> str:
    """Return the first step that nothing was said in yet."""
    if not draft.list_file:
        return "list"
    return "check" if draft.texts else "columns"


def draft_of(request: Request) -> Draft:
    """Return the draft that a request is about.

    Raises:
        DraftGone: there is none of that name any more.
    """
    return site_of(request).drafts.one(request.path_params["draft"])
