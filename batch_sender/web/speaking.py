"""Speak the browser's language and this door's words while a request is answered."""

from dataclasses import KW_ONLY, dataclass
from http.cookies import SimpleCookie
from typing import Final

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from batch_sender import language
from batch_sender.models.errors import speak_for
from batch_sender.web.remedies import PAGE

LANGUAGE_COOKIE: Final = "batch_sender_lang"


@dataclass(frozen=True, slots=True)
class Speaking:
    """Sets language and door for the context of a request; `otherwise`: where the browser says nothing."""

    app: ASGIApp
    _: KW_ONLY
    otherwise: str

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer in the language that was chosen on the page, else in the browser's."""
        if scope["type"] == "http":
            language.use(spoken(Headers(scope=scope)) or self.otherwise)
            speak_for(PAGE)
        await self.app(scope, receive, send)


def spoken(headers: Headers) -> str | None:
    """Return the language that a browser asks for; None where it asks for none that there is."""
    chosen = SimpleCookie(headers.get("cookie", "")).get(LANGUAGE_COOKIE)
    if chosen is not None and chosen.value in language.LANGUAGES:
        return chosen.value
    wished = sorted(map(_wish, headers.get("accept-language", "").split(",")), reverse=True)
    return next(filter(None, (language.match(tag) for _weight, tag in wished)), None)


def _wish(written: str) -> tuple[float, str]:
    """Read one wish: "pt-BR;q=0.9". One that cannot be read counts last."""
    tag, _semicolon, quality = written.strip().partition(";q=")
    try:
        return float(quality or 1), tag
    except ValueError:
        return 0, tag
