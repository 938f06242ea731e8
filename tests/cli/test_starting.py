"""What a command loads before it answers: nothing that it leaves alone."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import Run

SLOW = (
    "alembic", "batch_sender.web", "botocore", "fsspec", "openpyxl", "pandas", "psycopg", "pypdf", "s3fs",
    "sqlalchemy.dialects.postgresql", "starlette", "uvicorn", "xlsxwriter",
)  # fmt: skip
"""What no command loads to look at something."""

SENDING = (
    "batch_sender.deliver", "batch_sender.gateway", "batch_sender.results", "charset_normalizer",
    "requests", "urllib3",
)  # fmt: skip
LISTS = ("batch_sender.load.contact_list", "jinja2", "phonenumbers", "pydantic", "xml")
JOURNAL = ("filelock", "sqlalchemy", "sqlite3")
OTHER_SUBJECTS = ("automation.verbs", "decisions", "people.verbs")

PROGRAM = """
import contextlib, io, sys
from batch_sender.cli import main

with contextlib.redirect_stdout(io.StringIO()):
    code = main(sys.argv[2:])
print(code, *(each for each in sys.argv[1].split() if each in sys.modules))
"""


def loaded(*arguments: object, of: tuple[str, ...]) -> str:
    """Run a command in a process of its own; return its exit code and what it loaded of these."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, " ".join(of), *map(str, arguments)],
        capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    return done.stdout.strip()


@pytest.fixture
def checked(run: Run, place: Path) -> Path:
    """A list, judged already."""
    contacts = place / "clientes.csv"
    contacts.write_text("nome,telefone\nAna,11 90000-0601\nBia,11 90000-0602\n", "utf-8")
    assert run("check", contacts, "--text", "Oi {nome}")[0] == 0
    return contacts


@pytest.mark.parametrize("arguments", [("--help",), ("send", "--help"), ("--version",)])
def test_help_waits_for_nothing_that_works(place: Path, arguments: tuple[str, ...]) -> None:
    values = ("batch_sender.models.rows", "batch_sender.config.workspace", "platformdirs")
    metadata = ("email", "importlib.metadata")  # which takes as long as Click itself
    of = (*SLOW, *SENDING, *LISTS, *JOURNAL, *values, *metadata)
    assert loaded(*arguments, of=of) == "0"
    assert not list(place.iterdir())


def test_help_is_shown_whatever_the_profile(run: Run, place: Path) -> None:
    assert place.is_dir()
    assert run("--profile", "nobody", "send", "--help")[0] == 0
    assert run("--profile", "nobody", "status")[0] == 1


@pytest.mark.parametrize("batch", [(), ("1",)])
def test_who_looks_at_batches_waits_for_no_part_that_judges_or_sends_them(
    checked: Path, batch: tuple[str, ...]
) -> None:
    assert checked.exists()
    others = tuple(f"batch_sender.journal.{each}" for each in (*OTHER_SUBJECTS, "sending"))
    of = (*SLOW, *SENDING, *LISTS, *others, "filelock", "batch_sender.config.connections")
    assert loaded("status", *batch, of=of) == "0"


def test_who_judges_a_list_waits_for_no_part_that_sends_it(checked: Path) -> None:
    others = tuple(
        f"batch_sender.journal.{each}" for each in (*OTHER_SUBJECTS, "maintenance.verbs")
    )
    of = (*SLOW, *SENDING, *others)
    assert loaded("check", checked, "--text", "Oi, {nome}", of=of) == "0"
