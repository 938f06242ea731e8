"""`check --out`: the list comes back to be mended, and only what was mended is sent later."""

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from batch_sender.cli import main
from batch_sender.results.checked_list import check_place
from batch_sender.results.checked_list.table import CellMark
from batch_sender.results.checked_list.workbook import MARK_COLOURS
from batch_sender.results.errors import (
    CheckedEndingUnknown,
    ResultsError,
    ResultsFolderMissing,
    ResultsPathNotAFile,
    ResultsWouldReplaceList,
)
from batch_sender.standin import StandIn
from tests.support import Run

TEXT = "Oi {{ nome }}, sua consulta é {{ dia }}"
LIST = (
    "nome;telefone;dia\n"
    "Ana;11 90000-0601;segunda\n"
    "Bia;0800 000 0611;terça\n"
    ";11 90000-0603;quarta\n"
    "Ana;11 90000-0601;segunda\n"
    "Davi;(51) 8765-4321;=1+1\n"
)


@pytest.fixture
def place(place: Path) -> Path:
    (place / "lista.csv").write_text(LIST, "utf-8")
    return place


WithText = Callable[..., tuple[int, str]]


@pytest.fixture
def with_text(place: Path, run: Run) -> WithText:
    """Run a command on that list with that text; return its exit code, and all it said."""
    assert place.is_dir()

    def run_it(*arguments: str) -> tuple[int, str]:
        code, out, err = run(*arguments, "--text", TEXT, "--rate", "off")
        return code, out + err

    return run_it


def sent(api: StandIn) -> list[str | None]:
    return [each.body for each in api.received if each.number]


def rows(path: Path, sheet: str) -> list[tuple[Any, ...]]:
    book = load_workbook(path)
    found = list(book[sheet].iter_rows(values_only=True))
    book.close()
    return found


def test_a_row_is_as_high_as_its_problems_are_many(with_text: WithText, place: Path) -> None:
    good = "".join(f"Bia;55 11 90000-060{n};x\n" for n in range(1, 8))
    (place / "lista.csv").write_text(f"nome;telefone;dia\n;12;\nAna;12;x\n{good}", "utf-8")
    with_text("check", "lista.csv", "--out", "conferida.xlsx")
    book = load_workbook(place / "conferida.xlsx")
    told = rows(place / "conferida.xlsx", "To mend")[1][4]
    three, one = (book["To mend"].row_dimensions[n].height for n in (2, 3))
    assert told.count("\n") == 2
    assert 3 * 15 <= three > one >= 2 * 15
    whole = [book["Whole list"].row_dimensions[n].height for n in (2, 3, 4)]
    assert whole[0] >= 3 * 15 > whole[2]


# ── mended and sent later, only those rows go out ─────────────────────────────────────────────


def test_what_is_mended_in_the_workbook_is_sent_and_nothing_else(
    with_text: WithText, api: StandIn, place: Path
) -> None:
    with_text("check", "lista.csv", "--out", "conferida.xlsx")
    main(["resume", "1", "--yes"])
    assert sent(api) == ["Oi Ana, sua consulta é segunda", "Oi Davi, sua consulta é =1+1"]

    book = load_workbook(place / "conferida.xlsx")
    sheet: Any = book["To mend"]
    sheet["B2"].value, sheet["A3"].value = "11 90000-0602", "Caio"
    book.save(place / "conferida.xlsx")
    code, told = with_text("send", "conferida.xlsx", "--yes")
    assert code == 0, told
    assert sent(api)[2:] == ["Oi Bia, sua consulta é terça", "Oi Caio, sua consulta é quarta"]


def test_the_whole_list_given_back_sends_nobody_twice(
    with_text: WithText, api: StandIn, place: Path
) -> None:
    with_text("check", "lista.csv", "--out", "conferida.xlsx")
    main(["resume", "1", "--yes"])
    book = load_workbook(place / "conferida.xlsx")
    sheet: Any = book["Whole list"]
    sheet["B3"].value = "11 90000-0602"
    book.save(place / "conferida.xlsx")
    code, told = with_text("send", "conferida.xlsx", "--sheet", "Whole list", "--yes")
    assert code == 3
    assert "Another batch has this same message for this number.\n" in told
    assert sent(api)[2:] == ["Oi Bia, sua consulta é terça"]


def test_a_csv_has_the_rows_to_mend_in_a_file_beside_it(
    with_text: WithText, api: StandIn, place: Path
) -> None:
    _code, told = with_text("check", "lista.csv", "--out", "conferida.csv")
    beside = place / "conferida-to-mend.csv"
    assert str(beside) in told
    mended = beside.read_text("utf-8-sig").replace("0800 000 0611", "11 90000-0602")
    beside.write_text(mended, "utf-8")
    with_text("send", "conferida-to-mend.csv", "--yes")
    assert sent(api) == ["Oi Bia, sua consulta é terça"]


def test_a_csv_given_back_says_what_the_list_said(
    with_text: WithText, api: StandIn, place: Path
) -> None:
    (place / "lista.csv").write_text("nome;telefone;dia\n@ana;+55 11 9000-060;=amanhã\n", "utf-8")
    with_text("check", "lista.csv", "--out", "c.csv")
    beside = place / "c-to-mend.csv"
    guarded = beside.read_text("utf-8-sig")
    assert "'@ana" in guarded, "nothing runs when it is opened"
    beside.write_text(guarded.replace("9000-060", "90000-0602"), "utf-8")
    with_text("send", "c-to-mend.csv", "--yes")
    assert sent(api) == ["Oi @ana, sua consulta é =amanhã"]


def test_what_is_checked_once_more_has_our_columns_once(with_text: WithText, place: Path) -> None:
    with_text("check", "lista.csv", "--out", "um.xlsx")
    with_text("check", "um.xlsx", "--out", "dois.xlsx")
    assert rows(place / "dois.xlsx", "To mend")[0] == rows(place / "um.xlsx", "To mend")[0]
    with_text("check", "um.xlsx", "--sheet", "Whole list", "--out", "tres.xlsx")
    assert rows(place / "tres.xlsx", "Whole list")[0] == rows(place / "um.xlsx", "Whole list")[0]


# ── what stands in it ─────────────────────────────────────────────────────────────────────────


def test_the_list_comes_back_with_problems_and_repairs_behind(
    with_text: WithText, place: Path
) -> None:
    with_text("check", "lista.csv", "--out", "c.xlsx")
    header, ana, bia, no_name, twin, davi = rows(place / "c.xlsx", "Whole list")
    own = ("nome", "telefone", "dia")
    assert header == (*own, "status", "problem", "what to do", "repaired", "look at", "message")
    assert ana[:6] == ("Ana", "11 90000-0601", "segunda", "pending", None, None)
    assert (bia[3], bia[5]) == ("skipped", "Put the person's own number there.")
    assert bia[4].startswith("not a person's number: toll-free, a service or invented (telefone")
    assert no_name[0] is None
    assert no_name[5].startswith("Fill in the cell")
    assert twin[4].endswith("(row 2)")
    assert davi[6].startswith("(51) 8765-4321 → 5551987654321: ")
    assert davi[8] == "Oi Davi, sua consulta é =1+1"


def test_only_what_can_be_mended_stands_on_the_sheet_to_mend(
    with_text: WithText, place: Path
) -> None:
    with_text("check", "lista.csv", "--out", "c.xlsx")
    header, *to_mend = rows(place / "c.xlsx", "To mend")
    assert header == ("nome", "telefone", "dia", "row in the list", "problem", "what to do")
    assert [(row[0], row[3]) for row in to_mend] == [("Bia", 3), (None, 4)]


def test_the_very_cell_is_coloured(with_text: WithText, place: Path) -> None:
    with_text("check", "lista.csv", "--out", "c.xlsx")
    book = load_workbook(place / "c.xlsx")
    colours = {
        (sheet, cell.coordinate): cell.fill.fgColor.rgb[2:]
        for sheet in ("To mend", "Whole list")
        for row in book[sheet].iter_rows(min_row=2)
        for cell in row
        if cell.fill.fill_type
    }
    wrong, repaired = (MARK_COLOURS[mark][0] for mark in (CellMark.WRONG, CellMark.REPAIRED))
    assert {cell for cell, colour in colours.items() if colour == wrong} == {
        ("To mend", "B2"), ("To mend", "A3"), ("Whole list", "B3"), ("Whole list", "A4"),
    }  # fmt: skip
    assert ("Whole list", "B6") in {cell for cell, colour in colours.items() if colour == repaired}
    assert repaired not in {colours[cell] for cell in colours if cell[0] == "To mend"}


def test_nothing_in_it_runs_and_numbers_stay_text(with_text: WithText, place: Path) -> None:
    (place / "lista.csv").write_text(
        "nome;telefone;dia\n=HYPERLINK(1);11 90000-0601;0012\n=cmd|calc;;+1\n", "utf-8"
    )
    with_text("check", "lista.csv", "--out", "c.xlsx")
    book = load_workbook(place / "c.xlsx")
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert "f" not in {cell.data_type for cell in cells}
    assert book["Whole list"]["C2"].value == "0012"
    with_text("check", "lista.csv", "--out", "c.csv")
    with (place / "c.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [row[0] for row in csv.reader(file)] == ["nome", "'=HYPERLINK(1)", "'=cmd|calc"]


def test_a_clean_list_has_nothing_to_mend(with_text: WithText, place: Path) -> None:
    (place / "lista.csv").write_text("nome;telefone;dia\nAna;11 90000-0601;1\n", "utf-8")
    _code, told = with_text("check", "lista.csv", "--out", "c.xlsx")
    assert load_workbook(place / "c.xlsx").sheetnames == ["Whole list", "Summary"]
    assert "rows to mend" not in told
    with_text("check", "lista.csv", "--out", "c.csv")
    assert not (place / "c-to-mend.csv").exists()


def test_a_brazilian_reads_portuguese(
    with_text: WithText, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BATCH_SENDER_LANG", "pt-BR")
    with_text("check", "lista.csv", "--out", "c.xlsx")
    assert load_workbook(place / "c.xlsx").sheetnames == [
        "Para corrigir",
        "Lista inteira",
        "Resumo",
    ]
    header = rows(place / "c.xlsx", "Lista inteira")[0]
    assert header[3:] == ("situação", "problema", "o que fazer", "ajustes", "conferir", "mensagem")
    with_text("check", "lista.csv", "--out", "c.csv")
    assert (
        (place / "c-corrigir.csv").read_text("utf-8-sig").startswith("nome;telefone;dia;linha na")
    )


def test_the_summary_adds_up(with_text: WithText, place: Path) -> None:
    with_text("check", "lista.csv", "--out", "c.xlsx")
    summary = list(rows(place / "c.xlsx", "Summary"))
    figures = {row[0]: row[1] for row in summary}
    assert figures["rows read, all together"] == figures["pending"] + figures["skipped"] == 5
    titles = [row[0] for row in summary]
    kinds = summary[titles.index("To mend") + 1 : titles.index("The batch")]
    named = {row[0]: row[1] for row in kinds if row[0] and isinstance(row[1], int)}
    assert "The message needs a cell that is empty." in named, "each kind is called what it is"
    assert "skipped" not in named
    assert sum(named.values()) == figures["skipped"]


# ── where it goes ─────────────────────────────────────────────────────────────────────────────


def test_json_names_the_files(with_text: WithText, place: Path) -> None:
    code, told = with_text("check", "lista.csv", "--out", "c.csv", "--json")
    paths = [Path(path) for path in json.loads(told)["results"]]
    assert code == 3
    assert paths == [place / "c.csv", place / "c-to-mend.csv"]


@pytest.mark.parametrize(
    ("name", "error"),
    [
        pytest.param("c.pdf", CheckedEndingUnknown, id="another ending"),
        pytest.param("c.html", CheckedEndingUnknown, id="one that only results have"),
        pytest.param("nada/c.xlsx", ResultsFolderMissing, id="no such folder"),
        pytest.param("lista.csv", ResultsWouldReplaceList, id="the list itself"),
        pytest.param(".", ResultsPathNotAFile, id="a folder"),
    ],
)
def test_a_place_that_cannot_take_it_is_refused_before_the_list_is_judged(
    with_text: WithText, place: Path, name: str, error: type[ResultsError]
) -> None:
    with pytest.raises(error):
        check_place(place / name, list_path=place / "lista.csv")
    code, told = with_text("check", "lista.csv", "--out", name)
    assert code == 1
    assert "rows read" not in told
