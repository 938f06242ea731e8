"""A program that uses the HTTP API of a real page, with the stand-in behind it."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest
import requests

from batch_sender.web.keys import Keys
from batch_sender.web.roles import Role
from batch_sender.web.serving import Running
from tests.proofs.reckoning import PATIENCE

LIST = (
    "nome;telefone\nAna Souza;(11) 91234-5001\nBia Lima;(11) 91234-5002\nCaio;12\n"
    "Davi Reis;(11) 91234-5004\n"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """Another program, with a key."""

    url: str
    key: str = field(repr=False)

    def ask(self, method: str, path: str, **more: object) -> requests.Response:
        headers = {"Authorization": f"Bearer {self.key}", **dict(more.pop("headers", {}))}  # type: ignore[call-overload]
        return requests.request(
            method,
            f"{self.url}/api/v1{path}",
            headers=headers,
            timeout=60,
            **more,  # type: ignore[arg-type]
        )

    def get(self, path: str, **more: object) -> requests.Response:
        return self.ask("GET", path, **more)

    def post(self, path: str, body: object = None, **more: object) -> requests.Response:
        return self.ask("POST", path, json=body, **more)

    def upload(self, content: str = LIST, name: str = "clientes.csv") -> str:
        headers = {
            "Content-Type": "text/csv",
            "Content-Disposition": f'attachment; filename="{name}"',
        }
        answer = self.ask("POST", "/lists", data=content.encode(), headers=headers)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["list"])

    def judged(self, content: str = LIST, **options: object) -> int:
        """Upload and check a list; return the batch's number."""
        body = {"list": self.upload(content), "texts": ["Oi {{nome}}"]}
        answer = self.post("/batches", {**body, "options": {"rate": "off", **options}})
        assert answer.status_code == 201, answer.text
        return int(answer.json()["batch"])

    def until(self, batch: int, *states: str) -> dict[str, object]:
        """Ask until a batch stands at one of these states and nobody sends it."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            told: dict[str, object] = self.get(f"/batches/{batch}").json()
            if told["state"] in states and not told["being_sent"]:
                return told
            threading.Event().wait(0.02)  # whoever sends lives in this very process
        raise AssertionError(f"batch {batch} never came to {states}")

    def start(self, batch: int, key: str, body: dict[str, object]) -> requests.Response:
        return self.post(f"/batches/{batch}/start", body, headers={"Idempotency-Key": key})


@pytest.fixture
def client_of(running: Running) -> Callable[[Role], Client]:
    keys = Keys(folder=running.folder)

    def made(role: Role) -> Client:
        return Client(url=running.url, key=keys.add(f"crm-{role}", role, now=datetime.now(UTC)))

    return made


@pytest.fixture
def crm(client_of: Callable[[Role], Client]) -> Client:
    """A program that may send."""
    return client_of(Role.SEND)
