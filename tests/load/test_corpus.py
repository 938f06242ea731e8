"""The corpus of awkward lists: each is read as it says, or refused as it says."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest

from batch_sender.load import ContactList, open_list
from tests.corpus import cells, lists, table, untrusted_rows, words
from tests.corpus.lists import Awkward

LISTS = [*lists.LISTS, *cells.LISTS, *table.LISTS, *words.LISTS, *untrusted_rows.LISTS]


def test_the_corpus_is_as_long_as_promised_and_says_why() -> None:
    assert len(LISTS) >= 60
    assert len({each.name for each in LISTS}) == len(LISTS)
    assert all(each.why for each in LISTS)


@pytest.mark.parametrize("each", LISTS, ids=[each.name for each in LISTS])
def test_a_list_is_read_as_it_must_be(each: Awkward, tmp_path: Path) -> None:
    path = tmp_path / "lista"
    path.write_bytes(each.content)
    if each.error is not None:
        with pytest.raises(each.error) as raised:
            open_list(path, **each.options).close()
        assert raised.value.message
        assert raised.value.next
        return
    with open_list(path, **each.options) as opened:
        assert "|".join(opened.header) == each.header
        first = islice(opened.rows(), len(each.rows) if each.name == "late accent" else None)
        assert tuple(f"{row.row} {'|'.join(row.cells)}" for row in first) == each.rows
        if opened.kind == "csv":
            assert tuple(_faults(opened)) == each.faults
        assert {name: getattr(opened, name) for name in each.facts} == each.facts


def _faults(opened: ContactList) -> Iterator[str]:
    for chunk in opened.chunks():
        yield from (f"{row} {chunk.faults[row].code}" for row in sorted(chunk.faults))
