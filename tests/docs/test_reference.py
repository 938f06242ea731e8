"""Nothing that a person can say to the program, or hear from it, is missing from the docs."""

import re
from pathlib import Path

import pytest

from batch_sender.config import options
from batch_sender.config.options.unattended import NOTIFY
from batch_sender.models import ProblemCode
from tests import reference

ROOT = Path(__file__).parents[2]
DOCS = "\n".join(
    page.read_text("utf-8") for page in (ROOT / "README.md", *(ROOT / "docs").rglob("*.md"))
)
SOURCES = sorted((ROOT / "batch_sender").rglob("*.py"))
VARIABLES = sorted(
    {name for path in SOURCES for name in re.findall(r"BATCH_SENDER_[A-Z_]*[A-Z]", path.read_text("utf-8"))}
)  # fmt: skip


def test_the_reference_is_what_the_program_says() -> None:
    assert reference.is_current(), "python -m tests.reference --write"


@pytest.mark.parametrize("option", options.BATCH_FILE_KEYS.values(), ids=lambda each: each.key)
def test_every_option_is_named(option: options.Option) -> None:
    assert f"`{option.key}`" in DOCS
    assert all(re.search(rf"(?<![\w-]){flag}(?![\w-])", DOCS) for flag in option.flags)


@pytest.mark.parametrize("key", NOTIFY)
def test_every_key_of_notify_is_named(key: str) -> None:
    assert f"`{key}`" in DOCS


@pytest.mark.parametrize("code", ProblemCode)
def test_every_problem_code_is_named(code: ProblemCode) -> None:
    assert f"`{code}`" in DOCS


@pytest.mark.parametrize("name", VARIABLES)
def test_every_variable_of_the_environment_is_named(name: str) -> None:
    assert f"`{name}`" in DOCS
