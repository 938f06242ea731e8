"""What `check` says of the payment lines of a list, in both languages."""

import json
from pathlib import Path

import pytest

from tests.compose.payments.written import boleto, pix
from tests.support import Run

pytestmark = pytest.mark.usefixtures("place")

LINE = boleto()


@pytest.fixture(autouse=True)
def contact_list(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    rows = (
        "nome;celular;valor;linha",
        f"Ana;11 98765-4321;150,00;{LINE}",
        f"Bia;11 98765-4322;150,00;{LINE[:-1]}",
        f"Caio;11 98765-4323;150,00;{LINE}",
        f"Dora;11 98765-4324;90,00;{boleto(free='3' * 25)}",
        f"Eva;11 98765-4325;150,00;{pix()}",
    )
    Path("l.csv").write_text("\n".join(rows) + "\n", "utf-8")


def test_check_counts_them_and_says_what_is_wrong_where(run: Run) -> None:
    code, out, _err = run("check", "l.csv", "--text", "Oi: {linha}")
    assert code == 3
    assert "Payment lines from “linha”: 3 boletos, 1 PIX code." in out
    assert "row 2 · see row 4" in out
    assert "row 3 · linha: digits are missing among digits 33 to 47: 46 instead of 47" in out
    assert "row 5 · linha: R$150.00 · valor: 90,00" in out


def test_check_says_so_in_portuguese(run: Run) -> None:
    _code, out, _err = run("--lang", "pt-BR", "conferir", "l.csv", "--text", "Oi: {linha}")
    assert "Códigos de pagamento de “linha”: 3 boletos, 1 código PIX." in out
    assert "linha 3 · linha: faltam dígitos entre o 33º e o 47º: 46 em vez de 47" in out
    assert "linha 5 · linha: R$ 150,00 · valor: 90,00" in out


def test_check_names_a_column_of_lines_that_no_message_uses(run: Run) -> None:
    code, out, _err = run("check", "l.csv", "--text", "Oi {nome}")
    assert code == 0
    assert "“linha” holds payment lines that no message uses" in out


def test_the_json_tells_the_same(run: Run) -> None:
    _code, out, _err = run("check", "l.csv", "--text", "{linha}", "--json")
    told = json.loads(out)
    assert told["read_as"]["payments"] == {"boleto": 3, "pix": 1}
    assert told["problems"] == {
        "payment_shared": 2,
        "payment_amount_differs": 1,
        "payment_damaged": 1,
    }


def test_a_row_written_back_says_it_in_words(run: Run) -> None:
    run("check", "l.csv", "--text", "{linha}", "--out", "o.csv")
    written = Path("o.csv").read_text("utf-8-sig")
    assert "digits are missing among digits 33 to 47" in written
    assert "row 4" in written


def test_overdue_is_skip_or_send(run: Run) -> None:
    code, _out, err = run("check", "l.csv", "--text", "{linha}", "--overdue", "maybe")
    assert code == 2
    assert "--overdue" in err
