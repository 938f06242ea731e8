"""Say how a list was read: a wrong guess is to be seen before anything leaves."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from batch_sender import sentences
from batch_sender.language import N_, _, ngettext
from batch_sender.models import BatchRecord
from batch_sender.operations.preview import Preview
from batch_sender.sentences.chosen import describe_chosen

_SEPARATORS: Final = {
    ";": N_("semicolon"),
    ",": N_("comma"),
    "\t": N_("tab"),
    "|": N_("vertical bar"),
}


def lines(found: Preview) -> Iterator[str]:
    """Name the list and what was guessed of it."""
    judged = found.read_as
    yield _heading(found.batch)
    if program := judged.get("open_in"):
        told = _("The list seems to be open in {program}: what is not saved there is not read.")
        yield told.format(program=program)
    yield from _file(judged)
    yield from _columns(judged)
    if chosen := describe_chosen(judged, found.batch.counts.read):
        yield chosen
    yield from _ddd_for_all(judged, found.ddd)
    if others := judged.get("other_sheets"):
        told = _("Not read: {sheets}. To read another sheet: --sheet NAME")
        yield told.format(sheets=", ".join(others))


def _heading(batch: BatchRecord) -> str:
    parts = [batch.list_name]
    if batch.sheet:
        parts.append(_("sheet {sheet}").format(sheet=batch.sheet))
    if batch.hidden:
        hidden = ngettext("{n} hidden row left out", "{n} hidden rows left out", batch.hidden)
        parts.append(hidden.format(n=batch.hidden))
    return " · ".join(parts)


def _file(judged: Mapping[str, Any]) -> Iterator[str]:
    if judged.get("encoding"):
        told = _("Read as {encoding}, columns parted by {separator}.")
        separator = judged.get("delimiter") or ""
        name = _(_SEPARATORS[separator]) if separator in _SEPARATORS else f"“{separator}”"
        yield told.format(encoding=str(judged["encoding"]).upper(), separator=name)
    if titles := judged.get("titles"):
        told = _("Left out above the column names: {lines}.")
        yield told.format(lines=", ".join(f"“{title}”" for title in titles))


def _columns(judged: Mapping[str, Any]) -> Iterator[str]:
    if phones := judged.get("phone_columns"):
        yield _numbers(phones, judged.get("header_row"))
    if beside := judged.get("completed_by"):
        yield _("Completed with the column {columns}.").format(columns=_quoted(beside))
    if consents := judged.get("consent_columns"):
        yield _("Who wants messages: {columns}.").format(columns=_quoted(consents))
    if known := judged.get("known_column"):
        yield _("Who is known, and no new person: {columns}.").format(columns=_quoted([known]))
        yield from _unclear(judged.get("known_unclear", 0), known)
    if media := judged.get("media_column"):
        told = _("Files from the column {column}. To send none: --no-media")
        yield told.format(column=_quoted([media]))
    if payment := judged.get("payment_column"):
        told = _("Behind each text, as a message of its own: the payment line from {column}.")
        yield told.format(column=_quoted([payment]))
    yield from _payments(judged)
    for name, column in (judged.get("aliases") or {}).items():
        told = _(
            "“{name}” in the text is the column {column}. To choose another: --map {name}=COLUMN"
        )
        yield told.format(name=name, column=_quoted([column]))


def _payments(judged: Mapping[str, Any]) -> Iterator[str]:
    """Count the payment lines by their kind; name the columns of them that no message uses."""
    checked = judged.get("payments_checked") or []
    if kinds := judged.get("payments"):
        told = _("Payment lines from {columns}: {kinds}.")
        counted = ", ".join(sentences.counted_payments(kinds))
        yield told.format(columns=_quoted(checked), kinds=counted)
    if unused := [name for name in judged.get("payment_lines") or [] if name not in checked]:
        told = _(
            "{columns} holds payment lines that no message uses, so they are not looked at. To send each "
            "as a message of its own: --payment-column COLUMN"
        )
        yield told.format(columns=_quoted(unused))


def _unclear(n: int, column: str) -> Iterator[str]:
    """Warn of cells that were meant to say who is known, and say it in no word that is understood."""
    if n:
        told = ngettext(
            "Careful: {n} cell of {column} says neither yes nor no; its person counts as not known.",
            "Careful: {n} cells of {column} say neither yes nor no; these people count as not known.",
            n,
        )
        yield told.format(n=n, column=_quoted([column]))


def _numbers(phones: list[str], row: int | None) -> str:
    """Say where the numbers stand, and the names of the columns; `row` 0: nowhere."""
    if len(phones) == 1:
        told = (
            _("Numbers from the column {columns}; column names from row {row}.")
            if row
            else _("Numbers from the column {columns}; no row names the columns.")
        )
    else:
        told = (
            _("Numbers from the first usable of {columns}; column names from row {row}.")
            if row
            else _("Numbers from the first usable of {columns}; no row names the columns.")
        )
    return told.format(columns=_quoted(phones), row=row)


def _ddd_for_all(judged: Mapping[str, Any], ddd: str | None) -> Iterator[str]:
    """Warn of a DDD for the whole list beside a column that says each row's own, or may."""
    beside = judged.get("ddd_columns")
    if ddd is None or not beside:
        return
    told = (
        _("Careful: --ddd {ddd} goes to every number without DDD for which {columns} says none.")
        if set(beside) <= set(judged.get("completed_by") or ())
        else _(
            "Careful: --ddd {ddd} goes to every number without DDD, and {columns} may hold each "
            "row's own. If so: --map ddd=COLUMN instead of --ddd."
        )
    )
    yield told.format(ddd=ddd, columns=_quoted(beside))


def _quoted(names: list[str]) -> str:
    return ", ".join(f"“{name}”" for name in names)
