"""The examples to copy: each can be read, and says what the program understands."""

import configparser
import os
import re
import shlex
import shutil
import subprocess
import tomllib
from pathlib import Path
from xml.etree import ElementTree

import pytest
from cronsim import CronSim

from batch_sender.cli import batch_files, in_force
from batch_sender.cli.commands import main
from batch_sender.config import batch_file, options
from batch_sender.config.options.unattended import NOTIFY
from batch_sender.config.workspace import Workspace
from batch_sender.timing.clock import SystemClock

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "docs" / "examples"
COMMANDS = set(main.commands)
UNITS = sorted(EXAMPLES.glob("batch-sender*.[st]*[er]"))


def test_the_sample_batch_file_can_be_run() -> None:
    with in_force.entered(lambda: Workspace.of(os.environ)):
        order = batch_files.order_of(ROOT / "samples" / "lembrete.toml")
    assert (order.lists_in / order.wanted).is_file()


def test_the_batch_file_in_the_docs_has_keys_that_there_are(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "unattended.md").read_text("utf-8")
    (shown,) = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    path = tmp_path / "lembrete.toml"
    path.write_text(shown, "utf-8")
    found = batch_file.read(path, options.batch_file_kinds())
    told = {key for key in found.values if key.startswith("notify.")}
    assert told == {f"notify.{key}" for key in NOTIFY if not key.endswith("_env")}, (
        "each key of [notify] is shown"
    )
    assert tomllib.loads(shown)["yes"] is True


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_a_systemd_unit_can_be_read(path: Path) -> None:
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str  # type: ignore[assignment,method-assign]  # systemd minds capitals
    unit.read_string(path.read_text("utf-8"))
    if "Service" in unit:
        command = shlex.split(unit["Service"]["ExecStart"])
        assert command[1] in COMMANDS


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not here")
@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_systemd_itself_takes_the_unit(path: Path, tmp_path: Path) -> None:
    for each in UNITS:
        text = each.read_text("utf-8")
        # The program is elsewhere here; that it is there is all that is not looked at.
        (tmp_path / each.name).write_text(
            re.sub(r"ExecStart=\S+", "ExecStart=/bin/true", text), "utf-8"
        )
    done = subprocess.run(
        ["systemd-analyze", "--user", "verify", str(tmp_path / path.name)],
        capture_output=True, text=True, check=False, timeout=60,
        env={"HOME": str(tmp_path), "XDG_RUNTIME_DIR": str(tmp_path), "PATH": "/usr/bin:/bin"},
    )  # fmt: skip
    complaints = [line for line in done.stderr.splitlines() if str(tmp_path) in line]
    assert not complaints


def test_the_lines_of_the_crontab() -> None:
    lines = (EXAMPLES / "crontab.txt").read_text("utf-8").splitlines()
    jobs = [line for line in lines if line and line[0] in "*0123456789"]
    assert len(jobs) == 2
    for job in jobs:
        fields = job.split(maxsplit=5)
        assert next(CronSim(" ".join(fields[:5]), SystemClock().now())).second == 0
        assert shlex.split(fields[5])[1] in COMMANDS
        assert "%" not in fields[5], "cron takes it for the end of the line"


def test_the_windows_task() -> None:
    space = "{http://schemas.microsoft.com/windows/2004/02/mit/task}"
    task = ElementTree.parse(EXAMPLES / "batch-sender-task.xml").getroot()  # noqa: S314 - our own

    def told(name: str) -> str | None:
        found = task.find(f".//{space}{name}")
        return None if found is None else found.text

    assert told("ExecutionTimeLimit") == "PT0S", "or it is ended after three days"
    assert told("WorkingDirectory"), "or it begins in System32"
    assert told("MultipleInstancesPolicy") == "IgnoreNew"
    assert told("DisallowStartIfOnBatteries") == "false"
    assert str(told("Arguments")).split()[0] in COMMANDS
