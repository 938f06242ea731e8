"""Lists whose cells are no words to send: the name that is there, signs of other programs, numbers for days."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import pytest

from batch_sender.config.settings import Settings
from batch_sender.journal import Journal
from batch_sender.judge.prepare import Request, prepare
from batch_sender.models import MessageRecord
from tests.support import MONDAY_NOON

FILES: Final = Path(__file__).parent / "files"


def judged(journal: Journal, path: Path, text: str) -> list[MessageRecord]:
    request = Request(list_path=path, text=text, origin="--text", settings=Settings(), who="ana")
    batch = prepare(journal, request, now=MONDAY_NOON)
    return list(journal.messages.rows(batch))


def said(rows: Sequence[MessageRecord]) -> list[str]:
    """What each row would say, or why it does not go."""
    return [row.text if row.reason is None else f"{row.reason} {row.detail}" for row in rows]


def rules(rows: Sequence[MessageRecord]) -> list[tuple[str, str, str]]:
    """What was mended in cells."""
    of_cells = {"entities_decoded", "null_emptied", "letters_mended"}
    return [(*repair,) for row in rows for repair in row.repairs if repair.rule in of_cells]


def test_entities_of_web_pages_are_decoded_and_shown(journal: Journal) -> None:
    rows = judged(journal, FILES / "entidades_html.csv", "Olá, {{ nome }}, da {{ empresa }}!")
    assert said(rows) == ["Olá, João Prado, da Prado & Filhos!", "Olá, D'Ávila Lins, da Lins!"]
    assert rules(rows) == [
        ("entities_decoded", "Jo&atilde;o Prado", "João Prado"),
        ("entities_decoded", "Prado &amp; Filhos", "Prado & Filhos"),
        ("entities_decoded", "D&#39;Ávila Lins", "D'Ávila Lins"),
    ]


def test_what_a_database_writes_for_nothing_is_a_missing_value(journal: Journal) -> None:
    rows = judged(journal, FILES / "nulos_mysql.csv", "Olá, {{ nome }} de {{ cidade }}!")
    assert [(row.reason, row.column) for row in rows] == [
        ("value_missing", "cidade"),
        ("value_missing", "nome"),
    ]
    assert rules(rows) == [("null_emptied", "\\N", "")] * 2


def test_signs_of_windows_that_were_read_as_controls_are_mended(journal: Journal) -> None:
    rows = judged(journal, FILES / "letras_c1.csv", "Olá, {{ nome }}, da {{ clinica }}!")
    assert said(rows)[0] == "Olá, Ana Souza D’Ávila, da Vida – Centro!"
    assert len(rules(rows)) == 16
    assert rules(rows)[1] == ("letters_mended", "Vida \x96 Centro", "Vida – Centro")


@pytest.mark.parametrize(
    "text", ["Olá, {{ nome }}! Tudo bem, {{ nome }}?", "Olá, {nome}! Tudo bem, {nome|string}?"]
)
def test_what_goes_into_a_text_is_trimmed(journal: Journal, text: str) -> None:
    rows = judged(journal, FILES / "nomes_com_brancos.csv", text)
    names = ["Ana", "BETO LINS", "Caio", "Dora"]
    assert said(rows) == [f"Olá, {name}! Tudo bem, {name}?" for name in names]
