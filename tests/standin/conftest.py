"""A stand-in on a port of its own, and one session to talk to it."""

from collections.abc import Iterator

import pytest
import requests

from batch_sender.standin import StandIn


@pytest.fixture
def session(api: StandIn) -> Iterator[requests.Session]:
    with requests.Session() as talking:
        talking.headers["Authorization"] = f"Bearer {api.token}"
        yield talking
