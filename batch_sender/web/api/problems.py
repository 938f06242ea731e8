"""Errors as RFC 9457 has them, with the codes of every other door, and what to do in the API's own words."""

import re
from collections.abc import Mapping
from typing import Any, Final

from starlette.responses import JSONResponse, Response

from batch_sender.config import options
from batch_sender.language import N_, _
from batch_sender.models.errors import BatchSenderError, Door
from batch_sender.web.api.errors import ApiFault

PROBLEM: Final = "application/problem+json"

_STATUSES: Final[Mapping[str, int]] = {
    "UnknownBatch": 404,
    "NotOptedOut": 404,
    "ListTooLarge": 413,
    "ListError": 422,
    "TemplateError": 422,
    "MediaError": 422,
    "ConditionError": 422,
    "SettingsError": 422,
    "JournalBusy": 503,
    "JournalFull": 503,
    "JournalDiskFault": 503,
    "JournalServerUnreachable": 503,
    "JournalServerFull": 503,
    "JournalServerReadOnly": 503,
    "KeysBroken": 503,
    "UnforeseenFault": 500,
}
"""By the class of an error, or of its base. Every other one says that things stand otherwise: 409."""

_REMEDIES: Final[Mapping[str, str]] = {
    "UnknownBatch": N_("GET /api/v1/batches lists them."),
    "BatchBusy": N_("Another program works on it just now. Ask again in a moment."),
    "NotOptedOut": N_("GET /api/v1/optouts lists the people who are on it."),
    "OptionError": N_("Put it right in the request, and send it again."),
    "ListError": N_("Mend the list and upload it again, or say in “options” how it is to be read."),
    "TemplateError": N_("Mend the text, and send it again."),
    "ConditionError": N_("Mend the condition in “where”, and send it again."),
    "ConnectionFault": N_("See to the connection on the page, then ask again."),
    "UnforeseenFault": N_("The log of the service has more of it."),
}


class _ApiWords:
    """What this door says of errors."""

    @staticmethod
    def remedy(kind: type[BatchSenderError]) -> str | None:
        """Return what to do about an error of this class or, where it says nothing, of its base."""
        for each in kind.__mro__:
            if each.__name__ in _REMEDIES:
                return _REMEDIES[each.__name__]
            if vars(each).get("remedy"):
                return None  # its own words hold at every door
        return None

    @staticmethod
    def key_of(option: str) -> str:
        """Write an option as a request does: by its key."""
        keys = (each.key for each in options.SEND if each.name == option)
        return _("“{label}”").format(label=next(keys, option))


API: Final = Door(remedy=_ApiWords.remedy, option=_ApiWords.key_of)
"""The HTTP API as a door."""


def status_of(kind: type[BatchSenderError]) -> int:
    """Return the HTTP status of an error."""
    if issubclass(kind, ApiFault):
        return kind.status
    found = (_STATUSES[each.__name__] for each in kind.__mro__ if each.__name__ in _STATUSES)
    return next(found, 409)


def told(err: BatchSenderError) -> dict[str, Any]:
    """Return an error as RFC 9457 has it; `title` is the code's meaning, the same in every language."""
    return {
        "type": f"urn:batch-sender:problem:{err.code}",
        "code": err.code,
        "title": _title_of(type(err)),
        "status": status_of(type(err)),
        "detail": err.message,
        "next": err.next,
        **(err.more if isinstance(err, ApiFault) else {}),
    }


def _title_of(kind: type[BatchSenderError]) -> str:
    """Return what a code means; where that names a flag, its key is meant."""
    meaning = (kind.__doc__ or "").splitlines()[0].rstrip(".")
    return re.sub(r"--([a-z-]+)", lambda flag: flag[1].replace("-", "_"), meaning)


def problem(err: BatchSenderError, headers: Mapping[str, str] | None = None) -> Response:
    """Answer with an error."""
    content = told(err)
    more = {"WWW-Authenticate": "Bearer"} if content["status"] == 401 else {}
    return JSONResponse(content, content["status"], {**more, **(headers or {})}, media_type=PROBLEM)
