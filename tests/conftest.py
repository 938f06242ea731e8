"""What the tests share."""

import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from batch_sender.cli.remedies import COMMAND_LINE
from batch_sender.models.errors import speak_for
from tests.postgres import new_schema, servers

# No limit on the time that one example takes: a loaded machine breaks it. And the same examples each
# time: what fails was broken by a change, not by chance. The slow proofs try something new.
settings.register_profile(
    "steady", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("steady")


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


@pytest.fixture(autouse=True)
def _the_command_line_speaks() -> None:
    """Errors say what to do as the command line does, unless a test speaks for another door."""
    speak_for(COMMAND_LINE)


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The URL of a new, empty database that lives as long as the tests."""
    psycopg = pytest.importorskip("psycopg", reason="psycopg is not installed")
    name = f"batch_sender_test_{os.getpid()}"
    for server in servers():
        try:
            admin = psycopg.connect(server, autocommit=True, connect_timeout=3)
        except psycopg.OperationalError:
            continue
        with admin:
            admin.execute(f"CREATE DATABASE {name}")
            url = server.rpartition("/")[0] + "/" + name
            yield url
            admin.execute(f"DROP DATABASE {name} WITH (FORCE)")
        return
    pytest.skip("no PostgreSQL server answers (BATCH_SENDER_TEST_POSTGRES names one)")


@pytest.fixture
def schema(postgres: str) -> str:
    """The URL of a new, empty schema in that database."""
    return new_schema(postgres)
