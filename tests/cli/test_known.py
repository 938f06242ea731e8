"""`known` as a person uses it: numbers and files in, who is new no more, and what `forget` says of it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from batch_sender.language import LANGUAGES, use
from batch_sender.models import MessageState, column_key
from batch_sender.operations.known_people import _ACCEPTED, _ATTEMPTS, _NUMBER, _STATUS
from batch_sender.sentences import column_title, state_name
from tests.support import Run

pytestmark = pytest.mark.usefixtures("place")


def known(run: Run) -> set[str]:
    told = json.loads(run("known", "list", "--json")[1])
    return {each["number"] for each in told["known"]}


def told(run: Run, *arguments: object) -> tuple[int, dict[str, Any]]:
    code, out, _err = run("known", *arguments, "--json")
    return code, json.loads(out)


def new_people(run: Run, contacts: Path) -> int:
    return int(json.loads(run("check", contacts, "--text", "Oi {nome}", "--json")[1])["new_people"])


@pytest.fixture
def contacts(place: Path) -> Path:
    path = place / "clientes.csv"
    path.write_text("nome,telefone\nAna,11 90000-0601\nBia,11 90000-0602\n", "utf-8")
    return path


# ── numbers ───────────────────────────────────────────────────────────────────────────────────


def test_who_is_added_is_new_no_more_until_removed(run: Run, contacts: Path) -> None:
    assert new_people(run, contacts) == 2
    assert told(run, "add", "11 90000-0601", "+351 912 345 678") == (
        0,
        {"source": "person", "added": 2, "already": 0, "left_out": 0, "unreadable": 0,
         "unreadable_rows": []},
    )  # fmt: skip
    assert known(run) == {"5511900000601", "351912345678"}
    assert new_people(run, contacts) == 1
    assert told(run, "remove", "(11) 90000-0601") == (
        0,
        {"removed": 1, "numbers": ["5511900000601"]},
    )
    assert new_people(run, contacts) == 2


def test_twins_are_one_person(run: Run) -> None:
    assert told(run, "add", "31 98765-4321", "31 8765-4321")[1]["added"] == 1
    assert told(run, "add", "31 8765-4321")[1]["already"] == 1
    assert run("known", "remove", "31 8765-4321")[0] == 0
    assert known(run) == set()


@pytest.mark.parametrize("command", ["add", "remove"])
def test_what_is_no_number_changes_nothing(run: Run, command: str) -> None:
    code, _out, err = run("known", command, "11 90000-0601", "Ana")
    assert code == 2
    assert "“Ana” cannot be read as a phone number" in err
    assert known(run) == set()


def test_who_is_not_on_the_list_cannot_be_removed(run: Run) -> None:
    code, _out, err = run("known", "remove", "11 90000-0601")
    assert code == 1
    assert "Not on the list of known people: +5511900000601" in err
    assert "batch-sender known list" in err


def test_the_list_shows_number_source_and_who(run: Run) -> None:
    assert "Nobody is on the list" in run("known", "list")[2]
    run("known", "add", "11 91234-5678")
    _code, out, err = run("known", "list")
    assert out.startswith("+55 11 91234-5678  by hand  ")
    assert "1 person on the list" in err


def test_in_portuguese_it_is_called_as_people_say(run: Run) -> None:
    code, out, _err = run("--lang", "pt-BR", "conhecidos", "adicionar", "11 91234-5678")
    assert (code, "incluídas nas pessoas conhecidas" in out) == (0, True)


# ── files ─────────────────────────────────────────────────────────────────────────────────────


def test_an_opt_in_list_becomes_known_people(run: Run, place: Path, contacts: Path) -> None:
    opt_in = place / "optin.csv"
    opt_in.write_text("Nome;Celular\nAna;11 90000-0601\nSem;\nAna;(11) 90000-0601\n", "cp1252")
    code, done = told(run, "import", opt_in, "--source", "feira de junho")
    assert code == 3, "a row was not read"
    assert (done["source"], done["added"], done["already"]) == ("feira de junho", 1, 1)
    assert done["unreadable_rows"] == [3]
    assert new_people(run, contacts) == 1
    assert "feira de junho" in run("known", "list")[1]


def test_whoever_wants_no_messages_is_not_taken_for_known(run: Run, place: Path) -> None:
    opt_in = place / "optin.csv"
    opt_in.write_text(
        "nome,telefone,aceita whatsapp\nAna,11 90000-0601,sim\nBia,11 90000-0602,não\n", "utf-8"
    )
    _code, done = told(run, "import", opt_in)
    assert (done["added"], done["left_out"]) == (1, 1)


def test_at_a_terminal_it_is_shown_first_and_asked(
    run: Run, place: Path, typed: Callable[..., None]
) -> None:
    opt_in = place / "optin.csv"
    opt_in.write_text("nome,telefone\nAna,11 90000-0601\nBia,11 90000-0602\n", "utf-8")
    typed("n")
    code, _out, err = run("known", "import", opt_in)
    assert (code, known(run)) == (1, set())
    assert "+55 11 90000-0601 · Ana" in err
    assert "Count these 2 people as known" in err
    typed("y")
    assert run("known", "import", opt_in)[0] == 0
    assert len(known(run)) == 2


def test_a_bare_list_of_numbers_will_do(run: Run, place: Path) -> None:
    bare = place / "numeros.txt"
    bare.write_text("11 90000-0601\n11 90000-0602\n", "utf-8")
    assert told(run, "import", bare)[1]["added"] == 2


def test_rows_that_are_hidden_do_not_count(run: Run, place: Path) -> None:
    book = openpyxl.Workbook()
    for row in (("telefone",), ("11 90000-0601",), ("11 90000-0602",)):
        book.worksheets[0].append(row)
    book.worksheets[0].row_dimensions[3].hidden = True
    book.save(place / "clientes.xlsx")
    told(run, "import", place / "clientes.xlsx")
    assert known(run) == {"5511900000601"}, "more known people is what would let more through"


@pytest.mark.parametrize("language", LANGUAGES)
def test_of_results_the_accepted_rows_count(
    run: Run, place: Path, contacts: Path, language: str
) -> None:
    with contacts.open("a", encoding="utf-8") as more:
        more.write("Caio,11 90000-0400\n")  # which the stand-in refuses
    results = place / "resultados.xlsx"
    code, _out, err = run(
        "--lang", language, "send", contacts, "--text", "Oi {nome}", "--yes", "--rate", "off",
        "--out", results,
    )  # fmt: skip
    assert code == 3, err
    other = ("--journal", place / "another.sqlite3")
    code, done = told(run, "import", results, *other)
    assert (code, done["added"], done["left_out"]) == (0, 2, 1), done
    listed = json.loads(run("known", "list", *other, "--json")[1])["known"]
    assert {each["number"] for each in listed} == {"5511900000601", "5511900000602"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_results_are_known_by_the_words_they_are_written_with(language: str) -> None:
    use(language)
    assert column_key(column_title("status")) in _STATUS
    assert column_key(column_title("attempts")) in _ATTEMPTS
    assert column_key(column_title("number")) in _NUMBER
    assert column_key(state_name(MessageState.ACCEPTED)) in _ACCEPTED
    use("en")


def test_a_file_that_is_not_there_is_told(run: Run, place: Path) -> None:
    code, _out, err = run("known", "import", place / "nada.csv")
    assert code == 1
    assert "nada.csv" in err
    assert "Traceback" not in err


# ── what else knows of them ───────────────────────────────────────────────────────────────────


def test_forgetting_somebody_takes_them_off_and_says_so(run: Run) -> None:
    run("known", "add", "11 90000-0601")
    code, out, err = run("forget", "11 90000-0601", "--yes")
    assert code == 0, err
    assert "Taken off the list of known people" in out
    assert known(run) == set()
    assert "known people" not in run("forget", "11 90000-0601", "--yes")[1]


def test_a_purged_batchs_people_are_counted_without_numbers(run: Run, contacts: Path) -> None:
    run("send", contacts, "--text", "Oi {nome}", "--yes", "--rate", "off")
    assert run("purge", "1", "--yes")[0] == 0
    assert new_people(run, contacts) == 0
    listed = json.loads(run("known", "list", "--json")[1])
    assert listed == {"known": [], "without_number": 2}
    assert "2 more people are known from batches" in run("known", "list")[2]
