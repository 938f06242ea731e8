"""What a list says besides its numbers: which of its rows are judged how, and what is told of it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from batch_sender.config.settings import Settings
from batch_sender.journal import Journal
from batch_sender.judge.prepare import Request, prepare
from batch_sender.models import MessageRecord
from tests.support import MONDAY_NOON

Judge = Callable[..., int]


@pytest.fixture
def judge(journal: Journal, tmp_path: Path) -> Judge:
    def judged(*lines: str, text: str = "Oi!", **settings: Any) -> int:
        path = tmp_path / "lista.csv"
        path.write_text("\n".join(lines) + "\n", "utf-8")
        request = Request(
            list_path=path, text=text, origin="--text", settings=Settings(**settings), who="ana"
        )
        return prepare(journal, request, now=MONDAY_NOON)

    return judged


def rows(journal: Journal, batch: int) -> list[MessageRecord]:
    return list(journal.messages.rows(batch))


def told(journal: Journal, batch: int) -> dict[str, Any]:
    return next(
        dict(event.detail) for event in journal.batches.events(batch) if event.kind == "checked"
    )


# ── who wants messages ────────────────────────────────────────────────────────────────────────


def test_a_row_that_says_no_is_skipped_and_that_is_its_first_problem(
    journal: Journal, judge: Judge
) -> None:
    batch = judge("nome;celular;aceita whatsapp", "Ana;11 98765-4321;sim", "Bia;x;não")
    ana, bia = rows(journal, batch)
    assert (ana.reason, bia.reason, bia.column) == (None, "consent_refused", "aceita whatsapp")
    assert told(journal, batch)["consent_columns"] == ["aceita whatsapp"]


@pytest.mark.parametrize(
    ("column", "cell", "none", "reason"),
    [
        ("aceita whatsapp", "não", (), "consent_refused"),
        ("aceita whatsapp", "não", (("consent", ""),), None),
        ("aceita whatsapp", "não", (("optout", ""),), "consent_refused"),  # another field
        ("descadastro", "sim", (), "consent_refused"),
        ("descadastro", "sim", (("descadastro", ""),), None),  # by its Portuguese name
    ],
)
def test_a_column_may_be_said_to_be_no_consent(
    journal: Journal,
    judge: Judge,
    column: str,
    cell: str,
    none: tuple[tuple[str, str], ...],
    reason: str | None,
) -> None:
    batch = judge(f"celular;{column}", f"11 98765-4321;{cell}", map=none)
    assert [row.reason for row in rows(journal, batch)] == [reason]


def test_consent_may_be_necessary(journal: Journal, judge: Judge) -> None:
    batch = judge("celular;aceita", "11 98765-4321;sim", "11 98765-4322;", consent_column="aceita")
    assert [row.reason for row in rows(journal, batch)] == [None, "consent_missing"]


# ── what the text sees ────────────────────────────────────────────────────────────────────────


def test_the_text_s_word_for_the_person_finds_the_column_of_names(
    journal: Journal, judge: Judge
) -> None:
    batch = judge("Cliente;celular", "Ana;11 98765-4321", text="Oi {nome}")
    assert rows(journal, batch)[0].text == "Oi Ana"
    assert told(journal, batch)["aliases"] == {"nome": "Cliente"}


def test_a_column_of_that_very_name_goes_first(journal: Journal, judge: Judge) -> None:
    batch = judge("Cliente;nome;celular", "Ana;Bia;11 98765-4321", text="Oi {nome}")
    assert rows(journal, batch)[0].text == "Oi Bia"
    assert told(journal, batch)["aliases"] == {}


@pytest.mark.parametrize(
    ("text", "said"),
    [("Oi {nome}", "Oi Caio"), ("Oi {name}", "Oi Caio"), ("{total}", "5,00"), ("{Nota}", "5,00")],
)
def test_a_mapped_placeholder_reads_its_column_whatever_the_list_calls_by_that_name(
    journal: Journal, judge: Judge, text: str, said: str
) -> None:
    batch = judge(
        "nome;responsável;nota;celular",
        "Ana;Caio;5,00;11 98765-4321",
        text=text,
        map=(("nome", "responsável"), ("total", "nota")),
    )
    assert rows(journal, batch)[0].text == said


def test_a_problem_in_a_mapped_column_names_it_as_the_list_does(
    journal: Journal, judge: Judge
) -> None:
    batch = judge(
        "responsável;celular", ";11 98765-4321", text="Oi {nome}", map=(("nome", "responsável"),)
    )
    (row,) = rows(journal, batch)
    assert (row.reason, row.column) == ("value_missing", "responsável")


def test_key_and_expiry_may_be_mapped(journal: Journal, judge: Judge) -> None:
    batch = judge(
        "celular;consulta;até",
        "11 98765-4321;1;2030-01-01",
        "11 98765-4321;2;2030-01-01",
        "11 98765-4321;1;2030-01-01",
        "11 98765-4321;3;2020-01-01",
        map=(("chave", "consulta"), ("validade", "até")),
        duplicates="send",
    )
    assert [row.reason for row in rows(journal, batch)] == [None, None, "duplicate", "expired"]


# ── files ─────────────────────────────────────────────────────────────────────────────────────


def test_a_column_of_files_is_found_and_may_be_declined(
    journal: Journal, judge: Judge, tmp_path: Path
) -> None:
    (tmp_path / "ana.pdf").write_bytes(b"%PDF-1.4\n%%EOF\n")
    lines = ("celular;arquivo", "11 98765-4321;ana.pdf", "11 98765-4322;")
    batch = judge(*lines)
    assert [row.media_name for row in rows(journal, batch)] == ["ana.pdf", None]
    assert told(journal, batch)["media_column"] == "arquivo"
    batch = judge(*lines, no_media=True, allow_repeat=True)
    assert [row.media_name for row in rows(journal, batch)] == [None, None]


def test_a_column_named_like_a_file_in_which_none_stands_is_left_alone(
    journal: Journal, judge: Judge
) -> None:
    batch = judge("celular;documento", "11 98765-4321;123.456.789-09")
    assert told(journal, batch)["media_column"] is None


# ── one person in several rows ────────────────────────────────────────────────────────────────


def test_a_duplicate_names_the_row_that_stays(journal: Journal, judge: Judge) -> None:
    batch = judge(
        "nome;celular",
        "Ana;11 98765-4321",
        "Ana;(11) 8765-4321",  # her number without its ninth digit
        "Bia;11 98765-4321",
        "Bia;+55 11 98765-4321",
        text="Oi {nome}",
    )
    assert [(row.reason, row.detail) for row in rows(journal, batch)] == [
        (None, ""),
        ("duplicate", "2"),
        ("duplicate_other_message", "2"),
        ("duplicate", "4"),  # the same as row 4, should that be let in
    ]


def test_second_messages_are_sent_where_asked_and_none_of_them_twice(
    journal: Journal, judge: Judge
) -> None:
    batch = judge(
        "nome;celular",
        "Ana;11 98765-4321",
        "Bia;11 98765-4321",
        "Bia;11 8765-4321",
        text="Oi {nome}",
        duplicates="send",
    )
    assert [(row.reason, row.detail) for row in rows(journal, batch)] == [
        (None, ""),
        (None, ""),
        ("duplicate", "3"),
    ]
