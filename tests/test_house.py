"""What holds for every module, wherever it stands; the rooms and their direction import-linter holds."""

import ast
import re
import subprocess
import sys
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

import batch_sender

PACKAGE = Path(batch_sender.__file__).parent
TESTS = Path(__file__).parent
AT_THE_ROOT = {"__init__", "__main__", "language"}
LOOK_AT_THE_MACHINES_CLOCK = {
    "cli/standin.py", "cli/log_times.py", "cli/output.py", "operations/doctor.py",
}  # fmt: skip
DOORS = ("cli/", "standin/")
RIDDLE = re.compile(r"\b(goes?|comes?) (in|out)\b")


def trees(root: Path) -> dict[str, ast.Module]:
    """Return every module below `root` by its path there."""
    return {
        path.relative_to(root).as_posix(): ast.parse(path.read_text("utf-8"))
        for path in sorted(root.rglob("*.py"))
    }


@cache
def modules() -> dict[str, ast.Module]:
    """Return the program's; read when the first test asks, not by every process that collects."""
    return trees(PACKAGE)


def called_bare(tree: ast.Module, method: str) -> bool:
    """Whether a method of this name is called with nothing between its parentheses."""
    return any(
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == method
        and not [*node.args, *node.keywords]
        for node in ast.walk(tree)
    )


def names_in(tree: ast.Module) -> set[str]:
    attributes = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    imported = {node.name for node in ast.walk(tree) if isinstance(node, ast.alias)}
    return attributes | imported


def test_no_module_lies_loose_at_the_root() -> None:
    assert {Path(path).stem for path in modules() if "/" not in path} == AT_THE_ROOT


def test_a_class_name_stands_once() -> None:
    names = Counter(
        node.name
        for tree in modules().values()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
    )
    assert [name for name, times in names.items() if times > 1] == []


def test_no_time_is_shown_by_the_machines_own_clock() -> None:
    """What people read is by their batch's zone, wherever the program runs."""
    own = {path for path, tree in modules().items() if called_bare(tree, "astimezone")}
    assert own <= LOOK_AT_THE_MACHINES_CLOCK, "but for who looks at that clock, and a live log"


def test_only_doors_read_the_environment() -> None:
    readers = {path for path, tree in modules().items() if names_in(tree) & {"environ", "getenv"}}
    assert [path for path in readers if not path.startswith(DOORS)] == []


def test_a_module_says_what_it_is_for() -> None:
    assert [path for path, tree in modules().items() if not ast.get_docstring(tree)] == []


def test_its_first_line_is_a_plain_sentence() -> None:
    """What goes in and what comes out is a riddle to whoever does not know it yet."""
    first_lines = {
        path: (ast.get_docstring(tree) or "").partition("\n")[0] for path, tree in modules().items()
    }
    assert {path: line for path, line in first_lines.items() if RIDDLE.search(line)} == {}


def test_no_test_module_imports_another() -> None:
    """What they share stands in a conftest.py or in a module of the room that holds no test."""
    borrowed = {
        f"{path}: {node.module}"
        for path, tree in trees(TESTS).items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for name in ((node.module or "").split(".")[-1], *(each.name for each in node.names))
        if (node.module or "").startswith("tests") and name.startswith("test_")
    }
    assert not borrowed


_LINT = (
    "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"
)


def test_imports_flow_down_the_rooms_and_in_no_circle() -> None:
    """In a process of its own: the linter takes over the logging of whichever it runs in."""
    pytest.importorskip("importlinter", reason="comes with batch-sender[dev]")
    linted = subprocess.run(
        [sys.executable, "-c", _LINT],
        cwd=TESTS.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    assert linted.returncode == 0, linted.stdout
