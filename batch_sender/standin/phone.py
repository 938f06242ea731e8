"""Show what the connection's own phone would show of each message, as a page and as JSON."""

import json
from collections.abc import Iterable, Mapping
from html import escape
from types import MappingProxyType
from typing import Final

from batch_sender import language
from batch_sender.language import N_, _
from batch_sender.models.looks import SeenOnPhone
from batch_sender.standin.record import Received, RequestLog
from batch_sender.standin.replies import Reply
from batch_sender.standin.wire import Head

CUSTOMERS_PATH: Final = "/customers"
_JSON_PATH: Final = "/customers.json"
_HERE: Final = frozenset({"127.0.0.1", "localhost"})
_UNCACHED: Final = (("Cache-Control", "no-store"),)

_SIGNS: Final[Mapping[SeenOnPhone, str]] = MappingProxyType(
    {SeenOnPhone.TWO_TICKS: "✓✓", SeenOnPhone.CLOCK: "🕓", SeenOnPhone.ABSENT: "–"}
)
_SAID: Final[Mapping[SeenOnPhone, str]] = MappingProxyType(
    {
        SeenOnPhone.TWO_TICKS: N_("two ticks: the customer has it"),
        SeenOnPhone.CLOCK: N_(
            "a clock: it has not left, as WhatsApp lets the number open no new chat"
        ),
        SeenOnPhone.ABSENT: N_("not there: still in the queue, or lost"),
    }
)


def look(head: Head, record: RequestLog) -> Reply | None:
    """Answer who looks at the phone; None for any other request.

    Only what was asked for under this computer's own name is answered: a page from elsewhere that
    takes the stand-in for its own server must not read people's numbers.
    """
    asked_here = head.headers.get("host", "").rpartition(":")[0] in _HERE
    if head.method != "GET" or not asked_here:
        return None
    if head.path == CUSTOMERS_PATH:
        html = "text/html; charset=utf-8"
        return Reply(status=200, text=_page(record.entries), content_type=html, headers=_UNCACHED)
    if head.path == _JSON_PATH:
        told = json.dumps([_told(one) for one in _on_phone(record.entries)], ensure_ascii=False)
        return Reply(status=200, text=told, headers=_UNCACHED)
    return None


def _on_phone(requests: Iterable[Received]) -> list[Received]:
    """Return what was accepted or came through, newest first; what was refused opened no chat."""
    shown = [one for one in requests if one.number and (one.accepted or one.locked or one.got)]
    return shown[::-1]


def _told(one: Received) -> dict[str, object]:
    """Write one message as JSON does."""
    return {
        "number": one.number,
        "time": one.time.isoformat(timespec="seconds"),
        "mark": one.mark,
        "text": _text(one),
    }


def _page(requests: Iterable[Received]) -> str:
    title = escape(_("What the connection's phone shows"))
    rows = "".join(_row(one) for one in _on_phone(requests))
    headings = (_("number"), _("on the phone"), _("message"))
    names = "".join(f"<th>{escape(name)}</th>" for name in headings)
    return (
        f'<!DOCTYPE html>\n<html lang="{language.current()}"><head><meta charset="utf-8">'
        f"<title>{title}</title><style>body{{font-family:sans-serif;margin:2em}}"
        "td,th{text-align:left;padding:.3em 1em .3em 0;vertical-align:top}"
        "td:last-child{white-space:pre-wrap}</style></head>"
        f"<body><h1>{title}</h1><table><tr>{names}</tr>{rows}</table></body></html>\n"
    )


def _row(one: Received) -> str:
    cells = (
        one.number or "",
        f"{_SIGNS[one.mark]} {_(_SAID[one.mark])}",
        _text(one),
    )
    return "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>"


def _text(one: Received) -> str:
    return one.customer_got or one.body or ", ".join(file.name for file in one.files)
