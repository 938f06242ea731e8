"""`optout` as a person uses it: any notation in, the list out, nothing changed by mistake."""

import json
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import event

from batch_sender.journal import MOST_ROWS_TOGETHER, Journal, OptOut
from batch_sender.operations import optout_import, people_files
from batch_sender.phones import person_key
from tests.support import Run, number

SAVED = datetime(2024, 3, 9, 12, tzinfo=UTC)

pytestmark = pytest.mark.usefixtures("place")


def listed(run: Run) -> list[dict[str, str]]:
    people: list[dict[str, str]] = json.loads(run("optout", "list", "--json")[1])["opt_outs"]
    return people


def numbers(run: Run) -> set[str]:
    return {each["number"] for each in listed(run)}


def saved(path: Path, content: str) -> Path:
    path.write_text(content, "utf-8")
    os.utime(path, (SAVED.timestamp(), SAVED.timestamp()))
    return path


# ── add, list, remove ─────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("11 91234-5678", "5511912345678"),
        ("+55 (11) 91234-5678", "5511912345678"),
        ("1112345678", None),
        ("551187654321", "5511987654321"),
        ("+351 912 345 678", "351912345678"),
        ("+52 1 55 1234 5678", "5215512345678"),
        ("91234-5678", None),  # whose DDD?
        ("Ana", None),
        ("", None),
    ],
)
def test_any_notation_is_read_and_what_is_none_is_named(
    run: Run, written: str, kept: str | None
) -> None:
    code, _out, err = run("optout", "add", "11 90000-0601", written)
    if kept is None:
        assert code == 2
        assert f"“{written}”" in err
        assert numbers(run) == set(), "nothing was changed"
    else:
        assert code == 0
        assert numbers(run) == {"5511900000601", kept}


def test_twins_are_added_once_and_removed_together(run: Run) -> None:
    code, out, _err = run("optout", "add", "31 98765-4321", "31 8765-4321")
    assert code == 0
    assert "1  added" in out
    assert "on it already" in run("optout", "add", "5531 8765 4321")[1]
    assert run("optout", "remove", "31 8765-4321", "--yes")[0] == 0
    assert numbers(run) == set()


def test_the_list_shows_number_source_date_and_who(run: Run, place: Path) -> None:
    run("optout", "add", "11 91234-5678")
    run("optout", "import", saved(place / "procon.csv", "telefone\n11 90000-0601\n"))
    code, out, err = run("optout", "list")
    assert code == 0
    by_hand, imported = sorted(out.splitlines(), reverse=True)
    assert by_hand.startswith("+55 11 91234-5678  by hand  ")
    day = SAVED.astimezone().date().isoformat()
    assert imported.startswith(f"+55 11 90000-0601  procon.csv  {day}  ")
    assert "2 people" in err


def test_removing_needs_a_yes(run: Run, typed: Callable[..., None]) -> None:
    run("optout", "add", "11 91234-5678")
    code, _out, err = run("optout", "remove", "11 91234-5678")
    assert code == 2
    assert "--yes" in err
    for answer, left in [("n", {"5511912345678"}), ("y", set())]:
        typed(answer)
        run("optout", "remove", "11 91234-5678")
        assert numbers(run) == left


def test_with_json_a_program_reads_what_became_of_it(run: Run, typed: Callable[..., None]) -> None:
    run("optout", "add", "11 91234-5678")
    code, out, _err = run("optout", "add", "11 91234-5678", "11 90000-0601", "--json")
    told = json.loads(out)
    assert (code, told["added"], told["already"], told["unreadable"]) == (0, 1, 1, 0)
    typed("n")
    code, out, _err = run("optout", "remove", "11 91234-5678", "--json")
    assert (code, json.loads(out)) == (1, {"removed": 0, "numbers": []})
    code, out, _err = run("optout", "remove", "11 91234-5678", "--yes", "--json")
    assert (code, json.loads(out)) == (0, {"removed": 1, "numbers": ["5511912345678"]})
    code, out, _err = run("optout", "remove", "11 91234-5678", "--yes", "--json")
    assert (code, set(json.loads(out)["error"])) == (1, {"code", "message", "next"})
    assert numbers(run) == {"5511900000601"}


def test_removing_who_is_not_on_the_list_changes_nothing(
    run: Run, typed: Callable[..., None]
) -> None:
    run("optout", "add", "11 91234-5678")
    typed("y")
    code, _out, err = run("optout", "remove", "11 90000-0601")
    assert (code, "May they be" in err) == (1, False), "nobody is asked about whom it does not hold"
    code, _out, err = run("optout", "remove", "11 91234-5678", "11 90000-0601", "--yes")
    assert code == 1
    assert "+5511900000601" in err
    assert numbers(run) == {"5511912345678"}


def test_an_empty_list_is_no_fault(run: Run) -> None:
    assert run("optout", "list")[:2] == (0, "")
    assert listed(run) == []


# ── import ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("content", "kept", "unreadable"),
    [
        pytest.param("11912345678\n11900000601\n", 2, [], id="bare numbers"),
        pytest.param("11912345678\n\n11900000601\nx\n", 2, [4], id="bare numbers, blank line"),
        pytest.param("bloqueados\n11912345678\n", 1, [], id="one column of any name"),
        pytest.param("91234-5678\n11912345678\n", 1, [1], id="the first number has no DDD"),
        pytest.param("11912345678;Ana\n11900000601;Bia\n", 2, [], id="bare numbers and names"),
        pytest.param(
            "Ana;11912345678\nBia;?\nCaio;11900000602\nDavi;11900000603\nEva;11900000604\n",
            4,
            [2],
            id="names and bare numbers",
        ),
        pytest.param("nome;ddd;telefone\nAna;11;91234-5678\n", 1, [], id="a DDD of its own"),
        pytest.param(
            "nome;celular;telefone 2\nAna;;11912345678\nBia;11900000601;\n",
            2,
            [],
            id="two columns of numbers",
        ),
        pytest.param(
            "cliente;para quem\nAna;11912345678\nBia;11900000601\n", 2, [], id="no name tells"
        ),
        pytest.param("nome;telefone\nAna;11912345678\nBia;\n", 1, [3], id="a contact list"),
        pytest.param("11912345678\n5511912345678\n(11) 91234-5678\n", 1, [], id="one person"),
    ],
)
def test_files_as_people_have_them(
    run: Run, place: Path, content: str, kept: int, unreadable: list[int]
) -> None:
    file = saved(place / "nao-perturbe.csv", content)
    code, out, _err = run("optout", "import", file, "--json")
    told = json.loads(out)
    assert told["added"] == kept == len(listed(run))
    assert told["unreadable_rows"] == unreadable
    assert told["unreadable"] == len(unreadable)
    assert code == (3 if unreadable else 0)


def test_a_workbook_of_bare_numbers(run: Run, place: Path) -> None:
    book = openpyxl.Workbook()
    for row in (5511912345678, "11 90000-0601"):
        book.worksheets[0].append([row])
    book.save(place / "lista.xlsx")
    assert run("optout", "import", place / "lista.xlsx")[0] == 0
    assert numbers(run) == {"5511912345678", "5511900000601"}


def test_a_hidden_row_is_heard_too(run: Run, place: Path) -> None:
    book = openpyxl.Workbook()
    for row in (["telefone"], ["11 90000-0601"], ["11 90000-0602"]):
        book.worksheets[0].append(row)
    book.worksheets[0].row_dimensions[3].hidden = True
    book.save(place / "procon.xlsx")
    run("optout", "import", "procon.xlsx")
    assert numbers(run) == {number(601), number(602)}


def test_rows_that_could_not_be_read_are_told_to_people(run: Run, place: Path) -> None:
    rows = "".join(f"Ana {n};{n}\n" for n in range(30))
    file = saved(place / "l.csv", f"nome;telefone\nBia;11912345678\n{rows}")
    code, out, _err = run("optout", "import", file)
    assert code == 3
    assert "1  added" in out
    assert "30  not a phone number, rows 3, 4, 5" in out
    assert "22, …\n" in out


def test_source_and_date_are_kept(run: Run, place: Path) -> None:
    dated = "telefone;Data de nascimento;Data\n11912345678;01/02/1990;05/06/2023\n11900000601;;\n"
    run("optout", "import", saved(place / "l.csv", dated), "--source", "Procon SP")
    kept = {each["number"]: (each["source"], each["source_date"]) for each in listed(run)}
    assert kept == {
        "5511912345678": ("Procon SP", "05/06/2023"),
        "5511900000601": ("Procon SP", SAVED.astimezone().date().isoformat()),
    }


def test_the_same_file_once_more_adds_nobody(run: Run, place: Path) -> None:
    file = saved(place / "l.csv", "11912345678\n11900000601\n")
    run("optout", "import", file)
    told = json.loads(run("optout", "import", file, "--json")[1])
    assert (told["added"], told["already"]) == (0, 2)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(None, "There is no file", id="no file"),
        pytest.param("", "holds no data", id="empty"),
        pytest.param("nome;cpf\nAna;1\n", "phone", id="no phone column"),
        pytest.param(
            "11912345678;11900000601\n" * 2, "Several columns", id="two columns of numbers"
        ),
    ],
)
def test_what_is_no_list_is_an_error_and_nothing_is_added(
    run: Run, place: Path, content: str | None, said: str
) -> None:
    file = place / "l.csv"
    if content is not None:
        saved(file, content)
    code, out, err = run("optout", "import", file)
    assert (code, out) == (1, "")
    assert said in err
    assert len(err.strip().splitlines()) == 2
    assert listed(run) == []


def test_a_single_number_is_enough(run: Run, place: Path) -> None:
    assert run("optout", "import", saved(place / "l.csv", "11912345678\n"))[0] == 0
    assert numbers(run) == {"5511912345678"}


def test_a_file_may_be_said_to_have_no_names(run: Run, place: Path) -> None:
    file = saved(place / "l.csv", "Ana;11912345678\nBia;11900000601\n")
    assert run("optout", "import", file, "--header-row", "nenhuma")[0] == 0
    assert numbers(run) == {"5511912345678", "5511900000601"}


def test_the_column_may_be_named(run: Run, place: Path) -> None:
    file = saved(place / "l.csv", "11912345678;11900000601\n" * 2)
    assert run("optout", "import", file, "--phone-column", "B")[0] == 0
    assert numbers(run) == {"5511900000601"}


def test_a_long_file_comes_in_small_transactions(place: Path) -> None:
    many = 2 * MOST_ROWS_TOGETHER + 7
    tails = (
        f"11{90000000 + tail}" if tail % 2 else f"119{90000000 + tail}" for tail in range(many)
    )
    file = saved(place / "l.csv", "telefone\n" + "\n".join(tails) + "\n")
    largest = 0
    with Journal(place / "journal.sqlite3") as journal:

        def count(
            _c: object, _k: object, statement: str, parameters: object, *_rest: object
        ) -> None:
            nonlocal largest
            if statement.startswith("INSERT INTO opt_outs") and isinstance(parameters, list):
                largest = max(largest, len(parameters))

        event.listen(journal._handle.engine, "before_cursor_execute", count)
        found = people_files.read(people_files.Reading(path=file))
        done = optout_import.write(journal, found, who="ana")
        kept = sum(1 for _each in journal.people.opt_outs())
    assert done.added == kept == many
    assert 0 < largest <= MOST_ROWS_TOGETHER


def test_on_a_terminal_it_shows_whom_it_would_block_and_asks(
    run: Run, place: Path, typed: Callable[..., None]
) -> None:
    people = "Nome;Celular;Data\nAna;11912345678;01/02/2026\nBia;11900000601;\nCaio;?;\n"
    file = saved(place / "procon.csv", people)
    run("optout", "add", "11 90000-0601")
    typed("n")
    code, out, err = run("optout", "import", file)
    assert (code, out) == (1, "")
    for told in (
        "Numbers from: “Celular”.",
        "Dates from: “Data”.",
        "1  would be added",
        "1  on it already",
        "1  not a phone number, row 4",
        "+55 11 91234-5678 · Ana",
        "Send nothing to these 2 people any more?",
    ):
        assert told in err
    assert numbers(run) == {"5511900000601"}
    typed("y")
    code, out, _err = run("optout", "import", file)
    assert code == 3
    assert "batch-sender optout undo-import 1" in out
    assert numbers(run) == {"5511900000601", "5511912345678"}


# ── an import taken back ──────────────────────────────────────────────────────────────────────


def test_an_import_is_taken_back_as_one(run: Run, place: Path) -> None:
    run("optout", "add", number(1))
    run("optout", "import", saved(place / "a.csv", "".join(f"{number(n)}\n" for n in range(1, 6))))
    run("optout", "import", saved(place / "b.csv", f"{number(3)}\n{number(6)}\n"))
    run("optout", "add", number(4))
    run("optout", "remove", number(5), "--yes")
    run("optout", "add", number(5))
    code, out, _err = run("optout", "undo-import", 1, "--yes", "--json")
    assert (code, json.loads(out)) == (0, {"import": 1, "undone": True, "removed": 1})
    left = {each["number"]: each["source"] for each in listed(run)}
    assert left == {
        number(1): "person",  # it was there before
        number(3): "a.csv",  # another file names it
        number(4): "person",  # added by hand since
        number(5): "person",  # likewise, after it was removed
        number(6): "b.csv",
    }
    assert run("optout", "undo-import", 1, "--yes")[0] == 1, "once is enough"
    assert json.loads(run("optout", "undo-import", 2, "--yes", "--json")[1])["removed"] == 2
    assert numbers(run) == {number(1), number(4), number(5)}


def test_who_was_on_the_list_before_journals_knew_of_imports_stays(run: Run, place: Path) -> None:
    file = saved(place / "a.csv", f"{number(1)}\n{number(2)}\n")
    with Journal(place / "journal.sqlite3") as journal:
        told = OptOut(person=person_key(number(1)), number=number(1), source="a.csv")
        journal.people.add_opt_outs([told], who="ana")
    run("optout", "import", file)
    run("optout", "undo-import", 1, "--yes")
    assert numbers(run) == {number(1)}


def test_taking_an_import_back_needs_a_yes_and_is_listed(
    run: Run, place: Path, typed: Callable[..., None]
) -> None:
    run("optout", "import", saved(place / "a.csv", f"{number(1)}\n{number(2)}\n"))
    assert run("optout", "undo-import", 1)[0] == 2
    out = run("optout", "undo-import")[1]
    assert out.split()[0] == "1"
    assert "a.csv" in out
    assert "2 people" in out
    typed("n")
    code, _out, err = run("optout", "undo-import", 1)
    assert code == 1
    assert "Take back import 1, a.csv, with 2 people?" in err
    assert len(numbers(run)) == 2
    typed("y")
    assert "2 people may be written to again" in run("optout", "undo-import", 1)[1]
    assert numbers(run) == set()
    assert "no import" in run("optout", "undo-import")[2]
    assert run("optout", "undo-import", 7, "--yes")[0] == 1


def test_imports_and_removals_are_events_with_counts(run: Run, place: Path) -> None:
    run("optout", "import", saved(place / "l.csv", f"{number(1)}\n{number(2)}\nx\n"))
    run("optout", "remove", number(1), "--yes")
    with (
        Journal(place / "journal.sqlite3") as journal,
        journal._handle.engine.connect() as connection,
    ):
        noted = connection.exec_driver_sql(
            "SELECT kind, detail FROM events WHERE batch_id IS NULL ORDER BY id"
        ).all()
    told = {"source": "l.csv", "added": 2, "already": 0, "unreadable": 1, "import": 1}
    assert [(kind, json.loads(detail)) for kind, detail in noted] == [
        ("opt_outs_imported", told),
        ("opt_outs_removed", {"removed": 1}),
    ]
    assert person_key(number(1)) not in str(noted)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("+54 9 11 2345-6789", "+54 11 2345-6789"),
        ("+54 11 2345-6789", "+54 9 11 2345-6789"),
        ("+52 1 55 1234 5678", "+52 55 1234 5678"),
        ("+52 55 1234 5678", "+52 1 55 1234 5678"),
    ],
)
def test_abroad_too_a_number_and_its_twin_are_one_person(
    run: Run, place: Path, one: str, other: str
) -> None:
    (place / "l.csv").write_text(f"telefone\n{one}\n{other}\n", "utf-8")
    asked = ("check", place / "l.csv", "--text", "Oi", "--json")
    assert json.loads(run(*asked)[1])["problems"] == {"duplicate": 1}
    assert run("optout", "add", one)[0] == 0
    assert json.loads(run(*asked)[1])["problems"] == {"opted_out": 2}
    assert run("optout", "remove", other, "--yes")[0] == 0
    assert listed(run) == []
