"""Lay the values of options over each other: a flag wins over a batch file, that over a profile."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from batch_sender.config import batch_file, options
from batch_sender.config.batch_file import BatchFile
from batch_sender.config.options import Kind
from batch_sender.config.workspace import Workspace
from batch_sender.models.places import is_address

Values = Mapping[str, Any]
"""Values of options, by the key of a batch file or, where it says so, by the option's name."""

_INSTEAD: Final = {"text": "template", "template": "text"}
"""Of these a batch has one: given above, it takes the place of the other one below."""

_MUST_EXIST: Final = frozenset({"template", "media_folder"})


def over(lower: Values, upper: Values) -> dict[str, Any]:
    """Lay values over others; a text above takes the place of a template below, and so on."""
    kept = {key: value for key, value in lower.items() if _INSTEAD.get(key) not in upper}
    return {**kept, **upper}


def said(values: Values) -> dict[str, Any]:
    """Leave out what was not given: a 0 was, a switch that was not set was not."""
    return {
        name: value
        for name, value in values.items()
        if value is not None and value is not False and value not in ([], ())
    }


def under_profile(given: Values, workspace: Workspace) -> Values:
    """Lay options, by their names, over the defaults of the profile in force, if one is.

    A text is looked for among the client's own, too.

    Raises:
        BatchFileError: the file of defaults cannot be used.
    """
    own = workspace.templates
    if own is None:
        return given
    names = {key: option.name for key, option in options.BATCH_FILE_KEYS.items()}
    low = {names[key]: v for key, v in defaults(workspace).items() if names.get(key) in given}
    laid = {**given, **over(low, said(given))}
    return {**laid, "template": [_own_or(each, own) for each in laid.get("template") or ()]}


def defaults(workspace: Workspace) -> dict[str, Any]:
    """Return what the profile in force says where nothing else does.

    Raises:
        BatchFileError: its file cannot be used.
    """
    if workspace.defaults is None:
        return {}
    found = batch_file.read(workspace.defaults, options.batch_file_kinds())
    return in_place(found, workspace)


def in_place(found: BatchFile, workspace: Workspace) -> dict[str, Any]:
    """Return what a file says, the paths in it counted from the file's own folder.

    Raises:
        BatchFileNamesNoFile: one of them should lead to something, and does not.
    """
    return {key: _placed(found, key, value, workspace) for key, value in found.values.items()}


def _placed(found: BatchFile, key: str, value: Any, workspace: Workspace) -> Any:
    option = options.BATCH_FILE_KEYS.get(key)
    kind = None if option is None else option.kind
    if key == "template":
        return [_template(found, each, workspace.templates) for each in value]
    if key == "media_folder" and is_address(value):
        return value
    if kind is Kind.PATH:
        return found.file(key, value, must_exist=key in _MUST_EXIST)
    return str(found.folder / value) if _names_file(found, key, value) else value


def _names_file(found: BatchFile, key: str, value: Any) -> bool:
    """Tell whether a text that may be many things is a path: not a database, a column, a pattern."""
    match key:
        case "journal":
            return "://" not in value
        case "media":
            return "{" not in value and (found.folder / value).is_file()
    return False


def _template(found: BatchFile, value: str, own: Path | None) -> Path:
    """Find a text beside the file or, under a profile, among the client's own."""
    if own is not None and not (found.folder / value).exists() and (own / value).exists():
        return own / value
    return found.file("template", value)


def _own_or(template: Path, own: Path) -> Path:
    is_own = not Path(template).exists() and (own / template).exists()
    return own / template if is_own else template
