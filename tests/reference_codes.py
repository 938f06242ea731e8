"""docs/codes.md, made of the program's own codes: notices, warnings, pauses, findings, errors."""

import importlib
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Final

from batch_sender.compose.lint import WarningCode
from batch_sender.journal.maintenance.checks import JournalFault
from batch_sender.models import NoticeCode
from batch_sender.models.errors import BatchSenderError
from batch_sender.operations.doctor import Symptom
from batch_sender.sentences.advice import Advice
from batch_sender.sentences.notices import NOTICES
from batch_sender.sentences.pauses import PAUSES
from batch_sender.sentences.warnings import TEXT_WARNINGS

PAGE: Final = Path(__file__).parent.parent / "docs" / "codes.md"
_PACKAGE: Final = Path(__file__).parent.parent / "batch_sender"

_BEGINNING: Final = """\
# Codes

Written by the program itself (`python -m tests.reference --write`); do not edit it by hand. Codes are the
same in every language, and none changes its meaning. Why a row is not sent, what becomes of a message and
what is mended in a number stand in [commands.md](commands.md).
"""

_ADVICE: Final = "\n| code | meaning | what to do |\n|---|---|---|\n"


def page() -> str:
    """Return the page; the tables hold their sentences in English."""
    return "".join(_parts())


def _parts() -> Iterator[str]:
    yield _BEGINNING
    yield "\n## Worth a look in a row that is sent (`warnings`)\n"
    yield from _advice({code: NOTICES[code] for code in NoticeCode})
    yield "\n## Likely mistakes in a text (`text_warnings`)\n"
    yield from _advice({code: TEXT_WARNINGS[code] for code in WarningCode})
    yield "\n## Why a batch stands still (`paused_because`)\n\nOr a reason why a message did not leave.\n"
    yield from _advice(PAUSES)
    yield "\n## What `journal check` finds (`findings`, `code`)\n\n"
    yield ", ".join(f"`{code}`" for code in JournalFault) + ".\n"
    yield "\n## What `doctor` finds (`findings`, `what`)\n\nOr the code of an error.\n\n"
    yield ", ".join(f"`{code}`" for code in Symptom) + ".\n"
    yield "\n## Errors (`error`, `code`)\n\nThe exit code is 1 unless another stands there.\n"
    yield "\n| code | what it says |\n|---|---|\n"
    yield "| `usage` | The command line cannot be understood (exit code 2). |\n"
    yield from _errors()


def _advice(told: dict[str, Advice]) -> Iterator[str]:
    yield _ADVICE
    for code, advice in told.items():
        yield f"| `{code}` | {_cell(advice.meaning)} | {_cell(advice.remedy)} |\n"


def _errors() -> Iterator[str]:
    for code, those in groupby(error_classes(), key=lambda each: each.code):
        meanings = dict.fromkeys(_meaning(each) for each in those)
        yield f"| `{code}` | {_cell(' Or: '.join(meanings))} |\n"


def _meaning(error: type[BatchSenderError]) -> str:
    first = (error.__doc__ or "").splitlines()[0]
    if error.exit_code == 1 or "exit code" in first:
        return first
    return f"{first[:-1]} (exit code {error.exit_code})."


def error_classes() -> list[type[BatchSenderError]]:
    """Return every error that a person may see, by its code."""
    for path in _PACKAGE.rglob("*errors.py"):
        importlib.import_module(".".join(path.relative_to(_PACKAGE.parent).with_suffix("").parts))
    found = (each for each in _below(BatchSenderError) if "code" in vars(each))
    return sorted(dict.fromkeys(found), key=lambda each: (each.code, each.__name__))


def _below(error: type[BatchSenderError]) -> Iterator[type[BatchSenderError]]:
    for each in error.__subclasses__():
        if each.__module__.startswith("batch_sender."):
            yield each
            yield from _below(each)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;")
