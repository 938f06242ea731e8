"""An object store on loopback (moto's S3), which tells what it was asked and can fall ill."""

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote

import pytest
import requests
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import make_server

from batch_sender.models.places import StoreAddress

KEY = "AKIAIOSFODNN7EXAMPLE"
SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
BUCKET = "boletos-da-clinica"

Start = Callable[..., Any]
Answer = tuple[str, str]
"""A status line and a body in S3's XML."""


def error(status: str, code: str) -> Answer:
    """An answer of the store that is an error."""
    return status, f"<?xml version='1.0'?><Error><Code>{code}</Code><Message>no</Message></Error>"


DENIED = error("403 Forbidden", "AccessDenied")
BAD_KEY = error("403 Forbidden", "InvalidAccessKeyId")
SLOW_DOWN = error("503 Service Unavailable", "SlowDown")
BROKEN = error("500 Internal Server Error", "InternalError")


class LocalStore:
    """A bucket with files. `asked`: method and path of each request; `ill`: what it answers instead; `silent`: set
    once who waits for a mute store may hear of it."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.runs = True
        self.ill: Answer | None = None
        self._is_mute, self.silent = False, threading.Event()
        self._moto = DomainDispatcherApplication(create_backend_app)
        self._server = make_server("127.0.0.1", 0, self._answer, threaded=True)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.port}"
        requests.post(f"{self.url}/moto-api/reset", timeout=10).raise_for_status()
        self._ask("PUT", "")

    def put(self, key: str, content: bytes) -> StoreAddress:
        """Put a file there; return its address."""
        self._ask("PUT", key, content)
        self.asked.clear()
        return StoreAddress(f"s3://{BUCKET}/{key}")

    def remove(self, key: str) -> None:
        """Take a file away."""
        self._ask("DELETE", key)
        self.asked.clear()

    def at(self, folder: str) -> str:
        """Return a folder's address."""
        return f"s3://{BUCKET}/{folder}".rstrip("/")

    def mute(self) -> None:
        """Take every request from now on, and answer none."""
        self._is_mute = True

    def count(self, beginning: str) -> int:
        """Count the requests that begin so: "GET /bucket/folder"."""
        return sum(each.startswith(beginning) for each in self.asked)

    def stop(self) -> None:
        """End it: nothing answers at its address any more."""
        self.silent.set()
        self._is_mute = False
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
        self.runs = False

    def _ask(self, method: str, key: str, content: bytes = b"") -> None:
        url = f"{self.url}/{BUCKET}/{quote(key)}"
        signed = {
            "Authorization": f"AWS4-HMAC-SHA256 Credential={KEY}/20260101/us-east-1/s3/aws4_request"
        }
        found = requests.request(method, url, data=content, headers=signed, timeout=10)
        found.raise_for_status()

    def _answer(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        query = environ.get("QUERY_STRING", "")
        self.asked.append(
            f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']}{'?' + query if query else ''}"
        )
        if self._is_mute:
            self.silent.wait()
        if self.ill is not None:
            status, body = self.ill
            start(status, [("Content-Type", "application/xml"), ("Content-Length", str(len(body)))])
            return [b"" if environ["REQUEST_METHOD"] == "HEAD" else body.encode()]
        answered: Iterable[bytes] = self._moto(environ, start)
        return answered


def forget(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the program look at the environment again: a process does so once."""
    monkeypatch.setattr("batch_sender.compose.media.stores._opened", [])


@contextmanager
def local_store(monkeypatch: pytest.MonkeyPatch) -> Iterator[LocalStore]:
    """Run one, with an environment that leads to it."""
    forget(monkeypatch)
    monkeypatch.setenv("MOTO_ALLOW_NONEXISTENT_REGION", "true")
    store = LocalStore()
    for name, value in {
        "AWS_ENDPOINT_URL": store.url,
        "AWS_ACCESS_KEY_ID": KEY,
        "AWS_SECRET_ACCESS_KEY": SECRET,
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_CONFIG_FILE": "/nowhere",
        "AWS_SHARED_CREDENTIALS_FILE": "/nowhere",
    }.items():
        monkeypatch.setenv(name, value)
    try:
        yield store
    finally:
        if store.runs:
            store.stop()
