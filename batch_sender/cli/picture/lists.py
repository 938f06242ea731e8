"""What is known of a list goes in; the lines that say how it was read come out."""

from collections.abc import Iterator, Mapping
from typing import Any

from batch_sender.language import _, ngettext
from batch_sender.models import BatchRecord


def lines(batch: BatchRecord, judged: Mapping[str, Any]) -> Iterator[str]:
    """Name the list and what was guessed of it: a wrong guess is to be seen before anything leaves.

    `judged` is what the journal noted when the batch was checked.
    """
    yield _heading(batch)
    if column := judged.get("phone_column"):
        told = _("Numbers from the column “{column}”; column names from row {row}.")
        yield told.format(column=column, row=judged.get("header_row"))
    if others := judged.get("other_sheets"):
        told = _("Not read: {sheets}. To read another sheet: --sheet NAME")
        yield told.format(sheets=", ".join(others))


def _heading(batch: BatchRecord) -> str:
    parts = [batch.list_path.name]
    if batch.sheet:
        parts.append(_("sheet {sheet}").format(sheet=batch.sheet))
    if batch.hidden:
        hidden = ngettext("{n} hidden row left out", "{n} hidden rows left out", batch.hidden)
        parts.append(hidden.format(n=batch.hidden))
    return " · ".join(parts)
