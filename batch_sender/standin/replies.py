"""The API's answers, word for word, and the bytes that carry them."""

import json
from dataclasses import dataclass
from enum import Enum, auto
from http import HTTPStatus
from typing import Final

_JSON: Final = "application/json; charset=utf-8"
_HTML: Final = "text/html; charset=utf-8"


class Delivery(Enum):
    """How an answer reaches the client, or does not."""

    WHOLE = auto()
    BODY_DRIPS = auto()
    HEAD_DRIPS = auto()
    HEAD_CUT = auto()
    BODY_CUT = auto()
    GARBAGE = auto()
    SILENT = auto()
    CLOSED = auto()
    RESET_UNREAD = auto()
    RESET = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One HTTP answer; `headers` are those beside type, length and connection."""

    status: int
    text: str
    content_type: str = _JSON
    headers: tuple[tuple[str, str], ...] = ()

    def head(self, *, keep_alive: bool) -> bytes:
        """Return status line and headers, up to and with the blank line."""
        lines = [
            f"HTTP/1.1 {self.status} {HTTPStatus(self.status).phrase}",
            f"Content-Type: {self.content_type}",
            f"Content-Length: {len(self.body)}",
            f"Connection: {'keep-alive' if keep_alive else 'close'}",
            *(f"{name}: {value}" for name, value in self.headers),
        ]
        return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")

    @property
    def body(self) -> bytes:
        """The answer's text in UTF-8."""
        return self.text.encode()


def error(status: int, text: str) -> Reply:
    """Return an answer of the form `{"error": …}`."""
    return Reply(status=status, text=_compact({"error": text}))


def page(status: int, title: str, *, headers: tuple[tuple[str, str], ...] = ()) -> Reply:
    """Return an HTML page, as a proxy or a web framework sends it."""
    text = (
        f"<!DOCTYPE html>\n<html><head><title>{title}</title></head><body>{title}</body></html>\n"
    )
    return Reply(status=status, text=text, content_type=_HTML, headers=headers)


def _compact(value: dict[str, str]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


# The texts are those of the API's own server; a client may compare them letter by letter.
ACCEPTED: Final = Reply(status=200, text=_compact({"mensagem": "Mensagem enviada"}))
ACCEPTED_BY_A_SIBLING: Final = Reply(status=200, text=_compact({"status": "SUCCESS"}))
RECEIVED: Final = Reply(status=200, text=_compact({"recebido": "ok"}))
EMPTY: Final = Reply(status=200, text="")
TOKEN_REFUSED: Final = error(401, "Acesso não permitido")
TOKEN_REFUSED_403: Final = error(403, "Acesso não permitido")
SESSION_EXPIRED: Final = error(401, "ERR_SESSION_EXPIRED")
NOT_STARTED: Final = error(400, "ERR_WAPP_NOT_INITIALIZED")
NO_DEFAULT: Final = error(400, "ERR_NO_DEF_WAPP_FOUND")
NO_API: Final = error(
    400, "API Desabilitada. Entre em contato com o suporte para verificar nossos planos!"
)
REFUSED: Final = error(
    400, "Não foi possível enviar a mensagem, tente novamente em alguns instantes"
)
SENDING_FAILED: Final = error(400, "ERR_SENDING_WAPP_MSG")
AT_ONCE: Final = error(400, "Validation error")
PAYLOAD_FAULT: Final = error(500, "Sessão Expirada! Recarregue sua página.")
INTERNAL_ERROR: Final = error(500, "ERR_INTERNAL_ERROR")
TOO_MANY: Final = Reply(
    status=429, text=_compact({"error": "Too many requests"}), headers=(("Retry-After", "1"),)
)
BAD_REQUEST: Final = page(400, "400 Bad Request")
NOT_FOUND: Final = page(404, "Error: Cannot find this page")
LENGTH_REQUIRED: Final = page(411, "411 Length Required")
TOO_LARGE: Final = page(413, "413 Request Entity Too Large")
CRASHED: Final = page(500, "Internal Server Error")
BAD_GATEWAY: Final = page(502, "502 Bad Gateway")
UNAVAILABLE: Final = page(503, "503 Service Temporarily Unavailable")
UNAVAILABLE_FOR_A_SECOND: Final = page(
    503, "503 Service Temporarily Unavailable", headers=(("Retry-After", "1"),)
)
GATEWAY_TIMED_OUT: Final = page(504, "504 Gateway Time-out")
LOGIN_PAGE: Final = page(200, "Login")
MOVED: Final = page(302, "Found", headers=(("Location", "/api/messages/send"),))
MOVED_WITH_BODY: Final = page(
    307, "Temporary Redirect", headers=(("Location", "/api/messages/send"),)
)
