"""Step 3 of a new batch: texts, what one row gets of them, and the file that goes along."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from batch_sender.web.drafts import Draft
from batch_sender.web.requests_of_drafts import request_of
from batch_sender.web.serving import Running
from batch_sender.web.whatsapp_look import runs
from tests.compose.payments.written import boleto
from tests.web.conftest import Visitor
from tests.web.drafts import begun

LIST = "Nome;Celular;Valor (R$)\nAna Souza;11 98765-4321;149.9\nBia;123;80\nCaio;21 99876-5432;10\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 100


@pytest.fixture
def draft(lone: Running, tmp_path: Path) -> Draft:
    return begun(lone, tmp_path, LIST)


def seen(guest: Visitor, draft: Draft, *texts: str, row: int = 2) -> str:
    answer = guest.post(f"/new/{draft.id}/text/preview", {"text": [*texts], "row": str(row)})
    assert answer.status_code == 200
    return answer.text


def now(lone: Running, draft: Draft) -> Draft:
    return lone.site.drafts.one(draft.id)


def test_a_text_can_be_tried_before_there_is_a_list(guest: Visitor, lone: Running) -> None:
    draft = lone.site.drafts.begin()
    shown = seen(guest, draft, "Oi {nome}! Pedido {pedido}, {{ valor|dinheiro }}.")
    assert "Oi Ana Souza! Pedido [pedido], R$ 149,90." in shown
    assert "invented values" in shown
    answer = guest.post(f"/new/{draft.id}/text", {"text": "Oi {nome}", "do": "next"})
    assert answer.url.endswith(f"/new/{draft.id}/list")


def test_any_row_is_shown_as_it_will_be_judged(guest: Visitor, draft: Draft) -> None:
    shown = seen(guest, draft, "Oi {nome}, são {Valor (R$)}.")
    assert "Oi Ana Souza, são 149,90." in shown
    assert "+55 11 98765-4321" in shown
    assert 'value="row-3"' in shown
    shown = seen(guest, draft, "Oi {nome}", row=3)
    assert "This row is left out: Not a person" in shown
    assert "Oi Bia" in shown


def test_what_is_typed_is_kept_while_it_is_shown(
    guest: Visitor, lone: Running, draft: Draft
) -> None:
    seen(guest, draft, "Oi {nome}\r\nTudo bem?")
    assert now(lone, draft).texts == ("Oi {nome}\nTudo bem?",)
    assert "Tudo bem?</textarea>" in guest.get(f"/new/{draft.id}/text").text


def test_an_unknown_column_is_said_at_its_text_with_the_nearest_name(
    guest: Visitor, draft: Draft
) -> None:
    shown = seen(guest, draft, "Oi {nome}", "Oi {nmoe}")
    assert "Text B, line 1: no column is called “nmoe”" in shown
    assert "Did you mean {Nome}?" in shown
    assert '<p data-fault-of="text-1-fault"></p>' in shown
    answer = guest.post(f"/new/{draft.id}/text", {"text": ["Oi {nome}", "Oi {nmoe}"], "do": "next"})
    assert answer.status_code == 422
    assert 'href="#text-2"' in answer.text


def test_slips_are_quoted_and_the_length_is_counted(guest: Visitor, draft: Draft) -> None:
    shown = seen(guest, draft, "Oi [nome], *tudo bem? Pague R$ R$ 10")
    assert "looks like a placeholder of another tool" in shown.lower()
    assert "R$ stands there twice" in shown
    assert "opens and does not close" in shown
    assert "36 of 4,096 characters" in shown


def test_of_several_texts_it_says_which_one_a_person_gets(guest: Visitor, draft: Draft) -> None:
    shown = seen(guest, draft, "Oi {nome}", "Olá {nome}")
    assert shown.count("this person gets this one") == 1
    assert "Oi Ana Souza" in shown
    assert "Olá Ana Souza" in shown


def test_texts_are_added_taken_and_removed(guest: Visitor, lone: Running, draft: Draft) -> None:
    address = f"/new/{draft.id}/text"
    page = guest.post(address, {"text": "Um {nome}", "do": "add"}).text
    assert page.count("<textarea") == 2
    fields: dict[str, str | list[str]] = {
        "text": ["Um {nome}", ""],
        "do": "take",
        "taken": "ready:aniversario",
    }
    guest.post(address, fields)
    first, taken = now(lone, draft).texts
    assert first == "Um {nome}"
    assert "{{" in taken
    guest.post(address, {"text": [first, taken], "do": "remove-1"})
    assert now(lone, draft).texts == (taken,)


def test_a_text_is_saved_under_a_name_and_listed(
    guest: Visitor, lone: Running, draft: Draft
) -> None:
    address = f"/new/{draft.id}/text"
    fields = {"text": "Oi {nome}", "do": "save", "save_name": "Aviso março"}
    guest.post(address, fields)
    assert "Aviso março" in guest.get("/texts").text
    assert "Oi {nome}</textarea>" in guest.get("/texts?change=Aviso+março").text
    answer = guest.post(address, {**fields, "text": "Outro"})
    assert (answer.status_code, "already" in answer.text) == (422, True)
    guest.post(address, {**fields, "text": "Outro", "save_replaces": "1"})
    guest.post(address, {"text": "", "do": "take", "taken": "saved:Aviso março"})
    assert now(lone, draft).texts == ("Outro",)
    guest.post("/texts/remove", {"name": "Aviso março"})
    assert "No text is saved yet" in guest.get("/texts").text


@pytest.mark.parametrize("name", ["../fora", "a/b", "..", "", "con", "a\\b", "x" * 70, ".oculto"])
def test_a_saved_text_stays_in_its_folder(guest: Visitor, lone: Running, name: str) -> None:
    answer = guest.post("/texts", {"name": name, "text": "Oi"})
    assert answer.status_code == 422
    assert not list(lone.site.drafts.folder.parent.rglob("*.txt"))
    guest.post("/texts/remove", {"name": name})


def test_a_list_is_no_text(guest: Visitor, draft: Draft) -> None:
    rows = "nome;celular\nAna;11912345678\nBia;11912345679\nCaio;11912345670"
    assert "is a list of contacts" in seen(guest, draft, rows)
    answer = guest.post("/texts", {"name": "Lista", "text": rows})
    assert (answer.status_code, "is a list of contacts" in answer.text) == (422, True)


def test_one_file_goes_to_everybody(guest: Visitor, lone: Running, draft: Draft) -> None:
    address = f"/new/{draft.id}/text"
    fields = {"text": "Oi {nome}", "media_choice": "one", "do": "show"}
    page = guest.post(address, fields, files={"media_file": ("Promoção já.png", PNG)}).text
    assert "File: Promocao_ja.png" in page
    path = Path(request_of(lone.site, now(lone, draft)).settings.media or "")
    assert path.read_bytes() == PNG
    for name, content, said in [("x.exe", b"MZ", "x.exe"), ("y.png", b"", "is empty")]:
        answer = guest.post(address, fields, files={"media_file": (name, content)})
        assert (answer.status_code, said in answer.text) == (422, True)
        assert path.read_bytes() == PNG  # the one before stays
    guest.post(address, {**fields, "media_choice": "none"})
    settings = request_of(lone.site, now(lone, draft)).settings
    assert (settings.media, settings.no_media) == (None, True)


def test_a_column_names_each_persons_file(guest: Visitor, lone: Running, tmp_path: Path) -> None:
    rows = "Nome;Celular;Qual\nAna;11 98765-4321;ana.png\nBia;21 99876-5432;../fora.png\n"
    draft = begun(lone, tmp_path, rows)
    address = f"/new/{draft.id}/text"
    fields = {"text": "Oi {nome}", "media_choice": "column", "media_column": "2", "do": "show"}
    sent = [("media_files", (name, PNG)) for name in ("ana.png", "../../fora.png")]
    page = guest.post(address, fields, files=sent).text
    assert "File: ana.png" in page
    assert "2 files are here." in page
    kept = lone.site.drafts.folder.parent.rglob("fora.png")
    assert {file.parent for file in kept} == {lone.site.drafts.place(draft) / "files"}
    assert "This row is left out" in seen(guest, now(lone, draft), "Oi", row=3)
    assert "media=Qual" in now(lone, draft).values["map"]


def test_the_payment_line_is_shown_as_a_message_of_its_own(
    guest: Visitor, lone: Running, tmp_path: Path
) -> None:
    line = boleto(due=None)
    rows = f"Nome;Celular;Linha\nAna;11 98765-4321;{line}\nBia;21 99876-5432;\n"
    draft = begun(lone, tmp_path, rows)
    address = f"/new/{draft.id}/text"
    chosen = {"text": "Oi {nome}", "payment_column": "Linha"}
    shown = guest.post(f"{address}/preview", chosen).text
    assert re.findall(r'class="bubble">(.*?)</div>', shown) == ["Oi Ana", line]
    assert request_of(lone.site, now(lone, draft)).settings.payment_column == "Linha"
    assert '<option value="Linha" selected>' in guest.get(address).text
    shown = guest.post(f"{address}/preview", {**chosen, "row": "3"}).text
    assert "This row is left out" in shown
    assert re.findall(r'class="bubble">(.*?)</div>', shown) == ["Oi Bia"]
    shown = guest.post(f"{address}/preview", {**chosen, "payment_column": ""}).text
    assert re.findall(r'class="bubble">(.*?)</div>', shown) == ["Oi Ana"]
    assert "payment_column" not in now(lone, draft).values


def test_what_was_uploaded_is_never_served_back(
    guest: Visitor, lone: Running, draft: Draft
) -> None:
    """Whatever lies in a file runs in no browser of ours: no address leads to it."""
    evil = b"<svg onload=alert(1)>" + PNG
    address = f"/new/{draft.id}/text"
    fields = {"text": "Oi {nome}", "media_choice": "one", "do": "show"}
    guest.post(address, fields, files={"media_file": ("<img src=x>.png", PNG + evil)})
    kept = [each for each in lone.site.drafts.place(draft).rglob("*") if each.is_file()]
    assert any(each.read_bytes().endswith(evil) for each in kept)
    state = lone.site.drafts.folder.parent
    names = {str(each.relative_to(state)) for each in kept} | {
        str(each.relative_to(lone.site.drafts.place(draft))) for each in kept
    }
    for name in names:
        for folder in ("", "/static", "/static/..", f"/new/{draft.id}", "/drafts", "/api/v1/lists"):
            answer = guest.get(f"{folder}/{name}".replace("..", "%2e%2e"))
            assert answer.status_code in {401, 404}, answer.url
    shown = guest.get(address)
    assert evil not in shown.content
    assert "<img src=x>" not in shown.text


@pytest.mark.parametrize("name", ["é" * 300 + ".png", "🎉" * 200 + ".png"])
def test_a_file_of_a_very_long_name_is_kept(
    guest: Visitor, lone: Running, tmp_path: Path, name: str
) -> None:
    draft = begun(lone, tmp_path, "Nome;Celular;Qual\nAna;11 98765-4321;ana.png\n")
    fields = {"text": "Oi", "media_choice": "column", "media_column": "2", "do": "show"}
    answer = guest.post(f"/new/{draft.id}/text", fields, files=[("media_files", (name, PNG))])
    assert (answer.status_code, "1 file is here." in answer.text) == (200, True)


def test_a_change_of_the_text_makes_what_was_judged_old(
    guest: Visitor, lone: Running, draft: Draft
) -> None:
    judged = replace(draft, texts=("Oi",), batch=7)
    lone.site.drafts.save(judged)
    seen(guest, draft, "Oi")
    assert now(lone, draft).batch == 7
    seen(guest, draft, "Oi!")
    assert now(lone, draft).batch is None


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("*a* _b_ ~c~ `d`", [("a", "bold"), (" ", ""), ("b", "italic"), (" ", ""), ("c", "struck"), (" ", ""), ("d", "code")]),
        ("*_a_*", [("a", "bold italic")]),
        ("2*3*4 e a_b_c", [("2*3*4 e a_b_c", "")]),
        ("*a\nb*", [("*a\nb*", "")]),
        ("```x\n*y*```", [("x\n*y*", "code")]),
        ("https://a.b/_c_ *ok*", [("https://a.b/_c_ ", ""), ("ok", "bold")]),
    ],
)  # fmt: skip
def test_a_phone_shows_what_the_signs_mean(text: str, shown: list[tuple[str, str]]) -> None:
    assert [(run.text, " ".join(sorted(run.styles))) for run in runs(text)] == shown
