"""What `check` says of slips in a text and its messages, and of cells that are written otherwise."""

import json
from pathlib import Path

import pytest

from batch_sender.cli import main


@pytest.fixture
def place(place: Path) -> Path:
    rows = "Ana,11 90000-0601\n,11 90000-0602\nBia,11 90000-0603\n"
    (place / "lista.csv").write_text(f"nome,telefone\n{rows}", "utf-8")
    (place / "texto.txt").write_text("Olá {{ nome|default('') }}!\nVeja [nome].", "utf-8")
    return place


def test_check_warns_by_line_and_by_row(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["check", str(place / "lista.csv"), "--template", "texto.txt"])
    told = capsys.readouterr().out
    assert code == 0, "a warning stops nothing"
    assert "other_tools_placeholder · texto.txt, line 2\n" in told
    assert "\n           “Veja [nome].”\n                 ^^^^^^\n" in told
    assert "name_missing · row 3\n           “Olá !”\n            ^^^^^\n" in told


def test_the_json_counts_the_warnings(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["check", str(place / "lista.csv"), "--template", "texto.txt", "--json"])
    counted = json.loads(capsys.readouterr().out)["text_warnings"]
    assert counted == {"other_tools_placeholder": 1, "name_missing": 1}


def test_a_text_typed_on_the_command_line_is_looked_at_for_what_the_shell_took(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["--lang", "pt-BR", "check", str(place / "lista.csv"), "--text", "Custa R50,00"])
    assert "shell_took_signs · --text, linha 1" in capsys.readouterr().out


def test_a_text_without_slips_is_not_talked_about(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["check", str(place / "lista.csv"), "--text", "Oi, tudo bem?"])
    assert "Worth a look" not in capsys.readouterr().out


def test_a_cell_that_is_written_otherwise_is_told(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (place / "datas.csv").write_text(
        "valor;dia;outro;telefone\n1234.5;2026-12-01 00:00:00;2026-12-02;11 90000-0601\n", "utf-8"
    )
    main(["check", str(place / "datas.csv"), "--text", "{valor} em {dia}, não em {outro|lower}"])
    told = capsys.readouterr().out
    assert "row 2 · valor: 1234.5 → 1.234,50\n" in told
    assert "row 2 · dia: 2026-12-01 00:00:00 → 01/12/2026\n" in told
    assert "outro:" not in told


def test_the_sign_that_is_meant_is_marked_in_the_text_as_it_was_written(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "Oi {nome}!\n{% if nome %}Hoje, {{ nome }}, *só hoje e  nunca mais{% endif %}"
    (place / "outro.txt").write_text(text, "utf-8")
    main(["check", str(place / "lista.csv"), "--template", "outro.txt"])
    told = capsys.readouterr().out.splitlines()
    for code, marks, meant in [("formatting_unclosed", "^", "*"), ("spaces_doubled", "^^", "  ")]:
        at = told.index(f"  {code} · outro.txt, line 2")
        quote, below = told[at + 1 : at + 3]
        assert below.strip() == marks
        assert quote[below.index("^") :].startswith(meant)
