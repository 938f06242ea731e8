"""What the tests share."""

import os
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True, scope="session")
def _a_memory_of_their_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test, nor a program it starts, leaves anything in the user's own state folder."""
    before = os.environ.get("BATCH_SENDER_STATE")
    os.environ["BATCH_SENDER_STATE"] = str(tmp_path_factory.mktemp("state"))
    yield
    if before is None:
        del os.environ["BATCH_SENDER_STATE"]
    else:
        os.environ["BATCH_SENDER_STATE"] = before
