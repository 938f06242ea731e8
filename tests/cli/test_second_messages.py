"""A mother with two children at the clinic: two rows, one number, two messages."""

from pathlib import Path

import pytest

from batch_sender.cli import main
from batch_sender.journal import Journal
from batch_sender.journal.errors import StateConflict
from batch_sender.standin import StandIn
from tests.cli.terminals import Terminal

LIST = (
    "nome,telefone\nAna,11 90000-0601\nBia,11 90000-0601\nBia,11 90000-0601\nCaio,11 90000-0601\n"
)


@pytest.fixture
def place(place: Path) -> Path:
    (place / "lista.csv").write_text(LIST, "utf-8")
    (place / "texto.txt").write_text("Oi {nome}", "utf-8")
    return place


def sent_to(api: StandIn) -> list[str]:
    return [each.body or "" for each in api.received if each.number]


def send(place: Path, *flags: str) -> Terminal:
    words = ("send", "lista.csv", "--template", "texto.txt", "--rate", "off", *flags)
    return Terminal(*words, folder=place)


@pytest.mark.parametrize(
    ("answer", "left"), [("y", ["Oi Ana", "Oi Bia", "Oi Caio"]), ("n", ["Oi Ana"])]
)
def test_second_messages_are_asked_about_on_a_terminal(
    api: StandIn, place: Path, answer: str, left: list[str]
) -> None:
    with send(place) as terminal:
        terminal.see("Rows 3, 5 have the number of another row")
        terminal.type(answer)
        terminal.see("Send ")
        terminal.type("y")
        terminal.see("Results:")
    assert sorted(sent_to(api)) == left


def test_who_has_said_it_is_not_asked(place: Path) -> None:
    with send(place, "--duplicates", "skip") as terminal:
        assert "another row and" not in terminal.see("[y/N]")
        terminal.type("n")


def test_admitted_rows_keep_to_the_batch_that_is_checked(place: Path) -> None:
    assert main(["check", "lista.csv", "--template", "texto.txt"]) == 3
    with Journal(place / "journal.sqlite3") as book:
        assert book.decisions.second_messages(1) == 2
        assert book.decisions.admit_second_messages(1, most=1, who="ana") == 1
        assert [row.state for row in book.messages.rows(1)] == [
            "pending",
            "pending",
            "skipped",
            "skipped",
        ]
        assert book.decisions.admit_second_messages(1, most=None, who="ana") == 1
        assert book.batches.counts(1).pending == 3
        assert [event.kind for event in book.batches.events(1)].count(
            "second_messages_admitted"
        ) == 2


def test_none_is_let_in_once_a_batch_has_ended(place: Path) -> None:
    main(["check", "lista.csv", "--template", "texto.txt"])
    with Journal(place / "journal.sqlite3") as book:
        book.batches.cancel(1, who="ana")
        assert book.decisions.second_messages(1) == 2  # they were never the batch's to cancel
        with pytest.raises(StateConflict):
            book.decisions.admit_second_messages(1, most=None, who="ana")
