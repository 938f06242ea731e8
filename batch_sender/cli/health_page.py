"""`/healthz` on this machine: whether the running service is well."""

import json
import threading
from datetime import timedelta
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Final, Self

from batch_sender import __version__
from batch_sender.automation import Service
from batch_sender.cli.errors import HealthPortTaken

_STALE: Final = timedelta(minutes=5)
"""Without a look for so long the service is not well: a long list may take minutes to judge."""


class HealthPage:
    """Answers `GET /healthz`: 200 while the service looks at its schedules, 503 when it does not."""

    def __init__(self, service: Service, *, port: int) -> None:
        """Take the port; 0 answers nowhere.

        Raises:
            HealthPortTaken: another program has it.
        """
        self._service = service
        self._began = service.clock.now()
        self._server: ThreadingHTTPServer | None = None
        if port:
            try:
                self._server = ThreadingHTTPServer(("127.0.0.1", port), self._handler())
            except (OSError, OverflowError) as err:
                raise HealthPortTaken(port=port) from err

    @property
    def url(self) -> str | None:
        """Where it answers."""
        if self._server is None:
            return None
        return f"http://127.0.0.1:{self._server.server_address[1]}/healthz"

    def __enter__(self) -> Self:
        if self._server is not None:
            threading.Thread(target=self._server.serve_forever, daemon=True, name="health").start()
        return self

    def __exit__(
        self,
        _type: type[BaseException] | None,
        _err: BaseException | None,
        _tb: TracebackType | None,
    ) -> None:
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()

    def state(self) -> tuple[HTTPStatus, dict[str, Any]]:
        """Say how the service is."""
        looked, now = self._service.looked_at, self._service.clock.now()
        well = now - (looked or self._began) < _STALE
        told = {
            "state": "ok" if well else "not looking",
            "looked_at": looked.isoformat() if looked else None,
            "sending": self._service.sending,
            "profile": self._service.workspace.profile,
            "version": __version__,
        }
        return HTTPStatus.OK if well else HTTPStatus.SERVICE_UNAVAILABLE, told

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        state = self.state

        class Handler(BaseHTTPRequestHandler):
            timeout = 10

            def do_GET(self) -> None:
                """Answer."""
                if self.path.partition("?")[0] != "/healthz":
                    self.send_error(HTTPStatus.NOT_FOUND)
                    return
                status, told = state()
                body = json.dumps(told).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's
                """Say nothing: a monitor asks every few seconds."""

        return Handler
