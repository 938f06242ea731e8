"""Commands by their Portuguese names: typed in either language, shown in the one in force."""

from collections.abc import Iterator

import click
import pytest

from batch_sender import language
from batch_sender.cli.commands import main
from batch_sender.cli.remedies.journal import REMEDIES
from batch_sender.language import COMMANDS, FAMILIES, _, command, english_command
from tests.support import Run


def _words(group: click.Group) -> Iterator[str]:
    for name, each in group.commands.items():
        yield name
        if isinstance(each, click.Group):
            yield from _words(each)


def test_every_command_has_a_portuguese_name_and_no_name_is_of_two() -> None:
    assert set(_words(main)) == set(COMMANDS)
    assert len(set(COMMANDS.values())) == len(COMMANDS)
    clash = {word for word in COMMANDS.values() if word in COMMANDS} - {"backup"}
    assert clash == set(), "a Portuguese name is no other command's English one"
    assert {name for name, each in main.commands.items() if isinstance(each, click.Group)} == (
        FAMILIES
    )


@pytest.mark.parametrize("spoken", ["en", "pt-BR"])
@pytest.mark.parametrize(
    ("typed", "english"),
    [
        ("situacao", "status"),
        ("situação", "status"),
        ("situac\u0327a\u0303o", "status"),  # as macOS may write it: letters and accents apart
        ("SITUAÇÃO", "status"),
        ("status", "status"),
        ("histórico", "history"),
        ("diário", "journal"),
        ("registro", "journal"),
        ("resultados", "report"),
        ("rodar-agenda", "run-due"),
        ("nada", "nada"),
    ],
)
def test_accents_and_capitals_are_optional(spoken: str, typed: str, english: str) -> None:
    language.use(spoken)
    assert english_command(typed) == english


@pytest.mark.parametrize("spoken", ["en", "pt-BR"])
@pytest.mark.parametrize(
    "words",
    [
        ["optout", "list"],
        ["descadastro", "listar"],
        ["descadastro", "list"],
        ["situacao"],
        ["status"],
    ],
    ids=" ".join,
)
@pytest.mark.usefixtures("place")
def test_both_names_work_in_both_languages(run: Run, spoken: str, words: list[str]) -> None:
    code, _out, _err = run("--lang", spoken, *words)
    assert code == 0


@pytest.mark.parametrize(
    ("spoken", "typed", "usage"),
    [
        ("pt-BR", ["check"], "Uso: batch-sender conferir "),
        ("pt-BR", ["conferir"], "Uso: batch-sender conferir "),
        ("en", ["conferir"], "Usage: batch-sender check "),
        ("pt-BR", ["optout", "add"], "Uso: batch-sender descadastro adicionar "),
        ("en", ["descadastro", "adicionar"], "Usage: batch-sender optout add "),
    ],
)
def test_help_shows_the_name_of_the_language_in_force(
    run: Run, spoken: str, typed: list[str], usage: str
) -> None:
    _code, out, _err = run("--lang", spoken, *typed, "--help")
    assert out.startswith(usage)


def test_the_list_of_commands_is_in_the_language_in_force(run: Run) -> None:
    _code, out, _err = run("--lang", "pt-BR", "--help")
    for english in COMMANDS:
        assert f"\n  {english} " not in out
    assert "\n  reenviar " in out
    assert "..." not in out.partition("Comandos:")[2], "no text is clipped"


@pytest.mark.parametrize(
    ("spoken", "typed", "meant"),
    [
        ("pt-BR", "conferi", "conferir"),
        ("pt-BR", "stats", "situacao"),
        ("en", "situacaoo", "status"),
        ("en", "Stats", "status"),
        ("pt-BR", "envair", "enviar"),
    ],
)
def test_a_slip_is_answered_with_the_name_of_the_language(
    run: Run, spoken: str, typed: str, meant: str
) -> None:
    code, _out, err = run("--lang", spoken, typed)
    assert code == 2
    assert f" {meant}?" in err


def test_a_complaint_names_the_command_so_too(run: Run) -> None:
    _code, _out, err = run("--lang", "pt-BR", "pause")
    assert "batch-sender pausar --help" in err


def test_commands_that_are_made_are_named_and_what_follows_them_is_left_alone() -> None:
    assert command("resume", 7) == "batch-sender resume 7"
    language.use("pt-BR")
    assert command("resume", 7) == "batch-sender continuar 7"
    assert command("optout", "add", "list") == "batch-sender descadastro adicionar list"
    assert command("report", "batch-sender send.xlsx") == (
        "batch-sender resultado batch-sender send.xlsx"
    )


def test_every_sentence_names_commands_in_portuguese() -> None:
    """Whatever the catalogue holds: it is done where a sentence is translated."""
    language.use("pt-BR")
    told = _("Not on the opt-out list. To put them on it: batch-sender optout add NUMBER")
    assert told.endswith("batch-sender descadastro adicionar NÚMERO")
    language.use("en")
    assert "optout add" in _(
        "Not on the opt-out list. To put them on it: batch-sender optout add NUMBER"
    )


@pytest.mark.parametrize("remedy", REMEDIES.values())
def test_remedies_name_no_command_in_english(remedy: str) -> None:
    language.use("pt-BR")
    told = _(remedy)
    for english, portuguese in COMMANDS.items():
        if english != portuguese:
            assert f"batch-sender {english} " not in f"{told} "
