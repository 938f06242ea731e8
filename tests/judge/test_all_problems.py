"""A row with several things wrong says all of them; the first one decides and is counted."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from batch_sender.compose.templates import compile_template
from batch_sender.config.settings import Settings
from batch_sender.journal import Journal
from batch_sender.judge.prepare import Request, prepare
from batch_sender.models import MessageRecord, Problem
from batch_sender.results.table import reason_of
from tests.support import FakeClock, fill_row

HEADER = ("nome", "valor", "vence", "telefone", "boleto")


def judged(journal: Journal, folder: Path, *rows: str, text: str, **settings: Any) -> int:
    path = folder / "lista.csv"
    path.write_text("\n".join([";".join(HEADER), *rows]) + "\n", "utf-8")
    request = Request(
        list_path=path, text=text, origin="--text", settings=Settings(**settings), who="ana"
    )
    return prepare(journal, request, now=FakeClock().now())


def problems(row: MessageRecord) -> list[tuple[str | None, str | None]]:
    return [(row.reason, row.column), *((each.code, each.column) for each in row.further)]


def test_every_part_of_a_row_is_judged(journal: Journal, tmp_path: Path) -> None:
    batch_id = judged(
        journal,
        tmp_path,
        ";10;2026-12-01;;nada.pdf",  # no number, no name, no such file
        "Bia;;2026-12-01;11 90000-0601;",  # the value alone
        "Caio;10;2026-12-01;11 90000-0602;",  # nothing
        text="Oi {{ nome }}, {{ valor }}",
        media="boleto",
    )
    first, second, third = journal.messages.rows(batch_id)
    assert problems(first) == [
        ("phone_missing", "telefone"),
        ("value_missing", "nome"),
        ("media_missing", "boleto"),
    ]
    assert first.further[-1].detail == "nada.pdf"
    assert problems(second) == [("value_missing", "valor")]
    assert (third.reason, third.further) == (None, ())


def test_the_counts_are_those_of_the_first_problems(journal: Journal, tmp_path: Path) -> None:
    batch_id = judged(journal, tmp_path, ";10;;;", "Bia;;;;", text="{{ nome }} {{ valor }}")
    batch = journal.batches.one(batch_id)
    assert batch.problems == {"phone_missing": 2}
    assert sum(batch.problems.values()) == batch.counts.skipped == batch.counts.read


def test_a_wrong_key_and_a_past_moment_are_both_said(journal: Journal, tmp_path: Path) -> None:
    batch_id = judged(
        journal, tmp_path, ";1;2020-01-01;11 90000-0601;", text="Oi", key="nome",
        expires_column="vence",
    )  # fmt: skip
    (row,) = journal.messages.rows(batch_id)
    assert problems(row) == [("value_missing", "nome"), ("expired", "vence")]


def test_one_empty_cell_behind_text_and_file_is_one_problem(
    journal: Journal, tmp_path: Path
) -> None:
    batch_id = judged(
        journal, tmp_path, ";1;;11 90000-0601;", text="Oi {{ nome }}", media="{{ nome }}.pdf"
    )
    (row,) = journal.messages.rows(batch_id)
    assert problems(row) == [("value_missing", "nome")]


def test_what_is_known_of_the_row_is_kept(journal: Journal, tmp_path: Path) -> None:
    batch_id = judged(
        journal, tmp_path, "Ana;1;;(11) 90000-0601;nada.pdf", text="Oi {{ nome }}", media="boleto"
    )
    (row,) = journal.messages.rows(batch_id)
    assert (row.number, row.text, row.reason) == ("5511900000601", "Oi Ana", "media_missing")


def test_the_results_name_them_all(journal: Journal, tmp_path: Path) -> None:
    batch_id = judged(journal, tmp_path, ";1;;;", text="Oi {{ nome }}")
    (row,) = journal.messages.rows(batch_id)
    assert reason_of(row) == (
        "No phone number (telefone). The message needs a cell that is empty (nome)."
    )


# ── all that is wrong with a text ─────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "cells", "columns"),
    [
        pytest.param("{{ nome }} {{ valor }} {{ vence }}", ("", "", ""), ["nome", "valor", "vence"], id="all"),
        pytest.param("{{ nome }} {{ valor }}", ("", "1", ""), ["nome"], id="nothing else"),
        pytest.param("{{ nome }} {{ nome }}", ("", "1", ""), ["nome"], id="the same cell twice"),
        pytest.param(
            "{{ valor|int }} {{ vence|data }} {{ nome }}", ("", "x", "y"), ["valor", "vence", "nome"],
            id="cells that are there and unusable",
        ),
        pytest.param(
            "{{ nome }}{% if vence %} {{ valor }}{% endif %}", ("", "", ""), ["nome"],
            id="what the row's own text does not need",
        ),
        pytest.param(
            "{% if nome %}x{% else %}{{ valor }}{{ vence }}{% endif %}", ("", "", ""), ["valor", "vence"],
            id="what the chosen branch needs",
        ),
        pytest.param(
            "{% if valor|int > 5 %}{{ nome }}{% endif %}{{ vence }}", ("", "", ""), ["valor", "vence"],
            id="not what an undecided condition may not need",
        ),
        pytest.param("{{ nome }}", ("x" * 5000, "", ""), [None], id="too long"),
        pytest.param("{{ nome }}", ("Ana", "", ""), [], id="nothing at all"),
    ],
)  # fmt: skip
def test_all_problems_of_a_text(text: str, cells: Sequence[str], columns: list[str | None]) -> None:
    template = compile_template(text, ("nome", "valor", "vence"))
    found = template.problems(cells)
    assert [each.column for each in found] == columns
    assert found[:1] == [each for each in [fill_row(template, cells)] if isinstance(each, Problem)]
