"""Put the page among a system's programs, for people who start it with a double-click."""

import os
import shlex
import subprocess
import sys
import sysconfig
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Final

import platformdirs

from batch_sender.language import PROGRAM, _
from batch_sender.web.errors import NotAmongPrograms

SCRIPT: Final = "batch-sender-page"
"""What `pip`, `pipx` and `uv tool` put beside the program: it opens the page, without a console on Windows."""

_SHORTCUT: Final = (
    "$s=(New-Object -ComObject WScript.Shell).CreateShortcut($env:BS_LINK);"
    "$s.TargetPath=$env:BS_TARGET;$s.Arguments=$env:BS_WORDS;$s.IconLocation=$env:BS_ICON;$s.Save()"
)
"""A shortcut is written by the system alone; paths go by variables, where nothing has to be quoted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Programs:
    """Where a system keeps what people start. `system`: as `sys.platform` names it; `home`: the user's.

    `variables`: the environment, for the system's own program that writes a shortcut.
    """

    system: str
    home: Path
    data: Path
    variables: Mapping[str, str] = field(default_factory=dict, repr=False)

    @classmethod
    def here(cls, variables: Mapping[str, str]) -> "Programs":
        """Return this user's on this machine."""
        data = platformdirs.user_data_path()
        return cls(system=sys.platform, home=Path.home(), data=data, variables=variables)

    @property
    def entry(self) -> Path:
        """The file that stands for the program."""
        match self.system:
            case "win32":
                menu = platformdirs.user_data_path(roaming=True) / "Microsoft/Windows/Start Menu"
                return menu / f"Programs/{PROGRAM}.lnk"
            case "darwin":
                return self.home / f"Applications/{PROGRAM}.command"
        return self.data / f"applications/{PROGRAM}.desktop"


def install(programs: Programs) -> Path:
    """Write the entry that opens the page; return where it is.

    Raises:
        NotAmongPrograms: it cannot be written there.
    """
    entry = programs.entry
    try:
        entry.parent.mkdir(parents=True, exist_ok=True)
        _WRITERS.get(programs.system, _write_desktop_file)(programs)
    except (OSError, subprocess.SubprocessError) as err:
        raise NotAmongPrograms(path=entry, why=_why(err)) from err
    return entry


def remove(programs: Programs) -> bool:
    """Remove the entry; say whether there was one.

    Raises:
        NotAmongPrograms: it cannot be removed.
    """
    try:
        programs.entry.unlink()
    except FileNotFoundError:
        return False
    except OSError as err:
        raise NotAmongPrograms(path=programs.entry, why=_why(err)) from err
    return True


def _why(err: Exception) -> str:
    return getattr(err, "strerror", None) or type(err).__name__


def command() -> Sequence[str]:
    """Return the words that open the page: the script beside this Python, else Python itself."""
    ending = ".exe" if os.name == "nt" else ""
    script = Path(sysconfig.get_path("scripts")) / f"{SCRIPT}{ending}"
    return [str(script)] if script.exists() else [sys.executable, "-m", "batch_sender", "serve"]


def _icon(name: str) -> Path:
    return Path(str(files("batch_sender.web").joinpath("static", name)))


def _write_desktop_file(programs: Programs) -> None:
    # https://specifications.freedesktop.org/desktop-entry-spec: in quotes, four signs are escaped twice.
    words = " ".join(f'"{_escaped(word)}"' for word in command())
    lines = (
        "[Desktop Entry]",
        "Type=Application",
        f"Name={PROGRAM}",
        f"Comment={_('Send a WhatsApp message to every person on a list, once.')}",
        f"Exec={words}",
        f"Icon={_icon('icon.svg')}",
        "Terminal=false",
        "Categories=Office;",
    )
    programs.entry.write_text("\n".join(lines) + "\n", "utf-8")


def _escaped(word: str) -> str:
    for sign in ("\\", '"', "`", "$"):
        word = word.replace(sign, f"\\\\{sign}" if sign != "\\" else "\\\\\\\\")
    return word.replace("%", "%%")


def _write_command_file(programs: Programs) -> None:
    programs.entry.write_text(f"#!/bin/sh\nexec {shlex.join(command())}\n", "utf-8")
    programs.entry.chmod(0o755)


def _write_shortcut(programs: Programs) -> None:
    target, *rest = command()
    told = {
        "BS_LINK": str(programs.entry),
        "BS_TARGET": target,
        "BS_WORDS": subprocess.list2cmdline(rest),
        "BS_ICON": str(_icon("icon.ico")),
    }
    subprocess.run(  # noqa: S603 - a fixed command
        ["powershell", "-NoProfile", "-NonInteractive", "-Command", _SHORTCUT],  # noqa: S607
        env={**programs.variables, **told},
        check=True,
        capture_output=True,
        timeout=60,
    )


_WRITERS: Final = {"win32": _write_shortcut, "darwin": _write_command_file}
