"""The README and the pages say what the program does: commands are there, steps are run, links lead somewhere."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import click
import pytest

from batch_sender.cli.commands import main
from batch_sender.language import english_command
from batch_sender.standin import StandIn

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
PROOF = ' --proof "11 91234-5678"'
COMMANDS = sorted(set(re.findall(r"^ *(batch-sender .*)$", README, re.MULTILINE)))


def run(command: str, *, typed: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    words = re.findall(r'"[^"]*"|\S+', command)
    arguments = [word.strip('"') for word in words[1:]]
    return subprocess.run(
        [sys.executable, "-m", "batch_sender", *arguments],
        env={**os.environ, "BATCH_SENDER_LANG": "en", "COLUMNS": "102", **environment},
        cwd=ROOT, input=typed, capture_output=True, text=True, encoding="utf-8", check=False,
        timeout=60,
    )  # fmt: skip


def test_the_readme_is_short_and_leads_to_portuguese_at_once() -> None:
    first, *rest = README.splitlines()
    assert "(docs/pt-BR/README.md)" in first
    assert len(rest) < 149


def test_the_two_commands_are_a_line_each() -> None:
    assert len(re.findall(r"^python3 -m venv \.venv && .* demo$", README, re.MULTILINE)) == 1
    assert len(re.findall(r"^python3 -m venv \.venv-test && .*pytest", README, re.MULTILINE)) == 1


def commands_of(page: Path) -> list[str]:
    blocks = re.findall(r"```(?:sh|powershell|text)\n(.*?)```", page.read_text("utf-8"), re.DOTALL)
    return [
        line for block in blocks for line in re.findall(r"^ *batch-sender .*$", block, re.MULTILINE)
    ]


@pytest.mark.parametrize("line", sorted({line for page in PAGES for line in commands_of(page)}))
def test_a_command_to_copy_is_one_that_there_is(line: str) -> None:
    command: click.Command = main
    flags = {flag for each in main.params for flag in each.opts}
    words = shlex.split(line)[1:]
    while isinstance(command, click.Group):
        known = command.commands.get(english_command(words.pop(0)))
        assert known
        command = known
        flags |= {flag for each in command.params for flag in each.opts}
    assert {word.partition("=")[0] for word in words if word.startswith("--")} <= flags


def test_the_steps_of_the_readme_work_as_they_stand(tmp_path: Path) -> None:
    commands = [each.replace(PROOF, " --yes --rate off") for each in COMMANDS]
    with StandIn() as api:
        environment = {
            "BATCH_SENDER_JOURNAL": str(tmp_path / "journal.sqlite3"),
            "BATCH_SENDER_CONNECTIONS": str(tmp_path / "connections.toml"),
        }
        url = f" --url {api.url}"
        results = f" --out {tmp_path / 'r.xlsx'}"
        for part, extra, typed in [
            ("connection add", url, f"{api.token}\n"),
            ("connection test", "", ""),
            ("check", "", ""),
            ("send", results, ""),
        ]:
            (step,) = [each for each in commands if each.startswith(f"batch-sender {part} ")]
            done = run(step + extra, typed=typed, **environment)
            assert done.returncode == 0, done.stderr
        assert len(api.arrived()) == 12


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_relative_link_leads_somewhere(page: Path) -> None:
    for target, heading in re.findall(r"\]\(([^)#]*)#?([^)]*)\)", page.read_text("utf-8")):
        if "://" not in target:
            there = page.parent / target if target else page
            assert there.exists(), target
            assert not heading or heading in anchors_of(there), f"{target}#{heading}"


def anchors_of(page: Path) -> set[str]:
    """Return what links may name within a page, as GitHub makes it of its headings."""
    headings = re.findall(r"^#+ (.*)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", each.lower()).replace(" ", "-") for each in headings}
