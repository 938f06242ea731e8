"""Set up what every comparison of judging needs: a list, a text, and `check` into a new journal."""

from pathlib import Path

from tests.benchmarks.measuring import Command, once, program, script

_TEXT = "Olá, {{ nome }}! O valor de {{ valor }} vence em {{ data }}. Loja de {{ cidade }}."


def template_in(folder: Path) -> Path:
    """Write the text down; return where."""
    path = folder / "text.txt"
    path.write_text(_TEXT, encoding="utf-8")
    return path


def list_in(path: Path, many: int, *kind: str) -> Path:
    """Write a list of so many rows, by a process of its own: its size would count as this one's."""
    once(script("lists.py", path, many, *kind))
    return path


def check(path: Path, template: Path) -> Command:
    """Return the command that judges a list into a new journal."""
    journal = path.with_name("judged.sqlite3")

    def forget() -> None:
        for file in path.parent.glob("judged.sqlite3*"):
            if file.is_file():
                file.unlink()

    asked = ("check", path, "--template", template, "--journal", journal, "--json")
    # Where some numbers of a list are none, that is code 3.
    return program(*asked, codes=(0, 3), before=forget)


def plain(path: Path, template: Path) -> Command:
    """Return the plain script that judges a list and stores nothing."""
    return script("baselines/judge.py", path, template)


def bare_read(path: Path) -> Command:
    """Return the script that reads a list's cells and does nothing else."""
    return script("baselines/bare_read.py", path)
