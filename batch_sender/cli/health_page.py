"""`/healthz` on this machine: whether the running service is well."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final

from batch_sender import __version__
from batch_sender.automation import Service
from batch_sender.cli.errors import HealthPortTaken

_STALE: Final = timedelta(minutes=5)
"""Without a look for so long the service is not well: a long list may take minutes to judge."""


@contextmanager
def answered(service: Service, *, port: int) -> Iterator[str | None]:
    """Answer `GET /healthz` while the block runs; yield its address. Port 0 answers nowhere.

    Raises:
        HealthPortTaken: another program has the port.
    """
    if not port:
        yield None
        return
    try:
        server = _Server(service, port)
    except (OSError, OverflowError) as err:
        raise HealthPortTaken(port=port) from err
    with server:
        threading.Thread(target=server.serve_forever, daemon=True, name="health").start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/healthz"
        finally:
            server.shutdown()


def _state(service: Service, began: datetime) -> tuple[HTTPStatus, dict[str, Any]]:
    """Say how the service is: 200 while it looks at its schedules, 503 when it does not."""
    looked, now = service.looked_at, service.clock.now()
    well = now - (looked or began) < _STALE
    told = {
        "state": "ok" if well else "not looking",
        "looked_at": looked.isoformat() if looked else None,
        "sending": service.sending,
        "profile": service.workspace.profile,
        "version": __version__,
    }
    return HTTPStatus.OK if well else HTTPStatus.SERVICE_UNAVAILABLE, told


class _Server(ThreadingHTTPServer):
    def __init__(self, service: Service, port: int) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.service, self.began = service, service.clock.now()


class _Handler(BaseHTTPRequestHandler):
    timeout = 10
    server: _Server

    def do_GET(self) -> None:
        """Answer."""
        if self.path.partition("?")[0] != "/healthz":
            self.send_error(HTTPStatus.NOT_FOUND)
            return
        status, told = _state(self.server.service, self.server.began)
        body = json.dumps(told).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's
        """Say nothing: a monitor asks every few seconds."""
