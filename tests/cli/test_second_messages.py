"""A mother with two children at the clinic: two rows, one number, two messages."""

from pathlib import Path

import pytest

from batch_sender.cli import main
from batch_sender.journal import Journal
from batch_sender.journal.errors import StateConflict
from batch_sender.standin import StandIn
from tests.terminals import Terminal

LIST = (
    "nome,telefone\nAna,11 90000-0601\nBia,11 90000-0601\nBia,11 90000-0601\nCaio,11 90000-0601\n"
)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("BATCH_SENDER_JOURNAL", str(tmp_path / "journal.sqlite3"))
    monkeypatch.setenv("BATCH_SENDER_LANG", "en")
    (tmp_path / "lista.csv").write_text(LIST, "utf-8")
    (tmp_path / "texto.txt").write_text("Oi {nome}", "utf-8")
    return tmp_path


def sent_to(api: StandIn) -> list[str]:
    return [each.body or "" for each in api.received if each.number]


def send(desk: Path, *flags: str) -> Terminal:
    words = ("send", "lista.csv", "--template", "texto.txt", "--rate", "off", *flags)
    return Terminal(*words, folder=desk)


@pytest.mark.parametrize(
    ("answer", "left"), [("y", ["Oi Ana", "Oi Bia", "Oi Caio"]), ("n", ["Oi Ana"])]
)
def test_second_messages_are_asked_about_on_a_terminal(
    desk: Path, monkeypatch: pytest.MonkeyPatch, answer: str, left: list[str]
) -> None:
    with StandIn() as api:
        monkeypatch.setenv("BATCH_SENDER_URL", api.url)
        monkeypatch.setenv("BATCH_SENDER_TOKEN", api.token)
        with send(desk) as terminal:
            terminal.see("Rows 3, 5 have the number of another row")
            terminal.type(answer)
            terminal.see("Send ")
            terminal.type("y")
            terminal.see("Results:")
        assert sorted(sent_to(api)) == left


def test_who_has_said_it_is_not_asked(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with StandIn() as api:
        monkeypatch.setenv("BATCH_SENDER_URL", api.url)
        monkeypatch.setenv("BATCH_SENDER_TOKEN", api.token)
        with send(desk, "--duplicates", "skip") as terminal:
            assert "another row and" not in terminal.see("[y/N]")
            terminal.type("n")


def test_admitted_rows_keep_to_the_batch_that_is_checked(
    desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(desk)
    assert main(["check", "lista.csv", "--template", "texto.txt"]) == 3
    with Journal(desk / "journal.sqlite3") as book:
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


def test_none_is_let_in_once_a_batch_has_ended(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(desk)
    main(["check", "lista.csv", "--template", "texto.txt"])
    with Journal(desk / "journal.sqlite3") as book:
        book.batches.cancel(1, who="ana")
        assert book.decisions.second_messages(1) == 2  # they were never the batch's to cancel
        with pytest.raises(StateConflict):
            book.decisions.admit_second_messages(1, most=None, who="ana")
