"""Answer the one proxy that was named, and nobody who goes around it."""

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from batch_sender.language import _
from batch_sender.web.guards import guarded


class FromProxy:
    """Refuses whoever is not the proxy: beside it passwords would travel in the clear.

    It stands before the proxy's own word on who asks is taken.
    """

    def __init__(self, app: ASGIApp, proxy: str) -> None:
        self._app, self._proxy = app, proxy

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer the proxy."""
        peer = scope.get("client")
        if scope["type"] == "http" and (peer is None or peer[0] != self._proxy):
            refusal = PlainTextResponse(_("This page answers through its proxy alone."), 421)
            await refusal(scope, receive, guarded(scope, send))
            return
        await self._app(scope, receive, send)
