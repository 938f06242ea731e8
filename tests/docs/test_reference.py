"""Nothing that a person can say to the program, or hear from it, is missing from the docs."""

import re
from enum import StrEnum
from pathlib import Path

import pytest

from batch_sender.automation.notices import Occasion
from batch_sender.cli.commands import main
from batch_sender.compose.lint import WarningCode
from batch_sender.config import options
from batch_sender.config.options.unattended import NOTIFY
from batch_sender.deliver.health import PauseReason
from batch_sender.journal.maintenance.checks import JournalFault
from batch_sender.load.columns.mapping import Field
from batch_sender.models import (
    BatchState,
    MessageState,
    NoticeCode,
    ProblemCode,
    Reason,
    RepairRule,
    Seen,
)
from batch_sender.operations.doctor import Symptom
from tests import reference
from tests.reference_codes import error_classes

ROOT = Path(__file__).parents[2]
DOCS = "\n".join(
    page.read_text("utf-8") for page in (ROOT / "README.md", *(ROOT / "docs").rglob("*.md"))
)
SOURCES = sorted((ROOT / "batch_sender").rglob("*.py"))
VARIABLES = sorted(
    {name for path in SOURCES for name in re.findall(r"BATCH_SENDER_[A-Z_]*[A-Z]", path.read_text("utf-8"))}
)  # fmt: skip
CODES: tuple[type[StrEnum], ...] = (
    *(ProblemCode, RepairRule, NoticeCode, WarningCode, Reason, PauseReason),
    *(MessageState, BatchState, Occasion, Seen, JournalFault, Symptom, Field),
)


def test_the_reference_is_what_the_program_says() -> None:
    assert reference.old_pages() == [], "python -m tests.reference --write"


@pytest.mark.parametrize("option", options.BATCH_FILE_KEYS.values(), ids=lambda each: each.key)
def test_every_key_of_a_batch_file_is_named(option: options.Option) -> None:
    assert f"`{option.key}`" in DOCS


@pytest.mark.parametrize("flag", sorted(reference.flags_of(main)))
def test_every_flag_is_named(flag: str) -> None:
    assert re.search(rf"(?<![\w-]){flag}(?![\w-])", DOCS)


@pytest.mark.parametrize("key", NOTIFY)
def test_every_key_of_notify_is_named(key: str) -> None:
    assert f"`{key}`" in DOCS


@pytest.mark.parametrize("code", [code for codes in CODES for code in codes], ids=repr)
def test_every_code_is_named(code: StrEnum) -> None:
    assert f"`{code}`" in DOCS


@pytest.mark.parametrize("code", sorted({each.code for each in error_classes()}))
def test_every_error_is_named(code: str) -> None:
    assert f"`{code}`" in DOCS


@pytest.mark.parametrize("name", VARIABLES)
def test_every_variable_of_the_environment_is_named(name: str) -> None:
    assert f"`{name}`" in DOCS


@pytest.mark.parametrize(
    "room", sorted(each.parent.name for each in ROOT.glob("batch_sender/*/__init__.py"))
)
def test_every_room_is_drawn(room: str) -> None:
    assert f"`{room}/`" in (ROOT / "docs" / "architecture.md").read_text("utf-8")
