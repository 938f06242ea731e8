"""Rows that a script hands over are judged as those of a file are."""

from pathlib import Path

import pytest

from batch_sender.config.settings import Settings
from batch_sender.journal import Journal
from batch_sender.judge.prepare import Request, prepare
from batch_sender.load.errors import RowsUnusable
from tests.support import MONDAY_NOON


def test_rows_are_judged_like_a_file(journal: Journal) -> None:
    request = Request(
        list_path=Path("agenda de hoje"),
        rows=[{"nome": "Ana", "celular": 11987654321, "valor": 12.5}, {"nome": "Bia"}],
        text="Olá {{ nome }}, são {{ valor }}.",
        origin="--text",
        settings=Settings(encoding="utf-8"),
        who="ana",
    )
    batch = prepare(journal, request, now=MONDAY_NOON)
    ana, bia = journal.messages.rows(batch)
    assert journal.batches.one(batch).list_path == Path("agenda de hoje")
    assert (ana.row, ana.number, ana.text) == (2, "5511987654321", "Olá Ana, são 12,50.")
    assert (bia.row, bia.reason) == (3, "phone_missing")


def test_a_bad_value_leaves_no_batch_behind(journal: Journal) -> None:
    rows: list[dict[str, object]] = [{"celular": "11987654321"}] * 3000
    request = Request(
        list_path=Path("rows"),
        rows=[*rows, {"celular": [1]}],
        text="Oi!",
        origin="--text",
        settings=Settings(),
        who="ana",
    )
    with pytest.raises(RowsUnusable, match="row 3002"):
        prepare(journal, request, now=MONDAY_NOON)
    assert not journal.batches.recent()
