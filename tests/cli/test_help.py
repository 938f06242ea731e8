"""What the parser itself says: complaints and help, in the language of whoever reads them."""

import re
import subprocess
import sys

import pytest

from tests.support import Run


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["pause"], "Falta "),
        (["pause", "um"], "precisa ser um número inteiro."),
        (["stand-in", "--latency", "x"], "--latency precisa ser um número."),
        (["pause", "1", "2"], "Sobrou na linha de comando: 2"),
        (["pause", "--foo"], "Não existe a opção --foo."),
        (
            ["pause", "1", "--jurnal", "x"],
            "Não existe a opção --jurnal. Você quis dizer --journal?",
        ),
        (["frobnicate"], "Não existe o comando frobnicate."),
        (["stats"], "Não existe o comando stats. Você quis dizer situacao?"),
        (["pause", "1", "--journal"], "--journal precisa de um valor."),
        (["status", "--json=1"], "--json não aceita valor."),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_the_parser_complains_in_portuguese(run: Run, arguments: list[str], said: str) -> None:
    code, out, err = run("--lang", "pt-BR", *arguments)
    assert (code, said in out + err) == (2, True)


def test_help_holds_no_english_word_of_the_parser() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "batch_sender", "--lang", "pt-BR", "check", "--help"],
        capture_output=True, encoding="utf-8", check=True, timeout=60,
    )  # fmt: skip
    assert done.stdout.startswith("Uso: batch-sender conferir [OPÇÕES]")
    for word in ("Usage", "Options", "Arguments", "required", "Show this"):
        assert word not in done.stdout


def test_nothing_typed_shows_help_and_is_no_error(run: Run) -> None:
    code, _out, err = run()
    assert code == 2
    assert "Error" not in err
    assert "send" in err


def test_names_stand_in_one_column_with_the_texts_beside_them(run: Run) -> None:
    _code, out, _err = run("check", "--help")
    beside = re.findall(r"^  ((?:-\w, )?--?[\w-]+(?: \S+)?  +)\w", out, re.MULTILINE)
    assert len(beside) > 20
    assert len({len(each) for each in beside}) == 1


def test_in_a_narrow_terminal_the_texts_stand_below_the_names(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    _code, out, _err = run("check", "--help")
    assert re.search(r"^  --sheet NAME\n    \w", out, re.MULTILINE)
    assert max(map(len, out.splitlines())) <= 60


@pytest.mark.parametrize("command", ["check", "status", "resolve", "optout add", "connection add"])
def test_help_names_no_type_of_python(run: Run, command: str) -> None:
    _code, out, _err = run(*command.split(), "--help")
    assert not re.search(r"<(?:list\[)?(?:int|str|path|float)", out)


@pytest.mark.parametrize("language", ["en", "pt-BR"])
@pytest.mark.parametrize("columns", [40, 60, 80, 120])
def test_no_text_of_the_help_is_cut_off_and_no_line_is_too_wide(
    run: Run, monkeypatch: pytest.MonkeyPatch, columns: int, language: str
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    _code, page, _err = run("--lang", language, "--help")
    assert max(map(len, page.splitlines())) <= columns
    assert page.count("...") == 1, "the line of usage alone has dots"
    assert " ".join(page.split()).endswith((": batch-sender resume", ": batch-sender continuar"))
