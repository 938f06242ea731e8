"""`check` offers two ways on; `resume` and `retry` ask after a change, and stop where nobody can be asked."""

import json
import os
import shlex
from pathlib import Path

import pytest

from batch_sender import language
from batch_sender.cli import in_force, judging, main, next_steps
from batch_sender.cli.carried import COMMAND_LINE
from batch_sender.config.workspace import Workspace
from batch_sender.journal import Journal
from batch_sender.models import BatchState
from batch_sender.standin import StandIn
from tests.cli.terminals import Terminal
from tests.support import Run

TEXT = "Oi {nome}, it's R$ 5"
LIST = "minha lista.csv"
TYPED = ("check", LIST, "--template", "meu texto.txt", "--rate", "off", "--window", "always")


pytestmark = pytest.mark.usefixtures("place")


@pytest.fixture
def place(place: Path) -> Path:
    rows = "".join(f"Ana {n},11 90000-210{n}\n" for n in range(1, 4))
    (place / LIST).write_text("nome,telefone\n" + rows, "utf-8")
    (place / "meu texto.txt").write_text(TEXT, "utf-8")
    return place


def changed(place: Path) -> None:
    with (place / LIST).open("a", encoding="utf-8") as file:
        file.write("Bia,11 90000-2109\n")


def state_of(place: Path) -> BatchState:
    with Journal(place / "journal.sqlite3") as book:
        return book.batches.state(1)


def offered(page: str) -> list[list[str]]:
    """The commands that a page offers, read as a shell reads them."""
    return [shlex.split(line) for line in page.splitlines() if line.startswith("  batch-sender ")]


# ── what check says at its end ────────────────────────────────────────────────────────────────


def test_check_offers_what_was_judged_or_judging_again_as_it_was_typed(
    run: Run, api: StandIn
) -> None:
    code, out, _err = run(*TYPED)
    assert code == 0
    go_on, again = offered(out)
    assert go_on == ["batch-sender", "resume", "1"]
    assert again == ["batch-sender", *TYPED]
    assert run(*again[1:])[0] == 0
    assert run(*go_on[1:], "--yes")[0] == 0
    assert len(api.arrived()) == 3


def test_a_text_full_of_signs_comes_through_the_shell(run: Run) -> None:
    _code, out, _err = run("--lang", "pt-BR", "check", LIST, "--text", TEXT)
    assert offered(out)[1] == ["batch-sender", "--lang", "pt-BR", "check", LIST, "--text", TEXT]
    assert "confira de novo" in out


def test_both_are_of_the_journal_that_was_named(run: Run) -> None:
    """Batch 1 of another journal is another batch."""
    _code, out, _err = run("check", LIST, "--text", TEXT, "--journal", "outro diario.sqlite3")
    go_on, _again = offered(out)
    assert go_on == ["batch-sender", "resume", "1", "--journal", "outro diario.sqlite3"]


def test_no_command_shows_a_databases_password() -> None:
    where = "postgresql://ana:segredo@db.example/journal"
    with in_force.entered(lambda: Workspace.of(os.environ)), language.typed_as(COMMAND_LINE):
        in_force.use_journal(where)
        shown = next_steps.command("resume", "1")
    assert shlex.split(shown)[-1] == "postgresql://ana:***@db.example/journal"


def test_with_nothing_to_send_it_offers_neither_and_says_what_to_mend(
    place: Path, run: Run
) -> None:
    (place / LIST).write_text("nome,telefone\nAna,1\nBia,\nCid,\n", "utf-8")
    code, out, _err = run(*TYPED)
    assert code == 3
    assert offered(out) == []
    assert "batch-sender resume" not in out
    assert "Mend first (2 rows): no phone number." in out.splitlines()[-1]


def test_with_nothing_to_mend_it_says_just_that(run: Run) -> None:
    assert run("send", *TYPED[1:], "--yes")[0] == 0
    _code, out, _err = run(*TYPED)
    assert out.splitlines()[-1] == "Nothing was sent, and there is nothing to send."


# ── nobody is there ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("flags", [(), ("--canary", "1")], ids=["checked", "paused"])
def test_resume_stops_after_a_change_and_goes_on_when_told(
    place: Path, run: Run, api: StandIn, flags: tuple[str, ...]
) -> None:
    run(*(TYPED if not flags else ("send", *TYPED[1:], "--yes", *flags)))
    before, arrived = state_of(place), len(api.arrived())
    changed(place)
    (place / "meu texto.txt").unlink()
    code, _out, err = run("resume", "1", "--yes")
    assert code == 1
    assert "18 bytes more." in err
    assert "meu texto.txt is gone." in err
    assert "--as-judged" in err
    assert (state_of(place), len(api.arrived())) == (before, arrived)
    code, out, _err = run("resume", "1", "--yes", "--json")
    assert (code, json.loads(out)["error"]["code"]) == (1, "files_changed")
    code, _out, err = run("resume", "1", "--yes", "--as-judged")
    assert code == 0
    assert "What was judged is what leaves, not what stands there now." in err
    assert len(api.arrived()) == 3


def test_a_list_that_was_only_touched_stops_nobody(place: Path, run: Run) -> None:
    run(*TYPED)
    os.utime(place / LIST)
    assert run("resume", "1", "--yes")[0] == 0


def test_retry_puts_nothing_back_after_a_change(place: Path, run: Run, api: StandIn) -> None:
    run(*TYPED)
    assert run("cancel", "1")[0] == 0
    (place / LIST).unlink()
    code, _out, err = run("retry", "1", "--yes")
    assert code == 1
    assert "is gone." in err
    assert state_of(place) is BatchState.CANCELLED
    assert run("retry", "1", "--yes", "--as-judged")[0] == 0
    assert len(api.arrived()) == 3


def test_send_asks_nobody_of_what_it_judged_itself(
    place: Path, api: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    judge = judging.judge

    def judge_and_change(*arguments: object) -> int:
        batch = judge(*arguments)  # type: ignore[arg-type]
        changed(place)
        return batch

    monkeypatch.setattr(judging, "judge", judge_and_change)
    assert main(["send", *TYPED[1:], "--yes"]) == 0
    assert len(api.arrived()) == 3


# ── somebody is there ─────────────────────────────────────────────────────────────────────────

ASKED = "Send what was judged all the same? [y/N]"


def test_on_a_terminal_it_is_asked_whatever_yes_says(place: Path, run: Run, api: StandIn) -> None:
    run(*TYPED)
    changed(place)
    with Terminal("resume", "1", "--yes", folder=place) as terminal:
        assert "18 bytes more." in terminal.see(ASKED)
        assert not api.arrived()
        terminal.type("y")
        assert terminal.end() == 0
    assert len(api.arrived()) == 3


def test_a_no_leaves_the_batch_as_it_is_and_says_how_to_judge_again(
    place: Path, run: Run, api: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(*TYPED)
    (place / LIST).unlink()
    monkeypatch.setenv("BATCH_SENDER_LANG", "pt-BR")
    with Terminal("resume", "1", folder=place) as terminal:
        assert "não existe mais" in terminal.see("Enviar assim mesmo o que foi conferido?")
        terminal.type("n")
        assert terminal.end() == 4
        assert f"  batch-sender conferir '{place / LIST}' …" in terminal.seen
    assert state_of(place) is BatchState.CHECKED
    assert not api.arrived()


def test_a_list_that_is_mended_while_send_asks_is_not_taken_for_what_was_judged(
    place: Path, api: StandIn
) -> None:
    with Terminal("send", *TYPED[1:], folder=place) as terminal:
        terminal.see("[y/N]")
        changed(place)
        terminal.type("y")
        terminal.see(ASKED)
        terminal.type("n")
        assert terminal.end() == 4
        assert f"  batch-sender {shlex.join(['send', *TYPED[1:]])}" in terminal.seen
    assert not api.arrived()
