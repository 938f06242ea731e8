"""`report --not-reached`: who is left for another way of writing to them."""

import csv
import json
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.support import Run

LIST = """nome,telefone,e-mail
Ana,11 90000-0601,ana@exemplo.com
Bia,11 90000-0400,bia@exemplo.com
Caio,11 90000-0505,caio@exemplo.com
Davi,12,davi@exemplo.com
Eva,11 90000-1400,eva@exemplo.com
"""
"""Bia and Eva are refused; Caio is in doubt, and Davi has no number."""


@pytest.fixture
def batch(place: Path, run: Run) -> int:
    contact_list = place / "clientes.csv"
    contact_list.write_text(LIST, "utf-8")
    code, _out, err = run("send", contact_list, "--text", "Oi {nome}", "--yes", "--rate", "off")
    assert code == 3, err
    return 1


def names_in(path: Path) -> list[str]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [row["nome"] for row in csv.DictReader(file)]


def test_the_rejected_alone_are_written(place: Path, run: Run, batch: int) -> None:
    code, out, err = run("report", batch, "--not-reached", "--out", "faltam.csv")
    assert (code, err) == (0, "")
    assert f"Results: {place / 'faltam.csv'}" in out
    assert names_in(place / "faltam.csv") == ["Bia", "Eva"]


def test_who_opted_out_since_is_not_written_to_elsewhere_either(
    place: Path, run: Run, batch: int
) -> None:
    assert run("optout", "add", "11 90000-0400")[0] == 0
    run("report", batch, "--not-reached", "--out", "faltam.csv")
    assert names_in(place / "faltam.csv") == ["Eva"]


def test_without_a_name_it_lies_beside_the_list(place: Path, run: Run, batch: int) -> None:
    results = (place / "clientes-results-1.xlsx").read_bytes()
    code, out, _err = run("report", batch, "--not-reached", "--json")
    assert code == 0
    path = place / "clientes-not-reached-1.xlsx"
    assert json.loads(out)["results"] == [str(path)]
    assert load_workbook(path).active["A2"].value == "bia@exemplo.com"  # type: ignore[index]
    assert (place / "clientes-results-1.xlsx").read_bytes() == results
    run("resolve", batch, "--as-sent", "--row", "4")
    assert load_workbook(path).sheetnames == ["Not reached"], "the results go where they were"


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("1", "--not-reached", "--out", "a.html"), 1, "must end in .xlsx or .csv"),
        (("1", "--not-reached", "--out", "nowhere/a.csv"), 1, "the folder nowhere does not exist"),
        (("--since", "2026-11-01", "--not-reached"), 2, "about one batch"),
        (("9", "--not-reached"), 1, "no batch 9"),
    ],
)
@pytest.mark.usefixtures("batch")
def test_what_cannot_be_is_said(run: Run, arguments: tuple[str, ...], code: int, told: str) -> None:
    found = run("report", *arguments)
    assert (found[0], found[1]) == (code, "")
    assert told in found[2]


def test_of_people_who_were_removed_nobody_is_known(place: Path, run: Run, batch: int) -> None:
    run("resolve", batch, "--as-sent", "--row", "4")
    assert run("purge", batch, "--yes")[0] == 0
    code, _out, err = run("report", batch, "--not-reached", "--out", "faltam.csv")
    assert code == 1, err
    assert not (place / "faltam.csv").exists()
