"""`templates list|show|copy`: the ready texts that ship with the program."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from batch_sender.cli import next_steps, output
from batch_sender.language import _
from batch_sender.operations.ready_texts import (
    ReadyText,
    copy_ready_text,
    find_ready_text,
    ready_texts,
)


def list_all(*, as_json: bool = False) -> int:
    """List the ready texts, by number and name, and the columns that each wants."""
    known = ready_texts()
    if as_json:
        output.say_json({"templates": list(map(_as_json, known))})
        return 0
    for number, each in enumerate(known, start=1):
        output.say(f"{number:>2}  {each.name}")
        for line in _about(each):
            output.say(f"      {line}")
    output.say()
    output.say(
        _("Read one:  {command}").format(command=next_steps.command("templates", "show", "1"))
    )
    output.say(
        _("Copy one:  {command}").format(command=next_steps.command("templates", "copy", "1"))
    )
    return 0


def _about(each: ReadyText) -> Iterator[str]:
    yield _(each.when)
    yield _("columns: {columns}").format(columns=", ".join(each.columns))
    if each.may_be_empty:
        told = _("columns whose cells may be empty: {columns}")
        yield told.format(columns=", ".join(each.may_be_empty))


def show(name: str, *, as_json: bool) -> int:
    """Show one ready text as it stands."""
    found = find_ready_text(name)
    if as_json:
        output.say_json({**_as_json(found), "text": found.text})
    else:
        output.say(found.text.rstrip("\n"))
    return 0


def copy(name: str, *, as_json: bool) -> int:
    """Copy one ready text to the current folder."""
    found = find_ready_text(name)
    path = copy_ready_text(found, Path())
    if as_json:
        output.say_json({**_as_json(found), "path": str(path.absolute())})
        return 0
    output.say(_("Copied to this folder: {path}").format(path=path))
    for line in _about(found):
        output.say(f"  {line}")
    check = next_steps.command("check", _("LIST"), "--template", str(path))
    output.say(_("Change it as you like, then: {command}").format(command=check))
    return 0


def _as_json(each: ReadyText) -> dict[str, Any]:
    return {
        "name": each.name,
        "when": _(each.when),
        "columns": list(each.columns),
        "may_be_empty": list(each.may_be_empty),
    }
