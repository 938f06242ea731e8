"""Lists whose table has to be found: the sheet, the row of names, or none of it and an error that helps."""

import io
import itertools
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import openpyxl
import pytest

from batch_sender.config.settings import Settings, from_options
from batch_sender.journal import Journal
from batch_sender.judge.prepare import Request, prepare
from batch_sender.load import open_list
from batch_sender.load.columns.errors import ColumnUnknown, PhoneColumnInNoSheet, PhoneColumnOnly
from batch_sender.load.errors import HeaderBelow, HeaderMissing, ListError, ListNotAList
from batch_sender.models import MessageRecord
from tests.load.ods_files import cell, ods, row, table
from tests.support import MONDAY_NOON, Run

FILES: Final = Path(__file__).parent / "files"
Sheets = Mapping[str, list[tuple[object, ...]]]


def judged(journal: Journal, path: Path, text: str = "Oi", **settings: Any) -> list[MessageRecord]:
    chosen = from_options(settings) if settings else Settings()
    request = Request(list_path=path, text=text, origin="--text", settings=chosen, who="ana")
    batch = prepare(journal, request, now=MONDAY_NOON)
    return list(journal.messages.rows(batch))


def said(rows: list[MessageRecord]) -> list[tuple[int, str | None]]:
    """Each row, with what it would say or why it does not go."""
    return [(row.row, row.reason or row.text) for row in rows]


def book(folder: Path, sheets: Sheets) -> Path:
    made = openpyxl.Workbook()
    made.remove(made.worksheets[0])
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for each in rows:
            sheet.append(each)
    file = io.BytesIO()
    made.save(file)
    path = folder / "lista.xlsx"
    path.write_bytes(file.getvalue())
    return path


PEOPLE: Final[list[tuple[object, ...]]] = [("Nome", "Celular"), ("Ana", 11987654321)]
PLAN: Final[list[tuple[object, ...]]] = [("Canal", "Meta"), ("Loja", 10), ("Site", 20)]


def test_letters_are_those_of_the_sheet_though_a_blank_column_stands_between(
    journal: Journal, tmp_path: Path
) -> None:
    text = tmp_path / "lista.csv"
    text.write_text("nome;;recado;fone\nAna;;11 91234-5678;11 91234-5679\n")
    names = ("nome", None, "recado", "fone")
    sheet = book(tmp_path, {"Lista": [names, ("Ana", None, "11 91234-5678", "11 91234-5679")]})
    for path in (text, sheet):
        rows = judged(journal, path, "{{ quem }}", map=(("phone", "D"), ("quem", "A")))
        assert [each.number for each in rows] == ["5511912345679"], path
        with pytest.raises(ColumnUnknown) as raised:
            judged(journal, path, phone_column="B")
        assert '"recado" (C), "fone" (D)' in raised.value.message


# ── the row of names ──────────────────────────────────────────────────────────────────────────


def test_names_below_groups_are_the_header(journal: Journal) -> None:
    rows = judged(journal, FILES / "cabecalho_em_grupos.csv", "{{ nome }} {{ data }} {{ hora }}")
    assert len(rows) == 8
    assert said(rows)[0] == (3, "Ana Souza 12/03/2027 10:00")


def test_a_list_without_names_says_so_and_how_it_is_read(journal: Journal) -> None:
    with pytest.raises(HeaderMissing) as raised:
        judged(journal, FILES / "sem_cabecalho_ddd_a_parte.csv")
    assert "--header-row none" in raised.value.next
    assert "--map phone=B --map nome=A" in raised.value.next


@pytest.mark.parametrize("none", ["none", "nenhuma", " None "])
def test_a_list_without_names_is_read_by_letters(journal: Journal, none: str) -> None:
    columns = [("phone", "B"), ("nome", "A")]
    text = "{{ nome }}, {{ coluna_c }}, {{ column_c }}"
    path = FILES / "sem_cabecalho_ddd_a_parte.csv"
    rows = judged(journal, path, text, header_row=none, map=columns, ddd="11")
    assert said(rows) == [(1, "Ana, SP, SP"), (2, "Bia, SP, SP"), (3, "Caio, SP, SP")]
    assert rows[0].number == "5511987654321"


def test_a_long_list_without_names_is_read_twice_alike(tmp_path: Path) -> None:
    path = tmp_path / "longa.csv"
    path.write_text("".join(f"P{n};;119{80_000_000 + n}\n" for n in range(100_100)), "utf-8")
    with open_list(path, header_row="none") as opened:
        assert opened.header == ("Column A", "Column B", "Column C")
        first, last = itertools.islice(opened.rows(), 1), [*opened.rows()][-1]
        assert next(first) == (1, ("P0", "", "11980000000"))
        assert last == (100_100, ("P100099", "", "11980100099"))


@pytest.mark.parametrize("format_", ["xlsx", "ods"])
def test_a_workbook_without_names_is_read_by_letters(
    journal: Journal, tmp_path: Path, format_: str
) -> None:
    if format_ == "xlsx":
        path = book(tmp_path, {"A": [("Ana", "98765-4321"), ("Bia", "98765-4322")]})
    else:
        bare = [row(cell(name), cell(f"98765-432{n}")) for n, name in enumerate(("Ana", "Bia"), 1)]
        headless = table(*bare).replace(row(cell("nome"), cell("fone")), "")
        path = ods(tmp_path, headless)
    with pytest.raises(HeaderMissing):
        judged(journal, path)
    rows = judged(
        journal, path, "{{ coluna_a }}", header_row="none", map=[("phone", "B")], ddd="11"
    )
    assert said(rows) == [(1, "Ana"), (2, "Bia")]


def test_names_among_the_people_are_told_and_nobody_is_lost(
    journal: Journal, tmp_path: Path
) -> None:
    path = book(tmp_path, {"A": [("Ana", "11987654321"), *PEOPLE, ("Zé", "11987654322")]})
    with pytest.raises(HeaderBelow) as raised:
        judged(journal, path)
    assert "row 2" in raised.value.message
    assert "--header-row 2" in raised.value.next


# ── the sheet ─────────────────────────────────────────────────────────────────────────────────

COVERS: Final[Mapping[str, list[tuple[object, ...]]]] = {
    "a plan": PLAN,
    "a clinic's own number": [("Clínica Vida",), ("Telefone:", "(11) 3333-4444")],
    "CPFs": [("Nome", "CPF"), ("Ana", 12345678909)],
    "names alone": [("Nome", "Telefone")],
    "signs that nobody sees": [(" ", " ")],
    "large sums": [("Ano", "Receita"), (2026, 1234567890), (2027, 987654321)],
}


@pytest.mark.parametrize("cover", COVERS.values(), ids=COVERS)
def test_the_sheet_with_numbers_is_taken(
    journal: Journal, tmp_path: Path, cover: list[tuple[object, ...]]
) -> None:
    path = book(tmp_path, {"Capa": cover, "Contatos": PEOPLE, "Outros": PLAN})
    rows = judged(journal, path, "{{ nome }}")
    assert said(rows) == [(2, "Ana")]
    [batch] = journal.batches.recent()
    assert batch.sheet == "Contatos"
    assert journal.batches.judged(batch.id)["other_sheets"] == ["Capa", "Outros"]


def test_an_old_format_has_its_sheet_found_too(journal: Journal, tmp_path: Path) -> None:
    cover = '<table:table table:name="Capa">' + row(cell("Vendas"), cell("10")) + "</table:table>"
    path = ods(tmp_path, cover, table(row(cell("Ana"), cell("11987654321"))))
    assert said(judged(journal, path, "{{ nome }}")) == [(2, "Ana")]


def test_a_sheet_that_was_asked_for_is_taken_and_the_error_names_the_others(
    journal: Journal, tmp_path: Path
) -> None:
    path = book(tmp_path, {"Capa": PLAN, "Contatos": PEOPLE})
    with pytest.raises(PhoneColumnInNoSheet) as raised:
        judged(journal, path, sheet="Capa")
    assert "Contatos" in raised.value.message
    assert "--sheet" in raised.value.next


def test_an_emptied_send_again_is_never_replaced_by_the_whole_list(
    journal: Journal, tmp_path: Path
) -> None:
    path = book(tmp_path, {"Resultados": PEOPLE, "Faltou enviar": [PEOPLE[0]]})
    with pytest.raises(ListError, match="no contact below"):
        judged(journal, path)


@pytest.mark.usefixtures("place")
def test_what_was_not_read_stands_in_the_json(run: Run) -> None:
    said = {}
    for name in ("tres_turmas.xlsx", "exportado_do_numbers.xlsx"):
        code, out, _err = run("check", FILES / name, "--text", "Oi", "--json")
        assert code == 0
        said[name] = json.loads(out)["read_as"]
    classes, numbers = said.values()
    assert (classes["sheet"], classes["other_sheets"]) == ("Turma A", ["Turma B", "Turma C"])
    assert (numbers["sheet"], numbers["other_sheets"]) == ("Folha 1", ["Resumo da Exportação"])
    assert (numbers["header_row"], numbers["titles"]) == (2, ["Tabela 1"])
    assert numbers["phone_columns"] == ["telefone"]


# ── nothing of it ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("name", "what", "how"),
    [
        ("contatos.vcf", "vCards", "Google Contacts"),
        ("relatorio_meta.xls", "a web page (HTML)", "save it as XLSX"),
    ],
)
def test_what_is_no_list_is_named_with_how_to_make_one(
    journal: Journal, name: str, what: str, how: str
) -> None:
    with pytest.raises(ListNotAList) as raised:
        judged(journal, FILES / name)
    assert what in raised.value.message
    assert how in raised.value.next


@pytest.mark.parametrize("sign", ["^", "~", "¬", ":"])
def test_all_in_one_column_names_the_sign(journal: Journal, tmp_path: Path, sign: str) -> None:
    path = tmp_path / "lista.csv"
    path.write_text(f"nome{sign}telefone\nAna{sign}11 98765-4321\n", "utf-8")
    with pytest.raises(PhoneColumnOnly) as raised:
        judged(journal, path)
    assert f'--delimiter "{sign}"' in raised.value.next
    assert said(judged(journal, path, delimiter=sign)) == [(2, "Oi")]


def test_one_column_of_two_words_is_no_such_file(journal: Journal, tmp_path: Path) -> None:
    path = tmp_path / "lista.csv"
    path.write_text("Telefone/WhatsApp\n11 98765-4321\n", "utf-8")
    assert said(judged(journal, path)) == [(2, "Oi")]


# ── through the other doors ───────────────────────────────────────────────────────────────────


@pytest.fixture
def without_names(place: Path) -> Callable[[str], Path]:
    """Write a list without names, and a batch file that says so in these words."""

    def write(said: str) -> Path:
        (place / "lista.csv").write_text("Ana;11987654321\nBia;11987654322\n", "utf-8")
        toml = f'list = "lista.csv"\ntext = "Oi"\nheader_row = {said}\n'
        file = place / "lote.toml"
        file.write_text(toml, "utf-8")
        return file

    return write


@pytest.mark.parametrize(("says", "read"), [('"none"', 2), ('"nenhuma"', 2), ("1", 1)])
def test_a_batch_file_says_it_too(
    run: Run, without_names: Callable[[str], Path], says: str, read: int
) -> None:
    code, out, _err = run("run", without_names(says), "--dry-run", "--json")
    assert code == 0
    assert json.loads(out)["read"] == read


@pytest.mark.parametrize("says", ["0", "-1", "first", "1.5"])
def test_another_word_is_refused(run: Run, place: Path, says: str) -> None:
    file = place / "lista.csv"
    file.write_text("nome;fone\nAna;11987654321\n", "utf-8")
    code, _out, err = run("check", file, "--text", "Oi", "--header-row", says)
    assert code == 2
    assert "1 or more, or none" in err
