"""The README says what the program does: its help is compared, its commands are run."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from batch_sender.standin import StandIn

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")
HELP_BLOCKS = re.findall(r"```text\n\$ batch-sender ([^\n]*--help)\n(.*?)```", README, re.DOTALL)
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
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


@pytest.mark.parametrize(("command", "shown"), HELP_BLOCKS, ids=[each[0] for each in HELP_BLOCKS])
def test_help_in_the_readme_is_the_programs_own(command: str, shown: str) -> None:
    assert run(f"batch-sender {command}").stdout == shown


def test_the_readme_shows_help() -> None:
    assert len(HELP_BLOCKS) == 1


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


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_relative_link_leads_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", page.read_text("utf-8")):
        if "://" not in target:
            assert (page.parent / target).exists(), target
