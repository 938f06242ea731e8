"""The examples to copy: each can be read, and says what the program understands."""

import configparser
import os
import re
import shlex
import shutil
import subprocess
import tomllib
from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree

import pytest
import yaml  # type: ignore[import-untyped]  # of the tests alone; it says no types
from cronsim import CronSim

from batch_sender.cli import batch_files, in_force
from batch_sender.cli.commands import main
from batch_sender.config import batch_file, options
from batch_sender.config.options.unattended import NOTIFY
from batch_sender.config.workspace import Workspace
from batch_sender.gateway import Timeouts
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


COMPOSE = EXAMPLES / "compose.yaml"


def flags_are_there(words: Sequence[str]) -> None:
    """See that a command takes what it is given; its own words are not run."""
    command, *rest = words
    told = {flag for each in main.commands[command].params for flag in each.opts}
    assert {each.split("=")[0] for each in rest if each.startswith("--")} <= told, words


def test_the_commands_of_workers_are_ones_that_there_are() -> None:
    compose = yaml.safe_load(COMPOSE.read_text("utf-8"))
    for name in ("worker", "page"):
        flags_are_there(compose["services"][name]["command"])
    unit = (EXAMPLES / "batch-sender-worker@.service").read_text("utf-8")
    (started,) = re.findall(r"^ExecStart=(.*)$", unit, re.MULTILINE)
    flags_are_there(shlex.split(started)[1:])


def test_no_secret_stands_in_the_compose_file() -> None:
    text = COMPOSE.read_text("utf-8")
    compose = yaml.safe_load(text)
    secrets = {f"/run/secrets/{name}" for name in compose["secrets"]}
    assert all(each["file"].startswith("./secrets/") for each in compose["secrets"].values())
    assert set(re.findall(r"/run/secrets/\w+", text)) == secrets, "each is there, and used"
    for service in compose["services"].values():
        named = {f"/run/secrets/{name}" for name in service.get("secrets", ())}
        used = set(re.findall(r"/run/secrets/\w+", yaml.safe_dump(service)))
        assert used == named, "and is given to those alone who need it"
        for name, value in service.get("environment", {}).items():
            assert name.endswith("_FILE") or not re.search("PASSWORD|TOKEN", name)
            assert not re.search(r":[^/@]+@", value), "a password in an address"


def test_what_stops_has_the_time_to_finish_a_call() -> None:
    longest = Timeouts().total
    compose = yaml.safe_load(COMPOSE.read_text("utf-8"))
    for name in ("worker", "page"):
        service = compose["services"][name]
        assert 60 * int(service["stop_grace_period"].removesuffix("m")) > longest
        assert service["depends_on"]["database"]["condition"] == "service_healthy"
        assert service["healthcheck"]["test"][0] == "CMD"
        compile(service["healthcheck"]["test"][3], name, "exec")
    unit = (EXAMPLES / "batch-sender-worker@.service").read_text("utf-8")
    (seconds,) = re.findall(r"^TimeoutStopSec=(\d+)$", unit, re.MULTILINE)
    assert int(seconds) > longest


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
