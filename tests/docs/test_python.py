"""docs/python.md: its examples are run as they stand, one after the other, and print what it shows."""

import io
import re
import shutil
from contextlib import redirect_stdout
from contextvars import copy_context
from pathlib import Path
from typing import Any

import pytest

import batch_sender
from batch_sender import language
from batch_sender.models.errors import Door, speak_for

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "python.md").read_text("utf-8")
EXAMPLES = re.findall(r"```python\n(.*?)```(?:\n\n```text\n(.*?)```)?", PAGE, re.DOTALL)


def run_in_turn() -> None:
    language.use("en")
    speak_for(Door())
    names: dict[str, Any] = {}
    for code, shown in EXAMPLES:
        with redirect_stdout(io.StringIO()) as printed:
            exec(compile(code, "docs/python.md", "exec"), names)  # noqa: S102 - our own page
        assert printed.getvalue() == shown, code


def test_the_examples_do_what_the_page_shows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(ROOT / "samples", tmp_path / "samples")
    monkeypatch.chdir(tmp_path)
    for variable in ("HOME", "XDG_STATE_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(variable, str(tmp_path))
    copy_context().run(run_in_turn)
    assert {path.name for path in tmp_path.glob("*.*")} >= {"journal.sqlite3", "results.xlsx"}


@pytest.mark.parametrize("name", [each for each in batch_sender.__all__ if each.islower()])
def test_every_verb_is_on_the_page(name: str) -> None:
    assert f"{name}(" in PAGE
