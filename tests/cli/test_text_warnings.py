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
    assert (
        "        1  Looks like a placeholder of another tool; it is sent as it stands.\n"
        "             texto.txt, line 2 · “Veja [nome].”\n"
        "                                       ^^^^^^\n"
        "           → Write the column's name in braces: {{ nome }}.\n"
    ) in told
    assert (
        "        1  A greeting with nothing behind it.\n"
        "             row 3 · “Olá !”\n"
        "                      ^^^^^\n"
    ) in told


def test_one_slip_in_several_texts_is_told_once_with_each_place(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (place / "outro.txt").write_text("Oi [nome]", "utf-8")
    texts = ("--template", "texto.txt", "--template", "outro.txt")
    main(["check", str(place / "lista.csv"), *texts])
    told = capsys.readouterr().out
    assert "        2  Looks like a placeholder of another tool" in told
    assert "texto.txt, line 2 · “Veja [nome].”\n" in told
    assert "outro.txt, line 1 · “Oi [nome]”\n" in told
    assert told.count("→ Write the column's name in braces") == 1


def test_slips_in_many_messages_are_quoted_once_and_the_other_rows_named(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = "".join(f"{'' if n > 1 else 'Ana'},11 90000-06{n:02}\n" for n in range(14))
    (place / "muitas.csv").write_text(f"nome,telefone\n{rows}", "utf-8")
    main(["check", str(place / "muitas.csv"), "--text", "Olá {{ nome|default('') }}!"])
    told = capsys.readouterr().out
    assert "       12  A greeting with nothing behind it.\n             row 4 · “Olá !”\n" in told
    assert "\n             11 more: rows 5, 6, 7, 8, 9, 10, 11, …\n" in told


def test_the_mark_stays_below_its_sign_where_the_quote_is_cut_for_a_narrow_terminal(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "Oi! [Nome completo da clínica que fica ao lado da praça central] até"
    main(["check", str(place / "lista.csv"), "--text", text])
    _page, _told, quote = capsys.readouterr().out.partition("             --text, line 1\n")
    shown, below = quote.splitlines()[:2]
    assert len(shown) <= 60
    assert shown.endswith("…”")
    assert shown[below.index("^") :].startswith("[Nome")
    assert len(below) == len(shown) - 1


def test_of_a_very_long_message_the_length_is_told(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["check", str(place / "lista.csv"), "--text", "palavra " * 400])
    assert "             row 2 · 3199 characters\n" in capsys.readouterr().out


def test_the_json_counts_the_warnings(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["check", str(place / "lista.csv"), "--template", "texto.txt", "--json"])
    counted = json.loads(capsys.readouterr().out)["text_warnings"]
    assert counted == {"other_tools_placeholder": 1, "name_missing": 1}


def test_a_text_typed_on_the_command_line_is_looked_at_for_what_the_shell_took(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["--lang", "pt-BR", "check", str(place / "lista.csv"), "--text", "Custa R50,00"])
    assert "             --text, linha 1 · “" in capsys.readouterr().out


def test_a_text_without_slips_is_not_talked_about(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["check", str(place / "lista.csv"), "--text", "Oi, tudo bem?"])
    assert "worth a look" not in capsys.readouterr().out


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
    for meaning, marks, meant in [("A sign for bold", "^", "*"), ("Two spaces", "^^", "  ")]:
        (at,) = (n for n, line in enumerate(told) if line.startswith(f"        1  {meaning}"))
        quote, below = (line for line in told[at + 1 : at + 4] if "“" in line or "^" in line)
        assert below.strip() == marks
        assert quote[below.index("^") :].startswith(meant)
