"""Write what judging rows takes besides the rows, for workers, and read it back."""

from datetime import datetime
from pathlib import Path
from typing import Any

from batch_sender.config.settings import Settings
from batch_sender.judge.chunk_format import packed, unpacked
from batch_sender.judge.column_mapping import ColumnMapping, first_of
from batch_sender.judge.request import JudgingContext, Request
from batch_sender.load.columns import Table
from batch_sender.models import MediaFile, MessageText


def pack_context(context: JudgingContext, *, file: MediaFile | None) -> bytes:
    """Write a context; the journal's key stays where it is. `file`: the one that all rows send.

    Which columns hold what is found out once more, of the same sample.
    """
    request, table = context.request, context.mapping.table
    return packed(
        {
            "texts": [(each.text, each.origin) for each in request.texts],
            "settings": request.settings.model_dump(mode="json"),
            "who": request.who,
            "now": context.now.isoformat(),
            "file": file and _told_of_file(file),
            "table": _told(table),
        }
    )


def unpack_context(content: bytes, *, key: bytes) -> JudgingContext:
    """Read it back; `key` is the journal's own."""
    told = unpacked(content)
    (text, origin), *others = told["texts"]
    request = Request(
        list_path=Path(),  # no row has a file of its own
        text=text,
        origin=origin,
        settings=Settings(**told["settings"]),
        who=told["who"],
        others=tuple(MessageText(text=each, origin=where) for each, where in others),
    )
    return JudgingContext(
        request=request,
        mapping=ColumnMapping.of_table(_table(told["table"]), request.settings, text=request.words),
        key=key,
        now=datetime.fromisoformat(told["now"]),
        file=_file(told["file"]),
    )


def _told(table: Table) -> dict[str, Any]:
    return {
        "header": list(table.header),
        "written": list(table.written),
        "many": table.many,
        "unsaved": sorted(table.unsaved),
        "places": list(table.places),
    }


def _table(told: dict[str, Any]) -> Table:
    return Table(
        header=tuple(told["header"]),
        written=tuple(told["written"]),
        sample=first_of(rows := list(map(tuple, told["many"]))),
        many=rows,
        unsaved=frozenset(told["unsaved"]),
        places=tuple(told["places"]),
    )


def _told_of_file(file: MediaFile) -> dict[str, Any]:
    """Tell of a file what the rows say of it; nobody else looks into it."""
    return {
        "path": file.path.name,
        "name": file.name,
        "content_type": file.content_type,
        "size": file.size,
        "sha256": file.sha256,
    }


def _file(told: dict[str, Any] | None) -> MediaFile | None:
    return None if told is None else MediaFile(**{**told, "path": Path(told["path"])})
