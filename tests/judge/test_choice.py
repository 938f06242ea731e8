"""Rows that are left out by conditions: before everything else, and with nothing else said of them."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from batch_sender.compose.conditions.errors import ConditionColumnUnknownNear, ConditionError
from batch_sender.config.settings import Settings
from batch_sender.journal import Journal
from batch_sender.judge.choice import of_chosen
from batch_sender.judge.prepare import Request, prepare
from batch_sender.models import MessageRecord, Problem, ProblemCode
from tests.support import FakeClock

HEADER = "Nome;Celular;Cidade;Valor;Vence"
NOW = FakeClock().now()


def judged(
    journal: Journal, path: Path, *rows: str, text: str = "Oi {nome}", **settings: Any
) -> int:
    if rows:
        path.write_text("\n".join([HEADER, *rows]) + "\n", "utf-8")
    request = Request(
        list_path=path, text=text, origin="--text", settings=Settings(**settings), who="ana"
    )
    return prepare(journal, request, now=NOW)


def told(rows: list[MessageRecord]) -> list[tuple[str | None, str | None, str]]:
    return [(each.reason, each.column, each.detail) for each in rows]


def test_a_row_left_out_says_which_condition_and_nothing_else(
    journal: Journal, tmp_path: Path
) -> None:
    batch_id = judged(
        journal,
        tmp_path / "l.csv",
        "Ana;11 90000-0601;Recife;150,00;",
        "Bia;;Olinda;abc;",  # no number, no usable value: nobody is told
        ";11 90000-0603;Olinda;10;",
        "Davi;11 90000-0604;Recife;50,00;",
        where=["cidade = recife", "valor > 100"],
    )
    rows = list(journal.messages.rows(batch_id))
    assert told(rows) == [
        (None, None, ""),
        ("not_chosen", "Cidade", "cidade = recife"),
        ("not_chosen", "Cidade", "cidade = recife"),
        ("not_chosen", "Valor", "valor > 100"),
    ]
    assert [each.further for each in rows] == [()] * 4
    assert [each.number for each in rows] == [
        "5511900000601",
        None,
        "5511900000603",
        "5511900000604",
    ]
    assert [each.text for each in rows] == ["Oi Ana", None, None, None]
    batch = journal.batches.one(batch_id)
    assert batch.problems == {"not_chosen": 3}
    assert batch.repairs == {"country_code_added": 1}, "those of the rows left out do not count"
    assert batch.counts.read == batch.counts.skipped + batch.counts.pending == 4


def test_how_many_are_left_out_is_kept_with_the_batch(journal: Journal, tmp_path: Path) -> None:
    batch_id = judged(
        journal, tmp_path / "l.csv", "Ana;11 90000-0601;Recife;1;", "Bia;11 90000-0602;Olinda;1;",
        where="cidade = Olinda",
    )  # fmt: skip
    found = journal.batches.judged(batch_id)
    assert (found["where"], found["left_out"]) == (["cidade = Olinda"], 1)
    assert journal.batches.one(batch_id).settings["where"] == ["cidade = Olinda"]


def test_what_cannot_be_compared_is_a_problem_of_its_row_among_its_others(
    journal: Journal, tmp_path: Path
) -> None:
    batch_id = judged(
        journal, tmp_path / "l.csv",
        "Ana;11 90000-0601;Recife;150;", "Bia;;Recife;isento;", "Caio;11 90000-0603;;20;",
        where="valor > 100",
    )  # fmt: skip
    rows = list(journal.messages.rows(batch_id))
    assert told(rows)[1] == ("value_not_comparable", "Valor", "isento")
    assert [each.code for each in rows[1].further] == ["phone_missing"]
    assert rows[2].reason == "not_chosen"


def test_a_row_whose_cells_cannot_be_trusted_is_not_simply_left_out(
    journal: Journal, tmp_path: Path
) -> None:
    batch_id = judged(
        journal, tmp_path / "l.csv",
        "Ana;11 90000-0601;Recife;1;", "Bia;11 90000-0602;Olinda;1;;x;y", where="cidade = recife",
    )  # fmt: skip
    assert [each.reason for each in journal.messages.rows(batch_id)] == [None, "row_shifted"]


def test_people_left_out_do_not_stand_in_the_way_of_others(
    journal: Journal, tmp_path: Path
) -> None:
    """The same person in two rows: the row that is left out makes no duplicate of the other."""
    batch_id = judged(
        journal, tmp_path / "l.csv",
        "Ana;11 90000-0601;Olinda;1;", "Ana;11 90000-0601;Recife;1;", "Bia;11 90000-0602;Recife;1;",
        where="cidade = recife", limit=2,
    )  # fmt: skip
    rows = journal.messages.rows(batch_id)
    assert [each.reason for each in rows] == ["not_chosen", None, None]


def test_no_file_is_looked_for_in_rows_left_out(journal: Journal, tmp_path: Path) -> None:
    batch_id = judged(
        journal, tmp_path / "l.csv",
        "Ana;11 90000-0601;Recife;1;", "Bia;11 90000-0602;Olinda;1;",
        where="cidade = olinda", media="{nome}.pdf",
    )  # fmt: skip
    rows = list(journal.messages.rows(batch_id))
    assert [each.reason for each in rows] == ["not_chosen", "media_missing"]
    assert rows[0].further == ()


def test_files_are_read_of_chosen_rows_alone() -> None:
    asked: list[Sequence[Sequence[str]]] = []

    def find(rows: Sequence[Sequence[str]]) -> list[str]:
        asked.append(rows)
        return [f"{cells[0]}.pdf" for cells in rows]

    out, unclear = (
        Problem(code=code) for code in (ProblemCode.NOT_CHOSEN, ProblemCode.VALUE_NOT_COMPARABLE)
    )
    rows = [["a"], ["b"], ["c"], ["d"]]
    assert of_chosen(find, rows, [None, out, unclear, out]) == ["a.pdf", None, "c.pdf", None]
    assert asked == [[["a"], ["c"]]]


def test_columns_are_called_as_the_text_calls_them(journal: Journal, tmp_path: Path) -> None:
    path = tmp_path / "l.csv"
    path.write_text("Cliente;Celular;Praça\nAna;11 90000-0601;Recife\nBia;11 90000-0602;Olinda\n")
    batch_id = judged(
        journal, path, text="Oi", where=["nome = Bia", "cidade = olinda"], map=[("cidade", "Praça")]
    )
    rows = list(journal.messages.rows(batch_id))
    assert told(rows) == [("not_chosen", "Cliente", "nome = Bia"), (None, None, "")]
    other = judged(
        journal, path, where="cidade = Olinda", map=[("cidade", "Praça")], allow_repeat=True
    )
    assert told(list(journal.messages.rows(other)))[0][1] == "Praça", "the list's own name"


def test_today_is_the_day_where_people_live(journal: Journal, tmp_path: Path) -> None:
    local = NOW.astimezone(Settings().calendar.zone)
    batch_id = judged(
        journal, tmp_path / "l.csv",
        f"Ana;11 90000-0601;Recife;1;{local:%d/%m/%Y}", "Bia;11 90000-0602;Recife;1;01/01/2031",
        where="vence <= hoje",
    )  # fmt: skip
    assert [each.reason for each in journal.messages.rows(batch_id)] == [None, "not_chosen"]


def test_a_formula_without_its_result_in_a_condition_is_a_problem(
    journal: Journal, tmp_path: Path
) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["Nome", "Celular", "Cidade", "Nota"], ["Ana", "11 90000-0601", "Recife", "x"]):
        sheet.append(row)
    sheet.append(["Bia", "11 90000-0602", '="Rec"&"ife"', "x"])
    sheet.append(["Caio", "11 90000-0603", "Olinda", '="a"&"b"'])
    book.save(tmp_path / "l.xlsx")
    batch_id = judged(journal, tmp_path / "l.xlsx", text="{nome} {nota}", where="cidade = recife")
    assert [each.reason for each in journal.messages.rows(batch_id)] == [
        None, "formula_without_value", "not_chosen",
    ]  # fmt: skip


@pytest.mark.parametrize("condition", ["cidde = Recife", "valor", "", "valor > Recife"])
def test_a_condition_that_cannot_be_used_leaves_no_batch(
    journal: Journal, tmp_path: Path, condition: str
) -> None:
    with pytest.raises(ConditionError):
        judged(journal, tmp_path / "l.csv", "Ana;11 90000-0601;Recife;1;", where=condition)
    assert journal.batches.numbers() == []


def test_the_nearest_column_is_named(journal: Journal, tmp_path: Path) -> None:
    with pytest.raises(ConditionColumnUnknownNear) as caught:
        judged(journal, tmp_path / "l.csv", "Ana;11 90000-0601;Recife;1;", where="cidde = Recife")
    assert caught.value.details["nearest"] == "Cidade"
