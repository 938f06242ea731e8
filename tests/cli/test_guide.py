"""`batch-sender` alone on a terminal: step by step to a command, in both languages, wrong answers asked again."""

import shlex
from pathlib import Path

import pytest

from batch_sender.standin import StandIn
from tests.cli.terminals import Terminal
from tests.support import Run

WORDS = {
    "en": {
        "where": "On the page, in your browser", "list": "1. The list", "text": "2. The text", "through": "3. The connection",
        "proof": "4. A test message", "gone": "There is no file nao.xlsx", "none": "is none of these",
        "not a number": "is not a number a test message", "columns": "Columns: nome, telefone",
        "command": "  batch-sender send clientes.csv --template oi.txt\n",
        "stopped": "Stopped. Nothing was sent.", "nothing": "Nothing was sent.",
        "unfit": "Copy it here, to be changed?", "run": "Run it now?",
    },
    "pt-BR": {
        "where": "Na página, no navegador", "list": "1. A lista", "text": "2. O texto", "through": "3. A conexão",
        "proof": "4. Uma mensagem de teste", "gone": "Não existe o arquivo nao.xlsx",
        "none": "não é nenhuma das opções", "not a number": "Não é possível enviar mensagem de teste",
        "columns": "Colunas: nome, telefone",
        "command": "  batch-sender enviar clientes.csv --template oi.txt\n",
        "stopped": "Interrompido. Nada foi enviado.", "nothing": "Nada foi enviado.",
        "unfit": "Copiar para esta pasta, para você adaptar?", "run": "Rodar agora?",
    },
}  # fmt: skip


@pytest.fixture
def desk(place: Path) -> Path:
    """A folder with a list, its text, and what is neither."""
    (place / "clientes.csv").write_text("nome;telefone\nAna;11987654321\n", "utf-8")
    (place / "clientes-resultados-3.xlsx").write_text("results of another day", "utf-8")
    (place / "~$clientes.xlsx").write_text("Excel's", "utf-8")
    (place / "oi.txt").write_text("Oi {nome}!", "utf-8")
    return place


@pytest.mark.parametrize("spoken", ["en", "pt-BR"])
def test_step_by_step_each_wrong_answer_is_asked_again_and_the_command_runs(
    desk: Path, api: StandIn, spoken: str
) -> None:
    said = WORDS[spoken]
    with Terminal("--lang", spoken, folder=desk) as terminal:
        for seen, typed in [
            (said["where"], "3"),
            (said["none"], ""),
            (said["list"], "nao.xlsx"),
            (said["gone"], "'clientes.csv'"),  # as a terminal writes what is dropped on it
            (said["columns"], None),
            (said["text"], "2"),  # a ready text that the list has no columns for
            (said["unfit"], "n"),
            ("empresa", ""),  # Enter: the file that lies here
            (said["through"], "9"),
            (said["none"], ""),
            (said["proof"], "123"),
            (said["not a number"], ""),
            (said["command"], None),
            (said["run"], "s"),
        ]:
            terminal.see(seen)
            if typed is not None:
                terminal.type(typed)
        terminal.see("? [")
        terminal.type("y")
        assert terminal.end() == 0
    assert "resultados-3" not in terminal.seen
    assert "~$" not in terminal.seen
    assert sum(api.arrived().values()) == 1


@pytest.mark.parametrize(
    ("spoken", "leaves"), [("pt-BR", "ctrl-c"), ("en", "ctrl-d"), ("pt-BR", "no")]
)
def test_who_leaves_has_sent_nothing(desk: Path, api: StandIn, spoken: str, leaves: str) -> None:
    said = WORDS[spoken]
    with Terminal("--lang", spoken, folder=desk) as terminal:
        for seen in ("where", "list", "text", "through", "proof"):
            terminal.see(said[seen])
            terminal.see(": ")
            if leaves != "no" and seen == "through":
                break
            terminal.type("")
        if leaves == "ctrl-c":
            terminal.interrupt()
        elif leaves == "ctrl-d":
            terminal.press("\x04")
        else:
            terminal.see(said["run"])
            terminal.type("n")
        terminal.see(said["nothing" if leaves == "no" else "stopped"])
        assert terminal.end() == 1
    assert "Traceback" not in terminal.seen
    assert not api.arrived()
    assert not (desk / "journal.sqlite3").exists()


def test_a_ready_text_that_fits_is_copied_here(desk: Path) -> None:
    (desk / "clientes.csv").write_text("nome;telefone;empresa;oferta;validade\nAna;1;Loja;a;b\n")
    (desk / "oi.txt").unlink()
    with Terminal("--lang", "en", folder=desk) as terminal:
        terminal.see("On the page, in your browser")
        terminal.type("1")
        terminal.see("1. The list")
        terminal.type("")
        terminal.see("2. The text")
        terminal.type("clientes.csv")  # not the list once more
        terminal.see("is a list of contacts, not a message")
        terminal.see(": ")
        terminal.type("6")
        terminal.see("Copied to this folder: promocao.txt")
        terminal.see("3. The connection")
        terminal.interrupt()
        assert terminal.end() == 1
    assert [path.name for path in desk.glob("*.txt")] == ["promocao.txt"]


def test_without_a_connection_the_list_is_checked_alone(
    desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("BATCH_SENDER_TOKEN")
    with Terminal("--lang", "en", folder=desk) as terminal:
        for seen in ("On the page, in your browser", "1. The list", "2. The text"):
            terminal.see(seen)
            terminal.type("")
        terminal.see("batch-sender check clientes.csv --template oi.txt\n")
        terminal.see("Run it now?")
        terminal.type("y")
        assert terminal.end() == 0
        # To judge it again is offered as the command that was made, not as the bare name.
        assert f"  {shlex.join(['batch-sender', 'check', 'clientes.csv'])}" in terminal.seen


def test_without_a_terminal_the_help_is_shown_and_the_command_is_refused(run: Run) -> None:
    code, _out, err = run()
    assert code == 2
    assert "Commands:" in err
    code, _out, err = run("guide")
    assert (code, "needs a terminal" in err) == (2, True)


def test_whoever_wants_the_page_gets_it(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BROWSER", "true")  # a program that opens nothing and is content
    with Terminal("--lang", "en", folder=desk) as terminal:
        terminal.see("2  On the page, in your browser")
        terminal.type("2")
        terminal.see("A browser opens. In another one: http://127.0.0.1:")
        terminal.see("Code to come in, once, within ten minutes: ")
        terminal.see("The page: http://127.0.0.1:")
        terminal.interrupt()
        terminal.see("The service has stopped.")
        assert terminal.end() == 0
