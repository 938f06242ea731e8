"""The OpenAPI description, held against the server by requests that schemathesis makes up from it."""

import os
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis import Case
from schemathesis.schemas import BaseSchema
from schemathesis.specs.openapi.checks import positive_data_acceptance

from batch_sender.config.workspace import Workspace
from batch_sender.journal import Journal
from batch_sender.standin import LineState, StandIn
from batch_sender.web.api.addresses import ENDPOINTS
from batch_sender.web.api.description import description
from batch_sender.web.api.shapes import RowsQuery
from batch_sender.web.api.table import Endpoint
from batch_sender.web.api.uploads import TAKEN
from batch_sender.web.keys import Keys
from batch_sender.web.roles import Role
from batch_sender.web.serving import served
from tests.support import TOKEN
from tests.web.api.conftest import Client


@schemathesis.serializer(*(kind for kind in TAKEN if kind.startswith("application/vnd")))
def as_it_is(_context: object, value: object) -> bytes:
    """Send what was made up as the bytes of a workbook, which it is none of."""
    return str(value).encode()


described, briefly = (schemathesis.openapi.from_dict(description()) for _each in range(2))
briefly.config.phases.coverage.enabled = False  # each edge of each value takes long: with -m slow


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """A program with a server of its own, which has a list and a checked batch."""
    place = tmp_path_factory.mktemp("described")
    with (
        StandIn(tokens={TOKEN: LineState.CONNECTED}) as api,
        Journal(place / "journal.sqlite3") as book,
    ):
        environment = {
            **os.environ,
            "BATCH_SENDER_STATE": str(place / "state"),
            "BATCH_SENDER_JOURNAL": str(place / "journal.sqlite3"),
            "BATCH_SENDER_CONNECTIONS": str(place / "connections.toml"),
            "BATCH_SENDER_URL": api.url,
            "BATCH_SENDER_TOKEN": TOKEN,
        }
        workspace = Workspace.of(environment)
        with served(
            book, workspace, who="ana", health=lambda: {"state": "ok"}, last_words=30
        ) as running:
            key = Keys(folder=running.folder).add("crm", Role.ADMINISTER, now=datetime.now(UTC))
            client = Client(url=running.url, key=key)
            client.judged()
            yield client


def held(case: Case[Any], program: Client) -> None:
    """Ask as made up, and hold the answer to the description."""
    headers = {"Authorization": f"Bearer {program.key}"}
    case.call_and_validate(
        base_url=program.url + "/api/v1",
        headers=headers,
        timeout=60,
        # A list or a batch of a made-up number is not there.
        excluded_checks=[positive_data_acceptance],
    )


FEW = settings(
    max_examples=3,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
AT_LENGTH = settings(
    max_examples=10,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)


def asked_as_described(
    schema: BaseSchema, endpoint: Endpoint, how: settings
) -> Callable[[Case[Any], Client], None]:
    """Make a test of one method of one address."""

    def test(case: Case[Any], program: Client) -> None:
        held(case, program)

    path = endpoint.path.replace(":int", "")
    only = schema.include(method=endpoint.method, path=path)
    return only.parametrize()(how(test))  # type: ignore[no-any-return]  # schemathesis gives a test back


# A test of its own for each: schemathesis gives those of one function one id, and of tests with one id
# pytest-xdist runs one alone.
for each in ENDPOINTS:
    name = "_".join([each.method.lower(), *re.findall(r"\w+", each.path.replace(":int", ""))])
    globals()[f"test_{name}_does_as_described"] = asked_as_described(briefly, each, FEW)
    globals()[f"test_{name}_does_so_at_length"] = pytest.mark.slow(
        asked_as_described(described, each, AT_LENGTH)
    )


def test_the_description_is_answered_and_names_every_address(program: Client) -> None:
    told = program.get("/openapi.json").json()
    assert told == description()
    assert told["openapi"] == "3.1.0"
    found = {(m.upper(), path) for path, methods in told["paths"].items() for m in methods}
    assert found == {(each.method, each.path.replace(":int", "")) for each in ENDPOINTS}
    assert str(Path.home()) not in str(told)
    assert RowsQuery.model_fields.keys() == {
        each["name"]
        for each in told["paths"]["/batches/{batch}/rows"]["get"]["parameters"]
        if each["in"] == "query"
    }
