"""The entry that opens the page with a double-click."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from batch_sender.web import desktop
from batch_sender.web.errors import NotAmongPrograms


def programs(tmp_path: Path, system: str = "linux") -> desktop.Programs:
    return desktop.Programs(system=system, home=tmp_path / "home", data=tmp_path / "data")


def test_a_desktop_file_names_the_command_and_an_icon_that_is_there(tmp_path: Path) -> None:
    entry = desktop.install(programs(tmp_path))
    told = dict(line.split("=", 1) for line in entry.read_text("utf-8").splitlines() if "=" in line)
    assert Path(told["Icon"]).is_file()
    assert shlex.split(told["Exec"].replace("%%", "%")) == list(desktop.command())
    assert desktop.remove(programs(tmp_path))
    assert not desktop.remove(programs(tmp_path)), "it is gone"


@pytest.mark.parametrize("word", ["/opt/a b/c", '/o"pt/$x/`y`', "C:\\Ana\\x", "/50%/x"])
def test_a_path_of_any_signs_stays_itself(word: str) -> None:
    """What is read back is unescaped as a string value first, then as a quoted word of Exec."""
    value = re.sub(r"\\(.)", r"\1", desktop._escaped(word))
    assert re.sub(r"\\(.)", r"\1", value).replace("%%", "%") == word


def test_a_command_file_runs_on_a_mac(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desktop, "command", lambda: [sys.executable, "-c", "print('opened')"])
    entry = desktop.install(programs(tmp_path, "darwin"))
    ran = subprocess.run([entry], check=True, capture_output=True, text=True)
    assert ran.stdout == "opened\n"


def test_a_folder_that_takes_nothing_is_said(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("no folder")
    with pytest.raises(NotAmongPrograms, match="applications"):
        desktop.install(programs(tmp_path))
