"""`/healthz` on this machine: whether the running service is well."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from batch_sender import __version__
from batch_sender.automation import Service
from batch_sender.automation.pulse import PulseState
from batch_sender.cli.errors import HealthPortTaken


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


def told(service: Service) -> dict[str, Any]:
    """Say how the service is."""
    looked, beat = service.looked_at, service.pulse.now()
    return {
        "state": beat.state,
        "looked_at": looked.isoformat() if looked else None,
        "seconds_since_round": round(beat.since_round, 1),
        "step": beat.step,
        "sending": service.sending,
        "profile": service.workspace.profile,
        "version": __version__,
    }


class _Server(ThreadingHTTPServer):
    def __init__(self, service: Service, port: int) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.service = service


class _Handler(BaseHTTPRequestHandler):
    timeout = 10
    server: _Server

    def do_GET(self) -> None:
        """Answer."""
        if self.path.partition("?")[0] != "/healthz":
            self.send_error(HTTPStatus.NOT_FOUND)
            return
        said = told(self.server.service)
        # 200 while its rounds come round or go on.
        well = said["state"] != PulseState.NOT_LOOKING
        body = json.dumps(said).encode()
        self.send_response(HTTPStatus.OK if well else HTTPStatus.SERVICE_UNAVAILABLE)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's
        """Say nothing: a monitor asks every few seconds."""
