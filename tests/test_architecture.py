"""Imports flow one way: a module knows what stands above it in this list, and nothing else."""

import ast
from pathlib import Path

import pytest

import batch_sender

PACKAGE = Path(batch_sender.__file__).parent

LAYERS: list[set[str]] = [
    {"bundled", "greeting", "language"},
    {"models"},
    {"sheet_names"},
    {"errors"},
    {
        "addresses",
        "allowances",
        "behind",
        "child",
        "clock",
        "ddds",
        "expiry",
        "feast_days",
        "json_texts",
        "profiles",
        "tokens",
        "walltime",
    },
    {"pacing", "schedules", "table_rows"},
    {"batchfile", "connections", "settings"},
    {"config"},
    # ── the stages, which never import each other ──
    {
        "canary",
        "circuit",
        "columns",
        "contacts",
        "first_rows",
        "gateway",
        "health",
        "identity",
        "inbox",
        "journal",
        "lint",
        "media",
        "phones",
        "sentences",
        "templates",
    },
    {"mapping"},
    {
        "consents",
        "enclosures",
        "history",
        "notifications",
        "recipients",
        "results",
        "standin",
        "wordings",
    },
    {"roles"},
    {"brief", "filled"},
    {"checked_list", "connection_monitor", "judge", "media_check", "timetable"},
    {"filler", "road"},
    {"second_process"},
    {"filling"},
    # ── the two halves ──
    {"donotcall", "lanes", "people", "prepare", "retention"},
    {"deliver"},
    {"unattended"},
    # ── what every door calls ──
    {"operations"},
    # ── the doors ──
    {"cli"},
    {"__main__"},
]
MAINTENANCE = {"locale", "__init__"}
LEVEL = {name: level for level, names in enumerate(LAYERS) for name in names}


def part_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported_parts(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("batch_sender"):
            _, _, rest = (node.module or "").partition(".")
            found |= {rest.partition(".")[0]} if rest else {name.name for name in node.names}
    return found & set(LEVEL)


MODULES = [path for path in sorted(PACKAGE.rglob("*.py")) if part_of(path) not in MAINTENANCE]


def test_every_part_has_its_place() -> None:
    assert {part_of(path) for path in MODULES} == set(LEVEL)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_flow_down_the_list(path: Path) -> None:
    own = part_of(path)
    wrong = {other for other in imported_parts(path) if other != own and LEVEL[other] >= LEVEL[own]}
    assert not wrong, f"{own} must not know {wrong}"


def test_no_time_is_shown_by_the_machines_own_clock() -> None:
    """What people read is by their batch's zone, wherever the program runs."""
    own = {path.name for path in MODULES if ".astimezone()" in path.read_text("utf-8")}
    assert own <= {"doctor.py", "standin.py"}, "but for who looks at that clock, and a live log"
