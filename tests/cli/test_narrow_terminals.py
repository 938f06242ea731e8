"""Every command on a terminal of 60 columns: no line wider than that, no word broken or lost, in both languages."""

import re
import sys
from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from batch_sender.cli import layout
from batch_sender.cli.progress import ProgressBar
from batch_sender.deliver.health import PauseReason
from batch_sender.language import use
from batch_sender.models import MessageState
from tests.support import MONDAY_NOON, Run

COLUMNS = 60
HELP = [
    "", "demo", "guide", "check", "send", "resume", "retry", "resolve", "status", "report", "run", "init",
    "serve", "schedule", "schedule add", "optout", "optout add", "optout import", "optout undo-import",
    "connection", "connection add", "stand-in", "purge", "journal", "templates", "profile", "doctor",
]  # fmt: skip
SHOWN = [
    "status", "status 1", "status 9", "resume", "report", "resolve 1", "retry 1", "pause 1", "cancel 9",
    "optout list", "optout undo-import", "schedule list", "connection list", "connection test outra",
    "templates", "templates show 1", "history 11+90000-0601",
    "profile list", "journal check", "run nao.toml", "check lista.csv", "chek",
    "check lista.csv --foo", "check lista.csv --limit abc", "send lista.csv --text Oi --connection outra",
    "check lista.csv --text Oi+{nomee}+{{telephone}}", "send lista.csv --text Oi --window xyz",
]  # fmt: skip
COPIED = re.compile(r"^ *(?:batch-sender .*|\S+)$")
"""A line that holds one thing to be copied: a command or a path, which is never broken."""


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Sit at a terminal of so many columns, with nobody at its keyboard."""

    def at(columns: int) -> None:
        monkeypatch.setenv("COLUMNS", str(columns))
        monkeypatch.setenv("NO_COLOR", "1")
        for stream in (sys.stdout, sys.stderr):
            monkeypatch.setattr(stream, "isatty", lambda: True)

    return at


def fits(page: str) -> None:
    wide = [line for line in page.split("\n") if layout.shown_width(line) > COLUMNS]
    assert all(COPIED.match(line) for line in wide), wide


@pytest.mark.parametrize("language", ["en", "pt-BR"])
def test_help_of_every_command_fits_and_what_is_copied_stays_whole(
    run: Run, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    for command in HELP:
        monkeypatch.setenv("COLUMNS", str(COLUMNS))
        page = run("--lang", language, *command.split(), "--help")[1]
        monkeypatch.setenv("COLUMNS", "300")
        wide = run("--lang", language, *command.split(), "--help")[1]
        fits(page)
        assert page.split() == wide.split(), command
        assert not re.search(r" $", page, re.MULTILINE), command
        for whole in (r'"\d[^"]+"', r"\[[^]]{4,25}: [^]]+\]", r"\d %", r"\d s\b"):
            assert sorted(re.findall(whole, page)) == sorted(re.findall(whole, wide)), command


@pytest.mark.parametrize("language", ["en", "pt-BR"])
def test_what_every_command_shows_fits_and_no_word_of_it_is_broken(
    run: Run, screen: Callable[[int], None], place: Path, language: str
) -> None:
    (place / "lista.csv").write_text("nome;telefone\nAna;11 90000-0601\nBia;11\n", "utf-8")
    (place / "envio.toml").write_text(
        'list = "lista.csv"\ntext = "Oi {nome}"\nyes = true\n', "utf-8"
    )
    run("check", "lista.csv", "--text", "Oi {nome}")
    run("optout", "import", "lista.csv", "--yes")
    run("schedule", "add", "envio.toml", "--cron", "0 9 * * 1-5")

    def pages() -> list[str]:
        typed = [[word.replace("+", " ") for word in command.split()] for command in SHOWN]
        return ["".join(run("--lang", language, *words)[1:]) for words in typed]

    whole = pages()
    screen(COLUMNS)
    for command, page, piped in zip(SHOWN, pages(), whole, strict=True):
        fits(page)
        assert page.split() == piped.split(), command


def test_a_command_of_two_words_is_one_thing_in_either_language() -> None:
    for command in (
        "batch-sender conexao adicionar NOME",
        "batch-sender descadastro desfazer-importacao 1",
        "batch-sender optout undo-import 1",
        "batch-sender --profile acme conexao adicionar NOME",
        "batch-sender modelos copiar 1",
    ):
        for before in range(0, 50, 7):
            assert command in layout.wrapped(f"{'x' * before} Salve com: {command}", COLUMNS)


def test_two_paths_in_a_sentence_are_two() -> None:
    line = "Textos em /home/ana/perfis/acme/textos e o resto em /home/ana/perfis/acme/padrao.toml, aqui."
    assert all(len(part) <= COLUMNS for part in layout.wrapped(line, COLUMNS).split("\n"))


@pytest.mark.parametrize(
    "beginning", ["  30/11/2026 10:24  ", "  2026-11-30 10:24  ", "✓ ", "  → "]
)
def test_the_rest_of_a_line_stands_below_its_text(beginning: str) -> None:
    _first, *rest = layout.wrapped(beginning + "palavra " * 12, COLUMNS).split("\n")
    assert rest
    assert all(re.match(rf" {{{len(beginning)}}}p", part) for part in rest)


def test_a_path_too_long_for_there_begins_where_the_line_did() -> None:
    line = "  30/11/2026 10:24  gravado em /home/ana/Documentos/clientes/lista-resultados-1.xlsx"
    assert layout.wrapped(line, COLUMNS).split("\n")[1].startswith("  /home")


def test_a_question_that_fills_the_line_leaves_room_for_its_answer() -> None:
    asked = "x" * 50 + "? [s/N] "
    assert len(asked) < COLUMNS
    assert layout.wrapped(asked, len(asked)).endswith("\n[s/N] ")


@pytest.mark.parametrize("language", ["en", "pt-BR"])
@pytest.mark.parametrize("columns", [60, 80, 120])
def test_the_progress_bar_fits_and_what_went_wrong_stays_in_sight(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    columns: int,
    language: str,
) -> None:
    use(language)
    monkeypatch.setenv("COLUMNS", str(columns))
    layout.begin({"COLUMNS": str(columns)})
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    bar = ProgressBar(total=1000, zone=ZoneInfo("America/Sao_Paulo"))
    went = [*[MessageState.ACCEPTED] * 900, MessageState.REJECTED, MessageState.UNKNOWN]
    for state in went:
        bar.settled(state)
    bar.waiting(MONDAY_NOON, because=PauseReason.OUTSIDE_WINDOW)
    bar.close()
    shown = re.split(r"[\r\n]", capsys.readouterr().err)
    assert all(layout.shown_width(line) <= columns for line in shown)
    last = [line for line in shown if "1000" in line][-1]
    assert re.search(r"1 (?:rejected|recusada), 1 (?:unknown|em dúvida)", last), last
    assert ("█" in last) is (columns == 120), "the bar gives way first"
    assert shown[-2:] == ["", ""], "a line stays free below it"


def test_of_nothing_there_is_no_progress(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    ProgressBar(total=0, zone=ZoneInfo("America/Sao_Paulo")).close()
    assert capsys.readouterr().err == ""


def test_the_guide_sets_what_is_wrong_with_an_answer_off_from_its_questions(
    run: Run, typed: Callable[..., None], place: Path
) -> None:
    (place / "a.csv").write_text("nome;telefone\nAna;11 90000-0601\n", "utf-8")
    (place / "b.txt").write_text("Oi {cidade} {bairro}", "utf-8")
    typed("", "", "")
    err = run("guide")[2]
    told = err[err.index("  No column") : err.rindex("Its number, or")]
    assert told.count("\n") > 3
    assert all(line.startswith("  ") for line in told.split("\n")[:-1]), told
