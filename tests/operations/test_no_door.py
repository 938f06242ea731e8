"""Operations know no door: they print nothing, read no key, and never look at the environment."""

import ast
from pathlib import Path

import pytest

import batch_sender.operations

MODULES = sorted(Path(batch_sender.operations.__path__[0]).glob("*.py"))
A_DOORS: frozenset[str] = frozenset(
    {"argparse", "click", "cloup", "getpass", "sys", "tqdm", "typer", "batch_sender.cli"}
)


def imported(tree: ast.AST) -> set[str]:
    found = set[str]()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        if isinstance(node, ast.ImportFrom):
            found |= {node.module or "", *(f"{node.module}.{name.name}" for name in node.names)}
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_it_belongs_to_no_door(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    assert not imported(tree) & A_DOORS
    called = {
        node.func.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    assert not called & {"print", "input"}
    attributes = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    assert not attributes & {"environ", "getenv", "stdin", "stdout", "stderr"}
