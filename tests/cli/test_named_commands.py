"""Commands that sentences name can be pasted as they stand: they find what the command that ran has found."""

import os
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from babel.messages.mofile import read_mo

from batch_sender import language
from batch_sender.cli import in_force, next_steps, shell
from batch_sender.cli.carried import COMMAND_LINE
from batch_sender.cli.commands import main
from batch_sender.config.workspace import Workspace
from batch_sender.language import _, english_command
from tests import catalogue
from tests.support import Run

JOURNAL = "meu {registro}.sqlite3"
with (catalogue.PO.with_suffix(".mo")).open("rb") as compiled:
    NAMED = [
        each.id
        for each in read_mo(compiled)
        if isinstance(each.id, str) and "batch-sender " in each.id
    ]


@pytest.fixture
def in_another_journal(place: Path) -> Iterator[None]:
    assert place.is_dir()
    with in_force.entered(lambda: Workspace.of(os.environ)), language.typed_as(COMMAND_LINE):
        in_force.use_journal(JOURNAL)
        yield


def commands(told: str) -> Iterator[tuple[click.Command, str | None, str]]:
    """Yield each command that a sentence names, what stands between it and the journal, and the rest."""
    for part in re.split(r"\bbatch-sender ", told)[1:]:
        found: click.Command | None = main
        rest = part
        while isinstance(found, click.Group) and (word := re.match(r"[a-z-]+", rest)):
            following = found.commands.get(english_command(word[0]))
            if following is None:
                break
            found, rest = following, rest[word.end() :].removeprefix(" ")
        if found is not None and found is not main:
            arguments, is_carried, after = rest.partition(f"--journal '{JOURNAL}'")
            yield found, arguments if is_carried else None, after


@pytest.mark.usefixtures("in_another_journal")
@pytest.mark.parametrize("spoken", language.LANGUAGES)
def test_every_sentence_names_the_journal_where_its_command_takes_one(spoken: str) -> None:
    language.use(spoken)
    named = 0
    for sentence in NAMED:
        places = dict.fromkeys(re.findall(r"\{(\w+)\}", sentence), "7")
        told = _(sentence).format(**places)
        for command, arguments, after in commands(told):
            takes = any(each.name == "journal" for each in command.params)
            if not takes:
                continue
            named += 1
            assert arguments is not None, told
            flags = {name for each in command.params for name in each.opts}
            words = shlex.split(arguments)
            assert {each for each in words if each.startswith("--")} <= flags, told
            assert not any(re.fullmatch(r"[a-zà-ý]+", each) for each in words), told
            assert re.match(r"$|[.,;:)\n]| [a-zà-ý(]", after), told
    assert named > 50


@pytest.mark.usefixtures("place")
@pytest.mark.parametrize("spoken", language.LANGUAGES)
def test_a_refusal_names_commands_of_the_journal_that_was_typed(run: Run, spoken: str) -> None:
    language.use(spoken)
    resume = language.command("resume", 1)
    Path("clientes.csv").write_text("nome,telefone\nAna,11 90000-0601\n", "utf-8")
    here = ("--lang", spoken, "--journal", JOURNAL)
    assert run("check", "clientes.csv", "--text", "Oi", *here)[0] == 0
    assert f"{resume} --journal '{JOURNAL}'" in run("pause", 1, *here)[2]
    seven = run("status", 7, *here)[2]
    assert seven.endswith(f"{language.command('status')} --journal '{JOURNAL}'\n")


def test_what_the_environment_says_need_not_be_typed(
    run: Run, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BATCH_SENDER_JOURNAL", str(place / "other.sqlite3"))
    assert run("status", 7)[2].endswith("with: batch-sender status\n")


def test_a_client_is_named_where_the_command_is_of_one(
    run: Run, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BATCH_SENDER_PROFILES", str(place / "profiles"))
    assert (
        "batch-sender --profile 'Padaria São João' connection add"
        in (run("profile", "add", "Padaria São João")[1])
    )
    assert (
        "batch-sender status --profile 'Padaria São João'"
        in (run("status", 7, "--profile", "Padaria São João")[2])
    )
    missing = run("status", "--profile", "Padaria Joana")[2]
    assert missing.endswith("make it with: batch-sender profile add 'Padaria Joana'\n")


@pytest.mark.usefixtures("in_another_journal")
def test_where_a_command_is_not_of_a_journal_none_is_named() -> None:
    assert next_steps.command("templates", "show", "1") == "batch-sender templates show 1"


@pytest.mark.parametrize(
    ("word", "written"),
    [
        ("envios.sqlite3", "envios.sqlite3"),
        (r"C:\Dados\envios.sqlite3", r"C:\Dados\envios.sqlite3"),
        (r"C:\Meus envios\e.sqlite3", r'"C:\Meus envios\e.sqlite3"'),
        (r"C:\R&D (1)\e.sqlite3", r'"C:\R&D (1)\e.sqlite3"'),
        ("C:\\Meus envios\\", '"C:\\Meus envios\\\\"'),
        (r"C:\custo $5\e.sqlite3", r"'C:\custo $5\e.sqlite3'"),
        ("Ana's $5", "'Ana''s $5'"),
        ("", '""'),
    ],
)
def test_words_for_the_shells_of_windows(word: str, written: str) -> None:
    assert shell.for_windows(word) == written
