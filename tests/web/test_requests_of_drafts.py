"""A batch in the making, as the other rooms are given it."""

from dataclasses import replace

import pytest

from batch_sender.compose.errors import TemplateIsList
from batch_sender.web.drafts import Draft
from batch_sender.web.requests_of_drafts import request_of
from batch_sender.web.serving import Running


def test_a_draft_is_judged_with_what_was_chosen_on_the_page(lone: Running) -> None:
    draft = lone.site.drafts.begin().chosen(map=["phone=Fone"], header_row="2", rate="10/min")
    request = request_of(lone.site, _with_texts(draft, "Olá {nome}", "Oi {nome}"))
    assert request.settings.map == (("phone", "Fone"),)
    assert request.settings.header_row == 2
    assert request.settings.gap == 6
    assert [(each.origin, each.text) for each in request.texts] == [
        ("Text A", "Olá {nome}"),
        ("Text B", "Oi {nome}"),
    ]


def test_a_list_pasted_as_a_text_is_refused(lone: Running) -> None:
    rows = "nome;celular\nAna;11912345678\nBia;11912345679\nCaio;11912345670\n"
    with pytest.raises(TemplateIsList):
        request_of(lone.site, _with_texts(lone.site.drafts.begin(), rows))


def _with_texts(draft: Draft, *texts: str) -> Draft:
    return replace(draft, texts=texts)


def test_what_is_chosen_on_the_page_goes_before_what_the_profile_says(lone: Running) -> None:
    folder = lone.site.drafts.folder.parent / "client"
    folder.mkdir()
    (folder / "bill.pdf").write_bytes(b"%PDF-1.7")
    (folder / "defaults.toml").write_text(
        'ddd = "21"\nrate = "10/min"\nmedia = "bill.pdf"\ntemplate = ["hello.txt"]\n', "utf-8"
    )
    (folder / "hello.txt").write_text("Hello", "utf-8")
    site = replace(lone.site, workspace=replace(lone.site.workspace, folder=folder))
    draft = _with_texts(site.drafts.begin().chosen(ddd="11"), "Oi {nome}")
    settings = request_of(site, draft).settings
    assert (settings.ddd, settings.gap) == ("11", 6)
    assert settings.media == str(folder / "bill.pdf")
    request = request_of(site, draft.chosen(no_media=True))
    assert request.settings.media is None
    assert request.text == "Oi {nome}"
