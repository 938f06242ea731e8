"""Which rows: conditions on the page, in the step of the columns, and what the check says of them."""

import re
from pathlib import Path

from batch_sender.web.serving import Running
from tests.compose.payments.written import boleto
from tests.web.conftest import Visitor
from tests.web.drafting import drafted, judged
from tests.web.drafts import begun

ROWS = "Nome;Celular;Cidade;Valor\nAna;11 98765-4321;Recife;150\nBia;11 98765-4322;Olinda;90\n"


def plain(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def fields_of(page: str) -> dict[str, str]:
    """Return what the form says of the columns."""
    [digest] = re.findall(r'name="columns" value="(\w+)"', page)
    return {"columns": digest, "phone": "1", "name": "0"}


def checked(running: Running, visitor: Visitor, where: str) -> str:
    """Check a list with a condition, and return the page of it."""
    draft = drafted(running, where=[where])
    assert visitor.post(f"/new/{draft.id}/check").status_code == 200
    judged(running, draft)
    return visitor.get(f"/new/{draft.id}/check").text


def test_conditions_are_kept_as_typed_and_count_the_first_rows(
    guest: Visitor, lone: Running, tmp_path: Path
) -> None:
    draft = begun(lone, tmp_path, ROWS)
    address = f"/new/{draft.id}/columns"
    page = guest.get(address).text
    assert "<code>Cidade = Recife</code> · <code>Valor &gt; 150</code>" in page
    fields = fields_of(page)
    page = guest.post(address, {**fields, "where": "valor > 100\r\n\r\n cidade = recife "}).text
    assert lone.site.drafts.one(draft.id).values["where"] == ["valor > 100", "cidade = recife"]
    assert "Chosen of the first 2 rows: 1." in plain(page)
    assert "valor &gt; 100\ncidade = recife</textarea>" in page
    guest.post(address, {**fields, "where": ""})
    assert "where" not in lone.site.drafts.one(draft.id).values


def test_payment_lines_suggest_nothing_and_amounts_and_due_days_do(
    guest: Visitor, lone: Running, tmp_path: Path
) -> None:
    line = boleto(cents=15000)
    rows = f"Nome;Celular;Boleto;Valor;Vencimento\nAna;11 98765-4321;{line};150,00;10/12/2026\n"
    page = guest.get(f"/new/{begun(lone, tmp_path, rows).id}/columns").text
    assert "<code>Valor &gt; 150,00</code> · <code>Vencimento &lt;= today + 3</code>" in page
    assert "<code>Boleto" not in page


def test_a_condition_that_cannot_be_used_stands_beside_its_field_and_stops_the_way(
    guest: Visitor, lone: Running, tmp_path: Path
) -> None:
    draft = begun(lone, tmp_path, ROWS)
    address = f"/new/{draft.id}/columns"
    fields = fields_of(guest.get(address).text)
    answer = guest.post(address, {**fields, "where": "cidde = Recife", "do": "next"})
    assert answer.status_code == 422
    assert 'href="#where"' in answer.text
    assert 'aria-describedby="where-hint where-fault" aria-invalid="true"' in answer.text
    assert "Did you mean “Cidade”?" in answer.text
    assert "cidde = Recife</textarea>" in answer.text, "what was typed is still there"
    assert "--" not in plain(answer.text)
    answer = guest.post(address, {**fields, "where": "cidade = Recife", "do": "next"})
    assert answer.url.endswith("/text")


def test_the_check_says_how_many_rows_are_left_out(running: Running, visitor: Visitor) -> None:
    html = checked(running, visitor, "nome = ana")
    assert "Chosen by: “nome = ana”; " in plain(html)
    assert "This batch chooses other rows" in html


def test_a_fault_that_comes_with_the_check_leads_to_the_columns(
    running: Running, visitor: Visitor
) -> None:
    html = checked(running, visitor, "nome")
    assert re.search(r'href="/new/\w+/columns"', html)
    assert "is compared with nothing" in html


def test_the_text_is_tried_on_any_row(guest: Visitor, lone: Running, tmp_path: Path) -> None:
    draft = begun(lone, tmp_path, ROWS)
    lone.site.drafts.save(draft.chosen(where=["cidade = Olinda"]))
    page = guest.post(f"/new/{draft.id}/text", {"text": "Oi {Nome}!", "do": "apply"}).text
    assert "Oi Ana!" in plain(page)
