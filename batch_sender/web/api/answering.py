"""From a request to its handler and back: the key, the query, the body, and what goes wrong on the way."""

import logging
import shutil
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Final

from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from batch_sender.language import _
from batch_sender.models.errors import BatchSenderError, UnforeseenFault, speak_for
from batch_sender.web.api import uploads
from batch_sender.web.api.errors import (
    BodyTooLong,
    ContentTypeNotTaken,
    KeyMissing,
    KeyUnknown,
    RequestInvalid,
    RoleTooLow,
)
from batch_sender.web.api.problems import API, problem
from batch_sender.web.api.shapes import BodyShape
from batch_sender.web.api.table import MOST_OF_JSON, ApiReply, ApiRequest, Endpoint
from batch_sender.web.bodies import BodyTooLarge
from batch_sender.web.keys import ApiKey, Keys
from batch_sender.web.roles import allows
from batch_sender.web.site import site_of

_log: Final = logging.getLogger(__name__)

_JSON: Final = "application/json"
_SCHEME: Final = "bearer"


def answered(endpoint: Endpoint) -> Callable[[Request], Awaitable[Response]]:
    """Make what Starlette calls of an endpoint; whatever is raised becomes a problem."""

    async def answer(request: Request) -> Response:
        speak_for(API)
        try:
            return await _answer(endpoint, request)
        except BatchSenderError as err:
            return problem(err)
        except ClientDisconnect:
            return Response(status_code=400)  # nobody is there to read it
        except BodyTooLarge:
            return problem(BodyTooLong(most=MOST_OF_JSON))
        except Exception as err:  # noqa: BLE001 - whoever asked is told, the log has its trace
            _log.exception("%s %s broke", endpoint.method, endpoint.path)
            return problem(UnforeseenFault.of(err))

    return answer


async def _answer(endpoint: Endpoint, request: Request) -> Response:
    key = await run_in_threadpool(key_of, request)
    if not allows(key.role, endpoint.needs):
        raise RoleTooLow(name=key.name, role=key.role.value, needed=endpoint.needs.value)
    asked = ApiRequest(
        site=site_of(request),
        key=key,
        starts=request.app.state.starts,
        request=request,
        query=_query(endpoint, request),
    )
    if endpoint.files:
        return await _with_file(endpoint, asked)
    if endpoint.takes is not None:
        raw = await _body(request)
        asked = replace(asked, raw=raw, body=_parsed(endpoint.takes, raw))
    return await run_in_threadpool(_called, endpoint, asked)


async def _with_file(endpoint: Endpoint, asked: ApiRequest) -> Response:
    with _folder(asked) as folder:
        uploaded = await uploads.received(asked.request, folder)
        return await run_in_threadpool(_called, endpoint, replace(asked, file=uploaded))


@contextmanager
def _folder(asked: ApiRequest) -> Iterator[Path]:
    """Make a folder for what is on its way; a cut connection leaves none behind."""
    place = uploads.place_of(asked.site)
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder = Path(tempfile.mkdtemp(dir=place, prefix="upload-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _called(endpoint: Endpoint, asked: ApiRequest) -> Response:
    answer = endpoint.handler(asked)
    if isinstance(answer, Response):
        return answer
    reply = (
        answer if isinstance(answer, ApiReply) else ApiReply(content=answer, status=endpoint.status)
    )
    return JSONResponse(written(reply), reply.status, dict(reply.headers))


def written(reply: ApiReply) -> dict[str, object]:
    """Return the body of an answer as JSON has it."""
    content = reply.content
    return content.model_dump(mode="json") if isinstance(content, BodyShape) else dict(content)


# ── who asks ──────────────────────────────────────────────────────────────────────────────────


def key_of(request: Request) -> ApiKey:
    """Return the key that a request brings; the page's cookie is none.

    Raises:
        KeyMissing, KeyUnknown: it brings none that counts.
    """
    scheme, _blank, brought = request.headers.get("authorization", "").partition(" ")
    if scheme.casefold() != _SCHEME or not brought.strip():
        raise KeyMissing
    found = Keys(folder=uploads.folder_of(site_of(request))).known(brought.strip())
    if found is None:
        raise KeyUnknown
    return found


# ── what comes with it ────────────────────────────────────────────────────────────────────────


def _query(endpoint: Endpoint, request: Request) -> BodyShape | None:
    given = dict(request.query_params)
    if endpoint.asks is None:
        return None
    try:
        return endpoint.asks.model_validate_strings(given)
    except ValidationError as err:
        raise invalid(err, of=_("the query")) from err


async def _body(request: Request) -> bytes:
    given = request.headers.get("content-type", "")
    if given.partition(";")[0].strip().casefold() != _JSON:
        raise ContentTypeNotTaken(given=given[:100] or _("of no named type"), taken=_JSON)
    content = bytearray()
    async for chunk in request.stream():
        content += chunk
        if len(content) > MOST_OF_JSON:
            raise BodyTooLong(most=MOST_OF_JSON)
    return bytes(content)


def _parsed(shape: type[BodyShape], raw: bytes) -> BodyShape:
    try:
        return shape.model_validate_json(raw, strict=True)
    except ValidationError as err:
        raise invalid(err, of=_("the body")) from err


def invalid(err: ValidationError, *, of: str) -> RequestInvalid:
    """Return what is wrong, each with a JSON pointer; what was sent stands in none of it."""
    faults = [
        {"pointer": pointer(each["loc"]), "code": each["type"], "detail": each["msg"]}
        for each in err.errors(include_input=False, include_context=False, include_url=False)
    ]
    return RequestInvalid(where=of, more={"errors": faults})


def pointer(place: tuple[int | str, ...]) -> str:
    """Write a place in a body as RFC 6901 does: #/texts/0."""
    parts = (str(each).replace("~", "~0").replace("/", "~1") for each in place)
    return "".join(["#", *(f"/{part}" for part in parts)])
