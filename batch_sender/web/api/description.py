"""The OpenAPI 3.1 description of the HTTP API, made of the table of its addresses."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, Final

from pydantic.json_schema import models_json_schema

from batch_sender import __version__
from batch_sender.web.api import judging_options, uploads
from batch_sender.web.api.addresses import ENDPOINTS
from batch_sender.web.api.problems import PROBLEM
from batch_sender.web.api.shapes import ProblemShape
from batch_sender.web.api.table import Endpoint

_JSON: Final = "application/json"
_PLACE: Final = "#/components/schemas/{model}"
_ALWAYS: Final = (401, 403, 409, 422, 500, 503)
_MEANINGS: Final = {
    200: "Done",
    201: "Made",
    202: "Begun; it goes on by itself",
    401: "No key that counts",
    403: "A key that may not do this",
    404: "There is no such thing",
    405: "Not by this method",
    409: "Things stand otherwise, or something has to be answered first",
    413: "Too large",
    415: "A body of another type",
    422: "Not as it should be",
    500: "A fault of the program",
    503: "Not now",
}
_PARAMETERS: Final[dict[str, dict[str, Any]]] = {
    "batch": {"type": "integer", "minimum": 1, "maximum": 2_147_483_647},
    "list": {"type": "string", "pattern": "^[a-z0-9]{16}$"},
    "check": {"type": "string", "pattern": "^[a-z0-9]{16}$"},
}


@cache
def description() -> dict[str, Any]:
    """Return the description."""
    paths: dict[str, dict[str, Any]] = {}
    for endpoint in ENDPOINTS:
        path = re.sub(r":int\}", "}", endpoint.path)
        paths.setdefault(path, {})[endpoint.method.lower()] = _operation(endpoint)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "batch-sender",
            "version": __version__,
            "description": "Send a WhatsApp message to every person on a list, once.",
        },
        "servers": [{"url": "/api/v1"}],
        "security": [{"key": []}],
        "paths": paths,
        "components": {
            "schemas": _schemas(),
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
        },
    }


def _operation(endpoint: Endpoint) -> dict[str, Any]:
    told: dict[str, Any] = {
        "operationId": _name_of(endpoint),
        "summary": endpoint.summary,
        "description": f"Needs a key of the role {endpoint.needs.value}.",
        "parameters": list(_parameters(endpoint)),
        "responses": dict(_responses(endpoint)),
    }
    if endpoint.takes is not None:
        content = {_JSON: {"schema": _named(endpoint.takes)}}
        told["requestBody"] = {"required": True, "content": content}
    if endpoint.files:
        told["requestBody"] = {"required": True, "content": _file_body()}
    return told


def _name_of(endpoint: Endpoint) -> str:
    words = re.findall(r"[a-z]+", re.sub(r"\{(\w+):int\}|\{(\w+)\}", "", endpoint.path))
    return "_".join((endpoint.method.lower(), *words, *(["one"] if endpoint.path.endswith("}") else [])))  # fmt: skip


def _file_body() -> dict[str, Any]:
    binary = {"type": "string", "contentMediaType": "application/octet-stream"}
    form = {"type": "object", "required": [uploads.FIELD], "properties": {uploads.FIELD: binary}}
    return {
        **{kind: {"schema": {"type": "string", "minLength": 1}} for kind in uploads.TAKEN},
        uploads.FORM: {"schema": form},
    }


# ── what a request says besides its body ──────────────────────────────────────────────────────


def _parameters(endpoint: Endpoint) -> Iterator[dict[str, Any]]:
    for name in re.findall(r"\{(\w+)", endpoint.path):
        schema = _PARAMETERS.get(name) or {"type": "string", "enum": list(endpoint.media)}
        yield {"name": name, "in": "path", "required": True, "schema": schema}
    if endpoint.asks is not None:
        schema = endpoint.asks.model_json_schema(ref_template=_PLACE)
        for name, each in schema["properties"].items():
            yield {"name": name, "in": "query", "required": False, "schema": _not_null(each)}
    if endpoint.idempotent:
        yield {
            "name": "Idempotency-Key",
            "in": "header",
            "required": True,
            "description": "New for each start, the same where one is repeated.",
            "schema": {"type": "string", "pattern": "^[!-~]{1,200}$"},
        }


def _not_null(schema: dict[str, Any]) -> dict[str, Any]:
    """A query says nothing by leaving a word out, never by null."""
    kinds = [each for each in schema.get("anyOf", ()) if each.get("type") != "null"]
    told = {name: value for name, value in schema.items() if name not in {"anyOf", "default"}}
    default = {"default": schema["default"]} if schema.get("default") is not None else {}
    return {**told, **(kinds[0] if kinds else {}), **default}


# ── what is answered ──────────────────────────────────────────────────────────────────────────


def _responses(endpoint: Endpoint) -> Iterator[tuple[str, dict[str, Any]]]:
    for status, shape in endpoint.answers.items():
        yield str(status), _response(status, {_JSON: {"schema": _named(shape)}})
    if endpoint.media:
        kinds: dict[str, Any] = {kind: {"schema": {}} for kind in endpoint.media.values()}
        yield "200", _response(200, kinds)
    for status in sorted({*_ALWAYS, *endpoint.problems}):
        yield str(status), _response(status, {PROBLEM: {"schema": _named(ProblemShape)}})


def _response(status: int, content: dict[str, Any]) -> dict[str, Any]:
    return {"description": _MEANINGS[status], "content": content}


def _named(shape: type) -> dict[str, str]:
    return {"$ref": _PLACE.format(model=shape.__name__)}


def _schemas() -> dict[str, Any]:
    taken = [each.takes for each in ENDPOINTS if each.takes is not None]
    given = [shape for each in ENDPOINTS for shape in each.answers.values()]
    schemas = _of_models(taken, "validation") | _of_models([*given, ProblemShape], "serialization")
    schemas["JudgeBody"]["properties"]["options"] = judging_options.schema()
    return schemas


def _of_models(models: Sequence[type[Any]], mode: Any) -> dict[str, Any]:
    pairs = [(model, mode) for model in dict.fromkeys(models)]
    _places, told = models_json_schema(pairs, ref_template=_PLACE)
    found: dict[str, Any] = told["$defs"]
    return found
