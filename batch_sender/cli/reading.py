"""What was guessed of a list goes in; lines that say it come out, so that a wrong guess is seen."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from batch_sender.language import N_, _

_SEPARATORS: Final = {
    ";": N_("semicolon"),
    ",": N_("comma"),
    "\t": N_("tab"),
    "|": N_("vertical bar"),
}


def lines(read: Mapping[str, Any]) -> Iterator[str]:
    """Say how a list was read: `read` is what `prepare` noted when the batch was judged."""
    yield from _file(read)
    yield from _columns(read)
    if others := read.get("other_sheets"):
        told = _("Not read: {sheets}. To read another sheet: --sheet NAME")
        yield told.format(sheets=", ".join(others))


def _file(read: Mapping[str, Any]) -> Iterator[str]:
    if read.get("encoding"):
        told = _("Read as {encoding}, columns parted by {separator}.")
        separator = read.get("delimiter") or ""
        name = _(_SEPARATORS[separator]) if separator in _SEPARATORS else f"“{separator}”"
        yield told.format(encoding=str(read["encoding"]).upper(), separator=name)
    if titles := read.get("titles"):
        told = _("Left out above the column names: {lines}.")
        yield told.format(lines=", ".join(f"“{title}”" for title in titles))


def _columns(read: Mapping[str, Any]) -> Iterator[str]:
    if phones := read.get("phone_columns"):
        told = (
            _("Numbers from the column {columns}; column names from row {row}.")
            if len(phones) == 1
            else _("Numbers from the first usable of {columns}; column names from row {row}.")
        )
        yield told.format(columns=_quoted(phones), row=read.get("header_row"))
    if beside := read.get("completed_by"):
        yield _("Completed with the column {columns}.").format(columns=_quoted(beside))
    if consents := read.get("consent_columns"):
        yield _("Who wants messages: {columns}.").format(columns=_quoted(consents))
    if media := read.get("media_column"):
        told = _("Files from the column {column}. To send none: --no-media")
        yield told.format(column=_quoted([media]))
    for name, column in (read.get("aliases") or {}).items():
        told = _(
            "“{name}” in the text is the column {column}. To choose another: --map {name}=COLUMN"
        )
        yield told.format(name=name, column=_quoted([column]))


def _quoted(names: list[str]) -> str:
    return ", ".join(f"“{name}”" for name in names)
