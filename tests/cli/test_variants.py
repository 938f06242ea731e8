"""Several texts at once, as a person sees them: filled, counted by text, each on its own row."""

import csv
import json
from collections import Counter
from pathlib import Path

import openpyxl
import pytest

from batch_sender.compose.errors import TemplateFileUnreadable, TextsAlike
from batch_sender.models.errors import BatchSenderError
from batch_sender.operations.errors import TextOrTemplate
from tests.support import Run

TEN = [f"1190000{tail:04d}" for tail in range(10)]
TWO_TEXTS = ("--template", "a.txt", "--template", "b.txt")


@pytest.fixture
def place(place: Path) -> Path:
    people = "".join(f"Ana,{number}\n" for number in TEN)
    (place / "lista.csv").write_text(f"nome,telefone\n{people}Bia,123\n", "utf-8")
    for name, text in (("a.txt", "Oi, {nome}!"), ("b.txt", "Olá, {nome}.")):
        (place / name).write_text(text, "utf-8")
    return place


@pytest.mark.usefixtures("place")
def test_check_shows_each_text_filled_and_how_many_get_it(run: Run) -> None:
    code, out, _err = run("check", "lista.csv", *TWO_TEXTS)
    told = out[out.index("Several texts") :]
    assert code == 3
    assert "── A · a.txt · " in told
    assert "── B · b.txt · " in told
    assert "    Oi, Ana!\n" in told
    assert "    Olá, Ana.\n" in told


def test_results_and_json_count_by_variant(run: Run, place: Path) -> None:
    code, out, _err = run("send", "lista.csv", *TWO_TEXTS, "--yes", "--rate", "off", "--json")
    counted = json.loads(out)["variants"]
    book = openpyxl.load_workbook(place / "lista-results-1.xlsx")
    header, *rows = book["Results"].iter_rows(values_only=True)
    summary = [row for row in book["Summary"].iter_rows(values_only=True) if row[0] in {"A", "B"}]
    book.close()
    variants = Counter(row[-2] for row in rows)
    assert code == 3
    assert header[-3:] == ("answer", "variant", "repairs and notes")
    assert variants.pop(None) == 1, "the row without a usable number has no text"
    assert {name: counts["accepted"] for name, counts in counted.items()} == variants
    assert [(row[0], row[1], row[3]) for row in summary] == [
        ("A", variants["A"], "Oi, {nome}!"),
        ("B", variants["B"], "Olá, {nome}."),
    ]
    assert summary[0][2] == f"accepted: {variants['A']} (100%)"


def test_the_column_has_a_portuguese_name_and_is_there_in_a_csv(run: Run, place: Path) -> None:
    send = ("send", "lista.csv", *TWO_TEXTS, "--yes", "--rate", "off", "--out", "r.xlsx")
    run("--lang", "pt-BR", *send)
    book = openpyxl.load_workbook(place / "r.xlsx")
    assert [cell.value for cell in book["Resultados"][1]][-2] == "variante"
    book.close()
    run("report", "1", "--out", "r.csv")
    with (place / "r.csv").open(encoding="utf-8-sig", newline="") as file:
        assert {row["variant"] for row in csv.DictReader(file)} == {"A", "B", ""}


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ((), TextOrTemplate),
        (("--template", "a.txt", "--text", "Oi"), TextOrTemplate),
        (("--template", "a.txt", "--template", "c.txt"), TemplateFileUnreadable),
        (("--template", "a.txt", "--template", "a.txt"), TextsAlike),
    ],
)
def test_texts_that_cannot_be_meant_so(
    run: Run,
    place: Path,
    arguments: tuple[str, ...],
    error: type[BatchSenderError],
) -> None:
    code, out, _err = run("check", place / "lista.csv", *arguments, "--json")
    assert (code, json.loads(out)["error"]["code"]) == (error.exit_code, error.code)
