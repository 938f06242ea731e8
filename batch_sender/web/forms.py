"""Read a posted form, and answer it in a thread: the journal waits for its disk."""

from collections.abc import Awaitable, Callable
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from batch_sender.web.bodies import body_of

_MOST_FIELDS: Final = 3_000
_MOST_BYTES: Final = 20_000_000
"""Of one field: rows pasted out of a sheet are one."""

_LONGEST_NUMBER: Final = 10

_MOST_TYPED: Final = 64_000_000
"""Of a form without files: it is held in memory, and an accent may take nine bytes of it."""


def posted(
    handler: Callable[[Request, FormData], Response],
    *,
    files: int = 0,
    most_bytes: int = _MOST_TYPED,
) -> Callable[[Request], Awaitable[Response]]:
    """Make an endpoint of a handler that takes a form with at most so many files; `most_bytes`: without any."""

    async def endpoint(request: Request) -> Response:
        if not files:
            body_of(request.scope).at_most(most_bytes)
        async with request.form(
            max_files=files, max_fields=_MOST_FIELDS, max_part_size=_MOST_BYTES
        ) as form:
            return await run_in_threadpool(handler, request, form)

    return endpoint


def text(form: FormData, name: str) -> str:
    """Return what was typed into a field; nothing where it is missing or a file."""
    value = form.get(name, "")
    return value.strip() if isinstance(value, str) else ""


def texts(form: FormData, name: str) -> tuple[str, ...]:
    """Return what was typed into each field of a name, in order, the empty ones left out."""
    values = (each for each in form.getlist(name) if isinstance(each, str))
    return tuple(each for each in values if each.strip())


def whole_number(written: object, *, otherwise: int = 0) -> int:
    """Read a whole number out of a form or an address; what is none, or beyond any of ours, is `otherwise`."""
    is_one = isinstance(written, str) and written.isascii() and written.isdecimal()
    return int(str(written)) if is_one and len(str(written)) < _LONGEST_NUMBER else otherwise


def in_part(request: Request) -> bool:
    """Say whether a script asks, to put a part of the answer in place: a fault is no failure to it."""
    return "x-part" in request.headers or "hx-request" in request.headers


def back_to(path: str) -> Response:
    """Go to a page of ours after a form: loading it again posts nothing twice."""
    return RedirectResponse(path, 303)
