"""What `check` shows a person before anything leaves: it adds up, and nothing in it acts."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from batch_sender import language
from batch_sender.cli import main, wording
from batch_sender.operations.preview import odd_signs
from tests import pdfs

Check = Callable[..., str]

pytestmark = pytest.mark.usefixtures("place")


@pytest.fixture
def check(place: Path, capsys: pytest.CaptureFixture[str]) -> Check:
    def run(*rows: str, header: str = "nome;telefone;valor", text: str, flags: str = "") -> str:
        (place / "lista.csv").write_text("\n".join([header, *rows]) + "\n", "utf-8")
        main(["check", "lista.csv", "--text", text, *flags.split()])
        out, err = capsys.readouterr()
        assert err == ""
        return out

    return run


def figure(page: str, line: str) -> int:
    found = re.search(rf"^ +(\d+)  {re.escape(line)}$", page, re.MULTILINE)
    return int(found[1]) if found else 0


def test_the_page_adds_up(check: Check) -> None:
    page = check(
        "Ana;11 90000-0601;10",
        "Bia;0800 000 0611;10",
        ";11 90000-0603;",
        "Ana;11 90000-0601;10",
        ";;",
        ";x;",
        text="{{ nome }}: {{ valor }}",
    )
    first_problems = page.partition("Problems · some of these rows have more than one:")[0]
    kinds = re.findall(r"^ +(\d+)  .+\.$", first_problems, re.MULTILINE)
    headings = re.findall(r"^(?:Problems|Left out) · (\d+) rows?", page, re.MULTILINE)
    not_sent = figure(page, "not sent")
    assert figure(page, "rows read") == figure(page, "to send") + not_sent == 5
    assert sum(map(int, kinds)) == sum(map(int, headings)) == not_sent == 4


def test_a_problem_says_where_what_stands_there_what_else_is_wrong_and_what_to_do(
    check: Check,
) -> None:
    page = check("Bia;0800 000 0611;10", ";;10", text="{{ nome }}: {{ valor }}")
    assert "row 2 · telefone: 0800 000 0611\n" in page
    assert "→ Put the person's own number there." in page
    assert (
        "row 3 · telefone: (empty) · also: the message needs a cell that is empty (nome)\n" in page
    )
    _kinds, _heading, further = page.partition(
        "Problems · some of these rows have more than one:\n"
    )
    assert further.startswith("        1  The message needs a cell that is empty.\n")


def test_problems_to_mend_stand_before_those_where_nothing_is_to_be_done(check: Check) -> None:
    page = check("Ana;11 90000-0601;1", *["Ana;11 90000-0601;1"] * 3, "Bia;;1", text="{{ nome }}")
    mend, _heading, left_out = page.partition("Left out · 3 rows, with nothing to mend:\n")
    assert "Problems · 1 row stays out until it is mended:\n        1  No phone number.\n" in mend
    assert left_out.startswith(
        "        3  The same message to the same number stands in another row.\n"
        "             row 3 · see row 2\n"
    )


def test_the_most_frequent_kind_stands_first_and_of_as_many_the_one_the_list_shows_first(
    check: Check,
) -> None:
    rows = ("Ana;perguntar;1", "Bia;0800 000 0611;1", ";11 90000-0601;1", "Davi;;1", "Eva;;1")
    page = check(*rows, text="{{ nome }}")
    kinds = re.findall(r"^ +(\d)  (\w+ \w+ \w+)", page.partition("repairs")[0], re.MULTILINE)
    assert kinds[-4:] == [
        ("2", "No phone number"),
        ("1", "Not a valid"),
        ("1", "Not a person"),
        ("1", "The message needs"),
    ]


def test_a_reason_is_a_sentence_and_no_code_stands_on_the_page(check: Check) -> None:
    rows = ("Ana;(51) 8765-4321;1", "Bia;;", "Ana;(51) 8765-4321;1", "João;11 3333-4444;1", ";x;")
    page = check(*rows, text="Oi {{ nome }}, {{ valor }} [nome]")
    assert "Notes · worth knowing:" in page
    assert not re.findall(r"[a-z]+_[a-z_]+", page)


def test_only_the_first_rows_of_a_kind_are_shown(check: Check) -> None:
    page = check(*[f"Ana;0800 000 {n:04}" for n in range(20)], text="Oi", header="nome;telefone")
    assert "\n             17 more: rows 5, 6, 7, 8, 9, …\n" in page
    assert page.count("telefone: 0800") == 3


def test_a_file_that_is_there_under_another_name_is_named(check: Check, place: Path) -> None:
    (place / "João.pdf").write_bytes(b"%PDF-1.4")
    page = check(
        "Ana;11 90000-0601;joao.pdf", header="nome;telefone;boleto", text="Oi",
        flags="--media boleto",
    )  # fmt: skip
    assert "row 2 · boleto: joao.pdf; there is João.pdf" in page


def test_a_repair_shows_its_rule_and_the_first_rows_before_and_after(check: Check) -> None:
    page = check("Ana;(51) 8765-4321;1", "Bia;(51) 8765-4322;1", "Bo;(51) 8765-4323;1", text="Oi")
    assert "       3  The 9 that mobile numbers begin with was put in.\n" in page
    assert "row 2 · (51) 8765-4321 → 5551987654321" in page
    assert page.count("→ 5551987654323") == 0, "two rows of a rule are enough"


def test_the_oddest_messages_are_shown_beside_the_first(check: Check) -> None:
    usual = [f"Ana;11 90000-06{n};1" for n in range(10, 40)]
    odd = [
        "Maximiliano de Albuquerque;11 90000-0641;1",
        "Jô;11 90000-0642;1",
        "JoÃ£o;11 90000-0643;1",
    ]
    page = check(*usual, *odd, text="Oi 😀 {{ nome }}")
    whys = dict(re.findall(r"── row (\d+) · \+\d+ · (.+)", page))
    assert whys["2"] == "first"
    assert whys["32"] == "longest, 31 characters"
    assert whys["33"] == "shortest, 7 characters"
    assert whys["34"] == "odd characters: Ã£"


def test_messages_that_are_all_alike_are_shown_once(check: Check) -> None:
    page = check("Ana;11 90000-0601;1", text="Oi {{ nome }}")
    assert page.count("── row") == 1


def test_nothing_of_the_list_acts_on_the_terminal(check: Check) -> None:
    page = check(
        "\x1b[2JAna;11 90000-0601;1", "B\x07ia\u202e;0800 000 0611;1", text="Oi {{ nome }}"
    )
    assert not {"\x1b", "\x07", "\u202e"} & set(page)
    assert "\ufffd[2JAna" in page


def test_tickets_that_would_open_are_counted(check: Check) -> None:
    rows = ("Ana;11 90000-0601;1", "Bia;11 90000-0602;1")
    page = check(*rows, text="Oi", flags="--open-ticket --queue-id 7")
    assert "2 tickets would open, in queue 7." in page
    assert "ticket" not in check(*rows, text="Oi")


@pytest.fixture
def bills(place: Path) -> Path:
    """Three files, two of which are the same."""
    for name, whose in (("1.pdf", "Ana"), ("2.pdf", "Ana"), ("3.pdf", "Caio")):
        (place / name).write_bytes(pdfs.pdf(whose))
    return place


def test_one_persons_file_that_would_go_to_two_is_a_warning(check: Check, bills: Path) -> None:
    rows = ("Ana;11 90000-0601;1", "Bia;11 90000-0602;2", "Caio;11 90000-0603;3")
    page = check(*rows, header="nome;telefone;n", text="Oi", flags="--media {{n}}.pdf")
    assert "2  A file of one row's own would go to several people.\n" in page
    assert "1.pdf · 2 people, rows 2, 3" in page
    assert "several people" not in check(
        *rows, header="nome;telefone;n", text="Oi", flags=f"--media {bills / '1.pdf'}"
    ), "a file for all is meant for all"


@pytest.mark.usefixtures("bills")
def test_two_messages_to_one_person_may_have_one_file(check: Check) -> None:
    rows = ("Ana;11 90000-0601;1", "Bia;11 90000-0601;1")
    page = check(
        *rows, header="nome;telefone;n", text="Oi {{ nome }}",
        flags="--media {{n}}.pdf --duplicates send",
    )  # fmt: skip
    assert figure(page, "to send") == 2
    assert "several people" not in page


@pytest.mark.usefixtures("bills")
def test_a_file_that_seems_to_be_anothers_is_a_warning(check: Check) -> None:
    rows = ("Ana;11 90000-0601;1", "Bia;11 90000-0602;3")
    flags = "--media {{n}}.pdf --media-check"
    page = check(*rows, header="nome;telefone;n", text="Oi", flags=flags)
    assert "1  The file holds neither the name, nor the document number, nor the value" in page
    assert "1 file was compared with its row and holds what it should." in page
    assert "row 3 · 3.pdf" in page
    told = check(*rows, header="nome;telefone;n", text="Oi", flags=flags + " --json")
    assert json.loads(told)["warnings"] == {"media_mismatch": 1}
    assert "3.pdf" not in told


def test_a_column_sorted_by_itself_is_an_error(
    bills: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [f"{name} Zé;11 90000-060{n};1" for n, name in enumerate(("Bia", "Bel", "Bo"), 1)]
    (bills / "lista.csv").write_text("\n".join(["nome;telefone;n", *rows]), "utf-8")
    code = main(["check", "lista.csv", "--text", "Oi", "--media", "{{n}}.pdf", "--media-check"])
    out, err = capsys.readouterr()
    assert (code, out) == (1, "")
    assert "(2, 3, 4)" in err
    assert "leave --media-check out" in err


def test_a_brazilian_reads_it_in_portuguese(check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BATCH_SENDER_LANG", "pt-BR")
    page = check(
        "Ana;11 90000-0601;1", "Ana;11 90000-0601;1", ";;1", text="Oi {{ nome }}",
        flags="--open-ticket --queue-id 7",
    )  # fmt: skip
    language.use("en")
    for words in (
        "Problemas · 1 linha só sai depois de corrigida:\n        1  Sem número de telefone.\n",
        "linha 4 · telefone: (vazia) · e também: a mensagem precisa de uma célula que está vazia (nome)",
        "Fora do envio · 1 linha, sem nada a corrigir:",
        "Ajustes automáticos · nada a fazer:",
        "veja a linha 2",
        "primeira",
        "1 atendimento seria aberto, na fila 7.",
    ):
        assert words in page


def test_json_holds_counts_alone_and_nobodys_data(check: Check) -> None:
    summary = json.loads(check("Ana;0800 000 0611;1", ";;1", text="{{ nome }}", flags="--json"))
    assert summary["problems"] == {"phone_missing": 1, "phone_not_allowed": 1}
    assert summary["further_problems"] == {"value_missing": 1}
    assert "Ana" not in json.dumps(summary)
    assert "0800" not in json.dumps(summary)


@pytest.mark.parametrize(
    ("text", "signs"),
    [
        pytest.param("Olá, João — é amanhã às 9h, 1º andar… “sim” R$ 5 €", (), id="Portuguese"),
        pytest.param("¡Hola, Señora!", ("¡",), id="a sign that Portuguese does not have"),
        pytest.param("JoÃ£o ConceiÃ§Ã£o", ("Ã£", "Ã§"), id="UTF-8 read as Latin-1"),
        pytest.param("Jo\ufffdo", ("\ufffd",), id="a letter lost"),
        pytest.param("Silva &amp; Filhos &#39;", ("&amp;", "&#39;"), id="HTML"),
        pytest.param("\u202eanA", ("\u202e",), id="a sign that turns the line"),
        pytest.param("Олег 😀", ("О", "л", "е", "г", "😀"), id="another alphabet, a picture"),
        pytest.param("Oi ✅", (), id="what the template itself holds"),
    ],
)
def test_odd_signs(text: str, signs: tuple[str, ...]) -> None:
    assert [s for s in odd_signs(text, "Oi ✅") if s not in signs] == []
    assert [s for s in signs if s not in odd_signs(text, "Oi ✅")] == []


def test_a_long_cell_is_cut_for_its_line() -> None:
    assert wording.one_line("a\n b" + "x" * 200) == "a b" + "x" * 76 + "…"
