"""What the tests share."""

import gc
import os
import shutil
import sys
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from batch_sender import language
from batch_sender.cli import main
from batch_sender.cli.remedies import COMMAND_LINE
from batch_sender.journal import Journal
from batch_sender.models.errors import speak_for
from batch_sender.standin import Faults, LineState, StandIn, by_number
from tests.journal.desk import Desk
from tests.postgres import new_schema, servers
from tests.support import TOKEN, FakeClock, Run

# Hundreds of tests start the program, which an environment that keeps no bytecode lets compile all of
# its modules each time: a quarter of such a test, and nothing that an installed program does.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

# A journal asks for its flushes hundreds of times a test, and nothing here is worth a disk's: what the
# tests write lies in memory, on systems that have such a folder with room for it.
_IN_MEMORY = Path("/dev/shm")  # noqa: S108 - pytest makes a folder of its own below it
_ROOM = 4 << 30
if _IN_MEMORY.is_dir() and shutil.disk_usage(_IN_MEMORY).free > _ROOM:
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(_IN_MEMORY))

# No limit on the time that one example takes: a loaded machine breaks it. And the same examples each
# time: what fails was broken by a change, not by chance. The slow proofs try something new.
settings.register_profile(
    "steady", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("steady")


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Keep the collector off what lasts to the end: ten thousand tests, gone through again and again."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()
        gc.freeze()


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
def _english() -> Iterator[None]:
    """Every test begins and ends in English, whatever the machine speaks."""
    language.use("en")
    yield
    language.use("en")


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def journal(tmp_path: Path, clock: FakeClock) -> Iterator[Journal]:
    with Journal(tmp_path / "journal.sqlite3", now=clock.now) as opened:
        yield opened


@pytest.fixture
def desk(journal: Journal, clock: FakeClock) -> Desk:
    return Desk(journal, clock)


@pytest.fixture
def faults() -> Faults:
    """How the stand-in chooses what goes wrong; a module with other plans defines its own."""
    return by_number


@pytest.fixture
def api(faults: Faults) -> Iterator[StandIn]:
    with StandIn(tokens={TOKEN: LineState.CONNECTED}, faults=faults) as running:
        yield running


@pytest.fixture
def place(tmp_path: Path, api: StandIn, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to stand in, with a journal and a connection of one's own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BATCH_SENDER_JOURNAL", str(tmp_path / "journal.sqlite3"))
    monkeypatch.setenv("BATCH_SENDER_CONNECTIONS", str(tmp_path / "connections.toml"))
    monkeypatch.setenv("BATCH_SENDER_LANG", "en")
    monkeypatch.setenv("BATCH_SENDER_URL", api.url)
    monkeypatch.setenv("BATCH_SENDER_TOKEN", TOKEN)
    return tmp_path


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command; return its exit code, and what it alone printed."""

    def run_it(*arguments: object) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        return code, out, err

    return run_it


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
