"""How text fits a terminal: where lines are broken, what is never broken, and what colours say."""

import io
import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from batch_sender.cli import layout
from batch_sender.cli.layout import Drawn, Shade, Shaded
from tests.cli.terminals import Terminal

SENTENCE = "  {n:>7}  " + "uma frase com palavras bastante comuns " * 4


class _Screen(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("room", [40, 60, 80, 120])
def test_a_line_is_broken_at_words_and_goes_on_below_its_own_beginning(room: int) -> None:
    parts = layout.wrapped(SENTENCE.format(n=120), room).split("\n")
    assert all(layout.shown_width(part) <= room for part in parts)
    assert parts[0].startswith("      120  uma frase")
    assert all(re.match(r" {11}\w", part) for part in parts[1:])
    assert " ".join(" ".join(parts).split()) == " ".join(SENTENCE.format(n=120).split())


def test_a_line_that_fits_stays_as_it_is() -> None:
    line = "   a  b   c " + "x" * 68
    assert layout.wrapped(line, 80) == line


@pytest.mark.parametrize(
    "whole",
    [
        "batch-sender resume 12 --journal '/tmp/meu diário.db' --profile acme",
        "batch-sender connection add loja --replace",
        "batch-sender conexao adicionar loja --replace",
        "batch-sender descadastro desfazer-importacao 3",
        "batch-sender optout undo-import 3",
        "batch-sender modelos mostrar 1",
        'batch-sender agenda adicionar envio.toml --cron "0 9 * * 1-5"',
        'batch-sender schedule add envio.toml --cron "0 9 * * 1-5"',
        "/home/ana/Minhas listas/clientes de novembro.csv",
        "C:\\Users\\Ana Maria\\Meus documentos\\lista de clientes.xlsx",
        "+55 11 91234-5678",
        "(11) 91234-5678",
        "30/11/2026 21:37:10",
        "R$ 1.234,56",
        "3 h 05 min",
        "{{ Nome completo }}",
        '--map "nome=Nome do cliente"',
        "--ddd 11",
        "--duplicates send",
    ],
)
@pytest.mark.parametrize("before", range(0, 60, 7))
def test_what_a_person_copies_is_never_broken(whole: str, before: int) -> None:
    for line in (
        f"{'x' * before} em {whole}",
        f"{'ab ' * (before // 3)}veja: {whole}, e mais isto",
    ):
        assert whole in layout.wrapped(line, 60), before


def test_a_command_on_a_line_of_its_own_is_one_line_however_long() -> None:
    line = (
        "  batch-sender check lista.csv --text 'Oi {nome}' mais palavras que a linha não comporta"
    )
    assert layout.wrapped(line, 40) == line


@pytest.mark.parametrize(
    "line", ["  export X='/a b/c d.sqlite3'", '  $env:X = "C:\\a b\\c.sqlite3"']
)
def test_a_line_for_the_shell_is_one_line_however_long(line: str) -> None:
    assert layout.wrapped(line, 12) == line


def test_what_is_typed_behind_a_question_stands_apart_from_it() -> None:
    assert layout.wrapped("Enviar as mensagens pela loja? [s/N] ", 20).endswith("[s/N] ")


def test_pictures_take_two_columns() -> None:
    parts = layout.wrapped("🎉 " * 30, 20).split("\n")
    assert all(layout.shown_width(part) <= 20 for part in parts)


@pytest.mark.parametrize(
    ("environment", "coloured"),
    [
        ({"TERM": "xterm-256color"}, True),
        ({"TERM": "xterm", "NO_COLOR": "1"}, False),
        ({"TERM": "dumb"}, False),
        ({}, False),
    ],
)
def test_colours_are_for_terminals_that_have_them(
    environment: Mapping[str, str], coloured: bool
) -> None:
    layout.begin(environment)
    line = Shaded("Erro: um", Shade.PROBLEM)
    assert layout.laid_out(line, _Screen()) == ("\x1b[31mErro: um\x1b[0m" if coloured else line)
    assert layout.laid_out(line, io.StringIO()) == line, "a pipe has none"


def test_a_pipe_gets_each_line_whole() -> None:
    layout.begin({"COLUMNS": "40", "TERM": "xterm"})
    line = SENTENCE.format(n=1)
    assert layout.laid_out(line, io.StringIO()) == line
    assert "\n" in layout.laid_out(line, _Screen())


def test_a_text_is_drawn_over_the_one_before_it_even_in_a_window_made_narrower() -> None:
    layout.begin({"COLUMNS": "60", "TERM": "xterm"})
    drawn, screen = Drawn(), _Screen()
    first = drawn.over("palavra " * 14, screen)
    assert first.count("\n") == 1
    assert all(len(line) < 60 for line in first.split("\n"))
    layout.begin({"COLUMNS": "30", "TERM": "xterm"})
    assert drawn.over("outra", screen) == "\r\x1b[3A\x1b[Joutra"


def test_a_terminal_that_goes_back_over_no_line_gets_one_that_fits() -> None:
    layout.begin({"COLUMNS": "30", "TERM": "dumb"})
    drawn, screen = Drawn(), _Screen()
    first = drawn.over("palavra " * 14, screen)
    assert (len(first), first[0], first[-1]) == (30, "\r", "…")
    assert drawn.over("curta", screen) == "\rcurta" + " " * 24


@pytest.mark.parametrize("columns", [60, 80, 120])
def test_the_page_of_a_check_fits_the_terminal_and_its_kinds_differ_in_colour(
    place: Path, columns: int
) -> None:
    rows = "Ana;11 90000-0601\nBia;0800 000 0611\nCida;9000-0603\nDora;11 8765-4321\n"
    (place / "lista.csv").write_text(f"nome;telefone\n{rows}", "utf-8")
    arguments = ("--lang", "pt-BR", "check", "lista.csv", "--text", "Oi {nome}, tudo bem? " * 6)
    with Terminal(*arguments, folder=place, columns=columns, term="xterm") as terminal:
        terminal.end()
    page = terminal.seen
    problem = re.search(r"\x1b\[(\d+)m +\d+  O número está sem DDD", page)
    repair = re.search(r"\x1b\[(\d+)m +\d+  Foi incluído o nono dígito", page)
    assert problem is not None
    assert repair is not None
    assert problem[1] != repair[1]
    for word, colour in (("Problemas", problem[1]), ("Ajustes automáticos", repair[1])):
        assert f"\x1b[{colour}m{word} · " in page
    plain = re.sub(r"\x1b\[\d+m", "", page)
    too_wide = [line for line in plain.split("\n") if len(line) > columns]
    assert all(line.startswith("  batch-sender") for line in too_wide), too_wide
