"""Step 2 of a new batch: what was understood of a list, and what a person chooses instead."""

import re
from pathlib import Path

import pytest
from openpyxl import Workbook

from batch_sender.judge.prepare import opened
from batch_sender.web import read_lists
from batch_sender.web.requests_of_drafts import request_of
from batch_sender.web.serving import Running
from tests.compose.payments.written import boleto
from tests.web.conftest import Visitor
from tests.web.drafts import begun, chosen_in, columns_of


def test_each_column_is_shown_with_its_values_and_why(
    guest: Visitor, lone: Running, tmp_path: Path
) -> None:
    rows = "Relatório de março\n\nNome;DDD;Celular;Aceita WhatsApp\nAna;11;98765-4321;sim\nBia;21;99876-5432;não\n"
    draft = begun(lone, tmp_path, rows)
    page = guest.get(f"/new/{draft.id}/columns").text
    assert chosen_in(page, "field-phone") == "Celular"
    assert chosen_in(page, "field-ddd") == "DDD"
    assert chosen_in(page, "field-name") == "Nome"
    assert chosen_in(page, "field-consent") == "Aceita WhatsApp"
    assert "98765-4321 · 99876-5432" in page
    assert "By its name." in page
    assert "Relatório de março" in page
    assert "Row 3 names the columns." in page
    assert "2 rows with something in them." in page


def test_numbers_are_found_by_their_values_and_it_says_so(
    guest: Visitor, lone: Running, tmp_path: Path
) -> None:
    draft = begun(lone, tmp_path, "Quem;Onde\nAna;11 98765-4321\nBia;21 99876-5432\n")
    page = guest.get(f"/new/{draft.id}/columns").text
    assert (chosen_in(page, "field-phone"), "By its values." in page) == ("Onde", True)


def test_a_column_is_chosen_and_only_what_is_found_otherwise_is_said(
    guest: Visitor, lone: Running, tmp_path: Path
) -> None:
    rows = "Nome;Celular;Telefone 2;Quem\nAna;11 98765-4321;11 3333-4444;Ana Souza\n"
    draft = begun(lone, tmp_path, rows)
    address = f"/new/{draft.id}/columns"
    page = guest.get(address).text
    assert chosen_in(page, "field-phone-2") == "Telefone 2"
    fields: dict[str, str | list[str]] = {
        "columns": columns_of(page),
        "phone": ["1", "2", ""],
        "name": "3",
        "do": "apply",
    }
    page = guest.post(address, fields).text
    values = lone.site.drafts.one(draft.id).values
    assert values == {"map": ["name=Quem"]}
    assert "You chose it." in page
    guest.post(address, {**fields, "phone": ["2", ""], "do": "next"})
    draft = lone.site.drafts.one(draft.id)
    assert draft.values["map"] == ["phone=Telefone 2", "name=Quem"]
    assert request_of(lone.site, draft).settings.map[0] == ("phone", "Telefone 2")


def test_amount_and_due_day_are_shown_where_there_are_payment_lines(
    guest: Visitor, lone: Running, tmp_path: Path
) -> None:
    line = boleto()
    draft = begun(
        lone,
        tmp_path,
        f"Celular;Valor;A cobrar;Vencimento;Linha\n11 98765-4321;9,90;150,00;10/12/2026;{line}\n",
    )
    address = f"/new/{draft.id}/columns"
    page = guest.get(address).text
    assert chosen_in(page, "field-amount") == "Valor"
    assert chosen_in(page, "field-due") == "Vencimento"
    guest.post(
        address, {"columns": columns_of(page), "phone": ["0", ""], "amount": "2", "due": "3"}
    )
    assert lone.site.drafts.one(draft.id).values == {"map": ["amount=A cobrar"]}


def test_consent_key_and_expiry_are_chosen(guest: Visitor, lone: Running, tmp_path: Path) -> None:
    draft = begun(
        lone, tmp_path, "Nome;Celular;LGPD;Pedido;Dia\nAna;11 98765-4321;sim;7;1/1/2030\n"
    )
    address = f"/new/{draft.id}/columns"
    page = guest.get(address).text
    assert chosen_in(page, "field-consent") == "LGPD"
    fields = {"columns": columns_of(page), "phone": "1", "name": "0", "consent": "2"}
    guest.post(address, {**fields, "key": "3", "expires": "4"})
    draft = lone.site.drafts.one(draft.id)
    assert draft.values["map"] == ["key=Pedido", "expires=Dia"]  # a no keeps back anyway
    page = guest.post(address, {**fields, "needs_yes": "1"}).text
    assert lone.site.drafts.one(draft.id).values["map"] == ["consent=LGPD"]
    assert 'name="needs_yes" value="1" checked' in page


@pytest.mark.parametrize(
    ("rows", "said", "field"),
    [
        (
            "Quem;Cidade\nAna;Santos\nBia;Recife\n",
            "No column is named like a phone number",
            "field-phone",
        ),
        (
            "Celular;Celular\n11 98765-4321;21 99876-5432\n",
            "Several columns may hold",
            "field-phone",
        ),
        ("Ana;11 98765-4321\nBia;21 99876-5432\n", "has no row of column names", "reading"),
    ],
)
def test_what_cannot_be_told_is_asked_for_in_place(
    guest: Visitor, lone: Running, tmp_path: Path, rows: str, said: str, field: str
) -> None:
    draft = begun(lone, tmp_path, rows)
    address = f"/new/{draft.id}/columns"
    page = guest.get(address).text
    assert said in page
    assert f'href="#{field}"' in page
    assert f'id="{field}"' in page
    assert "--" not in re.sub(r"<[^>]*>", "", page)
    answer = guest.post(address, {"do": "next"})
    assert answer.status_code == 422


def test_a_list_without_names_is_read_by_letters(
    guest: Visitor, lone: Running, tmp_path: Path
) -> None:
    draft = begun(lone, tmp_path, "Ana;11 98765-4321\nBia;21 99876-5432\n")
    address = f"/new/{draft.id}/columns"
    page = guest.post(address, {"header_row": "none"}).text
    assert chosen_in(page, "field-phone") == "Column B"
    fields = {"columns": columns_of(page), "header_row": "none", "phone": "1", "name": "0"}
    guest.post(address, {**fields, "do": "next"})
    assert lone.site.drafts.one(draft.id).values["map"] == ["name=A"]  # in any language


def test_another_sheet_is_chosen_and_hidden_rows_are_told(
    guest: Visitor, lone: Running, tmp_path: Path
) -> None:
    book = Workbook()
    first, other = book.active, book.create_sheet("Ativos")
    first.title = "Capa"  # type: ignore[union-attr]
    first.append(["Cidade", "Total"])  # type: ignore[union-attr]
    first.append(["Santos", 3])  # type: ignore[union-attr]
    other.append(["Nome", "Celular"])
    other.append(["Ana", "11 98765-4321"])
    other.append(["Bia", "21 99876-5432"])
    other.row_dimensions[3].hidden = True
    book.save(tmp_path / "book.xlsx")
    draft = begun(lone, tmp_path, (tmp_path / "book.xlsx").read_bytes(), "book.xlsx")
    address = f"/new/{draft.id}/columns"
    page = guest.post(address, {"sheet": "Ativos"}).text
    assert chosen_in(page, "field-phone") == "Celular"
    assert "1 hidden row left out" in page
    page = guest.post(address, {"sheet": "Ativos", "hidden_rows": "send"}).text
    assert "2 rows with something in them." in page


def test_what_was_chosen_for_other_columns_says_nothing_of_these(
    guest: Visitor, lone: Running, tmp_path: Path
) -> None:
    draft = begun(lone, tmp_path, "Nome;Celular\nAna;11 98765-4321\n")
    address = f"/new/{draft.id}/columns"
    seen = columns_of(guest.get(address).text)
    fields = {"columns": seen, "header_row": "none", "phone": "0", "name": "1"}
    guest.post(address, fields)
    assert lone.site.drafts.one(draft.id).values == {"header_row": "none"}


def test_a_wrong_ddd_is_said_at_its_field(guest: Visitor, lone: Running, tmp_path: Path) -> None:
    draft = begun(lone, tmp_path, "Nome;Celular\nAna;98765-4321\n")
    answer = guest.post(f"/new/{draft.id}/columns", {"ddd_for_all": "1x"})
    assert answer.status_code == 422
    assert 'value="1x"' in answer.text
    assert 'href="#ddd"' in answer.text
    assert lone.site.drafts.one(draft.id).values == {}


def test_cells_are_text(guest: Visitor, lone: Running, tmp_path: Path) -> None:
    draft = begun(lone, tmp_path, "Nome;Celular\n<script>alert(1)</script>;11 98765-4321\n")
    page = guest.get(f"/new/{draft.id}/columns").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_a_list_is_read_once_and_any_of_its_rows_is_at_hand(lone: Running, tmp_path: Path) -> None:
    rows = [f"P{row};11 9{80_000_000 + row}" for row in range(4_000)]
    rows.insert(2_099, ";")  # nothing stands in row 2101, where a new piece begins
    draft = begun(lone, tmp_path, "\n".join(["Nome;Celular", *rows, ""]))
    kept = read_lists.read(request_of(lone.site, draft))
    assert kept.rows_kept == 4_000
    assert kept.is_whole
    wanted = [(0, 2, None, 3), (2100, 2100, 2099, 2102), (2101, 2102, 2100, 2103)]
    for asked, row, before, after in [*wanted, (9_999, 4002, 4001, None)]:
        found = kept.around(asked)
        assert (list(found[0].rows), *found[1:]) == ([row], before, after)
    [place] = lone.site.drafts.place(draft).rglob("read-*")
    written = (place / "facts.json").stat().st_mtime_ns
    read_lists.read(request_of(lone.site, draft))
    assert (place / "facts.json").stat().st_mtime_ns == written


def test_what_was_mended_and_what_cannot_be_trusted_is_kept(lone: Running, tmp_path: Path) -> None:
    rows = (
        "Nome;Celular;Obs\nJoÃ£o;11 98765-4321;x\nBia;x;21 99876-5432;y;z\nCaio;21 99876-5432;x\n"
    )
    draft = begun(lone, tmp_path, rows)
    request = request_of(lone.site, draft)
    [kept] = read_lists.read(request).chunks()
    with opened(request) as contacts:
        [read] = contacts.chunks()
    assert kept.faults == dict(read.faults)
    assert kept.faults
    assert kept.repairs == dict(read.repairs)
    assert [*kept.cells] == [*read.cells]


@pytest.mark.parametrize(
    ("field", "column", "cells"),
    [
        ("consent", "Aceita WhatsApp", ("não", "sim")),
        ("optout", "Descadastro", ("sim", "")),
        ("name", "Nome completo", ("Ana Souza", "Bia Lima")),
        ("ddd", "DDD", ("11", "21")),
        ("country", "DDI", ("55", "55")),
        ("media", "Boleto", ("a.pdf", "b.pdf")),
    ],
)
def test_a_column_that_was_found_may_be_none_of_them(
    guest: Visitor,
    lone: Running,
    tmp_path: Path,
    field: str,
    column: str,
    cells: tuple[str, str],
) -> None:
    rows = f"Celular;{column}\n11 98765-4321;{cells[0]}\n21 99876-5432;{cells[1]}\n11 91234-5678;\n"
    draft = begun(lone, tmp_path, rows)
    address = f"/new/{draft.id}/columns"
    page = guest.get(address).text
    assert chosen_in(page, f"field-{field}") == column
    fields = {"columns": columns_of(page), "phone": "0", "ddd_for_all": ""}
    guest.post(address, {**fields, field: "1"})
    assert lone.site.drafts.one(draft.id).values == {}, "what is found anyway is not said"
    page = guest.post(address, {**fields, field: ""}).text
    assert chosen_in(page, f"field-{field}") is None
    draft = lone.site.drafts.one(draft.id)
    assert draft.values["map"] == [f"{field}="]
    assert request_of(lone.site, draft).settings.map == ((field, ""),)
    again = begun(lone, tmp_path, rows)  # the same columns in the next list
    assert guest.post(f"/new/{again.id}/columns").status_code == 200
    assert chosen_in(guest.get(f"/new/{again.id}/columns").text, f"field-{field}") is None
    page = guest.post(address, {**fields, field: "1"}).text
    assert chosen_in(page, f"field-{field}") == column, "and it may be chosen again"
