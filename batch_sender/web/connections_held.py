"""Close connections of browsers that ask for nothing, or spell out their request forever."""

import asyncio
from typing import Final

from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle

MOST: Final = 500
"""Connections at a time."""


class PatientProtocol(H11Protocol):
    """HTTP/1.1 as uvicorn speaks it, with a bound on the time that a request's head may take.

    uvicorn bounds the time between two requests alone, and any byte ends that bound.
    """

    head_seconds: float = 20

    _timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # uvicorn's own
        """Begin to wait for a request; beyond the bound none is taken."""
        super().connection_made(transport)
        if len(self.connections) > MOST:
            transport.abort()
            return
        self._look()

    def data_received(self, data: bytes) -> None:
        """Wait on until the head is whole."""
        super().data_received(data)
        self._look()

    def on_response_complete(self) -> None:
        """Wait for the next request."""
        super().on_response_complete()
        self._look()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no more."""
        self._forget()
        super().connection_lost(exc)

    def _look(self) -> None:
        cycle: RequestResponseCycle | None = self.cycle  # none before the first request
        if cycle is not None and not cycle.response_complete:
            self._forget()
        elif self._timer is None and not self.transport.is_closing():
            self._timer = self.loop.call_later(self.head_seconds, self.transport.abort)

    def _forget(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
