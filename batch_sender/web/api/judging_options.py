"""The options of a check as the HTTP API takes them: by their TOML keys, checked by kind.

What names a file of this machine is none of them: a key to prepare batches is none to read files.
"""

from collections.abc import Mapping
from typing import Any, Final

from batch_sender.config import options
from batch_sender.config.batch_file import IN_WORDS
from batch_sender.config.options import Kind, Option
from batch_sender.language import _
from batch_sender.web.api.answering import pointer
from batch_sender.web.api.errors import RequestInvalid

_LEFT_OUT: Final = frozenset(
    {"template", "text", "media", "media_name", "media_folder", "media_check"}
)

TAKEN: Final[Mapping[str, Option]] = {
    each.key: each
    for each in options.JUDGING
    if each.name not in _LEFT_OUT and each.kind.one is not Kind.PATH
}
"""What may stand among the options of a check, by its key."""

_JSON_TYPES: Final[Mapping[Kind, dict[str, Any]]] = {
    Kind.TEXT: {"type": "string"},
    Kind.NUMBER: {"type": "integer"},
    Kind.ROW: {"type": ["integer", "string"]},
    Kind.PLAN: {"type": ["integer", "string"]},
    Kind.FRACTION: {"type": "number"},
    Kind.YES_OR_NO: {"type": "boolean"},
}


def schema() -> dict[str, Any]:
    """Describe them."""
    properties = {key: _described(option) for key, option in TAKEN.items()}
    return {"type": "object", "additionalProperties": False, "properties": properties}


def _described(option: Option) -> dict[str, Any]:
    one = _JSON_TYPES[option.kind.one]
    shape = {"type": "array", "items": one, "maxItems": 100} if option.kind.is_many else one
    return {**shape, "description": option.help}


def read(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of options, each by its option's name.

    Raises:
        RequestInvalid: a key is none of them, or its value is of another kind.
    """
    faults = [fault for key, value in given.items() if (fault := _fault(key, value))]
    if faults:
        errors = [
            {"pointer": pointer(("options", key)), "code": code, "detail": detail}
            for key, code, detail in faults
        ]
        raise RequestInvalid(where=_("the options"), more={"errors": errors})
    return {TAKEN[key].name: value for key, value in given.items()}


def _fault(key: str, value: Any) -> tuple[str, str, str] | None:
    if key not in TAKEN:
        known = ", ".join(sorted(TAKEN))
        return key, "option_unknown", _("There are: {names}.").format(names=known)
    kind = TAKEN[key].kind
    values = value if isinstance(value, list) and kind.is_many else [value]
    is_list = isinstance(value, list) == kind.is_many
    if is_list and all(_is_of(kind.one, each) for each in values):
        return None
    return key, "option_kind", _(IN_WORDS[kind])


def _is_of(kind: Kind, value: Any) -> bool:
    match kind:
        case Kind.YES_OR_NO:
            return isinstance(value, bool)
        case Kind.NUMBER:
            return isinstance(value, int) and not isinstance(value, bool)
        case Kind.FRACTION:
            return isinstance(value, int | float) and not isinstance(value, bool)
        case Kind.ROW | Kind.PLAN:
            return isinstance(value, int | str) and not isinstance(value, bool)
    return isinstance(value, str)
