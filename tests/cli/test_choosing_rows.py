"""`--where`: which rows are sent, what is said of the others, and what a shell makes of a condition."""

import json
from pathlib import Path

import openpyxl
import pytest

from batch_sender.cli import main
from batch_sender.standin import StandIn

LIST = (
    "nome;telefone;cidade;valor\nAna;11 90000-0601;Recife;150\nBia;11 90000-0602;Olinda;90\n"
    "Caio;11 90000-0603;recife;50\n"
)
TEXT = ("--text", "Oi {nome}")
WHERE = ("--where", "cidade = recife and valor > 100")

pytestmark = pytest.mark.usefixtures("place")


@pytest.fixture
def contacts(tmp_path: Path) -> Path:
    path = tmp_path / "clientes.csv"
    path.write_text(LIST, "utf-8")
    return path


def test_check_says_which_rows_were_chosen_and_how_many_not(
    contacts: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "checked.xlsx"
    assert main(["check", str(contacts), *TEXT, *WHERE, "--out", str(out)]) == 3
    shown = capsys.readouterr().out
    assert "Chosen by: “cidade = recife and valor > 100”; 2 of 3 rows are left out." in shown
    assert "row 3 · cidade: cidade = recife and valor > 100" in shown
    assert f"--where '{WHERE[1]}'" in shown, "what to type once more"
    facts = [cell.value for row in openpyxl.load_workbook(out)["Summary"] for cell in row]
    assert WHERE[1] in facts


def test_check_says_it_to_programs(contacts: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["check", str(contacts), *TEXT, *WHERE, "--where", "nome is filled", "--json"])
    told = json.loads(capsys.readouterr().out)
    assert told["read_as"]["where"] == [WHERE[1], "nome is filled"]
    assert told["read_as"]["left_out"] == told["problems"]["not_chosen"] == 2


def test_send_sends_to_the_chosen_rows_alone_and_says_so_in_the_results(
    contacts: Path, api: StandIn, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "r.xlsx"
    code = main(["send", str(contacts), *TEXT, *WHERE, "--rate", "off", "--yes", "--out", str(out)])
    assert code == 3
    assert [each.number for each in api.received if each.number] == ["5511900000601"]
    book = openpyxl.load_workbook(out)
    facts = [cell.value for row in book["Summary"] for cell in row]
    assert WHERE[1] in facts
    capsys.readouterr()


def test_a_batch_file_chooses_rows(
    contacts: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "envio.toml"
    for where in ('["cidade = recife", "valor > 100"]', '"cidade = recife and valor > 100"'):
        file.write_text(f'list = "{contacts.name}"\ntext = "Oi {{nome}}"\nwhere = {where}\n')
        main(["run", str(file), "--dry-run", "--json"])
        assert '"not_chosen": 2' in capsys.readouterr().out


@pytest.mark.parametrize(
    ("where", "said"),
    [
        ("valor", '--where "valor > 100"'),  # a shell took `> 100` for itself
        ("cidade = Recife and", "Put the whole condition into quotation marks"),
        ("", "leave --where out"),
        ("cidde = Recife", "Did you mean “cidade”?"),
        ("valor > pago", "holds numbers, such as “150”"),
        ("cidade = 'Recife", "(character 10)"),
    ],
)
def test_a_condition_that_cannot_be_used_says_what_to_do(
    contacts: Path, capsys: pytest.CaptureFixture[str], where: str, said: str
) -> None:
    assert main(["check", str(contacts), *TEXT, "--where", where]) == 1
    shown = capsys.readouterr().err
    assert shown.startswith("Error: ")
    assert said in shown


def test_a_condition_without_quotation_marks_is_shown_with_them(
    contacts: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", str(contacts), *TEXT, "--where", "cidade", "=", "Recife"]) == 2
    shown = capsys.readouterr().err
    assert '--where "cidade = Recife"' in shown
