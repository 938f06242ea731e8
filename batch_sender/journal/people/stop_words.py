"""Keep the words by which people ask for no more messages, where somebody chose other ones."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, delete, select

from batch_sender.journal.batches import changes
from batch_sender.journal.schema.statements import insert_if_absent
from batch_sender.journal.schema.tables import meta

_KEY: Final = "stop_words"


def kept(connection: Connection) -> tuple[str, ...] | None:
    """Return the words that were chosen; None: the usual ones."""
    told = connection.execute(select(meta.c.value).where(meta.c.key == _KEY)).scalar()
    return None if told is None else tuple(json.loads(told))


def keep(tx: Connection, words: Sequence[str] | None, *, who: str, now: datetime) -> None:
    """Write the words down; None: the usual ones from now on."""
    tx.execute(delete(meta).where(meta.c.key == _KEY))
    if words is not None:
        insert_if_absent(tx, meta, key=_KEY, value=json.dumps(list(words), ensure_ascii=False))
    detail = {"words": None if words is None else len(words)}
    changes.note(tx, None, "stop_words_set", who=who, detail=detail, now=now)
